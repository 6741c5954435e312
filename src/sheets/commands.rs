//! The palette's list: every command that can be given now, then every scope.

use super::{
    picker::{self, Choice},
    scopes,
};
use crate::{palette::PALETTE, routes::Place, texts as t};
use base::keys::{Command, use_keys};
use leptos::prelude::*;
use std::sync::Arc;

pub(super) fn commands(open: RwSignal<bool>, screen: Memo<Option<Place>>) -> AnyView {
    let commands = untrack(|| use_keys().commands());
    let commands = commands.into_iter().filter(|command| command.id != PALETTE).map(choice);
    // With one client there is nowhere to switch to.
    let scopes = scopes::choices(screen).into_iter().filter(|scope| !scope.is_here);
    let choices = Signal::stored(commands.chain(scopes).collect());
    picker::list(open, t::keys_palette(), t::palette_placeholder(), choices)
}

fn choice(command: Command) -> Choice {
    Choice {
        group: t::commands(),
        name: command.title,
        code: String::new(),
        colour: None,
        note: String::new(),
        keys: command.keys.first().copied(),
        is_here: false,
        star: None,
        pick: Arc::new(move || command.run.run(())),
    }
}

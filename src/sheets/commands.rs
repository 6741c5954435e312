//! The palette's list: every command that can be given now, then every scope, then what the user administers.

use super::{
    picker::{self, Choice},
    scopes,
};
use crate::{
    administration,
    palette::PALETTE,
    routes::{Admin, Place},
    texts as t,
};
use base::{
    keys::{Command, use_keys},
    session::use_session,
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use std::sync::Arc;

pub(super) fn commands(open: RwSignal<bool>, screen: Memo<Option<Place>>) -> AnyView {
    let commands = untrack(|| use_keys().commands());
    let commands = commands.into_iter().filter(|command| command.id != PALETTE).map(choice);
    // With one client there is nowhere to switch to.
    let scopes = scopes::choices(screen).into_iter().filter(|scope| !scope.is_here);
    let choices = Signal::stored(commands.chain(scopes).chain(administered(screen)).collect());
    picker::list(open, t::keys_palette(), t::palette_placeholder(), choices)
}

fn choice(command: Command) -> Choice {
    let (name, keys) = (command.title, command.keys.first().copied());
    Choice { keys, ..plain(t::commands(), name, Arc::new(move || command.run.run(()))) }
}

/// The screens of the administration that are there for this user.
fn administered(screen: Memo<Option<Place>>) -> impl Iterator<Item = Choice> {
    let (session, go) = (untrack(|| use_session().signed_in()), use_navigate());
    let here = screen.get_untracked();
    let open =
        Admin::ALL.into_iter().filter(move |admin| session.as_ref().is_some_and(|session| admin.is_open(session)));
    open.map(move |admin| {
        let (to, go, name) = (admin.link(), go.clone(), administration::label(&admin).to_owned());
        let is_here = here == Some(Place::Admin(admin));
        Choice { is_here, ..plain(t::administration(), name, Arc::new(move || go(&to, Default::default()))) }
    })
}

fn plain(group: &'static str, name: String, pick: Arc<dyn Fn() + Send + Sync>) -> Choice {
    Choice {
        group,
        name,
        code: String::new(),
        colour: None,
        note: String::new(),
        keys: None,
        is_here: false,
        is_away: false,
        star: None,
        foresee: None,
        pick,
    }
}

//! The palette and the sheet of keys: both are drawn from the registry that also handles the keys.

use crate::{
    picker::{Choice, Picker},
    routes::Place,
    switcher::scope_choices,
    texts as t,
};
use base::{
    keys::{Command, Keys, use_keys},
    ui::{Dialog, Icon, Key, Sign},
};
use leptos::prelude::*;
use std::sync::Arc;

const PALETTE: &str = "palette";
const PALETTE_KEYS: &str = "Mod+k";

/// The palette's button, and the palette: every command that can be given now, and every scope.
#[component]
pub(crate) fn Palette(screen: Memo<Option<Place>>) -> impl IntoView {
    let open = RwSignal::new(false);
    let keys = use_keys();
    keys.register(Command::new(PALETTE, &[PALETTE_KEYS], t::keys_palette(), move || open.set(true)));
    let scopes = scope_choices(screen);
    let choices = Callback::new(move |()| {
        let commands = untrack(|| keys.commands());
        let commands = commands.into_iter().filter(|command| command.id != PALETTE).map(command_choice);
        let scopes: Vec<Choice> = scopes.run(());
        // With one client there is nowhere to switch to.
        let scopes = scopes.into_iter().filter(|scope| !scope.is_here);
        commands.chain(scopes).collect()
    });
    view! {
        <button class="button button--quiet bar__search" type="button" aria-haspopup="dialog"
            aria-keyshortcuts="Control+K Meta+K" on:click=move |_| open.set(true)>
            <Icon sign=Sign::Search />
            <span>{t::keys_palette()}</span>
            <Key stroke=PALETTE_KEYS />
        </button>
        <Picker open title=t::keys_palette() placeholder=t::palette_placeholder() choices />
    }
}

fn command_choice(command: Command) -> Choice {
    Choice {
        group: t::commands(),
        name: command.title,
        code: String::new(),
        colour: None,
        note: String::new(),
        keys: command.keys.first().copied(),
        is_here: false,
        pick: Arc::new(move || command.run.run(())),
    }
}

/// The `?` sheet.
#[component]
pub(crate) fn KeySheet(open: RwSignal<bool>) -> impl IntoView {
    let keys = use_keys();
    keys.register(Command::new("help", &["?"], t::keys_help(), move || open.set(true)));
    view! {
        <Dialog open title=t::keyboard_help()>
            {
                let keys = keys.clone();
                move || view! { <ul class="key-sheet">{untrack(|| listed(&keys))}</ul> }
            }
        </Dialog>
    }
}

fn listed(keys: &Keys) -> AnyView {
    keys.commands()
        .into_iter()
        .filter(|command| !command.keys.is_empty())
        .map(|command| {
            let combos = command.keys.iter().map(|stroke| view! { <Key stroke /> }).collect_view();
            view! { <li><span>{command.title}</span><span class="key-sheet__keys">{combos}</span></li> }
        })
        .collect_view()
        .into_any()
}

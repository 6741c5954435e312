//! The `?` sheet: every key, from the registry that also handles them.

use base::{keys::use_keys, ui::Key};
use leptos::prelude::*;

pub(super) fn keys() -> AnyView {
    let commands = untrack(|| use_keys().commands()).into_iter().filter(|command| !command.keys.is_empty());
    let lines = commands.map(|command| {
        let combos = command.keys.iter().map(|stroke| view! { <Key stroke /> }.into_any()).collect_view();
        view! { <li><span>{command.title}</span><span class="key-sheet__keys">{combos}</span></li> }
    });
    view! { <ul class="key-sheet">{lines.collect_view()}</ul> }.into_any()
}

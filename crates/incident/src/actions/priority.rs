//! Priority: one of four, chosen from a list.

use super::refusal_text;
use crate::desk::use_desk;
use base::{
    ui::{Menu, MenuItem},
    words,
};
use leptos::prelude::*;
use wire::{incident::Command, vocabulary::Priority, workflow::Action};

#[component]
pub(super) fn PriorityMenu(open: RwSignal<bool>) -> impl IntoView {
    let desk = use_desk();
    let current = desk.of_head(|head| head.row.priority);
    let items = Signal::derive(move || {
        let current = current.get();
        let items = Priority::ALL.iter().rev().map(|priority| {
            let priority = *priority;
            MenuItem::new(words::priority(priority), move || {
                if priority != current {
                    desk.command_at_once(Command::SetPriority { priority });
                }
            })
            .current(priority == current)
        });
        items.collect()
    });
    view! {
        <Menu
            open
            items
            keys="p"
            refusal=refusal_text(desk, Action::SetPriority)
            label=|| words::action(Action::SetPriority)
        />
    }
}

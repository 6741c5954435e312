//! Somebody was faster: both versions beside each other, and what was wanted is not lost.

use crate::{
    desk::{Conflict, use_desk},
    texts as t,
};
use base::{
    command_forms::Versions,
    task,
    ui::{Button, ButtonKind, Dialog},
    words,
};
use leptos::prelude::*;
use wire::{
    incident::{Command, IncidentHead},
    vocabulary::Status,
    workflow::Action,
};

/// What was wanted, in words.
fn wanted(command: &Command) -> String {
    match command {
        Command::Assign { assignee: None } => t::wanted_nobody().to_owned(),
        Command::Assign { .. } => t::wanted_assign().to_owned(),
        Command::SetStatus { status, .. } => t::wanted_status(words::status(*status)),
        Command::SetPriority { priority } => t::wanted_priority(words::priority(*priority)),
        Command::Close { verdict, .. } => t::wanted_close(words::verdict(*verdict)),
        Command::Reopen { .. } => t::wanted_status(words::status(Status::InProgress)),
        Command::Merge { into } => t::wanted_merge(&into.0),
        Command::Unmerge {} => t::wanted_unmerge().to_owned(),
        Command::Split { alerts } => t::wanted_split(alerts.len() as u64),
        Command::Restrict { .. } => t::restrict_incident().to_owned(),
        Command::Unrestrict {} => t::lift_restriction().to_owned(),
    }
}

/// The typed text of a command.
fn typed(command: Command) -> Option<String> {
    match command {
        Command::Close { reason, .. } => reason,
        Command::Reopen { reason } => Some(reason),
        _ => None,
    }
}

/// Opens by itself when the desk has a conflict.
#[component]
pub(crate) fn ConflictDialog() -> impl IntoView {
    let desk = use_desk();
    let open = RwSignal::new(false);
    task::effect(move || {
        if desk.conflict.with(Option::is_some) {
            open.set(true);
        }
    });
    task::effect(move || {
        if !open.get() && desk.conflict.with_untracked(Option::is_some) {
            desk.conflict.set(None);
        }
    });
    view! {
        <Dialog open title=t::conflict()>
            {move || desk.conflict.get().map(|conflict| view! { <Asked conflict open /> }.into_any())}
        </Dialog>
    }
}

#[component]
fn Asked(conflict: Conflict, open: RwSignal<bool>) -> impl IntoView {
    let desk = use_desk();
    let Conflict { wanted: command, before, now, outcome } = conflict;
    let action = command.action();
    let refusal = refusal_of(action, &now);
    let again = {
        let command = command.clone();
        move |()| {
            open.set(false);
            desk.command(command.clone(), outcome.clone());
        }
    };
    view! {
        <div class="dialog__body">
            <p>{t::conflict_detail()}</p>
            <Versions before=before.row now=now.row>
                <b>{wanted(&command)}</b>
                {typed(command).map(|text| view! { <q class="versions__typed">{text}</q> }.into_any())}
            </Versions>
            <div class="dialog__foot">
                <Button on_press=move |()| open.set(false)>{t::keep_as_it_is()}</Button>
                <Button kind=ButtonKind::Primary on_press=again refusal=refusal>
                    {t::apply_anyway()}
                </Button>
            </div>
        </div>
    }
}

fn refusal_of(action: Option<Action>, now: &IncidentHead) -> Option<String> {
    let offer = now.actions.iter().find(|offer| Some(offer.action) == action)?;
    offer.refusal.map(words::refusal)
}

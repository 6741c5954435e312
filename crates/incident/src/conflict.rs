//! Somebody was faster: both versions beside each other, and what was wanted is not lost.

use crate::{
    desk::{Conflict, use_desk},
    texts as t,
};
use base::{
    ui::{Button, ButtonKind, Dialog},
    words,
};
use leptos::prelude::*;
use wire::{
    incident::{Command, IncidentHead},
    queue::QueueRow,
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
    }
}

/// The typed text of a command.
fn typed(command: Command) -> Option<String> {
    match command {
        Command::Close { reason, .. } => reason,
        Command::Reopen { reason } => Some(reason),
        Command::Assign { .. } | Command::SetStatus { .. } | Command::SetPriority { .. } => None,
    }
}

/// What differs between two versions: name, then, now.
fn differences(before: &QueueRow, now: &QueueRow) -> Vec<(&'static str, String, String)> {
    let assignee = |row: &QueueRow| row.assignee.as_ref().map_or(words::nobody(), |person| &person.name).to_owned();
    let verdict = |row: &QueueRow| row.verdict.map_or("–", words::verdict).to_owned();
    let all = [
        (t::status(), words::status(before.status).to_owned(), words::status(now.status).to_owned()),
        (t::priority(), words::priority(before.priority).to_owned(), words::priority(now.priority).to_owned()),
        (t::assignee(), assignee(before), assignee(now)),
        (t::verdict(), verdict(before), verdict(now)),
    ];
    all.into_iter().filter(|(_, before, now)| before != now).collect()
}

/// Opens by itself when the desk has a conflict.
#[component]
pub(crate) fn ConflictDialog() -> impl IntoView {
    let desk = use_desk();
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if desk.conflict.with(Option::is_some) {
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() && desk.conflict.with_untracked(Option::is_some) {
            desk.conflict.set(None);
        }
    });
    view! {
        <Dialog open title=t::conflict()>
            {move || desk.conflict.get().map(|conflict| view! { <Versions conflict open /> }.into_any())}
        </Dialog>
    }
}

#[component]
fn Versions(conflict: Conflict, open: RwSignal<bool>) -> impl IntoView {
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
    let rows = differences(&before.row, &now.row).into_iter().map(|(name, before, now)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{before}</td>
                <td>{now}</td>
            </tr>
        }
    });
    view! {
        <div class="dialog__body">
            <p>{t::conflict_detail()}</p>
            <table class="versions">
                <thead>
                    <tr>
                        <td></td>
                        <th scope="col">{t::as_you_saw_it()}</th>
                        <th scope="col">{t::as_it_is_now()}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">{t::you_wanted()}</th>
                        <td colspan="2">
                            <b>{wanted(&command)}</b>
                            {typed(command).map(|text| view! { <q class="versions__typed">{text}</q> }.into_any())}
                        </td>
                    </tr>
                </tfoot>
            </table>
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

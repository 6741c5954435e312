//! Somebody was faster: a row as it was seen and as it is now, beside each other.

use super::texts as t;
use crate::words;
use leptos::prelude::*;
use wire::{queue::QueueRow, vocabulary::Status};

/// "On hold (Awaiting client)".
fn status(row: &QueueRow) -> String {
    let word = words::status(row.status);
    match row.hold_reason.filter(|_| row.status == Status::OnHold) {
        Some(reason) => t::status_for(word, words::hold_reason(reason)),
        None => word.to_owned(),
    }
}

/// What differs between two versions, or all of it where that is something else: name, then, now.
#[must_use]
pub fn differences(before: &QueueRow, now: &QueueRow) -> Vec<(&'static str, String, String)> {
    let assignee = |row: &QueueRow| row.held_by().map_or_else(|| words::nobody().to_owned(), str::to_owned);
    let verdict = |row: &QueueRow| row.verdict.map_or("–", words::verdict).to_owned();
    let all = vec![
        (t::status(), status(before), status(now)),
        (t::priority(), words::priority(before.priority).to_owned(), words::priority(now.priority).to_owned()),
        (t::assignee(), assignee(before), assignee(now)),
        (t::verdict(), verdict(before), verdict(now)),
    ];
    let changed: Vec<_> = all.iter().filter(|(_, before, now)| before != now).cloned().collect();
    if changed.is_empty() { all } else { changed }
}

/// Both versions, and below them what was wanted.
#[component]
pub fn Versions(before: QueueRow, now: QueueRow, children: Children) -> impl IntoView {
    let rows = differences(&before, &now).into_iter().map(|(name, before, now)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{before}</td>
                <td>{now}</td>
            </tr>
        }
    });
    view! {
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
                    <td colspan="2">{children()}</td>
                </tr>
            </tfoot>
        </table>
    }
    .into_any()
}

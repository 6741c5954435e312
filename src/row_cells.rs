//! The cells of an incident's row: source-blind by its type, and drawn so that nothing about it is said by colour alone.

use crate::texts as t;
use base::{
    links,
    scope::Scope,
    ui::{Breach, ClientChip, Level, StatusMark},
    words,
};
use leptos::prelude::*;
use wire::{
    queue::{ClientLabel, QueueRow},
    vocabulary::{AssetClass, Capability, Disposition},
};

/// What a first look sizes the work by (whether it was stopped, whether it matters more than others), technique, history:
/// the class and the text of each, and no text where it says nothing.
pub(crate) fn marks(row: &QueueRow) -> [(&'static str, String); 4] {
    let outcome = match row.disposition {
        Disposition::Allowed => ("row__mark row__mark--pressing", words::disposition(row.disposition)),
        Disposition::Blocked => ("row__mark", words::disposition(row.disposition)),
        Disposition::Unknown => ("row__mark", ""),
    };
    let asset = match row.asset_class {
        AssetClass::Critical => words::asset_class(row.asset_class),
        _ => "",
    };
    [
        (outcome.0, outcome.1.to_owned()),
        ("row__mark row__mark--pressing", asset.to_owned()),
        ("row__code", row.techniques.first().cloned().unwrap_or_default()),
        ("row__history", history(row)),
    ]
}

/// What others of its kind came to, where there were any.
pub(crate) fn history(row: &QueueRow) -> String {
    match (row.history.count_30d, row.history.false_positives_30d) {
        (0 | 1, _) => String::new(),
        (count, 0) => t::history_short(&count.to_string()),
        (count, wrong) => t::history(&count.to_string(), &wrong.to_string()),
    }
}

/// What belongs to an incident's title: unread mark, and the marks of a first look.
pub(crate) fn what(row: &QueueRow) -> AnyView {
    let marks = marks(row).map(|(class, text)| (!text.is_empty()).then(|| view! { <small class=class>{text}</small> }));
    view! {
        {row.unread.then(|| view! { <i class="row__unread"></i><span class="only-heard">{t::unread()}</span> })}
        {marks.into_iter().collect_view()}
    }
    .into_any()
}

pub(crate) fn priority(row: &QueueRow) -> AnyView {
    view! { <Level of=row.priority /> }.into_any()
}

pub(crate) fn client(label: &ClientLabel) -> AnyView {
    let ClientLabel { code, name, colour, .. } = label.clone();
    view! { <ClientChip code name colour /> }.into_any()
}

pub(crate) fn status(row: &QueueRow) -> AnyView {
    view! { <StatusMark status=row.status /> }.into_any()
}

pub(crate) fn breach(row: &QueueRow) -> AnyView {
    view! { <Breach due_at=row.breach_at.clone() since=row.created_at.clone() is_paused=row.paused /> }.into_any()
}

/// The incident's address, for whoever may read it.
pub(crate) fn link(scope: &Scope, row: &QueueRow) -> Option<String> {
    scope.may_in(&row.client.id, Capability::IncidentRead).then(|| links::incident(&row.client.id, &row.key))
}

//! The cells of an incident's row: source-blind by its type, and drawn so that nothing about it is said by colour alone.

use crate::texts as t;
use base::{
    links,
    scope::Scope,
    ui::{Age, Breach, ClientChip, Level, PersonChip, Sparkline, StatusMark},
    words,
};
use leptos::prelude::*;
use wire::{
    queue::{ClientLabel, QueueRow},
    vocabulary::{AssetClass, Capability, Disposition},
};

/// The incident's title with what belongs to it: unread mark, what a first look sizes the work by (whether it was stopped,
/// whether it matters more than others), technique, history.
pub(crate) fn what(row: &QueueRow) -> AnyView {
    let small = |class: &'static str, text: String| Some(view! { <small class=class>{text}</small> });
    let outcome = match row.disposition {
        Disposition::Allowed => small("row__mark row__mark--pressing", words::disposition(row.disposition).to_owned()),
        Disposition::Blocked => small("row__mark", words::disposition(row.disposition).to_owned()),
        Disposition::Unknown => None,
    };
    let asset = match row.asset_class {
        AssetClass::Critical => small("row__mark row__mark--pressing", words::asset_class(row.asset_class).to_owned()),
        _ => None,
    };
    let code = row.techniques.first().and_then(|code| small("row__code", code.clone()));
    let history = match (row.history.count_30d, row.history.false_positives_30d) {
        (0 | 1, _) => None,
        (count, 0) => small("row__history", t::history_short(&count.to_string())),
        (count, wrong) => small("row__history", t::history(&count.to_string(), &wrong.to_string())),
    };
    view! {
        {row.unread.then(|| view! { <i class="row__unread"></i><span class="only-heard">{t::unread()}</span> })}
        {vec![outcome, asset, code, history]}
    }
    .into_any()
}

pub(crate) fn priority(row: &QueueRow) -> AnyView {
    view! { <Level of=row.priority /> }.into_any()
}

pub(crate) fn severity(row: &QueueRow) -> AnyView {
    view! { <Level of=row.severity /> }.into_any()
}

pub(crate) fn client(label: &ClientLabel) -> AnyView {
    let ClientLabel { code, name, colour, .. } = label.clone();
    view! { <ClientChip code name colour /> }.into_any()
}

pub(crate) fn status(row: &QueueRow) -> AnyView {
    view! { <StatusMark status=row.status /> }.into_any()
}

pub(crate) fn assignee(row: &QueueRow) -> AnyView {
    view! { <PersonChip name=row.assignee.as_ref().map(|person| person.name.clone()) /> }.into_any()
}

pub(crate) fn alerts(row: &QueueRow) -> AnyView {
    let (count, values) = (u64::from(row.alerts_count), row.alerts_per_hour.clone());
    view! {
        <span class="row__alerts">
            <Sparkline values label=t::alerts_counted(count) />
            {base::i18n::number(count)}
        </span>
    }
    .into_any()
}

pub(crate) fn age(row: &QueueRow) -> AnyView {
    view! { <Age of=row.created_at.clone() /> }.into_any()
}

pub(crate) fn breach(row: &QueueRow) -> AnyView {
    view! { <Breach due_at=row.breach_at.clone() since=row.created_at.clone() is_paused=row.paused /> }.into_any()
}

/// The incident's address, for whoever may read it.
pub(crate) fn link(scope: &Scope, row: &QueueRow) -> Option<String> {
    scope.may_in(&row.client.id, Capability::IncidentRead).then(|| links::incident(&row.client.id, &row.key))
}

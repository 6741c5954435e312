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

/// The incident's title with what belongs to it: unread mark, technique, history.
pub(crate) fn what(row: &QueueRow) -> AnyView {
    let code = row.techniques.first().cloned();
    let history = row.history;
    // What a first look sizes the work by: whether it was stopped, and whether it matters more than others.
    let outcome = (row.disposition != Disposition::Unknown)
        .then(|| (row.disposition.caption(), words::disposition(row.disposition)));
    let asset = (row.asset_class == AssetClass::Critical).then(|| ("critical", words::asset_class(row.asset_class)));
    let marks = [outcome, asset].into_iter().flatten();
    let marks =
        marks.map(|(kind, word)| view! { <small class=["row__mark row__mark--", kind].concat()>{word}</small> });
    view! {
        {row.unread.then(|| view! { <i class="row__unread"></i><span class="only-heard">{t::unread()}</span> })}
        {marks.collect_view()}
        {code.map(|code| view! { <small class="row__code">{code}</small> })}
        {(history.count_30d > 1).then(|| {
            let (count, wrong) = (history.count_30d.to_string(), history.false_positives_30d);
            let text = match wrong {
                0 => t::history_short(&count),
                wrong => t::history(&count, &wrong.to_string()),
            };
            view! { <small class="row__history">{text}</small> }
        })}
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

//! What was written and done about a request, oldest first. Every text in it is somebody else's.

use super::{texts as t, words};
use base::{
    time::{self, Style},
    ui::Untrusted,
    words::{priority, unknown_word},
};
use leptos::prelude::*;
use wire::{
    request::{MESSAGE_MAX, RequestEntry, RequestEntryKind as Kind},
    vocabulary::Visibility,
};

pub(super) fn view_entries(entries: Vec<RequestEntry>) -> AnyView {
    view! { <ol class="timeline">{entries.into_iter().map(view_entry).collect_view()}</ol> }.into_any()
}

fn told(entry: &RequestEntry) -> String {
    let who = entry.by.name.as_str();
    match entry.kind {
        Kind::Message => t::wrote(who),
        Kind::StatusSet => t::set_status(who, entry.status.map_or(unknown_word(), words::status)),
        Kind::CriticalitySet => t::set_criticality(who, entry.criticality.map_or(unknown_word(), priority)),
        Kind::Assigned => match &entry.assignee {
            None => t::gave_back(who),
            Some(person) if person.id == entry.by.id => t::took(who),
            Some(person) => t::gave(who, &person.name),
        },
        Kind::Linked => {
            entry.incident.as_ref().map_or_else(|| t::tied_somewhere(who), |incident| t::tied(who, &incident.0))
        }
        Kind::Unknown => t::did_something(who),
    }
}

fn view_entry(entry: RequestEntry) -> AnyView {
    let is_internal = entry.visibility == Visibility::Internal;
    let class = match entry.kind {
        Kind::Message if is_internal => "entry entry--internal",
        Kind::Message => "entry entry--shared",
        _ => "entry",
    };
    let told = told(&entry);
    let body = entry.body.map(|body| {
        view! {
            <div class="entry__body">
                {is_internal.then(|| view! { <span class="entry__mark">{t::internal()}</span> }.into_any())}
                <Untrusted text=body longest=MESSAGE_MAX keeps_lines=true />
            </div>
        }
        .into_any()
    });
    let (full, clock) = (time::shown(&entry.at, Style::Full), time::shown(&entry.at, Style::Clock));
    let day = time::shown(&entry.at, Style::Day);
    view! {
        <li class=class>
            <time datetime=entry.at.0 title=full><span>{clock}</span><small>{day}</small></time>
            <i aria-hidden="true"></i>
            <div>
                <p><bdi>{told}</bdi> " " <span class="entry__from">{entry.by.organisation}</span></p>
                {body}
            </div>
        </li>
    }
    .into_any()
}

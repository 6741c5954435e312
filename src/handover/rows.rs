//! Incidents in a list to choose from: source-blind, each with a link, and a field for a line where one is written.

use super::texts as t;
use crate::{row_cells as row, texts as common};
use base::scope::Scope;
use leptos::prelude::*;
use wire::{handover::LINE_MAX, queue::QueueRow, session::IncidentKey, vocabulary::Capability};

/// What is chosen and written, by key; it outlives a list that is read again. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Chosen {
    /// Everything but these.
    without: RwSignal<Vec<IncidentKey>>,
    lines: RwSignal<Vec<(IncidentKey, String)>>,
}

impl Chosen {
    pub(super) fn new() -> Self {
        Self { without: RwSignal::new(vec![]), lines: RwSignal::new(vec![]) }
    }

    /// Tracked.
    pub(super) fn has(self, key: &IncidentKey) -> bool {
        self.without.with(|without| !without.contains(key))
    }

    fn toggle(self, key: &IncidentKey) {
        self.without.update(|without| match without.iter().position(|known| known == key) {
            Some(place) => drop(without.remove(place)),
            None => without.push(key.clone()),
        });
    }

    /// What is written with an incident, if anything is.
    pub(super) fn line(self, key: &IncidentKey) -> Option<String> {
        self.lines.with_untracked(|lines| {
            let line = lines.iter().find(|(known, _)| known == key).map(|(_, line)| line.trim())?;
            (!line.is_empty()).then(|| line.to_owned())
        })
    }

    fn write(self, key: &IncidentKey, line: String) {
        self.lines.update(|lines| {
            lines.retain(|(known, _)| known != key);
            lines.push((key.clone(), line));
        });
    }

    /// Forgets what was written with these: it is kept elsewhere now.
    pub(super) fn forget(self, keys: &[IncidentKey]) {
        self.lines.update(|lines| lines.retain(|(known, _)| !keys.contains(known)));
    }
}

/// Whether a line can be written with an incident.
pub(super) fn takes_line(scope: &Scope, incident: &QueueRow) -> bool {
    scope.may_in(&incident.client.id, Capability::NoteInternal)
}

/// A table of rows, each of which stays whose it is when they are read again; `writes` says whether lines are written with them.
pub(super) fn table(
    scope: Scope,
    label: Signal<String>,
    rows: Signal<Vec<QueueRow>>,
    chosen: Chosen,
    writes: bool,
) -> AnyView {
    let line = move |incident: QueueRow| {
        let (scope, incident) = (&scope, &incident);
        let (key, is_on) = (incident.key.clone(), incident.key.clone());
        let field = writes.then(|| {
            let field = takes_line(scope, incident).then(|| line_field(incident.key.clone(), chosen));
            view! { <td class="handover__line" data-name=t::line()>{field}</td> }.into_any()
        });
        view! {
            <tr>
                <td>
                    <input type="checkbox" aria-label=common::select_row(&incident.key.0)
                        prop:checked=move || chosen.has(&is_on) on:change=move |_| chosen.toggle(&key) />
                </td>
                <th scope="row">
                    <a href=row::link(scope, incident)>{incident.title.clone()}</a>
                    <small>{incident.key.0.clone()}</small>
                </th>
                <td data-name=common::column_client()>{row::client(&incident.client)}</td>
                <td data-name=common::column_priority()>{row::priority(incident)}</td>
                <td data-name=common::column_status()>{row::status(incident)}</td>
                <td data-name=common::column_breach()>{row::breach(incident)}</td>
                {field}
            </tr>
        }
        .into_any()
    };
    view! {
        <table class="listing handover__rows" aria-label=move || label.get()>
            <thead><tr>
                <td></td>
                <th scope="col">{common::column_incident()}</th>
                <th scope="col">{common::column_client()}</th>
                <th scope="col">{common::column_priority()}</th>
                <th scope="col">{common::column_status()}</th>
                <th scope="col">{common::column_breach()}</th>
                {writes.then(|| view! { <th scope="col">{t::line()}</th> })}
            </tr></thead>
            <tbody><For each=move || rows.get() key=|row| (row.key.0.clone(), row.version) children=line /></tbody>
        </table>
    }
    .into_any()
}

fn line_field(key: IncidentKey, chosen: Chosen) -> AnyView {
    let written = chosen.line(&key).unwrap_or_default();
    view! {
        <input class="input" type="text" autocomplete="off" maxlength=LINE_MAX.to_string() aria-label=t::line_of(&key.0)
            prop:value=written on:input:target=move |event| chosen.write(&key, event.target().value()) />
    }
    .into_any()
}

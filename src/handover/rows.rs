//! Incidents in a list to choose from: source-blind, each with a link, and a field for a line where one is written.

use super::texts as t;
use crate::{row_cells as row, texts as common};
use base::scope::Scope;
use leptos::prelude::*;
use wire::{handover::LINE_MAX, queue::QueueRow, session::IncidentKey};

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

/// A table of rows; `writes` says whether a line can be written with one.
pub(super) fn table(
    scope: &Scope,
    label: String,
    rows: &[QueueRow],
    chosen: Chosen,
    writes: Option<&dyn Fn(&QueueRow) -> bool>,
) -> AnyView {
    let lines = rows.iter().map(|incident| {
        let (key, is_on) = (incident.key.clone(), incident.key.clone());
        let field = writes.map(|writes| {
            let field = writes(incident).then(|| line_field(incident.key.clone(), chosen));
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
    });
    view! {
        <table class="listing handover__rows" aria-label=label>
            <thead><tr>
                <td></td>
                <th scope="col">{common::column_incident()}</th>
                <th scope="col">{common::column_client()}</th>
                <th scope="col">{common::column_priority()}</th>
                <th scope="col">{common::column_status()}</th>
                <th scope="col">{common::column_breach()}</th>
                {writes.is_some().then(|| view! { <th scope="col">{t::line()}</th> })}
            </tr></thead>
            <tbody>{lines.collect_view()}</tbody>
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

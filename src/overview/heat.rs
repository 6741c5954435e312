//! Arrivals by client and week: where it is getting warmer.

use super::{SETTLE_MS, drill, failure, geometry::heat};
use crate::{roving::moved, texts as t};
use base::{
    api, links,
    load::load,
    scope::{Scope, ScopeAddress, use_scope},
    time::{self, Style},
    ui::{Card, Skeleton, focus_on},
};
use leptos::{ev, prelude::*};
use wire::{
    overview::{ClientFigures, Week},
    queue::{QueueFilter, Span},
};

/// How many clients are shown; the clients' own tab has all of them.
const CLIENTS_SHOWN: usize = 12;

#[component]
pub(super) fn Heat() -> impl IntoView {
    let scope = use_scope();
    let comparison = load(move || {
        let scope = scope.clone();
        async move { api::read_comparison(&scope).await }
    });
    comparison.keep_fresh(SETTLE_MS);
    let value = comparison.value();
    let clients = Memo::new(move |_| value.with(|known| known.as_ref().map(|known| busiest(&known.clients))));
    view! {
        <Card title=t::by_client() aside=|| t::twelve_weeks()>
            {failure(&comparison)}
            {move || clients.with(|clients| match clients {
                Some(clients) => drawn(clients),
                None => view! { <Skeleton lines=6 /> }.into_any(),
            })}
        </Card>
    }
}

/// The clients with the most arrivals, by name.
fn busiest(clients: &[ClientFigures]) -> Vec<ClientFigures> {
    let total = |client: &ClientFigures| client.weeks.iter().map(|week| week.arrived).sum::<u64>();
    let mut busiest = clients.to_vec();
    busiest.sort_by_key(|client| std::cmp::Reverse(total(client)));
    busiest.truncate(CLIENTS_SHOWN);
    busiest.sort_by(|one, other| one.client.name.cmp(&other.client.name));
    busiest
}

fn drawn(clients: &[ClientFigures]) -> AnyView {
    let scope = use_scope();
    let weeks = clients.iter().map(|client| client.weeks.len()).max().unwrap_or(0);
    let max = clients.iter().flat_map(|client| &client.weeks).map(|week| week.arrived).max().unwrap_or(0);
    let (at, reading) = (RwSignal::new(0_usize), RwSignal::new(String::new()));
    let rows = clients.iter().enumerate().map(|(row, client)| {
        let cells = client
            .weeks
            .iter()
            .enumerate()
            .map(|(column, week)| cell(&scope, client, week, max, row * weeks + column, at, reading));
        let to = links::overview(&ScopeAddress::Client(client.client.id.clone()));
        view! {
            <tr>
                <th scope="row"><a href=to>{client.client.name.clone()}</a></th>
                {cells.collect_view()}
            </tr>
        }
    });
    let count = clients.len() * weeks;
    let on_key = move |event: ev::KeyboardEvent| {
        if let Some(to) = moved(at.get_untracked(), count, weeks, &event.key()) {
            event.prevent_default();
            focus_cell(to);
        }
    };
    view! {
        <table class="heat" on:keydown=on_key>
            <tbody>{rows.collect_view()}</tbody>
        </table>
        <p class="heat__reading" aria-hidden="true">{move || reading.get()}</p>
    }
    .into_any()
}

fn cell(
    scope: &Scope,
    client: &ClientFigures,
    week: &Week,
    max: u64,
    place: usize,
    at: RwSignal<usize>,
    reading: RwSignal<String>,
) -> AnyView {
    let label = t::week_figure(week.arrived, &client.client.name, &time::shown(&week.from, Style::Day));
    let class = ["heat__cell heat__cell--", &heat(week.arrived, max).to_string()].concat();
    let rows = QueueFilter {
        client: vec![client.client.id.clone()],
        created: Span { from: Some(week.from.clone()), to: Some(week.to.clone()) },
        ..QueueFilter::default()
    };
    let (pointed, focused) = (label.clone(), label.clone());
    let role = if scope.may(wire::vocabulary::Capability::QueueRead) { "link" } else { "img" };
    view! {
        <td>
            <a class=class id=cell_id(place) href=drill(scope, &rows) role=role aria-label=label
                tabindex=move || if at.get() == place { "0" } else { "-1" }
                on:pointerenter=move |_| reading.set(pointed.clone())
                on:focus=move |_| { at.set(place); reading.set(focused.clone()); }></a>
        </td>
    }
    .into_any()
}

fn cell_id(place: usize) -> String {
    ["week-", &place.to_string()].concat()
}

fn focus_cell(place: usize) {
    focus_on(document().get_element_by_id(&cell_id(place)));
}

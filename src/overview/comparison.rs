//! The clients of a scope beside each other.

use super::{Dashboard, Heading, OverviewTabs, SETTLE_MS, drill, failure, figure, tiles::share};
use crate::texts as t;
use base::{
    api, links,
    load::load,
    scope::{ScopeAddress, use_scope},
    ui::{Card, ClientChip, Skeleton, Sparkline},
};
use leptos::prelude::*;
use wire::{
    overview::ClientFigures,
    queue::{AssigneeFilter, QueueFilter},
    vocabulary::Priority,
};

#[component]
pub(super) fn ClientsPage() -> impl IntoView {
    let scope = use_scope();
    let comparison = load(move || {
        let scope = scope.clone();
        async move { api::read_comparison(&scope).await }
    });
    comparison.keep_fresh(SETTLE_MS);
    let (value, known) = (comparison.value(), comparison.value());
    let truth =
        Signal::derive(move || value.with(|known| known.as_ref().map(|c| (c.as_of.clone(), c.partial.clone()))));
    let clients = Memo::new(move |_| known.with(|known| known.as_ref().map(|known| known.clients.clone())));
    view! {
        <Heading truth />
        <OverviewTabs current=Dashboard::Clients />
        {failure(&comparison)}
        {move || match clients.with(|clients| clients.as_deref().map(table)) {
            Some(table) => view! { <Card title=t::clients() aside=|| t::twelve_weeks()>{table}</Card> }.into_any(),
            None => view! { <Skeleton lines=8 /> }.into_any(),
        }}
    }
    .into_any()
}

/// The rows behind each figure of `client`.
fn rows_of(client: &ClientFigures) -> [QueueFilter; 4] {
    let open = || QueueFilter { client: vec![client.client.id.clone()], ..QueueFilter::open() };
    [
        open(),
        QueueFilter { priority: vec![Priority::Critical], ..open() },
        QueueFilter { breached: Some(true), ..open() },
        QueueFilter { assignee: Some(AssigneeFilter::Nobody), ..open() },
    ]
}

fn table(clients: &[ClientFigures]) -> AnyView {
    let names = [t::figure_open(), t::client_critical(), t::figure_breached(), t::figure_unassigned()];
    let heads = names.map(|name| view! { <th scope="col" class="number">{name}</th> }.into_any());
    view! {
        <table class="figures comparison" role="table" aria-label=t::comparison_caption()>
            <thead role="rowgroup">
                <tr role="row">
                    <th scope="col">{t::column_client()}</th>
                    {heads.into_iter().collect_view()}
                    <th scope="col" class="number">{t::figure_within()}</th>
                    <th scope="col">{t::arrived()}</th>
                </tr>
            </thead>
            <tbody role="rowgroup">{clients.iter().map(|client| line(client, names)).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn line(client: &ClientFigures, names: [&'static str; 4]) -> AnyView {
    let scope = use_scope();
    let counts = [client.open, client.critical, client.breached, client.unassigned];
    let cells = counts.into_iter().zip(rows_of(client)).zip(names).map(|((count, rows), name)| {
        view! { <td role="cell" class="number" data-name=name>{figure(count, drill(&scope, &rows), None)}</td> }
    });
    let label = client.client.clone();
    let to = links::overview(&ScopeAddress::Client(label.id));
    let level = client.within_service_level;
    let weeks: Vec<u32> = client.weeks.iter().map(|week| u32::try_from(week.arrived).unwrap_or(u32::MAX)).collect();
    let arrived = [t::arrived(), ": ", &base::i18n::number(weeks.iter().map(|week| u64::from(*week)).sum())].concat();
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <a class="comparison__client" href=to><ClientChip code=label.code name=label.name colour=label.colour /></a>
            </th>
            {cells.collect_view()}
            <td role="cell" class="number" data-name=t::figure_within()>{share(level.within, level.resolved)}</td>
            <td role="cell" class="comparison__weeks"><Sparkline values=weeks label=arrived /></td>
        </tr>
    }
    .into_any()
}

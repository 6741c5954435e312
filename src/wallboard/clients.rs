//! The clients as tiles, the most urgent first.

use super::{board::called, reading::Reading, texts as t};
use base::{
    i18n::number,
    ui::{Icon, Level, Sign, colour_or_none},
};
use leptos::prelude::*;
use wire::device::BoardClient;

/// Up to so many tiles have room for names at full size.
const ROOMY: usize = 12;

#[component]
pub(super) fn Clients(reading: Reading) -> impl IntoView {
    let clients = reading.part(|board| board.clients.clone());
    let total = reading.part(|board| board.clients_total);
    let class = move || match clients.with(Vec::len) {
        0..=ROOMY => "wall-clients__tiles",
        _ => "wall-clients__tiles wall-clients__tiles--many",
    };
    let more = move || {
        let more = total.get().saturating_sub(clients.with(Vec::len) as u64);
        (more > 0).then(|| view! { <p class="wall-clients__more">{t::more_clients(more)}</p> }.into_any())
    };
    view! {
        <section class="wall-clients" aria-label=t::clients()>
            <ul class=class aria-label=t::clients()>{move || clients.get().into_iter().map(tile).collect_view()}</ul>
            {more}
        </section>
    }
    .into_any()
}

fn tile(client: BoardClient) -> AnyView {
    let colour = client.client.colour.as_deref().and_then(colour_or_none).map(str::to_owned);
    let is_late = client.breached > 0;
    let late = is_late.then(|| {
        view! { <span class="wall-client__late"><Icon sign=Sign::Alarm />{t::breached(client.breached)}</span> }
            .into_any()
    });
    view! {
        <li class=if is_late { "wall-client wall-client--late" } else { "wall-client" } style=("--client", colour)>
            <span class="wall-client__name">{called(&client.client)}</span>
            <strong class="wall-client__open">{number(client.open)}</strong>
            <span class="wall-client__word">{t::open_here(client.open)}</span>
            {client.worst.map(|worst| view! { <Level of=worst /> }.into_any())}
            {late}
        </li>
    }
    .into_any()
}

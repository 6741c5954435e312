//! Who gained and lost what in a client, by whom. That the provider's access widened is said as such.

use super::{capabilities::listed, client_people::ClientPlace, texts as t};
use crate::{forms::not_loaded, pages::pages};
use base::{
    api::access as api,
    ui::{Button, Card, Empty, EmptyKind, Moment, PersonChip, Skeleton},
};
use leptos::prelude::*;
use wire::{access::AccessChange, vocabulary::Capability};

#[component]
pub(super) fn Changes(place: ClientPlace) -> impl IntoView {
    let changes = pages(move |cursor: Option<String>| {
        let (scope, client) = place.get_value();
        async move { api::list_access_changes(&scope, &client, cursor.as_deref()).await }
    });
    view! {
        <Card title=t::changes()>
            {not_loaded(&changes.first())}
            {move || match changes.items() {
                None => view! { <Skeleton lines=4 /> }.into_any(),
                Some(items) if items.is_empty() => {
                    view! { <Empty kind=EmptyKind::NothingYet text=t::no_changes() /> }.into_any()
                }
                Some(items) => view! { <ol class="changes">{items.into_iter().map(entry).collect_view()}</ol> }.into_any(),
            }}
            {move || (!changes.is_whole()).then(|| view! {
                <div class="form__foot">
                    <Button is_busy=changes.is_busy on_press=move |()| changes.more()>{t::older()}</Button>
                </div>
            }.into_any())}
        </Card>
    }
    .into_any()
}

fn entry(change: AccessChange) -> AnyView {
    let widened = change.manages && !change.gained.is_empty();
    let line = |say: fn(&str) -> String, capabilities: &[Capability]| {
        (!capabilities.is_empty()).then(|| say(&listed(capabilities)))
    };
    let lines = [line(t::gained, &change.gained), line(t::lost, &change.lost)];
    let by = change.by.as_ref().map_or_else(|| t::by_operator().to_owned(), |by| t::by_person(&by.name));
    view! {
        <li class="changes__entry">
            <span class="changes__at"><Moment at=change.at /></span>
            <div>
                <PersonChip name=Some(change.person.name) />
                " " <small>{change.person.organisation}</small>
                {widened.then(|| view! { <strong class="changes__widened">{t::widened()}</strong> }.into_any())}
                {lines.into_iter().flatten().map(|line| view! { <p>{line}</p> }.into_any()).collect_view()}
                <small>{by}</small>
            </div>
        </li>
    }
    .into_any()
}

//! Searches of a client's evidence: who searched it, when and why, and what for where it was found.

use super::texts as t;
use crate::{forms::not_loaded, pages::pages};
use base::{
    api::searches::{SearchRecord, list_searches},
    scope::Scope,
    ui::{Button, Card, Moment, PersonChip, Untrusted},
    words,
};
use leptos::prelude::*;
use wire::session::ClientId;

/// Nothing where nobody has searched it.
pub(super) fn view_searches(scope: Scope, client: ClientId) -> AnyView {
    let place = StoredValue::new((scope, client));
    let searches = pages(move |cursor| {
        let (scope, client) = place.get_value();
        async move { list_searches(&scope, &client, cursor).await }
    });
    let listed = move || {
        let items = searches.items().filter(|items| !items.is_empty())?;
        Some(view! { <Card title=t::searches() class="card--table">{table(items)}</Card> }.into_any())
    };
    view! {
        {not_loaded(&searches.first())}
        {listed}
        {move || (!searches.is_whole()).then(|| view! {
            <Button is_busy=searches.is_busy on_press=move |()| searches.more()>{t::older()}</Button>
        }.into_any())}
    }
    .into_any()
}

fn table(searches: Vec<SearchRecord>) -> AnyView {
    let row = |search: SearchRecord| {
        let what = match search.value {
            Some(value) => view! { <Untrusted text=value longest=500 /> }.into_any(),
            None => t::not_found_here().into_any(),
        };
        view! {
            <tr>
                <td data-name=t::column_at()><Moment at=search.at /></td>
                <td data-name=t::column_who()>
                    <PersonChip name=Some(search.by.name) /><small>{search.by.organisation}</small>
                </td>
                <td data-name=t::column_searched()>{words::search_kind(search.kind)}" "{what}</td>
                <td data-name=t::column_why()><Untrusted text=search.reason longest=500 /></td>
                <td class="number" data-name=t::column_incidents()>{search.incidents.to_string()}</td>
            </tr>
        }
    };
    view! {
        <table class="listing" aria-label=t::searches()>
            <thead><tr>
                <th scope="col">{t::column_at()}</th>
                <th scope="col">{t::column_who()}</th>
                <th scope="col">{t::column_searched()}</th>
                <th scope="col">{t::column_why()}</th>
                <th scope="col" class="number">{t::column_incidents()}</th>
            </tr></thead>
            <tbody>{searches.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

//! Access records: who opened which evidence of a client, when, why and for how long.

use super::{
    proof::{ChainMark, Checked},
    searches::view_searches,
    texts as t,
};
use crate::{administration::say_title, forms::not_loaded, pages::pages};
use base::{
    api::{audit as api, audit::AccessRecord},
    links,
    load::load,
    scope::Scope,
    session::use_session,
    time,
    ui::{Button, Empty, EmptyKind, Moment, PersonChip, Skeleton, Tab, Tabs, Untrusted},
};
use leptos::prelude::*;
use wire::{
    session::{Client, ClientId},
    vocabulary::Capability,
};

#[component]
pub(super) fn AccessRecordsPage(scope: Scope, client: Client) -> impl IntoView {
    if let Some(session) = untrack(|| use_session().signed_in()) {
        say_title(&[t::access_records(), &client.name], &session);
    }
    let may_read_access = client.capabilities.contains(&Capability::AccessRead);
    let may_read_incidents = client.capabilities.contains(&Capability::IncidentRead);
    let head_address = api::openings_head(&scope, &client.id);
    let id = client.id.clone();
    let place = StoredValue::new((scope, client.id.clone()));
    let records = pages(move |cursor: Option<String>| {
        let (scope, client) = place.get_value();
        async move { api::list_access_records(&scope, &client, None, cursor.as_deref()).await }
    });
    let first = records.first().value();
    // Read after the list, and again whenever that is: a head that is older than the list proves nothing about its end.
    let head = load(move || {
        let ((scope, client), is_listed) = (place.get_value(), first.with(Option::is_some));
        async move { if is_listed { api::read_openings_head(&scope, &client).await.map(Some) } else { Ok(None) } }
    });
    let end = head.value();
    let checked = Memo::new(move |_| {
        let proofs = records.items()?.into_iter().map(|record| record.proof).collect();
        Some(Checked { proofs, is_whole: true, is_complete: records.is_whole(), head: end.get().flatten() })
    });
    view! {
        <div class="page-title"><h1>{t::access()}</h1><p>{t::access_records_lead()}</p></div>
        {may_read_access.then(|| view! { <Tabs label=t::access() tabs=Signal::stored(tabs(&id)) /> }.into_any())}
        {not_loaded(&records.first())}
        <ChainMark checked />
        {move || match records.items() {
            None => view! { <Skeleton lines=8 /> }.into_any(),
            Some(items) if items.is_empty() => view! {
                <Empty kind=EmptyKind::NothingYet text=t::nobody_opened()><p>{t::nobody_opened_detail()}</p></Empty>
            }
            .into_any(),
            Some(items) => table(&client.id, may_read_incidents, items),
        }}
        <div class="form__foot">
            {move || (!records.is_whole()).then(|| view! {
                <Button is_busy=records.is_busy on_press=move |()| records.more()>{t::older()}</Button>
            }.into_any())}
            <a class="button" href=head_address download="access-records-head.json">{t::save_head()}</a>
            <p class="field__hint">{t::save_head_hint()}</p>
        </div>
        {place.with_value(|(scope, client)| view_searches(scope.clone(), client.clone()))}
    }
    .into_any()
}

fn tabs(client: &ClientId) -> Vec<Tab> {
    vec![
        Tab { label: t::people_and_rights(), href: links::access(client), is_current: false },
        Tab { label: t::access_records(), href: links::access_records(client), is_current: true },
    ]
}

fn table(client: &ClientId, may_read: bool, records: Vec<AccessRecord>) -> AnyView {
    let row = |record: AccessRecord| {
        let (lasted, taken) = (lasted(&record), taken(&record));
        let incident = if may_read {
            let to = links::incident(client, &record.incident);
            view! { <a href=to>{record.incident.0}</a> }.into_any()
        } else {
            record.incident.0.into_any()
        };
        view! {
            <tr>
                <td data-name=t::column_at()><Moment at=record.opened_at /></td>
                <td data-name=t::column_who()>
                    <PersonChip name=Some(record.opened_by.name) /><small>{record.opened_by.organisation}</small>
                    {record.granted_by.map(|by| view! { " " <small>{t::let_in_by(&by.name)}</small> }.into_any())}
                </td>
                <td data-name=t::column_incident()>{incident}</td>
                <td data-name=t::column_why()><Untrusted text=record.reason longest=500 /></td>
                <td data-name=t::column_how_long()>{lasted}" "<small>{taken}</small></td>
                <td class="number" data-name=t::column_number()>{record.proof.link.number.to_string()}</td>
            </tr>
        }
    };
    view! {
        <div class="card card--table">
            <table class="listing" aria-label=t::access_records()>
                <thead><tr>
                    <th scope="col">{t::column_at()}</th>
                    <th scope="col">{t::column_who()}</th>
                    <th scope="col">{t::column_incident()}</th>
                    <th scope="col">{t::column_why()}</th>
                    <th scope="col">{t::column_how_long()}</th>
                    <th scope="col" class="number">{t::column_number()}</th>
                </tr></thead>
                <tbody>{records.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What was taken along while it was open.
fn taken(record: &AccessRecord) -> String {
    let taken = [
        (record.copies > 0).then(|| t::copied_times(record.copies.into())),
        (record.downloads > 0).then(|| t::downloaded_times(record.downloads.into())),
    ];
    taken.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// How long it was open, or could have been where nobody noted its end.
fn lasted(record: &AccessRecord) -> String {
    match record.open_s {
        Some(open_s) => time::span(open_s),
        None => {
            let most_s = time::seconds_between(&record.opened_at, &record.expires_at);
            t::at_most(&time::span(u64::try_from(most_s).unwrap_or(0)))
        }
    }
}

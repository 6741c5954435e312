//! The list of a scope's requests: what is due first, and nothing that somebody wrote.

use super::{new::NewRequestForm, texts as t, wanted, words};
use crate::{
    forms::not_loaded,
    pages::{Pages, pages, stale},
};
use base::{
    api::requests as api,
    links,
    scope::{Scope, use_scope},
    ui::{
        Age, Breach, Button, ButtonKind, ClientChip, Dialog, Empty, EmptyKind, Level, PersonChip, Skeleton, Tab, Tabs,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use wire::{
    event::EventKind,
    request::{RequestFilter, RequestRow},
    vocabulary::Capability,
};

#[component]
pub(super) fn RequestsPage() -> impl IntoView {
    let (scope, query) = (use_scope(), use_location().query);
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let pairs: Vec<(String, String)> =
                query.latest_values().map(|(name, value)| (name.to_string(), value.to_owned())).collect();
            wanted(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
        })
    });
    let is_bad = Memo::new(move |_| asked.with(Option::is_none));
    let filter = Signal::derive(move || asked.get().unwrap_or_default());
    let adding = RwSignal::new(false);
    let writes = scope.may(Capability::RequestWrite);
    let lead = if scope.may(Capability::RequestHandle) { t::lead() } else { t::lead_client() };
    let tabs = Signal::derive({
        let scope = scope.clone();
        move || tabs(&scope, &filter.get())
    });
    let place = StoredValue::new(scope);
    view! {
        <div class="page-title"><h1>{t::requests()}</h1><p>{lead}</p></div>
        <div class="toolbar">
            <Tabs label=t::requests() tabs />
            <span class="toolbar__gap"></span>
            {writes.then(|| view! {
                <Button kind=ButtonKind::Primary on_press=move |()| adding.set(true)>{t::new_request()}</Button>
            }.into_any())}
        </div>
        {move || if is_bad.get() {
            view! {
                <Empty kind=EmptyKind::NoMatch text=t::bad_filter()>
                    <a class="button" href=place.with_value(links::requests)>{t::show_all()}</a>
                </Empty>
            }
            .into_any()
        } else {
            view! { <Body place filter /> }.into_any()
        }}
        <Dialog open=adding title=t::new_title()>
            <NewRequestForm open=adding scope=place.get_value() />
        </Dialog>
    }
    .into_any()
}

/// Each an address of its own.
fn tabs(scope: &Scope, filter: &RequestFilter) -> Vec<Tab> {
    let (open, all) = (links::open_requests(scope), links::requests(scope));
    let mine = [&open, "&mine=true"].concat();
    let is_open = filter.status == RequestFilter::open().status;
    let is_all = *filter == RequestFilter::default();
    vec![
        Tab { label: t::tab_open(), href: open, is_current: is_open && !filter.mine },
        Tab { label: t::tab_mine(), href: mine, is_current: is_open && filter.mine },
        Tab { label: t::tab_all(), href: all, is_current: is_all },
    ]
}

#[component]
fn Body(place: StoredValue<Scope>, filter: Signal<RequestFilter>) -> impl IntoView {
    let requests = pages(move |cursor: Option<String>| {
        let (scope, filter) = (place.get_value(), filter.get());
        async move { api::list_requests(&scope, &filter, cursor.as_deref()).await }
    });
    requests.follow(|event| event.kind == EventKind::Request);
    view! {
        {not_loaded(&requests.first())}
        {stale(requests)}
        {move || match requests.items() {
            None => view! { <Skeleton lines=8 /> }.into_any(),
            Some(items) if items.is_empty() => nothing(&filter.get()),
            Some(items) => place.with_value(|scope| table(scope, items)),
        }}
        <Foot requests />
    }
    .into_any()
}

fn nothing(filter: &RequestFilter) -> AnyView {
    if *filter == RequestFilter::default() {
        return view! {
            <Empty kind=EmptyKind::NothingYet text=t::nothing_yet()><p>{t::nothing_yet_detail()}</p></Empty>
        }
        .into_any();
    }
    view! { <Empty kind=EmptyKind::NoMatch text=t::no_match() /> }.into_any()
}

#[component]
fn Foot(requests: Pages<RequestRow>) -> impl IntoView {
    move || {
        let count = requests.items().filter(|items| !items.is_empty())?.len() as u64;
        let is_whole = requests.is_whole();
        Some(view! {
            <div class="form__foot">
                {(!is_whole).then(|| view! {
                    <Button is_busy=requests.is_busy on_press=move |()| requests.more()>{t::more()}</Button>
                }.into_any())}
                <p class="field__hint">{if is_whole { t::shown(count) } else { t::shown_so_far(count) }}</p>
            </div>
        })
    }
}

fn table(scope: &Scope, items: Vec<RequestRow>) -> AnyView {
    let several = !scope.is_single();
    let rows = items.into_iter().map(|request| row(several, request)).collect_view();
    view! {
        <div class="card card--table">
            <table class="listing" aria-label=t::requests()>
                <thead><tr>
                    <th scope="col">{t::column_key()}</th>
                    {several.then(|| view! { <th scope="col">{t::column_client()}</th> }.into_any())}
                    <th scope="col">{t::column_category()}</th>
                    <th scope="col">{t::column_criticality()}</th>
                    <th scope="col">{t::column_status()}</th>
                    <th scope="col">{t::column_answer()}</th>
                    <th scope="col">{t::column_assignee()}</th>
                    <th scope="col">{t::column_asker()}</th>
                    <th scope="col">{t::column_moved()}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(several: bool, request: RequestRow) -> AnyView {
    let to = links::request(&request.client.id, &request.key);
    let was_late = request.breached && request.breach_at.is_none();
    let chip = several.then(|| {
        let client = request.client;
        view! {
            <td data-name=t::column_client()>
                <ClientChip code=client.code name=client.name colour=client.colour />
            </td>
        }
        .into_any()
    });
    view! {
        <tr>
            <th scope="row"><a href=to>{request.key.0}</a></th>
            {chip}
            <td data-name=t::column_category()>{words::category(request.category)}</td>
            <td data-name=t::column_criticality()><Level of=request.criticality /></td>
            <td data-name=t::column_status()>{words::status(request.status)}</td>
            <td data-name=t::column_answer()>
                <Breach due_at=request.breach_at since=request.created_at is_paused=false />
                {was_late.then(|| view! { <small>{t::late()}</small> }.into_any())}
            </td>
            <td data-name=t::column_assignee()><PersonChip name=request.assignee.map(|person| person.name) /></td>
            <td data-name=t::column_asker()>
                <PersonChip name=Some(request.asker.name) /><small>{request.asker.organisation}</small>
            </td>
            <td data-name=t::column_moved()><Age of=request.updated_at /></td>
        </tr>
    }
    .into_any()
}

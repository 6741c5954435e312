//! The overview: figures first, then how they came about, then what comes next. Every figure leads to the rows that make it.

mod attack;
mod breaching;
mod chart;
mod comparison;
mod geometry;
mod heat;
mod priorities;
mod tiles;
mod verdicts;

use crate::{partial::partial_note, texts as t};
use attack::AttackPage;
use base::{
    api::{self, ApiError},
    embed, links,
    load::{Loaded, load},
    scope::{Scope, use_scope},
    time::{self, Style},
    ui::{Failure, Skeleton, Tab, Tabs},
    words,
};
use breaching::Breaching;
use chart::Chart;
use comparison::ClientsPage;
use heat::Heat;
use leptos::prelude::*;
use priorities::Priorities;
use tiles::Tiles;
use verdicts::Verdicts;
use wire::{
    Instant,
    list::Partial,
    overview::Operational,
    queue::{QueueFilter, Sort},
    vocabulary::Capability,
};

/// A burst of changes is one new reading, this long after its first.
const SETTLE_MS: i32 = 4000;

/// Which of the dashboards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dashboard {
    Operational,
    Clients,
    Attack,
}

/// A dashboard of this scope. Calling it gives a future that loads the dashboards' chunk first.
///
/// # Errors
/// When the chunk could not be loaded.
#[leptos::wasm_split::wasm_split(dashboards, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn page(scope: Scope, dashboard: Dashboard) -> Result<AnyView, leptos::wasm_split::SplitLoaderError> {
    base::scope::provide_scope(scope);
    Ok(match dashboard {
        Dashboard::Operational => view! { <OverviewPage /> }.into_any(),
        Dashboard::Clients => view! { <ClientsPage /> }.into_any(),
        Dashboard::Attack => view! { <AttackPage /> }.into_any(),
    })
}

#[component]
fn OverviewPage() -> impl IntoView {
    let scope = use_scope();
    let figures = load({
        let scope = scope.clone();
        move || {
            let scope = scope.clone();
            async move { api::read_operational(&scope).await }
        }
    });
    figures.keep_fresh(SETTLE_MS);
    let value = figures.value();
    let known = Memo::new(move |_| value.get());
    let is_known = Memo::new(move |_| known.with(Option::is_some));
    let several = !scope.is_single();
    let reads_queue = scope.may(Capability::QueueRead);
    view! {
        <Heading truth=Signal::derive(move || known.with(|known| known.as_ref().map(|f| (f.as_of.clone(), f.partial.clone())))) />
        <OverviewTabs current=Dashboard::Operational />
        {failure(&figures)}
        {move || {
            if !is_known.get() {
                return view! { <Skeleton lines=6 /> }.into_any();
            }
            // Known from here on: a later failure keeps the last answer.
            let known = Signal::derive(move || known.get().unwrap_or_else(empty));
            view! {
                <Tiles known />
                <div class="overview-pair">
                    <div class="overview-pair__side">
                        <Chart known />
                        {reads_queue.then(|| view! { <Breaching /> }.into_any())}
                    </div>
                    <div class="overview-pair__side">
                        {several.then(|| view! { <Heat /> }.into_any())}
                        <Priorities known />
                        <Verdicts known />
                    </div>
                </div>
            }
            .into_any()
        }}
    }
    .into_any()
}

/// What nothing looks like; never shown, because it stands in only while there is an answer.
fn empty() -> Operational {
    Operational {
        open: 0,
        open_since_yesterday: 0,
        breached: 0,
        breached_clients: 0,
        unassigned: 0,
        unassigned_oldest_at: None,
        time_to_acknowledge: Default::default(),
        time_to_resolve: Default::default(),
        within_service_level: Default::default(),
        by_priority: Vec::new(),
        by_verdict: Vec::new(),
        days: Vec::new(),
        since: Instant(String::new()),
        as_of: Instant(String::new()),
        partial: Vec::new(),
    }
}

/// The title with how true it is: when, and over how many of the clients.
#[component]
fn Heading(truth: Signal<Option<(Instant, Vec<Partial>)>>) -> impl IntoView {
    let scope = use_scope();
    let line = {
        let scope = scope.clone();
        move || {
            truth.with(|truth| {
                let (as_of, partial) = truth.as_ref()?;
                let as_of = t::as_of(&time::shown(as_of, Style::ClockZone));
                let all = scope.clients().len() as u64;
                let read = t::clients_read(all - partial.len() as u64, &base::i18n::number(all));
                Some(if scope.is_single() { as_of } else { [read, as_of].join(", ") })
            })
        }
    };
    view! {
        <div class="page-title">
            <h1>{t::overview()}</h1>
            <p>{line}</p>
        </div>
        {move || truth.with(|truth| truth.as_ref().and_then(|(_, partial)| partial_note(&scope, partial)))}
    }
    .into_any()
}

/// The dashboards of this scope; one alone, as a partner's page shows of a client, needs no tabs.
#[component]
fn OverviewTabs(current: Dashboard) -> impl IntoView {
    let scope = use_scope();
    let tab = |label, href, dashboard| Tab { label, href, is_current: dashboard == current };
    let mut tabs = vec![tab(t::operational(), links::overview(&scope), Dashboard::Operational)];
    if !scope.is_single() {
        tabs.push(tab(t::clients(), links::clients(&scope), Dashboard::Clients));
    }
    if !embed::is_embedded() {
        tabs.push(tab(t::attack(), links::attack(&scope), Dashboard::Attack));
    }
    (tabs.len() > 1).then(|| view! { <Tabs label=t::dashboards() tabs=Signal::stored(tabs) /> })
}

/// What went wrong with the last reading; an ended session has its own dialog.
fn failure<T: Send + Sync + 'static>(loaded: &Loaded<T>) -> impl Fn() -> Option<AnyView> + use<T> {
    let loaded = loaded.clone();
    move || {
        let error = loaded.failure().filter(|error| *error != ApiError::SignedOut)?;
        let text = [t::overview_not_loaded(), ": ", &words::error(&error)].concat();
        let again = loaded.clone();
        let retry = Callback::new(move |()| again.reload());
        Some(view! { <Failure text request_id=error.request_id().map(str::to_owned) retry=Some(retry) /> }.into_any())
    }
}

/// The link to the rows that make a figure; none for whoever may not read the queue.
fn drill(scope: &Scope, filter: &QueueFilter) -> Option<String> {
    scope.may(Capability::QueueRead).then(|| links::queue(scope, filter, Sort::default()))
}

/// A count that leads to its rows, or stands as it is.
fn figure(count: u64, to: Option<String>, label: Option<String>) -> AnyView {
    let text = base::i18n::number(count);
    match to {
        Some(to) if count > 0 => view! { <a href=to aria-label=label>{text}</a> }.into_any(),
        _ => view! { <span class=if count == 0 { "zero" } else { "" }>{text}</span> }.into_any(),
    }
}

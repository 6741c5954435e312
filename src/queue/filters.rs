//! The filter bar: everything it sets stands in the address, and everything in the address can be taken away here.

use super::{
    address::{VIEW, Wanted, spans, to_view, without_span},
    choices::Field,
    keys::TEXT_FIELD,
    state::Queue,
};
use crate::{chunk_door::SheetDoor, popover::Popover, sheets::Sheet, texts as t};
use base::{
    scope::use_scope,
    session::use_session,
    task,
    time::{self, Style},
    ui::{Icon, Key, Sign},
    words,
};
use leptos::{ev, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use wasm_bindgen::JsCast;
use wire::{
    Instant,
    queue::{QueueFilter, Sort, Span, hours_ago},
    session::Session,
    vocabulary::Capability,
};

/// How long typing rests before the address follows.
const REST_MS: i32 = 250;

/// Moves the address, and with it the queue.
pub(crate) type Go = Callback<Wanted>;

/// What the sheet of one filter is about.
#[derive(Clone, Copy)]
pub(crate) struct Narrowing {
    pub(crate) field: Field,
    pub(crate) wanted: Signal<Wanted>,
    pub(crate) go: Go,
}

#[component]
pub(super) fn Filters(queue: Queue, wanted: Signal<Wanted>) -> impl IntoView {
    let scope = use_scope();
    let navigate = use_navigate();
    let go: Go = Callback::new({
        let (scope, query) = (scope.clone(), use_location().query);
        move |wanted: Wanted| {
            // A view that is changed is still that view.
            let view = query.with_untracked(|query| query.get(VIEW));
            let to = to_view(&scope, &wanted, view.as_deref());
            // Narrowing is not going somewhere: *Back* leads out of the queue, not through every tick.
            navigate(&to, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
        }
    });
    let is_open = RwSignal::new(false);
    let fields = Field::ALL.into_iter().filter(|field| *field != Field::Client || !scope.is_single());
    let may_read = scope.may(Capability::IncidentRead);
    let session = use_session().signed_in();
    let set = Memo::new(move |_| {
        wanted.with(|wanted| chips(&wanted.filter, session.as_deref()).len() + fields_set(&wanted.filter)) as u64
    });
    view! {
        <div class=move || if is_open.get() { "filters filters--open" } else { "filters" } role="search">
            <TextFilter queue wanted go />
            <button class="button filters__opener" type="button" aria-expanded=move || is_open.get().to_string()
                on:click=move |_| is_open.update(|open| *open = !*open)>
                <Icon sign=Sign::Filter />
                {move || match set.get() { 0 => t::filters().to_owned(), set => t::filters_set(set) }}
            </button>
            {fields.map(|field| view! { <FieldFilter field queue wanted go /> }.into_any()).collect_view()}
            {flag(t::only_breached(), wanted, go, |filter| &mut filter.breached)}
            {may_read.then(|| flag(t::only_unread(), wanted, go, |filter| &mut filter.unread))}
            {move || wanted.with(Wanted::is_narrowed).then(|| view! {
                <button class="button button--quiet filter__clear" type="button"
                    on:click=move |_| go.run(wanted.get_untracked().cleared())>{t::clear_filters()}</button>
            }.into_any())}
            <SortChoice wanted go />
        </div>
        <Chips wanted go />
    }
    .into_any()
}

fn fields_set(filter: &QueueFilter) -> usize {
    let sets =
        [filter.status.len(), filter.priority.len(), filter.severity.len(), filter.category.len(), filter.client.len()];
    let flags = [filter.assignee.is_some(), filter.breached.is_some(), filter.unread.is_some()];
    sets.into_iter().filter(|set| *set > 0).count() + flags.into_iter().filter(|set| *set).count()
}

/// Text over titles and keys; `Esc` goes back to the rows.
#[component]
fn TextFilter(queue: Queue, wanted: Signal<Wanted>, go: Go) -> impl IntoView {
    let typed = RwSignal::new(None::<String>);
    task::effect(move || {
        let Some(text) = typed.get() else { return };
        task::while_here(async move {
            task::sleep(REST_MS).await;
            let Some(mut wanted) = wanted.try_get_untracked() else { return };
            wanted.filter.q = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
            go.run(wanted);
        });
    });
    let text = Memo::new(move |_| wanted.with(|wanted| wanted.filter.q.clone().unwrap_or_default()));
    let on_key = move |event: ev::KeyboardEvent| {
        if matches!(event.key().as_str(), "Escape" | "ArrowDown") {
            event.prevent_default();
            // Where there is no row to go to, the field is left all the same.
            if let Some(field) = event.target().and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
                drop(field.blur());
            }
            queue.go_to_hand();
        }
    };
    view! {
        <label class="filter-text">
            <Icon sign=Sign::Search />
            <input id=TEXT_FIELD type="search" aria-label=t::filter_text() placeholder=t::filter_text() autocomplete="off"
                spellcheck="false" maxlength="100" prop:value=move || text.get() on:keydown=on_key
                on:input=move |event| typed.set(Some(event_target_value(&event))) />
            <Key stroke="/" />
        </label>
    }
}

#[component]
fn FieldFilter(field: Field, queue: Queue, wanted: Signal<Wanted>, go: Go) -> impl IntoView {
    let scope = use_scope();
    let session = use_session();
    let open = RwSignal::new(false);
    let label = Memo::new(move |_| {
        let session = session.signed_in();
        let teams = session.as_ref().map_or(&[][..], |session| &session.teams);
        let set = wanted
            .with(|wanted| queue.facets().with(|facets| field.set(&wanted.filter, facets.as_ref(), &scope, teams)));
        match set.len() {
            0 => None,
            1..=3 => Some(t::filter_of(field.name(), &set.join(", "))),
            many => Some(t::filter_many(many as u64, field.name())),
        }
    });
    let class = move || {
        if label.with(|label| label.is_some()) {
            "button filter__button filter__button--set"
        } else {
            "button filter__button"
        }
    };
    view! {
        <Popover open class="filter" button_class=Signal::derive(move || class().to_owned()) sheet_class="filter__sheet"
            name=field.name().to_owned()
            label=move || view! {
                <span>{move || label.get().unwrap_or_else(|| field.name().to_owned())}</span>
                <Icon sign=Sign::Down />
            }>
            <SheetDoor sheet=Sheet::Filter(Narrowing { field, wanted, go }) />
        </Popover>
    }
}

/// A button that narrows to `true` and back to either.
fn flag(
    name: &'static str,
    wanted: Signal<Wanted>,
    go: Go,
    field: fn(&mut QueueFilter) -> &mut Option<bool>,
) -> AnyView {
    let is_on = move || wanted.with(|wanted| *field(&mut wanted.filter.clone()) == Some(true));
    let press = move |_| {
        let mut next = wanted.get_untracked();
        let flag = field(&mut next.filter);
        *flag = if *flag == Some(true) { None } else { Some(true) };
        go.run(next);
    };
    view! {
        <button class="button filter__toggle" type="button" aria-pressed=move || is_on().to_string() on:click=press>{name}</button>
    }
    .into_any()
}

#[component]
fn SortChoice(wanted: Signal<Wanted>, go: Go) -> impl IntoView {
    let scope = use_scope();
    let orders = Sort::ALL.iter().filter(|sort| **sort != Sort::Client || !scope.is_single());
    let change = move |event| {
        let sort = Sort::from_caption(&event_target_value(&event)).unwrap_or_default();
        go.run(Wanted { sort, ..wanted.get_untracked() });
    };
    view! {
        <label class="sort">
            {t::sort_by()}
            <select on:change=change prop:value=move || wanted.with(|wanted| wanted.sort.caption())>
                {orders.map(|sort| view! {
                    <option value=sort.caption() selected=move || wanted.with(|wanted| wanted.sort == *sort)>{order(*sort)}</option>
                }.into_any()).collect_view()}
            </select>
        </label>
    }
}

fn order(sort: Sort) -> &'static str {
    match sort {
        Sort::Breach => t::sort_breach(),
        Sort::Priority => t::sort_priority(),
        Sort::Severity => t::sort_severity(),
        Sort::Created => t::sort_created(),
        Sort::Updated => t::sort_updated(),
        Sort::Client => t::sort_client(),
    }
}

/// What has no button of its own: what it says, and what is wanted without it.
fn chips(filter: &QueueFilter, session: Option<&Session>) -> Vec<(String, QueueFilter)> {
    let mut chips = Vec::new();
    let mut chip = |text: String, take_out: &dyn Fn(&mut QueueFilter)| {
        let mut without = filter.clone();
        take_out(&mut without);
        chips.push((text, without));
    };
    for (name, span) in spans(filter) {
        if let Some(said) = span_said(span) {
            let text = match name {
                "created" => t::span_created(&said),
                "acknowledged" => t::span_acknowledged(&said),
                _ => t::span_resolved(&said),
            };
            chip(text, &|without| without_span(without, name));
        }
    }
    if !filter.tactic.is_empty() {
        let tactics: Vec<_> = filter.tactic.iter().map(|tactic| words::category(tactic.category())).collect();
        chip(t::filter_of(t::tactic(), &tactics.join(", ")), &|without| without.tactic.clear());
    }
    if !filter.technique.is_empty() {
        chip(t::filter_of(t::technique(), &filter.technique.join(", ")), &|without| without.technique.clear());
    }
    if !filter.disposition.is_empty() {
        let outcomes: Vec<_> = filter.disposition.iter().map(|one| words::disposition(*one)).collect();
        chip(outcomes.join(", "), &|without| without.disposition.clear());
    }
    if !filter.group.is_empty() {
        let known = session.into_iter().flat_map(|session| &session.groups);
        let names: Vec<_> =
            known.filter(|group| filter.group.contains(&group.id)).map(|group| &group.name[..]).collect();
        chip(t::filter_of(t::groups(), &names.join(", ")), &|without| without.group.clear());
    }
    if let Some(key) = &filter.same_as {
        chip(t::same_as(&key.0), &|without| without.same_as = None);
    }
    if filter.breached == Some(false) {
        chip(t::not_breached().to_owned(), &|without| without.breached = None);
    }
    if filter.unread == Some(false) {
        chip(t::only_read().to_owned(), &|without| without.unread = None);
    }
    chips
}

fn span_said(span: &Span) -> Option<String> {
    let shown = |instant: &Instant| match hours_ago(instant) {
        Some(hours) => t::time_ago(&time::span_short(u64::from(hours) * 3600)),
        None => time::shown(instant, Style::DateTime),
    };
    match (&span.from, &span.to) {
        (None, None) => None,
        (Some(from), None) => Some(match hours_ago(from) {
            Some(hours) => t::span_last(&time::span_short(u64::from(hours) * 3600)),
            None => t::span_since(&shown(from)),
        }),
        (None, Some(to)) => Some(t::span_before(&shown(to))),
        (Some(from), Some(to)) => Some(t::span_between(&shown(from), &shown(to))),
    }
}

#[component]
fn Chips(wanted: Signal<Wanted>, go: Go) -> impl IntoView {
    let session = use_session().signed_in();
    let all = Memo::new(move |_| wanted.with(|wanted| chips(&wanted.filter, session.as_deref())));
    move || {
        let all = all.get();
        (!all.is_empty()).then(|| {
            let chips = all.into_iter().map(|(text, filter)| {
                let label = t::remove_filter(&text);
                let remove = move |_| {
                    go.run(Wanted { filter: filter.clone(), sort: wanted.with_untracked(|wanted| wanted.sort) })
                };
                view! {
                    <li class="filter-chip">
                        {text}
                        <button type="button" aria-label=label on:click=remove><Icon sign=Sign::Close /></button>
                    </li>
                }
            });
            view! { <ul class="filter-chips">{chips.collect_view()}</ul> }
        })
    }
}

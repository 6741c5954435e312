//! The audit's filters: all of them stand in the address.

use super::{
    texts as t,
    wanted::{day_of, instant_of, kind_of},
    words::{self, Kind},
};
use base::{
    scope::Scope,
    ui::{Icon, Sign},
};
use leptos::prelude::*;
use wire::{
    Instant,
    audit::AuditFilter,
    session::{ClientId, Person, UserId},
};

/// Moves the address, and with it the list.
pub(super) type Go = Callback<AuditFilter>;

#[component]
pub(super) fn Filters(
    wanted: Signal<AuditFilter>,
    go: Go,
    /// Whose clients can be chosen from; none for an organisation's own affairs.
    scope: Option<Scope>,
    /// People who are in sight, to name them by.
    people: Memo<Vec<Person>>,
    csv: Signal<Option<String>>,
) -> impl IntoView {
    let several = scope.filter(|scope| !scope.is_single());
    view! {
        <div class="toolbar" role="search">
            <KindChoice wanted go />
            {several.map(|scope| view! { <ClientChoice wanted go scope /> }.into_any())}
            <Day wanted go label=t::from() is_end=false part=|filter| &mut filter.at.from />
            <Day wanted go label=t::to() is_end=true part=|filter| &mut filter.at.to />
            <span class="toolbar__gap"></span>
            {move || csv.get().map(|to| view! { <a class="button" href=to download="audit.csv">{t::save_csv()}</a> }.into_any())}
        </div>
        <Chips wanted go people />
    }
    .into_any()
}

#[component]
fn KindChoice(wanted: Signal<AuditFilter>, go: Go) -> impl IntoView {
    let is_own = move || wanted.with(|wanted| !wanted.action.is_empty() && kind_of(wanted).is_none());
    let chosen = move |kind: Option<Kind>| {
        wanted.with(|wanted| if kind.is_none() { wanted.action.is_empty() } else { kind_of(wanted) == kind })
    };
    let change = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
        let kind = event.target().value().parse::<usize>().ok().and_then(|at| Kind::ALL.get(at).copied());
        go.run(AuditFilter { action: kind.map(Kind::actions).unwrap_or_default(), ..wanted.get_untracked() });
    };
    view! {
        <label class="inline-field">
            {t::what()}
            <select class="input" on:change:target=change>
                <option value="" selected=move || chosen(None)>{t::everything()}</option>
                {Kind::ALL.into_iter().enumerate().map(|(at, kind)| view! {
                    <option value=at.to_string() selected=move || chosen(Some(kind))>{kind.word()}</option>
                }.into_any()).collect_view()}
                {move || is_own().then(|| view! { <option value="own" selected=true>{t::other_choice()}</option> }.into_any())}
            </select>
        </label>
    }
    .into_any()
}

#[component]
fn ClientChoice(wanted: Signal<AuditFilter>, go: Go, scope: Scope) -> impl IntoView {
    let change = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
        let client = Some(ClientId(event.target().value())).filter(|client| !client.0.is_empty());
        go.run(AuditFilter { client: client.into_iter().collect(), ..wanted.get_untracked() });
    };
    let options = scope.clients().iter().map(|client| {
        let (id, name) = (client.id.clone(), client.name.clone());
        let is_chosen = move || wanted.with(|wanted| wanted.client.first() == Some(&id));
        view! { <option value=client.id.0.clone() selected=is_chosen>{name}</option> }
    });
    view! {
        <label class="inline-field">
            {t::column_client()}
            <select class="input" on:change:target=change>
                <option value="" selected=move || wanted.with(|wanted| wanted.client.is_empty())>{t::all_clients()}</option>
                {options.collect_view()}
            </select>
        </label>
    }
    .into_any()
}

#[component]
fn Day(
    wanted: Signal<AuditFilter>,
    go: Go,
    label: &'static str,
    is_end: bool,
    part: fn(&mut AuditFilter) -> &mut Option<Instant>,
) -> impl IntoView {
    let day = move || part(&mut wanted.get()).as_ref().and_then(|at| day_of(at, is_end)).unwrap_or_default();
    let change = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlInputElement>| {
        let mut next = wanted.get_untracked();
        *part(&mut next) = instant_of(&event.target().value(), is_end);
        go.run(next);
    };
    view! {
        <label class="inline-field">
            {label}
            <input class="input" type="date" prop:value=day on:change:target=change />
        </label>
    }
    .into_any()
}

/// What has no field of its own, each with a way to take it away.
#[component]
fn Chips(wanted: Signal<AuditFilter>, go: Go, people: Memo<Vec<Person>>) -> impl IntoView {
    let named = move |id: &UserId| {
        people.with(|people| {
            people.iter().find(|person| person.id == *id).map_or_else(|| id.0.clone(), |known| known.name.clone())
        })
    };
    let chip = move |text: String, without: AuditFilter| {
        let label = t::remove_filter(&text);
        view! {
            <li class="filter-chip">
                {text}
                <button type="button" aria-label=label on:click=move |_| go.run(without.clone())><Icon sign=Sign::Close /></button>
            </li>
        }
    };
    move || {
        let now = wanted.get();
        let person =
            now.person.as_ref().map(|id| chip(t::by_person(&named(id)), AuditFilter { person: None, ..now.clone() }));
        let is_one = now.action.len() == 1 && kind_of(&now).is_none();
        let action =
            is_one.then(|| chip(t::only(words::action(now.action[0])), AuditFilter { action: vec![], ..now.clone() }));
        (person.is_some() || action.is_some())
            .then(|| view! { <ul class="filter-chips">{person}{action}</ul> }.into_any())
    }
}

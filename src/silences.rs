//! What is silenced in a scope: by which incident, whom and how long, and what it kept away. It travels with the administration.

mod texts;

use crate::{
    administration::say_title,
    forms::{Sending, not_loaded, not_sent, only_seen},
    pages::{Pages, pages, stale},
    shell::focus_page,
};
use base::{
    api::{ApiError, silences as api},
    links,
    scope::{Scope, use_scope},
    session::use_session,
    time::{self, Style},
    ui::{Button, Empty, EmptyKind, Moment, PersonChip, Skeleton},
    words,
};
use leptos::prelude::*;
use texts as t;
use wire::{
    event::EventKind,
    silence::{Silence, SilenceAwaits, SilenceState},
};

/// What every row stands on. Cheap to copy.
#[derive(Clone, Copy)]
struct Desk {
    scope: StoredValue<Scope>,
    silences: Pages<Silence>,
    sending: Sending,
}

/// The screen of the scope around it.
pub(crate) fn page() -> AnyView {
    let scope = use_scope();
    if let Some(session) = untrack(|| use_session().signed_in()) {
        say_title(&[t::silences(), scope.label()], &session);
    }
    let scope = StoredValue::new(scope);
    let silences = pages(move |cursor| {
        let scope = scope.get_value();
        async move { api::list_silences(&scope, cursor).await }
    });
    let desk = Desk { scope, silences, sending: Sending::new() };
    // What happens to a silence is told in the timeline of its incident.
    silences.follow(|event| event.kind == EventKind::Timeline);
    view! {
        <div class="page-title"><h1>{t::silences()}</h1><p>{t::lead()}</p></div>
        {not_loaded(&silences.first())}
        {stale(silences)}
        {not_sent(desk.sending)}
        {move || match silences.items() {
            None => view! { <Skeleton lines=6 /> }.into_any(),
            Some(items) if items.is_empty() => view! {
                <Empty kind=EmptyKind::NothingYet text=t::nothing()><p>{t::nothing_detail()}</p></Empty>
            }
            .into_any(),
            Some(items) => table(desk, items),
        }}
        {move || (!silences.is_whole()).then(|| view! {
            <div class="form__foot">
                <Button is_busy=silences.is_busy on_press=move |()| silences.more()>{t::older()}</Button>
            </div>
        }.into_any())}
    }
    .into_any()
}

fn table(desk: Desk, silences: Vec<Silence>) -> AnyView {
    view! {
        <div class="card card--table">
            <table class="listing" aria-label=t::silences()>
                <thead><tr>
                    <th scope="col">{t::column_silence()}</th>
                    <th scope="col">{t::column_state()}</th>
                    <th scope="col">{t::column_owner()}</th>
                    <th scope="col">{t::column_until()}</th>
                    <th scope="col" class="number">{t::column_alerts()}</th>
                    <td></td>
                </tr></thead>
                <tbody>{silences.into_iter().map(|silence| row(desk, silence)).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(desk: Desk, silence: Silence) -> AnyView {
    let key = silence.incident.0.clone();
    let to = links::incident(&silence.client, &silence.incident);
    let client = desk.scope.with_value(|scope| scope.client(&silence.client).map(|client| client.name.clone()));
    let is_over = matches!(silence.state, SilenceState::Expired | SilenceState::Ended);
    let by = [
        silence.agreed_by.as_ref().map(|by| t::agreed_by(&by.name)),
        silence.ended_by.as_ref().map(|by| t::ended_by(&by.name)),
    ];
    let by = by.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let awaited = match (silence.state, silence.awaits) {
        (SilenceState::Waiting, SilenceAwaits::Client) => t::awaits_client(),
        _ => "",
    };
    let of = if silence.with_entity { t::one_entity() } else { t::every_entity() };
    let last = silence.last_at.as_ref().map(|at| t::last_at(&time::shown(at, Style::DateTime)));
    let acts = acts(desk, &silence);
    view! {
        <tr class:listing__past=is_over>
            <th scope="row"><a href=to>{t::silence_from(&key)}</a>" "<small>{client}", "{of}</small></th>
            <td data-name=t::column_state()>{words::silence_state(silence.state)}" "<small>{awaited}{by}</small></td>
            <td data-name=t::column_owner()><PersonChip name=Some(silence.owner.name) /></td>
            <td data-name=t::column_until()><Moment at=silence.expires_at style=Style::DateTime /></td>
            <td class="number" data-name=t::column_alerts()>{silence.alerts_count.to_string()}" "<small>{last}</small></td>
            <td class="listing__acts">{acts}</td>
        </tr>
    }
    .into_any()
}

/// What one may do to it: `Some` agrees or declines, `None` ends it.
fn acts(desk: Desk, silence: &Silence) -> Vec<AnyView> {
    let key = &silence.incident.0;
    let offered = [
        (silence.may_agree, Some(true), t::agree(), t::agree_to(key)),
        (silence.may_agree, Some(false), t::decline(), t::decline_of(key)),
        (silence.may_end, None, t::end(), t::end_of(key)),
    ];
    let button = |(_, answer, name, label): (bool, Option<bool>, &'static str, String)| {
        let silence = StoredValue::new(silence.clone());
        let press = move |()| send(desk, silence.get_value(), answer);
        view! { <Button label is_busy=desk.sending.is_busy refusal=only_seen() on_press=press>{name}</Button> }
            .into_any()
    };
    offered.into_iter().filter(|(is_offered, ..)| *is_offered).map(button).collect()
}

fn send(desk: Desk, silence: Silence, answer: Option<bool>) {
    let (scope, announcer, first) = (desk.scope.get_value(), desk.sending.announcer(), desk.silences.first());
    let work = async move {
        let told = match answer {
            Some(agree) => api::agree_to_silence(&scope, &silence, agree).await,
            None => api::end_silence(&scope, &silence).await,
        };
        // Somebody was faster: its buttons are theirs no more.
        if matches!(told, Err(ApiError::Conflict { .. } | ApiError::NotFound)) {
            first.reload();
        }
        told
    };
    desk.sending.run(work, move |silence| {
        announcer.toast(t::told(&silence.incident.0, words::silence_state(silence.state)));
        desk.silences.first().reload();
        // Its buttons are gone with what they did.
        focus_page();
    });
}

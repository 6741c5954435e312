//! What was silenced from this incident: how far it is, by whom, why, and what it kept away.

use crate::{
    desk::{Desk, keep_the_focus, use_desk},
    failed::view_failed,
    texts as t,
};
use base::{
    api::silences::{agree_to_silence, end_silence, list_incident_silences},
    load::load,
    task,
    time::{self, Style},
    ui::{Button, Card, PersonChip, Untrusted},
    words,
};
use leptos::prelude::*;
use wire::silence::Silence;

/// What one does to a silence.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Agree,
    Decline,
    End,
}

/// What every row stands on. Cheap to copy.
#[derive(Clone, Copy)]
struct Cards {
    desk: Desk,
    known: StoredValue<ArcRwSignal<Option<Vec<Silence>>>>,
    is_busy: RwSignal<bool>,
}

/// Read where there are any, and again whenever the timeline tells something new.
#[component]
pub(crate) fn Silences() -> impl IntoView {
    let desk = use_desk();
    let count = desk.of_head(|head| head.evidence.silences_count);
    let timeline = desk.timeline().value();
    let silences = load(move || {
        timeline.track();
        let (place, count) = (desk.place(), count.get());
        async move {
            if count == 0 {
                return Ok(vec![]);
            }
            Ok(list_incident_silences(&place.scope, &place.client.id, &place.key).await?.items)
        }
    });
    let (failed, again) = (silences.clone(), silences.clone());
    let failed = view_failed(Signal::derive(move || failed.failure()), Callback::new(move |()| again.reload()));
    let silences = silences.value();
    let cards = Cards { desk, known: StoredValue::new(silences.clone()), is_busy: RwSignal::new(false) };
    // What is the same stays as it stands, and whoever is on a button of it.
    let shown = Memo::new(move |_| silences.get());
    let card = move || {
        let silences = shown.get().filter(|silences| !silences.is_empty())?;
        let rows = silences.into_iter().map(|silence| view_silence(cards, silence)).collect_view();
        Some(view! { <Card title=t::silences()><ul class="records">{rows}</ul></Card> }.into_any())
    };
    view! { {failed} {card} }
}

fn view_silence(cards: Cards, silence: Silence) -> AnyView {
    let Cards { desk, is_busy, .. } = cards;
    let Silence { may_agree, may_end, with_entity, state, alerts_count, .. } = silence;
    let noted = [
        Some(if with_entity { t::one_entity() } else { t::every_entity() }.to_owned()),
        Some(t::silent_until(&time::shown(&silence.expires_at, Style::DateTime))),
        silence.agreed_by.as_ref().map(|by| t::agreed_by(&by.name)),
        silence.ended_by.as_ref().map(|by| t::ended_by(&by.name)),
        Some(t::alerts_silenced(alerts_count.into())),
        silence.last_at.as_ref().map(|at| t::last_at(&time::shown(at, Style::DateTime))),
    ];
    let noted = noted.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let (owner, reason) = (silence.owner.name.clone(), silence.reason.clone().unwrap_or_default());
    let silence = StoredValue::new(silence);
    let button = move |act: Act, name: &'static str| {
        let press = move |()| send(cards, silence, act);
        view! { <Button is_busy refusal=Signal::derive(move || desk.only_seen()) on_press=press>{name}</Button> }
            .into_any()
    };
    let acts = [
        may_agree.then(|| button(Act::Agree, t::agree())),
        may_agree.then(|| button(Act::Decline, t::decline())),
        may_end.then(|| button(Act::End, t::end_silence())),
    ];
    view! {
        <li>
            <b>{words::silence_state(state)}</b> " " <PersonChip name=Some(owner) />
            " " <q><Untrusted text=reason longest=500 /></q> " " <small>{noted}</small>
            <div class="sealed__ways">{acts.into_iter().flatten().collect_view()}</div>
        </li>
    }
    .into_any()
}

fn send(Cards { desk, known, is_busy }: Cards, silence: StoredValue<Silence>, act: Act) {
    if is_busy.get_untracked() {
        return;
    }
    is_busy.set(true);
    let (place, silence) = (desk.place(), silence.get_value());
    task::to_the_end(async move {
        let answer = match act {
            Act::End => end_silence(&place.scope, &silence).await,
            _ => agree_to_silence(&place.scope, &silence, act == Act::Agree).await,
        };
        let is_gone = is_busy.try_set(false).is_some();
        match answer {
            Ok(told) => {
                desk.toast(words::silence_state(told.state));
                if !is_gone {
                    known.get_value().update(|known| put(known.iter_mut().flatten(), told));
                }
            }
            Err(error) => desk.toast(words::error(&error)),
        }
        if !is_gone {
            desk.timeline().reload();
            keep_the_focus();
        }
    });
}

/// Puts a silence in the place of what it was; why it was made stays.
fn put<'a>(mut known: impl Iterator<Item = &'a mut Silence>, told: Silence) {
    if let Some(one) = known.find(|one| one.id == told.id) {
        *one = Silence { reason: one.reason.take(), ..told };
    }
}

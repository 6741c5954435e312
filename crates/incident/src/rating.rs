//! How well it was handled: the client's own people say so, once it is over.

use crate::{desk::use_desk, failed::view_not_sent, texts as t};
use base::{
    api::ApiError,
    command_forms::{Choices, Outcome, Reason},
    ui::{Button, Card},
};
use leptos::{ev, prelude::*};
use wire::{
    incident::{RATING_MAX, Rating},
    vocabulary::Capability,
    workflow::can_be_rated,
};

/// A score as it is shown.
pub(crate) fn word(score: u8) -> &'static str {
    match score {
        1 => "1",
        2 => "2",
        3 => "3",
        4 => "4",
        _ => "5",
    }
}

/// The form, for whom it is; once somebody is at it, it stays where the incident is reopened meanwhile.
#[component]
pub(crate) fn Rate() -> impl IntoView {
    let desk = use_desk();
    let place = desk.place();
    let is_own = place.session.organisation.id.0 == place.client.id.0;
    if !is_own || !place.scope.may_in(&place.client.id, Capability::IncidentRate) {
        return ().into_any();
    }
    let is_over = desk.of_head(|head| can_be_rated(head.row.status));
    let score = RwSignal::new(desk.head().value().with_untracked(|head| head.as_ref().and_then(|head| head.rating)));
    let comment = RwSignal::new(String::new());
    let is_begun = RwSignal::new(false);
    let is_shown = Memo::new(move |_| is_over.get() || is_begun.get());
    let hint = t::shared_hint(&place.client.name);
    view! {
        {move || is_shown.get().then(|| view! { <Form score comment is_over is_begun hint=hint.clone() /> }.into_any())}
    }
    .into_any()
}

#[component]
fn Form(
    score: RwSignal<Option<u8>>,
    comment: RwSignal<String>,
    is_over: Memo<bool>,
    is_begun: RwSignal<bool>,
    hint: String,
) -> impl IntoView {
    let desk = use_desk();
    let (is_busy, failure) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let refusal =
        Signal::derive(move || desk.only_seen().or_else(|| (!is_over.get()).then(|| t::not_over().to_owned())));
    let outcome = Outcome::new(move |answer| {
        if is_busy.try_set(false).is_some() {
            return;
        }
        match answer {
            Ok(()) => {
                comment.set(String::new());
                desk.toast(t::rating_saved());
            }
            Err(error) => failure.set(Some(error)),
        }
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        match (refusal.get_untracked(), score.get_untracked()) {
            (Some(why), _) => desk.toast(why),
            (None, None) => desk.toast(t::choose_score()),
            (None, Some(score)) => {
                failure.set(None);
                is_busy.set(true);
                let comment = comment.get_untracked();
                let comment = (!comment.trim().is_empty()).then_some(comment);
                desk.rate(Rating { score, comment }, outcome.clone());
            }
        }
    };
    view! {
        <Card title=t::how_handled()>
            <form
                class="form"
                on:submit=submit
                on:focusin=move |_| is_begun.set(true)
                on:input=move |_| is_begun.set(true)
            >
                <Choices legend=t::score_legend() name="score" values=(1..=RATING_MAX).collect() word chosen=score />
                <Reason label=t::comment() text=comment is_required=false missing=RwSignal::new(None) hint />
                <div class="form__foot">
                    <Button submits=true is_busy refusal on_press=|()| ()>{t::send_rating()}</Button>
                </div>
                {view_not_sent(failure)}
            </form>
        </Card>
    }
    .into_any()
}

//! Silencing what detected a finding: how much of it, for how long, and why.

use super::{Safe, calls, why::Why};
use crate::{desk::keep_the_focus, texts as t};
use base::{
    api::ApiError,
    task,
    ui::{Button, ButtonKind, labelled_check},
    words,
};
use leptos::prelude::*;
use wire::{
    silence::{LASTS_DAYS, NewSilence, SilenceState},
    vocabulary::Capability,
};

/// How long one can last, days.
const DAYS: [u32; 5] = [1, 7, LASTS_DAYS, 30, 90];

/// A button, and the form that it becomes; nothing for whoever may not.
pub(super) fn view_silence(safe: Safe, alert: u64) -> Option<AnyView> {
    let (desk, place) = (safe.desk, safe.desk.place());
    if !place.scope.may_in(&place.client.id, Capability::SilenceManage) {
        return None;
    }
    let is_asking = RwSignal::new(false);
    let refusal = Signal::derive(move || desk.only_seen());
    let button =
        move || view! { <Button refusal on_press=move |()| is_asking.set(true)>{t::silence()}</Button> }.into_any();
    Some((move || if is_asking.get() { view_form(safe, alert, is_asking) } else { button() }).into_any())
}

fn view_form(safe: Safe, alert: u64, is_asking: RwSignal<bool>) -> AnyView {
    let (is_busy, is_bound, days) = (RwSignal::new(false), RwSignal::new(true), RwSignal::new(LASTS_DAYS));
    let written = RwSignal::new(String::new());
    let make = Callback::new(move |reason| {
        let (with_entity, expires_in_days) = (is_bound.get_untracked(), days.get_untracked());
        make(safe, NewSilence { alert, with_entity, reason, expires_in_days }, is_asking, is_busy);
    });
    let options = DAYS.map(|value| {
        view! { <option value=value.to_string() selected=value == LASTS_DAYS>{t::for_days(value.into())}</option> }
    });
    view! {
        <div class="sealed__ask" role="group" aria-label=t::silence_detection()>
            {labelled_check(t::of_its_entity(), is_bound)}
            <label class="field">
                <span class="field__label">{t::how_long()}</span>
                <select class="input" on:change:target=move |event| days.set(event.target().value().parse().unwrap_or(LASTS_DAYS))>
                    {options.into_iter().collect_view()}
                </select>
            </label>
            <Why is_typed=true legend=t::why_silence() send=t::silence_it() kind=ButtonKind::Primary on_reason=make is_asking written is_busy />
        </div>
    }
    .into_any()
}

fn make(safe: Safe, new: NewSilence, is_asking: RwSignal<bool>, is_busy: RwSignal<bool>) {
    let receipt = safe.opened.with_untracked(|opened| opened.as_ref().map(|opened| opened.receipt.id.clone()));
    let Some(receipt) = receipt.filter(|_| !is_busy.get_untracked()) else { return };
    is_busy.set(true);
    let (desk, place) = (safe.desk, safe.desk.place());
    task::to_the_end(async move {
        let answer = calls::make_silence(&place, &receipt, &new).await;
        let is_made = answer.is_ok();
        desk.toast(match answer {
            Ok(made) if made.state == SilenceState::Waiting => t::silence_waits().to_owned(),
            Ok(_) => t::silenced().to_owned(),
            Err(ApiError::Conflict { .. }) => t::silenced_already().to_owned(),
            Err(ApiError::Invalid(_)) if new.with_entity => t::no_entity().to_owned(),
            // The receipt has expired.
            Err(ApiError::NotFound) => t::record_expired().to_owned(),
            Err(error) => words::error(&error),
        });
        // The form may be gone, and what it stands in.
        if is_busy.try_set(false).is_none() && is_made {
            is_asking.set(false);
            desk.head().reload();
            desk.timeline().reload();
            keep_the_focus();
        }
    });
}

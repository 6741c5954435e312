//! Writing about a request: for both sides, or among those who look after the client.

use super::{page::Desk, texts as t};
use crate::forms::{Sending, not_sent, only_seen};
use base::{
    api::requests as api,
    command_forms::{Choices, send_with_enter},
    ui::{Button, ButtonKind},
};
use leptos::{ev, prelude::*};
use wire::{
    request::{MESSAGE_MAX, NewMessage, RequestStatus},
    vocabulary::{Capability, Visibility},
};

fn word(visibility: Visibility) -> &'static str {
    if visibility == Visibility::Shared { t::shared_with_client() } else { t::internal_alone() }
}

#[component]
pub(super) fn Composer(desk: Desk) -> impl IntoView {
    let is_closed = desk.of(|request| request.row.status == RequestStatus::Closed);
    let handles = desk.of(|request| request.may_handle);
    let has_internal = desk.client().capabilities.contains(&Capability::NoteInternal);
    // Of whoever writes both the safer one first.
    let both = untrack(|| handles.get()) && has_internal;
    let chosen = RwSignal::new(Some(if both { Visibility::Internal } else { Visibility::Shared }));
    let is_internal = Memo::new(move |_| chosen.get() == Some(Visibility::Internal));
    let (body, sending, seen) = (RwSignal::new(String::new()), Sending::new(), only_seen());
    let problem = sending.problem("body");
    let refusal = Signal::derive(move || {
        seen.get().or_else(|| (is_closed.get() && !is_internal.get()).then(|| t::is_closed().to_owned()))
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        sending.clear();
        let text = body.get_untracked();
        if refusal.with_untracked(Option::is_some) || sending.is_missing("body", &text) {
            return;
        }
        let sent = text.clone();
        let message = NewMessage { visibility: chosen.get_untracked().unwrap_or_default(), body: text };
        let (scope, client, key) = desk.address();
        let work = async move { api::add_message(&scope, &client, &key, &message).await };
        sending.run(work, move |request| {
            // What was typed meanwhile stays.
            if body.with_untracked(|body| *body == sent) {
                body.set(String::new());
            }
            desk.put(request);
        });
    };
    view! {
        <form class="form" novalidate on:submit=submit>
            <label class="field">
                <span class="field__label">{t::your_message()}</span>
                <textarea class="input" rows="4" maxlength=MESSAGE_MAX.to_string() aria-required="true"
                    aria-invalid=move || problem.with(Option::is_some).then_some("true")
                    aria-describedby="message-problem"
                    prop:value=move || body.get()
                    on:input:target=move |event| body.set(event.target().value())
                    on:keydown=send_with_enter></textarea>
            </label>
            <p class="field__problem" id="message-problem">{move || problem.get()}</p>
            {both.then(|| view! {
                <Choices legend=t::who_reads() name="visibility" values=vec![Visibility::Internal, Visibility::Shared] word chosen />
            }.into_any())}
            {not_sent(sending)}
            <div class="form__foot">
                <Button kind=ButtonKind::Primary submits=true is_busy=sending.is_busy refusal on_press=|()| ()>
                    {move || if is_internal.get() { t::add_internal() } else { t::send_message() }}
                </Button>
            </div>
        </form>
    }
    .into_any()
}

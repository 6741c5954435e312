//! A note on each of the chosen rows.

use super::super::{super::state::Queue, state::Bulks, texts as t};
use base::{
    api::ApiError,
    command_forms::{Choices, Outcome, send_with_enter},
    ui::{Button, ButtonKind, Failure},
    words,
};
use leptos::{ev, prelude::*};
use wire::{
    bulk::BulkCommand,
    vocabulary::{Capability, Visibility},
};

fn word(visibility: Visibility) -> &'static str {
    if visibility == Visibility::Shared { t::shared_with_each() } else { t::internal_only() }
}

#[component]
pub(super) fn NoteForm(queue: Queue, bulks: Bulks, open: RwSignal<bool>) -> impl IntoView {
    let scope = queue.scope();
    // The safer one first.
    let all = [(Capability::NoteInternal, Visibility::Internal), (Capability::NoteShared, Visibility::Shared)];
    let values: Vec<_> = all.into_iter().filter(|(needed, _)| scope.may(*needed)).map(|(_, one)| one).collect();
    let chosen = RwSignal::new(values.first().copied());
    let body = RwSignal::new(String::new());
    let failure = RwSignal::new(None::<ApiError>);
    let missing = RwSignal::new(None::<&'static str>);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let text = body.get_untracked();
        let Some(visibility) = chosen.get_untracked().filter(|_| !text.trim().is_empty()) else {
            return missing.set(Some(t::write_something()));
        };
        missing.set(None);
        let outcome = Outcome::new(move |answer| match answer {
            Ok(()) => open.set(false),
            Err(error) => {
                // The form may be gone: closed while the answer travelled.
                if let Some(Some(error)) = failure.try_set(Some(error)) {
                    bulks.toast(words::error(&error));
                }
            }
        });
        bulks.begin(BulkCommand::AddNote { visibility, body: text }, None, outcome);
    };
    view! {
        <form class="dialog__body" novalidate on:submit=submit>
            <label class="field">
                <span class="field__label">{t::text()}</span>
                <textarea class="input" rows="4" maxlength="16384" autofocus aria-required="true"
                    prop:value=move || body.get()
                    on:input:target=move |event| body.set(event.target().value())
                    on:keydown=send_with_enter></textarea>
                <span class="field__hint">{t::written_later()}</span>
            </label>
            <Choices legend=t::who_reads() name="visibility" values word chosen />
            <p class="field__problem" role="alert">{move || missing.get()}</p>
            {move || failure.get().map(|error| {
                let request_id = error.request_id().map(str::to_owned);
                view! { <Failure text=words::error(&error) request_id /> }
            })}
            <div class="dialog__foot">
                <Button on_press=move |()| open.set(false)>{words::cancel()}</Button>
                <Button kind=ButtonKind::Primary submits=true is_busy=bulks.is_busy() on_press=|()| ()>
                    {t::add_notes()}
                </Button>
            </div>
        </form>
    }
}

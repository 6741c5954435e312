//! A note on each of the chosen rows.

use super::super::{super::state::Queue, state::Bulks, texts as t};
use base::command_forms::{Choices, CommandForm, Missing, send_with_enter};
use leptos::prelude::*;
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
    let missing = RwSignal::new(None);
    let command = Callback::new(move |()| {
        let body = body.get_untracked();
        match chosen.get_untracked().filter(|_| !body.trim().is_empty()) {
            Some(visibility) => Ok(BulkCommand::AddNote { visibility, body }),
            None => Err(Missing::typed(t::write_something())),
        }
    });
    view! {
        <CommandForm open sends=bulks.sends(|what| Some((what, None))) send=t::add_notes() command missing>
            <label class="field">
                <span class="field__label">{t::text()}</span>
                <textarea class="input" rows="4" maxlength="16384" autofocus aria-required="true"
                    prop:value=move || body.get()
                    on:input:target=move |event| body.set(event.target().value())
                    on:keydown=send_with_enter></textarea>
                <span class="field__hint">{t::written_later()}</span>
            </label>
            <Choices legend=t::who_reads() name="visibility" values word chosen />
        </CommandForm>
    }
}

//! Where notes are written. What was typed stays until the tenant API has it.

use crate::{desk::use_desk, texts as t};
use base::{
    api::ApiError,
    command_forms::{Outcome, send_with_enter},
    keys::{Command, use_keys},
    ui::{Button, ButtonKind, Dialog, Failure},
    words,
};
use leptos::{ev, html, prelude::*};
use wire::{
    note::NewNote,
    vocabulary::{Capability, OrganisationKind, Visibility},
};

/// Whom a note can be for, the safer one first.
fn visibilities(may: impl Fn(Capability) -> bool) -> Vec<Visibility> {
    let all = [(Capability::NoteInternal, Visibility::Internal), (Capability::NoteShared, Visibility::Shared)];
    all.into_iter().filter(|(capability, _)| may(*capability)).map(|(_, visibility)| visibility).collect()
}

#[component]
pub(super) fn Composer() -> impl IntoView {
    let place = use_desk().place();
    let visibilities = visibilities(|capability| place.scope.may_in(&place.client.id, capability));
    visibilities.first().copied().map(|safest| view! { <Form visibilities safest /> }.into_any())
}

#[component]
fn Form(visibilities: Vec<Visibility>, safest: Visibility) -> impl IntoView {
    let desk = use_desk();
    let place = desk.place();
    let body = RwSignal::new(String::new());
    let visibility = RwSignal::new(safest);
    let failure = RwSignal::new(None::<ApiError>);
    let is_busy = RwSignal::new(false);
    let is_asking = RwSignal::new(false);
    // The client's own people write to their provider anyway; the provider's are asked once.
    let is_warned = RwSignal::new(place.session.organisation.kind != OrganisationKind::Msp);
    let outcome = Outcome::new(move |answer| {
        if is_busy.try_set(false).is_some() {
            return;
        }
        match answer {
            Ok(()) => {
                body.set(String::new());
                visibility.set(safest);
                desk.toast(t::note_added());
            }
            Err(error) => failure.set(Some(error)),
        }
    });
    let send = Callback::new(move |()| {
        failure.set(None);
        is_busy.set(true);
        let note = NewNote { visibility: visibility.get_untracked(), body: body.get_untracked() };
        desk.add_note(note, outcome.clone());
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        if let Some(why) = desk.only_seen() {
            desk.toast(why);
        } else if body.with_untracked(|body| body.trim().is_empty()) {
            desk.toast(t::note_is_empty());
        } else if visibility.get_untracked() == Visibility::Shared && !is_warned.get_untracked() {
            is_asking.set(true);
        } else {
            send.run(());
        }
    };
    let share = move || {
        is_warned.set(true);
        is_asking.set(false);
        send.run(());
    };
    let client = place.client.name.clone();
    let hint = t::shared_hint(&client);
    let can_choose = visibilities.len() > 1;
    view! {
        <form class="composer" class:composer--internal=move || visibility.get() == Visibility::Internal on:submit=submit>
            <Field body />
            <div class="composer__foot">
                {if can_choose {
                    view! { <Readers visibilities visibility client=client.clone() /> }.into_any()
                } else {
                    view! { <p class="field__hint">{hint}</p> }.into_any()
                }}
                <Button submits=true kind=ButtonKind::Plain keys="Mod+Enter" is_busy on_press=|()| ()
                    refusal=Signal::derive(move || desk.only_seen())>
                    {move || match visibility.get() {
                        Visibility::Internal => t::add_internal_note(),
                        _ => t::add_shared_note(),
                    }}
                </Button>
            </div>
            {move || failure.get().map(|error| {
                let request_id = error.request_id().map(str::to_owned);
                let text = [&words::error(&error), ". ", t::note_kept()].concat();
                view! { <Failure text request_id /> }
            })}
        </form>
        <Dialog open=is_asking title=t::share_first()>
            <div class="dialog__body">
                <p>{t::client_will_read(&client)}</p>
                <div class="dialog__foot">
                    <Button on_press=move |()| is_asking.set(false)>{t::keep_writing()}</Button>
                    <Button kind=ButtonKind::Primary on_press=move |()| share()>{t::share_it()}</Button>
                </div>
            </div>
        </Dialog>
    }
}

#[component]
fn Field(body: RwSignal<String>) -> impl IntoView {
    let field = NodeRef::<html::Textarea>::new();
    let is_only_seen = use_desk().only_seen().is_some();
    use_keys().register(Command::new("note", &["c"], t::write_note(), move || {
        if let Some(field) = field.get_untracked() {
            // A field that cannot take the focus leaves it where it is.
            drop(field.focus());
        }
    }));
    view! {
        <label>
            <span class="only-heard">{t::note()}</span>
            <textarea
                class="input"
                rows="2"
                maxlength="16384"
                readonly=is_only_seen
                placeholder=t::write_note()
                node_ref=field
                aria-keyshortcuts="c"
                prop:value=move || body.get()
                on:input:target=move |event| body.set(event.target().value())
                on:keydown=move |event| {
                    // Back to the page's own keys; what was typed stays.
                    match field.get_untracked().filter(|_| event.key() == "Escape") {
                        Some(field) => drop(field.blur()),
                        None => send_with_enter(event),
                    }
                }
            ></textarea>
        </label>
    }
}

/// Who reads the note.
#[component]
fn Readers(visibilities: Vec<Visibility>, visibility: RwSignal<Visibility>, client: String) -> impl IntoView {
    let choices = visibilities.into_iter().map(move |value| {
        let text = match value {
            Visibility::Internal => t::internal_choice().to_owned(),
            _ => t::shared_choice(&client),
        };
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="visibility"
                    prop:checked=move || visibility.get() == value
                    on:change=move |_| visibility.set(value)
                />
                {text}
            </label>
        }
    });
    view! {
        <fieldset>
            <legend class="only-heard">{t::who_reads()}</legend>
            <div class="choices">{choices.collect_view()}</div>
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_safer_reader_comes_first_and_nobody_sees_what_is_not_theirs() {
        assert_eq!(visibilities(|_| true), [Visibility::Internal, Visibility::Shared]);
        assert_eq!(visibilities(|capability| capability == Capability::NoteShared), [Visibility::Shared]);
        assert_eq!(visibilities(|_| false), []);
    }
}

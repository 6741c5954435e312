//! Where notes are written. What was typed stays until the tenant API has it.

mod draft;
mod field;
mod files;
mod mentions;

use crate::{
    desk::{Desk, use_desk},
    texts as t,
};
use base::{
    api::ApiError,
    command_forms::Outcome,
    ui::{Button, ButtonKind, Dialog, Failure},
    words,
};
use draft::keep_draft;
use field::Field;
use files::Files;
use leptos::{ev, html, prelude::*};
use wire::{
    note::{Draft, NewNote},
    session::Person,
    vocabulary::{Capability, OrganisationKind, Visibility},
};

/// How long nothing is typed before it is kept, and looked through.
const PAUSE_MS: i32 = 1000;

/// Whom a note can be for, the safer one first.
fn visibilities(may: impl Fn(Capability) -> bool) -> Vec<Visibility> {
    let all = [(Capability::NoteInternal, Visibility::Internal), (Capability::NoteShared, Visibility::Shared)];
    all.into_iter().filter(|(capability, _)| may(*capability)).map(|(_, visibility)| visibility).collect()
}

/// The note as it is being written.
#[derive(Clone, Copy)]
struct Writing {
    desk: Desk,
    field: NodeRef<html::Textarea>,
    body: RwSignal<String>,
    visibility: RwSignal<Visibility>,
    /// Who stands in it by name.
    mentioned: RwSignal<Vec<Person>>,
}

impl Writing {
    /// As it travels, with ids for names; `None` while there is nothing but space.
    fn draft(self) -> Option<Draft> {
        let body =
            self.mentioned.with_untracked(|people| self.body.with_untracked(|body| mentions::with_ids(body, people)));
        (!body.trim().is_empty()).then(|| Draft { visibility: self.visibility.get_untracked(), body })
    }

    fn clear(self) {
        self.body.set(String::new());
        self.mentioned.set(vec![]);
    }

    fn focus(self) {
        if let Some(field) = self.field.get_untracked() {
            // A field that cannot take the focus leaves it where it is.
            drop(field.focus());
        }
    }
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
    let writing = Writing {
        desk,
        field: NodeRef::new(),
        body: RwSignal::new(String::new()),
        visibility: RwSignal::new(safest),
        mentioned: RwSignal::new(vec![]),
    };
    let visibility = writing.visibility;
    let failure = RwSignal::new(None::<ApiError>);
    let is_busy = RwSignal::new(false);
    let is_asking = RwSignal::new(false);
    // The client's own people write to their provider anyway; the provider's are asked the first time in each client.
    let is_warned = RwSignal::new(place.session.organisation.kind != OrganisationKind::Msp);
    keep_draft(writing, visibilities.clone(), is_warned);
    let send = Callback::new(move |()| {
        let Some(Draft { visibility, body }) = writing.draft() else { return };
        failure.set(None);
        is_busy.set(true);
        let sent = writing.body.get_untracked();
        let outcome = Outcome::new(move |answer| {
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(()) => {
                    // What was typed meanwhile stays.
                    if writing.body.with_untracked(|body| *body == sent) {
                        writing.clear();
                        writing.visibility.set(safest);
                    }
                    desk.toast(t::note_added());
                }
                Err(error) => failure.set(Some(error)),
            }
        });
        desk.add_note(NewNote { visibility, body }, outcome);
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        if let Some(why) = desk.only_seen() {
            desk.toast(why);
        } else if writing.draft().is_none() {
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
    let can_choose = visibilities.len() > 1;
    let state = {
        let (organisation, client) = (place.session.organisation.name.clone(), client.clone());
        move || match visibility.get() {
            Visibility::Internal => t::internal_state(&organisation),
            _ if can_choose => t::shared_state(&client),
            _ => t::shared_hint(&client),
        }
    };
    // The client reads that a file was kept.
    let may_keep =
        visibilities.contains(&Visibility::Shared) && place.scope.may_in(&place.client.id, Capability::EvidenceOpen);
    view! {
        <form
            class=move || match visibility.get() {
                Visibility::Internal => "composer composer--internal",
                _ => "composer composer--shared",
            }
            on:submit=submit
        >
            <p class="composer__readers" id="composer-readers"><i aria-hidden="true"></i>{state}</p>
            <Field writing />
            {may_keep.then(|| view! { <Files writing /> }.into_any())}
            <div class="composer__foot">
                {can_choose.then(|| view! { <Readers visibilities visibility client=client.clone() /> }.into_any())}
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

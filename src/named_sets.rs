//! The screen of named sets that an organisation keeps: groups of its clients, teams of its people.

mod texts;

use crate::forms::{AskForm, Confirm, Sending, TextField, not_loaded, open_if};
use base::{
    api::ApiError,
    load::{Loaded, load},
    office::Office,
    session::{SessionHandle, use_session},
    task,
    ui::{Button, ButtonKind, Dialog, Empty, EmptyKind, Skeleton, use_announcer},
};
use leptos::{children::ViewFn, prelude::*};
use std::{future::Future, pin::Pin};
use texts as t;

/// A set, and the ids of what is in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NamedSet {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) within: Vec<String>,
}

/// What can be in a set.
#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) id: String,
    pub(crate) chip: ViewFn,
}

pub(crate) type Answer<T> = Pin<Box<dyn Future<Output = Result<T, ApiError>>>>;

/// How sets of a kind are kept, and what they are called.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) list: fn(Office) -> Answer<Vec<NamedSet>>,
    /// Changes the set of this id, or makes one: its name, and all that is in it.
    pub(crate) keep: fn(Office, Option<String>, String, Vec<String>) -> Answer<()>,
    pub(crate) remove: fn(Office, String) -> Answer<()>,
    pub(crate) sets: &'static str,
    pub(crate) none: &'static str,
    pub(crate) none_detail: &'static str,
    pub(crate) new: &'static str,
    pub(crate) new_title: &'static str,
    pub(crate) create: &'static str,
    pub(crate) parts: &'static str,
    pub(crate) parts_in_it: &'static str,
    pub(crate) counted: fn(u64) -> String,
    pub(crate) remove_it: &'static str,
    pub(crate) remove_text: fn(&str) -> String,
}

/// What a dialog is about.
#[derive(Clone, PartialEq)]
enum Doing {
    Adding,
    Editing(NamedSet),
    Removing(NamedSet),
}

/// What every part of this screen stands on. Cheap to copy.
#[derive(Clone, Copy)]
struct Sets {
    kind: Kind,
    office: StoredValue<Office>,
    session: StoredValue<SessionHandle>,
    parts: Signal<Vec<Part>>,
    list: StoredValue<Loaded<Vec<NamedSet>>>,
    doing: RwSignal<Option<Doing>>,
}

impl Sets {
    /// After a change: the list, and the session, whose sets are offered elsewhere.
    fn reload(self) {
        self.list.with_value(Loaded::reload);
        let session = self.session.get_value();
        task::to_the_end(async move { session.read().await });
    }
}

#[component]
pub(crate) fn NamedSets(office: Office, kind: Kind, parts: Signal<Vec<Part>>) -> impl IntoView {
    let list = load({
        let office = office.clone();
        move || (kind.list)(office.clone())
    });
    let sets = Sets {
        kind,
        office: StoredValue::new(office),
        session: StoredValue::new(use_session()),
        parts,
        list: StoredValue::new(list.clone()),
        doing: RwSignal::new(None),
    };
    let value = list.value();
    let known = Memo::new(move |_| value.get());
    view! {
        <div class="toolbar">
            <span class="toolbar__gap"></span>
            <Button kind=ButtonKind::Primary on_press=move |()| sets.doing.set(Some(Doing::Adding))>{kind.new}</Button>
        </div>
        {not_loaded(&list)}
        {move || match known.get() {
            None => view! { <Skeleton lines=4 /> }.into_any(),
            Some(known) if known.is_empty() => view! {
                <Empty kind=EmptyKind::NothingYet text=kind.none><p>{kind.none_detail}</p></Empty>
            }
            .into_any(),
            Some(known) => table(sets, known),
        }}
        <Dialogs sets />
    }
    .into_any()
}

fn table(sets: Sets, known: Vec<NamedSet>) -> AnyView {
    let row = |set: NamedSet| {
        let within = set.within.clone();
        let chips = move || {
            let parts = sets.parts.get().into_iter().filter(|part| within.contains(&part.id));
            parts.map(|part| view! { <li>{part.chip.run()}</li> }.into_any()).collect_view()
        };
        let (editing, removing) = (Doing::Editing(set.clone()), Doing::Removing(set.clone()));
        view! {
            <tr>
                <th scope="row">{set.name.clone()}<small>{(sets.kind.counted)(set.within.len() as u64)}</small></th>
                <td data-name=sets.kind.parts><ul class="chips">{chips}</ul></td>
                <td class="listing__acts">
                    <Button label=t::edit_set(&set.name) on_press=move |()| sets.doing.set(Some(editing.clone()))>{t::edit()}</Button>
                    <Button kind=ButtonKind::Quiet label=t::remove_set(&set.name)
                        on_press=move |()| sets.doing.set(Some(removing.clone()))>{t::remove()}</Button>
                </td>
            </tr>
        }
    };
    view! {
        <div class="card card--table">
            <table class="listing" aria-label=sets.kind.sets>
                <thead><tr>
                    <th scope="col">{t::name()}</th>
                    <th scope="col">{sets.kind.parts}</th>
                    <td></td>
                </tr></thead>
                <tbody>{known.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Dialogs(sets: Sets) -> impl IntoView {
    let forms = open_if(sets.doing, |doing| matches!(doing, Doing::Adding | Doing::Editing(_)));
    let removal = open_if(sets.doing, |doing| matches!(doing, Doing::Removing(_)));
    let announcer = use_announcer();
    let name = move || match sets.doing.get() {
        Some(Doing::Editing(set) | Doing::Removing(set)) => Some(set.name),
        _ => None,
    };
    let title =
        Signal::derive(move || name().map_or_else(|| sets.kind.new_title.to_owned(), |name| t::edit_set(&name)));
    let act = move |sending: Sending| {
        let Some(Doing::Removing(set)) = sets.doing.get_untracked() else { return };
        let announcer = announcer.clone();
        let work = (sets.kind.remove)(sets.office.get_value(), set.id);
        sending.run(work, move |()| {
            announcer.toast(t::removed(&set.name));
            sets.reload();
        });
    };
    view! {
        <Dialog open=forms title>
            {move || {
                let set = match sets.doing.get_untracked() {
                    Some(Doing::Editing(set)) => Some(set),
                    _ => None,
                };
                view! { <SetForm sets open=forms set /> }
            }}
        </Dialog>
        <Confirm open=removal act send=sets.kind.remove_it.to_owned()
            title=Signal::derive(move || t::remove_set(&name().unwrap_or_default()))
            text=Signal::derive(move || (sets.kind.remove_text)(&name().unwrap_or_default())) />
    }
    .into_any()
}

#[component]
fn SetForm(sets: Sets, open: RwSignal<bool>, set: Option<NamedSet>) -> impl IntoView {
    let send = if set.is_some() { t::save() } else { sets.kind.create };
    let (id, name, within) = match set {
        Some(set) => (Some(set.id), set.name, set.within),
        None => (None, String::new(), Vec::new()),
    };
    let (name, within) = (RwSignal::new(name), RwSignal::new(within));
    let sending = Sending::in_dialog(open);
    let submit = move |()| {
        let name = name.get_untracked().trim().to_owned();
        if sending.is_missing("name", &name) {
            return;
        }
        let work = (sets.kind.keep)(sets.office.get_value(), id.clone(), name, within.get_untracked());
        sending.run(work, move |()| sets.reload());
    };
    let choices = move || sets.parts.get().into_iter().map(|part| choice(part, within)).collect_view();
    view! {
        <AskForm open send sending submit>
            <TextField label=t::name() name="name" value=name sending />
            <fieldset class="field">
                <legend class="field__label">{sets.kind.parts_in_it}</legend>
                <div class="checklist">{choices}</div>
            </fieldset>
        </AskForm>
    }
    .into_any()
}

fn choice(part: Part, within: RwSignal<Vec<String>>) -> AnyView {
    let (id, chosen) = (part.id.clone(), part.id);
    let toggle = move |_| {
        within.update(|within| match within.iter().position(|known| *known == id) {
            Some(at) => drop(within.remove(at)),
            None => within.push(id.clone()),
        });
    };
    view! {
        <label class="checklist__choice">
            <input type="checkbox" prop:checked=move || within.with(|within| within.contains(&chosen)) on:change=toggle />
            {part.chip.run()}
        </label>
    }
    .into_any()
}

//! Playbooks: what is done about incidents of a kind, step by step.

mod draft;
mod editor;
mod step;

use super::texts as t;
use crate::forms::{Confirm, Sending, not_loaded, open_if};
use base::{
    api::administration as api,
    load::{Loaded, load},
    office::Office,
    ui::{Button, ButtonKind, Dialog, Empty, EmptyKind, Skeleton, use_announcer},
    words,
};
use editor::Editor;
use leptos::prelude::*;
use wire::{list::List, session::Client, task::Playbook};

/// What a dialog is about.
#[derive(Clone, PartialEq)]
enum Doing {
    Adding,
    Editing(Playbook),
    Removing(Playbook),
}

/// What every part of this screen stands on. Cheap to copy.
#[derive(Clone, Copy)]
struct Playbooks {
    office: StoredValue<Office>,
    clients: StoredValue<Vec<Client>>,
    list: StoredValue<Loaded<List<Playbook>>>,
    doing: RwSignal<Option<Doing>>,
}

#[component]
pub(super) fn PlaybooksPage(office: Office, clients: Vec<Client>) -> impl IntoView {
    let list = load({
        let office = office.clone();
        move || {
            let office = office.clone();
            async move { api::list_playbooks(&office).await }
        }
    });
    let playbooks = Playbooks {
        office: StoredValue::new(office),
        clients: StoredValue::new(clients),
        list: StoredValue::new(list.clone()),
        doing: RwSignal::new(None),
    };
    let value = list.value();
    let known = Memo::new(move |_| value.get());
    view! {
        <div class="toolbar">
            <p class="toolbar__note">{t::playbooks_lead()}</p>
            <Button kind=ButtonKind::Primary on_press=move |()| playbooks.doing.set(Some(Doing::Adding))>{t::new_playbook()}</Button>
        </div>
        {not_loaded(&list)}
        {move || match known.get() {
            None => view! { <Skeleton lines=4 /> }.into_any(),
            Some(known) if known.items.is_empty() => view! {
                <Empty kind=EmptyKind::NothingYet text=t::no_playbooks()><p>{t::no_playbooks_detail()}</p></Empty>
            }
            .into_any(),
            Some(known) => table(playbooks, known.items),
        }}
        <Dialogs playbooks />
    }
    .into_any()
}

fn table(playbooks: Playbooks, known: Vec<Playbook>) -> AnyView {
    let row = |playbook: Playbook| {
        let categories: Vec<_> = playbook.categories.iter().map(|category| words::category(*category)).collect();
        let categories = if categories.is_empty() { t::by_hand_alone().to_owned() } else { categories.join(", ") };
        let (edit, remove) = (t::edit_playbook(&playbook.name), t::remove_playbook(&playbook.name));
        let (name, steps) = (playbook.name.clone(), t::steps_counted(playbook.steps.len() as u64));
        let (editing, removing) = (Doing::Editing(playbook.clone()), Doing::Removing(playbook));
        view! {
            <tr>
                <th scope="row">{name}<small>{steps}</small></th>
                <td data-name=t::categories()>{categories}</td>
                <td class="listing__acts">
                    <Button label=edit on_press=move |()| playbooks.doing.set(Some(editing.clone()))>{t::edit()}</Button>
                    <Button kind=ButtonKind::Quiet label=remove
                        on_press=move |()| playbooks.doing.set(Some(removing.clone()))>{t::remove()}</Button>
                </td>
            </tr>
        }
    };
    view! {
        <div class="card card--table">
            <table class="listing" aria-label=t::playbooks()>
                <thead><tr>
                    <th scope="col">{t::name()}</th>
                    <th scope="col">{t::categories()}</th>
                    <td></td>
                </tr></thead>
                <tbody>{known.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Dialogs(playbooks: Playbooks) -> impl IntoView {
    let forms = open_if(playbooks.doing, |doing| matches!(doing, Doing::Adding | Doing::Editing(_)));
    let removal = open_if(playbooks.doing, |doing| matches!(doing, Doing::Removing(_)));
    let announcer = use_announcer();
    let name = move || match playbooks.doing.get() {
        Some(Doing::Editing(playbook) | Doing::Removing(playbook)) => Some(playbook.name),
        _ => None,
    };
    let title = Signal::derive(move || {
        name().map_or_else(|| t::new_playbook_title().to_owned(), |name| t::edit_playbook(&name))
    });
    let act = move |sending: Sending| {
        let Some(Doing::Removing(playbook)) = playbooks.doing.get_untracked() else { return };
        let (office, announcer) = (playbooks.office.get_value(), announcer.clone());
        let work = async move { api::remove_playbook(&office, &playbook.id).await.map(|()| playbook.name) };
        sending.run(work, move |name| {
            announcer.toast(t::playbook_removed(&name));
            playbooks.list.with_value(Loaded::reload);
        });
    };
    view! {
        <Dialog open=forms title>
            {move || {
                let playbook = match playbooks.doing.get_untracked() {
                    Some(Doing::Editing(playbook)) => Some(playbook),
                    _ => None,
                };
                view! { <Editor playbooks open=forms playbook /> }
            }}
        </Dialog>
        <Confirm open=removal act send=t::remove_playbook_it().to_owned()
            title=Signal::derive(move || t::remove_playbook(&name().unwrap_or_default()))
            text=Signal::derive(move || t::remove_playbook_text(&name().unwrap_or_default())) />
    }
    .into_any()
}

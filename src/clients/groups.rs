//! Groups: named sets of clients, to look at together and to give people access to.

use super::texts as t;
use crate::forms::{AskForm, Confirm, Sending, TextField, not_loaded, open_if};
use base::{
    api::administration as api,
    load::{Loaded, load},
    office::Office,
    session::{SessionHandle, use_session},
    task,
    ui::{Button, ButtonKind, ClientChip, Dialog, Empty, EmptyKind, Skeleton, use_announcer},
};
use leptos::prelude::*;
use wire::{
    administration::{GroupChange, NewGroup},
    list::List,
    session::{Client, ClientId, Group},
};

/// What a dialog is about.
#[derive(Clone, PartialEq)]
enum Doing {
    Adding,
    Editing(Group),
    Removing(Group),
}

/// What every part of this screen stands on. Cheap to copy.
#[derive(Clone, Copy)]
struct Groups {
    office: StoredValue<Office>,
    session: StoredValue<SessionHandle>,
    clients: StoredValue<Vec<Client>>,
    list: StoredValue<Loaded<List<Group>>>,
    doing: RwSignal<Option<Doing>>,
}

impl Groups {
    /// After a change: the list, and the session, whose groups the switcher shows.
    fn reload(self) {
        self.list.with_value(Loaded::reload);
        let session = self.session.get_value();
        task::to_the_end(async move { session.read().await });
    }
}

#[component]
pub(super) fn GroupsPage(office: Office, clients: Vec<Client>) -> impl IntoView {
    let list = load({
        let office = office.clone();
        move || {
            let office = office.clone();
            async move { api::list_groups(&office).await }
        }
    });
    let groups = Groups {
        office: StoredValue::new(office),
        session: StoredValue::new(use_session()),
        clients: StoredValue::new(clients),
        list: StoredValue::new(list.clone()),
        doing: RwSignal::new(None),
    };
    let value = list.value();
    let known = Memo::new(move |_| value.get());
    view! {
        <div class="toolbar">
            <span class="toolbar__gap"></span>
            <Button kind=ButtonKind::Primary on_press=move |()| groups.doing.set(Some(Doing::Adding))>{t::new_group()}</Button>
        </div>
        {not_loaded(&list)}
        {move || match known.get() {
            None => view! { <Skeleton lines=4 /> }.into_any(),
            Some(known) if known.items.is_empty() => view! {
                <Empty kind=EmptyKind::NothingYet text=t::no_groups()><p>{t::no_groups_detail()}</p></Empty>
            }
            .into_any(),
            Some(known) => table(groups, known.items),
        }}
        <Dialogs groups />
    }
    .into_any()
}

fn table(groups: Groups, known: Vec<Group>) -> AnyView {
    let row = |group: Group| {
        let clients = groups.clients.with_value(|all| {
            let within = all.iter().filter(|client| group.clients.contains(&client.id));
            within.map(|client| (client.code.clone(), client.name.clone(), client.colour.clone())).collect::<Vec<_>>()
        });
        let chips = clients
            .into_iter()
            .map(|(code, name, colour)| view! { <li><ClientChip code name colour /></li> }.into_any());
        let (editing, removing) = (Doing::Editing(group.clone()), Doing::Removing(group.clone()));
        view! {
            <tr>
                <th scope="row">{group.name.clone()}<small>{t::clients_counted(group.clients.len() as u64)}</small></th>
                <td data-name=t::clients()><ul class="chips">{chips.collect_view()}</ul></td>
                <td class="listing__acts">
                    <Button label=t::edit_group(&group.name) on_press=move |()| groups.doing.set(Some(editing.clone()))>{t::edit()}</Button>
                    <Button kind=ButtonKind::Quiet label=t::remove_group(&group.name)
                        on_press=move |()| groups.doing.set(Some(removing.clone()))>{t::remove()}</Button>
                </td>
            </tr>
        }
    };
    view! {
        <div class="card card--table">
            <table class="listing" aria-label=t::groups()>
                <thead><tr>
                    <th scope="col">{t::name()}</th>
                    <th scope="col">{t::clients()}</th>
                    <td></td>
                </tr></thead>
                <tbody>{known.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Dialogs(groups: Groups) -> impl IntoView {
    let forms = open_if(groups.doing, |doing| matches!(doing, Doing::Adding | Doing::Editing(_)));
    let removal = open_if(groups.doing, |doing| matches!(doing, Doing::Removing(_)));
    let announcer = use_announcer();
    let name = move || match groups.doing.get() {
        Some(Doing::Editing(group) | Doing::Removing(group)) => Some(group.name),
        _ => None,
    };
    let title =
        Signal::derive(move || name().map_or_else(|| t::new_group_title().to_owned(), |name| t::edit_group(&name)));
    let act = move |sending: Sending| {
        let Some(Doing::Removing(group)) = groups.doing.get_untracked() else { return };
        let (office, announcer) = (groups.office.get_value(), announcer.clone());
        let work = async move { api::remove_group(&office, &group.id).await.map(|()| group.name) };
        sending.run(work, move |name| {
            announcer.toast(t::group_removed(&name));
            groups.reload();
        });
    };
    view! {
        <Dialog open=forms title>
            {move || {
                let group = match groups.doing.get_untracked() {
                    Some(Doing::Editing(group)) => Some(group),
                    _ => None,
                };
                view! { <GroupForm groups open=forms group /> }
            }}
        </Dialog>
        <Confirm open=removal act send=t::remove_it().to_owned()
            title=Signal::derive(move || t::remove_group(&name().unwrap_or_default()))
            text=Signal::derive(move || t::remove_group_text(&name().unwrap_or_default())) />
    }
    .into_any()
}

#[component]
fn GroupForm(groups: Groups, open: RwSignal<bool>, group: Option<Group>) -> impl IntoView {
    let (id, name, within) = match group {
        Some(group) => (Some(group.id), group.name, group.clients),
        None => (None, String::new(), Vec::new()),
    };
    let send = if id.is_some() { t::save() } else { t::create_group() };
    let name = RwSignal::new(name);
    let within = RwSignal::new(within);
    let sending = Sending::in_dialog(open);
    let submit = move |()| {
        let name = name.get_untracked().trim().to_owned();
        if sending.is_missing("name", &name) {
            return;
        }
        let (office, id, clients) = (groups.office.get_value(), id.clone(), within.get_untracked());
        let work = async move {
            match id {
                Some(id) => {
                    let change = GroupChange { name: Some(name), clients: Some(clients) };
                    api::change_group(&office, &id, &change).await
                }
                None => api::create_group(&office, &NewGroup { name, clients }).await,
            }
        };
        sending.run(work, move |_| groups.reload());
    };
    view! {
        <AskForm open send sending submit>
            <TextField label=t::name() name="name" value=name sending />
            <fieldset class="field">
                <legend class="field__label">{t::clients_in_it()}</legend>
                <div class="checklist">
                    {groups.clients.get_value().into_iter().map(|client| choice(client, within)).collect_view()}
                </div>
            </fieldset>
        </AskForm>
    }
    .into_any()
}

fn choice(client: Client, within: RwSignal<Vec<ClientId>>) -> AnyView {
    let (id, chosen) = (client.id.clone(), client.id);
    let toggle = move |_| {
        within.update(|within| match within.iter().position(|known| *known == id) {
            Some(at) => drop(within.remove(at)),
            None => within.push(id.clone()),
        });
    };
    view! {
        <label class="checklist__choice">
            <input type="checkbox" prop:checked=move || within.with(|within| within.contains(&chosen)) on:change=toggle />
            <ClientChip code=client.code name=client.name colour=client.colour />
        </label>
    }
    .into_any()
}

//! The organisation's own people: who they are, what they may do where, and what is done about them.

use super::{
    act::{Act, ActDialog, PersonMenu, is_named, state},
    capabilities::listed,
    grants::{GrantsDraft, GrantsField, client_name, said},
    invite::{InviteForm, link},
    texts as t,
};
use crate::forms::{AskForm, Once, Sending, TextField, not_loaded, open_for};
use base::{
    api::{ApiError, access, administration as api},
    load::{Loaded, load},
    office::Office,
    ui::{Button, ButtonKind, Dialog, Empty, EmptyKind, Icon, MenuItem, Sign, Skeleton},
};
use leptos::prelude::*;
use wire::{
    access::Profile,
    administration::{Account, AccountCommand, Invited},
    session::{Session, UserId},
    vocabulary::Capability,
};

/// What a dialog with fields is about.
#[derive(Clone, PartialEq)]
enum Doing {
    Inviting,
    Granting(Account),
    Renaming(Account),
}

type Known = (Vec<Account>, Vec<Profile>);

/// What every part of this screen stands on. Cheap to copy.
#[derive(Clone, Copy)]
struct People {
    office: StoredValue<Office>,
    session: StoredValue<Session>,
    profiles: StoredValue<Vec<Profile>>,
    list: StoredValue<Loaded<Known>>,
    doing: RwSignal<Option<Doing>>,
    asked: RwSignal<Option<(Act, Account)>>,
    link: RwSignal<Option<String>>,
}

impl People {
    /// After a change; a new link is shown where there is one.
    fn done(self, invited: Option<Invited>) {
        self.list.with_value(Loaded::reload);
        if let Some(invited) = invited {
            self.link.set(Some(link(&invited)));
        }
    }
}

async fn read(office: Office) -> Result<Known, ApiError> {
    let people = api::list_users(&office).await?;
    Ok((people.items, access::list_profiles(&office).await?.items))
}

#[component]
pub(super) fn PeoplePage(office: Office, session: Session) -> impl IntoView {
    let may_manage = office.may(Capability::AccessManage);
    let list = load({
        let office = office.clone();
        move || read(office.clone())
    });
    let people = People {
        office: StoredValue::new(office),
        session: StoredValue::new(session),
        profiles: StoredValue::new(Vec::new()),
        list: StoredValue::new(list.clone()),
        doing: RwSignal::new(None),
        asked: RwSignal::new(None),
        link: RwSignal::new(None),
    };
    let typed = RwSignal::new(String::new());
    let value = list.value();
    let known = Memo::new(move |_| value.get());
    let count = move || known.with(|known| known.as_ref().map(|known| t::people_counted(known.0.len() as u64)));
    let body = move || {
        let Some((accounts, profiles)) = known.get() else { return view! { <Skeleton lines=6 /> }.into_any() };
        people.profiles.set_value(profiles);
        let found: Vec<_> = accounts.into_iter().filter(|one| typed.with(|typed| is_named(one, typed))).collect();
        if found.is_empty() {
            return view! { <Empty kind=EmptyKind::NoMatch text=t::no_such_person() /> }.into_any();
        }
        table(people, found, may_manage)
    };
    view! {
        <div class="toolbar">
            <label class="find">
                <Icon sign=Sign::Search />
                <input type="search" aria-label=t::find_person() placeholder=t::find_person() autocomplete="off" spellcheck="false"
                    on:input:target=move |event| typed.set(event.target().value()) />
            </label>
            <p class="toolbar__note">{count}</p>
            {may_manage.then(|| view! {
                <Button kind=ButtonKind::Primary on_press=move |()| people.doing.set(Some(Doing::Inviting))>{t::invite()}</Button>
            }.into_any())}
        </div>
        {not_loaded(&list)}
        {body}
        <Dialogs people />
    }
    .into_any()
}

fn table(people: People, accounts: Vec<Account>, may_manage: bool) -> AnyView {
    let row = |account: Account| {
        let (name, email) = (account.name.clone(), account.email.clone());
        let (grants, dropped) = people.session.with_value(|session| {
            let grants = people.profiles.with_value(|profiles| said(&account.grants, profiles, session));
            let dropped = account.dropped.iter().map(|dropped| {
                [&client_name(&dropped.client, session), ": ", &t::taken_away(&listed(&dropped.capabilities))].concat()
            });
            (grants, dropped.collect::<Vec<_>>())
        });
        let grants = if grants.is_empty() { vec![t::no_grant().to_owned()] } else { grants };
        let lines = grants.into_iter().map(|line| view! { <li>{line}</li> }.into_any()).collect_view();
        let dropped =
            dropped.into_iter().map(|line| view! { <li class="grants__dropped">{line}</li> }.into_any()).collect_view();
        let items = if may_manage { items(people, &account) } else { Vec::new() };
        view! {
            <tr>
                <th scope="row">{name.clone()}<small>{email}</small></th>
                <td data-name=t::column_access()><ul>{lines}{dropped}</ul></td>
                <td data-name=t::column_state()>{state(&account)}</td>
                <td class="listing__acts"><PersonMenu name items /></td>
            </tr>
        }
    };
    view! {
        <div class="card card--table">
            <table class="listing" aria-label=t::people()>
                <thead><tr>
                    <th scope="col">{t::column_person()}</th>
                    <th scope="col">{t::column_access()}</th>
                    <th scope="col">{t::column_state()}</th>
                    <td></td>
                </tr></thead>
                <tbody>{accounts.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn items(people: People, account: &Account) -> Vec<MenuItem> {
    let doing = |word: &'static str, doing: Doing| MenuItem::new(word, move || people.doing.set(Some(doing.clone())));
    let acts = [Act::Suspend, Act::Restore, Act::SignOut, Act::Renew].into_iter().filter(|act| act.fits(account));
    let acts = acts.map(|act| {
        let account = account.clone();
        MenuItem::new(act.word(), move || people.asked.set(Some((act, account.clone()))))
    });
    [doing(t::change_access(), Doing::Granting(account.clone())), doing(t::rename(), Doing::Renaming(account.clone()))]
        .into_iter()
        .chain(acts)
        .collect()
}

#[component]
fn Dialogs(people: People) -> impl IntoView {
    let open = open_for(people.doing);
    let title = Signal::derive(move || match people.doing.get() {
        Some(Doing::Granting(account)) => t::change_access_of(&account.name),
        Some(Doing::Renaming(account)) => t::rename_person(&account.name),
        Some(Doing::Inviting) | None => t::invite_title().to_owned(),
    });
    let run = Callback::new(move |(act, account, sending): (Act, Account, Sending)| {
        let (office, id) = (people.office.get_value(), account.id.clone());
        let work = async move { perform(&office, act, &id).await };
        act.run(&account, sending, work, move |invited| people.done(invited));
    });
    view! {
        <Dialog open title>
            {move || match people.doing.get_untracked() {
                None => ().into_any(),
                Some(Doing::Inviting) => {
                    let done = Callback::new(move |invited: Invited| people.done(Some(invited)));
                    view! { <InviteForm open office=people.office profiles=people.profiles session=people.session done /> }.into_any()
                }
                Some(Doing::Granting(account)) => view! { <GrantsForm people open account /> }.into_any(),
                Some(Doing::Renaming(account)) => view! { <RenameForm people open account /> }.into_any(),
            }}
        </Dialog>
        <ActDialog asked=people.asked only_lowers=false run />
        <Once title=t::invited() text=t::invited_text() secret=people.link />
    }
    .into_any()
}

/// Does it; answers the new link where there is one.
async fn perform(office: &Office, act: Act, id: &UserId) -> Result<Option<Invited>, ApiError> {
    let command = match act {
        Act::Renew => return api::renew_invitation(office, id).await.map(Some),
        Act::Suspend => AccountCommand::Suspend {},
        Act::Restore => AccountCommand::Restore {},
        Act::SignOut => AccountCommand::SignOut {},
    };
    api::command_user(office, id, &command).await.map(|_| None)
}

#[component]
fn GrantsForm(people: People, open: RwSignal<bool>, account: Account) -> impl IntoView {
    let (draft, sending) = (GrantsDraft::new(&account.grants), Sending::in_dialog(open));
    let announcer = sending.announcer();
    let submit = move |()| {
        let (office, id, name) = (people.office.get_value(), account.id.clone(), account.name.clone());
        let (command, announcer) = (AccountCommand::SetGrants { grants: draft.grants() }, announcer.clone());
        sending.run(async move { api::command_user(&office, &id, &command).await }, move |_| {
            announcer.toast(t::changed(&name));
            people.done(None);
        });
    };
    view! {
        <AskForm open send=t::save() sending submit>
            <GrantsField draft profiles=people.profiles session=people.session />
        </AskForm>
    }
    .into_any()
}

#[component]
fn RenameForm(people: People, open: RwSignal<bool>, account: Account) -> impl IntoView {
    let (name, sending) = (RwSignal::new(account.name.clone()), Sending::in_dialog(open));
    let submit = move |()| {
        let name = name.get_untracked().trim().to_owned();
        if sending.is_missing("name", &name) {
            return;
        }
        let (office, id) = (people.office.get_value(), account.id.clone());
        let work = async move { api::command_user(&office, &id, &AccountCommand::Rename { name }).await };
        sending.run(work, move |_| people.done(None));
    };
    view! {
        <AskForm open send=t::rename_it() sending submit>
            <TextField label=t::name() name="name" value=name sending />
        </AskForm>
    }
    .into_any()
}

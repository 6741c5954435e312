//! A client's own people. Whoever looks after the client gives and takes; the client's manager only takes.

mod rights;

use super::{
    act::{Act, ActDialog, PersonMenu, state},
    capabilities::listed,
    invite::{ClientInviteForm, link},
    texts as t,
};
use crate::forms::{AskForm, Confirm, Once, SelectField, Sending, not_loaded, open_for};
use base::{
    api::{ApiError, access, administration as api},
    load::{Loaded, load},
    scope::Scope,
    session::{SessionHandle, use_session},
    ui::{Button, Card, Dialog, Empty, EmptyKind, MenuItem, Skeleton},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use rights::{RightsForm, Way};
use wire::{
    access::ClientProfile,
    administration::{Account, ClientAccountCommand, Invited},
    session::{ClientId, ProfileId, UserId},
    vocabulary::{AccountState, Capability},
};

pub(super) type ClientPlace = StoredValue<(Scope, ClientId)>;

/// What a dialog with fields is about.
#[derive(Clone, PartialEq)]
enum Doing {
    Inviting,
    Profile(Account),
    Rights(Way, Account),
}

type Known = (Vec<Account>, Vec<ClientProfile>);

/// What every part of this card stands on. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct People {
    place: ClientPlace,
    manages: bool,
    lowers: bool,
    me: StoredValue<UserId>,
    profiles: StoredValue<Vec<ClientProfile>>,
    list: StoredValue<Loaded<Known>>,
    doing: RwSignal<Option<Doing>>,
    asked: RwSignal<Option<(Act, Account)>>,
    seeing_as: RwSignal<Option<Account>>,
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

    /// The profile that holds for `account` here, and what of it is not dropped.
    fn profile_of(self, account: &Account) -> Option<ClientProfile> {
        let client = self.place.with_value(|(_, client)| client.clone());
        let own = account.grants.clients.iter().find(|grant| grant.client == client).map(|grant| &grant.profile);
        let id = own.or(account.grants.standing.as_ref())?;
        self.profiles.with_value(|profiles| profiles.iter().find(|profile| profile.id == *id).cloned())
    }

    fn dropped_of(self, account: &Account) -> Vec<Capability> {
        let client = self.place.with_value(|(_, client)| client.clone());
        let here = account.dropped.iter().find(|dropped| dropped.client == client);
        here.map(|dropped| dropped.capabilities.clone()).unwrap_or_default()
    }

    /// Sends a command about `account`, and says `said` once it is done.
    fn command(self, sending: Sending, account: &Account, command: ClientAccountCommand, said: String) {
        let ((scope, client), id) = (self.place.get_value(), account.id.clone());
        let announcer = sending.announcer();
        let work = async move { api::command_client_user(&scope, &client, &id, &command).await };
        sending.run(work, move |_| {
            announcer.toast(said);
            self.done(None);
        });
    }
}

async fn read((scope, client): (Scope, ClientId)) -> Result<Known, ApiError> {
    let people = api::list_client_users(&scope, &client).await?;
    Ok((people.items, access::list_client_profiles(&scope, &client).await?.items))
}

#[component]
pub(super) fn ClientPeople(place: ClientPlace, manages: bool, lowers: bool, name: String) -> impl IntoView {
    let me = untrack(|| use_session().signed_in()).map(|session| session.user.id.clone());
    let list = load(move || read(place.get_value()));
    let people = People {
        place,
        manages,
        lowers,
        me: StoredValue::new(me.unwrap_or_else(|| UserId(String::new()))),
        profiles: StoredValue::new(Vec::new()),
        list: StoredValue::new(list.clone()),
        doing: RwSignal::new(None),
        asked: RwSignal::new(None),
        seeing_as: RwSignal::new(None),
        link: RwSignal::new(None),
    };
    let value = list.value();
    let known = Memo::new(move |_| value.get());
    let note = (lowers && !manages).then(t::lower_only);
    view! {
        <Card title=t::people_of(&name) aside=move || note>
            {not_loaded(&list)}
            {move || match known.get() {
                None => view! { <Skeleton lines=4 /> }.into_any(),
                Some((accounts, _)) if accounts.is_empty() => view! {
                    <Empty kind=EmptyKind::NothingYet text=t::no_people()><p>{t::no_people_detail()}</p></Empty>
                }
                .into_any(),
                Some((accounts, profiles)) => {
                    people.profiles.set_value(profiles);
                    table(people, accounts, t::people_of(&name))
                }
            }}
            {manages.then(|| view! {
                <div class="form__foot">
                    <Button on_press=move |()| people.doing.set(Some(Doing::Inviting))>{t::invite()}</Button>
                </div>
            }.into_any())}
        </Card>
        <Dialogs people />
        <SeeAs people />
    }
    .into_any()
}

fn table(people: People, accounts: Vec<Account>, label: String) -> AnyView {
    let row = |account: Account| {
        let (name, email) = (account.name.clone(), account.email.clone());
        let profile = people.profile_of(&account).map_or_else(|| t::no_grant().to_owned(), |profile| profile.name);
        let dropped = people.dropped_of(&account);
        let dropped = (!dropped.is_empty())
            .then(|| view! { <small class="grants__dropped">{t::taken_away(&listed(&dropped))}</small> }.into_any());
        let items = items(people, &account);
        view! {
            <tr>
                <th scope="row">{name.clone()}<small>{email}</small></th>
                <td data-name=t::column_profile()>{profile}{dropped}</td>
                <td data-name=t::column_state()>{state(&account)}</td>
                <td class="listing__acts"><PersonMenu name items /></td>
            </tr>
        }
    };
    view! {
        <table class="listing" aria-label=label>
            <thead><tr>
                <th scope="col">{t::column_person()}</th>
                <th scope="col">{t::column_profile()}</th>
                <th scope="col">{t::column_state()}</th>
                <td></td>
            </tr></thead>
            <tbody>{accounts.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// What can be done about `account`. Nobody lowers themselves by accident.
fn items(people: People, account: &Account) -> Vec<MenuItem> {
    let is_me = people.me.with_value(|me| *me == account.id);
    let (manages, lowers) = (people.manages, (people.manages || people.lowers) && !is_me);
    let doing = |is_offered: bool, word: &'static str, doing: Doing| {
        is_offered.then(|| MenuItem::new(word, move || people.doing.set(Some(doing.clone()))))
    };
    let act = |is_offered: bool, act: Act| {
        let account = account.clone();
        let fits = is_offered && act.fits(&account);
        fits.then(|| MenuItem::new(act.word(), move || people.asked.set(Some((act, account.clone())))))
    };
    let seen = account.clone();
    let sees = manages && !is_me && account.state == AccountState::Active;
    let has_dropped = !people.dropped_of(account).is_empty();
    [
        doing(manages, t::change_profile(), Doing::Profile(account.clone())),
        doing(lowers, t::drop(), Doing::Rights(Way::Drop, account.clone())),
        doing(manages && has_dropped, t::lift(), Doing::Rights(Way::Lift, account.clone())),
        sees.then(|| MenuItem::new(t::see_as(), move || people.seeing_as.set(Some(seen.clone())))),
        act(lowers, Act::SignOut),
        act(lowers, Act::Suspend),
        act(manages, Act::Restore),
        act(manages, Act::Renew),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[component]
fn Dialogs(people: People) -> impl IntoView {
    let open = open_for(people.doing);
    let title = Signal::derive(move || match people.doing.get() {
        Some(Doing::Profile(account)) => t::change_profile_of(&account.name),
        Some(Doing::Rights(way, account)) => way.title(&account.name),
        Some(Doing::Inviting) | None => t::invite_title().to_owned(),
    });
    let run = Callback::new(move |(act, account, sending): (Act, Account, Sending)| {
        let (place, id) = (people.place.get_value(), account.id.clone());
        let work = async move { perform(place, act, &id).await };
        act.run(&account, sending, work, move |invited| people.done(invited));
    });
    view! {
        <Dialog open title>
            {move || match people.doing.get_untracked() {
                None => ().into_any(),
                Some(Doing::Inviting) => {
                    let done = Callback::new(move |invited: Invited| people.done(Some(invited)));
                    view! { <ClientInviteForm open place=people.place profiles=people.profiles.get_value() done /> }.into_any()
                }
                Some(Doing::Profile(account)) => view! { <ProfileForm people open account /> }.into_any(),
                Some(Doing::Rights(way, account)) => view! { <RightsForm people open way account /> }.into_any(),
            }}
        </Dialog>
        <ActDialog asked=people.asked only_lowers={!people.manages} run />
        <Once title=t::invited() text=t::invited_text() secret=people.link />
    }
    .into_any()
}

/// Does it; answers the new link where there is one.
async fn perform((scope, client): (Scope, ClientId), act: Act, id: &UserId) -> Result<Option<Invited>, ApiError> {
    let command = match act {
        Act::Renew => return api::renew_client_invitation(&scope, &client, id).await.map(Some),
        Act::Suspend => ClientAccountCommand::Suspend {},
        Act::Restore => ClientAccountCommand::Restore {},
        Act::SignOut => ClientAccountCommand::SignOut {},
    };
    api::command_client_user(&scope, &client, id, &command).await.map(|_| None)
}

#[component]
fn ProfileForm(people: People, open: RwSignal<bool>, account: Account) -> impl IntoView {
    let held = people.profile_of(&account).map(|profile| profile.id.0).unwrap_or_default();
    let (profile, sending) = (RwSignal::new(held), Sending::in_dialog(open));
    let options: Vec<(String, String)> = people
        .profiles
        .with_value(|profiles| profiles.iter().map(|profile| (profile.id.0.clone(), profile.name.clone())).collect());
    let submit = move |()| {
        let command = ClientAccountCommand::SetProfile { profile: ProfileId(profile.get_untracked()) };
        people.command(sending, &account, command, t::changed(&account.name));
    };
    view! {
        <AskForm open send=t::save() sending submit>
            <SelectField label=t::column_profile() name="profile" options=Signal::stored(options) value=profile sending />
        </AskForm>
    }
    .into_any()
}

/// Asks, then shows the console as that user sees it, from its beginning.
#[component]
fn SeeAs(people: People) -> impl IntoView {
    let open = open_for(people.seeing_as);
    let (session, go): (SessionHandle, _) = (use_session(), use_navigate());
    let of = move |say: fn(&str) -> String| {
        Signal::derive(move || {
            people.seeing_as.with(|seen| seen.as_ref().map(|seen| say(&seen.name)).unwrap_or_default())
        })
    };
    let act = move |sending: Sending| {
        let Some(account) = people.seeing_as.get_untracked() else { return };
        let ((scope, client), session, go) = (people.place.get_value(), session.clone(), go.clone());
        let work = async move {
            let token = access::see_as(&scope, &client, &account.id).await?;
            session.see_as(token).await?;
            go("/", Default::default());
            Ok(())
        };
        sending.run(work, |()| ());
    };
    view! { <Confirm open act title=of(t::see_as_of) text=of(t::see_as_text) send=t::see_as_it().to_owned() /> }
        .into_any()
}

//! Inviting somebody: into the organisation, or into one client.

use super::{
    grants::{GrantsDraft, GrantsField},
    texts as t,
};
use crate::forms::{AskForm, SelectField, Sending, TextField};
use base::{api::administration as api, links, office::Office, scope::Scope};
use leptos::prelude::*;
use wire::{
    access::{ClientProfile, Grants, Profile},
    administration::{ClientInvite, Invite, Invited},
    session::{ClientId, ProfileId, Session},
};

/// The whole address that goes to whoever is invited.
pub(super) fn link(invited: &Invited) -> String {
    let origin = window().location().origin().unwrap_or_default();
    origin + &links::invitation(&invited.token)
}

/// Name and e-mail, and whether both are there.
#[derive(Clone, Copy)]
struct Who {
    email: RwSignal<String>,
    name: RwSignal<String>,
}

impl Who {
    fn new() -> Self {
        Self { email: RwSignal::new(String::new()), name: RwSignal::new(String::new()) }
    }

    fn read(self, sending: Sending) -> Option<(String, String)> {
        let [email, name] = [self.email, self.name].map(|value| value.get_untracked().trim().to_owned());
        let is_missing = sending.is_missing("name", &name) | sending.is_missing("email", &email);
        (!is_missing).then_some((email, name))
    }

    fn fields(self, sending: Sending) -> AnyView {
        view! {
            <TextField label=t::email() name="email" value=self.email sending kind="email" longest=254 />
            <TextField label=t::name() name="name" value=self.name sending hint=t::invite_name_hint() />
        }
        .into_any()
    }
}

/// Into the organisation.
#[component]
pub(super) fn InviteForm(
    open: RwSignal<bool>,
    office: StoredValue<Office>,
    profiles: StoredValue<Vec<Profile>>,
    session: StoredValue<Session>,
    done: Callback<Invited>,
) -> impl IntoView {
    let (who, draft, sending) = (Who::new(), GrantsDraft::new(&Grants::default()), Sending::in_dialog(open));
    let submit = move |()| {
        let Some((email, name)) = who.read(sending) else { return };
        let (office, invite) = (office.get_value(), Invite { email, name, grants: draft.grants() });
        let work = async move { api::invite_user(&office, &invite).await };
        sending.run_or_say(Some(t::link_lost()), work, move |invited| done.run(invited));
    };
    view! {
        <AskForm open send=t::invite_it() sending submit>
            {who.fields(sending)}
            <GrantsField draft profiles session />
        </AskForm>
    }
    .into_any()
}

/// Into one client.
#[component]
pub(super) fn ClientInviteForm(
    open: RwSignal<bool>,
    place: StoredValue<(Scope, ClientId)>,
    profiles: Vec<ClientProfile>,
    done: Callback<Invited>,
) -> impl IntoView {
    let (who, profile, sending) = (Who::new(), RwSignal::new(String::new()), Sending::in_dialog(open));
    let options: Vec<(String, String)> = std::iter::once((String::new(), t::choose_profile().to_owned()))
        .chain(profiles.into_iter().map(|profile| (profile.id.0, profile.name)))
        .collect();
    let submit = move |()| {
        let chosen = profile.get_untracked();
        let is_missing = sending.is_missing("profile", &chosen);
        let Some((email, name)) = who.read(sending).filter(|_| !is_missing) else { return };
        let (scope, client) = place.get_value();
        let invite = ClientInvite { email, name, profile: ProfileId(chosen) };
        let work = async move { api::invite_client_user(&scope, &client, &invite).await };
        sending.run_or_say(Some(t::link_lost()), work, move |invited| done.run(invited));
    };
    view! {
        <AskForm open send=t::invite_it() sending submit>
            {who.fields(sending)}
            <SelectField label=t::column_profile() name="profile" options=Signal::stored(options) value=profile sending />
        </AskForm>
    }
    .into_any()
}

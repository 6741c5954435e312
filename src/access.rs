//! Who may do what: profiles, people, a client's access, and the way in for somebody invited.

mod act;
mod capabilities;
mod changes;
mod client;
mod client_people;
mod client_profiles;
mod grants;
mod invitation;
mod invite;
mod matrix;
mod people;
mod profile_forms;
mod profiles;
mod teams;
mod texts;
mod wallboards;
mod who;

use base::{office::Office, scope::use_scope, ui::NotFound};
use leptos::prelude::*;
use wire::{
    session::{ClientId, Session},
    vocabulary::Capability,
};

/// `/admin/profiles`
pub(crate) fn profiles_page(session: &Session) -> Option<AnyView> {
    let office = Office::open(session, Capability::AccessRead)?;
    Some(view! { <profiles::ProfilesPage office /> }.into_any())
}

/// `/admin/people`
pub(crate) fn people_page(session: &Session) -> Option<AnyView> {
    let office = Office::open(session, Capability::AccessRead)?;
    Some(view! { <people::PeoplePage office session=session.clone() /> }.into_any())
}

/// `/admin/teams`
pub(crate) fn teams_page(session: &Session) -> Option<AnyView> {
    let office = Office::open(session, Capability::AccessManage)?;
    Some(view! { <teams::TeamsPage office /> }.into_any())
}

/// `/admin/wallboards`
pub(crate) fn wallboards_page(session: &Session) -> Option<AnyView> {
    let office = Office::open(session, Capability::AccessManage)?;
    Some(view! { <wallboards::WallboardsPage office session=session.clone() /> }.into_any())
}

/// `/c/{client}/access`
pub(crate) fn client_page(client: ClientId) -> AnyView {
    let scope = use_scope();
    match scope.client(&client).cloned() {
        Some(client) => view! { <client::AccessPage scope client /> }.into_any(),
        None => view! { <NotFound /> }.into_any(),
    }
}

/// `/invitation/{token}`
pub(crate) fn invitation_page(token: String) -> AnyView {
    view! { <invitation::InvitationPage token /> }.into_any()
}

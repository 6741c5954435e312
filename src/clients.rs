//! What an organisation looks after: its clients, their groups, what they are promised, what is done about their incidents, and the
//! keys their findings come in by.

mod client;
mod details;
mod evidence_rules;
mod groups;
mod ingest_keys;
mod list;
mod new;
mod playbooks;
mod service_levels;
mod texts;

use base::{
    office::Office,
    scope::{Scope, ScopeAddress},
};
use leptos::prelude::*;
use service_levels::{Editor, Owner};
use wire::{
    session::{ClientId, Session},
    vocabulary::Capability,
};

/// `/admin/clients`
pub(crate) fn list_page(session: &Session) -> Option<AnyView> {
    let office = Office::open(session, Capability::ClientManage);
    let groups = session.groups.clone();
    Some(view! { <list::ClientsPage office groups /> }.into_any())
}

/// `/admin/clients/{client}`
pub(crate) fn client_page(session: &Session, client: &ClientId) -> Option<AnyView> {
    let scope = Scope::open(&ScopeAddress::Client(client.clone()), session)?;
    let client = scope.client(client).filter(|client| client.capabilities.contains(&Capability::ClientManage))?.clone();
    Some(view! { <client::ClientPage scope client /> }.into_any())
}

/// `/admin/groups`
pub(crate) fn groups_page(session: &Session) -> Option<AnyView> {
    let office = Office::open(session, Capability::ClientManage)?;
    let clients = session.clients.clone();
    Some(view! { <groups::GroupsPage office clients /> }.into_any())
}

/// `/admin/service-levels`
pub(crate) fn service_levels_page(session: &Session) -> Option<AnyView> {
    let office = Office::open(session, Capability::ClientManage)?;
    Some(view! { <Editor owner=Owner::Office(office) /> }.into_any())
}

/// `/admin/playbooks`
pub(crate) fn playbooks_page(session: &Session) -> Option<AnyView> {
    let office = Office::open(session, Capability::ClientManage)?;
    let clients = session.clients.clone();
    Some(view! { <playbooks::PlaybooksPage office clients /> }.into_any())
}

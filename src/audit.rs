//! What is on record: who did what, and who opened which evidence.

mod access_records;
mod filters;
mod list;
mod proof;
mod searches;
mod texts;
mod wanted;
mod words;

use base::{office::Office, scope::use_scope, ui::NotFound};
use leptos::prelude::*;
use list::{AuditPage, Of};
use wire::{
    session::{ClientId, Session},
    vocabulary::Capability,
};

/// `{scope}/audit`
pub(crate) fn scope_page() -> AnyView {
    view! { <AuditPage of=Of::Scope(use_scope()) /> }.into_any()
}

/// `/admin/audit`
pub(crate) fn own_page(session: &Session) -> Option<AnyView> {
    let office = Office::open(session, Capability::AuditRead)?;
    Some(view! { <AuditPage of=Of::Office(office) /> }.into_any())
}

/// `/c/{client}/access-records`
pub(crate) fn access_records_page(client: ClientId) -> AnyView {
    let scope = use_scope();
    match scope.client(&client).cloned() {
        Some(client) => view! { <access_records::AccessRecordsPage scope client /> }.into_any(),
        None => view! { <NotFound /> }.into_any(),
    }
}

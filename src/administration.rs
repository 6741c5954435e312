//! What few people open: administration, access, audit, requests and invitations. One chunk of their own; the rooms hold the screens.

mod frame;
mod seeing_as;
mod texts;

use crate::{
    access, audit, clients, evidence_search, page_title, requests,
    routes::{Admin, Place, Screen},
    silences,
};
use base::{session::use_session, ui::NotFound};
use frame::AdminFrame;
pub(crate) use frame::label;
use leptos::{prelude::*, wasm_split::SplitLoaderError};
use seeing_as::SeeingAsBand;
use wire::session::Session;

/// The screen of `place`. Calling it gives a future that loads the chunk first.
///
/// # Errors
/// When the chunk could not be loaded.
#[leptos::wasm_split::wasm_split(administration, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn page(place: Place) -> Result<AnyView, SplitLoaderError> {
    Ok(match place {
        Place::Admin(admin) => view! { <AdminPage admin /> }.into_any(),
        Place::Access(client) => access::client_page(client),
        Place::AccessRecords(client) => audit::access_records_page(client),
        Place::In(_, Screen::Audit) => audit::scope_page(),
        Place::In(_, Screen::EvidenceSearch) => evidence_search::page(),
        Place::In(_, Screen::Silences) => silences::page(),
        Place::In(_, Screen::Requests) => requests::list_page(),
        Place::Request(client, key) => requests::request_page(client, key),
        Place::Invitation(token) => access::invitation_page(token),
        _ => view! { <NotFound /> }.into_any(),
    })
}

/// The tab's title; the page's frame has said only which part it is, before this chunk was here.
pub(crate) fn say_title(parts: &[&str], session: &Session) {
    page_title::set(parts, &session.branding.product_name);
}

/// The band over everything while the console is shown as somebody else sees it.
///
/// # Errors
/// As [`page`].
#[leptos::wasm_split::wasm_split(administration, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn seeing_as_band() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <SeeingAsBand /> }.into_any())
}

#[component]
fn AdminPage(admin: Admin) -> impl IntoView {
    let Some(session) = untrack(|| use_session().signed_in()) else { return ().into_any() };
    let screen = match admin.clone() {
        Admin::Clients => clients::list_page(&session),
        Admin::Client(client) => clients::client_page(&session, &client),
        Admin::Groups => clients::groups_page(&session),
        Admin::ServiceLevels => clients::service_levels_page(&session),
        Admin::Playbooks => clients::playbooks_page(&session),
        Admin::Profiles => access::profiles_page(&session),
        Admin::People => access::people_page(&session),
        Admin::Teams => access::teams_page(&session),
        Admin::Wallboards => access::wallboards_page(&session),
        Admin::Audit => audit::own_page(&session),
    };
    // The door has looked already; rights that went meanwhile look like not there, too.
    match screen {
        Some(screen) => view! { <AdminFrame admin>{screen}</AdminFrame> }.into_any(),
        None => view! { <NotFound /> }.into_any(),
    }
}

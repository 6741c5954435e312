//! What stands around every screen of the administration: whose it is, and the other screens that are there for this user.

use super::{say_title, texts as t};
use crate::routes::Admin;
use base::{
    session::use_session,
    ui::{Tab, Tabs},
};
use leptos::prelude::*;
use wire::session::Session;

#[component]
pub(super) fn AdminFrame(admin: Admin, children: Children) -> impl IntoView {
    let session = use_session();
    let signed_in = untrack(|| session.signed_in());
    let organisation = signed_in.as_ref().map(|session| session.organisation.name.clone());
    if let Some(session) = signed_in {
        let screen = name(&admin, &session).unwrap_or_else(|| label(&admin));
        say_title(&[screen, t::administration()], &session);
    }
    let tabs = Signal::derive(move || {
        let Some(session) = session.signed_in() else { return Vec::new() };
        let open = Admin::ALL.into_iter().filter(|admin| admin.is_open(&session));
        open.map(|tab| Tab { label: label(&tab), href: tab.link(), is_current: tab == part(&admin) }).collect()
    });
    view! {
        <div class="page-title">
            <h1>{t::administration()}</h1>
            <p>{organisation}</p>
        </div>
        <Tabs label=t::administration() tabs />
        {children()}
    }
    .into_any()
}

/// The client that a screen is about.
fn name<'a>(admin: &Admin, session: &'a Session) -> Option<&'a str> {
    let Admin::Client(id) = admin else { return None };
    session.clients.iter().find(|client| client.id == *id).map(|client| client.name.as_str())
}

/// The tab that a screen belongs to.
fn part(admin: &Admin) -> Admin {
    match admin {
        Admin::Client(_) => Admin::Clients,
        whole => whole.clone(),
    }
}

/// What a screen of the administration is called.
pub(crate) fn label(admin: &Admin) -> &'static str {
    match admin {
        Admin::Clients | Admin::Client(_) => t::clients(),
        Admin::Groups => t::groups(),
        Admin::ServiceLevels => t::service_levels(),
        Admin::Playbooks => t::playbooks(),
        Admin::Profiles => t::profiles(),
        Admin::People => t::people(),
        Admin::Teams => t::teams(),
        Admin::Wallboards => t::wallboards(),
        Admin::Audit => t::audit(),
    }
}

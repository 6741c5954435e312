//! What stands around every screen of the administration: whose it is, and the other screens that are there for this user.

use super::texts as t;
use crate::routes::Admin;
use base::{
    session::use_session,
    ui::{Tab, Tabs},
};
use leptos::prelude::*;

#[component]
pub(super) fn AdminFrame(admin: Admin, children: Children) -> impl IntoView {
    let session = use_session();
    let organisation = untrack(|| session.signed_in()).map(|session| session.organisation.name.clone());
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

/// The tab that a screen belongs to.
fn part(admin: &Admin) -> Admin {
    match admin {
        Admin::Client(_) => Admin::Clients,
        whole => whole.clone(),
    }
}

fn label(admin: &Admin) -> &'static str {
    match admin {
        Admin::Clients | Admin::Client(_) => t::clients(),
        Admin::Groups => t::groups(),
        Admin::ServiceLevels => t::service_levels(),
        Admin::Profiles => t::profiles(),
        Admin::People => t::people(),
        Admin::Audit => t::audit(),
    }
}

//! A client's access: its people, who can see what, profiles as they are used here, and what changed.

use super::{
    changes::Changes, client_people::ClientPeople, client_profiles::ClientProfiles, texts as t, who::WhoCanSee,
};
use base::{
    links,
    scope::Scope,
    ui::{Tab, Tabs},
};
use leptos::prelude::*;
use wire::{session::Client, vocabulary::Capability};

#[component]
pub(super) fn AccessPage(scope: Scope, client: Client) -> impl IntoView {
    let may = |capability| client.capabilities.contains(&capability);
    let manages = may(Capability::AccessManage);
    let tabs = may(Capability::ReceiptsRead).then(|| access_tabs(&client));
    let place = StoredValue::new((scope, client.id.clone()));
    view! {
        <div class="page-title"><h1>{t::access()}</h1></div>
        {tabs.map(|tabs| view! { <Tabs label=t::access() tabs=Signal::stored(tabs) /> }.into_any())}
        <ClientPeople place manages lowers=may(Capability::AccessLower) name=client.name.clone() />
        <WhoCanSee place />
        {manages.then(|| view! { <ClientProfiles place /> }.into_any())}
        <Changes place />
    }
    .into_any()
}

fn access_tabs(client: &Client) -> Vec<Tab> {
    vec![
        Tab { label: t::who_may(), href: links::access(&client.id), is_current: true },
        Tab { label: t::access_records(), href: links::access_records(&client.id), is_current: false },
    ]
}

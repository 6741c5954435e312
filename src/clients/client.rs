//! One client, as whoever administers it sees it.

use super::{
    details::Details,
    evidence_rules::OpeningEvidence,
    ingest_keys::IngestKeys,
    service_levels::{Editor, Owner},
    texts as t,
};
use base::{
    links,
    scope::Scope,
    ui::{ClientChip, Icon, Sign},
};
use leptos::prelude::*;
use wire::{session::Client, vocabulary::Capability};

#[component]
pub(super) fn ClientPage(scope: Scope, client: Client) -> impl IntoView {
    let access = client.capabilities.contains(&Capability::AccessRead).then(|| links::access(&client.id));
    view! {
        <div class="toolbar">
            <a class="button button--quiet" href=links::ADMIN_CLIENTS><Icon sign=Sign::Back />{t::all_clients()}</a>
            <h2 class="toolbar__title">
                <ClientChip code=client.code.clone() name=client.name.clone() colour=client.colour.clone() />
            </h2>
            {access.map(|to| view! { <a class="button" href=to>{t::people_and_access()}</a> }.into_any())}
        </div>
        <div class="columns">
            <Details scope=scope.clone() client=client.clone() />
            <IngestKeys scope=scope.clone() client=client.id.clone() />
            <OpeningEvidence scope=scope.clone() client=client.id.clone() />
        </div>
        <Editor owner=Owner::Client(scope, client.id) />
    }
    .into_any()
}

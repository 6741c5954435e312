//! The way into the incident screen: its code travels when an incident is opened, and not before.

use crate::texts as t;
use base::{
    scope::use_scope,
    ui::{Failure, Skeleton},
};
use leptos::prelude::*;
use wire::session::{ClientId, IncidentKey};

#[component]
pub(crate) fn IncidentDoor(client: ClientId, key: IncidentKey) -> impl IntoView {
    let scope = use_scope();
    let attempt = RwSignal::new(0_u32);
    let retry = Callback::new(move |()| attempt.update(|attempt| *attempt += 1));
    move || {
        attempt.track();
        let (scope, client, key) = (scope.clone(), client.clone(), key.clone());
        view! {
            <Suspense fallback=|| view! { <Skeleton lines=6 /> }>
                {Suspend::new(async move {
                    incident::page(scope, client, key).await.unwrap_or_else(|_| not_loaded(retry))
                })}
            </Suspense>
        }
        .into_any()
    }
}

fn not_loaded(retry: Callback<()>) -> AnyView {
    view! {
        <h1>{t::incident_not_loaded()}</h1>
        <Failure text=t::incident_not_loaded_detail() retry=Some(retry) />
    }
    .into_any()
}

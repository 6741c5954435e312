//! The ways into the screens whose code travels when they are opened, and not before.

use crate::{
    administration,
    overview::{self, Dashboard},
    routes::Place,
    texts as t,
};
use base::{
    scope::use_scope,
    ui::{Failure, Skeleton},
};
use leptos::{prelude::*, wasm_split::SplitLoaderError};
use std::{future::Future, pin::Pin, sync::Arc};
use wire::session::{ClientId, IncidentKey};

type Arriving = Pin<Box<dyn Future<Output = Result<AnyView, SplitLoaderError>> + Send>>;

#[component]
pub(crate) fn IncidentDoor(client: ClientId, key: IncidentKey) -> impl IntoView {
    let scope = use_scope();
    door(Arc::new(move || Box::pin(incident::page(scope.clone(), client.clone(), key.clone()))))
}

#[component]
pub(crate) fn OverviewDoor(dashboard: Dashboard) -> impl IntoView {
    let scope = use_scope();
    door(Arc::new(move || Box::pin(overview::page(scope.clone(), dashboard))))
}

/// Everything of the administration, access and audit, and the way in for somebody invited.
#[component]
pub(crate) fn AdministrationDoor(place: Place) -> impl IntoView {
    door(Arc::new(move || Box::pin(administration::page(place.clone()))))
}

/// The screen once its chunk is here; a skeleton until then, and another try where it does not come.
fn door(open: Arc<dyn Fn() -> Arriving + Send + Sync>) -> AnyView {
    let attempt = RwSignal::new(0_u32);
    let retry = Callback::new(move |()| attempt.update(|attempt| *attempt += 1));
    let screen = move || {
        attempt.track();
        let arriving = open();
        view! {
            <Suspense fallback=|| {
                view! { <Skeleton lines=6 /> }
            }>{Suspend::new(async move { arriving.await.unwrap_or_else(|_| not_loaded(retry)) })}</Suspense>
        }
        .into_any()
    };
    screen.into_any()
}

fn not_loaded(retry: Callback<()>) -> AnyView {
    view! {
        <h1>{t::screen_not_loaded()}</h1>
        <Failure text=t::screen_not_loaded_detail() retry=Some(retry) />
    }
    .into_any()
}

//! The ways into what travels when it is opened, and not before: screens, sheets, the sign-in.

use crate::{
    administration, handover,
    overview::{self, Dashboard},
    preferences,
    queue::{address::Wanted, bulk, columns, state::Queue, views},
    routes::Place,
    sheets::{self, Sheet},
    sign_in, texts as t, wallboard,
};
use base::{
    scope::use_scope,
    task,
    ui::{Failure, Skeleton},
};
use leptos::{prelude::*, tachys::reactive_graph::OwnedView, wasm_split::SplitLoaderError};
use std::{future::Future, pin::Pin};
use wire::session::{ClientId, IncidentKey};

/// How long after a scope was opened its first screen has what it needs.
pub(crate) const QUIET_MS: i32 = 3000;

type Arriving = Pin<Box<dyn Future<Output = Result<AnyView, SplitLoaderError>>>>;

#[component]
pub(crate) fn IncidentDoor(client: ClientId, key: IncidentKey) -> impl IntoView {
    let scope = use_scope();
    let queue = expect_context::<Queue>();
    door(Box::new(move || {
        let row = queue.rows().with_untracked(|rows| rows.pages.find(&key).cloned());
        Box::pin(incident::page(scope.clone(), client.clone(), key.clone(), row.filter(|row| row.client.id == client)))
    }))
}

#[component]
pub(crate) fn OverviewDoor(dashboard: Dashboard) -> impl IntoView {
    let scope = use_scope();
    door(Box::new(move || Box::pin(overview::page(scope.clone(), dashboard))))
}

/// Everything of the administration, access and audit, and the way in for somebody invited.
#[component]
pub(crate) fn AdministrationDoor(place: Place) -> impl IntoView {
    door(Box::new(move || Box::pin(administration::page(place.clone()))))
}

/// The band of whoever sees the console as somebody else: they come from a screen of this chunk.
#[component]
pub(crate) fn SeeingAsDoor() -> impl IntoView {
    door(Box::new(|| Box::pin(administration::seeing_as_band())))
}

/// One's own incidents to hand over, and what colleagues offer.
#[component]
pub(crate) fn HandoverDoor() -> impl IntoView {
    door(Box::new(|| Box::pin(handover::page())))
}

#[component]
pub(crate) fn PreferencesDoor() -> impl IntoView {
    door(Box::new(|| Box::pin(preferences::page())))
}

/// A screen on a wall.
#[component]
pub(crate) fn WallboardDoor() -> impl IntoView {
    door(Box::new(|| Box::pin(wallboard::page())))
}

#[component]
pub(crate) fn SignInDoor(again_as: Option<String>) -> impl IntoView {
    door(Box::new(move || Box::pin(sign_in::form(again_as.clone()))))
}

/// What is selected in the queue, and what came of commands.
#[component]
pub(crate) fn BulkDoor(queue: Queue) -> impl IntoView {
    door(Box::new(move || Box::pin(bulk::desk(queue))))
}

/// The saved views; `open` is whether their list is.
#[component]
pub(crate) fn ViewsDoor(wanted: Signal<Wanted>, open: RwSignal<bool>) -> impl IntoView {
    door(Box::new(move || Box::pin(views::desk(wanted, open))))
}

/// Which columns the queue has; also lays out those that were chosen.
#[component]
pub(crate) fn ColumnsDoor(queue: Queue, open: RwSignal<bool>) -> impl IntoView {
    door(Box::new(move || Box::pin(columns::columns(queue, open))))
}

/// What a dialog or a sheet holds, once its code is here.
#[component]
pub(crate) fn SheetDoor(sheet: Sheet) -> impl IntoView {
    door(Box::new(move || Box::pin(sheets::sheet(sheet))))
}

/// Brings the code of the sheets while nobody waits for it, so that the first key press in one finds it open.
pub(crate) fn expect_sheets() {
    task::while_here(async {
        task::sleep(QUIET_MS).await;
        // What does not come now is asked for again when it is opened.
        drop(sheets::preload_sheets().await);
    });
}

/// What is opened once its chunk is here; a skeleton until then, and another try where it does not come. Not `Suspense`,
/// which leaves a former screen standing while the next one is on its way, when the signals of the former are gone; and
/// weighs 3 kB. One function for all of them: one for each would weigh as much again.
fn door(open: Box<dyn Fn() -> Arriving>) -> AnyView {
    let attempt = RwSignal::new(0_u32);
    let retry = Callback::new(move |()| attempt.update(|attempt| *attempt += 1));
    let arrived = RwSignal::new_local(None::<AnyView>);
    task::effect(move || {
        attempt.track();
        arrived.set(None);
        // What the screen reads while it is made is its own affair, and would open the door again.
        untrack(|| {
            let arriving = open();
            task::while_here(async move {
                let view = arriving.await.unwrap_or_else(|_| not_loaded(retry));
                // What is drawn in it later finds what it was made with.
                arrived.set(Some(OwnedView::new(view).into_any()));
            });
        });
    });
    let screen = move || {
        arrived.track();
        // Taken, since a view stands in one place only.
        arrived.write_untracked().take().unwrap_or_else(|| view! { <Skeleton lines=6 /> }.into_any())
    };
    screen.into_any()
}

fn not_loaded(retry: Callback<()>) -> AnyView {
    let text = [t::not_loaded(), ". ", t::not_loaded_detail()].concat();
    view! { <Failure text retry=Some(retry) /> }.into_any()
}

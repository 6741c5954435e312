//! The screen as a whole: skeleton, failure, not there, or the incident.

use crate::{
    actions::view_actions,
    alerts::{Alerts, view_alerts},
    conflict::ConflictDialog,
    desk::Desk,
    evidence::EvidencePanel,
    facts::Facts,
    head::{Heading, Summary},
    rating::Rate,
    records::Records,
    related::Related,
    silences::Silences,
    tasks::Tasks,
    timeline::Timeline,
    volume::view_volume,
};
use base::{
    api::ApiError,
    keys::{Command, use_keys},
    links,
    scope::Scope,
    ui::{Failure, NotFound, Skeleton},
    words,
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use wire::{
    queue::QueueRow,
    session::{ClientId, IncidentKey},
};

pub(crate) fn screen(scope: Scope, client: ClientId, key: IncidentKey, row: Option<QueueRow>) -> AnyView {
    let back = links::back_to_queue(&scope);
    let Some(desk) = Desk::set_up(scope, &client, key, row) else {
        return view! { <NotFound /> }.into_any();
    };
    let go = use_navigate();
    use_keys().register(Command::new("back", &["Escape"], crate::texts::back_to_queue(), {
        let back = back.clone();
        move || go(&back, Default::default())
    }));
    let head = desk.head();
    // Restricted to others, or out of reach for whoever reads it, it is shown no longer.
    let is_gone = Memo::new(move |_| matches!(head.failure(), Some(ApiError::NotFound | ApiError::Denied(_))));
    let has_row = Memo::new(move |_| desk.has_row());
    view! {
        {move || match (is_gone.get(), has_row.get()) {
            (true, _) => view! { <NotFound /> }.into_any(),
            (false, true) => incident(desk, back.clone()),
            (false, false) => waiting(desk),
        }}
    }
    .into_any()
}

/// In the place of what was not read yet.
fn waiting(desk: Desk) -> AnyView {
    let head = desk.head();
    let retry = Callback::new({
        let head = head.clone();
        move |()| head.reload()
    });
    view! {
        {move || match head.failure() {
            // The dialog asks to sign in again, and what was asked for is asked for again after it.
            None | Some(ApiError::SignedOut) => view! { <Skeleton lines=8 /> }.into_any(),
            Some(error) => {
                let request_id = error.request_id().map(str::to_owned);
                view! { <Failure text=words::error(&error) request_id retry=Some(retry) /> }.into_any()
            }
        }}
    }
    .into_any()
}

fn incident(desk: Desk, back: String) -> AnyView {
    let head = desk.head().value();
    let is_read = Memo::new(move |_| head.with(Option::is_some));
    view! {
        <article class="incident">
            <Heading back />
            <div class="incident__bar">
                <Summary />
                {move || is_read.get().then(|| view_actions(desk))}
            </div>
            {move || if is_read.get() { body(desk) } else { waiting(desk) }}
        </article>
        <ConflictDialog />
    }
    .into_any()
}

fn body(desk: Desk) -> AnyView {
    let alerts = Alerts::set_up(desk);
    view! {
        <Stale />
        <div class="incident__body">
            <div class="incident__column">
                <EvidencePanel />
                <Tasks />
                <Rate />
                {view_volume(alerts.volume)}
                <Timeline />
                {view_alerts(alerts)}
            </div>
            <div class="incident__column">
                <Facts />
                <Related />
                <Silences />
                <Records />
            </div>
        </div>
    }
    .into_any()
}

/// Said where the last attempt to refresh failed: what is shown may be old.
#[component]
fn Stale() -> impl IntoView {
    let head = crate::desk::use_desk().head();
    move || {
        let error = head.failure().filter(|error| *error != ApiError::SignedOut)?;
        let head = head.clone();
        let retry = Callback::new(move |()| head.reload());
        let text = crate::texts::stale(&words::error(&error));
        let request_id = error.request_id().map(str::to_owned);
        Some(view! { <Failure text request_id retry=Some(retry) /> })
    }
}

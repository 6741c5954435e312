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
use wire::session::{ClientId, IncidentKey};

pub(crate) fn screen(scope: Scope, client: ClientId, key: IncidentKey) -> AnyView {
    let back = links::back_to_queue(&scope);
    let Some(desk) = Desk::set_up(scope, &client, key) else {
        return view! { <NotFound /> }.into_any();
    };
    let head = desk.head();
    let value = head.value();
    let is_there = Memo::new({
        let head = head.clone();
        // Restricted to others, or out of reach for whoever reads it, it is shown no longer.
        move |_| {
            value.with(Option::is_some) && !matches!(head.failure(), Some(ApiError::NotFound | ApiError::Denied(_)))
        }
    });
    let retry = Callback::new({
        let head = head.clone();
        move |()| head.reload()
    });
    let go = use_navigate();
    use_keys().register(Command::new("back", &["Escape"], crate::texts::back_to_queue(), {
        let back = back.clone();
        move || go(&back, Default::default())
    }));
    let waiting = move || match head.failure() {
        Some(ApiError::NotFound | ApiError::Denied(_)) => view! { <NotFound /> }.into_any(),
        // The dialog asks to sign in again, and what was asked for is asked for again after it.
        None | Some(ApiError::SignedOut) => view! { <Skeleton lines=8 /> }.into_any(),
        Some(error) => {
            let request_id = error.request_id().map(str::to_owned);
            view! { <Failure text=words::error(&error) request_id retry=Some(retry) /> }.into_any()
        }
    };
    view! {
        {move || if is_there.get() { incident(desk, back.clone()) } else { waiting.clone()().into_any() }}
    }
    .into_any()
}

fn incident(desk: Desk, back: String) -> AnyView {
    let alerts = Alerts::set_up(desk);
    view! {
        <article class="incident">
            <Heading back />
            <div class="incident__bar">
                <Summary />
                {view_actions(desk)}
            </div>
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
        </article>
        <ConflictDialog />
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

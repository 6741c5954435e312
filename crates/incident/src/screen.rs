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
    task,
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

/// With which picture the commands come, and the field of a note.
const KEYS: u8 = 2;

/// How many pictures were shown since the incident was read.
#[derive(Clone, Copy)]
struct Pictures(RwSignal<u8>);

impl Pictures {
    /// Begins to count.
    fn begin(desk: Desk) -> Self {
        let shown = RwSignal::new(0);
        let head = desk.head().value();
        let is_read = Memo::new(move |_| head.with(Option::is_some));
        task::effect(move || {
            if is_read.get() {
                Self::show(shown, 0);
            }
        });
        Self(shown)
    }

    /// The next frame shows what there is by now; one more is shown with each from there on. For as long as nobody looks at the
    /// page, there is none.
    fn show(shown: RwSignal<u8>, count: u8) {
        request_animation_frame(move || {
            let is_gone = shown.try_set(count).is_some();
            if !is_gone && count < 3 {
                Self::show(shown, count + 1);
            }
        });
    }

    /// Draws a part of the body once so many are shown: from above to below, so that a key is held up for as long as one of them
    /// takes to lay out and paint, and not for as long as all do.
    fn after(self, count: u8, alerts: Alerts, part: fn(Alerts) -> AnyView) -> AnyView {
        let is_time = Memo::new(move |_| self.0.get() >= count);
        (move || is_time.get().then(|| part(alerts))).into_any()
    }
}

fn incident(desk: Desk, back: String) -> AnyView {
    let pictures = Pictures::begin(desk);
    let is_begun = Memo::new(move |_| pictures.0.get() > 0);
    // All keys at once: what is typed after one that does nothing yet would be keys as well.
    let has_keys = Memo::new(move |_| pictures.0.get() >= KEYS);
    view! {
        <article class="incident">
            <Heading back />
            <div class="incident__bar">
                <Summary />
                {move || has_keys.get().then(|| view_actions(desk))}
            </div>
            {move || if is_begun.get() { body(desk, pictures) } else { waiting(desk) }}
        </article>
        <ConflictDialog />
    }
    .into_any()
}

fn body(desk: Desk, pictures: Pictures) -> AnyView {
    let alerts = Alerts::set_up(desk);
    view! {
        <Stale />
        <div class="incident__body">
            <div class="incident__column">
                <EvidencePanel />
                {pictures.after(KEYS, alerts, tasks_and_timeline)}
                {pictures.after(3, alerts, view_alerts)}
            </div>
            <div class="incident__column">
                <Facts />
                {pictures.after(3, alerts, beside)}
            </div>
        </div>
    }
    .into_any()
}

fn tasks_and_timeline(alerts: Alerts) -> AnyView {
    view! {
        <Tasks />
        <Rate />
        {view_volume(alerts.volume)}
        <Timeline />
    }
    .into_any()
}

/// What is less often looked at.
fn beside(_: Alerts) -> AnyView {
    view! {
        <Related />
        <Silences />
        <Records />
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

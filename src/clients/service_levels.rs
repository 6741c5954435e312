//! What is promised: two clocks by priority, and the hours that business levels tick in.

mod draft;
mod hours;
mod levels;

use super::texts as t;
use crate::forms::{Sending, not_loaded, not_sent, only_seen};
use base::{
    api::{ApiError, administration as api},
    load::load,
    office::Office,
    scope::Scope,
    ui::{Button, ButtonKind, Card, Skeleton, use_announcer},
};
use draft::Draft;
use hours::Hours;
use leptos::{ev, prelude::*};
use levels::Levels;
use wire::{
    administration::{ServiceLevels, ServiceLevelsChange},
    session::ClientId,
};

/// Whose promises they are.
#[derive(Clone)]
pub(super) enum Owner {
    /// To every client that has none of its own.
    Office(Office),
    Client(Scope, ClientId),
}

impl Owner {
    fn is_client(&self) -> bool {
        matches!(self, Self::Client(..))
    }

    async fn read(&self) -> Result<ServiceLevels, ApiError> {
        match self {
            Self::Office(office) => api::read_service_levels(office).await,
            Self::Client(scope, client) => api::read_client_service_levels(scope, client).await,
        }
    }

    async fn change(&self, change: &ServiceLevelsChange) -> Result<ServiceLevels, ApiError> {
        match self {
            Self::Office(office) => api::change_service_levels(office, change).await,
            Self::Client(scope, client) => api::change_client_service_levels(scope, client, change).await,
        }
    }
}

#[component]
pub(super) fn Editor(owner: Owner) -> impl IntoView {
    let is_client = owner.is_client();
    let owner = StoredValue::new(owner);
    let levels = load(move || {
        let owner = owner.get_value();
        async move { owner.read().await }
    });
    let value = levels.value();
    let known = Memo::new(move |_| value.get());
    let saved = {
        let levels = levels.clone();
        Callback::new(move |now: ServiceLevels| levels.put(now))
    };
    let lead = if is_client { t::levels_of_client() } else { t::levels_of_all() };
    view! {
        <Card title=t::service_levels() aside=move || lead>
            {not_loaded(&levels)}
            {move || match known.get() {
                None => view! { <Skeleton lines=5 /> }.into_any(),
                Some(known) => view! { <Form owner is_client known saved /> }.into_any(),
            }}
        </Card>
    }
    .into_any()
}

#[component]
fn Form(
    owner: StoredValue<Owner>,
    is_client: bool,
    known: ServiceLevels,
    saved: Callback<ServiceLevels>,
) -> impl IntoView {
    let draft = Draft::new(&known, is_client);
    let (sending, seen) = (Sending::new(), only_seen());
    let announcer = use_announcer();
    let wrong = RwSignal::new(None::<String>);
    let is_same = Memo::new(move |_| draft.change() == Draft::new(&known, is_client).change());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if is_same.get_untracked() {
            return;
        }
        wrong.set(untrack(|| draft.problem()));
        if wrong.with_untracked(Option::is_some) {
            return;
        }
        let (owner, change, announcer) = (owner.get_value(), untrack(|| draft.change()), announcer.clone());
        let work = async move { owner.change(&change).await };
        sending.run(work, move |now| {
            announcer.toast(t::saved());
            saved.run(now);
        });
    };
    view! {
        <form class="form" novalidate on:submit=submit>
            <Levels draft is_client />
            <Hours draft is_client />
            <p class="field__problem" role="alert">{move || wrong.get()}</p>
            {not_sent(sending)}
            <div class="form__foot">
                <Button kind=ButtonKind::Primary submits=true is_busy=sending.is_busy on_press=|()| ()
                    refusal=Signal::derive(move || seen.get().or_else(|| is_same.get().then(|| t::no_changes().to_owned())))>{t::save()}</Button>
                <p class="field__hint">{t::levels_later()}</p>
            </div>
        </form>
    }
    .into_any()
}

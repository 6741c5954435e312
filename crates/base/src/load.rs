//! Something read from the tenant API: what is known of it, whether newer is on its way, and what went wrong.

use crate::{
    api::ApiError,
    live::{LiveEvent, use_live},
    session::use_session,
    task, time,
};
use leptos::prelude::*;
use std::{future::Future, pin::Pin, sync::Arc};

type Answer<T> = Pin<Box<dyn Future<Output = Result<T, ApiError>>>>;
type Ask<T> = Arc<dyn Fn() -> Answer<T> + Send + Sync>;

/// A value that is kept while a newer one is on its way, and when that fails. Lives as long as the part of the screen
/// that made it; an answer that comes later, or out of order, is dropped.
pub struct Loaded<T: Send + Sync + 'static> {
    value: ArcRwSignal<Option<T>>,
    failure: ArcRwSignal<Option<ApiError>>,
    loading: ArcRwSignal<bool>,
    /// When `value` came in, in milliseconds since 1970.
    since_ms: ArcRwSignal<f64>,
    epoch: ArcRwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        Self {
            value: self.value.clone(),
            failure: self.failure.clone(),
            loading: self.loading.clone(),
            since_ms: self.since_ms.clone(),
            epoch: self.epoch.clone(),
        }
    }
}

/// Asks at once, again whenever a signal that `ask` reads before its first await changes, again after the session was
/// renewed, and on [`Loaded::reload`].
pub fn load<T, F>(ask: impl Fn() -> F + Send + Sync + 'static) -> Loaded<T>
where
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
{
    let loaded = Loaded {
        value: ArcRwSignal::new(None),
        failure: ArcRwSignal::new(None),
        loading: ArcRwSignal::new(true),
        since_ms: ArcRwSignal::new(0.0),
        epoch: ArcRwSignal::new(0),
    };
    let ask: Ask<T> = Arc::new(move || Box::pin(ask()));
    let renewals = use_session().renewals();
    task::effect({
        let loaded = loaded.clone();
        move || {
            renewals.track();
            let epoch = loaded.epoch.get();
            loaded.loading.set(true);
            let answer = ask();
            let loaded = loaded.clone();
            // The effect's own clean-up, before its next run, aborts the request.
            task::while_here(async move {
                let answer = answer.await;
                if loaded.epoch.get_untracked() == epoch {
                    loaded.take(answer);
                }
            });
        }
    });
    loaded
}

impl<T: Send + Sync + 'static> Loaded<T> {
    fn take(&self, answer: Result<T, ApiError>) {
        self.loading.set(false);
        match answer {
            Ok(value) => {
                self.failure.set(None);
                self.since_ms.set(time::now_ms());
                self.value.set(Some(value));
            }
            Err(error) => self.failure.set(Some(error)),
        }
    }

    /// Asks again; the old value stays meanwhile.
    pub fn reload(&self) {
        self.epoch.update(|epoch| *epoch += 1);
    }

    /// The same where nobody asked for it: it does not keep the session alive.
    pub fn reload_quietly(&self) {
        task::quietly(|| self.reload());
    }

    /// Asks again after changes, once for a burst of them, so many milliseconds after its first.
    pub fn keep_fresh(&self, settle_ms: i32) {
        follow_changes(self.epoch.clone(), settle_ms);
    }

    /// Takes a newer value that came another way, such as the answer to a command.
    pub fn put(&self, value: T) {
        self.failure.set(None);
        self.since_ms.set(time::now_ms());
        self.value.set(Some(value));
    }

    /// What is known, `None` before the first answer. Tracked by whoever reads it.
    #[must_use]
    pub fn value(&self) -> ArcRwSignal<Option<T>> {
        self.value.clone()
    }

    /// What went wrong the last time. Tracked.
    #[must_use]
    pub fn failure(&self) -> Option<ApiError> {
        self.failure.get()
    }

    /// Whether an answer is on its way. Tracked.
    #[must_use]
    pub fn is_loading(&self) -> bool {
        self.loading.get()
    }

    /// When the value came in, milliseconds since 1970; what is shown under it while newer is on its way. Tracked.
    #[must_use]
    pub fn since_ms(&self) -> f64 {
        self.since_ms.get()
    }
}

/// What is loaded does not matter here, so that this is compiled once.
fn follow_changes(epoch: ArcRwSignal<u32>, settle_ms: i32) {
    let is_due = RwSignal::new(false);
    task::effect(move || {
        if is_due.get() {
            let epoch = epoch.clone();
            task::while_here(async move {
                task::sleep(settle_ms).await;
                let _gone = is_due.try_set(false);
                task::quietly(|| epoch.update(|epoch| *epoch += 1));
            });
        }
    });
    use_live().on_event(move |event| {
        if !matches!(event, LiveEvent::Changed(event) if !event.kind.moves_row()) && !is_due.get_untracked() {
            is_due.set(true);
        }
    });
}

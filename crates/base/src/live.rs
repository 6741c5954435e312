//! Changes as they happen. `public/boot/live.js` reads them, over `fetch` and once for all pages of a browser; here they meet the scope.

use crate::{
    api::{json, transport},
    embed,
    scope::Scope,
    session::{SessionHandle, use_session},
    task,
};
use js_sys::{Array, Promise, Reflect};
use leptos::prelude::*;
use std::sync::{Arc, Mutex, PoisonError};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wire::{event::Event, vocabulary::Capability};

/// What `public/boot/live.js` tells, by the same numbers; anything else is that the session may have changed.
const CONNECTING: u32 = 0;
const LIVE: u32 = 1;
const STALE: u32 = 2;
const ABSENT: u32 = 3;
const RESYNC: u32 = 4;
const EVENT: u32 = 5;
const SIGNED_OUT: u32 = 6;

/// How current the screen is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LiveStatus {
    Connecting,
    Live,
    /// No changes have come in since then (milliseconds since 1970); the stream is being tried again.
    Stale {
        since_ms: f64,
    },
    /// This user has no live changes here; what is shown says itself how old it is.
    Absent,
}

/// What screens are told.
#[derive(Clone, Debug, PartialEq)]
pub enum LiveEvent {
    Changed(Event),
    /// The stream was away for a while: anything may have changed.
    Resync,
}

type Listener = Arc<dyn Fn(&LiveEvent) + Send + Sync>;

/// The live changes of one scope.
#[derive(Clone)]
pub struct Live {
    status: ArcRwSignal<LiveStatus>,
    listeners: Arc<Mutex<Vec<(u32, Listener)>>>,
}

/// Begins listening for the life of this part of the screen, and provides it to everything below.
pub fn provide_live(scope: Scope) -> Live {
    let live = Live { status: ArcRwSignal::new(LiveStatus::Connecting), listeners: Arc::default() };
    provide_context(live.clone());
    task::while_here(live.clone().run(scope, use_session()));
    live
}

/// The live changes of this screen's scope.
#[must_use]
pub fn use_live() -> Live {
    expect_context()
}

impl Live {
    #[must_use]
    pub fn status(&self) -> ReadSignal<LiveStatus> {
        self.status.read_only().into()
    }

    /// Calls `listener` for every change, for the life of this part of the screen.
    pub fn on_event(&self, listener: impl Fn(&LiveEvent) + Send + Sync + 'static) {
        let listeners = Arc::clone(&self.listeners);
        let mut list = listeners.lock().unwrap_or_else(PoisonError::into_inner);
        let id = list.last().map_or(0, |(id, _)| id + 1);
        list.push((id, Arc::new(listener)));
        drop(list);
        on_cleanup(move || {
            listeners.lock().unwrap_or_else(PoisonError::into_inner).retain(|(listening, _)| *listening != id);
        });
    }

    fn tell(&self, event: &LiveEvent) {
        // Taken out first: a listener may begin or end listening.
        let listeners = self.listeners.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for (_, listener) in listeners {
            listener(event);
        }
    }

    async fn run(self, scope: Scope, session: SessionHandle) {
        if !scope.may(Capability::QueueRead) {
            return self.status.set(LiveStatus::Absent);
        }
        let mut is_new = true;
        loop {
            let shared_as = untrack(|| session.signed_in()?.shared_as.clone());
            let Some(told) = next(&scope, shared_as, is_new).await else { return };
            is_new = false;
            for told in told {
                let told: Array = told.unchecked_into();
                let (what, value) = (told.get(0).as_f64().unwrap_or_default() as u32, told.get(1));
                match what {
                    CONNECTING => self.status.set(LiveStatus::Connecting),
                    LIVE => self.status.set(LiveStatus::Live),
                    STALE => self.status.set(LiveStatus::Stale { since_ms: value.as_f64().unwrap_or_default() }),
                    RESYNC => self.tell(&LiveEvent::Resync),
                    EVENT => self.take(&scope, &value),
                    // The refusal is of when the stream was asked for: somebody may have signed in again since.
                    SIGNED_OUT => {
                        session.read_quietly().await;
                        task::sleep(1000).await;
                        while untrack(|| session.is_expired()) {
                            task::sleep(1000).await;
                        }
                    }
                    // A scope that has gone refuses: who may do what is asked again.
                    ABSENT => {
                        self.status.set(LiveStatus::Absent);
                        return session.read_quietly().await;
                    }
                    _ => session.read_quietly().await,
                }
            }
        }
    }

    fn take(&self, scope: &Scope, data: &JsValue) {
        // Events outside the scope are dropped before any screen sees them.
        if let Ok(event) = json::parse(&data.as_string().unwrap_or_default()).and_then(json::read::<Event>)
            && scope.contains(&event.client)
        {
            self.tell(&LiveEvent::Changed(event));
        }
    }
}

/// What comes next, of this browser's one stream where the session is shared, else of the scope's own.
async fn next(scope: &Scope, shared_as: Option<String>, is_new: bool) -> Option<Array> {
    let live = Reflect::get(&js_sys::global(), &"bulkheadLive".into()).ok()?;
    let arguments = [scope.path().into(), shared_as.into(), transport::seeing_as().into(), is_new.into()];
    let next: Promise = embed::call_of(&live, "next", &arguments.each_ref())?.dyn_into().ok()?;
    JsFuture::from(next).await.ok()?.dyn_into().ok()
}

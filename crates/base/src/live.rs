//! Changes as they happen: the scope's server-sent events, read over `fetch` so that a status is seen and a header sent.

mod frames;

use crate::{
    api::{
        ApiError, json,
        transport::{self, AbortOnDrop, Call},
    },
    scope::Scope,
    session::{SessionHandle, use_session},
    task, time,
};
use frames::{Frame, FrameReader};
use leptos::prelude::*;
use std::sync::{Arc, Mutex, PoisonError};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStreamDefaultReader;
use wire::{event::Event, vocabulary::Capability};

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

/// How long to wait before the next attempt, doubling up to half a minute.
fn backoff_ms(failures: u32) -> i32 {
    1000 << failures.min(5).saturating_sub(1)
}

/// A heartbeat comes every 15 s; two missed ones and the stream counts as dead.
const SILENCE_MS: i32 = 35_000;

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
        let mut last_id = None;
        let (mut failures, mut was_live) = (0, false);
        loop {
            let renewals = session.renewals().get_untracked();
            let outcome = self.follow(&scope, &mut last_id, was_live).await;
            was_live |= outcome.connected;
            // Streams end when rights change, and a scope that has gone refuses: who may do what is asked again.
            if outcome.connected || matches!(outcome.error, Some(ApiError::NotFound | ApiError::Denied(_))) {
                session.read_quietly().await;
            }
            failures = if outcome.connected { 1 } else { failures + 1 };
            self.status.update(|status| {
                if !matches!(status, LiveStatus::Stale { .. }) {
                    *status = LiveStatus::Stale { since_ms: time::now_ms() };
                }
            });
            match outcome.error {
                Some(ApiError::NotFound | ApiError::Denied(_)) => return self.status.set(LiveStatus::Absent),
                Some(ApiError::SignedOut) => {
                    while session.renewals().get_untracked() == renewals {
                        task::sleep(1000).await;
                    }
                }
                Some(ApiError::TooMany { retry_after_s }) => task::sleep(retry_after_s as i32 * 1000).await,
                _ => task::sleep(backoff_ms(failures)).await,
            }
        }
    }

    /// One connection, from request to cut.
    async fn follow(&self, scope: &Scope, last_id: &mut Option<String>, again: bool) -> Followed {
        match self.try_follow(scope, last_id, again).await {
            Ok(()) => Followed { connected: true, error: None },
            Err((connected, error)) => Followed { connected, error: Some(error) },
        }
    }

    async fn try_follow(
        &self,
        scope: &Scope,
        last_id: &mut Option<String>,
        again: bool,
    ) -> Result<(), (bool, ApiError)> {
        let abort = AbortOnDrop::new().map_err(|error| (false, error))?;
        let call = Call::get(&[&scope.path(), "/events"].concat());
        let mut headers = vec![("accept", "text/event-stream")];
        headers.extend(last_id.as_deref().map(|id| ("last-event-id", id)));
        let response = transport::open(&call, &headers, &abort).await.map_err(|error| (false, error))?;
        if response.status() != 200 {
            return Err((false, transport::refused(&call, &response).await));
        }
        let stream = response.body().ok_or((false, ApiError::BadReply))?;
        let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
        self.status.set(LiveStatus::Live);
        if again {
            self.tell(&LiveEvent::Resync);
        }
        let mut frames = FrameReader::default();
        while let Some(bytes) = next_chunk(&reader).await {
            for frame in frames.push(&bytes) {
                self.take(scope, frame, last_id);
            }
        }
        Ok(())
    }

    fn take(&self, scope: &Scope, frame: Frame, last_id: &mut Option<String>) {
        if let Some(id) = frame.id {
            *last_id = Some(id);
        }
        if frame.event == "resync" {
            return self.tell(&LiveEvent::Resync);
        }
        // Events outside the scope are dropped before any screen sees them.
        if let Ok(event) = json::parse(&frame.data).and_then(json::read::<Event>)
            && scope.contains(&event.client)
        {
            self.tell(&LiveEvent::Changed(event));
        }
    }
}

struct Followed {
    connected: bool,
    error: Option<ApiError>,
}

/// The next bytes, or `None` at the end, after a cut, or after too long a silence.
async fn next_chunk(reader: &ReadableStreamDefaultReader) -> Option<Vec<u8>> {
    let silence = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            drop(window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, SILENCE_MS));
        }
    });
    let either = js_sys::Promise::race(&js_sys::Array::of2(&reader.read(), &silence));
    let result = JsFuture::from(either).await.ok()?;
    let value = js_sys::Reflect::get(&result, &"value".into()).ok()?;
    Some(value.dyn_into::<js_sys::Uint8Array>().ok()?.to_vec())
}

#[cfg(test)]
mod tests {
    use super::backoff_ms;

    #[test]
    fn waiting_doubles_and_ends_below_half_a_minute() {
        assert_eq!([1, 2, 3, 5, 9].map(backoff_ms), [1000, 2000, 4000, 16_000, 16_000]);
    }
}

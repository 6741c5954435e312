//! Who is signed in: one state for the whole console, moved by named events only.

mod state;

use crate::{
    api::{self, ApiError, transport},
    embed, task, theme, time, words,
};
use leptos::prelude::*;
use state::Effect;
pub use state::{SessionEvent, SessionState, reduce};
use std::{cell::RefCell, sync::Arc};
use wire::{
    access::SeeAsToken,
    preferences::Preferences,
    session::{Session, SignIn},
};

thread_local! {
    /// Calls end outside every part of the screen, so the transport finds the session here.
    static CURRENT: RefCell<Option<SessionHandle>> = const { RefCell::new(None) };
}

/// The session, for as long as the console runs.
#[derive(Clone)]
pub struct SessionHandle {
    state: ArcRwSignal<SessionState>,
    renewals: ArcRwSignal<u32>,
}

impl SessionHandle {
    /// Tracked.
    #[must_use]
    pub fn state(&self) -> SessionState {
        self.state.get()
    }

    /// The session that screens are drawn from, an expired one included: its screens stay, under the dialog. Tracked.
    #[must_use]
    pub fn signed_in(&self) -> Option<Arc<Session>> {
        self.state.with(|state| state.session().cloned())
    }

    /// Whether the session ran out under the user's hands, so that the dialog has to be shown. Tracked.
    #[must_use]
    pub fn is_expired(&self) -> bool {
        self.state.with(|state| matches!(state, SessionState::Expired(_)))
    }

    /// Counts how often an expired session was renewed by the same user; what was refused meanwhile reads it and asks
    /// again.
    #[must_use]
    pub fn renewals(&self) -> ArcReadSignal<u32> {
        self.renewals.read_only()
    }

    /// Asks who is signed in: once at the start, and again after [`SessionState::Unreachable`]. An embedded console first
    /// waits for a token of the page around it.
    pub async fn read(&self) {
        if !embed::meet().await {
            return self.happened(SessionEvent::NobodySignedIn);
        }
        self.answered(api::read_session().await);
        screens_follow().await;
    }

    /// Asks again because rights may have changed, without keeping the session alive.
    pub(crate) async fn read_quietly(&self) {
        self.answered(api::read_session_quietly().await);
    }

    fn answered(&self, answer: Result<Session, ApiError>) {
        self.happened(match answer {
            Ok(session) => SessionEvent::Read(Arc::new(session)),
            Err(ApiError::SignedOut) => SessionEvent::NobodySignedIn,
            Err(error) => SessionEvent::Unreachable(error),
        });
    }

    /// Shows the console as that user sees it, until [`SessionHandle::see_as_oneself`], the token's end or a new page.
    ///
    /// # Errors
    /// Any; then nothing has changed.
    pub async fn see_as(&self, token: SeeAsToken) -> Result<(), ApiError> {
        transport::see_as(Some(token.token));
        match api::read_session().await {
            Ok(session) => {
                self.happened(SessionEvent::SeenAs(Arc::new(session)));
                screens_follow().await;
                Ok(())
            }
            Err(error) => {
                transport::see_as(None);
                Err(error)
            }
        }
    }

    /// Ends it, and starts the console over as oneself.
    ///
    /// # Errors
    /// Where the tenant API could not be told: then it goes on until it ends by itself.
    pub async fn see_as_oneself(&self) -> Result<(), ApiError> {
        api::access::stop_seeing_as().await?;
        start_over();
        Ok(())
    }

    /// Signs in. Another user than the one whose screens are shown starts the console over, at `/`.
    ///
    /// # Errors
    /// [`ApiError::SignedOut`] for a wrong e-mail or password, [`ApiError::Code`], [`ApiError::TooMany`], …
    pub async fn sign_in(&self, form: &SignIn) -> Result<(), ApiError> {
        self.take(api::sign_in(form).await?).await;
        Ok(())
    }

    /// Takes a session that was begun another way.
    pub(crate) async fn take(&self, session: Session) {
        self.happened(SessionEvent::SignedIn(Arc::new(session)));
        screens_follow().await;
    }

    /// Signs out and starts the console over, so that nothing of this user stays in memory.
    ///
    /// # Errors
    /// Where the tenant API could not be told: then the user is still signed in, and must know.
    pub async fn sign_out(&self) -> Result<(), ApiError> {
        match api::sign_out().await {
            Ok(()) | Err(ApiError::SignedOut) => {
                self.happened(SessionEvent::SignedOut);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Takes what the user prefers from here on.
    pub fn prefer(&self, preferences: Preferences) {
        self.state.update(|state| {
            if let SessionState::SignedIn(session) = state {
                Arc::make_mut(session).preferences = preferences;
            }
            put_on(state);
        });
    }

    fn happened(&self, event: SessionEvent) {
        let before = self.state.get_untracked();
        let (next, effect) = reduce(&before, event);
        if effect == Effect::StartOver {
            return start_over();
        }
        put_on(&next);
        let ran_out = matches!((&before, &next), (SessionState::SignedIn(_), SessionState::Expired(_)));
        self.state.set(next);
        if ran_out && embed::is_embedded() {
            task::to_the_end(ask_again(self.clone()));
        }
        if effect == Effect::Renewed {
            self.renewals.update(|count| *count += 1);
        }
    }
}

/// What of the user's preferences the whole page wears.
fn put_on(state: &SessionState) {
    let preferences = state.session().map(|session| &session.preferences);
    time::set_zone(preferences.and_then(|preferences| preferences.time_zone.clone()));
    theme::wear(preferences.and_then(|preferences| preferences.theme));
}

/// Waits until the screens are those of the session. Whoever asked for another session then finds its own part of the
/// screen gone, and does not move signals that are about to go: an effect that had heard of it would read them after.
async fn screens_follow() {
    task::sleep(0).await;
}

/// Why nothing can be changed while the console is shown as somebody else sees it; the tenant API refuses all of it.
#[must_use]
pub fn only_seen(session: &Session) -> Option<String> {
    session.seeing_as.as_ref().map(|_| words::only_seen(&session.user.name))
}

/// A whole new page: the only way to be sure that nothing of the last user remains.
fn start_over() {
    if let Some(window) = web_sys::window() {
        let location = window.location();
        // The browser refuses only malformed addresses. Nobody may frame any other than the embedded one.
        drop(if embed::is_embedded() { location.reload() } else { location.replace("/") });
    }
}

/// Makes the session, asks who is signed in, and provides it to everything below.
pub fn provide_session() -> SessionHandle {
    let handle = SessionHandle { state: ArcRwSignal::new(SessionState::Unknown), renewals: ArcRwSignal::new(0) };
    CURRENT.set(Some(handle.clone()));
    provide_context(handle.clone());
    task::to_the_end({
        let handle = handle.clone();
        async move { handle.read().await }
    });
    handle
}

/// The session of the console.
#[must_use]
pub fn use_session() -> SessionHandle {
    expect_context()
}

fn current() -> Option<SessionHandle> {
    CURRENT.with_borrow(Clone::clone)
}

/// The transport was told 401 in the middle of work.
pub(crate) fn ran_out() {
    if let Some(handle) = current() {
        handle.happened(SessionEvent::RanOut);
    }
}

/// How often the session was renewed until now: a refusal of before such a renewal says nothing of the session after it.
pub(crate) fn renewals() -> u32 {
    current().map_or(0, |handle| handle.renewals.get_untracked())
}

/// An embedded console has no form to sign in with: it asks the page around it, until that has a token that works.
async fn ask_again(handle: SessionHandle) {
    while matches!(handle.state.get_untracked(), SessionState::Expired(_)) {
        handle.read().await;
        task::sleep(1000).await;
    }
}

//! The session's states and what moves them, without a browser.

use crate::api::ApiError;
use std::sync::Arc;
use wire::session::Session;

/// Where the console stands with its user.
#[derive(Clone, Debug, PartialEq)]
pub enum SessionState {
    /// Not asked yet.
    Unknown,
    SignedOut,
    SignedIn(Arc<Session>),
    /// It ran out in the middle of work: the screens stay as they are, and a dialog asks to sign in again.
    Expired(Arc<Session>),
    /// Nobody could say who is signed in.
    Unreachable(ApiError),
}

impl SessionState {
    /// The session that screens are drawn from.
    #[must_use]
    pub fn session(&self) -> Option<&Arc<Session>> {
        match self {
            Self::SignedIn(session) | Self::Expired(session) => Some(session),
            Self::Unknown | Self::SignedOut | Self::Unreachable(_) => None,
        }
    }
}

/// What can happen to a session.
#[derive(Clone, Debug, PartialEq)]
pub enum SessionEvent {
    /// "Who am I" was answered.
    Read(Arc<Session>),
    /// "Who am I" was answered with nobody.
    NobodySignedIn,
    /// "Who am I" was not answered.
    Unreachable(ApiError),
    /// The form was accepted.
    SignedIn(Arc<Session>),
    /// The console is shown as somebody else sees it.
    SeenAs(Arc<Session>),
    /// Some call was refused with 401.
    RanOut,
    SignedOut,
}

/// What has to follow a step, besides showing the next state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Nothing,
    /// The same user is back: what was refused meanwhile asks again.
    Renewed,
    /// Load the console anew at `/`: nothing of the last user may remain.
    StartOver,
}

/// One step.
#[must_use]
pub fn reduce(state: &SessionState, event: SessionEvent) -> (SessionState, Effect) {
    use SessionState::{Expired, SignedIn, SignedOut, Unreachable};
    match (state, event) {
        (_, SessionEvent::SignedOut) => (SignedOut, Effect::StartOver),
        (_, SessionEvent::SeenAs(session)) => (SignedIn(session), Effect::Nothing),
        // Seeing as somebody has ended by itself; a new page is oneself again.
        (SignedIn(seen) | Expired(seen), SessionEvent::RanOut | SessionEvent::NobodySignedIn)
            if seen.seeing_as.is_some() =>
        {
            (SignedOut, Effect::StartOver)
        }
        // The cookie jar is shared by all tabs: whoever is signed in now decides, and another user starts over.
        (SignedIn(before) | Expired(before), SessionEvent::SignedIn(session) | SessionEvent::Read(session))
            if before.user.id != session.user.id =>
        {
            (SignedOut, Effect::StartOver)
        }
        (Expired(_), SessionEvent::SignedIn(session) | SessionEvent::Read(session)) => {
            (SignedIn(session), Effect::Renewed)
        }
        (_, SessionEvent::SignedIn(session) | SessionEvent::Read(session)) => (SignedIn(session), Effect::Nothing),
        (SignedIn(session) | Expired(session), SessionEvent::RanOut | SessionEvent::NobodySignedIn) => {
            (Expired(Arc::clone(session)), Effect::Nothing)
        }
        (_, SessionEvent::RanOut | SessionEvent::NobodySignedIn) => (SignedOut, Effect::Nothing),
        // Work goes on with the session that is known; its own calls will tell.
        (SignedIn(_) | Expired(_), SessionEvent::Unreachable(_)) => (state.clone(), Effect::Nothing),
        (_, SessionEvent::Unreachable(error)) => (Unreachable(error), Effect::Nothing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::tests::session;
    use SessionState::{Expired, SignedIn, SignedOut, Unknown, Unreachable};

    fn of(user: &str) -> Arc<Session> {
        Arc::new(session(user, &[]))
    }

    #[test]
    fn a_session_that_runs_out_keeps_its_screens_until_the_same_user_is_back() {
        let (state, effect) = reduce(&SignedIn(of("ana")), SessionEvent::RanOut);
        assert_eq!((&state, effect), (&Expired(of("ana")), Effect::Nothing));
        let (again, _) = reduce(&state, SessionEvent::RanOut);
        assert_eq!(again, state, "a second refusal changes nothing");
        assert_eq!(reduce(&state, SessionEvent::SignedIn(of("ana"))), (SignedIn(of("ana")), Effect::Renewed));
    }

    #[test]
    fn another_user_never_sees_the_screens_of_the_first() {
        for before in [SignedIn(of("ana")), Expired(of("ana"))] {
            let (state, effect) = reduce(&before, SessionEvent::SignedIn(of("rita")));
            assert_eq!((state, effect), (SignedOut, Effect::StartOver));
        }
    }

    #[test]
    fn what_is_seen_as_somebody_else_ends_in_a_new_page() {
        let mut seen = session("rita", &[]);
        let by = wire::session::Person { id: seen.user.id.clone(), name: "Ana".into(), organisation: "Aurora".into() };
        seen.seeing_as = Some(wire::session::SeeingAs { by, until: wire::Instant("2026-11-24T09:15:00Z".into()) });
        let seen = Arc::new(seen);
        let begun = reduce(&SignedIn(of("ana")), SessionEvent::SeenAs(Arc::clone(&seen)));
        assert_eq!(begun, (SignedIn(Arc::clone(&seen)), Effect::Nothing));
        for ended in [SessionEvent::RanOut, SessionEvent::NobodySignedIn, SessionEvent::Read(of("ana"))] {
            assert_eq!(reduce(&SignedIn(Arc::clone(&seen)), ended), (SignedOut, Effect::StartOver));
        }
    }

    #[test]
    fn the_first_question_has_three_answers() {
        let asked = |event| reduce(&Unknown, event);
        assert_eq!(asked(SessionEvent::Read(of("ana"))), (SignedIn(of("ana")), Effect::Nothing));
        assert_eq!(asked(SessionEvent::NobodySignedIn), (SignedOut, Effect::Nothing));
        assert_eq!(asked(SessionEvent::Unreachable(ApiError::Offline)).0, Unreachable(ApiError::Offline));
    }

    #[test]
    fn losing_the_network_signs_nobody_out() {
        let state = SignedIn(of("ana"));
        assert_eq!(reduce(&state, SessionEvent::Unreachable(ApiError::Offline)).0, state);
    }
}

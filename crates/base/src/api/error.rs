//! What can go wrong with a call, in the few ways that a screen has to tell apart.

use super::{Head, json, sealed::within};
use crate::scope::Scope;
use wire::{problem::FieldProblem, vocabulary::Capability, workflow::Action};

/// Each is handled once: shown, or passed on.
#[derive(Clone, Debug, PartialEq)]
pub enum ApiError {
    /// 401. The session has moved to Expired already; on sign-in it means a wrong e-mail or password.
    SignedOut,
    /// 401 on sign-in: the password is right, and a code of the second factor is missing or wrong.
    Code { is_wrong: bool },
    /// 404: not there, or not for this user; nobody can tell which.
    NotFound,
    /// 403: the thing is known, the capability is missing.
    Denied(Option<Capability>),
    /// 400, 413, 415, 422: the request itself. The fields, where the tenant API named them.
    Invalid(Vec<FieldProblem>),
    /// 409, 412: somebody was faster, or the state does not lead there.
    Conflict {
        /// 412: the incident's head as it is now, as it travelled; [`ApiError::current`] reads it.
        current: Option<String>,
        /// 409: what the state allows.
        allowed: Option<Vec<Action>>,
    },
    /// 429.
    TooMany { retry_after_s: u32 },
    /// No answer at all.
    Offline,
    /// 5xx, or any status that is not the contract's.
    Server { request_id: Option<String> },
    /// An answer that is not what the contract says: another program answered, or it carried a foreign client's record.
    BadReply,
}

impl ApiError {
    /// What to quote to whoever runs the tenant API.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Server { request_id } => request_id.as_deref(),
            _ => None,
        }
    }

    /// 412: the incident as it is now.
    #[must_use]
    pub fn current<T: Head>(&self, scope: &Scope) -> Option<T> {
        match self {
            Self::Conflict { current: Some(text), .. } => within(scope, T::read(json::parse(text).ok()?).ok()?).ok(),
            _ => None,
        }
    }

    /// Whether asking again can help.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::TooMany { .. } | Self::Offline | Self::Server { .. } | Self::BadReply)
    }
}

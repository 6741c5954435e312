//! Everything that can be answered instead of what was asked for: RFC 9457 problem documents.

use crate::store::{Declined, is_busy};
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use std::fmt::Display;
use wire::{
    incident::IncidentHead,
    problem::{FieldProblem, Problem},
    vocabulary::Capability,
    workflow::Action,
};

/// Why a request was not answered as it wished.
#[derive(Debug)]
pub enum ApiError {
    /// 400, and what is wrong with the request.
    Bad(&'static str),
    /// 400 with a text of its own; never text of the request.
    BadBody(String),
    /// 401: no valid credential.
    SignedOut,
    /// 401: e-mail and password do not fit.
    WrongPassword,
    /// 401: e-mail and password fit; a code of the second factor is needed too.
    CodeRequired,
    /// 401: e-mail and password fit; the code does not, or was used.
    WrongCode,
    /// 401: the passkey did not sign anybody in.
    PasskeyRefused,
    /// 403: here, but not for this user.
    Lacks(Capability),
    /// 403: a write that another site's page could have sent.
    CrossSite,
    /// 403: what is seen as somebody else cannot be changed, nor its evidence opened.
    OnlySeen,
    /// 404: not there, or not to be known of.
    Missing,
    /// 405
    Method,
    /// 409, with what the state allows.
    NotAllowed(Vec<Action>),
    /// 409, and why.
    Conflict(&'static str),
    /// 412, with the incident as it is now.
    Stale(Box<IncidentHead>),
    /// 412 of something else than an incident.
    Outdated,
    /// 413
    TooLarge,
    /// 415
    Type,
    /// 415: compressed in a way that is not undone here.
    Encoding,
    /// 422, field by field.
    Fields(Vec<FieldProblem>),
    /// 428
    NoIfMatch,
    /// 429, and after how many seconds it may go on.
    TooMany(u64),
    /// 500; what happened is in the log only.
    Internal,
    /// 503: not migrated or not seeded yet.
    NotReady,
    /// 503: the store was not free in time; nothing of that write is kept.
    Busy,
}

impl ApiError {
    /// Logs what happened and answers nothing of it.
    pub fn internal(error: &impl Display) -> Self {
        eprintln!("internal error: {error}");
        Self::Internal
    }

    /// One field and what is wrong with it.
    #[must_use]
    pub fn field(field: &str, problem: &str) -> Self {
        Self::Fields(vec![FieldProblem { field: field.to_owned(), problem: problem.to_owned() }])
    }

    /// The word that its type ends in.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.said().1
    }

    fn said(&self) -> (StatusCode, &'static str, &'static str, String) {
        use StatusCode as S;
        let (status, kind, title, detail) = match self {
            Self::Bad(detail) => (S::BAD_REQUEST, "bad_request", "The request cannot be read", *detail),
            Self::BadBody(detail) => {
                return (S::BAD_REQUEST, "bad_request", "The request cannot be read", detail.clone());
            }
            Self::SignedOut => (S::UNAUTHORIZED, "signed_out", "Not signed in", "A valid credential is needed"),
            Self::WrongPassword => {
                (S::UNAUTHORIZED, "wrong_password", "Not signed in", "E-mail and password do not fit each other")
            }
            Self::CodeRequired => {
                (S::UNAUTHORIZED, "code_required", "A code is needed", "Send the code of the authenticator app too")
            }
            Self::WrongCode => (S::UNAUTHORIZED, "wrong_code", "Not signed in", "The code is wrong or was used"),
            Self::PasskeyRefused => {
                (S::UNAUTHORIZED, "passkey_refused", "Not signed in", "The passkey did not sign anybody in")
            }
            Self::Lacks(capability) => {
                let detail = format!("The capability {} is needed here", capability.caption());
                return (S::FORBIDDEN, "denied", "Not permitted", detail);
            }
            Self::CrossSite => {
                (S::FORBIDDEN, "cross_site", "Not from here", "A write has to come from the console itself")
            }
            Self::OnlySeen => {
                (S::FORBIDDEN, "only_seen", "Only to be looked at", "This is somebody else's view: it can be read only")
            }
            Self::Missing => (S::NOT_FOUND, "not_found", "Not found", "There is nothing here"),
            Self::Method => {
                (S::METHOD_NOT_ALLOWED, "method", "Method not allowed", "This address does not take this method")
            }
            Self::NotAllowed(_) => (S::CONFLICT, "not_allowed", "Not now", "The incident's state does not allow it"),
            Self::Conflict(detail) => (S::CONFLICT, "conflict", "Not now", *detail),
            Self::Stale(_) => {
                (S::PRECONDITION_FAILED, "stale", "Somebody was first", "The incident has changed since it was read")
            }
            Self::Outdated => {
                (S::PRECONDITION_FAILED, "stale", "Somebody was first", "It has changed since it was read")
            }
            Self::TooLarge => {
                (S::PAYLOAD_TOO_LARGE, "too_large", "Too large", "The body is larger than this address takes")
            }
            Self::Type => {
                (S::UNSUPPORTED_MEDIA_TYPE, "media_type", "Not the type", "The body has to be application/json")
            }
            Self::Encoding => {
                (S::UNSUPPORTED_MEDIA_TYPE, "encoding", "Not the encoding", "The body has to be plain or gzip")
            }
            Self::Fields(_) => {
                (S::UNPROCESSABLE_ENTITY, "fields", "Some fields are not right", "See fields for which and why")
            }
            Self::NoIfMatch => (
                S::PRECONDITION_REQUIRED,
                "no_if_match",
                "Which version?",
                "Send If-Match with the version that was read",
            ),
            Self::TooMany(_) => (S::TOO_MANY_REQUESTS, "too_many", "Too many", "Try again later"),
            Self::Internal => (
                S::INTERNAL_SERVER_ERROR,
                "internal",
                "Something went wrong",
                "Quote the request id to whoever runs this",
            ),
            Self::Busy => (S::SERVICE_UNAVAILABLE, "busy", "Busy", "It took too long; try again in a moment"),
            Self::NotReady => {
                (S::SERVICE_UNAVAILABLE, "not_ready", "Not ready yet", "The tenant API is still getting ready")
            }
        };
        (status, kind, title, detail.to_owned())
    }
}

impl IntoResponse for ApiError {
    /// Status, headers and the document; the frame around every handler gives it its request id and its bytes.
    fn into_response(self) -> Response {
        let (status, kind, title, detail) = self.said();
        let mut response = status.into_response();
        let retry_after_s = match self {
            Self::TooMany(seconds) => Some(seconds),
            Self::NotReady => Some(2),
            Self::Busy => Some(5),
            _ => None,
        };
        if let Some(seconds) = retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Self::Encoding = self {
            response.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        }
        let mut problem = Problem {
            kind: format!("urn:bulkhead:problem:{kind}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail,
            request_id: String::new(),
            capability: None,
            allowed: None,
            current: None,
            fields: vec![],
        };
        match self {
            Self::Lacks(capability) => problem.capability = Some(capability),
            Self::NotAllowed(allowed) => problem.allowed = Some(allowed),
            Self::Stale(current) => problem.current = Some(current),
            Self::Fields(fields) => problem.fields = fields,
            _ => {}
        }
        response.extensions_mut().insert(problem);
        response
    }
}

impl From<Declined> for ApiError {
    fn from(declined: Declined) -> Self {
        match declined {
            Declined::Missing => Self::Missing,
            Declined::Lacks(capability) => Self::Lacks(capability),
            Declined::NotAllowed { allowed } => Self::NotAllowed(allowed),
            Declined::Conflict(why) => Self::Conflict(why),
            Declined::Invalid(fields) => Self::Fields(fields),
            Declined::Store(error) => error.into(),
        }
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        match is_busy(&error) {
            true => {
                eprintln!("the store was not free in time: {error}");
                Self::Busy
            }
            false => Self::internal(&error),
        }
    }
}

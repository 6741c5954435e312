//! How somebody signs in, as they look after it themselves: password, authenticator app, passkeys, sessions.

use crate::{Instant, session::SessionId, vocabulary::SignInMethod};
use serde::{Deserialize, Serialize};

/// `GET /factors`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Factors {
    /// Whether a password is known here; whoever comes through their organisation has none.
    pub has_password: bool,
    /// The authenticator app, where there is one.
    pub totp: Option<Totp>,
    pub passkeys: Vec<Passkey>,
}

/// An authenticator app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Totp {
    pub created_at: Instant,
    /// Recovery codes that were not used yet.
    pub recovery_codes_left: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Passkey {
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    pub created_at: Instant,
    pub last_used_at: Option<Instant>,
}

/// What a change of factors is asked for with: whoever sits at an open console is not yet its user.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Proof {
    pub password: String,
}

/// `POST /factors/totp` → an app to be. Nothing is kept before a code of it was right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TotpEnrolment {
    /// Sealed: goes back with the first code, within ten minutes.
    pub enrolment: String,
    /// Base32, for whoever cannot scan.
    pub secret: String,
    /// The `otpauth` address that the picture holds.
    pub uri: String,
    /// The QR code: a row is a text of `0` (light) and `1` (dark).
    pub qr: Vec<String>,
}

/// `POST /factors/totp/confirmation`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TotpConfirmation {
    pub enrolment: String,
    pub code: String,
}

/// Shown once. Each is a code of the authenticator app, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryCodes {
    pub codes: Vec<String>,
}

/// `POST /password`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    pub password: String,
    /// At least eight characters.
    pub new_password: String,
}

/// One of somebody's own sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwnSession {
    pub id: SessionId,
    /// `Firefox on Linux`; empty where the browser did not say.
    pub device: String,
    pub method: SignInMethod,
    pub created_at: Instant,
    /// To the minute.
    pub last_seen_at: Instant,
    /// The one that asks.
    pub is_this: bool,
}

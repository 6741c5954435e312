//! The organisation's own sign-in: its OpenID Connect provider, and who that lets in as what.

use crate::session::OrganisationId;
use serde::{Deserialize, Serialize};

/// `GET /identity-provider`. Its secret never travels back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IdentityProvider {
    /// As the provider calls itself.
    pub issuer: String,
    pub client_id: String,
    /// The claim whose values say what somebody may do.
    pub claim: String,
    /// In order: of several that fit, the first gives the profile.
    pub profiles: Vec<ProfileRule>,
    pub is_enabled: bool,
    /// Where the provider sends people back to; it has to know this address.
    pub redirect_uri: String,
}

/// Whoever's claim holds `value` gets `profile`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ProfileRule {
    pub value: String,
    /// A profile's id.
    pub profile: String,
}

/// `POST /identity-provider`: all of it, in place of what was.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewIdentityProvider {
    pub issuer: String,
    pub client_id: String,
    /// Left out, it stays what it was, if issuer and client id do too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    pub claim: String,
    pub profiles: Vec<ProfileRule>,
    pub is_enabled: bool,
}

/// `POST /organisation-sign-ins`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OrganisationSignIn {
    pub organisation: OrganisationId,
    /// The console's address to come back to, without its query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// Where the browser goes next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Departure {
    pub location: String,
}

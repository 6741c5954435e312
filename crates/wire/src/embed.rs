//! Embedding: an organisation's partners, their keys, and the sessions that they open for their own users.

use crate::{
    Instant,
    session::{ClientId, PartnerId, PartnerKeyId},
    vocabulary::{Capability, closed_list},
};
use serde::{Deserialize, Serialize};

closed_list! {
    /// What a partner may embed.
    View { Queue = "queue", Overview = "overview" }
}

impl View {
    /// What its reader has to hold.
    #[must_use]
    pub const fn capability(self) -> Option<Capability> {
        match self {
            Self::Queue => Some(Capability::QueueRead),
            Self::Overview => Some(Capability::OverviewRead),
            Self::Unknown => None,
        }
    }
}

closed_list! {
    /// Whether a partner may open sessions; a suspended one's have ended.
    PartnerStatus { Active = "active", Suspended = "suspended" }
}

/// A portal that may show screens of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Partner {
    pub id: PartnerId,
    pub name: String,
    /// Where its pages are, exactly: `https://portal.example`, or `http://localhost:8090` while it is being built.
    pub origins: Vec<String>,
    pub views: Vec<View>,
    /// The clients it may show; none is none.
    pub clients: Vec<ClientId>,
    pub status: PartnerStatus,
    pub keys: Vec<PartnerKey>,
    pub created_at: Instant,
}

/// A key that a partner's server opens sessions with, without the key itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartnerKey {
    pub id: PartnerKeyId,
    pub created_at: Instant,
    pub revoked_at: Option<Instant>,
}

/// `POST …/keys`: the only answer that ever holds the key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPartnerKey {
    pub id: PartnerKeyId,
    pub key: String,
}

/// `POST /embed/partners`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewPartner {
    pub name: String,
    pub origins: Vec<String>,
    pub views: Vec<View>,
    pub clients: Vec<ClientId>,
}

/// `PATCH /embed/partners/{partner}`: what is named changes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct PartnerChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origins: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub views: Option<Vec<View>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clients: Option<Vec<ClientId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<PartnerStatus>,
}

/// `POST /embed/sessions`, from a partner's server.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewEmbedSession {
    pub external_user: ExternalUser,
    /// A profile's id, one of the partner's organisation.
    pub profile: String,
    pub clients: Vec<ClientId>,
    pub views: Vec<View>,
    /// Which of the partner's origins shows it.
    pub origin: String,
    /// At most, and without it, ten minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lasts_s: Option<u32>,
}

/// Whoever uses the partner's portal, as the partner names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ExternalUser {
    pub id: String,
    pub name: String,
}

/// What the partner's page gives to `<bulkhead-console>`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmbedSession {
    pub token: String,
    pub expires_at: Instant,
}

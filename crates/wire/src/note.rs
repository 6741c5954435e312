//! Notes on an incident.

use crate::{Instant, session::Person, vocabulary::Visibility};
use serde::{Deserialize, Serialize};

/// `POST …/notes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewNote {
    pub visibility: Visibility,
    /// 1 to 16,384 characters.
    pub body: String,
}

/// One note. An internal one never leaves the MSP.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Note {
    pub id: String,
    pub visibility: Visibility,
    pub body: String,
    pub author: Person,
    pub created_at: Instant,
}

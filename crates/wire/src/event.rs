//! Live changes: which incident moved, never what it says.

use crate::session::{ClientId, IncidentKey};
use serde::{Deserialize, Serialize};

/// The data of one server-sent event of `GET {scope}/events`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Event {
    pub client: ClientId,
    pub key: IncidentKey,
    pub version: u64,
    pub kind: EventKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    Created,
    /// A person changed it, or alerts joined it.
    Changed,
    /// A note or an evidence opening: the timeline moved, the row did not.
    Timeline,
    #[serde(other)]
    Unknown,
}

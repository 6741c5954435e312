//! Live changes: which incident moved, never what it says.

use crate::session::{ClientId, IncidentKey};
use serde::{Deserialize, Serialize};

/// The data of one server-sent event of `GET {scope}/events`; where the kind is `request`, the key is that of a request.
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
    /// A request, and no incident, was made, answered or changed.
    Request,
    #[serde(other)]
    Unknown,
}

impl EventKind {
    /// Whether an incident's row may not be what it was.
    #[must_use]
    pub const fn moves_row(self) -> bool {
        !matches!(self, Self::Timeline | Self::Request)
    }
}

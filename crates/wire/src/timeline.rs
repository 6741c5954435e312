//! What happened to an incident, in one order.

use crate::{
    Instant,
    note::Note,
    session::Person,
    vocabulary::{HoldReason, Priority, Status, Verdict},
};
use serde::{Deserialize, Serialize};

/// One entry of `GET …/timeline`, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entry {
    pub at: Instant,
    /// Who did it; `None` for what came in by itself.
    pub by: Option<Person>,
    #[serde(flatten)]
    pub what: What,
}

/// What an entry tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum What {
    /// The incident was opened by its first alert.
    Created,
    /// Alerts that joined between `since` and the entry's own time, taken together.
    AlertsJoined {
        count: u32,
        since: Instant,
    },
    Assigned {
        assignee: Option<Person>,
    },
    StatusSet {
        status: Status,
        hold_reason: Option<HoldReason>,
    },
    PrioritySet {
        priority: Priority,
    },
    Closed {
        verdict: Verdict,
        reason: Option<String>,
    },
    Reopened {
        reason: String,
    },
    Note {
        note: Note,
    },
    EvidenceOpened {
        /// What the opener gave as the reason.
        reason: String,
        /// How long it was open, once it has been closed.
        open_s: Option<u64>,
    },
    /// An entry of a newer tenant API.
    #[serde(other)]
    Unknown,
}

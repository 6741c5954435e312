//! One incident's source-blind head, and the commands that change it.

use crate::{
    Instant,
    queue::QueueRow,
    session::{IncidentKey, Person, UserId},
    vocabulary::{HoldReason, Priority, Status, Verdict},
    workflow::{Action, Offer},
};
use serde::{Deserialize, Serialize};

/// `GET /c/{client}/incidents/{key}`; the entity tag is the row's `version`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IncidentHead {
    #[serde(flatten)]
    pub row: QueueRow,
    pub clocks: Clocks,
    pub evidence: EvidenceSummary,
    /// Every action, with the reason where it is not offered.
    pub actions: Vec<Offer>,
    /// Incidents of this client with the same grouping key, newest first, at most ten.
    pub related: Vec<Related>,
}

/// The instants that are stored; durations are drawn from them where they are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Clocks {
    pub occurred_at: Instant,
    pub created_at: Instant,
    pub first_in_progress_at: Option<Instant>,
    pub resolved_at: Option<Instant>,
    pub closed_at: Option<Instant>,
    /// When the response is due; `None` without a respond clock, once met, or while paused.
    pub respond_due_at: Option<Instant>,
    /// When the resolution is due; `None` without a resolve clock, once met, or while paused.
    pub resolve_due_at: Option<Instant>,
}

/// What may be known of the evidence without opening it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EvidenceSummary {
    pub alerts_count: u32,
    pub openings_count: u32,
    /// Whether this user may open it.
    pub may_open: bool,
}

/// Another incident of the same kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Related {
    pub key: IncidentKey,
    pub status: Status,
    pub verdict: Option<Verdict>,
    pub created_at: Instant,
}

/// `PATCH /c/{client}/incidents/{key}`, with `If-Match`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "command", deny_unknown_fields)]
pub enum Command {
    /// `assignee: null` gives it back to nobody. Assigning a New incident moves it to In Progress.
    Assign {
        // Said even where it is null: what was left out takes nobody's incident away.
        #[serde(deserialize_with = "Option::deserialize")]
        #[cfg_attr(feature = "openapi", schema(required = true))]
        assignee: Option<UserId>,
    },
    SetStatus {
        status: Status,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hold_reason: Option<HoldReason>,
        /// Required where the reason is `scheduled`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hold_until: Option<Instant>,
    },
    SetPriority {
        priority: Priority,
    },
    Close {
        verdict: Verdict,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    Reopen {
        reason: String,
    },
}

impl Command {
    /// The action that it is; `None` for a status that is not reached by setting it.
    #[must_use]
    pub const fn action(&self) -> Option<Action> {
        match self {
            Self::Assign { .. } => Some(Action::Assign),
            Self::SetStatus { status, .. } => Action::of_status(*status),
            Self::SetPriority { .. } => Some(Action::SetPriority),
            Self::Close { .. } => Some(Action::Close),
            Self::Reopen { .. } => Some(Action::Reopen),
        }
    }
}

/// `POST …/incidents/{key}/presence`: who else looks at the incident, among those who may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Presence {
    /// By name.
    pub others: Vec<Person>,
    /// Seconds from now, until which whoever asked is taken to look.
    pub lasts_s: u32,
}

//! One command over many incidents of a queue, done row by row, told row by row, and undone while that is possible.

use crate::{
    Instant,
    incident::{AssignTo, Command},
    session::{ClientId, IncidentKey, Person},
    vocabulary::{Capability, HoldReason, Priority, Status, Verdict, Visibility, closed_list},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long a bulk can be undone, seconds.
pub const UNDO_S: u32 = 30;
/// From how many rows on a second person has to agree.
pub const AGREED_FROM: u64 = 1001;
/// The most keys that one request may name.
pub const KEYS_MAX: usize = 1000;

/// `POST {scope}/queue/bulk`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewBulk {
    pub what: BulkCommand,
    pub over: Over,
}

/// `POST {scope}/queue/bulk/{id}/agreement`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BulkAgreement {
    /// Otherwise it is declined.
    pub agree: bool,
}

/// What is done to each row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "command", deny_unknown_fields)]
pub enum BulkCommand {
    Assign {
        #[serde(deserialize_with = "Option::deserialize")]
        #[cfg_attr(feature = "openapi", schema(required = true, value_type = Option<String>))]
        assignee: Option<AssignTo>,
    },
    SetStatus {
        status: Status,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hold_reason: Option<HoldReason>,
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
    /// Written once it can no longer be undone: what somebody has read cannot be taken back.
    AddNote {
        visibility: Visibility,
        body: String,
    },
}

impl BulkCommand {
    /// The same as a command to one incident; `None` for a note, which is no change of it.
    #[must_use]
    pub fn to_one(&self) -> Option<Command> {
        Some(match self.clone() {
            Self::Assign { assignee } => Command::Assign { assignee },
            Self::SetStatus { status, hold_reason, hold_until } => {
                Command::SetStatus { status, hold_reason, hold_until }
            }
            Self::SetPriority { priority } => Command::SetPriority { priority },
            Self::Close { verdict, reason } => Command::Close { verdict, reason },
            Self::Reopen { reason } => Command::Reopen { reason },
            Self::AddNote { .. } => return None,
        })
    }

    /// A command to one incident, for each of many; `None` for what is done to one alone.
    #[must_use]
    pub fn to_each(command: Command) -> Option<Self> {
        Some(match command {
            Command::Assign { assignee } => Self::Assign { assignee },
            Command::SetStatus { status, hold_reason, hold_until } => {
                Self::SetStatus { status, hold_reason, hold_until }
            }
            Command::SetPriority { priority } => Self::SetPriority { priority },
            Command::Close { verdict, reason } => Self::Close { verdict, reason },
            Command::Reopen { reason } => Self::Reopen { reason },
            Command::Merge { .. }
            | Command::Unmerge {}
            | Command::Split { .. }
            | Command::Restrict { .. }
            | Command::Unrestrict {} => return None,
        })
    }
}

/// Which rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum Over {
    /// 1 to 1,000 named rows, each as the person saw it: one that people changed since is left alone.
    Rows { rows: Vec<Seen> },
    /// Everything that matches, and was there at `as_of`: what came later, nobody saw.
    Matching {
        /// A queue's filter by its names, as in the query of `GET {scope}/queue`.
        filter: BTreeMap<String, String>,
        as_of: Instant,
    },
}

/// A row as a person saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Seen {
    pub key: IncidentKey,
    pub version: u64,
}

closed_list! {
    /// How far a bulk is.
    BulkState {
        AwaitingAgreement = "awaiting_agreement", Waiting = "waiting", Running = "running", Done = "done",
        Undoing = "undoing", Undone = "undone", Declined = "declined",
    }
}

closed_list! {
    /// Why a row was left as it was.
    BulkProblem {
        /// It is not there, or nothing this person may see.
        Missing = "missing",
        /// The person lacks the capability in its client.
        Capability = "capability",
        /// Its status does not allow it.
        State = "state",
        /// People changed it since it was seen, or, undoing, people or a worse alert since the bulk did.
        Changed = "changed",
        /// What was asked for does not fit it: an assignee who cannot be given this client's incidents.
        Invalid = "invalid",
        /// It could not be done now; the log says why.
        Failed = "failed",
    }
}

/// One bulk, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Bulk {
    pub id: String,
    pub what: BulkCommand,
    pub state: BulkState,
    pub by: Person,
    /// Rows chosen, done (and not undone), and left as they were. What is neither is still to come.
    pub total: u64,
    pub done: u64,
    pub failed: u64,
    /// By client, in the order of their ids.
    pub clients: Vec<BulkClient>,
    /// The rows left as they were, at most 200 of them.
    pub failures: Vec<BulkFailure>,
    pub created_at: Instant,
    /// Until when it can be undone; `None` where it no longer can.
    pub undo_until: Option<Instant>,
    /// Whether this reader may agree to it.
    pub may_agree: bool,
}

/// What came of a bulk in one client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkClient {
    pub client: ClientId,
    pub total: u64,
    pub done: u64,
    pub failed: u64,
}

/// A row left as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkFailure {
    pub key: IncidentKey,
    pub problem: BulkProblem,
    /// The capability that is missing, where that is the problem.
    pub capability: Option<Capability>,
}

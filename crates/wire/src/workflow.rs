//! The incident's state machine, in one place: the tenant API enforces it and the console offers exactly what it allows.

use crate::vocabulary::{Capability, HoldReason, Status, Verdict};
use serde::{Deserialize, Serialize};

/// What a person can do to an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Assign,
    Start,
    Hold,
    Resolve,
    SetPriority,
    Close,
    Reopen,
    Merge,
    Split,
    Unmerge,
    /// It has readers, others, or none any more.
    Restrict,
}

/// Why an action is not offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "why", from = "FlatRefusal")]
pub enum Refusal {
    /// The state does not lead there.
    State { status: Status },
    /// Into In Progress somebody has to have it.
    NobodyAssigned,
    /// Its alerts are another incident's.
    Merged,
    /// So many tasks have to be done first.
    TasksOpen { count: u32 },
    /// The user lacks this capability in this client.
    Capability { capability: Capability },
    /// An answer from a newer tenant API.
    Unknown,
}

/// A refusal as it travels; see `wire::timeline` for why serde's `tag` does not read it.
#[derive(Deserialize)]
struct FlatRefusal {
    why: String,
    #[serde(default)]
    status: Status,
    #[serde(default)]
    capability: Capability,
    #[serde(default)]
    count: u32,
}

impl From<FlatRefusal> for Refusal {
    fn from(flat: FlatRefusal) -> Self {
        match flat.why.as_str() {
            "state" => Self::State { status: flat.status },
            "nobody_assigned" => Self::NobodyAssigned,
            "merged" => Self::Merged,
            "tasks_open" => Self::TasksOpen { count: flat.count },
            "capability" => Self::Capability { capability: flat.capability },
            _ => Self::Unknown,
        }
    }
}

/// Whether one action is open to this user now, and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Offer {
    pub action: Action,
    pub refusal: Option<Refusal>,
}

impl Action {
    pub const ALL: [Self; 11] = [
        Self::Assign,
        Self::Start,
        Self::Hold,
        Self::Resolve,
        Self::SetPriority,
        Self::Close,
        Self::Reopen,
        Self::Merge,
        Self::Split,
        Self::Unmerge,
        Self::Restrict,
    ];

    /// The capability the action asks for.
    #[must_use]
    pub const fn capability(self) -> Capability {
        match self {
            Self::Assign => Capability::IncidentAssign,
            Self::Start | Self::Hold | Self::Resolve | Self::Split => Capability::IncidentSetStatus,
            Self::SetPriority => Capability::IncidentSetPriority,
            Self::Close | Self::Merge | Self::Unmerge => Capability::IncidentClose,
            Self::Reopen => Capability::IncidentReopen,
            Self::Restrict => Capability::IncidentRestrict,
        }
    }

    /// Whether the state machine lets it happen from `status`.
    #[must_use]
    pub const fn allowed_from(self, status: Status) -> bool {
        use Status::{Closed, InProgress, New, OnHold, Resolved};
        match self {
            Self::Assign | Self::SetPriority | Self::Split => matches!(status, New | InProgress | OnHold),
            Self::Start => matches!(status, New | OnHold),
            Self::Hold => matches!(status, New | InProgress),
            Self::Resolve => matches!(status, New | InProgress | OnHold),
            Self::Close | Self::Merge => matches!(status, New | InProgress | OnHold | Resolved),
            Self::Reopen => matches!(status, Resolved | Closed),
            Self::Unmerge => matches!(status, Closed),
            Self::Restrict => matches!(status, New | InProgress | OnHold | Resolved | Closed),
        }
    }

    /// The status that it leads to; `None` for what leaves it as it is, and for taking a merge back, which leads to where it was
    /// before. A New one that is given to a person is In Progress then.
    #[must_use]
    pub const fn leads_to(self) -> Option<Status> {
        match self {
            Self::Start | Self::Reopen => Some(Status::InProgress),
            Self::Hold => Some(Status::OnHold),
            Self::Resolve => Some(Status::Resolved),
            Self::Close | Self::Merge => Some(Status::Closed),
            Self::Assign | Self::SetPriority | Self::Split | Self::Unmerge | Self::Restrict => None,
        }
    }

    /// The action that `PATCH {command: set_status}` to `to` is, or `None` where no such command exists.
    #[must_use]
    pub const fn of_status(to: Status) -> Option<Self> {
        match to {
            Status::InProgress => Some(Self::Start),
            Status::OnHold => Some(Self::Hold),
            Status::Resolved => Some(Self::Resolve),
            Status::New | Status::Closed | Status::Unknown => None,
        }
    }
}

/// Every action with its refusal, for a user who holds `capabilities`. Capabilities are asked first: whoever may not do
/// a thing learns nothing of the state.
#[must_use]
pub fn offers(status: Status, assigned: bool, tasks_open: u32, may: impl Fn(Capability) -> bool) -> Vec<Offer> {
    Action::ALL
        .into_iter()
        .map(|action| {
            let lacks = !may(action.capability());
            let refusal = if lacks {
                Some(Refusal::Capability { capability: action.capability() })
            } else {
                refused(action, status, assigned, tasks_open)
            };
            Offer { action, refusal }
        })
        .collect()
}

/// Why the state refuses an action to whoever may do it; `assigned` is whether a person has the incident, `tasks_open` how many
/// mandatory tasks whoever asks knows of that are open: they hold back closing. What is known of merges refuses more: one that was
/// merged is not reopened, and only that can be taken back.
#[must_use]
pub const fn refused(action: Action, status: Status, assigned: bool, tasks_open: u32) -> Option<Refusal> {
    if !action.allowed_from(status) {
        Some(Refusal::State { status })
    } else if matches!(action, Action::Start) && !assigned {
        Some(Refusal::NobodyAssigned)
    } else if matches!(action, Action::Close) && tasks_open > 0 {
        Some(Refusal::TasksOpen { count: tasks_open })
    } else {
        None
    }
}

/// How long a hold lasts that nobody gave an end, seconds.
pub const HOLD_LASTS_S: u32 = 72 * 3600;

/// After how long a hold reminds the client that it is awaited, seconds; `None` for one that awaits somebody else.
#[must_use]
pub const fn reminds_after_s(reason: HoldReason) -> Option<u32> {
    match reason {
        HoldReason::AwaitingClient => Some(24 * 3600),
        HoldReason::AwaitingThirdParty | HoldReason::Scheduled | HoldReason::Unknown => None,
    }
}

/// Where a hold leads that ends without a person's doing: back to whoever has it, else to the new ones.
#[must_use]
pub const fn after_hold(assigned: bool) -> Status {
    if assigned { Status::InProgress } else { Status::New }
}

/// Whether the client can say how it was handled: once that is over, and until it is reopened.
#[must_use]
pub const fn can_be_rated(status: Status) -> bool {
    matches!(status, Status::Resolved | Status::Closed)
}

/// A False Positive says why; the other verdicts speak for themselves.
#[must_use]
pub const fn verdict_needs_reason(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::FalsePositive)
}

#[cfg(test)]
mod tests;

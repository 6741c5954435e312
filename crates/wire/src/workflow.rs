//! The incident's state machine, in one place: the tenant API enforces it and the console offers exactly what it allows.

use crate::vocabulary::{Capability, Status, Verdict};
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
}

impl From<FlatRefusal> for Refusal {
    fn from(flat: FlatRefusal) -> Self {
        match flat.why.as_str() {
            "state" => Self::State { status: flat.status },
            "nobody_assigned" => Self::NobodyAssigned,
            "merged" => Self::Merged,
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
    pub const ALL: [Self; 10] = [
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
pub fn offers(status: Status, assigned: bool, may: impl Fn(Capability) -> bool) -> Vec<Offer> {
    Action::ALL
        .into_iter()
        .map(|action| {
            let refusal = if !may(action.capability()) {
                Some(Refusal::Capability { capability: action.capability() })
            } else if !action.allowed_from(status) {
                Some(Refusal::State { status })
            } else if action == Action::Start && !assigned {
                Some(Refusal::NobodyAssigned)
            } else {
                None
            };
            Offer { action, refusal }
        })
        .collect()
}

/// A False Positive says why; the other verdicts speak for themselves.
#[must_use]
pub const fn verdict_needs_reason(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::FalsePositive)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Status::{Closed, InProgress, New, OnHold, Resolved};

    /// The contract's table, written out: rows are states, columns what they lead to.
    #[test]
    fn transitions_are_the_contracts() {
        let leads_to = [
            (New, vec![InProgress, OnHold, Resolved, Closed]),
            (InProgress, vec![OnHold, Resolved, Closed]),
            (OnHold, vec![InProgress, Resolved, Closed]),
            (Resolved, vec![InProgress, Closed]),
            (Closed, vec![InProgress]),
        ];
        for (from, expected) in leads_to {
            let reached: Vec<_> = [
                (Action::Start, InProgress),
                (Action::Reopen, InProgress),
                (Action::Hold, OnHold),
                (Action::Resolve, Resolved),
                (Action::Close, Closed),
            ]
            .into_iter()
            .filter(|(action, _)| action.allowed_from(from))
            .map(|(_, to)| to)
            .collect();
            assert_eq!(reached, expected, "from {from:?}");
        }
    }

    #[test]
    fn a_missing_capability_is_said_before_the_state() {
        let offer = offers(Closed, false, |_| false)[0];
        assert_eq!(offer.refusal, Some(Refusal::Capability { capability: Capability::IncidentAssign }));
    }

    #[test]
    fn nobody_starts_what_nobody_has() {
        let start = |assigned| offers(New, assigned, |_| true)[1].refusal;
        assert_eq!((start(false), start(true)), (Some(Refusal::NobodyAssigned), None));
    }
}

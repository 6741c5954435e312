//! Hand-overs: somebody's open incidents, offered to a colleague at the end of a shift, and taken over or not.

use crate::{
    Instant,
    bulk::Seen,
    session::{ClientId, HandoverId, IncidentKey, Person},
    vocabulary::closed_list,
};
use serde::{Deserialize, Serialize};

/// The most incidents of one hand-over.
pub const ROWS_MAX: usize = 200;
/// The longest line that goes with an incident, characters.
pub const LINE_MAX: usize = 280;
/// How long one stands, seconds.
pub const LASTS_S: u32 = 24 * 3600;

closed_list! {
    /// What incidents can be offered to.
    RecipientKind {
        Person = "person",
        /// Whoever of it takes them.
        Team = "team",
    }
}

/// Whom incidents are offered to: a kind, and which of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    pub kind: RecipientKind,
    /// A person's id, or a team's.
    pub id: String,
}

/// `POST {scope}/handovers`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewHandover {
    pub to: Recipient,
    /// 1 to 200 incidents, each once.
    pub rows: Vec<OfferedRow>,
}

/// An incident of one's own to hand over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OfferedRow {
    pub key: IncidentKey,
    /// 1 to 280 characters on one line: an internal note on the incident, and shown nowhere else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
}

/// The answer to `POST {scope}/handovers`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Offered {
    pub handover: Handover,
    /// What was asked for and is not among its rows, each with why.
    pub left: Vec<LeftRow>,
}

/// An incident that was not offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeftRow {
    pub key: IncidentKey,
    pub outcome: HandoverOutcome,
}

/// `POST {scope}/handovers/{handover}/commands`: about its rows in the scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "command", deny_unknown_fields)]
pub enum HandoverCommand {
    /// Takes these over, each as it was seen; the others stay offered.
    Accept { rows: Vec<Seen> },
    /// Takes over nothing more of it; not for one of a team to say.
    Decline,
    /// Its giver offers nothing more of it.
    Withdraw,
}

closed_list! {
    /// What became of an incident that was to be handed over.
    HandoverOutcome {
        /// It is offered.
        Open = "open",
        Accepted = "accepted",
        Declined = "declined",
        Withdrawn = "withdrawn",
        Expired = "expired",
        /// People changed it since it was seen. It is offered still.
        Changed = "changed",
        /// Its giver does not have it any more.
        NotTheirs = "not_theirs",
        /// It is not open any more.
        State = "state",
        /// Its giver may not give it to anybody, or leave a line with it.
        Capability = "capability",
        /// It cannot be given to whom it is offered to.
        Recipient = "recipient",
        /// It is offered already.
        Offered = "offered",
        /// It is not there.
        Missing = "missing",
    }
}

/// One hand-over, with its rows in the scope, as its giver and whom it is offered to get to know it. No line is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Handover {
    pub id: HandoverId,
    pub from: Person,
    pub to: OfferedTo,
    pub offered_at: Instant,
    pub expires_at: Instant,
    /// Whether it is this reader's to take over; otherwise it is theirs to withdraw.
    pub may_accept: bool,
    /// By client and key.
    pub rows: Vec<HandoverRow>,
}

impl Handover {
    /// How many of its incidents came to this.
    #[must_use]
    pub fn count(&self, outcome: HandoverOutcome) -> usize {
        self.rows.iter().filter(|row| row.outcome == outcome).count()
    }
}

/// Whom it is offered to, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfferedTo {
    pub kind: RecipientKind,
    pub id: String,
    pub name: String,
}

/// One incident of a hand-over; `GET {scope}/queue/rows` tells the rest of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandoverRow {
    pub client: ClientId,
    pub key: IncidentKey,
    pub outcome: HandoverOutcome,
}

/// A colleague, or a team, who can be given some of the caller's own open incidents. `GET {scope}/handovers/recipients`, people by
/// name, then teams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Candidate {
    pub to: OfferedTo,
    /// Those of the clients of the caller's open incidents in which they can.
    pub clients: Vec<ClientId>,
}

//! The queue: rows that are source-blind by their type, and how they are asked for.

mod filter;

use crate::{
    Instant,
    session::{ClientId, IncidentKey, Person, Team, UserId},
    vocabulary::{
        AssetClass, BreachKind, Category, Confidence, Disposition, HoldReason, Impact, Priority, Severity, Status,
        Verdict,
    },
};
pub use filter::*;
use serde::{Deserialize, Serialize};

/// Everything a queue row may hold: closed lists, numbers, and the neutral title. No tag, no map, no text of a finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueRow {
    pub key: IncidentKey,
    pub client: ClientLabel,
    /// From our own catalogue, in the session's language.
    pub title: String,
    pub category: Category,
    /// ATT&CK tactic ids, `TA0006`.
    pub tactics: Vec<String>,
    /// ATT&CK technique ids, `T1110` or `T1110.003`.
    pub techniques: Vec<String>,
    pub status: Status,
    pub hold_reason: Option<HoldReason>,
    pub hold_until: Option<Instant>,
    pub severity: Severity,
    pub priority: Priority,
    pub impact: Impact,
    pub confidence: Confidence,
    pub disposition: Disposition,
    pub asset_class: AssetClass,
    pub assets_count: u32,
    pub alerts_count: u32,
    /// Alerts in each of the last 24 hours of the incident's activity, oldest first.
    pub alerts_per_hour: Vec<u32>,
    pub history: History,
    pub verdict: Option<Verdict>,
    pub assignee: Option<Assignee>,
    /// The team it was given to: one of them has it, or nobody has it yet.
    pub assignee_group: Option<Team>,
    pub occurred_at: Instant,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// The nearer running clock's end; `None` when none runs.
    pub breach_at: Option<Instant>,
    pub breach_kind: Option<BreachKind>,
    /// Some clock has been missed, now or earlier.
    pub breached: bool,
    /// The clock stands still (On Hold, awaiting the client).
    pub paused: bool,
    pub unread: bool,
    /// Counts people's changes; the entity tag of the incident.
    pub version: u64,
}

impl QueueRow {
    /// The name of who has it: a person, or the team that nobody has taken it for yet.
    #[must_use]
    pub fn held_by(&self) -> Option<&str> {
        let person = self.assignee.as_ref().map(|person| person.name.as_str());
        person.or_else(|| self.assignee_group.as_ref().map(|team| team.name.as_str()))
    }

    /// Whether it waits for somebody of a team.
    #[must_use]
    pub const fn waits_for_team(&self) -> bool {
        self.assignee.is_none() && self.assignee_group.is_some()
    }
}

/// The client chip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientLabel {
    pub id: ClientId,
    pub code: String,
    pub name: String,
    /// `#rrggbb`.
    pub colour: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Assignee {
    pub id: UserId,
    pub name: String,
}

/// Incidents of the same client with the same grouping key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct History {
    pub count_30d: u32,
    pub false_positives_30d: u32,
}

/// The orders a queue can be read in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Least time to breach first, over both running clocks; among equals New, then unread, then key.
    #[default]
    Breach,
    Priority,
    Severity,
    Created,
    Updated,
    Client,
}

impl Sort {
    pub const ALL: &'static [Self] =
        &[Self::Breach, Self::Priority, Self::Severity, Self::Created, Self::Updated, Self::Client];

    #[must_use]
    pub const fn caption(self) -> &'static str {
        match self {
            Self::Breach => "breach",
            Self::Priority => "priority",
            Self::Severity => "severity",
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Client => "client",
        }
    }

    #[must_use]
    pub fn from_caption(caption: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|sort| sort.caption() == caption)
    }
}

/// `GET {scope}/queue/facets`: how many rows the current filter holds, and how they fall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Facets {
    pub total: u64,
    pub breached: u64,
    pub status: Vec<Count<Status>>,
    pub priority: Vec<Count<Priority>>,
    pub severity: Vec<Count<Severity>>,
    pub category: Vec<Count<Category>>,
    pub client: Vec<Count<ClientId>>,
    /// By assignee; `value: null` counts what nobody has.
    pub assignee: Vec<Count<Option<Assignee>>>,
    pub as_of: Instant,
    pub partial: Vec<crate::list::Partial>,
}

/// One value and how many rows have it. Values with no row are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Count<T> {
    pub value: T,
    pub count: u64,
}

/// `GET {scope}/queue/marks`: places along a list, to jump to without reading what lies before them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueMarks {
    /// Rows of the list, or of the span that was asked for.
    pub total: u64,
    /// Rows from one mark to the next.
    pub every: u64,
    /// At most 200, by `index`. The first row needs none.
    pub marks: Vec<Mark>,
    pub as_of: Instant,
    pub partial: Vec<crate::list::Partial>,
}

/// One place along a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Mark {
    /// Which row of the list, or of the span, the page of `cursor` begins at; from 0.
    pub index: u64,
    pub cursor: String,
}

/// `GET {scope}/queue/presence`: who else looks at incidents of the scope now, among colleagues.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueuePresence {
    /// The incidents that somebody looks at, by client and key.
    pub rows: Vec<RowPresence>,
    /// Seconds for which whoever said that they look is taken to.
    pub lasts_s: u32,
}

/// Who looks at one incident, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RowPresence {
    pub client: ClientId,
    pub key: IncidentKey,
    pub people: Vec<Person>,
}

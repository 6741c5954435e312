//! Dashboards: every figure is a count of queue rows, and says which.

use crate::{
    Instant,
    list::Partial,
    queue::ClientLabel,
    vocabulary::{Priority, Status, Verdict},
};
use serde::{Deserialize, Serialize};

/// `GET {scope}/overview/operational`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Operational {
    pub open: u64,
    /// Open now minus open 24 hours ago.
    pub open_since_yesterday: i64,
    /// Open incidents with a missed clock, and in how many clients.
    pub breached: u64,
    pub breached_clients: u64,
    /// Open incidents nobody has, and how long the oldest has waited.
    pub unassigned: u64,
    pub unassigned_oldest_at: Option<Instant>,
    /// Over incidents acknowledged in the last 30 days, seconds.
    pub time_to_acknowledge: Durations,
    /// Over incidents resolved in the last 30 days, seconds.
    pub time_to_resolve: Durations,
    pub within_service_level: ServiceLevel,
    /// Open incidents by priority and status; the sums are `open`.
    pub by_priority: Vec<PriorityCount>,
    /// What is Closed and was resolved in the last 30 days, by verdict.
    pub by_verdict: Vec<VerdictFigures>,
    /// The last 30 days in the session's time zone, oldest first.
    pub days: Vec<Day>,
    /// The first instant of the 30 days that the figures above look back on.
    pub since: Instant,
    pub as_of: Instant,
    pub partial: Vec<Partial>,
}

/// A distribution of durations, in seconds; `None` when nothing was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Durations {
    pub count: u64,
    pub median_s: Option<u64>,
    pub p90_s: Option<u64>,
    pub mean_s: Option<u64>,
}

/// Incidents resolved in the last 30 days, and how many of them missed no clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServiceLevel {
    pub resolved: u64,
    pub within: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PriorityCount {
    pub priority: Priority,
    pub status: Status,
    pub count: u64,
}

/// What became of incidents that were closed with one verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerdictFigures {
    pub verdict: Verdict,
    pub closed: u64,
    /// Those of them whose evidence nobody ever opened.
    pub unopened: u64,
    /// Those that their client rated, and the sum of what it gave, 1 to 5 each.
    pub rated: u64,
    pub rating_sum: u64,
}

/// One day's arrivals and resolutions; `from` is the day's first instant and `to` the next day's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Day {
    pub from: Instant,
    pub to: Instant,
    pub arrived: u64,
    pub resolved: u64,
}

/// `GET {scope}/overview/clients`, for scopes of more than one client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Comparison {
    pub clients: Vec<ClientFigures>,
    pub as_of: Instant,
    pub partial: Vec<Partial>,
}

/// One client beside the others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientFigures {
    pub client: ClientLabel,
    pub open: u64,
    pub critical: u64,
    pub breached: u64,
    pub unassigned: u64,
    pub within_service_level: ServiceLevel,
    /// Arrivals in each of the last 12 weeks, oldest first.
    pub weeks: Vec<Week>,
}

/// One week's arrivals; `from` is in, `to` is out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Week {
    pub from: Instant,
    pub to: Instant,
    pub arrived: u64,
}

//! Incidents by MITRE ATT&CK: what a technique is called, and how often it was met.

use crate::{Instant, list::Partial, vocabulary::Tactic};
use serde::{Deserialize, Serialize};

/// A technique or sub-technique by its ATT&CK id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Technique {
    pub id: String,
    /// Empty for an id that is not known.
    pub name: String,
    /// The tactics that it serves.
    pub tactics: Vec<Tactic>,
}

/// `GET {scope}/overview/attack`: incidents of a span of time by tactic and technique.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attack {
    /// All of them, in ATT&CK's order.
    pub tactics: Vec<TacticFigures>,
    /// Half-open: incidents created from then on, and before `to`.
    pub from: Instant,
    pub to: Instant,
    pub as_of: Instant,
    pub partial: Vec<Partial>,
}

/// The incidents that name a tactic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TacticFigures {
    pub tactic: Tactic,
    pub incidents: u64,
    /// How many of them are open.
    pub open: u64,
    /// Those that were met, the most frequent first.
    pub techniques: Vec<TechniqueFigures>,
}

/// The incidents that name a tactic and a technique that serves it, or one of its sub-techniques.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TechniqueFigures {
    pub id: String,
    pub name: String,
    pub incidents: u64,
    /// How many of them are open.
    pub open: u64,
}

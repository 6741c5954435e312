//! The alerts of an incident: when each happened and how bad it was, and nothing of what it says.

use crate::{Instant, vocabulary::Severity};
use serde::{Deserialize, Serialize};

/// The most stretches of time that a volume is counted in.
pub const BUCKETS_MAX: u64 = 96;

/// One alert of `GET …/alerts`, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertItem {
    /// Counted in its client.
    pub number: u64,
    pub occurred_at: Instant,
    pub received_at: Instant,
    pub severity: Severity,
}

/// `GET …/alerts/volume`: how many alerts happened in each of equal stretches of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertVolume {
    /// The first alert and the last; `None` without alerts.
    pub from: Option<Instant>,
    pub to: Option<Instant>,
    /// How long each stretch is; the first begins at `from`, the last holds `to`.
    pub bucket_s: u64,
    /// At most 96.
    pub counts: Vec<u32>,
}

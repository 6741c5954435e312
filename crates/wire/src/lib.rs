//! Shapes on the network between console and tenant API: serde only, and nothing of evidence.

pub mod access;
pub mod administration;
pub mod alert;
pub mod attack;
pub mod audit;
pub mod bulk;
pub mod device;
pub mod embed;
pub mod event;
pub mod factors;
pub mod handover;
pub mod identity_provider;
pub mod incident;
pub mod ingest;
pub mod list;
pub mod note;
pub mod opening;
pub mod overview;
pub mod preferences;
pub mod problem;
pub mod queue;
pub mod request;
pub mod retention;
pub mod session;
pub mod silence;
pub mod task;
pub mod timeline;
pub mod view;
pub mod vocabulary;
pub mod workflow;

use serde::{Deserialize, Deserializer, Serialize};

/// A moment as it travels: RFC 3339 in UTC, e.g. `2026-11-24T08:30:00Z`.
///
/// Each side turns it into its own type at the edge (`jiff` in the tenant API, `Date` in the browser), so neither carries
/// the other's calendar.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
#[serde(transparent)]
pub struct Instant(pub String);

/// Tells `null` from what is not there.
fn said<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

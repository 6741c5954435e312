//! What the tenant API answers to findings that came in.

use crate::session::IncidentKey;
use serde::{Deserialize, Serialize};

/// `POST /ingest/findings`: 200 also where every item was rejected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IngestAnswer {
    pub accepted: u64,
    /// Findings that were here already; not an error.
    pub duplicates: u64,
    pub rejected: Vec<Rejected>,
    /// The incidents that were opened or joined.
    pub incidents: Vec<IncidentKey>,
}

/// An item that was not taken, by its place in the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rejected {
    pub index: u64,
    pub problem: String,
}

//! The envelope of every list.

use crate::{Instant, session::ClientId};
use serde::{Deserialize, Serialize};

/// One page of a list, and how honest it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct List<T> {
    pub items: Vec<T>,
    /// Sealed; give it back as `?cursor=` for the next page. `None` on the last page.
    pub next_cursor: Option<String>,
    /// The moment this answer was true.
    pub as_of: Instant,
    /// Clients of the scope that could not be read. Every total on a screen names them.
    pub partial: Vec<Partial>,
}

/// A client that is missing from an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Partial {
    pub client: ClientId,
    pub reason: String,
}

//! What a screen wants of an incident's head: all of it, or its row alone.

use super::sealed::Records;
use serde::Deserialize;
use wire::{
    incident::{Clocks, EvidenceSummary, IncidentHead, Related},
    queue::QueueRow,
    workflow::Offer,
};

/// Reads itself out of a head's JSON. The text is read once for the row and once for the rest: serde's `flatten` buffers
/// every value, and costs whichever module uses it 19 kB.
#[expect(private_bounds, reason = "nobody else answers for which client a record belongs to")]
pub trait Head: Records + Sized {
    /// # Errors
    /// [`serde_json::Error`] when the text is no head.
    fn read(text: &str) -> Result<Self, serde_json::Error>;
}

impl Head for QueueRow {
    fn read(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}

#[derive(Deserialize)]
struct Rest {
    clocks: Clocks,
    evidence: EvidenceSummary,
    actions: Vec<Offer>,
    related: Vec<Related>,
}

impl Head for IncidentHead {
    fn read(text: &str) -> Result<Self, serde_json::Error> {
        let row = QueueRow::read(text)?;
        let Rest { clocks, evidence, actions, related } = serde_json::from_str(text)?;
        Ok(Self { row, clocks, evidence, actions, related })
    }
}

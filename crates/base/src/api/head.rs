//! What a screen wants of an incident's head: all of it, or its row alone.

use super::{ApiError, json, sealed::Records};
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wire::{
    Instant,
    attack::Technique,
    incident::{Clocks, EvidenceSummary, IncidentHead, Related},
    queue::QueueRow,
    session::{IncidentKey, Person, RequestKey},
    task::TaskCounts,
    workflow::Offer,
};

/// Reads itself out of a head. It is read once for the row and once for the rest: serde's `flatten` buffers every value,
/// and costs whichever module uses it 19 kB.
#[expect(private_bounds, reason = "nobody else answers for which client a record belongs to")]
pub trait Head: Records + Sized {
    /// # Errors
    /// [`ApiError::BadReply`] when `head` is none.
    fn read(head: JsValue) -> Result<Self, ApiError>;
}

impl Head for QueueRow {
    fn read(head: JsValue) -> Result<Self, ApiError> {
        json::read(head)
    }
}

#[derive(Deserialize)]
struct Rest {
    clocks: Clocks,
    evidence: EvidenceSummary,
    actions: Vec<Offer>,
    related: Vec<Related>,
    rating: Option<u8>,
    looked_at: Option<Instant>,
    merged_into: Option<IncidentKey>,
    #[serde(default)]
    readers: Vec<Person>,
    #[serde(default)]
    attack: Vec<Technique>,
    #[serde(default)]
    tasks: TaskCounts,
    #[serde(default)]
    requests: Vec<RequestKey>,
}

impl Head for IncidentHead {
    fn read(head: JsValue) -> Result<Self, ApiError> {
        let row = QueueRow::read(head.clone())?;
        let rest: Rest = json::read(head)?;
        let Rest { clocks, evidence, actions, related, rating, looked_at, merged_into, .. } = rest;
        let Rest { readers, attack, tasks, requests, .. } = rest;
        Ok(Self {
            row,
            clocks,
            evidence,
            actions,
            related,
            rating,
            looked_at,
            merged_into,
            readers,
            attack,
            tasks,
            requests,
        })
    }
}

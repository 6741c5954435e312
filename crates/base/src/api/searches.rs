//! Searching evidence, and the records that it leaves.

use super::{
    ApiError,
    access::client_path,
    sealed::within,
    transport::{Call, send},
};
use crate::scope::Scope;
use serde::Deserialize;
use wire::{
    Instant,
    list::List,
    opening::{FoundIncidents, SearchEvidence, SearchKind},
    session::{ClientId, Person},
};

/// Who searched a client's evidence. The console knows no shape of evidence, and this is what it may know of a search.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SearchRecord {
    pub by: Person,
    pub at: Instant,
    pub kind: SearchKind,
    pub reason: String,
    /// How many incidents matched.
    pub incidents: u32,
    /// What was searched for, where it was found.
    pub value: Option<String>,
}

/// `POST {scope}/evidence-searches`.
///
/// # Errors
/// [`ApiError::Invalid`] for what is no value of its kind, and without a typed reason.
pub async fn search_evidence(scope: &Scope, search: &SearchEvidence) -> Result<FoundIncidents, ApiError> {
    within(scope, send(Call::post(&[&scope.path(), "/evidence-searches"].concat(), search)).await?)
}

/// `GET /c/{client}/evidence-searches/records`, newest first.
///
/// # Errors
/// Any.
pub async fn list_searches(
    scope: &Scope,
    client: &ClientId,
    cursor: Option<String>,
) -> Result<List<SearchRecord>, ApiError> {
    let pairs: Vec<_> = cursor.map(|cursor| ("cursor", cursor)).into_iter().collect();
    send(Call::get(&client_path(scope, client, "/evidence-searches/records")).query(&pairs)).await
}

//! Silences: which there are, agreeing to one and ending it. Making one is a call about opened evidence.

use super::{
    ApiError,
    access::client_path,
    incident_path,
    sealed::within,
    transport::{Call, encoded, send},
};
use crate::scope::Scope;
use wire::{
    list::List,
    session::{ClientId, IncidentKey},
    silence::{Silence, SilenceAgreement},
};

/// `GET {scope}/silences`, newest first.
///
/// # Errors
/// Any.
pub async fn list_silences(scope: &Scope, cursor: Option<String>) -> Result<List<Silence>, ApiError> {
    let pairs: Vec<_> = cursor.map(|cursor| ("cursor", cursor)).into_iter().collect();
    within(scope, send(Call::get(&[&scope.path(), "/silences"].concat()).query(&pairs)).await?)
}

/// `GET …/incidents/{key}/silences`: those that were made from it, each with why.
///
/// # Errors
/// Any.
pub async fn list_incident_silences(
    scope: &Scope,
    client: &ClientId,
    key: &IncidentKey,
) -> Result<List<Silence>, ApiError> {
    within(scope, send(Call::get(&[&incident_path(client, key), "/silences"].concat())).await?)
}

/// `POST /c/{client}/silences/{silence}/agreement`: lets it act, or declines it.
///
/// # Errors
/// [`ApiError::Conflict`] where somebody was faster.
pub async fn agree_to_silence(scope: &Scope, silence: &Silence, agree: bool) -> Result<Silence, ApiError> {
    let path = path(scope, silence, "/agreement");
    within(scope, send(Call::post(&path, &SilenceAgreement { agree })).await?)
}

/// `DELETE /c/{client}/silences/{silence}`: ends it.
///
/// # Errors
/// [`ApiError::Conflict`] where it is over.
pub async fn end_silence(scope: &Scope, silence: &Silence) -> Result<Silence, ApiError> {
    within(scope, send(Call::delete(&path(scope, silence, ""))).await?)
}

fn path(scope: &Scope, silence: &Silence, rest: &str) -> String {
    client_path(scope, &silence.client, &["/silences/", &encoded(&silence.id.0), rest].concat())
}

//! Hand-overs: what is offered to this user, and what this user offers.

use super::{
    ApiError,
    sealed::within,
    transport::{Call, encoded, send},
};
use crate::scope::Scope;
use wire::{
    handover::{Candidate, Handover, HandoverCommand, NewHandover, Offered},
    list::List,
    session::HandoverId,
};

fn path(scope: &Scope, rest: &str) -> String {
    [&scope.path(), "/handovers", rest].concat()
}

/// `GET {scope}/handovers`: what is offered to this user, and what this user offered lately, newest first.
///
/// # Errors
/// Any.
pub async fn list_handovers(scope: &Scope) -> Result<List<Handover>, ApiError> {
    within(scope, send(Call::get(&path(scope, ""))).await?)
}

/// The same where nobody asked for it.
///
/// # Errors
/// As [`list_handovers`].
pub async fn list_handovers_quietly(scope: &Scope) -> Result<List<Handover>, ApiError> {
    within(scope, send(Call::get(&path(scope, "")).in_the_background()).await?)
}

/// `GET {scope}/handovers/recipients`: who can be given which of this user's open incidents. Asked for whenever those change.
///
/// # Errors
/// Any.
pub async fn list_recipients(scope: &Scope) -> Result<List<Candidate>, ApiError> {
    within(scope, send(Call::get(&path(scope, "/recipients")).in_the_background()).await?)
}

/// `POST {scope}/handovers`.
///
/// # Errors
/// [`ApiError::Invalid`] for somebody who can be given none of them, and where none can be handed over.
pub async fn offer_handover(scope: &Scope, new: &NewHandover) -> Result<Offered, ApiError> {
    within(scope, send(Call::post(&path(scope, ""), new)).await?)
}

/// `POST {scope}/handovers/{handover}/commands` → what became of each of its rows.
///
/// # Errors
/// [`ApiError::Conflict`] once it has expired.
pub async fn command_handover(scope: &Scope, id: &HandoverId, command: &HandoverCommand) -> Result<Handover, ApiError> {
    let path = path(scope, &["/", &encoded(&id.0), "/commands"].concat());
    within(scope, send(Call::post(&path, command)).await?)
}

//! Requests: what clients ask, and what is answered.

use super::{
    ApiError,
    sealed::within,
    transport::{Call, encoded, send},
};
use crate::scope::Scope;
use wire::{
    list::List,
    request::{NewMessage, NewRequest, Request, RequestCommand, RequestFilter, RequestRow},
    session::{ClientId, RequestKey},
};

fn path(client: &ClientId, key: &RequestKey, rest: &str) -> String {
    ["/c/", &encoded(&client.0), "/requests/", &encoded(&key.0), rest].concat()
}

/// `GET {scope}/requests`: what is due first, then what moved last, then what is closed.
///
/// # Errors
/// Any.
pub async fn list_requests(
    scope: &Scope,
    filter: &RequestFilter,
    cursor: Option<&str>,
) -> Result<List<RequestRow>, ApiError> {
    let mut pairs = filter.to_pairs();
    pairs.extend(cursor.map(|cursor| ("cursor", cursor.to_owned())));
    within(scope, send(Call::get(&[&scope.path(), "/requests"].concat()).query(&pairs)).await?)
}

/// `POST /c/{client}/requests`.
///
/// # Errors
/// [`ApiError::Invalid`] for what cannot be asked so.
pub async fn make_request(scope: &Scope, client: &ClientId, new: &NewRequest) -> Result<Request, ApiError> {
    within(scope, send(Call::post(&["/c/", &encoded(&client.0), "/requests"].concat(), new)).await?)
}

/// `GET /c/{client}/requests/{key}`, with its conversation.
///
/// # Errors
/// Any.
pub async fn read_request(scope: &Scope, client: &ClientId, key: &RequestKey) -> Result<Request, ApiError> {
    within(scope, send(Call::get(&path(client, key, ""))).await?)
}

/// `POST …/messages`.
///
/// # Errors
/// [`ApiError::Conflict`] where it is closed.
pub async fn add_message(
    scope: &Scope,
    client: &ClientId,
    key: &RequestKey,
    message: &NewMessage,
) -> Result<Request, ApiError> {
    within(scope, send(Call::post(&path(client, key, "/messages"), message)).await?)
}

/// `PATCH /c/{client}/requests/{key}`; `version` is that of the request the user was looking at.
///
/// # Errors
/// [`ApiError::Conflict`] when somebody was faster, or when its state does not lead there.
pub async fn command_request(
    scope: &Scope,
    client: &ClientId,
    key: &RequestKey,
    version: u64,
    command: &RequestCommand,
) -> Result<Request, ApiError> {
    within(scope, send(Call::patch(&path(client, key, ""), command).if_match(version)).await?)
}

//! One command over many incidents: given, followed, agreed to, undone.

use super::{
    ApiError,
    sealed::within,
    transport::{Call, encoded, send},
};
use crate::scope::Scope;
use wire::{
    bulk::{Bulk, BulkAgreement, NewBulk},
    list::List,
};

fn path(scope: &Scope, rest: &str) -> String {
    [&scope.path(), "/queue/bulk", rest].concat()
}

/// `POST {scope}/queue/bulk`: what was begun; it goes on whether or not anybody asks how far it is.
///
/// # Errors
/// [`ApiError::Invalid`] for a command or a choice of rows that is none.
pub async fn begin_bulk(scope: &Scope, bulk: &NewBulk) -> Result<Bulk, ApiError> {
    within(scope, send(Call::post(&path(scope, ""), bulk)).await?)
}

/// `GET {scope}/queue/bulk`: one's own of the last hour, and those one may agree to, newest first.
///
/// # Errors
/// Any.
pub async fn list_bulks(scope: &Scope) -> Result<List<Bulk>, ApiError> {
    within(scope, send(Call::get(&path(scope, "")).in_the_background()).await?)
}

/// `GET {scope}/queue/bulk/{id}`.
///
/// # Errors
/// Any.
pub async fn read_bulk(scope: &Scope, id: &str) -> Result<Bulk, ApiError> {
    within(scope, send(Call::get(&path(scope, &["/", &encoded(id)].concat())).in_the_background()).await?)
}

/// `POST …/{id}/undo`.
///
/// # Errors
/// [`ApiError::Conflict`] once it is too late.
pub async fn undo_bulk(scope: &Scope, id: &str) -> Result<Bulk, ApiError> {
    within(scope, send(Call::post(&path(scope, &["/", &encoded(id), "/undo"].concat()), &())).await?)
}

/// `POST …/{id}/agreement`, as the second person.
///
/// # Errors
/// [`ApiError::Conflict`] when nothing waits for it any more.
pub async fn answer_bulk(scope: &Scope, id: &str, agree: bool) -> Result<Bulk, ApiError> {
    let path = path(scope, &["/", &encoded(id), "/agreement"].concat());
    within(scope, send(Call::post(&path, &BulkAgreement { agree })).await?)
}

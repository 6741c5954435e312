//! "Who can see this?", and how that changed.

use super::{bound, list};
use crate::{
    http::{
        App,
        paging::{Paging, Pairs, nothing_else},
        problem::ApiError,
    },
    instants,
    policy::Seat,
    store::access::{history, matrix},
};
use axum::{Json, extract::State};
use wire::{
    Instant,
    access::{AccessChange, AccessMatrix},
    list::List,
    session::IncidentKey,
};

/// Who may do what in this client, and by what.
///
/// # Errors
/// 404 for an incident that is not there, 422 for a moment that is none or has not been yet.
#[utoipa::path(get, path = "/access-matrix",
    params(("incident" = Option<String>, Query), ("at" = Option<String>, Query)),
    responses((status = 200, body = AccessMatrix), (status = 404), (status = 422)))]
pub async fn read_access_matrix(
    State(app): State<App>,
    seat: Seat,
    pairs: Pairs,
) -> Result<Json<AccessMatrix>, ApiError> {
    let (mut incident, mut at) = (None, None);
    let mut rest = vec![];
    for (name, value) in pairs.iter() {
        match name {
            "incident" => incident = Some(IncidentKey(value.to_owned())),
            "at" => {
                let read = instants::read(&Instant(value.to_owned()));
                at = Some(read.ok_or_else(|| ApiError::field("at", "is no instant of RFC 3339"))?);
            }
            _ => rest.push((name, value)),
        }
    }
    nothing_else(&rest)?;
    let mut read = app.store.read(&seat).await?;
    Ok(Json(matrix::read(&mut read, &seat, incident, at, app.now()).await?))
}

/// Who gained and lost what here, newest first.
///
/// # Errors
/// 400 for a cursor that is not this list's.
#[utoipa::path(get, path = "/access-changes",
    params(("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = List<AccessChange>), (status = 400), (status = 404)))]
pub async fn list_access_changes(
    State(app): State<App>,
    seat: Seat,
    pairs: Pairs,
) -> Result<Json<List<AccessChange>>, ApiError> {
    let paging = Paging::alone(&pairs)?;
    let bound = bound("access-changes", &seat, 0);
    let after = paging.open(&app, &bound)?;
    let mut read = app.store.read(&seat).await?;
    let found = history::changes(&mut read, &seat, after, paging.limit + 1).await?;
    let page = paging.cut(&app, &bound, found)?;
    Ok(Json(list(&app, page, vec![])))
}

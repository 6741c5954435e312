//! What somebody has begun to write on an incident.

use super::{incident::key, number};
use crate::{
    http::{App, body::Raw, problem::ApiError},
    policy::Seat,
    store::drafts,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use wire::note::{Begun, Draft};

/// The caller's own draft, and whether they have written to this client before.
///
/// # Errors
/// 404 for an incident that is not there.
#[utoipa::path(get, path = "/incidents/{key}/draft", responses((status = 200, body = Begun), (status = 404)))]
pub async fn read_draft(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
) -> Result<Json<Begun>, ApiError> {
    let mut read = app.store.read(&seat).await?;
    let number = number(&mut read, &seat, key(path)).await?;
    Ok(Json(drafts::read(&mut read, &seat, number).await?))
}

/// Keeps what the caller has typed so far; nobody else is told of it.
///
/// # Errors
/// 403 without the capability for its visibility, 404 for an incident that is not there, 422 for an empty one.
#[utoipa::path(put, path = "/incidents/{key}/draft", request_body = Draft,
    responses((status = 204), (status = 403), (status = 404), (status = 422)))]
pub async fn keep_draft(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<StatusCode, ApiError> {
    let mut write = app.store.write(&seat).await?;
    let number = number(&mut write, &seat, key(path)).await?;
    drafts::keep(&mut write, &seat, number, &raw.json()?).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets the caller's draft; a second time changes nothing.
///
/// # Errors
/// 404 for an incident that is not there.
#[utoipa::path(delete, path = "/incidents/{key}/draft", responses((status = 204), (status = 404)))]
pub async fn forget_draft(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
) -> Result<StatusCode, ApiError> {
    let mut write = app.store.write(&seat).await?;
    let number = number(&mut write, &seat, key(path)).await?;
    drafts::forget(&mut write, &seat, number).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

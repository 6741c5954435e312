//! A client's ingest keys.

use super::{list, part};
use crate::{
    http::{App, body::Raw, problem::ApiError},
    policy::Seat,
    store::ingest_keys,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use wire::{
    administration::{IngestKey, MadeIngestKey, NewIngestKey},
    list::List,
    session::IngestKeyId,
};

/// The client's keys, newest first, by what can be shown of them.
///
/// # Errors
/// [`ApiError`] when the store cannot be read.
#[utoipa::path(get, path = "/ingest-keys", responses((status = 200, body = List<IngestKey>), (status = 404)))]
pub async fn list_ingest_keys(State(app): State<App>, seat: Seat) -> Result<Json<List<IngestKey>>, ApiError> {
    let found = ingest_keys::list(&mut *app.store.read(&seat).await?, &seat).await?;
    Ok(Json(list(&app, (found, None), vec![])))
}

/// Makes a key, and shows it this once.
///
/// # Errors
/// 422 for a name that is none.
#[utoipa::path(post, path = "/ingest-keys", request_body = NewIngestKey,
    responses((status = 201, body = MadeIngestKey), (status = 404), (status = 422)))]
pub async fn create_ingest_key(
    State(app): State<App>,
    seat: Seat,
    raw: Raw,
) -> Result<(StatusCode, Json<MadeIngestKey>), ApiError> {
    let asked: NewIngestKey = raw.json()?;
    let mut write = app.store.write(&seat).await?;
    let made = ingest_keys::create(&mut write, &seat, &asked, app.now()).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Revokes a key; a second time changes nothing.
///
/// # Errors
/// 404 for another client's.
#[utoipa::path(delete, path = "/ingest-keys/{id}", responses((status = 204), (status = 404)))]
pub async fn revoke_ingest_key(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
) -> Result<StatusCode, ApiError> {
    let mut write = app.store.write(&seat).await?;
    ingest_keys::revoke(&mut write, &seat, &IngestKeyId(part(&path, "id")), app.now()).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

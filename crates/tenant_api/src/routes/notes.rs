//! Notes on an incident.

use super::{incident::key, list, number};
use crate::{
    http::{App, body::Raw, problem::ApiError},
    policy::Seat,
    store::notes,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use wire::{
    list::List,
    note::{NewNote, Note},
};

/// The notes that the caller may read, newest first.
///
/// # Errors
/// 404 for an incident that is not there.
#[utoipa::path(get, path = "/incidents/{key}/notes", responses((status = 200, body = List<Note>), (status = 404)))]
pub async fn list_notes(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
) -> Result<Json<List<Note>>, ApiError> {
    let mut read = app.store.read(&seat).await?;
    let number = number(&mut read, &seat, key(path)).await?;
    Ok(Json(list(&app, (notes::list(&mut read, &seat, number).await?, None), vec![])))
}

/// Adds a note.
///
/// # Errors
/// 403 without the capability for its visibility, 404 for an incident that is not there, 422 for an empty one.
#[utoipa::path(post, path = "/incidents/{key}/notes", request_body = NewNote,
    responses((status = 201, body = Note), (status = 403), (status = 404), (status = 422)))]
pub async fn add_note(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<(StatusCode, Json<Note>), ApiError> {
    let mut write = app.store.write(&seat).await?;
    let number = number(&mut write, &seat, key(path)).await?;
    let note = notes::add(&mut write, &seat, number, &raw.json()?, app.now()).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(note)))
}

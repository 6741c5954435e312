//! Notes on an incident.

use super::{incident::key, list, number};
use crate::{
    http::{
        App,
        body::Raw,
        paging::{Pairs, nothing_else},
        problem::ApiError,
    },
    policy::Seat,
    store::{drafts, notes, people},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use wire::{
    list::List,
    note::{NewNote, Note},
    session::Person,
    vocabulary::Visibility,
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

/// Adds a note; what was kept of it as a draft is forgotten.
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
    drafts::forget(&mut write, &seat, number).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(note)))
}

/// Who can be mentioned in a note of this visibility: whoever may read it, by name.
///
/// # Errors
/// 403 without the capability to write such a note, 404 for an incident that is not there, 422 for another visibility.
#[utoipa::path(get, path = "/incidents/{key}/mentionable", params(("visibility" = String, Query)),
    responses((status = 200, body = List<Person>), (status = 403), (status = 404), (status = 422)))]
pub async fn list_mentionable(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
    pairs: Pairs,
) -> Result<Json<List<Person>>, ApiError> {
    let mut read = app.store.read(&seat).await?;
    let number = number(&mut read, &seat, key(path)).await?;
    let (mut visibility, mut rest) = (Visibility::Unknown, vec![]);
    for (name, value) in pairs.iter() {
        match name {
            "visibility" => visibility = Visibility::from_caption(value).unwrap_or_default(),
            _ => rest.push((name, value)),
        }
    }
    nothing_else(&rest)?;
    notes::check_may(&seat, visibility)?;
    let people = people::readers_of_notes(&mut read, &seat, number, visibility).await?;
    Ok(Json(list(&app, (people, None), vec![])))
}

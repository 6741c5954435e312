//! The playbooks of an organisation, and those that can be applied to a client's incidents.

use super::{list, part};
use crate::{
    http::{App, body::Raw, problem::ApiError},
    policy::{Office, Seat},
    store::{Everywhere, playbooks},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use wire::{
    list::List,
    session::PlaybookId,
    task::{NewPlaybook, Playbook, PlaybookName},
};

/// The organisation's playbooks, by name.
///
/// # Errors
/// [`ApiError`] when the store cannot be read.
#[utoipa::path(get, path = "/playbooks", responses((status = 200, body = List<Playbook>), (status = 404)))]
pub async fn list_playbooks(State(app): State<App>, office: Office) -> Result<Json<List<Playbook>>, ApiError> {
    let found = playbooks::list(&mut *app.store.read(&office).await?, &office).await?;
    Ok(Json(list(&app, (found, None), vec![])))
}

/// Makes a playbook: incidents of its categories begin with its steps from now on.
///
/// # Errors
/// 409 where there are too many, 422 for a name or a step that is none, and for a client that is not there.
#[utoipa::path(post, path = "/playbooks", request_body = NewPlaybook,
    responses((status = 201, body = Playbook), (status = 404), (status = 409), (status = 422)))]
pub async fn create_playbook(
    State(app): State<App>,
    office: Office,
    raw: Raw,
) -> Result<(StatusCode, Json<Playbook>), ApiError> {
    let asked: NewPlaybook = raw.json()?;
    let mut write = app.store.write(&Everywhere).await?;
    let playbook = playbooks::create(&mut write, &office, &asked, app.now()).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(playbook)))
}

/// Changes a playbook. What it was applied as before stays.
///
/// # Errors
/// 404 for another organisation's, 422 as for a new one.
#[utoipa::path(patch, path = "/playbooks/{playbook}", request_body = wire::task::PlaybookChange,
    responses((status = 200, body = Playbook), (status = 404), (status = 422)))]
pub async fn change_playbook(
    State(app): State<App>,
    office: Office,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<Json<Playbook>, ApiError> {
    let id = PlaybookId(part(&path, "playbook"));
    let mut write = app.store.write(&Everywhere).await?;
    playbooks::read(&mut write, &office, &id).await?;
    let playbook = playbooks::change(&mut write, &office, &id, &raw.json()?, app.now()).await?;
    write.commit().await?;
    Ok(Json(playbook))
}

/// Removes a playbook. What it was applied as stays.
///
/// # Errors
/// 404 for another organisation's.
#[utoipa::path(delete, path = "/playbooks/{playbook}", responses((status = 204), (status = 404)))]
pub async fn remove_playbook(
    State(app): State<App>,
    office: Office,
    Path(path): Path<Vec<(String, String)>>,
) -> Result<StatusCode, ApiError> {
    let mut write = app.store.write(&Everywhere).await?;
    playbooks::remove(&mut write, &office, &PlaybookId(part(&path, "playbook")), app.now()).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The playbooks that the caller can apply to this client's incidents, by name: none for a client's own people under an MSP.
///
/// # Errors
/// [`ApiError`] when the store cannot be read.
#[utoipa::path(get, path = "/playbooks", responses((status = 200, body = List<PlaybookName>), (status = 404)))]
pub async fn list_applicable_playbooks(
    State(app): State<App>,
    seat: Seat,
) -> Result<Json<List<PlaybookName>>, ApiError> {
    let found = playbooks::applicable(&mut *app.store.read(&seat).await?, &seat).await?;
    Ok(Json(list(&app, (found, None), vec![])))
}

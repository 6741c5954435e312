//! The teams of an organisation, and those that can be given a client's incidents.

use super::{list, part};
use crate::{
    http::{App, body::Raw, problem::ApiError},
    policy::{Office, Seat},
    store::{Everywhere, teams},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use wire::{
    administration::{ManagedTeam, NewTeam},
    incident::AssignableTeam,
    list::List,
    session::TeamId,
};

/// The organisation's teams with their people, by name.
///
/// # Errors
/// [`ApiError`] when the store cannot be read.
#[utoipa::path(get, path = "/teams", responses((status = 200, body = List<ManagedTeam>), (status = 404)))]
pub async fn list_teams(State(app): State<App>, office: Office) -> Result<Json<List<ManagedTeam>>, ApiError> {
    let found = teams::list(&mut *app.store.read(&Everywhere).await?, &office).await?;
    Ok(Json(list(&app, (found, None), vec![])))
}

/// Makes a team.
///
/// # Errors
/// 422 for a name that is none, and for somebody who is not of the organisation.
#[utoipa::path(post, path = "/teams", request_body = NewTeam,
    responses((status = 201, body = ManagedTeam), (status = 404), (status = 422)))]
pub async fn create_team(
    State(app): State<App>,
    office: Office,
    raw: Raw,
) -> Result<(StatusCode, Json<ManagedTeam>), ApiError> {
    let asked: NewTeam = raw.json()?;
    let mut write = app.store.write(&Everywhere).await?;
    let team = teams::create(&mut write, &office, &asked, app.now()).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(team)))
}

/// Changes a team. What it was given stays its own.
///
/// # Errors
/// 404 for another organisation's, 422 as for a new one.
#[utoipa::path(patch, path = "/teams/{team}", request_body = wire::administration::TeamChange,
    responses((status = 200, body = ManagedTeam), (status = 404), (status = 422)))]
pub async fn change_team(
    State(app): State<App>,
    office: Office,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<Json<ManagedTeam>, ApiError> {
    let id = TeamId(part(&path, "team"));
    let mut write = app.store.write(&Everywhere).await?;
    teams::read(&mut write, &office, &id).await?;
    let team = teams::change(&mut write, &office, &id, &raw.json()?, app.now()).await?;
    write.commit().await?;
    Ok(Json(team))
}

/// Removes a team: what it was given and nobody took is nobody's again.
///
/// # Errors
/// 404 for another organisation's.
#[utoipa::path(delete, path = "/teams/{team}", responses((status = 204), (status = 404)))]
pub async fn remove_team(
    State(app): State<App>,
    office: Office,
    Path(path): Path<Vec<(String, String)>>,
) -> Result<StatusCode, ApiError> {
    teams::remove(&app.store, &office, &TeamId(part(&path, "team")), app.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The teams that can be given this client's incidents, by name: of whoever looks after it, and its own.
///
/// # Errors
/// [`ApiError`] when the store cannot be read.
#[utoipa::path(get, path = "/teams", responses((status = 200, body = List<AssignableTeam>), (status = 404)))]
pub async fn list_assignable_teams(State(app): State<App>, seat: Seat) -> Result<Json<List<AssignableTeam>>, ApiError> {
    let found = teams::assignable(&mut *app.store.read(&seat).await?, &seat).await?;
    Ok(Json(list(&app, (found, None), vec![])))
}

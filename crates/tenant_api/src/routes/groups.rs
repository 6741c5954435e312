//! The groups of an MSP.

use super::{list, part};
use crate::{
    http::{App, body::Raw, problem::ApiError},
    policy::Office,
    store::{Everywhere, groups},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use wire::{
    administration::NewGroup,
    list::List,
    session::{Group, GroupId},
};

/// The organisation's groups with all of their clients, by name.
///
/// # Errors
/// [`ApiError`] when the store cannot be read.
#[utoipa::path(get, path = "/groups", responses((status = 200, body = List<Group>), (status = 404)))]
pub async fn list_groups(State(app): State<App>, office: Office) -> Result<Json<List<Group>>, ApiError> {
    let found = groups::list(&mut *app.store.read(&Everywhere).await?, &office).await?;
    Ok(Json(list(&app, (found, None), vec![])))
}

/// Makes a group.
///
/// # Errors
/// 422 for a name that is none, and for a client that is not there.
#[utoipa::path(post, path = "/groups", request_body = NewGroup,
    responses((status = 201, body = Group), (status = 404), (status = 422)))]
pub async fn create_group(
    State(app): State<App>,
    office: Office,
    raw: Raw,
) -> Result<(StatusCode, Json<Group>), ApiError> {
    let asked: NewGroup = raw.json()?;
    let mut write = app.store.write(&Everywhere).await?;
    let group = groups::create(&mut write, &office, &asked, app.now()).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(group)))
}

/// Changes a group, for everybody who holds something by it.
///
/// # Errors
/// 403 where somebody would gain what the caller does not hold, 404 for another organisation's, 422 as for a new one.
#[utoipa::path(patch, path = "/groups/{group}", request_body = wire::administration::GroupChange,
    responses((status = 200, body = Group), (status = 403), (status = 404), (status = 422)))]
pub async fn change_group(
    State(app): State<App>,
    office: Office,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<Json<Group>, ApiError> {
    let id = GroupId(part(&path, "group"));
    let mut write = app.store.write(&Everywhere).await?;
    groups::read(&mut write, &office, &id).await?;
    let group = groups::change(&mut write, &office, &id, &raw.json()?, app.now()).await?;
    write.commit().await?;
    Ok(Json(group))
}

/// Removes a group, and what is granted by it.
///
/// # Errors
/// 403 where somebody would gain by it what the caller does not hold, 404 for another organisation's.
#[utoipa::path(delete, path = "/groups/{group}", responses((status = 204), (status = 403), (status = 404), (status = 422)))]
pub async fn remove_group(
    State(app): State<App>,
    office: Office,
    Path(path): Path<Vec<(String, String)>>,
) -> Result<StatusCode, ApiError> {
    let mut write = app.store.write(&Everywhere).await?;
    groups::remove(&mut write, &office, &GroupId(part(&path, "group")), app.now()).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

//! Access profiles: an organisation's templates, and how a client uses them.

use super::{list, part};
use crate::{
    http::{App, body::Raw, problem::ApiError},
    policy::{Office, Seat},
    store::{Everywhere, profiles},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use wire::{
    access::{ClientProfile, NewProfile, Profile, ProfileChange, ProfileOverride},
    list::List,
    session::ProfileId,
};

/// The organisation's templates, by name.
///
/// # Errors
/// [`ApiError`] when the store cannot be read.
#[utoipa::path(get, path = "/profiles", responses((status = 200, body = List<Profile>), (status = 404)))]
pub async fn list_profiles(State(app): State<App>, office: Office) -> Result<Json<List<Profile>>, ApiError> {
    let found = profiles::list(&mut *app.store.read(&Everywhere).await?, &office).await?;
    Ok(Json(list(&app, (found, None), vec![])))
}

/// Makes a template.
///
/// # Errors
/// 403 without the capability, and for one in it that the caller does not hold; 422 for a name that is none or taken.
#[utoipa::path(post, path = "/profiles", request_body = NewProfile,
    responses((status = 201, body = Profile), (status = 403), (status = 404), (status = 422)))]
pub async fn create_profile(
    State(app): State<App>,
    office: Office,
    raw: Raw,
) -> Result<(StatusCode, Json<Profile>), ApiError> {
    let asked: NewProfile = raw.json()?;
    let mut write = app.store.write(&Everywhere).await?;
    let profile = profiles::create(&mut write, &office, &asked, app.now()).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(profile)))
}

/// Changes a template for everybody who holds it.
///
/// # Errors
/// 403 where somebody would gain what the caller does not hold, 404 for another organisation's, 422 where nobody would be left to administer.
#[utoipa::path(patch, path = "/profiles/{profile}", request_body = ProfileChange,
    responses((status = 200, body = Profile), (status = 403), (status = 404), (status = 422)))]
pub async fn change_profile(
    State(app): State<App>,
    office: Office,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<Json<Profile>, ApiError> {
    let id = ProfileId(part(&path, "profile"));
    let mut write = app.store.write(&Everywhere).await?;
    profiles::read(&mut write, &office, &id).await?;
    let profile = profiles::change(&mut write, &office, &id, &raw.json()?, app.now()).await?;
    write.commit().await?;
    Ok(Json(profile))
}

/// Removes a template that nobody holds.
///
/// # Errors
/// 403 without the capability, 404 for another organisation's, 422 where somebody holds it.
#[utoipa::path(delete, path = "/profiles/{profile}",
    responses((status = 204), (status = 403), (status = 404), (status = 422)))]
pub async fn remove_profile(
    State(app): State<App>,
    office: Office,
    Path(path): Path<Vec<(String, String)>>,
) -> Result<StatusCode, ApiError> {
    let mut write = app.store.write(&Everywhere).await?;
    profiles::remove(&mut write, &office, &ProfileId(part(&path, "profile")), app.now()).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The templates as this client uses them, by name.
///
/// # Errors
/// [`ApiError`] when the store cannot be read.
#[utoipa::path(get, path = "/profiles", responses((status = 200, body = List<ClientProfile>), (status = 404)))]
pub async fn list_client_profiles(State(app): State<App>, seat: Seat) -> Result<Json<List<ClientProfile>>, ApiError> {
    let found = profiles::list_in_client(&mut *app.store.read(&Everywhere).await?, &seat).await?;
    Ok(Json(list(&app, (found, None), vec![])))
}

/// Replaces this client's override of a template.
///
/// # Errors
/// As for a change of the template.
#[utoipa::path(patch, path = "/profiles/{profile}", request_body = ProfileOverride,
    responses((status = 200, body = ClientProfile), (status = 403), (status = 404), (status = 422)))]
pub async fn override_profile(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<Json<ClientProfile>, ApiError> {
    let id = ProfileId(part(&path, "profile"));
    let mut write = app.store.write(&Everywhere).await?;
    profiles::check_in_client(&mut write, &seat, &id).await?;
    let profile = profiles::replace_override(&mut write, &seat, &id, &raw.json()?, app.now()).await?;
    write.commit().await?;
    Ok(Json(profile))
}

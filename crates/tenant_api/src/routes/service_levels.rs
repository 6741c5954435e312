//! Service levels: what an organisation promises, and what one client is promised instead.

use crate::{
    http::{App, body::Raw, problem::ApiError},
    policy::{Office, Seat},
    store::{
        Write,
        service_levels::{self, Promiser},
    },
};
use axum::{Json, extract::State};
use wire::administration::{ServiceLevels, ServiceLevelsChange};

/// What the organisation promises.
///
/// # Errors
/// [`ApiError`] when the store cannot be read.
#[utoipa::path(get, path = "/service-levels", responses((status = 200, body = ServiceLevels), (status = 404)))]
pub async fn read_service_levels(State(app): State<App>, office: Office) -> Result<Json<ServiceLevels>, ApiError> {
    let mut read = app.store.read(&office).await?;
    Ok(Json(service_levels::read(&mut read, &Promiser::from(&office)).await?))
}

/// Changes it.
///
/// # Errors
/// 422 for limits or hours that cannot be.
#[utoipa::path(patch, path = "/service-levels", request_body = ServiceLevelsChange,
    responses((status = 200, body = ServiceLevels), (status = 404), (status = 422)))]
pub async fn change_service_levels(
    State(app): State<App>,
    office: Office,
    raw: Raw,
) -> Result<Json<ServiceLevels>, ApiError> {
    let asked = raw.json()?;
    change(&app, app.store.write(&office).await?, &Promiser::from(&office), &asked).await
}

/// What this client is promised.
///
/// # Errors
/// [`ApiError`] when the store cannot be read.
#[utoipa::path(get, path = "/service-levels", responses((status = 200, body = ServiceLevels), (status = 404)))]
pub async fn read_client_service_levels(State(app): State<App>, seat: Seat) -> Result<Json<ServiceLevels>, ApiError> {
    let mut read = app.store.read(&seat).await?;
    Ok(Json(service_levels::read(&mut read, &Promiser::from(&seat)).await?))
}

/// Changes it for this client alone.
///
/// # Errors
/// As for the organisation's.
#[utoipa::path(patch, path = "/service-levels", request_body = ServiceLevelsChange,
    responses((status = 200, body = ServiceLevels), (status = 404), (status = 422)))]
pub async fn change_client_service_levels(
    State(app): State<App>,
    seat: Seat,
    raw: Raw,
) -> Result<Json<ServiceLevels>, ApiError> {
    let asked = raw.json()?;
    change(&app, app.store.write(&seat).await?, &Promiser::from(&seat), &asked).await
}

async fn change(
    app: &App,
    mut write: Write,
    promiser: &Promiser<'_>,
    asked: &ServiceLevelsChange,
) -> Result<Json<ServiceLevels>, ApiError> {
    let levels = service_levels::change(&mut write, promiser, asked, app.now()).await?;
    write.commit().await?;
    Ok(Json(levels))
}

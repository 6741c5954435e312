//! How long a client's data are kept, and the legal hold.

use crate::{
    http::{App, body::Raw, problem::ApiError},
    policy::Seat,
    store::retention,
};
use axum::{Json, extract::State};
use wire::retention::{Retention, RetentionCommand};

/// How long what is kept, and whether a legal hold stops that.
///
/// # Errors
/// [`ApiError::Internal`] if it cannot be read.
#[utoipa::path(get, path = "/retention", responses((status = 200, body = Retention), (status = 404)))]
pub async fn read_retention(State(app): State<App>, seat: Seat) -> Result<Json<Retention>, ApiError> {
    Ok(Json(retention::read(&mut *app.store.read(&seat).await?, &seat).await?))
}

/// Sets the periods, or places or lifts a legal hold.
///
/// # Errors
/// 409 for a hold that is placed already, or is not there; 422 for a period or a reason that is none.
#[utoipa::path(patch, path = "/retention", request_body = RetentionCommand,
    responses((status = 200, body = Retention), (status = 404), (status = 409), (status = 422)))]
pub async fn command_retention(State(app): State<App>, seat: Seat, raw: Raw) -> Result<Json<Retention>, ApiError> {
    let command: RetentionCommand = raw.tagged("command")?;
    let mut write = app.store.write(&seat).await?;
    let retention = retention::command(&mut write, &seat, &command, app.now()).await?;
    write.commit().await?;
    Ok(Json(retention))
}

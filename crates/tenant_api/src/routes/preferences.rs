//! What the caller has chosen for themselves.

use crate::{
    http::{App, auth::SignedIn, body::Raw, problem::ApiError},
    store::{Everywhere, preferences},
};
use axum::{Json, extract::State};
use wire::preferences::{Preferences, PreferencesChange};

/// All of it, as far as the caller still sees what it names.
///
/// # Errors
/// [`ApiError::Internal`] when the store cannot be read.
#[utoipa::path(get, path = "/preferences", responses((status = 200, body = Preferences), (status = 401)))]
pub async fn read_preferences(State(app): State<App>, signed_in: SignedIn) -> Result<Json<Preferences>, ApiError> {
    let mut read = app.store.read(&Everywhere).await?;
    Ok(Json(preferences::read(&mut read, &signed_in.caller).await?))
}

/// Changes what is said.
///
/// # Errors
/// 422 for what is none, and for what the caller does not see.
#[utoipa::path(patch, path = "/preferences", request_body = PreferencesChange,
    responses((status = 200, body = Preferences), (status = 401), (status = 422)))]
pub async fn change_preferences(
    State(app): State<App>,
    signed_in: SignedIn,
    raw: Raw,
) -> Result<Json<Preferences>, ApiError> {
    let change: PreferencesChange = raw.json()?;
    let mut write = preferences::begin(&app.store, &signed_in.caller).await?;
    let preferences = preferences::change(&mut write, &signed_in.caller, change).await?;
    write.commit().await?;
    Ok(Json(preferences))
}

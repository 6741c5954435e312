//! Dashboards.

use crate::{
    http::{App, problem::ApiError},
    policy::Scope,
    store::overview,
};
use axum::{Json, extract::State};
use wire::overview::{Comparison, Operational};

/// What is going on in the scope.
///
/// # Errors
/// [`ApiError`] when the store cannot be read.
#[utoipa::path(get, path = "/overview/operational", responses((status = 200, body = Operational), (status = 404)))]
pub async fn read_operational(State(app): State<App>, scope: Scope) -> Result<Json<Operational>, ApiError> {
    Ok(Json(overview::operational(&app.store, &scope, app.now()).await?))
}

/// The scope's clients side by side; a scope of one client has none.
///
/// # Errors
/// 404 for a scope of one client.
#[utoipa::path(get, path = "/overview/clients", responses((status = 200, body = Comparison), (status = 404)))]
pub async fn read_comparison(State(app): State<App>, scope: Scope) -> Result<Json<Comparison>, ApiError> {
    if scope.clients().len() < 2 {
        return Err(ApiError::Missing);
    }
    Ok(Json(overview::comparison(&app.store, &scope, app.now()).await?))
}

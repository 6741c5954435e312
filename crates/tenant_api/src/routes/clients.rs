//! The clients of an organisation.

use super::list;
use crate::{
    http::{App, body::Raw, problem::ApiError},
    policy::{Office, Scope, Seat},
    store::{Everywhere, clients},
};
use axum::{Json, extract::State, http::StatusCode};
use wire::{
    administration::{ClientChange, ManagedClient, NewClient},
    list::List,
};

/// The clients that the caller manages, by name.
///
/// # Errors
/// [`ApiError`] when the store cannot be read.
#[utoipa::path(get, path = "/clients", responses((status = 200, body = List<ManagedClient>), (status = 404)))]
pub async fn list_clients(State(app): State<App>, scope: Scope) -> Result<Json<List<ManagedClient>>, ApiError> {
    let found = clients::list(&mut *app.store.read(&Everywhere).await?, &scope).await?;
    Ok(Json(list(&app, (found, None), vec![])))
}

/// Adds a client to the caller's MSP.
///
/// # Errors
/// 404 for an organisation that is no MSP, 422 for a code that another of its clients has.
#[utoipa::path(post, path = "/clients", request_body = NewClient,
    responses((status = 201, body = ManagedClient), (status = 404), (status = 422)))]
pub async fn create_client(
    State(app): State<App>,
    office: Office,
    raw: Raw,
) -> Result<(StatusCode, Json<ManagedClient>), ApiError> {
    clients::check_msp(&office)?;
    let asked: NewClient = raw.json()?;
    let mut write = app.store.write(&Everywhere).await?;
    let client = clients::create(&mut write, &office, &asked, app.now()).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(client)))
}

/// Changes how a client is shown.
///
/// # Errors
/// 422 for a name or a colour that is none.
#[utoipa::path(patch, path = "/clients/{client}", request_body = ClientChange,
    responses((status = 200, body = ManagedClient), (status = 404), (status = 422)))]
pub async fn change_client(State(app): State<App>, seat: Seat, raw: Raw) -> Result<Json<ManagedClient>, ApiError> {
    let asked: ClientChange = raw.json()?;
    let mut write = app.store.write(&Everywhere).await?;
    let client = clients::change(&mut write, &seat, &asked, app.now()).await?;
    write.commit().await?;
    Ok(Json(client))
}

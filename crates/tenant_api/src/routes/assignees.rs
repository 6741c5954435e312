//! Who can be given a client's incidents.

use super::list;
use crate::{
    http::{App, problem::ApiError},
    policy::Seat,
    store::people,
};
use axum::{Json, extract::State};
use wire::{list::List, session::Person};

/// Everybody who can be given this client's incidents, by name.
///
/// # Errors
/// [`ApiError`] when the store cannot be read.
#[utoipa::path(get, path = "/assignees", responses((status = 200, body = List<Person>), (status = 404)))]
pub async fn list_assignees(State(app): State<App>, seat: Seat) -> Result<Json<List<Person>>, ApiError> {
    let people = people::assignable(&mut *app.store.read(&seat).await?, &seat).await?;
    Ok(Json(list(&app, (people, None), vec![])))
}

//! How a client leaves, and what is left of it.

use super::list;
use crate::{
    http::{
        App,
        body::Raw,
        paging::{Paging, Pairs},
        problem::ApiError,
    },
    policy::{Office, Seat},
    store::{Custody, offboarding},
};
use axum::{Json, extract::State};
use wire::{
    list::List,
    retention::{Issued, Offboarding, OffboardingCommand},
};

/// Where the client stands.
///
/// # Errors
/// [`ApiError::Internal`] if it cannot be read.
#[utoipa::path(get, path = "/offboarding", responses((status = 200, body = Offboarding), (status = 404)))]
pub async fn read_offboarding(State(app): State<App>, seat: Seat) -> Result<Json<Offboarding>, ApiError> {
    Ok(Json(offboarding::read(&mut *app.store.read(&seat).await?, &seat).await?))
}

/// Asks for it, confirms it, or calls it off.
///
/// # Errors
/// 409 for a step that is not the next one, is the same person's, or is stopped by a legal hold; 422 without a reason.
#[utoipa::path(patch, path = "/offboarding", request_body = OffboardingCommand,
    responses((status = 200, body = Offboarding), (status = 404), (status = 409), (status = 422)))]
pub async fn command_offboarding(State(app): State<App>, seat: Seat, raw: Raw) -> Result<Json<Offboarding>, ApiError> {
    let command: OffboardingCommand = raw.tagged("command")?;
    // It changes what everybody may do here, their MSP's people too.
    let mut write = app.store.write(&Custody(seat.client())).await?;
    let stands = offboarding::command(&mut write, &seat, &command, app.now()).await?;
    write.commit().await?;
    Ok(Json(stands))
}

/// The certificates of the organisation's former clients, newest first.
///
/// # Errors
/// 400 for a cursor that is not this list's.
#[utoipa::path(get, path = "/certificates", params(("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = List<Issued>), (status = 400), (status = 404)))]
pub async fn list_certificates(
    State(app): State<App>,
    office: Office,
    pairs: Pairs,
) -> Result<Json<List<Issued>>, ApiError> {
    let paging = Paging::alone(&pairs)?;
    let caller = office.caller();
    let bound = format!("certificates|{}|{}", caller.user(), caller.permission_version());
    let before = paging.open(&app, &bound)?;
    let mut read = app.store.read(&office).await?;
    let found = offboarding::certificates(&mut read, &office, before, paging.limit + 1).await?;
    let page = paging.cut(&app, &bound, found)?;
    Ok(Json(list(&app, page, vec![])))
}

//! Hand-overs: whom one's incidents can be given, offering them, and what people answer.

use super::{list, part};
use crate::{
    http::{
        App,
        body::Raw,
        paging::{Paging, Pairs},
        problem::ApiError,
    },
    policy::{Address, Scope},
    store::handovers,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use wire::{
    handover::{Candidate, Handover, HandoverCommand, NewHandover, Offered},
    list::List,
    session::HandoverId,
    vocabulary::Capability,
};

/// Two hundred keys, each with a line.
const HANDOVER_MAX: usize = 320 * 1024;

/// What is offered to the caller, and what the caller offered in the last two days, newest first.
///
/// # Errors
/// 400 for a cursor that is not this list's, 422 for any other name.
#[utoipa::path(get, path = "/handovers",
    params(("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = List<Handover>), (status = 400), (status = 404), (status = 422)))]
pub async fn list_handovers(
    State(app): State<App>,
    scope: Scope,
    pairs: Pairs,
) -> Result<Json<List<Handover>>, ApiError> {
    let paging = Paging::alone(&pairs)?;
    let caller = scope.caller();
    let bound = format!("handovers|{}|{}|{}", caller.user(), scope.path(), caller.permission_version());
    let after = paging.open(&app, &bound)?;
    let mut read = app.store.read(&scope).await?;
    let found = handovers::list(&mut read, &scope, after, paging.limit + 1, app.now()).await?;
    Ok(Json(list(&app, paging.cut(&app, &bound, found)?, vec![])))
}

/// Colleagues who can be given the caller's open incidents, by name, then their teams, each with the clients in which they can.
///
/// # Errors
/// [`ApiError::Internal`] if they cannot be read.
#[utoipa::path(get, path = "/handovers/recipients", responses((status = 200, body = List<Candidate>), (status = 404)))]
pub async fn list_recipients(State(app): State<App>, scope: Scope) -> Result<Json<List<Candidate>>, ApiError> {
    let candidates = handovers::list_recipients(&mut *app.store.read(&scope).await?, &scope).await?;
    Ok(Json(list(&app, (candidates, None), vec![])))
}

/// Offers the caller's own open incidents to a colleague.
///
/// # Errors
/// 409 for whoever has fifty that stand, 422 for somebody who cannot be given them, and for rows that cannot be handed over.
#[utoipa::path(post, path = "/handovers", request_body = NewHandover,
    responses((status = 201, body = Offered), (status = 403), (status = 404), (status = 409), (status = 422)))]
pub async fn offer_handover(
    State(app): State<App>,
    scope: Scope,
    raw: Raw<HANDOVER_MAX>,
) -> Result<(StatusCode, Json<Offered>), ApiError> {
    let new: NewHandover = raw.json()?;
    let all = scope.caller().scope(Address::All, Capability::IncidentRead).ok_or(ApiError::Missing)?;
    handovers::check_standing(&mut *app.store.read(&all).await?, &all, app.now()).await?;
    let mut write = app.store.write(&scope).await?;
    let offered = handovers::offer(&mut write, &scope, &new, app.now()).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(offered)))
}

/// Takes rows over, declines, or withdraws; the answer says what became of each.
///
/// # Errors
/// 404 for whoever neither offered it nor was offered it, 409 for the other one of the two, and once it has expired.
#[utoipa::path(post, path = "/handovers/{handover}/commands", request_body = HandoverCommand,
    responses((status = 200, body = Handover), (status = 403), (status = 404), (status = 409), (status = 422)))]
pub async fn command_handover(
    State(app): State<App>,
    scope: Scope,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<Json<Handover>, ApiError> {
    let id = HandoverId(part(&path, "handover"));
    let found = handovers::find(&mut *app.store.read(&scope).await?, &scope, &id).await?.ok_or(ApiError::Missing)?;
    let giver = app.store.caller(found.giver()).await?;
    let mut write = app.store.write(&scope).await?;
    // With rows in this scope, or it is not there; nor is it for whoever has left its team since.
    let found = handovers::find(&mut write, &scope, &id).await?.ok_or(ApiError::Missing)?;
    handovers::tell(&mut write, &scope, &found, app.now()).await?.ok_or(ApiError::Missing)?;
    let told = match raw.tagged("command")? {
        HandoverCommand::Accept { rows } => {
            handovers::accept(&mut write, &scope, &found, giver.as_ref(), &rows, app.now()).await?
        }
        HandoverCommand::Decline => handovers::decline(&mut write, &scope, &found, app.now()).await?,
        HandoverCommand::Withdraw => handovers::withdraw(&mut write, &scope, &found, app.now()).await?,
    };
    write.commit().await?;
    Ok(Json(told))
}

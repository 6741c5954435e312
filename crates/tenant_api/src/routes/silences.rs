//! Silences: made out of opened evidence, listed everywhere without a text, agreed to and ended.

use super::{
    evidence::{check_may_open, receipt_id},
    incident::key,
    list, number, part,
};
use crate::{
    http::{
        App,
        body::Raw,
        paging::{Paging, Pairs},
        problem::ApiError,
    },
    policy::{Scope, Seat},
    sabotage::{self, Fault},
    store::{receipts, silences},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use wire::{
    list::List,
    session::SilenceId,
    silence::{NewSilence, Silence, SilenceAgreement},
};

/// Silences the detection of one of the alerts whose evidence the caller has open.
///
/// # Errors
/// 403 for whoever may not, 404 for anybody else's receipt and an expired one, 409 for what is silenced already, 422 for an alert that
/// is not the incident's, and for what cannot be silenced so.
#[utoipa::path(post, path = "/incidents/{key}/evidence-openings/{receipt}/silences", request_body = NewSilence,
    responses((status = 201, body = Silence), (status = 403), (status = 404), (status = 409), (status = 422)))]
pub async fn make_silence(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<(StatusCode, Json<Silence>), ApiError> {
    let mut write = app.store.write(&seat).await?;
    let receipt = receipt_id(&path);
    let number = number(&mut write, &seat, key(path)).await?;
    check_may_open(&app, &mut write, &seat, number).await?;
    if !sabotage::is(Fault::SilenceWithoutReceipt) {
        receipts::valid(&mut write, &seat, number, &receipt, app.now()).await?;
    }
    let asked: NewSilence = raw.json()?;
    let made = silences::make(&mut write, app.store.vault(), &seat, number, &asked, app.now()).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Those that were made from an incident, newest first, each with why.
///
/// # Errors
/// 404 for an incident that is not there.
#[utoipa::path(get, path = "/incidents/{key}/silences", responses((status = 200, body = List<Silence>), (status = 404)))]
pub async fn list_incident_silences(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
) -> Result<Json<List<Silence>>, ApiError> {
    let mut read = app.store.read(&seat).await?;
    let number = number(&mut read, &seat, key(path)).await?;
    let silences = silences::of_incident(&mut read, &seat, number, app.now()).await?;
    Ok(Json(list(&app, (silences, None), vec![])))
}

/// Those of the scope's clients, newest first; why stands in the incident that each was made from.
///
/// # Errors
/// 400 for a cursor that is not this list's, 422 for any other name.
#[utoipa::path(get, path = "/silences",
    params(("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = List<Silence>), (status = 400), (status = 404), (status = 422)))]
pub async fn list_silences(
    State(app): State<App>,
    scope: Scope,
    pairs: Pairs,
) -> Result<Json<List<Silence>>, ApiError> {
    let paging = Paging::alone(&pairs)?;
    let caller = scope.caller();
    let bound = format!("silences|{}|{}|{}", caller.user(), scope.path(), caller.permission_version());
    let after = paging.open(&app, &bound)?;
    let mut read = app.store.read(&scope).await?;
    let found = silences::list(&mut read, &scope, after, paging.limit + 1, app.now()).await?;
    Ok(Json(list(&app, paging.cut(&app, &bound, found)?, vec![])))
}

/// A second person lets it act, or declines it.
///
/// # Errors
/// 403 for whoever cannot, 404 for a silence that is not there, 409 for its owner, and when it does not wait for that.
#[utoipa::path(post, path = "/silences/{silence}/agreement", request_body = SilenceAgreement,
    responses((status = 200, body = Silence), (status = 403), (status = 404), (status = 409), (status = 422)))]
pub async fn agree_to_silence(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<Json<Silence>, ApiError> {
    let id = SilenceId(part(&path, "silence"));
    let mut write = app.store.write(&seat).await?;
    silences::find(&mut write, &seat, &id, app.now()).await?;
    let SilenceAgreement { agree } = raw.json()?;
    let silence = silences::agree(&mut write, &seat, &id, agree, app.now()).await?;
    write.commit().await?;
    Ok(Json(silence))
}

/// Ends it before its time.
///
/// # Errors
/// 403 for whoever may not, 404 for a silence that is not there, 409 for one that is over.
#[utoipa::path(delete, path = "/silences/{silence}",
    responses((status = 200, body = Silence), (status = 403), (status = 404), (status = 409)))]
pub async fn end_silence(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
) -> Result<Json<Silence>, ApiError> {
    let id = SilenceId(part(&path, "silence"));
    let mut write = app.store.write(&seat).await?;
    let silence = silences::end(&mut write, &seat, &id, app.now()).await?;
    write.commit().await?;
    Ok(Json(silence))
}

//! Asking a colleague to be let open an incident's evidence, and what they answer.

use super::{incident::key, list, number, part};
use crate::{
    http::{App, body::Raw, problem::ApiError},
    policy::Seat,
    store::evidence_requests,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use wire::{
    list::List,
    opening::{AnswerRequest, AskForEvidence, EvidenceRequest},
    vocabulary::Capability,
};

/// The requests of others that wait for an answer, oldest first.
///
/// # Errors
/// 403 for whoever cannot answer them, 404 for an incident that is not there.
#[utoipa::path(get, path = "/incidents/{key}/evidence-requests",
    responses((status = 200, body = List<EvidenceRequest>), (status = 403), (status = 404)))]
pub async fn list_evidence_requests(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
) -> Result<Json<List<EvidenceRequest>>, ApiError> {
    let mut read = app.store.read(&seat).await?;
    let number = number(&mut read, &seat, key(path)).await?;
    seat.check(Capability::EvidenceOpen)?;
    let requests = evidence_requests::list(&mut read, &seat, number, app.now()).await?;
    Ok(Json(list(&app, (requests, None), vec![])))
}

/// Asks whoever may open it.
///
/// # Errors
/// 403 for whom the right was taken from, 404 for an incident that is not there, 409 for whoever may open it or has asked already, 422
/// without a reason.
#[utoipa::path(post, path = "/incidents/{key}/evidence-requests", request_body = AskForEvidence,
    responses((status = 201, body = EvidenceRequest), (status = 403), (status = 404), (status = 409), (status = 422)))]
pub async fn ask_for_evidence(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<(StatusCode, Json<EvidenceRequest>), ApiError> {
    let mut write = app.store.write(&seat).await?;
    let number = number(&mut write, &seat, key(path)).await?;
    let AskForEvidence { reason } = raw.json()?;
    let request = evidence_requests::ask(&mut write, &seat, number, &reason, app.now()).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(request)))
}

/// Lets whoever asked open it for half an hour, or declines.
///
/// # Errors
/// 403 for whoever cannot, 404 for a request that is not there, 409 for one's own, one that was answered or waited too long, and to let
/// somebody whom the right was taken from.
#[utoipa::path(post, path = "/incidents/{key}/evidence-requests/{request}/answer", request_body = AnswerRequest,
    responses((status = 204), (status = 403), (status = 404), (status = 409), (status = 422)))]
pub async fn answer_evidence_request(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<StatusCode, ApiError> {
    let mut write = app.store.write(&seat).await?;
    let id = part(&path, "request");
    let number = number(&mut write, &seat, key(path)).await?;
    let AnswerRequest { grant } = raw.json()?;
    evidence_requests::answer(&mut write, &seat, number, &id, grant, app.now()).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

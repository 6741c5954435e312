//! The only door to evidence: a receipt first, then what it is a receipt for.

use super::{bound, incident::key, list, number};
use crate::{
    http::{
        App,
        body::Raw,
        paging::{Paging, Pairs},
        problem::ApiError,
    },
    policy::Seat,
    sabotage::{self, Fault},
    store::{alerts, kept_files, receipts},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use wire::{list::List, session::ReceiptId, vocabulary::Capability};
use wire_evidence::{Evidence, OpenEvidence, Opening, Receipt};

/// Findings on a page.
const PAGE: usize = 100;

/// Opens the evidence of an incident: appends a receipt, and answers the first page.
///
/// # Errors
/// 403 without the capability, 404 for an incident that is not there, 422 without a reason.
#[utoipa::path(post, path = "/incidents/{key}/evidence-openings", request_body = OpenEvidence,
    responses((status = 201, body = Opening), (status = 403), (status = 404), (status = 422)))]
pub async fn open_evidence(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<(StatusCode, Json<Opening>), ApiError> {
    let mut write = app.store.write(&seat).await?;
    let number = number(&mut write, &seat, key(path)).await?;
    check_may_open(&seat)?;
    let asked: OpenEvidence = raw.json()?;
    let receipt = receipts::append(&mut write, &seat, number, &asked.reason, app.now()).await?;
    // Committed before the first byte: whatever fails from here on, the opening is on record.
    if !sabotage::is(Fault::ReceiptIsNotStored) {
        write.commit().await?;
    }
    let evidence = page(&app, &seat, number, &receipt.id, None).await?;
    Ok((StatusCode::CREATED, Json(Opening { receipt, evidence })))
}

/// The next page, for the opener, until the receipt expires.
///
/// # Errors
/// 400 for a cursor that is not this opening's, 404 for anybody else's receipt and an expired one.
#[utoipa::path(get, path = "/incidents/{key}/evidence-openings/{receipt}/findings",
    params(("cursor" = Option<String>, Query)),
    responses((status = 200, body = Evidence), (status = 400), (status = 403), (status = 404)))]
pub async fn list_findings(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
    pairs: Pairs,
) -> Result<Json<Evidence>, ApiError> {
    let mut read = app.store.read(&seat).await?;
    let id = receipt_id(&path);
    let number = number(&mut read, &seat, key(path)).await?;
    check_may_open(&seat)?;
    if !sabotage::is(Fault::FindingsWithoutReceipt) {
        receipts::valid(&mut read, &seat, number, &id, app.now()).await?;
    }
    drop(read);
    let paging = Paging::alone(&pairs)?;
    let before = paging.open(&app, &evidence_bound(&seat, number, &id))?;
    Ok(Json(page(&app, &seat, number, &id, before).await?))
}

/// Notes that the opener has closed it.
///
/// # Errors
/// 404 for anybody else's receipt.
#[utoipa::path(post, path = "/incidents/{key}/evidence-openings/{receipt}/close",
    responses((status = 204), (status = 403), (status = 404)))]
pub async fn close_evidence(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
) -> Result<StatusCode, ApiError> {
    let mut write = app.store.write(&seat).await?;
    let id = receipt_id(&path);
    let number = number(&mut write, &seat, key(path)).await?;
    check_may_open(&seat)?;
    receipts::close(&mut write, &seat, number, &id, app.now()).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Every opening of a client's evidence, newest first.
///
/// # Errors
/// 400 for a cursor that is not this list's.
#[utoipa::path(get, path = "/evidence-openings",
    params(("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = List<Receipt>), (status = 400), (status = 404)))]
pub async fn list_openings(State(app): State<App>, seat: Seat, pairs: Pairs) -> Result<Json<List<Receipt>>, ApiError> {
    let paging = Paging::alone(&pairs)?;
    let bound = bound("openings", &seat, 0);
    let before = paging.open(&app, &bound)?;
    let mut read = app.store.read(&seat).await?;
    let found = receipts::list(&mut read, &seat, before, paging.limit + 1).await?;
    let page = paging.cut(&app, &bound, found)?;
    Ok(Json(list(&app, page, vec![])))
}

pub(super) fn check_may_open(seat: &Seat) -> Result<(), ApiError> {
    if seat.caller().is_only_seen() && !sabotage::is(Fault::SeeAsOpensEvidence) {
        return Err(ApiError::OnlySeen);
    }
    let capability = Capability::EvidenceOpen;
    if seat.may(capability) { Ok(()) } else { Err(ApiError::Lacks(capability)) }
}

async fn page(
    app: &App,
    seat: &Seat,
    number: i64,
    receipt: &ReceiptId,
    before: Option<u64>,
) -> Result<Evidence, ApiError> {
    let mut read = app.store.read(seat).await?;
    let mut alerts = alerts::list(&mut read, seat, number, before, PAGE + 1).await?;
    // With the first page.
    let kept = if before.is_none() { kept_files::list(&mut read, seat, number).await? } else { vec![] };
    drop(read);
    let found = alerts.len();
    alerts.truncate(PAGE);
    let (findings, gone_through) = app.store.vault().findings(seat.client(), &alerts).await?;
    let last = gone_through.checked_sub(1).map(|last| alerts[last].number).filter(|_| gone_through < found);
    let next_cursor = last.map(|last| app.sealer.seal(&last, &evidence_bound(seat, number, receipt))).transpose()?;
    let ids: Vec<String> = kept.into_iter().map(|file| file.id).collect();
    let artifacts = app.store.vault().artifacts(seat.client(), &ids).await?;
    Ok(Evidence { findings, next_cursor, artifacts })
}

fn evidence_bound(seat: &Seat, number: i64, receipt: &ReceiptId) -> String {
    format!("{}|{receipt}", bound("evidence", seat, number))
}

pub(super) fn receipt_id(path: &[(String, String)]) -> ReceiptId {
    let id = path.iter().find(|(name, _)| name == "receipt").map(|(_, value)| value.clone());
    ReceiptId(id.unwrap_or_default())
}

//! The only door to evidence: a receipt first, then what it is a receipt for.

use super::{bound, incident::key, list, number};
use crate::{
    http::{
        App,
        body::Raw,
        paging::{Paging, Pairs, nothing_else},
        problem::ApiError,
    },
    policy::Seat,
    sabotage::{self, Fault},
    store::{
        DatabaseConnection, Declined,
        alerts::{self, Alert},
        evidence_requests, evidence_rules, kept_files, receipts,
    },
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use wire::{
    list::List,
    opening::Copied,
    session::{IncidentKey, Person, ReceiptId},
    vocabulary::Capability,
};
use wire_evidence::{Evidence, OpenEvidence, Opening, Recorded};

/// Findings on a page.
const PAGE: usize = 100;

/// Opens the evidence of an incident: appends a receipt, and answers the first page.
///
/// # Errors
/// 403 for whoever may not and was not let, 404 for an incident that is not there, 422 without a reason, and for a chosen one
/// where a typed one is asked for.
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
    let granted_by = check_may_open(&app, &mut write, &seat, number).await?;
    let asked: OpenEvidence = raw.json()?;
    evidence_rules::check_reason(&mut write, &seat, number, &asked.reason).await?;
    let receipt = receipts::append(&mut write, &seat, number, &asked.reason, granted_by, app.now()).await?;
    // In the same moment, so that it is a receipt for all of it.
    let chosen = choose(&mut write, &seat, number, None).await?;
    // Committed before the first byte: whatever fails from here on, the opening is on record.
    if !sabotage::is(Fault::ReceiptIsNotStored) {
        write.commit().await?;
    }
    let evidence = page(&app, &seat, number, &receipt.id, chosen).await?;
    Ok((StatusCode::CREATED, Json(Opening { receipt, evidence })))
}

/// The next page, for the opener, until the receipt expires.
///
/// # Errors
/// 400 for a cursor that is not this opening's, 404 for anybody else's receipt, an expired one, and one from before a merge.
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
    check_may_open(&app, &mut read, &seat, number).await?;
    if !sabotage::is(Fault::FindingsWithoutReceipt) {
        receipts::valid(&mut read, &seat, number, &id, app.now()).await?;
    }
    let paging = Paging::alone(&pairs)?;
    let before = paging.open(&app, &evidence_bound(&seat, number, &id))?;
    let chosen = choose(&mut read, &seat, number, before).await?;
    drop(read);
    Ok(Json(page(&app, &seat, number, &id, chosen).await?))
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
    own(&seat, receipts::close(&mut write, &seat, number, &id, app.now()).await)?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Notes that the opener has copied something out of it.
///
/// # Errors
/// 404 for anybody else's receipt and one older than any session, 409 where too much is noted of it, 422 for what is no kind of thing.
#[utoipa::path(post, path = "/incidents/{key}/evidence-openings/{receipt}/copies", request_body = Copied,
    responses((status = 204), (status = 403), (status = 404), (status = 409), (status = 422)))]
pub async fn note_copy(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<StatusCode, ApiError> {
    let mut write = app.store.write(&seat).await?;
    let id = receipt_id(&path);
    let number = number(&mut write, &seat, key(path)).await?;
    let Copied { what } = raw.json()?;
    own(&seat, receipts::copied(&mut write, &seat, number, &id, what, app.now()).await)?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Every opening of a client's evidence, or of one incident's, newest first.
///
/// # Errors
/// 400 for a cursor that is not this list's.
#[utoipa::path(get, path = "/evidence-openings",
    params(("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query), ("incident" = Option<String>, Query)),
    responses((status = 200, body = List<Recorded>), (status = 400), (status = 404), (status = 422)))]
pub async fn list_openings(State(app): State<App>, seat: Seat, pairs: Pairs) -> Result<Json<List<Recorded>>, ApiError> {
    let (paging, mut rest) = Paging::take(pairs.iter())?;
    let named = rest.iter().position(|(name, _)| *name == "incident").map(|at| rest.remove(at).1);
    nothing_else(&rest)?;
    // A key that is none of this client's has no openings.
    let number = named.map(|key| seat.number(&IncidentKey(key.to_owned())).unwrap_or_default());
    let bound = bound("openings", &seat, number.unwrap_or(-1));
    let before = paging.open(&app, &bound)?;
    let mut read = app.store.read(&seat).await?;
    let found = receipts::list(&mut read, &seat, number, before, paging.limit + 1).await?;
    let page = paging.cut(&app, &bound, found)?;
    Ok(Json(list(&app, page, vec![])))
}

/// Who let the caller in, where the right is not their own.
pub(super) async fn check_may_open(
    app: &App,
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
) -> Result<Option<Person>, ApiError> {
    if seat.caller().is_only_seen() && !sabotage::is(Fault::SeeAsOpensEvidence) {
        return Err(ApiError::OnlySeen);
    }
    if seat.may(Capability::EvidenceOpen) {
        return Ok(None);
    }
    let grant = evidence_requests::grant(conn, seat, number, app.now()).await?;
    grant.map(|grant| Some(grant.by)).ok_or(ApiError::Lacks(Capability::EvidenceOpen))
}

/// What came of noting something with a receipt: one's own needs no right any more, for what was opened has to be closed.
fn own(seat: &Seat, noted: Result<(), Declined>) -> Result<(), ApiError> {
    match noted {
        Err(Declined::Missing) if !seat.may(Capability::EvidenceOpen) => Err(ApiError::Lacks(Capability::EvidenceOpen)),
        noted => Ok(noted?),
    }
}

/// The last alert of a page: an incident's own come first, and then what silences made from it kept away.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Before {
    is_silenced: bool,
    alert: u64,
}

/// What is on a page, and which links lead from it.
struct Chosen {
    alerts: Vec<Alert>,
    hosts: Vec<String>,
    files: Vec<String>,
}

async fn choose(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
    before: Option<Before>,
) -> Result<Chosen, ApiError> {
    let (own, silenced) = match before {
        Some(Before { is_silenced: true, alert }) => (None, Some(alert)),
        Some(Before { alert, .. }) => (Some(alert), None),
        None => (None, None),
    };
    let mut alerts = match silenced {
        None => alerts::list(conn, seat, number, own, PAGE + 1).await?,
        Some(_) => vec![],
    };
    if alerts.len() <= PAGE {
        let room = PAGE + 1 - alerts.len();
        alerts.extend(alerts::silenced(conn, seat, number, silenced, room).await?);
    }
    let hosts = evidence_rules::read(conn, seat).await?.source_hosts;
    // With the first page.
    let kept = if before.is_none() { kept_files::list(conn, seat, number).await? } else { vec![] };
    Ok(Chosen { alerts, hosts, files: kept.into_iter().map(|file| file.id).collect() })
}

async fn page(app: &App, seat: &Seat, number: i64, receipt: &ReceiptId, chosen: Chosen) -> Result<Evidence, ApiError> {
    let Chosen { mut alerts, hosts, files } = chosen;
    let found = alerts.len();
    alerts.truncate(PAGE);
    let (mut findings, gone_through) = app.store.vault().findings(seat.client(), &alerts).await?;
    for info in findings.iter_mut().map(|finding| &mut finding.finding_info) {
        info.src_link = info.src_url.as_deref().and_then(|address| evidence_rules::link(&hosts, address));
    }
    let last = gone_through.checked_sub(1).map(|last| &alerts[last]).filter(|_| gone_through < found);
    let last = last.map(|alert| Before { is_silenced: alert.is_silenced, alert: alert.number });
    let next_cursor = last.map(|last| app.sealer.seal(&last, &evidence_bound(seat, number, receipt))).transpose()?;
    let artifacts = app.store.vault().artifacts(seat.client(), &files).await?;
    Ok(Evidence { findings, next_cursor, artifacts })
}

fn evidence_bound(seat: &Seat, number: i64, receipt: &ReceiptId) -> String {
    format!("{}|{receipt}", bound("evidence", seat, number))
}

pub(super) fn receipt_id(path: &[(String, String)]) -> ReceiptId {
    let id = path.iter().find(|(name, _)| name == "receipt").map(|(_, value)| value.clone());
    ReceiptId(id.unwrap_or_default())
}

//! Files kept with an incident's evidence: how they get there, and out again.

use super::{
    evidence::{check_may_open, receipt_id},
    incident::key,
    number, part,
};
use crate::{
    http::{App, body::Raw, problem::ApiError, sheet},
    policy::Seat,
    sabotage::{self, Fault},
    store::{
        DatabaseConnection, evidence_rules,
        kept_files::{self, SIZE_MAX},
        random_id, receipts,
    },
};
use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use percent_encoding::percent_decode_str;
use wire::session::ReceiptId;
use wire_evidence::{Artifact, DownloadArtifact};

/// What a file is called, percent-encoded UTF-8. A header and no query: what stands in an address is written down on its way.
const FILE_NAME: &str = "x-file-name";

/// Keeps a file with the evidence, sealed: it is found by whoever opens that.
///
/// # Errors
/// 403 without the capability to open evidence or to write shared notes, 404 for an incident that is not there, 409 where there are
/// too many, or too much of the client, 413 for more than 16 MiB, 422 for nothing, and without a name.
#[utoipa::path(post, path = "/incidents/{key}/artifacts",
    params(("X-File-Name" = String, Header, description = "What it is called, percent-encoded UTF-8")),
    request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 201, body = Artifact), (status = 403), (status = 404), (status = 409), (status = 413), (status = 422)))]
pub async fn keep_artifact(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw<SIZE_MAX>,
) -> Result<(StatusCode, Json<Artifact>), ApiError> {
    let mut read = app.store.read(&seat).await?;
    let number = number(&mut read, &seat, key(path)).await?;
    kept_files::check(&mut read, &seat, number, raw.bytes.len() as u64, app.now()).await?;
    drop(read);
    let name = raw.headers.get(FILE_NAME).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let name = percent_decode_str(name).decode_utf8_lossy();
    let name = kept_files::checked(&name)?;
    if raw.bytes.is_empty() {
        return Err(ApiError::field("body", "1 byte or more"));
    }
    let (id, now) = (random_id(), app.now());
    // Before the incident knows of it: one without its file would be a gap, and a file without its incident goes with the rest.
    let artifact = app.store.vault().keep_artifact(seat.client(), (&id, name), raw.bytes.clone(), now).await?;
    let mut write = app.store.write(&seat).await?;
    kept_files::add(&mut write, &seat, number, (&id, artifact.size_bytes), app.now()).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(artifact)))
}

/// A file, for the opener until the receipt expires; that it was handed out, and why, is on record before its first byte.
///
/// # Errors
/// 404 for anybody else's receipt, an expired one, and a file that is not this incident's, or not there any more; 422 without a
/// typed reason.
#[utoipa::path(post, path = "/incidents/{key}/evidence-openings/{receipt}/artifacts/{artifact}",
    request_body = DownloadArtifact, responses((status = 200, content_type = "application/octet-stream", body = String),
    (status = 403), (status = 404), (status = 422)))]
pub async fn download_artifact(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<Response, ApiError> {
    let (receipt, id) = (receipt_id(&path), part(&path, "artifact"));
    let mut read = app.store.read(&seat).await?;
    let number = number(&mut read, &seat, key(path)).await?;
    check_may_have(&app, &mut read, &seat, (number, &receipt, &id)).await?;
    drop(read);
    let asked: DownloadArtifact = raw.json()?;
    let reason = evidence_rules::typed(&asked.reason)?;
    // Sixteen megabytes are not opened while everybody's writes wait.
    let (artifact, content) = app.store.vault().artifact(seat.client(), &id).await?.ok_or(ApiError::Missing)?;
    let mut write = app.store.write(&seat).await?;
    check_may_have(&app, &mut write, &seat, (number, &receipt, &id)).await?;
    receipts::saved(&mut write, &seat, number, &receipt, (&id, reason), app.now()).await?;
    write.commit().await?;
    Ok(sheet::unread_file(&artifact.name, Body::from(content)))
}

/// Whether a file of this incident may be had under this receipt now.
async fn check_may_have(
    app: &App,
    conn: &mut DatabaseConnection,
    seat: &Seat,
    (number, receipt, id): (i64, &ReceiptId, &str),
) -> Result<(), ApiError> {
    check_may_open(app, conn, seat, number).await?;
    if !sabotage::is(Fault::FileWithoutReceipt) {
        receipts::valid(conn, seat, number, receipt, app.now()).await?;
    }
    Ok(kept_files::check_kept(conn, seat, number, id).await?)
}

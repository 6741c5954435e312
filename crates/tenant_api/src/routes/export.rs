//! Everything a client owns, as one file.

use crate::{
    export::Export,
    http::{App, body::Raw, problem::ApiError, sheet},
    instants,
    policy::Seat,
    store::{
        audit::{self, Place},
        retention::checked,
    },
};
use axum::{body::Body, extract::State, response::Response};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use wire::{
    audit::AuditAction,
    retention::{Asked, MakeExport},
    vocabulary::Capability,
};

/// Makes an archive of everything the client owns, its evidence included, and sends it as it grows.
///
/// # Errors
/// 403 for whoever may not open evidence, 422 without a reason.
#[utoipa::path(post, path = "/exports", request_body = MakeExport, responses(
    (status = 200, content_type = "application/gzip", body = String), (status = 403), (status = 404), (status = 422)))]
pub async fn make_export(State(app): State<App>, seat: Seat, raw: Raw) -> Result<Response, ApiError> {
    let asked: MakeExport = raw.json()?;
    if !seat.may(Capability::EvidenceOpen) {
        return Err(ApiError::Lacks(Capability::EvidenceOpen));
    }
    let (reason, now) = (checked(&asked.reason)?, app.now());
    let mut write = app.store.write(&seat).await?;
    let told = (seat.client().0.as_str(), reason);
    audit::append_with(&mut write, seat.caller(), &Place::from(&seat), AuditAction::ExportMade, told, now).await?;
    // On record before the first byte: whatever fails from here on.
    write.commit().await?;
    let asked = Asked { by: seat.caller().person(), at: instants::to_wire(now), reason: reason.to_owned() };
    let export = Export::new(app.store.clone(), seat.of_its_client(), asked, now);
    let (name, (outlet, chunks)) = (export.name(), mpsc::channel(2));
    tokio::spawn(export.write(outlet));
    Ok(sheet::file(&name, "application/gzip", Body::from_stream(ReceiverStream::new(chunks))))
}

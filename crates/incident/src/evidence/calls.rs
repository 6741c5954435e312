//! The calls that carry evidence: they exist nowhere else.

use crate::desk::Place;
use base::api::{
    ApiError, incident_path,
    transport::{Call, encoded, send},
};
use wasm_bindgen::JsValue;
use wire::session::ReceiptId;
use wire_evidence::{Artifact, Evidence, OpenEvidence, Opening};

fn path(place: &Place) -> String {
    [&incident_path(&place.client.id, &place.key), "/evidence-openings"].concat()
}

/// `POST …/evidence-openings`: the only door. The receipt was committed before the first byte left.
pub(super) async fn open_evidence(place: &Place, reason: String) -> Result<Opening, ApiError> {
    send(Call::post(&path(place), &OpenEvidence { reason })).await
}

/// `GET …/evidence-openings/{receipt}/findings?cursor=`: the next page, until the receipt expires.
pub(super) async fn read_more(place: &Place, receipt: &ReceiptId, cursor: String) -> Result<Evidence, ApiError> {
    let path = [&path(place), "/", &encoded(&receipt.0), "/findings"].concat();
    send(Call::get(&path).query(&[("cursor", cursor)])).await
}

/// `POST …/evidence-openings/{receipt}/close`: appends how long it was open. Sent even while the page is being left.
pub(super) async fn close_evidence(place: &Place, receipt: &ReceiptId) -> Result<(), ApiError> {
    let path = [&path(place), "/", &encoded(&receipt.0), "/close"].concat();
    send(Call::post(&path, &()).outlives_the_page()).await
}

/// `POST …/artifacts`: a file is kept with the evidence, whether or not that is open here.
pub(super) async fn keep_file(place: &Place, name: &str, content: JsValue) -> Result<Artifact, ApiError> {
    let path = [&incident_path(&place.client.id, &place.key), "/artifacts"].concat();
    send(Call::upload(&path, name, content)).await
}

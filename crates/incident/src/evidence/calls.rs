//! The calls that carry evidence, or are about opening it: they exist nowhere else.

use crate::desk::Place;
use base::api::{
    ApiError, incident_path,
    transport::{Call, encoded, send, send_for_file},
};
use wasm_bindgen::JsValue;
use wire::{
    list::List,
    opening::{AnswerRequest, AskForEvidence, Copied, CopiedKind, EvidenceRequest},
    session::ReceiptId,
    silence::{NewSilence, Silence},
};
use wire_evidence::{Artifact, DownloadArtifact, Evidence, OpenEvidence, Opening};

fn path(place: &Place, rest: &str) -> String {
    [&incident_path(&place.client.id, &place.key), rest].concat()
}

/// Below one opening.
fn of_opening(place: &Place, receipt: &ReceiptId, rest: &str) -> String {
    path(place, &["/evidence-openings/", &encoded(&receipt.0), rest].concat())
}

/// `POST …/evidence-openings`: the only door. The receipt was committed before the first byte left.
pub(super) async fn open_evidence(place: &Place, reason: String) -> Result<Opening, ApiError> {
    send(Call::post(&path(place, "/evidence-openings"), &OpenEvidence { reason })).await
}

/// `GET …/evidence-openings/{receipt}/findings?cursor=`: the next page, until the receipt expires.
pub(super) async fn read_more(place: &Place, receipt: &ReceiptId, cursor: String) -> Result<Evidence, ApiError> {
    send(Call::get(&of_opening(place, receipt, "/findings")).query(&[("cursor", cursor)])).await
}

/// `POST …/evidence-openings/{receipt}/copies`: what kind of thing was copied. Sent even while the page is being left.
pub(super) async fn note_copy(place: &Place, receipt: &ReceiptId, what: CopiedKind) -> Result<(), ApiError> {
    send(Call::post(&of_opening(place, receipt, "/copies"), &Copied { what }).outlives_the_page()).await
}

/// `POST …/evidence-openings/{receipt}/silences`: what detected an alert of this evidence opens nothing for a while.
pub(super) async fn make_silence(place: &Place, receipt: &ReceiptId, new: &NewSilence) -> Result<Silence, ApiError> {
    send(Call::post(&of_opening(place, receipt, "/silences"), new)).await
}

/// `POST …/evidence-openings/{receipt}/close`: appends how long it was open. Sent even while the page is being left.
pub(super) async fn close_evidence(place: &Place, receipt: &ReceiptId) -> Result<(), ApiError> {
    send(Call::post(&of_opening(place, receipt, "/close"), &()).outlives_the_page()).await
}

/// `POST …/evidence-requests`: asks whoever may open it.
pub(super) async fn ask_for_evidence(place: &Place, reason: String) -> Result<EvidenceRequest, ApiError> {
    send(Call::post(&path(place, "/evidence-requests"), &AskForEvidence { reason })).await
}

/// `GET …/evidence-requests`: who asks, and waits for an answer.
pub(super) async fn list_requests(place: &Place) -> Result<List<EvidenceRequest>, ApiError> {
    send(Call::get(&path(place, "/evidence-requests"))).await
}

/// `POST …/evidence-requests/{request}/answer`.
pub(super) async fn answer_request(place: &Place, id: &str, grant: bool) -> Result<(), ApiError> {
    let path = path(place, &["/evidence-requests/", &encoded(id), "/answer"].concat());
    send(Call::post(&path, &AnswerRequest { grant })).await
}

/// `POST …/artifacts`: a file is kept with the evidence, whether or not that is open here.
pub(super) async fn keep_file(place: &Place, name: &str, content: JsValue) -> Result<Artifact, ApiError> {
    send(Call::upload(&path(place, "/artifacts"), name, content)).await
}

/// `POST …/evidence-openings/{receipt}/artifacts/{artifact}`: its bytes, once it is on record why.
pub(super) async fn download(
    place: &Place,
    receipt: &ReceiptId,
    id: &str,
    reason: String,
) -> Result<JsValue, ApiError> {
    let path = of_opening(place, receipt, &["/artifacts/", &encoded(id)].concat());
    send_for_file(Call::post(&path, &DownloadArtifact { reason })).await
}

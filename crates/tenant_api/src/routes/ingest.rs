//! Findings on their way in.

use crate::{
    http::{
        App, Ingesting,
        body::{INGEST_MAX, Raw},
        problem::ApiError,
    },
    ingest::{self, Failure},
    sabotage::{self, Fault},
};
use axum::{Json, extract::State};
use wire::{ingest::IngestAnswer, session::ClientId};

/// Takes one OCSF finding (class 2004, or the older 2001), an array of them, or NDJSON; answers per item.
///
/// # Errors
/// 400 for a body that is not JSON, 413 for one over 16 MiB (unpacked) or 100,000 items, 415 for another packing than gzip.
#[utoipa::path(post, path = "/ingest/findings",
    request_body(content = serde_json::Value, description = "OCSF, unknown fields welcome"),
    responses((status = 200, body = IngestAnswer), (status = 400), (status = 401), (status = 413), (status = 415)))]
pub async fn ingest_findings(
    State(app): State<App>,
    Ingesting(client): Ingesting,
    raw: Raw<INGEST_MAX>,
) -> Result<Json<IngestAnswer>, ApiError> {
    let named = raw.headers.get("x-client").and_then(|name| name.to_str().ok());
    let named = named.filter(|_| sabotage::is(Fault::FindingsOfNamedClient));
    let client = named.map_or(client, |name| ClientId(name.to_owned()));
    match ingest::take(&app.store, &client, &raw.bytes, || app.now()).await {
        Ok(answer) => Ok(Json(answer)),
        Err(Failure::Body(problem)) => Err(ApiError::BadBody(problem)),
        Err(Failure::TooMany) => Err(ApiError::TooLarge),
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

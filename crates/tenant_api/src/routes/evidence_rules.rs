//! What a client asks of whoever opens its evidence.

use crate::{
    http::{App, body::Raw, problem::ApiError},
    policy::Seat,
    store::evidence_rules,
};
use axum::{Json, extract::State};
use wire::opening::EvidenceRules;

/// Whether every opening asks for a typed reason, and which source systems may be linked to.
///
/// # Errors
/// [`ApiError::Internal`] if it cannot be read.
#[utoipa::path(get, path = "/evidence-rules", responses((status = 200, body = EvidenceRules), (status = 404)))]
pub async fn read_evidence_rules(State(app): State<App>, seat: Seat) -> Result<Json<EvidenceRules>, ApiError> {
    Ok(Json(evidence_rules::read(&mut *app.store.read(&seat).await?, &seat).await?))
}

/// Changes it.
///
/// # Errors
/// 422 for what is no host's name.
#[utoipa::path(patch, path = "/evidence-rules", request_body = wire::opening::EvidenceRulesChange,
    responses((status = 200, body = EvidenceRules), (status = 404), (status = 422)))]
pub async fn change_evidence_rules(
    State(app): State<App>,
    seat: Seat,
    raw: Raw,
) -> Result<Json<EvidenceRules>, ApiError> {
    let asked = raw.json()?;
    let mut write = app.store.write(&seat).await?;
    let rules = evidence_rules::change(&mut write, &seat, &asked, app.now()).await?;
    write.commit().await?;
    Ok(Json(rules))
}

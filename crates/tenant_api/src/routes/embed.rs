//! Embedding: an organisation's partners and their keys, and the sessions that partners' servers open.

use super::list;
use crate::{
    http::{App, body::Raw, problem::ApiError},
    policy::{Office, Portal},
    store::{Everywhere, embed_sessions, partner_keys, partners},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use wire::{
    embed::{EmbedSession, NewEmbedSession, NewPartner, NewPartnerKey, Partner, PartnerChange},
    list::List,
    session::{PartnerId, PartnerKeyId},
};

/// The organisation's partners, by name.
///
/// # Errors
/// [`ApiError`] when the store cannot be read.
#[utoipa::path(get, path = "/embed/partners", responses((status = 200, body = List<Partner>), (status = 404)))]
pub async fn list_partners(State(app): State<App>, office: Office) -> Result<Json<List<Partner>>, ApiError> {
    let partners = partners::list(&app.store, &office).await?;
    Ok(Json(list(&app, (partners, None), vec![])))
}

/// Adds a partner; without a key it can do nothing yet.
///
/// # Errors
/// 422 for an origin that is not exact, or a client that is not the organisation's.
#[utoipa::path(post, path = "/embed/partners", request_body = NewPartner,
    responses((status = 201, body = Partner), (status = 404), (status = 422)))]
pub async fn add_partner(
    State(app): State<App>,
    office: Office,
    raw: Raw,
) -> Result<(StatusCode, Json<Partner>), ApiError> {
    let new: NewPartner = raw.json()?;
    let mut write = app.store.write(&office).await?;
    let partner = partners::add(&mut write, &office, new, app.now()).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(partner)))
}

/// Changes what is named of a partner. What its open sessions lose, they lose at once.
///
/// # Errors
/// 404 for a partner that is not the organisation's, 422 as for a new one.
#[utoipa::path(patch, path = "/embed/partners/{partner}", request_body = PartnerChange,
    responses((status = 200, body = Partner), (status = 404), (status = 422)))]
pub async fn change_partner(
    State(app): State<App>,
    office: Office,
    Path(partner): Path<String>,
    raw: Raw,
) -> Result<Json<Partner>, ApiError> {
    let change: PartnerChange = raw.json()?;
    let mut write = app.store.write(&office).await?;
    let partner = partners::change(&mut write, &office, &PartnerId(partner), change, app.now()).await?;
    write.commit().await?;
    Ok(Json(partner))
}

/// Makes a key for a partner's server, and shows it this once.
///
/// # Errors
/// 404 for a partner that is not the organisation's.
#[utoipa::path(post, path = "/embed/partners/{partner}/keys",
    responses((status = 201, body = NewPartnerKey), (status = 404)))]
pub async fn make_partner_key(
    State(app): State<App>,
    office: Office,
    Path(partner): Path<String>,
) -> Result<(StatusCode, Json<NewPartnerKey>), ApiError> {
    let mut write = app.store.write(&office).await?;
    let key = partner_keys::make(&mut write, &office, &PartnerId(partner), app.now()).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(key)))
}

/// Revokes a key. The sessions that it opened are over with it.
///
/// # Errors
/// 404 for a key that is not a live one of this partner.
#[utoipa::path(delete, path = "/embed/partners/{partner}/keys/{key}", responses((status = 204), (status = 404)))]
pub async fn revoke_partner_key(
    State(app): State<App>,
    office: Office,
    Path((partner, key)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    let mut write = app.store.write(&office).await?;
    partner_keys::revoke(&mut write, &office, &PartnerId(partner), &PartnerKeyId(key), app.now()).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Opens a session for a user of the partner, and shows its token this once.
///
/// # Errors
/// 422 for what the partner may not embed.
#[utoipa::path(post, path = "/embed/sessions", request_body = NewEmbedSession,
    responses((status = 201, body = EmbedSession), (status = 401), (status = 422)))]
pub async fn open_embed_session(
    State(app): State<App>,
    portal: Portal,
    raw: Raw,
) -> Result<(StatusCode, Json<EmbedSession>), ApiError> {
    let asked: NewEmbedSession = raw.json()?;
    let mut write = app.store.write(&Everywhere).await?;
    let session = embed_sessions::open(&mut write, &portal, &asked, app.now()).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(session)))
}

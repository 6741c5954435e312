//! Bearer tokens: each kind begins with letters of its own, so it is looked for in one place, and what is not there is the
//! same refusal for all of them.

use super::{
    App,
    auth::{Credential, Embedded},
    problem::ApiError,
};
use crate::store::{
    embed_sessions::{self, TokenHash},
    ingest_keys, partner_keys,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// The origin of the page around an embedded view, as its browser told the view. A token is good on one origin only.
pub const EMBED_ORIGIN: HeaderName = HeaderName::from_static("x-embed-origin");

/// What an `Authorization` header proves.
pub(super) async fn find(
    app: &App,
    headers: &HeaderMap,
    authorization: &HeaderValue,
) -> Result<Option<Credential>, ApiError> {
    let Some(token) = authorization.to_str().ok().and_then(bearer) else { return Ok(None) };
    if token.starts_with(ingest_keys::PREFIX) {
        return Ok(ingest_keys::find(&app.store, token, app.now()).await?.map(Credential::IngestKey));
    }
    if token.starts_with(partner_keys::PREFIX) {
        return Ok(partner_keys::find(&app.store, token).await?.map(Credential::PartnerKey));
    }
    if token.starts_with(embed_sessions::PREFIX) {
        let Some(origin) = headers.get(EMBED_ORIGIN).and_then(|origin| origin.to_str().ok()) else { return Ok(None) };
        let (token, origin) = (TokenHash::of(token), origin.to_owned());
        let caller = embed_sessions::find(&app.store, &token, &origin, app.now()).await?;
        return Ok(caller.map(|caller| Credential::EmbedToken(Embedded { token, origin, caller })));
    }
    Ok(None)
}

/// The token of an `Authorization` header; a scheme's name is one in any case (RFC 9110, 11.1).
fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then(|| token.trim())
}

//! Credentials: which kind a request brings, and whose it is. Decided before anything about the path.

use super::{
    App, bearer, cookies,
    guard::{Door, Doors},
    problem::ApiError,
};
use crate::{
    policy::{Caller, Device, Portal},
    sabotage::{self, Fault},
    store::{
        devices::{self, DeviceHash},
        embed_sessions::{self, TokenHash},
        see_as::{self, SeeAsHash},
        sessions::{self, SessionHash},
    },
};
use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::sync::Arc;
use wire::session::ClientId;

/// A request that nobody asked for by hand says so, and does not keep the session alive.
const BACKGROUND: &str = "x-background";

/// The token of a view as somebody else.
const SEE_AS: &str = "x-see-as";

/// What a request proved. No kind works in another's place.
#[derive(Clone, Debug)]
pub enum Credential {
    /// Somebody who signed in.
    Cookie(SignedIn),
    /// A partner's user, inside the partner's page.
    EmbedToken(Embedded),
    /// Lets findings of this client in.
    IngestKey(ClientId),
    /// A partner's server.
    PartnerKey(Portal),
    /// A screen on a wall.
    Device(Device),
}

/// What kind of credential it is; doors say which they take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Cookie,
    EmbedToken,
    IngestKey,
    PartnerKey,
    Device,
}

/// A session and whoever it belongs to.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub session: SessionHash,
    /// Whose answers these are.
    pub caller: Arc<Caller>,
    /// Somebody else looks at them.
    pub seen_by: Option<SeenBy>,
}

/// Who looks at what somebody else gets, and by which token.
#[derive(Clone, Debug)]
pub struct SeenBy {
    token: SeeAsHash,
    actor: Arc<Caller>,
}

impl SignedIn {
    /// Whoever sits there: the caller, or who looks at what the caller gets.
    #[must_use]
    pub fn actor(&self) -> &Arc<Caller> {
        self.seen_by.as_ref().map_or(&self.caller, |seen_by| &seen_by.actor)
    }

    async fn goes_on(&self, app: &App) -> Result<bool, sqlx::Error> {
        let (now, version) = (app.now(), self.actor().permission_version());
        let lives = sessions::goes_on(&app.store, &self.session, version, now).await?;
        let Some(seen_by) = self.seen_by.as_ref().filter(|_| lives) else { return Ok(lives) };
        see_as::goes_on(&app.store, &seen_by.token, self.caller.permission_version(), now).await
    }
}

/// An embed token, where it was used, and whoever it stands for.
#[derive(Clone, Debug)]
pub struct Embedded {
    pub token: TokenHash,
    pub origin: String,
    pub caller: Arc<Caller>,
}

impl Credential {
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Cookie(_) => Kind::Cookie,
            Self::EmbedToken(_) => Kind::EmbedToken,
            Self::IngestKey(_) => Kind::IngestKey,
            Self::PartnerKey(_) => Kind::PartnerKey,
            Self::Device(_) => Kind::Device,
        }
    }

    /// Whoever sits there: it may be another than whose answers these are. Nobody sits behind a key, nor before a wall.
    #[must_use]
    pub fn actor(&self) -> Option<&Arc<Caller>> {
        match self {
            Self::Cookie(signed_in) => Some(signed_in.actor()),
            Self::EmbedToken(embedded) => Some(&embedded.caller),
            Self::IngestKey(_) | Self::PartnerKey(_) | Self::Device(_) => None,
        }
    }

    /// What the pages of this browser call what they share. Nothing is shared of another's view, or in a partner's page.
    #[must_use]
    pub fn shared_as(&self, app: &App) -> Option<String> {
        match self {
            Self::Cookie(SignedIn { session, caller, seen_by: None }) => Some(session.shared_as(&app.sealer, caller)),
            Self::Cookie(_) | Self::EmbedToken(_) | Self::IngestKey(_) | Self::PartnerKey(_) | Self::Device(_) => None,
        }
    }

    /// Whether a stream that it opened may go on: it lives, and its caller's rights are what they were.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the store cannot be read.
    pub async fn goes_on(&self, app: &App) -> Result<bool, sqlx::Error> {
        match self {
            Self::Cookie(signed_in) => signed_in.goes_on(app).await,
            Self::EmbedToken(Embedded { token, origin, caller }) => {
                let now = embed_sessions::find(&app.store, token, origin, app.now()).await?;
                Ok(now.is_some_and(|now| now.permission_version() == caller.permission_version()))
            }
            Self::IngestKey(_) | Self::PartnerKey(_) | Self::Device(_) => Ok(false),
        }
    }
}

/// The layer before routing: an invalid or missing credential ends here, unless the door is open to everybody.
pub(super) async fn authenticate(
    State((app, doors)): State<(App, Arc<Doors>)>,
    mut request: Request,
    next: Next,
) -> Response {
    if !app.is_ready() {
        return ApiError::NotReady.into_response();
    }
    let [open, wall] = [Door::Open, Door::Device].map(|door| doors.are(door, request.method(), request.uri().path()));
    let credential = if open {
        Ok(None)
    } else if wall && !request.headers().contains_key(header::AUTHORIZATION) {
        device(&app, request.headers()).await.map(Some)
    } else {
        find(&app, request.headers(), request.method(), request.uri().path()).await.map(Some)
    };
    let by_cookie = open || matches!(credential, Ok(Some(Credential::Cookie(_) | Credential::Device(_))));
    match credential {
        Err(error) => return error.into_response(),
        Ok(Some(credential)) => drop(request.extensions_mut().insert(credential)),
        Ok(None) => {}
    }
    if by_cookie && !request.method().is_safe() && !is_our_own(request.headers(), app.site.origin()) {
        return ApiError::CrossSite.into_response();
    }
    next.run(request).await
}

async fn find(app: &App, headers: &HeaderMap, method: &Method, path: &str) -> Result<Credential, ApiError> {
    if let Some(authorization) = headers.get(header::AUTHORIZATION) {
        return bearer::find(app, headers, authorization).await?.ok_or(ApiError::SignedOut);
    }
    let session = SessionHash::of(cookies::read(headers, cookies::SESSION).ok_or(ApiError::SignedOut)?);
    let background = headers.contains_key(BACKGROUND) || is_polling(method, path);
    let user = sessions::find(&app.store, &session, !background, app.now()).await?.ok_or(ApiError::SignedOut)?;
    let caller = app.store.caller(&user).await?.ok_or(ApiError::SignedOut)?;
    let signed_in = SignedIn { session, caller, seen_by: None };
    Ok(Credential::Cookie(match headers.get(SEE_AS) {
        Some(token) => seen(app, signed_in, token.as_bytes(), method).await?,
        None => signed_in,
    }))
}

/// A device's cookie is looked at where a device may be, and nowhere else; a session's is not looked at there. So a browser may
/// hold both.
async fn device(app: &App, headers: &HeaderMap) -> Result<Credential, ApiError> {
    let hash = DeviceHash::of(cookies::read(headers, cookies::DEVICE).ok_or(ApiError::SignedOut)?);
    Ok(Credential::Device(devices::find(&app.store, &hash, app.now()).await?.ok_or(ApiError::SignedOut)?))
}

/// The same session, looking at what somebody else gets: reads only.
async fn seen(app: &App, signed_in: SignedIn, token: &[u8], method: &Method) -> Result<SignedIn, ApiError> {
    let SignedIn { session, caller: actor, .. } = signed_in;
    let token = SeeAsHash::of(token);
    let caller = see_as::find(&app.store, &token, &session, &actor, app.now()).await?.ok_or(ApiError::SignedOut)?;
    if !method.is_safe() && !sabotage::is(Fault::SeeAsWrites) {
        return Err(ApiError::OnlySeen);
    }
    Ok(SignedIn { session, caller, seen_by: Some(SeenBy { token, actor }) })
}

/// What a console asks for by itself.
fn is_polling(method: &Method, path: &str) -> bool {
    method == Method::GET && (path.ends_with("/events") || path.ends_with("/queue/rows"))
}

/// Whether a write comes from our own page: browsers say so, and older ones at least name the origin.
fn is_our_own(headers: &HeaderMap, origin: &str) -> bool {
    match headers.get("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => headers.get(header::ORIGIN).is_some_and(|sent| sent == origin),
    }
}

impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        match parts.extensions.get() {
            Some(Credential::Cookie(signed_in)) => Ok(signed_in.clone()),
            _ => Err(ApiError::SignedOut),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Credential {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        parts.extensions.get().cloned().ok_or(ApiError::SignedOut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().expect("a name"), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_write_is_ours_by_fetch_site_or_else_by_origin() {
        let own = |pairs: &[_]| is_our_own(&headers(pairs), "http://localhost:8080");
        assert!(own(&[("sec-fetch-site", "same-origin")]));
        assert!(own(&[("origin", "http://localhost:8080")]));
        assert!(!own(&[("sec-fetch-site", "same-site"), ("origin", "http://localhost:8080")]));
        assert!(!own(&[("sec-fetch-site", "none")]) && !own(&[("origin", "null")]) && !own(&[]));
    }
}

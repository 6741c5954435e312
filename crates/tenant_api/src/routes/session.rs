//! Signing in, who is signed in, signing out.

use crate::{
    http::{
        App, Peer,
        auth::{COOKIE, SignedIn, cookie},
        body::Raw,
        problem::ApiError,
    },
    store::{
        accounts,
        sessions::{self, SessionHash},
    },
};
use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderName, StatusCode, header},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::net::{IpAddr, Ipv4Addr};
use wire::session::{Session, SignIn};

/// The longest password that is looked at, bytes.
const PASSWORD_MAX: usize = 1024;

type WithCookie<T> = ([(HeaderName, String); 1], T);

/// Signs in, and sets the session cookie.
///
/// # Errors
/// 401 for a pair that does not fit, 429 after too many.
#[utoipa::path(post, path = "/session", request_body = SignIn, responses((status = 200, body = Session), (status = 401), (status = 429)))]
pub async fn sign_in(
    State(app): State<App>,
    peer: Option<Extension<Peer>>,
    raw: Raw,
) -> Result<WithCookie<Json<Session>>, ApiError> {
    let asked: SignIn = raw.json()?;
    let address = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |Extension(Peer(address))| address);
    let now = app.now();
    app.throttle.take(&asked.email, address, now).map_err(ApiError::TooMany)?;
    let account = accounts::find(&app.store, &asked.email).await?;
    let (user, hash) = account.unzip();
    let fits = asked.password.len() <= PASSWORD_MAX && app.passwords.verify(asked.password, hash).await;
    let Some(user) = user.as_ref().filter(|_| fits) else {
        sessions::refuse(&app.store, user.as_ref(), now).await?;
        return Err(ApiError::WrongPassword);
    };
    app.throttle.refund(&asked.email, address);
    let caller = app.store.caller(user).await?.ok_or(ApiError::WrongPassword)?;
    let secret = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let former = cookie(&raw.headers).map(SessionHash::of);
    sessions::begin(&app.store, &SessionHash::of(&secret), &caller, former.as_ref(), now).await?;
    let lasts_s = sessions::ABSOLUTE.as_secs();
    Ok((set_cookie(&secret, lasts_s), Json(caller.session())))
}

/// Who is signed in, and what they may do where.
#[utoipa::path(get, path = "/session", responses((status = 200, body = Session), (status = 401)))]
pub async fn read_session(signed_in: SignedIn) -> Json<Session> {
    Json(signed_in.caller.session())
}

/// Ends the session.
///
/// # Errors
/// [`ApiError::Internal`] if it could not be ended.
#[utoipa::path(delete, path = "/session", responses((status = 204), (status = 401)))]
pub async fn sign_out(State(app): State<App>, signed_in: SignedIn) -> Result<WithCookie<StatusCode>, ApiError> {
    sessions::end(&app.store, &signed_in.session, &signed_in.caller, app.now()).await?;
    Ok((set_cookie("", 0), StatusCode::NO_CONTENT))
}

fn set_cookie(secret: &str, lasts_s: i64) -> [(HeaderName, String); 1] {
    let cookie = format!("{COOKIE}={secret}; Secure; HttpOnly; SameSite=Strict; Path=/; Max-Age={lasts_s}");
    [(header::SET_COOKIE, cookie)]
}

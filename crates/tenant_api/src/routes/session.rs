//! Signing in, who is signed in, signing out.

use super::{record, second_factor};
use crate::{
    device,
    http::{
        App, Known, Peer,
        auth::{Credential, SignedIn},
        body::Raw,
        cookies::{self, SetCookie},
        problem::ApiError,
    },
    policy::Caller,
    sabotage::{self, Fault},
    store::{
        Everywhere, Write, accounts,
        audit::{self, Actor, Place},
        preferences,
        sessions::{self, NewSession, SessionHash},
        teams,
    },
};
use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};
use wire::{
    audit::AuditAction,
    session::{Session, SignIn, UserId},
    vocabulary::SignInMethod,
};

/// The longest password that is looked at, bytes.
pub(super) const PASSWORD_MAX: usize = 1024;

/// An answer that sets a cookie.
pub(super) type WithCookie<T> = ([SetCookie; 1], T);

/// Signs in, and sets the session cookie. Whoever has an authenticator app gives its code too, or a recovery code.
///
/// # Errors
/// 401 for a pair that does not fit (`wrong_password`) and, once it does, without a code (`code_required`) or with a wrong
/// one (`wrong_code`); 429 after too many.
#[utoipa::path(post, path = "/session", request_body = SignIn, responses((status = 200, body = Session), (status = 401), (status = 429)))]
pub async fn sign_in(
    State(app): State<App>,
    peer: Option<Extension<Peer>>,
    raw: Raw,
) -> Result<WithCookie<Json<Session>>, ApiError> {
    let asked: SignIn = raw.json()?;
    let address = address(peer);
    app.throttle.take(&asked.email, address, app.now()).map_err(ApiError::TooMany)?;
    let account = accounts::find(&app.store, &asked.email).await?;
    let (user, hash) = account.unzip();
    let fits = asked.password.len() <= PASSWORD_MAX && app.passwords.verify(asked.password, hash).await;
    let Some(user) = user.clone().filter(|_| fits) else {
        record_failure(&app, user, ApiError::WrongPassword);
        return Err(ApiError::WrongPassword);
    };
    let caller = app.store.caller(&user).await?.ok_or(ApiError::WrongPassword)?;
    let mut write = app.store.write(&Everywhere).await?;
    let passed = second_factor::pass(&app, &mut write, &caller, asked.code.as_deref()).await;
    // Being asked for a code is not a guess; a wrong code is one.
    if let Ok(_) | Err(ApiError::CodeRequired) = &passed {
        app.throttle.refund(&asked.email, address);
    }
    if let Err(ApiError::WrongCode) = &passed {
        record_failure(&app, Some(user), ApiError::WrongCode);
    }
    let (cookie, session) = begin(&app, &mut write, &caller, passed?, &raw.headers).await?;
    write.commit().await?;
    Ok(([cookie], Json(told(&app, &caller, session).await?)))
}

/// Writes down that somebody failed to come in as `user`. Beside the answer: how long that takes must not tell whether
/// there is such an account.
fn record_failure(app: &App, user: Option<UserId>, why: ApiError) {
    let (Some(user), app) = (user, app.clone()) else { return };
    tokio::spawn(async move {
        let recorded = async {
            let mut write = app.store.write(&Everywhere).await?;
            let (organisation, email) = accounts::home(&mut write, &user).await?;
            let (place, told) = (Place::Organisation(organisation), (email.as_str(), why.kind()));
            audit::append_with(&mut write, Actor::Nobody, &place, AuditAction::SignInFailed, told, app.now()).await?;
            write.commit().await
        };
        if let Err(error) = recorded.await {
            eprintln!("a failed sign-in was not written down: {error}");
        }
    });
}

/// Who is signed in, and what they may do where.
///
/// # Errors
/// [`ApiError::Internal`] when the store cannot be read.
#[utoipa::path(get, path = "/session", responses((status = 200, body = Session), (status = 401)))]
pub async fn read_session(
    State(app): State<App>,
    credential: Credential,
    Known(caller): Known,
) -> Result<Json<Session>, ApiError> {
    let session = Session { shared_as: credential.shared_as(&app), ..caller.session() };
    Ok(Json(match credential {
        Credential::Cookie(_) => told(&app, &caller, session).await?,
        // Nobody here knows a partner's user, nor what they prefer.
        _ => session,
    }))
}

/// A session with what its user prefers, and their organisation's teams.
pub(super) async fn told(app: &App, caller: &Arc<Caller>, session: Session) -> Result<Session, ApiError> {
    let mut read = app.store.read(&Everywhere).await?;
    let preferences = preferences::read(&mut read, caller).await?;
    let (teams, own_teams) = teams::of_caller(&mut read, caller).await?;
    Ok(Session { preferences, teams, own_teams, ..session })
}

/// Ends the session.
///
/// # Errors
/// [`ApiError::Internal`] if it could not be ended.
#[utoipa::path(delete, path = "/session", responses((status = 204), (status = 401)))]
pub async fn sign_out(State(app): State<App>, signed_in: SignedIn) -> Result<WithCookie<StatusCode>, ApiError> {
    let mut write = app.store.write(&Everywhere).await?;
    if !sabotage::is(Fault::SignOutKeepsSession) {
        sessions::end(&mut write, &signed_in.session).await?;
    }
    let caller = &signed_in.caller;
    record(&app, &mut write, caller, AuditAction::SignedOut, (caller.email(), "")).await?;
    write.commit().await?;
    Ok(([cookies::clear(cookies::SESSION)], StatusCode::NO_CONTENT))
}

/// Begins a session of `caller`, in place of one that the browser had, and answers its cookie and what it is.
pub(super) async fn begin(
    app: &App,
    write: &mut Write,
    caller: &Caller,
    method: SignInMethod,
    headers: &HeaderMap,
) -> Result<(SetCookie, Session), ApiError> {
    let secret = secret();
    let former = cookies::read(headers, cookies::SESSION).map(SessionHash::of);
    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let hash = SessionHash::of(&secret);
    let session = NewSession { hash: &hash, method, device: &device::label(user_agent) };
    session.begin(write, caller, former.as_ref(), app.now()).await?;
    record(app, write, caller, AuditAction::SignedIn, (caller.email(), method.caption())).await?;
    let session = Session { shared_as: Some(hash.shared_as(&app.sealer, caller)), ..caller.session() };
    Ok((cookies::set(cookies::SESSION, &secret, sessions::ABSOLUTE), session))
}

/// Gives the session another id, which every change of how somebody signs in does, and answers its cookie. It ends when
/// it would have ended.
pub(super) async fn renew(write: &mut Write, signed_in: &SignedIn) -> Result<(SessionHash, SetCookie), ApiError> {
    let secret = secret();
    let renewed = SessionHash::of(&secret);
    sessions::renew(write, &signed_in.session, &renewed).await?;
    Ok((renewed, cookies::set(cookies::SESSION, &secret, sessions::ABSOLUTE)))
}

/// Where a request came from.
pub(super) fn address(peer: Option<Extension<Peer>>) -> IpAddr {
    peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |Extension(Peer(address))| address)
}

fn secret() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

//! Passkeys: making one, signing in by one, forgetting one.

use super::{
    record,
    second_factor::prove,
    session::{WithCookie, address, begin, renew, told},
};
use crate::{
    http::{
        App, Peer,
        auth::SignedIn,
        body::Raw,
        challenge::{self, Challenge},
        cookies,
        problem::ApiError,
    },
    passkeys::{Assertion, Owner, Refused, RelyingParty},
    policy::Caller,
    store::{Everywhere, Write, passkeys},
};
use axum::{
    Extension, Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};
use std::sync::Arc;
use utoipa::ToSchema;
use wire::{
    audit::AuditAction,
    factors::{Passkey, Proof},
    session::Session,
    vocabulary::SignInMethod,
};

/// What the browser's `navigator.credentials` is asked with.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ceremony {
    /// `PublicKeyCredentialCreationOptionsJSON` or `PublicKeyCredentialRequestOptionsJSON` (WebAuthn, level 3).
    #[schema(value_type = Object)]
    options: Value,
}

/// What it answered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// `AuthenticationResponseJSON`.
    #[schema(value_type = Object)]
    credential: Box<RawValue>,
}

/// What it answered, and what the new passkey is called.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPasskey {
    name: String,
    /// `RegistrationResponseJSON`.
    #[schema(value_type = Object)]
    credential: Box<RawValue>,
}

/// For sign-ins, of which nobody knows whose they will be.
const SIGN_IN: &str = "passkey sign-in";

/// Begins to make a passkey.
///
/// # Errors
/// 404 where this installation has no name that passkeys could belong to, 422 for a wrong password, 429 after too many.
#[utoipa::path(post, path = "/passkeys/registrations", request_body = Proof,
    responses((status = 201, body = Ceremony), (status = 401), (status = 404), (status = 422), (status = 429)))]
pub async fn begin_registration(
    State(app): State<App>,
    signed_in: SignedIn,
    peer: Option<Extension<Peer>>,
    raw: Raw,
) -> Result<WithCookie<(StatusCode, Json<Ceremony>)>, ApiError> {
    let Proof { password } = raw.json()?;
    let party = party(&app)?;
    prove(&app, &signed_in, peer, password).await?;
    let caller = &signed_in.caller;
    let mut write = app.store.write(&Everywhere).await?;
    let handle = passkeys::handle(&mut write, caller).await?;
    let known = passkeys::kept(&mut write, caller).await?;
    write.commit().await?;
    let owner = Owner { handle, email: &caller.user.email, name: &caller.user.name };
    let ceremony = party.begin_registration(&owner, &known).map_err(|error| ApiError::internal(&error))?;
    let sealed = Challenge::issue(&app, &registration(caller), ceremony.state)?;
    let cookie = cookies::set(cookies::PASSKEY, &sealed, challenge::LASTS);
    Ok(([cookie], (StatusCode::CREATED, Json(Ceremony { options: ceremony.options }))))
}

/// Keeps a new passkey.
///
/// # Errors
/// 422 for a name that cannot be shown (`name`) or an answer that is not the right one (`credential`).
#[utoipa::path(post, path = "/passkeys", request_body = NewPasskey,
    responses((status = 201, body = Passkey), (status = 401), (status = 404), (status = 422)))]
pub async fn add_passkey(
    State(app): State<App>,
    signed_in: SignedIn,
    raw: Raw,
) -> Result<WithCookie<(StatusCode, Json<Passkey>)>, ApiError> {
    let asked: NewPasskey = raw.json()?;
    let (party, caller) = (party(&app)?, &signed_in.caller);
    let wrong = || ApiError::field("credential", "is not the answer to what was asked");
    let state = spend(&app, &registration(caller), &raw.headers).await?.ok_or_else(wrong)?;
    let made = party.finish_registration(&state, asked.credential.get()).map_err(logged).map_err(|()| wrong())?;
    let mut write = app.store.write(&Everywhere).await?;
    let passkey = passkeys::add(&mut write, caller, &asked.name, &made, app.now()).await?;
    record(&app, &mut write, caller, AuditAction::PasskeyAdded, (&passkey.id, &passkey.name)).await?;
    let (_, cookie) = renew(&mut write, &signed_in).await?;
    write.commit().await?;
    Ok(([cookie], (StatusCode::CREATED, Json(passkey))))
}

/// Forgets a passkey.
///
/// # Errors
/// 404 for one that is not the caller's.
#[utoipa::path(delete, path = "/passkeys/{passkey}", responses((status = 204), (status = 401), (status = 404)))]
pub async fn remove_passkey(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(passkey): Path<String>,
) -> Result<WithCookie<StatusCode>, ApiError> {
    let mut write = app.store.write(&Everywhere).await?;
    if !passkeys::remove(&mut write, &signed_in.caller, &passkey).await? {
        return Err(ApiError::Missing);
    }
    record(&app, &mut write, &signed_in.caller, AuditAction::PasskeyRemoved, (&passkey, "")).await?;
    let (_, cookie) = renew(&mut write, &signed_in).await?;
    write.commit().await?;
    Ok(([cookie], StatusCode::NO_CONTENT))
}

/// Begins a sign-in by passkey.
///
/// # Errors
/// 404 where this installation has no name that passkeys could belong to.
#[utoipa::path(post, path = "/passkeys/sign-ins", responses((status = 200, body = Ceremony), (status = 404)))]
pub async fn begin_sign_in(State(app): State<App>) -> Result<WithCookie<Json<Ceremony>>, ApiError> {
    let ceremony = party(&app)?.begin_sign_in().map_err(|error| ApiError::internal(&error))?;
    let sealed = Challenge::issue(&app, SIGN_IN, ceremony.state)?;
    Ok(([cookies::set(cookies::PASSKEY, &sealed, challenge::LASTS)], Json(Ceremony { options: ceremony.options })))
}

/// Signs in by passkey, and sets the session cookie. No code is asked for: the authenticator has verified its user.
///
/// # Errors
/// 401 (`passkey_refused`) whatever was wrong with it, 429 after too many.
#[utoipa::path(post, path = "/session/passkey", request_body = Answer,
    responses((status = 200, body = Session), (status = 401), (status = 404), (status = 429)))]
pub async fn sign_in_by_passkey(
    State(app): State<App>,
    peer: Option<Extension<Peer>>,
    raw: Raw,
) -> Result<WithCookie<Json<Session>>, ApiError> {
    let asked: Answer = raw.json()?;
    let (party, address) = (party(&app)?, address(peer));
    app.throttle.take_address(address, app.now()).map_err(ApiError::TooMany)?;
    let state = spend(&app, SIGN_IN, &raw.headers).await?.ok_or(ApiError::PasskeyRefused)?;
    let mut write = app.store.write(&Everywhere).await?;
    let caller = judge(&app, &party, &mut write, &state, asked.credential.get()).await?;
    app.throttle.refund_address(address);
    let (cookie, session) = begin(&app, &mut write, &caller, SignInMethod::Passkey, &raw.headers).await?;
    write.commit().await?;
    Ok(([cookie], Json(told(&app, &caller, session).await?)))
}

async fn judge(
    app: &App,
    party: &RelyingParty,
    write: &mut Write,
    state: &[u8],
    credential: &str,
) -> Result<Arc<Caller>, ApiError> {
    let refused = |()| ApiError::PasskeyRefused;
    let assertion = Assertion::read(credential).map_err(logged).map_err(refused)?;
    let owned = passkeys::find(write, &assertion.credential_id()).await?.ok_or(ApiError::PasskeyRefused)?;
    let dynamic =
        party.finish_sign_in(state, &assertion, &owned.kept, owned.handle).map_err(logged).map_err(refused)?;
    if !passkeys::used(write, &owned, &dynamic, app.now()).await? {
        return Err(ApiError::PasskeyRefused);
    }
    Caller::load(write, &owned.user).await?.ok_or(ApiError::PasskeyRefused)
}

fn party(app: &App) -> Result<RelyingParty, ApiError> {
    RelyingParty::of(app.site.origin()).ok_or(ApiError::Missing)
}

/// The state of the ceremony that this browser began, once.
async fn spend(app: &App, purpose: &str, headers: &HeaderMap) -> Result<Option<Vec<u8>>, ApiError> {
    let sealed = cookies::read(headers, cookies::PASSKEY).unwrap_or_default();
    match Challenge::<Vec<u8>>::open(app, purpose, sealed) {
        Some(challenge) => challenge.spend(app).await,
        None => Ok(None),
    }
}

/// What a registration is sealed for.
fn registration(caller: &Caller) -> String {
    format!("passkey|{}", caller.user())
}

/// Whoever sent it is told nothing but that it was refused.
fn logged(error: Refused) {
    eprintln!("{error}");
}

//! One's own factors: the authenticator app, its recovery codes, and the password.

use super::{
    record,
    second_factor::prove,
    session::{WithCookie, renew},
};
use crate::{
    http::{App, Peer, auth::SignedIn, body::Raw, challenge::Challenge, problem::ApiError},
    instants,
    policy::Caller,
    store::{Everywhere, accounts, passkeys, recovery_codes, sessions, totp_factors},
    totp::Secret,
};
use axum::{Extension, Json, extract::State, http::StatusCode};
use qrcodegen::{QrCode, QrCodeEcc};
use wire::{
    audit::AuditAction,
    factors::{Factors, PasswordChange, Proof, RecoveryCodes, Totp, TotpConfirmation, TotpEnrolment},
};

/// The fewest characters of a password.
const PASSWORD_MIN: usize = 8;

/// How the caller can sign in.
///
/// # Errors
/// [`ApiError::Internal`] when the store cannot be read.
#[utoipa::path(get, path = "/factors", responses((status = 200, body = Factors), (status = 401)))]
pub async fn read_factors(State(app): State<App>, signed_in: SignedIn) -> Result<Json<Factors>, ApiError> {
    let caller = &signed_in.caller;
    let has_password = accounts::password_hash(&app.store, caller).await?.is_some();
    let mut read = app.store.read(&Everywhere).await?;
    let totp = match totp_factors::find(&mut read, caller).await? {
        Some(factor) => Some(Totp {
            created_at: instants::ms_to_wire(factor.created_at_ms),
            recovery_codes_left: recovery_codes::left(&mut read, caller).await?,
        }),
        None => None,
    };
    Ok(Json(Factors { has_password, totp, passkeys: passkeys::list(&mut read, caller).await? }))
}

/// Begins with an authenticator app: a secret, as a picture and as text. An app that is in use stays in use until the new
/// one is confirmed.
///
/// # Errors
/// 422 for a wrong password, 429 after too many.
#[utoipa::path(post, path = "/factors/totp", request_body = Proof,
    responses((status = 201, body = TotpEnrolment), (status = 401), (status = 422), (status = 429)))]
pub async fn enrol_totp(
    State(app): State<App>,
    signed_in: SignedIn,
    peer: Option<Extension<Peer>>,
    raw: Raw,
) -> Result<(StatusCode, Json<TotpEnrolment>), ApiError> {
    let Proof { password } = raw.json()?;
    prove(&app, &signed_in, peer, password).await?;
    let caller = &signed_in.caller;
    let secret = Secret::random();
    let uri = secret.uri(&caller.session().branding.product_name, &caller.user.email);
    let enrolment = Challenge::issue(&app, &purpose(caller), secret.base32())?;
    let qr = modules(&uri)?;
    Ok((StatusCode::CREATED, Json(TotpEnrolment { enrolment, secret: secret.base32(), uri, qr })))
}

/// Keeps the app, since a code of it is right, and gives recovery codes.
///
/// # Errors
/// 422 for a wrong code (`code`), or an enrolment that is not the caller's, has run out or was confirmed (`enrolment`).
#[utoipa::path(post, path = "/factors/totp/confirmation", request_body = TotpConfirmation,
    responses((status = 200, body = RecoveryCodes), (status = 401), (status = 422), (status = 429)))]
pub async fn confirm_totp(
    State(app): State<App>,
    signed_in: SignedIn,
    raw: Raw,
) -> Result<WithCookie<Json<RecoveryCodes>>, ApiError> {
    let asked: TotpConfirmation = raw.json()?;
    let (caller, now) = (&signed_in.caller, app.now());
    let stale = || ApiError::field("enrolment", "has run out");
    let challenge = Challenge::<String>::open(&app, &purpose(caller), &asked.enrolment).ok_or_else(stale)?;
    app.throttle.take_code(caller.user(), now).map_err(ApiError::TooMany)?;
    let secret = Secret::from_base32(&challenge.what).ok_or_else(stale)?;
    let step = secret.step_of(&asked.code, now, 0).ok_or_else(|| ApiError::field("code", "is wrong"))?;
    app.throttle.refund_code(caller.user());
    let secret = challenge.spend(&app).await?.ok_or_else(stale)?;
    let sealed = app.sealer.seal(&secret, &totp_factors::bound(caller))?;
    let mut write = app.store.write(&Everywhere).await?;
    totp_factors::keep(&mut write, caller, &sealed, step, now).await?;
    let codes = recovery_codes::replace(&mut write, caller).await?;
    record(&app, &mut write, caller, AuditAction::FactorAdded, (&caller.user().0, "totp")).await?;
    let (_, cookie) = renew(&mut write, &signed_in).await?;
    write.commit().await?;
    Ok(([cookie], Json(RecoveryCodes { codes })))
}

/// Does without the authenticator app from now on.
///
/// # Errors
/// 404 where there is none, 422 for a wrong password, 429 after too many.
#[utoipa::path(post, path = "/factors/totp/removal", request_body = Proof,
    responses((status = 204), (status = 401), (status = 404), (status = 422), (status = 429)))]
pub async fn remove_totp(
    State(app): State<App>,
    signed_in: SignedIn,
    peer: Option<Extension<Peer>>,
    raw: Raw,
) -> Result<WithCookie<StatusCode>, ApiError> {
    let Proof { password } = raw.json()?;
    prove(&app, &signed_in, peer, password).await?;
    let mut write = app.store.write(&Everywhere).await?;
    if !totp_factors::remove(&mut write, &signed_in.caller).await? {
        return Err(ApiError::Missing);
    }
    let caller = &signed_in.caller;
    record(&app, &mut write, caller, AuditAction::FactorRemoved, (&caller.user().0, "totp")).await?;
    let (_, cookie) = renew(&mut write, &signed_in).await?;
    write.commit().await?;
    Ok(([cookie], StatusCode::NO_CONTENT))
}

/// Gives new recovery codes; the old ones are worth nothing any more.
///
/// # Errors
/// 404 without an authenticator app, 422 for a wrong password, 429 after too many.
#[utoipa::path(post, path = "/factors/recovery-codes", request_body = Proof,
    responses((status = 200, body = RecoveryCodes), (status = 401), (status = 404), (status = 422), (status = 429)))]
pub async fn renew_recovery_codes(
    State(app): State<App>,
    signed_in: SignedIn,
    peer: Option<Extension<Peer>>,
    raw: Raw,
) -> Result<WithCookie<Json<RecoveryCodes>>, ApiError> {
    let Proof { password } = raw.json()?;
    prove(&app, &signed_in, peer, password).await?;
    let mut write = app.store.write(&Everywhere).await?;
    let caller = &signed_in.caller;
    totp_factors::find(&mut write, caller).await?.ok_or(ApiError::Missing)?;
    let codes = recovery_codes::replace(&mut write, caller).await?;
    record(&app, &mut write, caller, AuditAction::RecoveryCodesMade, (&caller.user().0, "")).await?;
    let (_, cookie) = renew(&mut write, &signed_in).await?;
    write.commit().await?;
    Ok(([cookie], Json(RecoveryCodes { codes })))
}

/// Changes the caller's own password; every other session of theirs ends.
///
/// # Errors
/// 422 for a wrong password (`password`) or one that is too short or too long (`new_password`), 429 after too many.
#[utoipa::path(post, path = "/password", request_body = PasswordChange,
    responses((status = 204), (status = 401), (status = 422), (status = 429)))]
pub async fn change_password(
    State(app): State<App>,
    signed_in: SignedIn,
    peer: Option<Extension<Peer>>,
    raw: Raw,
) -> Result<WithCookie<StatusCode>, ApiError> {
    let asked: PasswordChange = raw.json()?;
    prove(&app, &signed_in, peer, asked.password).await?;
    if asked.new_password.chars().count() < PASSWORD_MIN || asked.new_password.len() > super::session::PASSWORD_MAX {
        return Err(ApiError::field("new_password", "has 8 to 1024 characters"));
    }
    let hash = app.passwords.hash(asked.new_password).await.map_err(|error| ApiError::internal(&error))?;
    let mut write = app.store.write(&Everywhere).await?;
    let caller = &signed_in.caller;
    accounts::set_password(&mut write, caller, &hash).await?;
    record(&app, &mut write, caller, AuditAction::PasswordChanged, (&caller.user().0, "")).await?;
    let (renewed, cookie) = renew(&mut write, &signed_in).await?;
    sessions::end_others(&mut write, caller, &renewed).await?;
    write.commit().await?;
    Ok(([cookie], StatusCode::NO_CONTENT))
}

/// What an enrolment is sealed for.
fn purpose(caller: &Caller) -> String {
    format!("totp enrolment|{}", caller.user())
}

/// A QR code (ISO/IEC 18004) by rows.
fn modules(text: &str) -> Result<Vec<String>, ApiError> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(|error| ApiError::internal(&error))?;
    let row = |y| (0..code.size()).map(|x| if code.get_module(x, y) { '1' } else { '0' }).collect();
    Ok((0..code.size()).map(row).collect())
}

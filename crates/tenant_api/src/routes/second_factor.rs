//! The second factor at sign-in, and the password that every change of factors asks for again.

use super::{
    record,
    session::{PASSWORD_MAX, address},
};
use crate::{
    http::{App, Peer, auth::SignedIn, problem::ApiError},
    policy::Caller,
    store::{Write, accounts, recovery_codes, totp_factors},
    totp::Secret,
};
use axum::Extension;
use wire::{audit::AuditAction, vocabulary::SignInMethod};

/// Lets a caller whose password was right pass: without an authenticator app at once, with one by its code or by a
/// recovery code. Answers how they came in.
///
/// # Errors
/// [`ApiError::CodeRequired`] without a code, [`ApiError::WrongCode`] with one that is wrong or was used, [`ApiError::TooMany`].
pub(super) async fn pass(
    app: &App,
    write: &mut Write,
    caller: &Caller,
    code: Option<&str>,
) -> Result<SignInMethod, ApiError> {
    let Some(factor) = totp_factors::find(write, caller).await? else { return Ok(SignInMethod::Password) };
    let code = code.map(str::trim).filter(|code| !code.is_empty()).ok_or(ApiError::CodeRequired)?;
    let now = app.now();
    app.throttle.take_code(caller.user(), now).map_err(ApiError::TooMany)?;
    let secret = open(app, caller, &factor.sealed_secret)?;
    let is_right = match secret.step_of(code, now, factor.last_step) {
        Some(step) => totp_factors::use_step(write, caller, step).await?,
        None => spend_recovery_code(app, write, caller, code).await?,
    };
    if !is_right {
        return Err(ApiError::WrongCode);
    }
    app.throttle.refund_code(caller.user());
    Ok(SignInMethod::Code)
}

async fn spend_recovery_code(app: &App, write: &mut Write, caller: &Caller, code: &str) -> Result<bool, ApiError> {
    let is_right = recovery_codes::spend(write, caller, code, app.now()).await?;
    if is_right {
        record(app, write, caller, AuditAction::RecoveryCodeUsed, (&caller.user().0, "")).await?;
    }
    Ok(is_right)
}

fn open(app: &App, caller: &Caller, sealed: &str) -> Result<Secret, ApiError> {
    let secret: Option<String> = app.sealer.open(sealed, &totp_factors::bound(caller));
    let secret = secret.and_then(|secret| Secret::from_base32(&secret));
    secret.ok_or_else(|| ApiError::internal(&"a sealed secret does not open with the installation's key"))
}

/// Whether whoever sits at the console knows the password of whoever is signed in.
///
/// # Errors
/// 422 for the field `password` where they do not, also where there is none; 429 after too many.
pub(super) async fn prove(
    app: &App,
    signed_in: &SignedIn,
    peer: Option<Extension<Peer>>,
    password: String,
) -> Result<(), ApiError> {
    // By the account and not by the address it is shown with, which may be anybody's.
    let (account, address) = (&signed_in.caller.user().0, address(peer));
    app.throttle.take(account, address, app.now()).map_err(ApiError::TooMany)?;
    let hash = accounts::password_hash(&app.store, &signed_in.caller).await?;
    if password.len() > PASSWORD_MAX || !app.passwords.verify(password, hash).await {
        return Err(ApiError::field("password", "is not the one of whoever is signed in"));
    }
    app.throttle.refund(account, address);
    Ok(())
}

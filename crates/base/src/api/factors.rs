//! How one signs in oneself: factors, passkeys, password, sessions, and the organisation's own sign-in.

use super::{
    ApiError,
    transport::{Call, send, send_for_json},
};
use wasm_bindgen::JsValue;
use wire::{
    factors::{Factors, OwnSession, Passkey, PasswordChange, Proof, RecoveryCodes, TotpConfirmation, TotpEnrolment},
    identity_provider::{Departure, OrganisationSignIn},
    list::List,
    session::{Session, SessionId},
};

/// `GET /sessions`.
///
/// # Errors
/// Any.
pub async fn list_sessions() -> Result<List<OwnSession>, ApiError> {
    send(Call::get("/sessions")).await
}

/// `DELETE /sessions/{session}`.
///
/// # Errors
/// Any.
pub async fn end_session(id: &SessionId) -> Result<(), ApiError> {
    send(Call::delete(&["/sessions/", &super::transport::encoded(&id.0)].concat())).await
}

/// `DELETE /sessions`: everywhere but here.
///
/// # Errors
/// Any.
pub async fn end_other_sessions() -> Result<(), ApiError> {
    send(Call::delete("/sessions")).await
}

/// `GET /factors`.
///
/// # Errors
/// Any.
pub async fn read_factors() -> Result<Factors, ApiError> {
    send(Call::get("/factors")).await
}

/// `POST /factors/totp`.
///
/// # Errors
/// [`ApiError::Invalid`] for a wrong password.
pub async fn enrol_totp(password: String) -> Result<TotpEnrolment, ApiError> {
    send(Call::post("/factors/totp", &Proof { password })).await
}

/// `POST /factors/totp/confirmation`.
///
/// # Errors
/// [`ApiError::Invalid`] for a wrong code.
pub async fn confirm_totp(confirmation: &TotpConfirmation) -> Result<RecoveryCodes, ApiError> {
    send(Call::post("/factors/totp/confirmation", confirmation)).await
}

/// `POST /factors/totp/removal`.
///
/// # Errors
/// [`ApiError::Invalid`] for a wrong password.
pub async fn remove_totp(password: String) -> Result<(), ApiError> {
    send(Call::post("/factors/totp/removal", &Proof { password })).await
}

/// `POST /factors/recovery-codes`.
///
/// # Errors
/// [`ApiError::Invalid`] for a wrong password.
pub async fn renew_recovery_codes(password: String) -> Result<RecoveryCodes, ApiError> {
    send(Call::post("/factors/recovery-codes", &Proof { password })).await
}

/// `POST /password`.
///
/// # Errors
/// [`ApiError::Invalid`] for a wrong password, or one that is too short.
pub async fn change_password(change: &PasswordChange) -> Result<(), ApiError> {
    send(Call::post("/password", change)).await
}

/// `POST /passkeys/registrations` → the ceremony, for the browser.
pub(crate) async fn begin_passkey(password: String) -> Result<JsValue, ApiError> {
    send_for_json(Call::post("/passkeys/registrations", &Proof { password })).await
}

/// `POST /passkeys`, from the browser's own answer.
pub(crate) async fn add_passkey(answer: &JsValue) -> Result<Passkey, ApiError> {
    send(Call::post_value("/passkeys", answer)).await
}

/// `DELETE /passkeys/{passkey}`.
///
/// # Errors
/// Any.
pub async fn remove_passkey(id: &str) -> Result<(), ApiError> {
    send(Call::delete(&["/passkeys/", &super::transport::encoded(id)].concat())).await
}

/// `POST /passkeys/sign-ins` → the ceremony, for the browser.
pub(crate) async fn begin_passkey_sign_in() -> Result<JsValue, ApiError> {
    send_for_json(Call::post("/passkeys/sign-ins", &()).about_the_session()).await
}

/// `POST /session/passkey`, from the browser's own answer.
pub(crate) async fn sign_in_by_passkey(answer: &JsValue) -> Result<Session, ApiError> {
    send(Call::post_value("/session/passkey", answer).about_the_session()).await
}

/// `POST /organisation-sign-ins`.
///
/// # Errors
/// [`ApiError::NotFound`] for an organisation that does not sign in here, whatever the reason.
pub async fn begin_organisation_sign_in(form: &OrganisationSignIn) -> Result<Departure, ApiError> {
    send(Call::post("/organisation-sign-ins", form).about_the_session()).await
}

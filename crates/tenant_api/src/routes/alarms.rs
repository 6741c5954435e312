//! Alarms of consoles: an answer carried a record of another client. It is on record and in the log at once.

use super::record;
use crate::{
    http::{App, auth::SignedIn, body::Raw, problem::ApiError},
    store::Everywhere,
};
use axum::{extract::State, http::StatusCode};
use wire::audit::{Alarm, AuditAction};

/// The longest address of a scope, in bytes.
const SCOPE_MAX: usize = 100;

/// Takes the alarm of a console that refused what it was sent.
///
/// # Errors
/// 422 for anything that is no scope's address.
#[utoipa::path(post, path = "/alarms", request_body = Alarm, responses((status = 204), (status = 401), (status = 422)))]
pub async fn raise_alarm(State(app): State<App>, signed_in: SignedIn, raw: Raw) -> Result<StatusCode, ApiError> {
    let Alarm { scope } = raw.json()?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-');
    if !scope.starts_with('/') || scope.len() > SCOPE_MAX || !scope.bytes().all(is_plain) {
        return Err(ApiError::field("scope", "the address of a scope, such as /all"));
    }
    eprintln!("a console was sent a record of another client in {scope}, and refused it");
    let mut write = app.store.write(&Everywhere).await?;
    record(&app, &mut write, signed_in.actor(), AuditAction::AlarmRaised, (&scope, "")).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

//! Alarms of consoles: an answer carried a record of another client. It is on record and in the log at once.

use crate::{
    http::{App, auth::Credential, body::Raw, problem::ApiError},
    store::{
        Everywhere,
        audit::{self, Actor, Place},
    },
};
use axum::{extract::State, http::StatusCode};
use wire::{
    audit::{Alarm, AuditAction},
    session::{OrganisationId, UserId},
};

/// The longest address of a scope, in bytes.
const SCOPE_MAX: usize = 100;

/// Takes the alarm of a console, embedded or not, that refused what it was sent.
///
/// # Errors
/// 422 for anything that is no scope's address, 429 after too many.
#[utoipa::path(post, path = "/alarms", request_body = Alarm,
    responses((status = 204), (status = 401), (status = 422), (status = 429)))]
pub async fn raise_alarm(State(app): State<App>, credential: Credential, raw: Raw) -> Result<StatusCode, ApiError> {
    let Alarm { scope } = raw.json()?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-');
    if !scope.starts_with('/') || scope.len() > SCOPE_MAX || !scope.bytes().all(is_plain) {
        return Err(ApiError::field("scope", "the address of a scope, such as /all"));
    }
    let caller = credential.actor().ok_or(ApiError::SignedOut)?;
    app.throttle.take_alarm(caller.user(), app.now()).map_err(ApiError::TooMany)?;
    eprintln!("{}", line(caller.organisation(), caller.user(), &scope));
    let person = caller.person();
    let actor = match &credential {
        Credential::EmbedToken(_) => Actor::Partner(&person),
        _ => Actor::Caller(caller),
    };
    let mut write = app.store.write(&Everywhere).await?;
    let place = Place::Organisation(caller.organisation().clone());
    audit::append(&mut write, actor, &place, AuditAction::AlarmRaised, &scope, app.now()).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the log says. A partner names its users as it likes, so what it named stands there quoted.
fn line(organisation: &OrganisationId, user: &UserId, scope: &str) -> String {
    let user = &user.0;
    format!("the console of {user:?} of {organisation} was sent a record of another client in {scope}, and refused it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_says_whose_console_it_was_in_one_line() {
        let (aurora, outside) = (OrganisationId("aurora".into()), UserId("embed:p1:a\nb".into()));
        let said = line(&aurora, &outside, "/c/harbor");
        assert!(said.contains("aurora") && said.contains("\"embed:p1:a\\nb\"") && said.contains("/c/harbor"), "{said}");
        assert!(!said.contains('\n'), "{said}");
    }
}

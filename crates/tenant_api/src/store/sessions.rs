//! Sessions: found by SHA-256 of the cookie, so that reading the store signs nobody in.

use super::{
    Everywhere, Flag, Store,
    audit::{self, Actor, Place},
};
use crate::policy::Caller;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use sqlx::Row;
use wire::{
    audit::AuditAction,
    session::{OrganisationId, UserId},
};

/// Without anything a person does, a session ends after this.
pub const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// And after this, whatever they do.
pub const ABSOLUTE: SignedDuration = SignedDuration::from_hours(12);
/// `last_seen_at` is this coarse, so that reading does not write every time.
const COARSE_MS: i64 = 60_000;

/// A cookie as the store knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionHash([u8; 32]);

impl SessionHash {
    #[must_use]
    pub fn of(cookie: &str) -> Self {
        Self(Sha256::digest(cookie).into())
    }
}

/// Begins a session at `now`, on record; a former one of the same browser ends.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn begin(
    store: &Store,
    hash: &SessionHash,
    caller: &Caller,
    former: Option<&SessionHash>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let now_ms = now.as_millisecond();
    let mut write = store.write(&Everywhere).await?;
    sqlx::query("DELETE FROM sessions WHERE token_hash = $1 OR expires_at <= $2")
        .bind(former.map(|former| former.0.as_slice()))
        .bind(now_ms)
        .execute(&mut *write)
        .await?;
    sqlx::query(
        "INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at, expires_at) VALUES ($1, $2, $3, $3, $4)",
    )
    .bind(hash.0.as_slice())
    .bind(&caller.user().0)
    .bind(now_ms)
    .bind(now_ms + ABSOLUTE.as_secs() * 1000)
    .execute(&mut *write)
    .await?;
    audit::append(&mut write, caller, &own(caller), AuditAction::SignedIn, caller.email(), now).await?;
    write.commit().await
}

/// Whose session it is, if it lives at `now`; `extends` says that a person did something.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read or written.
pub async fn find(
    store: &Store,
    hash: &SessionHash,
    extends: bool,
    now: Timestamp,
) -> Result<Option<UserId>, sqlx::Error> {
    let now_ms = now.as_millisecond();
    let found = sqlx::query(
        "SELECT user_id, last_seen_at FROM sessions WHERE token_hash = $1 AND expires_at > $2 AND last_seen_at > $3",
    );
    let found = found.bind(hash.0.as_slice()).bind(now_ms).bind(now_ms - IDLE.as_secs() * 1000);
    let Some(row) = found.fetch_optional(&mut *store.read(&Everywhere).await?).await? else { return Ok(None) };
    if extends && now_ms - row.try_get::<i64, _>("last_seen_at")? >= COARSE_MS {
        let mut write = store.write(&Everywhere).await?;
        sqlx::query("UPDATE sessions SET last_seen_at = $2 WHERE token_hash = $1")
            .bind(hash.0.as_slice())
            .bind(now_ms)
            .execute(&mut *write)
            .await?;
        write.commit().await?;
    }
    Ok(Some(UserId(row.try_get("user_id")?)))
}

/// Puts on record that somebody tried to sign in and could not: with the account's organisation, and nowhere else.
/// What was tried for no account costs the same write, so the time that it takes tells nobody which it was.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn refuse(store: &Store, account: Option<&UserId>, now: Timestamp) -> Result<(), sqlx::Error> {
    let mut write = store.write(&Everywhere).await?;
    let found = sqlx::query("SELECT organisation_id, email FROM users WHERE user_id = $1");
    match found.bind(account.map(|user| user.0.as_str())).fetch_optional(&mut *write).await? {
        Some(row) => {
            let place = Place::Organisation(OrganisationId(row.try_get("organisation_id")?));
            let email: String = row.try_get("email")?;
            audit::append(&mut write, Actor::Nobody, &place, AuditAction::SignInFailed, &email, now).await?;
        }
        None => {
            sqlx::query(
                "INSERT INTO sign_ins_of_nobody (day, attempts) VALUES ($1, 1) \
                 ON CONFLICT (day) DO UPDATE SET attempts = sign_ins_of_nobody.attempts + 1",
            )
            .bind(now.as_second() / 86_400)
            .execute(&mut *write)
            .await?;
        }
    }
    write.commit().await
}

/// Ends a session, on record.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn end(store: &Store, hash: &SessionHash, caller: &Caller, now: Timestamp) -> Result<(), sqlx::Error> {
    let mut write = store.write(&Everywhere).await?;
    sqlx::query("DELETE FROM sessions WHERE token_hash = $1").bind(hash.0.as_slice()).execute(&mut *write).await?;
    audit::append(&mut write, caller, &own(caller), AuditAction::SignedOut, caller.email(), now).await?;
    write.commit().await
}

/// Whether a stream may go on: the session lives, and its user's rights are what they were.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn goes_on(
    store: &Store,
    hash: &SessionHash,
    permission_version: i64,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    let now_ms = now.as_millisecond();
    let goes_on: Flag = sqlx::query_scalar(
        "SELECT COUNT(*) > 0 FROM sessions s JOIN users u USING (user_id) \
         WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.last_seen_at > $3 AND u.permission_version = $4",
    )
    .bind(hash.0.as_slice())
    .bind(now_ms)
    .bind(now_ms - IDLE.as_secs() * 1000)
    .bind(permission_version)
    .fetch_one(&mut *store.read(&Everywhere).await?)
    .await?;
    Ok(goes_on.0)
}

/// Sessions are the affair of the organisation that a person belongs to.
fn own(caller: &Caller) -> Place {
    Place::Organisation(caller.organisation().clone())
}

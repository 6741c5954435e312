//! Sessions: found by SHA-256 of the cookie, so that reading the store signs nobody in.

use super::{DatabaseRow, Everywhere, Flag, Store, Values, Write};
use crate::{
    http::seal::Sealer,
    instants,
    policy::Caller,
    sabotage::{self, Fault},
};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use sqlx::Row;
use wire::{
    factors::OwnSession,
    session::{SessionId, UserId},
    vocabulary::SignInMethod,
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

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// What the browser's pages call what they share of this session, as long as its user's rights are these.
    pub(crate) fn shared_as(&self, sealer: &Sealer, caller: &Caller) -> String {
        sealer.name(&[b"shared", &self.0, &caller.permission_version().to_be_bytes()])
    }
}

/// A session to be.
#[derive(Debug)]
pub struct NewSession<'a> {
    pub hash: &'a SessionHash,
    pub method: SignInMethod,
    /// As [`crate::device::label`] names it.
    pub device: &'a str,
}

impl NewSession<'_> {
    /// Begins it at `now`; a former one of the same browser ends.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the store cannot be written.
    pub async fn begin(
        &self,
        write: &mut Write,
        caller: &Caller,
        former: Option<&SessionHash>,
        now: Timestamp,
    ) -> Result<(), sqlx::Error> {
        let now_ms = now.as_millisecond();
        sqlx::query("DELETE FROM sessions WHERE token_hash = $1 OR expires_at <= $2")
            .bind(former.map(|former| former.0.as_slice()))
            .bind(now_ms)
            .execute(&mut **write)
            .await?;
        sqlx::query(
            "INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at, expires_at, session_id, device, method) \
             VALUES ($1, $2, $3, $3, $4, $5, $6, $7)",
        )
        .bind(self.hash.0.as_slice())
        .bind(&caller.user().0)
        .bind(now_ms)
        .bind(now_ms + ABSOLUTE.as_secs() * 1000)
        .bind(super::random_id())
        .bind(self.device)
        .bind(self.method.caption())
        .execute(&mut **write)
        .await
        .map(drop)
    }
}

/// Gives a session another cookie: what knew the last one knows nothing any more.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn renew(write: &mut Write, hash: &SessionHash, new: &SessionHash) -> Result<(), sqlx::Error> {
    let renewed = sqlx::query("UPDATE sessions SET token_hash = $2 WHERE token_hash = $1");
    renewed.bind(hash.0.as_slice()).bind(new.0.as_slice()).execute(&mut **write).await.map(drop)
}

/// The caller's own sessions that live at `now`, the newest first; `this` is the one that asks.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(
    store: &Store,
    caller: &Caller,
    this: &SessionHash,
    now: Timestamp,
) -> Result<Vec<OwnSession>, sqlx::Error> {
    let now_ms = now.as_millisecond();
    let rows = sqlx::query(
        "SELECT session_id, device, method, created_at, last_seen_at, token_hash = $2 AS is_this FROM sessions \
         WHERE user_id = $1 AND expires_at > $3 AND last_seen_at > $4 ORDER BY created_at DESC, session_id",
    );
    let rows = rows.bind(&caller.user().0).bind(this.0.as_slice()).bind(now_ms).bind(now_ms - IDLE.as_secs() * 1000);
    rows.fetch_all(&mut *store.read(&Everywhere).await?).await?.iter().map(own_session).collect()
}

fn own_session(row: &DatabaseRow) -> Result<OwnSession, sqlx::Error> {
    Ok(OwnSession {
        id: SessionId(row.try_get("session_id")?),
        device: row.try_get("device")?,
        method: SignInMethod::from_caption(row.try_get("method")?).unwrap_or_default(),
        created_at: instants::ms_to_wire(row.try_get("created_at")?),
        last_seen_at: instants::ms_to_wire(row.try_get("last_seen_at")?),
        is_this: row.flag("is_this")?,
    })
}

/// Ends one of the caller's own sessions; `false` if they have none of that name.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn end_own(write: &mut Write, caller: &Caller, id: &SessionId) -> Result<bool, sqlx::Error> {
    let delete = "DELETE FROM sessions WHERE user_id = $1 AND session_id = $2";
    let ended = sqlx::query(sabotage::instead(Fault::SessionEndedByAnybody, delete, "user_id = $1", "$1 <> ''"));
    let ended = ended.bind(&caller.user().0).bind(&id.0).execute(&mut **write).await?;
    Ok(ended.rows_affected() > 0)
}

/// Ends all of the caller's sessions but one.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn end_others(write: &mut Write, caller: &Caller, this: &SessionHash) -> Result<(), sqlx::Error> {
    let ended = sqlx::query("DELETE FROM sessions WHERE user_id = $1 AND token_hash <> $2");
    ended.bind(&caller.user().0).bind(this.0.as_slice()).execute(&mut **write).await.map(drop)
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
    let found = sqlx::query(sabotage::instead(
        Fault::SessionNeverIdle,
        "SELECT user_id, last_seen_at FROM sessions WHERE token_hash = $1 AND expires_at > $2 AND last_seen_at > $3",
        "last_seen_at > $3",
        "$3 > 0",
    ));
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

/// Ends a session, if there is one.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn end(write: &mut Write, hash: &SessionHash) -> Result<(), sqlx::Error> {
    let ended = sqlx::query("DELETE FROM sessions WHERE token_hash = $1");
    ended.bind(hash.0.as_slice()).execute(&mut **write).await.map(drop)
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
    let goes_on: Flag = sqlx::query_scalar(sabotage::instead(
        Fault::StreamOfFormerRights,
        "SELECT COUNT(*) > 0 FROM sessions s JOIN users u USING (user_id) \
         WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.last_seen_at > $3 AND u.permission_version = $4",
        "u.permission_version = $4",
        "$4 >= 0",
    ))
    .bind(hash.0.as_slice())
    .bind(now_ms)
    .bind(now_ms - IDLE.as_secs() * 1000)
    .bind(permission_version)
    .fetch_one(&mut *store.read(&Everywhere).await?)
    .await?;
    Ok(goes_on.0)
}

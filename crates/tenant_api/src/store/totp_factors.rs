//! Authenticator apps: one a user, its secret sealed, each of its codes taken once.

use super::{DatabaseConnection, Write};
use crate::policy::Caller;
use jiff::Timestamp;
use sqlx::Row;

/// An authenticator app as it is kept.
#[derive(Debug)]
pub struct TotpFactor {
    /// Opens with [`bound`] alone.
    pub sealed_secret: String,
    /// The newest time step that was used.
    pub last_step: i64,
    pub created_at_ms: i64,
}

/// What a secret is sealed for: its user and nobody else.
#[must_use]
pub fn bound(caller: &Caller) -> String {
    format!("totp|{}", caller.user())
}

/// The caller's app, where there is one.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn find(conn: &mut DatabaseConnection, caller: &Caller) -> Result<Option<TotpFactor>, sqlx::Error> {
    let row = sqlx::query("SELECT sealed_secret, last_step, created_at FROM totp_factors WHERE user_id = $1")
        .bind(&caller.user().0)
        .fetch_optional(conn)
        .await?;
    let factor = |row: super::DatabaseRow| {
        Ok(TotpFactor {
            sealed_secret: row.try_get("sealed_secret")?,
            last_step: row.try_get("last_step")?,
            created_at_ms: row.try_get("created_at")?,
        })
    };
    row.map(factor).transpose()
}

/// Keeps an app in place of a former one; `step` is that of the code it was confirmed with.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn keep(
    write: &mut Write,
    caller: &Caller,
    sealed_secret: &str,
    step: i64,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO totp_factors (user_id, sealed_secret, last_step, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (user_id) DO UPDATE SET sealed_secret = excluded.sealed_secret, last_step = excluded.last_step, \
             created_at = excluded.created_at",
    )
    .bind(&caller.user().0)
    .bind(sealed_secret)
    .bind(step)
    .bind(now.as_millisecond())
    .execute(&mut **write)
    .await
    .map(drop)
}

/// Uses up a time step; `false` if it or a later one was used already, also by a request beside this one.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn use_step(write: &mut Write, caller: &Caller, step: i64) -> Result<bool, sqlx::Error> {
    let used = sqlx::query("UPDATE totp_factors SET last_step = $2 WHERE user_id = $1 AND last_step < $2");
    Ok(used.bind(&caller.user().0).bind(step).execute(&mut **write).await?.rows_affected() == 1)
}

/// Forgets the app and the recovery codes that stand in for it.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn remove(write: &mut Write, caller: &Caller) -> Result<bool, sqlx::Error> {
    let removed = sqlx::query("DELETE FROM totp_factors WHERE user_id = $1");
    let removed = removed.bind(&caller.user().0).execute(&mut **write).await?.rows_affected();
    sqlx::query("DELETE FROM recovery_codes WHERE user_id = $1").bind(&caller.user().0).execute(&mut **write).await?;
    Ok(removed == 1)
}

//! Accounts: what sign-in compares with.

use super::{Everywhere, Store, Write};
use crate::policy::Caller;
use sqlx::Row;
use wire::session::{OrganisationId, UserId};

/// A user's id and password hash, by e-mail in any case.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn find(store: &Store, email: &str) -> Result<Option<(UserId, String)>, sqlx::Error> {
    let found = sqlx::query(
        "SELECT user_id, password_hash FROM users u WHERE email = $1 AND NOT EXISTS \
         (SELECT 1 FROM offboardings o WHERE o.client_id = u.organisation_id AND o.gone_at IS NOT NULL)",
    );
    let found = found.bind(email.trim().to_lowercase()).fetch_optional(&mut *store.read(&Everywhere).await?).await?;
    found.map(|row| Ok((UserId(row.try_get("user_id")?), row.try_get("password_hash")?))).transpose()
}

/// What stands in the place of a password hash for whoever has no password: no password has this hash.
pub const NO_PASSWORD: &str = "!";

/// The hash of the caller's own password, where they have one.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn password_hash(store: &Store, caller: &Caller) -> Result<Option<String>, sqlx::Error> {
    let hash: String = sqlx::query_scalar("SELECT password_hash FROM users WHERE user_id = $1")
        .bind(&caller.user().0)
        .fetch_one(&mut *store.read(&Everywhere).await?)
        .await?;
    Ok(Some(hash).filter(|hash| hash != NO_PASSWORD))
}

/// The organisation that an account belongs to, and its e-mail.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read, or has no such account.
pub async fn home(write: &mut Write, user: &UserId) -> Result<(OrganisationId, String), sqlx::Error> {
    let home = sqlx::query_as("SELECT organisation_id, email FROM users WHERE user_id = $1").bind(&user.0);
    home.fetch_one(&mut **write).await.map(|(organisation, email)| (OrganisationId(organisation), email))
}

/// Gives the caller another password.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn set_password(write: &mut Write, caller: &Caller, hash: &str) -> Result<(), sqlx::Error> {
    let set = sqlx::query("UPDATE users SET password_hash = $2 WHERE user_id = $1");
    set.bind(&caller.user().0).bind(hash).execute(&mut **write).await.map(drop)
}

/// Everybody who can sign in: e-mail and name, by organisation.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn all(store: &Store) -> Result<Vec<(String, String)>, sqlx::Error> {
    sqlx::query_as("SELECT email, name FROM users ORDER BY organisation_id, email")
        .fetch_all(&mut *store.read(&Everywhere).await?)
        .await
}

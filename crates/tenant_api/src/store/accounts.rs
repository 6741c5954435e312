//! Accounts: what sign-in compares with.

use super::{Everywhere, Store};
use sqlx::Row;
use wire::session::UserId;

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

/// Everybody who can sign in: e-mail and name, by organisation.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn all(store: &Store) -> Result<Vec<(String, String)>, sqlx::Error> {
    sqlx::query_as("SELECT email, name FROM users ORDER BY organisation_id, email")
        .fetch_all(&mut *store.read(&Everywhere).await?)
        .await
}

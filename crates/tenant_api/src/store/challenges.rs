//! Challenges that were answered: each is taken once, whichever process it comes to.

use super::Write;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

/// Uses up what was sealed into `challenge`; `false` if it was used before. It is remembered until `expires`, when nobody
/// would take it anyway.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn spend(
    write: &mut Write,
    challenge: &str,
    expires: Timestamp,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query("DELETE FROM spent_challenges WHERE expires_at <= $1")
        .bind(now.as_millisecond())
        .execute(&mut **write)
        .await?;
    let spent = sqlx::query(
        "INSERT INTO spent_challenges (challenge_hash, expires_at) VALUES ($1, $2) ON CONFLICT (challenge_hash) DO NOTHING",
    );
    let spent = spent.bind(Sha256::digest(challenge).as_slice()).bind(expires.as_millisecond());
    Ok(spent.execute(&mut **write).await?.rows_affected() == 1)
}

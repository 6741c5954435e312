//! Recovery codes: each stands in for the authenticator app once. Random enough (80 bits) that a plain hash keeps them.

use super::{DatabaseConnection, Write};
use crate::policy::Caller;
use data_encoding::BASE32_NOPAD;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

/// As many as are given at a time.
const AT_A_TIME: usize = 10;
const CODE_BYTES: usize = 10;

/// Makes new ones in place of those there were; this is the only time that they can be seen.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn replace(write: &mut Write, caller: &Caller) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query("DELETE FROM recovery_codes WHERE user_id = $1").bind(&caller.user().0).execute(&mut **write).await?;
    let mut codes = Vec::with_capacity(AT_A_TIME);
    for _ in 0..AT_A_TIME {
        let code = grouped(&BASE32_NOPAD.encode(&rand::random::<[u8; CODE_BYTES]>()));
        sqlx::query("INSERT INTO recovery_codes (user_id, code_hash) VALUES ($1, $2)")
            .bind(&caller.user().0)
            .bind(hash(caller, &code))
            .execute(&mut **write)
            .await?;
        codes.push(code);
    }
    Ok(codes)
}

/// Uses one up; `false` if it is not one of the caller's, or was used.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn spend(write: &mut Write, caller: &Caller, code: &str, now: Timestamp) -> Result<bool, sqlx::Error> {
    let spent =
        sqlx::query("UPDATE recovery_codes SET used_at = $3 WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL");
    let spent = spent.bind(&caller.user().0).bind(hash(caller, code)).bind(now.as_millisecond());
    Ok(spent.execute(&mut **write).await?.rows_affected() == 1)
}

/// How many the caller has left.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn left(conn: &mut DatabaseConnection, caller: &Caller) -> Result<u32, sqlx::Error> {
    let left = sqlx::query_scalar("SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL");
    let left: i64 = left.bind(&caller.user().0).fetch_one(conn).await?;
    Ok(u32::try_from(left).unwrap_or(u32::MAX))
}

fn hash(caller: &Caller, code: &str) -> Vec<u8> {
    Sha256::new().chain_update(&caller.user().0).chain_update([0]).chain_update(plain(code)).finalize().to_vec()
}

/// However it was typed: letters and digits count, case and what stands between them do not.
pub(super) fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// `ABCD-EFGH-…`, as people can copy it.
pub(super) fn grouped(code: &str) -> String {
    let mut text = String::new();
    for (place, letter) in code.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            text.push('-');
        }
        text.push(letter);
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn codes_come_in_groups_of_four() {
        assert_eq!(super::grouped("ABCDEFGHIJKLMNOP"), "ABCD-EFGH-IJKL-MNOP");
    }
}

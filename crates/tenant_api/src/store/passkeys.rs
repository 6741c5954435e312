//! Passkeys as they are kept: public keys and counters, nothing that signs anybody in.

use super::{DatabaseConnection, DatabaseRow, Declined, Write};
use crate::{
    instants,
    passkeys::{Kept, USER_HANDLE_BYTES},
    policy::Caller,
};
use jiff::Timestamp;
use sqlx::Row;
use wire::{factors::Passkey, session::UserId};

/// As many as somebody may have.
const AT_MOST: usize = 20;

/// A passkey with whoever it signs in.
#[derive(Debug)]
pub struct Owned {
    pub user: UserId,
    pub handle: [u8; USER_HANDLE_BYTES],
    pub kept: Kept,
}

/// What authenticators call the caller by; made on first use.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn handle(write: &mut Write, caller: &Caller) -> Result<[u8; USER_HANDLE_BYTES], sqlx::Error> {
    sqlx::query("INSERT INTO passkey_users (user_id, user_handle) VALUES ($1, $2) ON CONFLICT (user_id) DO NOTHING")
        .bind(&caller.user().0)
        .bind(rand::random::<[u8; USER_HANDLE_BYTES]>().as_slice())
        .execute(&mut **write)
        .await?;
    let row = sqlx::query("SELECT user_handle FROM passkey_users WHERE user_id = $1").bind(&caller.user().0);
    read_handle(&row.fetch_one(&mut **write).await?)
}

fn read_handle(row: &DatabaseRow) -> Result<[u8; USER_HANDLE_BYTES], sqlx::Error> {
    let bytes: Vec<u8> = row.try_get("user_handle")?;
    bytes.try_into().map_err(|_other: Vec<u8>| sqlx::Error::Decode("a user handle has 64 bytes".into()))
}

/// The caller's passkeys as they are shown, the oldest first.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(conn: &mut DatabaseConnection, caller: &Caller) -> Result<Vec<Passkey>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT passkey_id, name, created_at, last_used_at FROM passkeys WHERE user_id = $1 ORDER BY created_at, passkey_id",
    );
    rows.bind(&caller.user().0).fetch_all(conn).await?.iter().map(shown).collect()
}

fn shown(row: &DatabaseRow) -> Result<Passkey, sqlx::Error> {
    let last_used_at: Option<i64> = row.try_get("last_used_at")?;
    Ok(Passkey {
        id: row.try_get("passkey_id")?,
        name: row.try_get("name")?,
        created_at: instants::ms_to_wire(row.try_get("created_at")?),
        last_used_at: last_used_at.map(instants::ms_to_wire),
    })
}

/// The caller's passkeys as they are kept.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn kept(conn: &mut DatabaseConnection, caller: &Caller) -> Result<Vec<Kept>, sqlx::Error> {
    let rows = sqlx::query("SELECT * FROM passkeys WHERE user_id = $1").bind(&caller.user().0);
    rows.fetch_all(conn).await?.iter().map(read_kept).collect()
}

fn read_kept(row: &DatabaseRow) -> Result<Kept, sqlx::Error> {
    let transports: i64 = row.try_get("transports")?;
    Ok(Kept {
        credential_id: row.try_get("credential_id")?,
        static_state: row.try_get("static_state")?,
        dynamic_state: row.try_get("dynamic_state")?,
        transports: u8::try_from(transports).map_err(|error| sqlx::Error::Decode(error.into()))?,
    })
}

/// Keeps a new passkey of the caller's.
///
/// # Errors
/// [`Declined::Invalid`] for a name that cannot be shown, for one too many, and for a passkey that is known already,
/// whosever it is.
pub async fn add(
    write: &mut Write,
    caller: &Caller,
    name: &str,
    passkey: &Kept,
    now: Timestamp,
) -> Result<Passkey, Declined> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 60 || name.chars().any(char::is_control) {
        return Err(Declined::field("name", "has 1 to 60 characters"));
    }
    if kept(write, caller).await?.len() >= AT_MOST {
        return Err(Declined::field("credential", "one too many"));
    }
    let id = super::random_id();
    let added = sqlx::query(
        "INSERT INTO passkeys (user_id, passkey_id, credential_id, name, static_state, dynamic_state, transports, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (credential_id) DO NOTHING",
    )
    .bind(&caller.user().0)
    .bind(&id)
    .bind(&passkey.credential_id)
    .bind(name)
    .bind(&passkey.static_state)
    .bind(&passkey.dynamic_state)
    .bind(i64::from(passkey.transports))
    .bind(now.as_millisecond())
    .execute(&mut **write)
    .await?;
    if added.rows_affected() == 0 {
        return Err(Declined::field("credential", "is not one that can be added"));
    }
    let created_at = instants::to_wire(now);
    Ok(Passkey { id, name: name.to_owned(), created_at, last_used_at: None })
}

/// The passkey of a credential id, whosever it is: what signs in says who it is only with it.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn find(conn: &mut DatabaseConnection, credential_id: &[u8]) -> Result<Option<Owned>, sqlx::Error> {
    let row = sqlx::query("SELECT * FROM passkeys JOIN passkey_users USING (user_id) WHERE credential_id = $1");
    let row = row.bind(credential_id).fetch_optional(conn).await?;
    let owned = |row: DatabaseRow| {
        Ok(Owned { user: UserId(row.try_get("user_id")?), handle: read_handle(&row)?, kept: read_kept(&row)? })
    };
    row.map(owned).transpose()
}

/// Writes down that a passkey was used; `false` if its counter was moved by somebody else meanwhile.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn used(write: &mut Write, before: &Owned, dynamic: &[u8], now: Timestamp) -> Result<bool, sqlx::Error> {
    let used = sqlx::query(
        "UPDATE passkeys SET dynamic_state = $3, last_used_at = $4 WHERE credential_id = $1 AND dynamic_state = $2",
    );
    let used = used.bind(&before.kept.credential_id).bind(&before.kept.dynamic_state).bind(dynamic);
    Ok(used.bind(now.as_millisecond()).execute(&mut **write).await?.rows_affected() == 1)
}

/// Forgets one of the caller's passkeys; `false` if they have none of that id.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn remove(write: &mut Write, caller: &Caller, id: &str) -> Result<bool, sqlx::Error> {
    let removed = sqlx::query("DELETE FROM passkeys WHERE user_id = $1 AND passkey_id = $2");
    Ok(removed.bind(&caller.user().0).bind(id).execute(&mut **write).await?.rows_affected() == 1)
}

//! Ingest keys: each lets findings of one client in, and nothing out. Only hashes are kept.

use super::{Everywhere, Store};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use wire::session::ClientId;

/// Makes a key for a client; this is the only time it can be seen. `None` if there is no such client.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn make(store: &Store, client: &ClientId, now: Timestamp) -> Result<Option<String>, sqlx::Error> {
    let key = format!("bik_{}", URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()));
    let mut write = store.write(&Everywhere).await?;
    let made = sqlx::query(
        "INSERT INTO ingest_keys (key_hash, client_id, created_at) SELECT $1, client_id, $3 FROM clients WHERE client_id = $2",
    );
    let made = made.bind(Sha256::digest(&key).as_slice()).bind(&client.0).bind(now.as_millisecond());
    let made = made.execute(&mut *write).await?.rows_affected();
    write.commit().await?;
    Ok((made == 1).then_some(key))
}

/// The client whose findings a key lets in.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn find(store: &Store, key: &str) -> Result<Option<ClientId>, sqlx::Error> {
    let found = sqlx::query_scalar(
        "SELECT client_id FROM ingest_keys JOIN active_clients USING (client_id) WHERE key_hash = $1 AND revoked_at IS NULL",
    );
    let found: Option<String> =
        found.bind(Sha256::digest(key).as_slice()).fetch_optional(&mut *store.read(&Everywhere).await?).await?;
    Ok(found.map(ClientId))
}

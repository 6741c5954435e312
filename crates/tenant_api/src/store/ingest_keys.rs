//! Ingest keys: each lets findings of one client in, and nothing out. Only hashes are kept, and how a key begins.

use super::{
    Declined, Everywhere, Store, Write,
    audit::{self, Place},
    fields, random_id,
};
use crate::{
    instants,
    policy::Seat,
    sabotage::{self, Fault},
    store::{DatabaseConnection, DatabaseRow},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use sqlx::Row;
use wire::{
    administration::{IngestKey, MadeIngestKey, NewIngestKey},
    audit::AuditAction,
    session::{ClientId, IngestKeyId, Person, UserId},
};

/// What every ingest key begins with.
pub const PREFIX: &str = "bik_";
/// What the list shows of a key, bytes: too few to guess the rest.
const SHOWN: usize = 8;
/// `last_used_at` is this coarse, so that letting in does not write every time.
const COARSE_MS: i64 = 60_000;

/// Makes a key for a client at the command line; this is the only time it can be seen. `None` if there is no such client.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn make(store: &Store, client: &ClientId, now: Timestamp) -> Result<Option<String>, sqlx::Error> {
    let mut write = store.write(&Everywhere).await?;
    let made = insert(&mut write, client, "", None, now).await?;
    if let Some(made) = &made {
        let place = Place::Client(client.clone());
        audit::append(&mut write, audit::Actor::CommandLine, &place, AuditAction::IngestKeyAdded, &made.id.0, now)
            .await?;
    }
    write.commit().await?;
    Ok(made.map(|made| made.key))
}

/// Makes a key for the seat's client; this is the only time it can be seen.
///
/// # Errors
/// [`Declined::Invalid`] for a name that is none.
pub async fn create(
    write: &mut Write,
    seat: &Seat,
    asked: &NewIngestKey,
    now: Timestamp,
) -> Result<MadeIngestKey, Declined> {
    let name = fields::name("name", &asked.name)?;
    let made = insert(write, seat.client(), name, Some(seat.caller().user()), now).await?.ok_or(Declined::Missing)?;
    let place = Place::Client(seat.client().clone());
    audit::append_with(write, seat.caller(), &place, AuditAction::IngestKeyAdded, (&made.id.0, name), now).await?;
    Ok(made)
}

/// The keys of the seat's client, newest first, those that were revoked included.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(conn: &mut DatabaseConnection, seat: &Seat) -> Result<Vec<IngestKey>, sqlx::Error> {
    let rows = sqlx::query(sabotage::instead(
        Fault::KeysOfEveryClient,
        "SELECT k.*, u.name AS person, o.name AS organisation FROM ingest_keys k \
         LEFT JOIN users u ON u.user_id = k.created_by LEFT JOIN organisations o USING (organisation_id) \
         WHERE k.client_id = $1 ORDER BY k.created_at DESC, k.key_id",
        "k.client_id = $1",
        "$1 <> ''",
    ));
    rows.bind(&seat.client().0).fetch_all(conn).await?.iter().map(key).collect()
}

/// It lets nothing in any more; a second time changes nothing.
///
/// # Errors
/// [`Declined::Missing`] for another client's key.
pub async fn revoke(write: &mut Write, seat: &Seat, id: &IngestKeyId, now: Timestamp) -> Result<(), Declined> {
    let found = sqlx::query_scalar("SELECT revoked_at FROM ingest_keys WHERE client_id = $1 AND key_id = $2");
    let found: Option<Option<i64>> = found.bind(&seat.client().0).bind(&id.0).fetch_optional(&mut **write).await?;
    if found.ok_or(Declined::Missing)?.is_some() {
        return Ok(());
    }
    sqlx::query("UPDATE ingest_keys SET revoked_at = $3 WHERE client_id = $1 AND key_id = $2")
        .bind(&seat.client().0)
        .bind(&id.0)
        .bind(now.as_millisecond())
        .execute(&mut **write)
        .await?;
    let place = Place::Client(seat.client().clone());
    Ok(audit::append(write, seat.caller(), &place, AuditAction::IngestKeyRevoked, &id.0, now).await?)
}

/// The client whose findings a key lets in.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn find(store: &Store, key: &str, now: Timestamp) -> Result<Option<ClientId>, sqlx::Error> {
    let hash = Sha256::digest(key);
    let found = sqlx::query(sabotage::instead(
        Fault::RevokedKeyLetsIn,
        "SELECT client_id, last_used_at FROM ingest_keys JOIN active_clients USING (client_id) \
         WHERE key_hash = $1 AND revoked_at IS NULL",
        " AND revoked_at IS NULL",
        "",
    ));
    let found = found.bind(hash.as_slice()).fetch_optional(&mut *store.read(&Everywhere).await?).await?;
    let Some(row) = found else { return Ok(None) };
    let used: Option<i64> = row.try_get("last_used_at")?;
    if used.is_none_or(|used| now.as_millisecond() - used >= COARSE_MS) {
        let mut write = store.write(&Everywhere).await?;
        sqlx::query("UPDATE ingest_keys SET last_used_at = $2 WHERE key_hash = $1")
            .bind(hash.as_slice())
            .bind(now.as_millisecond())
            .execute(&mut *write)
            .await?;
        write.commit().await?;
    }
    Ok(Some(ClientId(row.try_get("client_id")?)))
}

async fn insert(
    write: &mut Write,
    client: &ClientId,
    name: &str,
    by: Option<&UserId>,
    now: Timestamp,
) -> Result<Option<MadeIngestKey>, sqlx::Error> {
    let (key, id) = (format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())), random_id());
    let made = sqlx::query(
        "INSERT INTO ingest_keys (key_hash, client_id, created_at, key_id, name, prefix, created_by) \
         SELECT $1, client_id, $3, $4, $5, $6, $7 FROM clients WHERE client_id = $2",
    );
    let made = made.bind(Sha256::digest(&key).as_slice()).bind(&client.0).bind(now.as_millisecond());
    let made = made.bind(&id).bind(name).bind(&key[..SHOWN]).bind(by.map(|user| user.0.as_str()));
    let made = made.execute(&mut **write).await?.rows_affected() == 1;
    Ok(made.then_some(MadeIngestKey { id: IngestKeyId(id), key }))
}

fn key(row: &DatabaseRow) -> Result<IngestKey, sqlx::Error> {
    let at = |column: &str| Ok::<_, sqlx::Error>(row.try_get::<Option<i64>, _>(column)?.map(instants::ms_to_wire));
    let text = |column: &str| row.try_get::<Option<String>, _>(column);
    let by = (text("created_by")?, text("person")?, text("organisation")?);
    let person = |(id, name, organisation): (Option<_>, Option<_>, Option<_>)| {
        Some(Person { id: UserId(id?), name: name?, organisation: organisation? })
    };
    Ok(IngestKey {
        id: IngestKeyId(row.try_get("key_id")?),
        name: row.try_get("name")?,
        prefix: row.try_get("prefix")?,
        created_at: instants::ms_to_wire(row.try_get("created_at")?),
        created_by: person(by),
        last_used_at: at("last_used_at")?,
        revoked_at: at("revoked_at")?,
    })
}

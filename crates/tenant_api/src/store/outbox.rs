//! Live changes: written with what they tell of, read by whoever streams them.

use super::{DatabaseConnection, DatabaseRow, Dialect, Everywhere, QueryBuilder, Store, Values};
use crate::policy::Scope;
use jiff::Timestamp;
use sqlx::Row;
use wire::{event::EventKind, session::ClientId};

/// How much of what a stream missed is read at once.
pub const MISSED_AT_ONCE: usize = 500;

/// One change of one incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub client: ClientId,
    pub number: i64,
    pub version: i64,
    pub kind: EventKind,
    /// Told only to those who see internal notes.
    pub internal: bool,
    pub at_ms: i64,
}

impl Change {
    /// Tells it in the same transaction as the change itself.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the store cannot be written.
    pub async fn tell(&self, conn: &mut DatabaseConnection) -> Result<(), sqlx::Error> {
        let kind = match self.kind {
            EventKind::Created => "created",
            EventKind::Changed | EventKind::Unknown => "changed",
            EventKind::Timeline => "timeline",
        };
        sqlx::query(
            "INSERT INTO outbox (client_id, number, version, kind, internal, at) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&self.client.0)
        .bind(self.number)
        .bind(self.version)
        .bind(kind)
        .bind(i64::from(self.internal))
        .bind(self.at_ms)
        .execute(conn)
        .await
        .map(drop)
    }
}

/// A place in the outbox. SQLite's single writer commits in the order of `seq`, and its `tx` is always 0; in PostgreSQL
/// transactions come first, and only those are told that no unfinished one can still come before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    tx: i64,
    seq: i64,
}

impl Dialect {
    const fn end(self) -> &'static str {
        match self {
            Self::Sqlite => "SELECT 0 AS tx, COALESCE(MAX(seq), 0) AS seq FROM outbox WHERE seq < $1",
            Self::Postgres => "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1 AS tx, $1 AS seq",
        }
    }

    const fn after(self) -> &'static str {
        match self {
            Self::Sqlite => "SELECT *, $1 AS tx FROM outbox WHERE seq > $2 ORDER BY seq LIMIT 1000",
            Self::Postgres => {
                "SELECT * FROM outbox WHERE (tx, seq) > ($1, $2) \
                 AND tx < (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint) ORDER BY tx, seq LIMIT 1000"
            }
        }
    }

    /// How long before an event another may have been told that comes after it: clocks of several processes, and clients whose
    /// writers do not wait for each other.
    const fn overlap_ms(self) -> i64 {
        match self {
            Self::Sqlite => 0,
            Self::Postgres => 5000,
        }
    }
}

/// Where the outbox ends now.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn end(store: &Store) -> Result<Place, sqlx::Error> {
    let end = sqlx::query(store.dialect().end()).bind(i64::MAX);
    place(&end.fetch_one(&mut *store.read(&Everywhere).await?).await?)
}

/// Changes after a place, at most a thousand, each with its own place.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn after(store: &Store, seen: Place) -> Result<Vec<(Place, Change)>, sqlx::Error> {
    let rows = sqlx::query(store.dialect().after()).bind(seen.tx).bind(seen.seq);
    let rows = rows.fetch_all(&mut *store.read(&Everywhere).await?).await?;
    rows.iter().map(|row| Ok((place(row)?, change(row)?))).collect()
}

/// Changes of a scope's clients told at or after an instant: what a stream missed while it was away. What happened to
/// anybody else's takes no room among them. The next
/// [`MISSED_AT_ONCE`] of them after the one of number `seen`, each with its number; fewer at the end.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn since(store: &Store, scope: &Scope, at_ms: i64, seen: i64) -> Result<Vec<(i64, Change)>, sqlx::Error> {
    let mut query = QueryBuilder::new("SELECT * FROM outbox WHERE at >= ");
    query.push_bind(at_ms - store.dialect().overlap_ms()).push(" AND seq > ").push_bind(seen);
    let mut listed = query.push(" AND client_id IN (").separated(", ");
    for client in scope.clients() {
        listed.push_bind(client.0.as_str());
    }
    query.push(") ORDER BY seq LIMIT ").push(MISSED_AT_ONCE);
    let rows = query.build().fetch_all(&mut *store.read(scope).await?).await?;
    rows.iter().map(|row| Ok((row.try_get("seq")?, change(row)?))).collect()
}

/// Forgets what was told before an instant.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn forget(store: &Store, before: Timestamp) -> Result<(), sqlx::Error> {
    let mut write = store.write(&Everywhere).await?;
    sqlx::query("DELETE FROM outbox WHERE at < $1").bind(before.as_millisecond()).execute(&mut *write).await?;
    write.commit().await
}

fn place(row: &DatabaseRow) -> Result<Place, sqlx::Error> {
    Ok(Place { tx: row.try_get("tx")?, seq: row.try_get("seq")? })
}

fn change(row: &DatabaseRow) -> Result<Change, sqlx::Error> {
    Ok(Change {
        client: ClientId(row.try_get("client_id")?),
        number: row.try_get("number")?,
        version: row.try_get("version")?,
        kind: match row.try_get("kind")? {
            "created" => EventKind::Created,
            "timeline" => EventKind::Timeline,
            _ => EventKind::Changed,
        },
        internal: row.flag("internal")?,
        at_ms: row.try_get("at")?,
    })
}

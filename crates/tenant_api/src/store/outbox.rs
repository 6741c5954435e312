//! Live changes: written with what they tell of, read by whoever streams them.

use super::{DatabaseConnection, DatabaseRow, Everywhere, QueryBuilder, Store, Values};
use crate::policy::Scope;
use jiff::Timestamp;
use sqlx::Row;
use wire::{event::EventKind, session::ClientId};

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

/// Where the outbox ends now.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn end(store: &Store) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT COALESCE(MAX(seq), 0) FROM outbox").fetch_one(&mut *store.read(&Everywhere).await?).await
}

/// Changes after a place, at most a thousand, each with its own place.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn after(store: &Store, seq: i64) -> Result<Vec<(i64, Change)>, sqlx::Error> {
    let rows = sqlx::query("SELECT * FROM outbox WHERE seq > $1 ORDER BY seq LIMIT 1000");
    let rows = rows.bind(seq).fetch_all(&mut *store.read(&Everywhere).await?).await?;
    rows.iter().map(|row| Ok((row.try_get("seq")?, change(row)?))).collect()
}

/// Changes of a scope's clients told at or after an instant: what a stream missed while it was away. What happened to
/// anybody else's takes no room among them.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn since(store: &Store, scope: &Scope, at_ms: i64) -> Result<Vec<Change>, sqlx::Error> {
    let mut query = QueryBuilder::new("SELECT * FROM outbox WHERE at >= ");
    let mut listed = query.push_bind(at_ms).push(" AND client_id IN (").separated(", ");
    for client in scope.clients() {
        listed.push_bind(client.0.as_str());
    }
    query.push(") ORDER BY seq");
    query.build().fetch_all(&mut *store.read(scope).await?).await?.iter().map(change).collect()
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

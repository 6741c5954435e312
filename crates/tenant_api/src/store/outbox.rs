//! Live changes: written with what they tell of, read by whoever streams them.

use super::{DatabaseConnection, DatabaseRow, Dialect, Everywhere, QueryBuilder, Store, Values, restricted};
use crate::policy::Scope;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use std::collections::BTreeSet;
use wire::{
    event::EventKind,
    session::{ClientId, UserId},
};

/// How much of what a stream missed is read at once.
pub const MISSED_AT_ONCE: usize = 500;
const FORGET: &str = "DELETE FROM outbox WHERE at < $1 AND turn < \
    (SELECT MAX(turn) FROM outbox AS kept WHERE kept.client_id = outbox.client_id AND kept.internal = outbox.internal)";

/// One change of one incident, or of one request.
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
    /// Tells it in the same transaction as the change itself. A request's is kept under its number below zero, which is no
    /// incident's, whoever looks for one by it.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the store cannot be written.
    pub async fn tell(&self, conn: &mut DatabaseConnection) -> Result<(), sqlx::Error> {
        let kind = match self.kind {
            EventKind::Created => "created",
            EventKind::Changed | EventKind::Request | EventKind::Unknown => "changed",
            EventKind::Timeline => "timeline",
        };
        sqlx::query(
            "INSERT INTO outbox (client_id, number, version, kind, internal, at) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&self.client.0)
        .bind(if self.kind == EventKind::Request { -self.number } else { self.number })
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    tx: i64,
    seq: i64,
}

/// A change by its own client's count: what a reader is told of its place, because nobody else's changes are in it. Internal
/// ones are counted apart, since a client's own people are told of the others alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Mark {
    pub client: ClientId,
    pub internal: bool,
    pub turn: i64,
}

/// A change where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub place: Place,
    pub turn: i64,
    pub change: Change,
    /// To whom alone it is told, where the incident is restricted; such a change has no turn that anybody counts.
    pub readers: Option<BTreeSet<UserId>>,
}

impl Mark {
    /// Where nothing of a scope has changed yet.
    #[must_use]
    pub const fn before_all() -> Self {
        Self { client: ClientId(String::new()), internal: false, turn: 0 }
    }
}

impl Told {
    /// What it is called towards a reader.
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark { client: self.change.client.clone(), internal: self.change.internal, turn: self.turn }
    }
}

impl Dialect {
    const fn end(self) -> &'static str {
        match self {
            Self::Sqlite => "SELECT 0 AS tx, COALESCE(MAX(seq), 0) AS seq FROM outbox WHERE seq < $1",
            Self::Postgres => "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1 AS tx, $1 AS seq",
        }
    }

    /// The last of each client: within one, whoever takes the next number commits next.
    const fn last(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "SELECT client_id, internal, MAX(turn) AS turn, $1 AS tx, MAX(seq) AS seq FROM outbox \
                 WHERE seq <= $2 AND readers IS NULL GROUP BY client_id, internal"
            }
            Self::Postgres => {
                "SELECT client_id, internal, MAX(turn) AS turn, MAX(tx) AS tx, MAX(seq) AS seq FROM outbox \
                 WHERE (tx, seq) <= ($1, $2) AND readers IS NULL GROUP BY client_id, internal"
            }
        }
    }

    /// Before, between and after the two halves of a place.
    const fn after(self) -> [&'static str; 3] {
        match self {
            Self::Sqlite => ["SELECT *, ", " AS tx FROM outbox WHERE seq > ", ""],
            Self::Postgres => [
                "SELECT * FROM outbox WHERE (tx, seq) > (",
                ", ",
                ") AND tx < (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint)",
            ],
        }
    }

    const fn in_order(self) -> &'static str {
        match self {
            Self::Sqlite => " ORDER BY seq LIMIT ",
            Self::Postgres => " ORDER BY tx, seq LIMIT ",
        }
    }
}

/// Where the outbox ends now, and the last change of every client before that which is told to whoever may read the client's.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn end(store: &Store) -> Result<(Place, Vec<(Mark, Place)>), sqlx::Error> {
    let mut read = store.read(&Everywhere).await?;
    let end = place(&sqlx::query(store.dialect().end()).bind(i64::MAX).fetch_one(&mut *read).await?)?;
    let last = sqlx::query(store.dialect().last()).bind(end.tx).bind(end.seq).fetch_all(&mut *read).await?;
    let last = last.iter().map(|row| Ok((mark(row)?, place(row)?)));
    Ok((end, last.collect::<Result<_, sqlx::Error>>()?))
}

/// Changes after a place, at most a thousand.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn after(store: &Store, seen: Place) -> Result<Vec<Told>, sqlx::Error> {
    let mut query = beginning_after(store.dialect(), seen);
    query.push(store.dialect().in_order()).push(1000);
    let rows = query.build(store.dialect()).fetch_all(&mut *store.read(&Everywhere).await?).await?;
    rows.iter().map(told).collect()
}

/// Changes of a scope's clients after a place: what a stream missed while it was away. What happened to anybody else's takes no
/// room among them. The next [`MISSED_AT_ONCE`] of them; fewer at the end.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn missed(store: &Store, scope: &Scope, seen: Place) -> Result<Vec<Told>, sqlx::Error> {
    let mut query = beginning_after(store.dialect(), seen);
    let mut listed = query.push(" AND client_id IN (").separated(", ");
    for client in scope.clients() {
        listed.push_bind(client.0.as_str());
    }
    query.push(")").push(store.dialect().in_order()).push(MISSED_AT_ONCE);
    let rows = query.build(store.dialect()).fetch_all(&mut *store.read(scope).await?).await?;
    rows.iter().map(told).collect()
}

/// Where a change of a scope's clients stands; `None` for one of before `earliest`, since not everything that came after it is
/// kept any more, and for one that is not of this scope.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn place_of(
    store: &Store,
    scope: &Scope,
    mark: &Mark,
    earliest: Timestamp,
) -> Result<Option<Place>, sqlx::Error> {
    if !scope.clients().contains(&mark.client) {
        return Ok(None);
    }
    let tx = if store.dialect() == Dialect::Sqlite { "0 AS tx" } else { "tx" };
    let mut query = QueryBuilder::new("SELECT ");
    query.push(tx).push(", seq FROM outbox WHERE client_id = ").push_bind(mark.client.0.as_str());
    query.push(" AND internal = ").push_bind(i64::from(mark.internal)).push(" AND turn = ").push_bind(mark.turn);
    query.push(" AND at >= ").push_bind(earliest.as_millisecond());
    let row = query.build(store.dialect()).fetch_optional(&mut *store.read(scope).await?).await?;
    row.as_ref().map(place).transpose()
}

fn beginning_after(dialect: Dialect, seen: Place) -> QueryBuilder {
    let mut query = QueryBuilder::new("");
    let [before, between, behind] = dialect.after();
    query.push(before).push_bind(seen.tx).push(between).push_bind(seen.seq).push(behind);
    query
}

/// Forgets what was told before an instant, but the last of each client: the next one is counted from there.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn forget(store: &Store, before: Timestamp) -> Result<(), sqlx::Error> {
    let mut write = store.write(&Everywhere).await?;
    sqlx::query(FORGET).bind(before.as_millisecond()).execute(&mut *write).await?;
    write.commit().await
}

fn told(row: &DatabaseRow) -> Result<Told, sqlx::Error> {
    Ok(Told {
        place: place(row)?,
        turn: row.try_get("turn")?,
        change: change(row)?,
        readers: restricted::readers_of(row)?,
    })
}

fn mark(row: &DatabaseRow) -> Result<Mark, sqlx::Error> {
    let client = ClientId(row.try_get("client_id")?);
    Ok(Mark { client, internal: row.flag("internal")?, turn: row.try_get("turn")? })
}

fn place(row: &DatabaseRow) -> Result<Place, sqlx::Error> {
    Ok(Place { tx: row.try_get("tx")?, seq: row.try_get("seq")? })
}

fn change(row: &DatabaseRow) -> Result<Change, sqlx::Error> {
    let number: i64 = row.try_get("number")?;
    Ok(Change {
        client: ClientId(row.try_get("client_id")?),
        number: number.abs(),
        version: row.try_get("version")?,
        kind: match row.try_get("kind")? {
            _ if number < 0 => EventKind::Request,
            "created" => EventKind::Created,
            "timeline" => EventKind::Timeline,
            _ => EventKind::Changed,
        },
        internal: row.flag("internal")?,
        at_ms: row.try_get("at")?,
    })
}

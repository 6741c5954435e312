//! Connections of one login: every transaction on them is told first whose rows it is for, and leaves nothing behind.

use super::{Database, DatabaseConnection, Dialect, Reached, Write, sqlite};
use sqlx::{AnyPool, Transaction};
use std::{
    borrow::Cow,
    collections::BTreeSet,
    ops::{Deref, DerefMut},
};
use wire::session::ClientId;

/// What PostgreSQL's policies compare with. Set for one transaction; unset, there are no rows.
const TELL: &str = "SELECT set_config('bulkhead.clients', $1, true), set_config('bulkhead.organisation', $2, true)";
/// Takes away, and adds nobody.
const NARROW: &str = "\
    SELECT set_config('bulkhead.clients', COALESCE(string_agg(client, ','), ''), true) FROM \
    (SELECT unnest(string_to_array(current_setting('bulkhead.clients', true), ',')) \
     INTERSECT SELECT unnest(string_to_array($1, ','))) AS kept (client)";
/// Rows come as an index has them, whatever PostgreSQL believes of a policy's clients, of whom it knows nothing: it would
/// rather sort them all than pass by some, and go through all that somebody has read than look a row up in it. What SQLite is
/// told by naming the index.
const IN_ORDER: &str = "\
    SELECT set_config('enable_sort', 'off', true), set_config('enable_hashjoin', 'off', true), \
    set_config('enable_mergejoin', 'off', true), set_config('enable_material', 'off', true), set_config('jit', 'off', true)";
/// One writer for each client (and for its evidence another): what SQLite has for all of them. In order, so that no two wait
/// for each other.
const LOCK: &str = "\
    SELECT COUNT(pg_advisory_xact_lock(hashtextextended(current_schema() || '/' || client, 0))::text) FROM \
    (SELECT client FROM unnest(string_to_array($1, ',')) AS client ORDER BY client) AS ordered";

/// What is locked where it is about no client in particular; none has this id. Access is changed under it, and what was looked at
/// first, such as who is left to administer, still holds when it is committed.
const INSTALLATION: &str = "*";

/// Readers and writers under one login. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Lane {
    pub(super) dialect: Dialect,
    pub(super) read: AnyPool,
    pub(super) write: AnyPool,
}

/// A read in progress: everything it reads is of one moment.
#[derive(Debug)]
pub struct Read(Transaction<'static, Database>);

impl Lane {
    pub(crate) async fn read(&self, reached: Reached<'_>) -> Result<Read, sqlx::Error> {
        let begin = match self.dialect {
            Dialect::Sqlite => "BEGIN",
            Dialect::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        let mut read = self.read.begin_with(begin).await?;
        self.tell(&mut read, &reached).await?;
        Ok(Read(read))
    }

    /// On SQLite `BEGIN IMMEDIATE`, so a lock is waited for here and not half-way.
    pub(crate) async fn write(&self, reached: Reached<'_>) -> Result<Write, sqlx::Error> {
        let begin = match self.dialect {
            Dialect::Sqlite => "BEGIN IMMEDIATE",
            Dialect::Postgres => "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
        };
        let mut write = self.write.begin_with(begin).await?;
        self.tell(&mut write, &reached).await?;
        self.lock(&mut write, &reached).await?;
        Ok(write)
    }

    /// Takes the writers of more clients into a write that is everybody's, after the installation's as always.
    pub(super) async fn take_too(&self, write: &mut Write, clients: &[ClientId]) -> Result<(), sqlx::Error> {
        self.lock(write, &Reached::Clients(Cow::Borrowed(clients), None)).await
    }

    async fn tell(&self, conn: &mut DatabaseConnection, reached: &Reached<'_>) -> Result<(), sqlx::Error> {
        let (Dialect::Postgres, Reached::Clients(clients, organisation)) = (self.dialect, reached) else {
            return Ok(());
        };
        let organisation = organisation.map_or("", |organisation| organisation.0.as_str());
        sqlx::query(TELL).bind(listed(clients)?).bind(organisation).execute(conn).await.map(drop)
    }

    async fn lock(&self, conn: &mut DatabaseConnection, reached: &Reached<'_>) -> Result<(), sqlx::Error> {
        let clients = match reached {
            Reached::Clients(clients, _) => listed(clients)?,
            Reached::Everybody(Some(client)) => format!("{INSTALLATION},{client}"),
            Reached::Everybody(None) => INSTALLATION.to_owned(),
        };
        match self.dialect {
            Dialect::Sqlite => Ok(()),
            Dialect::Postgres => sqlx::query(LOCK).bind(clients).execute(conn).await.map(drop),
        }
    }

    pub(crate) async fn set_durable(&self, durable: bool) -> Result<(), sqlx::Error> {
        match self.dialect {
            Dialect::Sqlite => sqlite::set_durable(&self.write, durable).await,
            Dialect::Postgres => Ok(()),
        }
    }

    pub(crate) async fn close(self) {
        self.read.close().await;
        self.write.close().await;
    }
}

impl Read {
    pub(super) async fn in_order(mut self) -> Result<Self, sqlx::Error> {
        if Dialect::of(&self.0) == Dialect::Postgres {
            sqlx::query(IN_ORDER).execute(&mut *self.0).await?;
        }
        Ok(self)
    }

    /// Whatever follows is about these clients alone, of those that it was for. Each statement of PostgreSQL's goes through all that
    /// a policy lets through, which takes longer than finding a few rows.
    pub(super) async fn narrow(&mut self, clients: &BTreeSet<&ClientId>) -> Result<(), sqlx::Error> {
        if Dialect::of(&self.0) == Dialect::Postgres {
            let clients = clients.iter().map(|client| client.0.as_str()).collect::<Vec<_>>().join(",");
            sqlx::query(NARROW).bind(clients).execute(&mut *self.0).await?;
        }
        Ok(())
    }
}

impl Deref for Read {
    type Target = DatabaseConnection;

    fn deref(&self) -> &DatabaseConnection {
        &self.0
    }
}

impl DerefMut for Read {
    fn deref_mut(&mut self) -> &mut DatabaseConnection {
        &mut self.0
    }
}

fn listed(clients: &[ClientId]) -> Result<String, sqlx::Error> {
    if clients.iter().any(|client| client.0.contains(',')) {
        return Err(sqlx::Error::Encode("a client's id has no comma".into()));
    }
    Ok(clients.iter().map(|client| client.0.as_str()).collect::<Vec<_>>().join(","))
}

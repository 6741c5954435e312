//! The store: everything but evidence, in one SQLite file with one writer and many readers.

pub mod access;
pub mod accounts;
pub mod alerts;
pub mod audit;
pub mod chain;
pub mod clients;
pub mod codes;
mod declined;
mod fields;
pub mod groups;
pub mod head;
pub mod incident;
pub mod ingest_keys;
pub mod installation;
pub mod notes;
pub mod organisations;
pub mod outbox;
pub mod overview;
pub mod people;
pub mod profiles;
pub mod queue;
pub mod reads;
pub mod receipts;
pub mod see_as;
pub mod service_levels;
pub mod sessions;
pub mod timeline;
pub mod users;
pub mod workflow;

pub use declined::Declined;

use jiff::Timestamp;
use sqlx::{
    Sqlite, SqliteConnection, SqlitePool, Transaction,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous},
};
use std::{fs::OpenOptions, io, os::unix::fs::OpenOptionsExt, path::Path, time::Duration};

use crate::evidence::{KeyFiles, Vault};

/// The database that the store speaks to. Everything else says these names and not a driver's.
pub type Database = Sqlite;
/// A connection to it.
pub type DatabaseConnection = SqliteConnection;
/// A row that it answers.
pub type DatabaseRow = SqliteRow;

/// A write in progress: it holds the one writer until it is committed or dropped.
pub type Write = Transaction<'static, Database>;

/// Both files of an installation. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    read: SqlitePool,
    write: SqlitePool,
    vault: Vault,
}

impl Store {
    /// [`Store::open_with`] with the key files beside it too.
    ///
    /// # Errors
    /// As [`Store::open_with`].
    pub async fn open(path: &Path) -> Result<Self, sqlx::Error> {
        Self::open_with(path, KeyFiles::beside(path)).await
    }

    /// Opens, and makes where missing, the file at `path`, the evidence file beside it, and the key files.
    ///
    /// # Errors
    /// [`sqlx::Error`] when a file cannot be opened, its migrations do not fit this build, or a key is missing.
    pub async fn open_with(path: &Path, keys: KeyFiles) -> Result<Self, sqlx::Error> {
        make_private(path)?;
        let write = SqlitePoolOptions::new().max_connections(1).connect_with(options(path)).await?;
        sqlx::migrate!("migrations/sqlite").run(&write).await?;
        let read =
            SqlitePoolOptions::new().max_connections(8).connect_with(options(path).pragma("query_only", "ON")).await?;
        let vault = Vault::open(&path.with_extension("evidence.db"), keys).await?;
        let store = Self { read, write, vault };
        chain::settle(&store).await?;
        access::begin_history(&store, Timestamp::now()).await?;
        Ok(store)
    }

    /// Connections that can only read, and have never seen the evidence file.
    #[must_use]
    pub fn read(&self) -> &SqlitePool {
        &self.read
    }

    /// Takes the writer: `BEGIN IMMEDIATE`, so a lock is waited for here and not half-way.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the writer is not free within ten seconds.
    pub async fn write(&self) -> Result<Write, sqlx::Error> {
        self.write.begin_with("BEGIN IMMEDIATE").await
    }

    /// Finishes what is running and closes the queue's file; the evidence file closes with its last user.
    pub async fn close(self) {
        self.read.close().await;
        self.write.close().await;
    }

    /// Whether a commit waits until both files are on disk. Not waiting is for data that can be made again.
    ///
    /// # Errors
    /// [`sqlx::Error`] when a file cannot be written.
    pub(crate) async fn set_durable(&self, durable: bool) -> Result<(), sqlx::Error> {
        set_durable(&self.write, durable).await?;
        self.vault.set_durable(durable).await
    }

    /// The evidence, for the modules that may have it.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.vault
    }
}

/// Makes the file where it is missing, for the eyes of whoever runs this alone; SQLite's files beside it follow its mode.
pub(crate) fn make_private(path: &Path) -> io::Result<()> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Options of every connection to either file.
pub(crate) fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // What is deleted is written over: retention and sealing leave nothing in free pages.
        .pragma("secure_delete", "ON")
        .busy_timeout(Duration::from_secs(10))
}

/// `durable` for every later commit of the pool's one writer; going back to it first puts on disk what is not there yet.
pub(crate) async fn set_durable(writer: &SqlitePool, durable: bool) -> Result<(), sqlx::Error> {
    let pragmas = match durable {
        true => "PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)",
        false => "PRAGMA synchronous = OFF",
    };
    sqlx::raw_sql(pragmas).execute(writer).await.map(drop)
}

/// An opaque id: 128 random bits in hexadecimal.
pub(crate) fn random_id() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// Lower-case hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

//! The store: everything but evidence, in SQLite or PostgreSQL, for whoever says whose rows it is about.

pub mod access;
pub mod accounts;
mod address;
pub mod alerts;
pub mod audit;
mod builder;
pub mod bulk;
pub mod chain;
pub mod challenges;
pub mod clients;
pub mod codes;
pub mod copy;
mod declined;
pub mod devices;
mod dialect;
pub mod drafts;
pub mod embed_sessions;
pub mod evidence_requests;
pub mod evidence_rules;
pub mod evidence_searches;
mod fields;
pub mod groups;
pub mod handovers;
pub mod head;
pub mod holds;
pub mod identities;
pub mod identity_providers;
pub mod incident;
pub mod ingest_keys;
pub mod installation;
pub mod kept_files;
mod lane;
mod merges;
pub(crate) mod migrations;
pub mod notes;
pub mod offboarding;
mod opened;
pub mod organisations;
pub mod outbox;
pub mod overview;
pub mod partner_keys;
pub mod partners;
pub mod passkeys;
pub mod people;
pub mod playbooks;
pub(crate) mod postgres;
pub mod preferences;
pub mod presence;
pub mod profiles;
pub mod pseudonyms;
pub mod queue;
pub mod ratings;
mod reach;
pub mod reads;
pub mod receipts;
pub mod recovery_codes;
mod related;
pub mod requests;
pub mod restricted;
pub mod retention;
pub mod see_as;
pub mod service_levels;
pub mod sessions;
pub mod silences;
mod splits;
pub(crate) mod sqlite;
pub mod tasks;
pub mod teams;
pub mod timeline;
pub mod totp_factors;
pub mod users;
mod values;
pub mod views;
pub mod workflow;

pub use address::Address;
pub use builder::{QueryBuilder, Separated};
pub use declined::Declined;
pub use dialect::{Dialect, is_busy};
pub(crate) use lane::Lane;
pub use lane::Read;
pub use postgres::{Copying, Wake};
pub use reach::{Custody, Everywhere, Reach, Reached, Upkeep};
pub use values::{Flag, Values};

use crate::evidence::{KeyFiles, Vault};
use jiff::Timestamp;
use postgres::Login;
use sqlx::{Any, AnyConnection, Transaction, any::AnyRow};
use std::path::Path;
use url::Url;

/// The database that the store speaks to: whichever its address names. Everything else says these names and not a driver's.
pub type Database = Any;
/// A connection to it.
pub type DatabaseConnection = AnyConnection;
/// A row that it answers.
pub type DatabaseRow = AnyRow;

/// A write in progress: on SQLite it holds the one writer, on PostgreSQL the one of each client it is for, until it is
/// committed or dropped.
pub type Write = Transaction<'static, Database>;

/// An installation's data. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    tenants: Lane,
    everywhere: Lane,
    vault: Vault,
    /// Where changes are listened for.
    wakes: Option<Url>,
    /// Which plan of the queue is cheaper.
    census: queue::Census,
}

impl Store {
    /// Opens what an address names, and makes it ready where it is new.
    ///
    /// # Errors
    /// [`sqlx::Error`] when it cannot be opened, is not for this build, or a key is missing.
    pub async fn at(address: &Address, keys: KeyFiles) -> Result<Self, sqlx::Error> {
        let store = match address {
            Address::Sqlite(path) => Self::in_files(path, keys).await?,
            Address::Postgres(owner) => Self::on_server(owner, keys, false).await?,
        };
        chain::settle(&store).await?;
        access::begin_history(&store, Timestamp::now()).await?;
        Ok(store)
    }

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
        Self::at(&Address::Sqlite(path.to_owned()), keys).await
    }

    async fn in_files(path: &Path, keys: KeyFiles) -> Result<Self, sqlx::Error> {
        let tenants = sqlite::open(path, &migrations::SQLITE, 8).await?;
        let vault = Vault::open(&path.with_extension("evidence.db"), keys).await?;
        Ok(Self { everywhere: tenants.clone(), tenants, vault, wakes: None, census: queue::Census::default() })
    }

    /// Migrates and seals the database by its owner's address, then opens it by logins that own nothing.
    async fn on_server(owner: &Url, keys: KeyFiles, unfinished: bool) -> Result<Self, sqlx::Error> {
        let addresses = postgres::prepare(owner, unfinished).await?;
        let tenants = postgres::open(&addresses.tenants, Login::Tenants, 8).await?;
        let everywhere = postgres::open(&addresses.everywhere, Login::Everywhere, 4).await?;
        let vault = Vault::new(postgres::open(&addresses.evidence, Login::Evidence, 4).await?, keys).await?;
        Ok(Self { tenants, everywhere, vault, wakes: Some(addresses.everywhere), census: queue::Census::default() })
    }

    /// Opens a database that [`copy::copy`] fills, which may have been interrupted at it.
    ///
    /// # Errors
    /// As [`Store::at`].
    pub async fn to_be_filled(owner: &Url, keys: KeyFiles) -> Result<(Self, Copying), sqlx::Error> {
        let store = Self::on_server(owner, keys, true).await?;
        Ok((store, Copying::open(owner).await?))
    }

    /// A connection that can only read, has never seen the evidence, and is for these clients.
    ///
    /// # Errors
    /// [`sqlx::Error`] when there is none within half a minute.
    pub async fn read(&self, reach: &impl Reach) -> Result<Read, sqlx::Error> {
        let (lane, reached) = self.lane(reach);
        lane.read(reached).await
    }

    /// Takes the writer of these clients.
    ///
    /// # Errors
    /// [`sqlx::Error`] when it is not free in time.
    pub async fn write(&self, reach: &impl Reach) -> Result<Write, sqlx::Error> {
        let (lane, reached) = self.lane(reach);
        lane.write(reached).await
    }

    fn lane<'r>(&self, reach: &'r impl Reach) -> (&Lane, Reached<'r>) {
        match reach.reached() {
            reached @ Reached::Everybody(_) => (&self.everywhere, reached),
            reached @ Reached::Clients(..) => (&self.tenants, reached),
        }
    }

    /// Tells when it is worth looking for changes.
    #[must_use]
    pub fn wake(&self) -> Wake {
        match &self.wakes {
            Some(address) => Wake::listening(address.clone()),
            None => Wake::by_looking(),
        }
    }

    /// Whether it can be read.
    pub async fn answers(&self) -> bool {
        match self.read(&Everywhere).await {
            Ok(mut read) => sqlx::query("SELECT 1").execute(&mut *read).await.is_ok(),
            Err(_) => false,
        }
    }

    /// Which database it is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.tenants.dialect
    }

    /// Finishes what is running and closes every connection.
    pub async fn close(self) {
        self.tenants.close().await;
        self.everywhere.close().await;
        self.vault.close().await;
    }

    /// Whether a commit waits until it is on disk. Not waiting is for data that can be made again.
    ///
    /// # Errors
    /// [`sqlx::Error`] when a file cannot be written.
    pub(crate) async fn set_durable(&self, durable: bool) -> Result<(), sqlx::Error> {
        self.tenants.set_durable(durable).await?;
        self.vault.set_durable(durable).await
    }

    /// The evidence, for the modules that may have it.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.vault
    }
}

/// An opaque id: 128 random bits in hexadecimal.
pub(crate) fn random_id() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// Lower-case hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

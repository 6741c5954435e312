//! The evidence file: what was received, byte for byte, sealed with its client's key. Nothing else opens it.

mod artifacts;
mod key_ring;
mod keys;
pub(crate) mod observables;
mod plain;
mod searching;
mod view;

pub use key_ring::KeyFiles;
pub use keys::{Keys, MacBytes};

use crate::store::{DatabaseConnection, Dialect, Lane, QueryBuilder, Reached, alerts::Alert, migrations, sqlite};
use include_dir::{Dir, include_dir};
use jiff::Timestamp;
use key_ring::KeyRing;
use sqlx::{Row, migrate::Migrator};
use std::{io, path::Path, sync::LazyLock};
use wire::session::ClientId;
use wire_evidence::Finding;
use zeroize::Zeroizing;

/// How many bytes of records a page holds, give or take a finding: each may be 10 MiB.
const PAGE_BYTES: usize = 4 * 1024 * 1024;

static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/migrations/sqlite_evidence");
static SQLITE: LazyLock<Migrator> = LazyLock::new(|| migrations::of(&FILES));

/// The evidence of an installation, and the keys to it. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    lane: Lane,
    ring: KeyRing,
}

impl Vault {
    /// Opens, and makes where missing, the evidence file at `path` and the key files.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the file cannot be opened, its migrations do not fit this build, or its keys are missing.
    pub async fn open(path: &Path, files: KeyFiles) -> Result<Self, sqlx::Error> {
        Self::new(sqlite::open(path, &SQLITE, 4).await?, files).await
    }

    /// The evidence that these connections have rights in.
    ///
    /// # Errors
    /// [`sqlx::Error`] when its keys are missing, or are others.
    pub(crate) async fn new(lane: Lane, files: KeyFiles) -> Result<Self, sqlx::Error> {
        let mut write = lane.write(Reached::Everybody(None)).await?;
        let sealed_with: Option<String> =
            sqlx::query_scalar("SELECT fingerprint FROM installation_key").fetch_optional(&mut *write).await?;
        let ring = KeyRing::open(files, sealed_with.as_deref())?;
        sqlx::query("INSERT INTO installation_key (only_row, fingerprint) VALUES (1, $1) ON CONFLICT DO NOTHING")
            .bind(ring.fingerprint())
            .execute(&mut *write)
            .await?;
        write.commit().await?;
        Ok(Self { lane, ring })
    }

    /// Its connections, for whoever copies it as it is, sealed.
    pub(crate) const fn lane(&self) -> &Lane {
        &self.lane
    }

    /// See [`crate::store::Store::close`].
    pub(crate) async fn close(self) {
        self.lane.close().await;
    }

    /// See [`crate::store::Store::set_durable`].
    pub(crate) async fn set_durable(&self, durable: bool) -> Result<(), sqlx::Error> {
        self.lane.set_durable(durable).await
    }

    /// The findings behind these alerts of one client, in the order asked for, until they fill a page; one whose record is
    /// lost is told without it, and logged. Tells how many of the alerts were gone through.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the file cannot be read.
    pub async fn findings(&self, client: &ClientId, alerts: &[Alert]) -> Result<(Vec<Finding>, usize), sqlx::Error> {
        let mut read = self.lane.read(Reached::one(client)).await?;
        let (keys, forgotten) = (self.known_keys(&mut read, client).await?, forgotten(&mut read, client).await?);
        let (mut findings, mut bytes) = (Vec::with_capacity(alerts.len()), 0);
        for (gone_through, alert) in alerts.iter().enumerate() {
            if bytes >= PAGE_BYTES {
                return Ok((findings, gone_through));
            }
            let number = alert.number.cast_signed();
            let record = match &keys {
                Some(keys) => record(&mut read, client, keys, number).await?,
                None => None,
            };
            bytes += record.as_ref().map_or(0, String::len);
            if record.is_none() && number > forgotten {
                eprintln!("evidence is lost: alert {number} of client {client}");
            }
            findings.push(match record {
                Some(record) => view::finding(alert, record),
                None => view::lost(alert),
            });
        }
        Ok((findings, alerts.len()))
    }

    /// The client's own keys, made on first use.
    ///
    /// # Errors
    /// [`sqlx::Error`] when they were destroyed, are missing where they have to be, or cannot be made.
    pub(crate) async fn keys(&self, client: &ClientId) -> Result<Keys, sqlx::Error> {
        let mut read = self.lane.read(Reached::one(client)).await?;
        if let Some(keys) = self.known_keys(&mut read, client).await? {
            return Ok(keys);
        }
        let mac = sqlx::query_scalar("SELECT mac_key FROM client_keys WHERE client_id = $1");
        let mac: Option<Vec<u8>> = mac.bind(&client.0).fetch_optional(&mut *read).await?;
        drop(read);
        let (ring, id) = (self.ring.clone(), client.0.clone());
        let making = tokio::task::spawn_blocking(move || ring.make(&id, mac.map(Zeroizing::new)));
        let keys = making.await.map_err(io::Error::other)??;
        let mut write = self.lane.write(Reached::one(client)).await?;
        sqlx::query("INSERT INTO sealing_keys (client_id, key_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(&client.0)
            .bind(keys.id())
            .execute(&mut *write)
            .await?;
        // From here on it lies in the key file only.
        sqlx::query("DELETE FROM client_keys WHERE client_id = $1").bind(&client.0).execute(&mut *write).await?;
        write.commit().await?;
        Ok(keys)
    }

    /// The client's keys, if any were made.
    async fn known_keys(&self, conn: &mut DatabaseConnection, client: &ClientId) -> Result<Option<Keys>, sqlx::Error> {
        let sealed_with = sqlx::query("SELECT key_id, destroyed_at FROM sealing_keys WHERE client_id = $1");
        let Some(row) = sealed_with.bind(&client.0).fetch_optional(conn).await? else { return Ok(None) };
        if row.try_get::<Option<i64>, _>("destroyed_at")?.is_some() {
            return Err(io::Error::other(format!("the key of {client} has been destroyed")).into());
        }
        let id: String = row.try_get("key_id")?;
        let keys = self.ring.find(&client.0)?.filter(|keys| keys.id() == id);
        let missing = || io::Error::other(format!("the key of {client} is missing from {}", self.ring.path()));
        Ok(Some(keys.ok_or_else(missing)?))
    }

    /// Names a client's keys, if there are any.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the file cannot be read.
    pub(crate) async fn key_id(&self, client: &ClientId) -> Result<Option<String>, sqlx::Error> {
        let id = sqlx::query_scalar("SELECT key_id FROM sealing_keys WHERE client_id = $1");
        id.bind(&client.0).fetch_optional(&mut *self.lane.read(Reached::one(client)).await?).await
    }

    /// Destroys a client's keys, then what they sealed. Copies of the evidence file do not open any more.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the key file or the evidence file cannot be written; again, and it goes on.
    pub(crate) async fn destroy(&self, client: &ClientId, now: Timestamp) -> Result<(), sqlx::Error> {
        let (ring, id) = (self.ring.clone(), client.0.clone());
        tokio::task::spawn_blocking(move || ring.destroy(&id)).await.map_err(io::Error::other)??;
        let mut write = self.lane.write(Reached::one(client)).await?;
        sqlx::query("UPDATE sealing_keys SET destroyed_at = $2 WHERE client_id = $1 AND destroyed_at IS NULL")
            .bind(&client.0)
            .bind(now.as_millisecond())
            .execute(&mut *write)
            .await?;
        write.commit().await?;
        // Of these there may be millions, or large ones, and neither a writer that waits nor PostgreSQL's limit has time for all at
        // once.
        for (batch, most) in [
            (
                "DELETE FROM findings WHERE client_id = $1 AND alert IN \
                 (SELECT alert FROM findings WHERE client_id = $1 LIMIT $2)",
                10_000,
            ),
            (
                "DELETE FROM artifacts WHERE client_id = $1 AND artifact_id IN \
                 (SELECT artifact_id FROM artifacts WHERE client_id = $1 LIMIT $2)",
                artifacts::BATCH,
            ),
            (
                "DELETE FROM observables WHERE client_id = $1 AND alert IN \
                 (SELECT alert FROM observables WHERE client_id = $1 LIMIT $2)",
                10_000,
            ),
        ] {
            loop {
                let mut write = self.lane.write(Reached::one(client)).await?;
                let deleted = sqlx::query(batch).bind(&client.0).bind(most).execute(&mut *write).await?.rows_affected();
                write.commit().await?;
                if deleted == 0 {
                    break;
                }
            }
        }
        for sql in [
            "DELETE FROM plain_findings WHERE client_id = $1",
            "DELETE FROM client_keys WHERE client_id = $1",
            "DELETE FROM forgotten WHERE client_id = $1",
            "DELETE FROM searchable WHERE client_id = $1",
            // Last: as long as it is there, no key is made under the same name.
            "DELETE FROM sealing_keys WHERE client_id = $1",
        ] {
            let mut write = self.lane.write(Reached::one(client)).await?;
            sqlx::query(sql).bind(&client.0).execute(&mut *write).await?;
            write.commit().await?;
        }
        Ok(())
    }

    /// As far as retention has deleted the client's records: this alert's and all before it.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the file cannot be read.
    pub(crate) async fn forgotten(&self, client: &ClientId) -> Result<i64, sqlx::Error> {
        forgotten(&mut *self.lane.read(Reached::one(client)).await?, client).await
    }

    /// Deletes the client's records up to an alert, and tells how many there were.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the file cannot be written; nothing is deleted then.
    pub(crate) async fn forget(&self, client: &ClientId, through: i64) -> Result<u64, sqlx::Error> {
        let mut write = self.lane.write(Reached::one(client)).await?;
        let deleted = sqlx::query("DELETE FROM findings WHERE client_id = $1 AND alert <= $2");
        let deleted = deleted.bind(&client.0).bind(through).execute(&mut *write).await?.rows_affected();
        let observables = sqlx::query("DELETE FROM observables WHERE client_id = $1 AND alert <= $2");
        observables.bind(&client.0).bind(through).execute(&mut *write).await?;
        sqlx::query(
            "INSERT INTO forgotten (client_id, through) VALUES ($1, $2) \
             ON CONFLICT (client_id) DO UPDATE SET through = excluded.through",
        )
        .bind(&client.0)
        .bind(through)
        .execute(&mut *write)
        .await?;
        write.commit().await?;
        Ok(deleted)
    }

    /// A record as it was received; `None` where it is lost.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the file cannot be read.
    pub(crate) async fn record(&self, client: &ClientId, alert: i64) -> Result<Option<String>, sqlx::Error> {
        let mut read = self.lane.read(Reached::one(client)).await?;
        let Some(keys) = self.known_keys(&mut read, client).await? else { return Ok(None) };
        record(&mut read, client, &keys, alert).await
    }

    /// Keeps the records of one client, sealed with its keys, under their alerts' numbers and by what they name, and commits.
    /// What an earlier, interrupted write left behind from the first number on is written over: no alert of the store points to it.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the file cannot be written; nothing is kept then.
    pub(crate) async fn keep(
        &self,
        client: &ClientId,
        keys: &Keys,
        first: i64,
        records: &[(i64, &str, &[MacBytes])],
    ) -> Result<(), sqlx::Error> {
        let mut write = self.lane.write(Reached::one(client)).await?;
        searching::begin(&mut write, client, first).await?;
        for page in records.chunks(500) {
            let mut query = QueryBuilder::new("INSERT INTO findings (client_id, alert, sealed) ");
            query.push_values(page, |mut row, (alert, record, _)| {
                let sealed = keys.seal(&client.0, *alert, record);
                row.push_bind(client.0.as_str()).push_bind(*alert).push_bind(sealed);
            });
            query.push(" ON CONFLICT (client_id, alert) DO UPDATE SET sealed = excluded.sealed");
            query.build(Dialect::of(&write)).execute(&mut *write).await?;
        }
        let named = records.iter().flat_map(|(alert, _, macs)| macs.iter().map(|mac| (*alert, *mac)));
        searching::write(&mut write, client, &named.collect::<Vec<_>>()).await?;
        write.commit().await
    }
}

async fn record(
    conn: &mut DatabaseConnection,
    client: &ClientId,
    keys: &Keys,
    alert: i64,
) -> Result<Option<String>, sqlx::Error> {
    let sealed = sqlx::query_scalar("SELECT sealed FROM findings WHERE client_id = $1 AND alert = $2");
    let sealed: Option<Vec<u8>> = sealed.bind(&client.0).bind(alert).fetch_optional(conn).await?;
    Ok(sealed.and_then(|sealed| keys.open(&client.0, alert, &sealed)))
}

async fn forgotten(conn: &mut DatabaseConnection, client: &ClientId) -> Result<i64, sqlx::Error> {
    let through = sqlx::query_scalar("SELECT through FROM forgotten WHERE client_id = $1");
    Ok(through.bind(&client.0).fetch_optional(conn).await?.unwrap_or(0))
}

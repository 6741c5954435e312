//! The evidence file: what was received, byte for byte, and each client's own keys. Nothing else opens it.

mod keys;
mod observables;
mod view;

pub use keys::{Keys, MacBytes};

use crate::store::{Lane, QueryBuilder, Reached, alerts::Alert, sqlite};
use sqlx::migrate::Migrator;
use std::path::Path;
use wire::session::ClientId;
use wire_evidence::Finding;

/// How many bytes of records a page holds, give or take a finding: each may be 10 MiB.
const PAGE_BYTES: usize = 4 * 1024 * 1024;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite_evidence");

/// The evidence of an installation. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    lane: Lane,
}

impl Vault {
    /// Opens, and makes where missing, the evidence file at `path`.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the file cannot be opened or its migrations do not fit this build.
    pub async fn open(path: &Path) -> Result<Self, sqlx::Error> {
        sqlite::open(path, &SQLITE, 4).await.map(Self::new)
    }

    /// The evidence that these connections have rights in.
    pub(crate) const fn new(lane: Lane) -> Self {
        Self { lane }
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
        let (mut findings, mut bytes) = (Vec::with_capacity(alerts.len()), 0);
        for (gone_through, alert) in alerts.iter().enumerate() {
            if bytes >= PAGE_BYTES {
                return Ok((findings, gone_through));
            }
            let record: Option<String> =
                sqlx::query_scalar("SELECT record FROM findings WHERE client_id = $1 AND alert = $2")
                    .bind(&client.0)
                    .bind(alert.number.cast_signed())
                    .fetch_optional(&mut *read)
                    .await?;
            bytes += record.as_ref().map_or(0, String::len);
            findings.push(match record {
                Some(record) => view::finding(alert.number, record),
                None => {
                    eprintln!("evidence is lost: alert {} of client {}", alert.number, client.0);
                    view::lost(alert)
                }
            });
        }
        Ok((findings, alerts.len()))
    }

    /// The client's own keys, made on first use.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the file cannot be read or written.
    pub(crate) async fn keys(&self, client: &ClientId) -> Result<Keys, sqlx::Error> {
        if let Some(keys) = self.known_keys(client).await? {
            return Ok(keys);
        }
        let mut write = self.lane.write(Reached::one(client)).await?;
        sqlx::query("INSERT INTO client_keys (client_id, mac_key) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(&client.0)
            .bind(rand::random::<[u8; 32]>().as_slice())
            .execute(&mut *write)
            .await?;
        write.commit().await?;
        self.known_keys(client).await?.ok_or(sqlx::Error::RowNotFound)
    }

    async fn known_keys(&self, client: &ClientId) -> Result<Option<Keys>, sqlx::Error> {
        let key = sqlx::query_scalar("SELECT mac_key FROM client_keys WHERE client_id = $1");
        let key: Option<Vec<u8>> =
            key.bind(&client.0).fetch_optional(&mut *self.lane.read(Reached::one(client)).await?).await?;
        Ok(key.map(|key| Keys::new(&key)))
    }

    /// Keeps the records of one client under their alerts' numbers and commits. A number that an earlier, interrupted
    /// write left behind is written over: no alert of the store points to it.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the file cannot be written; nothing is kept then.
    pub(crate) async fn keep(&self, client: &ClientId, records: &[(i64, &str)]) -> Result<(), sqlx::Error> {
        let mut write = self.lane.write(Reached::one(client)).await?;
        for page in records.chunks(500) {
            let mut query = QueryBuilder::new("INSERT INTO findings (client_id, alert, record) ");
            query.push_values(page, |mut row, (alert, record)| {
                row.push_bind(client.0.as_str()).push_bind(*alert).push_bind(*record);
            });
            query.push(" ON CONFLICT (client_id, alert) DO UPDATE SET record = excluded.record");
            query.build().execute(&mut *write).await?;
        }
        write.commit().await
    }
}

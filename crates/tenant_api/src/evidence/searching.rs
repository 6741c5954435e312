//! Finding evidence again: by keyed MACs of what it names, and never by its text.

use super::{Keys, MacBytes, Vault, observables::searchable};
use crate::store::{DatabaseConnection, Dialect, QueryBuilder, Reached};
use serde_json::Value;
use sqlx::Row;
use std::{collections::BTreeMap, time::Duration};
use wire::{opening::SearchKind, session::ClientId};

/// Of the alerts that name a value, so many of the newest are told.
const ALERTS_MAX: i64 = 5000;
/// MACs a statement.
const PAGE: usize = 5000;
/// Older findings that become searchable in one transaction: each may have 10 MiB.
const BATCH: i64 = 4;
/// Between two such transactions others write.
const BREATH: Duration = Duration::from_millis(20);

/// The alerts of a client that name a value.
#[derive(Debug, Default)]
pub(crate) struct Naming {
    /// Newest first.
    pub(crate) alerts: Vec<i64>,
    /// There are more, older ones.
    pub(crate) is_cut: bool,
    /// All of the client's evidence is searchable by now.
    pub(crate) is_whole: bool,
}

impl Vault {
    /// The alerts of one client that name a value, which is as [`super::observables::comparable`] has it.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the file cannot be read.
    pub(crate) async fn naming(&self, client: &ClientId, kind: SearchKind, value: &str) -> Result<Naming, sqlx::Error> {
        let mut read = self.lane.read(Reached::one(client)).await?;
        let Some(keys) = self.known_keys(&mut read, client).await? else {
            return Ok(Naming { is_whole: true, ..Naming::default() });
        };
        let alerts = sqlx::query_scalar(
            "SELECT alert FROM observables WHERE client_id = $1 AND mac = $2 ORDER BY alert DESC LIMIT $3",
        );
        let alerts = alerts.bind(&client.0).bind(keys.observable(kind, value).to_vec()).bind(ALERTS_MAX + 1);
        let mut alerts: Vec<i64> = alerts.fetch_all(&mut *read).await?;
        let most = usize::try_from(ALERTS_MAX).unwrap_or(usize::MAX);
        let is_cut = alerts.len() > most;
        alerts.truncate(most);
        Ok(Naming { alerts, is_cut, is_whole: down_to(&mut read, client).await? == Some(0) })
    }

    /// Makes what came in before there was an index searchable, newest first, from wherever an earlier start was interrupted.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the file cannot be read or written; what is searchable by then stays so.
    pub(crate) async fn make_searchable(&self, client: &ClientId) -> Result<(), sqlx::Error> {
        while self.index_batch(client).await? {
            tokio::time::sleep(BREATH).await;
        }
        Ok(())
    }

    /// Whether there is more.
    async fn index_batch(&self, client: &ClientId) -> Result<bool, sqlx::Error> {
        let mut write = self.lane.write(Reached::one(client)).await?;
        let Some(keys) = self.known_keys(&mut write, client).await? else { return Ok(false) };
        let down_to = down_to(&mut write, client).await?.unwrap_or(i64::MAX);
        if down_to == 0 {
            return Ok(false);
        }
        let rows = sqlx::query(
            "SELECT alert, sealed FROM findings WHERE client_id = $1 AND alert <= $2 ORDER BY alert DESC LIMIT $3",
        );
        let rows = rows.bind(&client.0).bind(down_to).bind(BATCH).fetch_all(&mut *write).await?;
        let (mut named, mut next) = (vec![], 0);
        for row in &rows {
            let alert: i64 = row.try_get("alert")?;
            let record = keys.open(&client.0, alert, row.try_get("sealed")?).unwrap_or_default();
            let finding: Value = serde_json::from_str(&record).unwrap_or_default();
            named.extend(searchable(&finding).iter().map(|(kind, value)| (alert, keys.observable(*kind, value))));
            next = alert - 1;
        }
        self::write(&mut write, client, &named).await?;
        sqlx::query(
            "INSERT INTO searchable (client_id, down_to) VALUES ($1, $2) \
             ON CONFLICT (client_id) DO UPDATE SET down_to = excluded.down_to",
        )
        .bind(&client.0)
        .bind(next)
        .execute(&mut *write)
        .await?;
        write.commit().await?;
        Ok(next > 0)
    }

    /// What was searched for, sealed for its record.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the client's keys cannot be had.
    pub(crate) async fn seal_searched(&self, client: &ClientId, id: &str, value: &str) -> Result<Vec<u8>, sqlx::Error> {
        Ok(self.keys(client).await?.seal_bytes(&place(client, id), value.as_bytes()))
    }

    /// What was searched for, by its record's id; anything that was not sealed for that one is left out.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the client's keys cannot be had.
    pub(crate) async fn open_searched(
        &self,
        client: &ClientId,
        sealed: &[(String, Vec<u8>)],
    ) -> Result<BTreeMap<String, String>, sqlx::Error> {
        let mut read = self.lane.read(Reached::one(client)).await?;
        let Some(keys) = self.known_keys(&mut read, client).await? else { return Ok(BTreeMap::new()) };
        let values = sealed.iter().filter_map(|(id, sealed)| Some((id.clone(), opened(&keys, client, id, sealed)?)));
        Ok(values.collect())
    }
}

/// What is written from this alert on is all there is of it, and a client's first one begins what is searchable whole.
pub(super) async fn begin(conn: &mut DatabaseConnection, client: &ClientId, first: i64) -> Result<(), sqlx::Error> {
    let orphans = sqlx::query("DELETE FROM observables WHERE client_id = $1 AND alert >= $2");
    orphans.bind(&client.0).bind(first).execute(&mut *conn).await?;
    if first == 1 {
        let begun = sqlx::query("INSERT INTO searchable (client_id, down_to) VALUES ($1, 0) ON CONFLICT DO NOTHING");
        begun.bind(&client.0).execute(conn).await?;
    }
    Ok(())
}

/// Alerts, each with a MAC of what it names.
pub(super) async fn write(
    conn: &mut DatabaseConnection,
    client: &ClientId,
    named: &[(i64, MacBytes)],
) -> Result<(), sqlx::Error> {
    for page in named.chunks(PAGE) {
        let mut query = QueryBuilder::new("INSERT INTO observables (client_id, mac, alert) ");
        query.push_values(page, |mut row, (alert, mac)| {
            row.push_bind(client.0.as_str()).push_bind(mac.as_slice()).push_bind(*alert);
        });
        query.push(" ON CONFLICT DO NOTHING");
        query.build(Dialect::of(conn)).execute(&mut *conn).await?;
    }
    Ok(())
}

/// Above which alert all is searchable; `None` where that has not begun.
async fn down_to(conn: &mut DatabaseConnection, client: &ClientId) -> Result<Option<i64>, sqlx::Error> {
    let down_to = sqlx::query_scalar("SELECT down_to FROM searchable WHERE client_id = $1");
    down_to.bind(&client.0).fetch_optional(conn).await
}

fn opened(keys: &Keys, client: &ClientId, id: &str, sealed: &[u8]) -> Option<String> {
    String::from_utf8(keys.open_bytes(&place(client, id), sealed)?).ok()
}

fn place(client: &ClientId, id: &str) -> Vec<u8> {
    [b"searched\0", client.0.as_bytes(), b"\0", id.as_bytes()].concat()
}

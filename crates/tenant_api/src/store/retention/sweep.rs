//! What retention deletes, oldest first and in small batches, so that nobody waits for it. Links of chains stay.

use super::{DEFAULT, Periods, hold, periods};
use crate::{
    sabotage::{self, Fault},
    store::{
        Custody, DatabaseRow, Everywhere, Store, Write,
        audit::{self, Actor, Place},
    },
};
use jiff::Timestamp;
use sqlx::Row;
use wire::{
    audit::AuditAction,
    session::{ClientId, OrganisationId},
};

/// Alerts, receipts or entries that go in one transaction; incidents take more with them.
const BATCH: i64 = 500;
const INCIDENTS: i64 = 50;

/// Everything of one incident, what refers to others first. Receipts have a time of their own.
pub(in crate::store) const OF_INCIDENT: [&str; 19] = [
    "DELETE FROM notes WHERE client_id = $1 AND number = $2",
    "DELETE FROM drafts WHERE client_id = $1 AND number = $2",
    "DELETE FROM kept_files WHERE client_id = $1 AND number = $2",
    "DELETE FROM changes WHERE client_id = $1 AND number = $2",
    "DELETE FROM happenings WHERE client_id = $1 AND number = $2",
    "DELETE FROM reads WHERE client_id = $1 AND number = $2",
    "DELETE FROM presence WHERE client_id = $1 AND number = $2",
    "DELETE FROM handover_rows WHERE client_id = $1 AND number = $2",
    "DELETE FROM evidence_requests WHERE client_id = $1 AND number = $2",
    "DELETE FROM task_acts WHERE client_id = $1 AND number = $2",
    "DELETE FROM tasks WHERE client_id = $1 AND number = $2",
    "DELETE FROM silences WHERE client_id = $1 AND number = $2",
    "DELETE FROM merges WHERE client_id = $1 AND (number = $2 OR into_number = $2)",
    "UPDATE incidents SET merged_into = NULL WHERE client_id = $1 AND number IN \
         (SELECT m.number FROM incidents m WHERE m.client_id = $1 AND m.merged_into = $2)",
    "DELETE FROM incident_assets WHERE client_id = $1 AND number = $2",
    "DELETE FROM incident_hours WHERE client_id = $1 AND number = $2",
    "DELETE FROM alerts WHERE client_id = $1 AND number = $2",
    "UPDATE requests SET incident = NULL WHERE client_id = $1 AND incident = $2",
    "DELETE FROM incidents WHERE client_id = $1 AND number = $2",
];

/// How many of each were deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    pub records: u64,
    pub incidents: u64,
    pub openings: u64,
    pub requests: u64,
    pub entries: u64,
}

/// Deletes what has had its time at `now`, everywhere but where a legal hold is, and puts on record how much it was.
///
/// # Errors
/// [`sqlx::Error`] when the store or the evidence cannot be read or written; what was deleted before stays so.
pub async fn sweep(store: &Store, now: Timestamp) -> Result<Swept, sqlx::Error> {
    let mut read = store.read(&Everywhere).await?;
    let clients = sqlx::query_scalar(
        "SELECT client_id FROM clients c WHERE NOT EXISTS \
         (SELECT 1 FROM offboardings o WHERE o.client_id = c.client_id AND o.gone_at IS NOT NULL) ORDER BY client_id",
    );
    let clients: Vec<String> = clients.fetch_all(&mut *read).await?;
    let msps =
        sqlx::query_scalar("SELECT organisation_id FROM organisations WHERE kind = 'msp' ORDER BY organisation_id");
    let msps: Vec<String> = msps.fetch_all(&mut *read).await?;
    let mut of_clients = vec![];
    for client in clients {
        let client = ClientId(client);
        of_clients.push((periods(&mut read, &client).await?, client));
    }
    drop(read);
    let mut all = Swept::default();
    for (periods, client) in of_clients {
        let owner = OrganisationId(client.0.clone());
        all.add(Sweep { store, periods, owner, client: Some(client), now }.run().await?);
    }
    for msp in msps {
        all.add(Sweep { store, periods: DEFAULT, owner: OrganisationId(msp), client: None, now }.run().await?);
    }
    Ok(all)
}

/// One organisation's turn.
struct Sweep<'a> {
    store: &'a Store,
    periods: Periods,
    owner: OrganisationId,
    /// An MSP keeps nobody's data but its own audit.
    client: Option<ClientId>,
    now: Timestamp,
}

impl Sweep<'_> {
    async fn run(&self) -> Result<Swept, sqlx::Error> {
        let mut swept = Swept::default();
        if let Some(client) = &self.client {
            while let Some(deleted) = self.evidence(client).await? {
                swept.records += deleted;
            }
            while let Some(deleted) = self.files(client).await? {
                swept.records += deleted;
            }
            while let Some(deleted) = self.openings(client).await? {
                swept.openings += deleted;
            }
            swept.openings += self.searches(client).await?;
            while let Some(deleted) = self.incidents(client).await? {
                swept.incidents += deleted;
            }
            while let Some(deleted) = self.requests(client).await? {
                swept.requests += deleted;
            }
        }
        while let Some(deleted) = self.entries().await? {
            swept.entries += deleted;
        }
        if swept != Swept::default() {
            let mut write = self.writer().await?;
            let Swept { records, incidents, openings, requests, entries } = swept;
            let detail = format!(
                "{records} records of evidence, {incidents} incidents, {openings} evidence openings, {requests} requests, \
                 {entries} audit entries"
            );
            let place = Place::Organisation(self.owner.clone());
            let told = (self.owner.0.as_str(), detail.as_str());
            audit::append_with(&mut write, Actor::Schedule, &place, AuditAction::ContentsDeleted, told, self.now)
                .await?;
            write.commit().await?;
        }
        Ok(swept)
    }

    async fn writer(&self) -> Result<Write, sqlx::Error> {
        match &self.client {
            Some(client) => self.store.write(&Custody(client)).await,
            None => self.store.write(&Everywhere).await,
        }
    }

    /// The writer, unless a legal hold has been placed: it counts from the next batch on.
    async fn write(&self) -> Result<Option<Write>, sqlx::Error> {
        let mut write = self.writer().await?;
        match &self.client {
            _ if sabotage::is(Fault::SweptUnderHold) => Ok(Some(write)),
            Some(client) if hold(&mut write, client).await?.is_some() => Ok(None),
            _ => Ok(Some(write)),
        }
    }

    /// Alerts are numbered as they come in, so what has had its time is everything up to one of them.
    async fn evidence(&self, client: &ClientId) -> Result<Option<u64>, sqlx::Error> {
        let vault = self.store.vault();
        let Some(mut write) = self.write().await? else { return Ok(None) };
        let rows = sqlx::query(
            "SELECT alert AS place, created_at AS at FROM alerts WHERE client_id = $1 AND alert > $2 UNION ALL \
             SELECT alert, created_at FROM silenced_alerts WHERE client_id = $1 AND alert > $2 ORDER BY place LIMIT $3",
        );
        let rows = rows.bind(&client.0).bind(vault.forgotten(client).await?).bind(BATCH).fetch_all(&mut *write).await?;
        match last_before(&rows, self.periods.evidence_before(self.now))? {
            // Under the store's writer, so that no hold comes in between.
            Some(through) => vault.forget(client, through).await.map(Some),
            None => Ok(None),
        }
    }

    /// What was kept with evidence is evidence, and goes when it has been there as long.
    async fn files(&self, client: &ClientId) -> Result<Option<u64>, sqlx::Error> {
        // Held until they are gone, so that no hold comes in between.
        let Some(_write) = self.write().await? else { return Ok(None) };
        let deleted = self.store.vault().forget_artifacts(client, self.periods.evidence_before(self.now)).await?;
        Ok((deleted > 0).then_some(deleted))
    }

    async fn openings(&self, client: &ClientId) -> Result<Option<u64>, sqlx::Error> {
        let Some(mut write) = self.write().await? else { return Ok(None) };
        let rows = sqlx::query(
            "SELECT receipt AS place, opened_at AS at FROM receipts WHERE client_id = $1 ORDER BY receipt LIMIT $2",
        );
        let rows = rows.bind(&client.0).bind(BATCH).fetch_all(&mut *write).await?;
        let Some(through) = last_before(&rows, self.periods.records_before(self.now))? else { return Ok(None) };
        for sql in [
            "DELETE FROM receipt_closings WHERE client_id = $1 AND receipt <= $2",
            "DELETE FROM receipt_copies WHERE client_id = $1 AND receipt <= $2",
        ] {
            sqlx::query(sql).bind(&client.0).bind(through).execute(&mut *write).await?;
        }
        let receipts = sqlx::query("DELETE FROM receipts WHERE client_id = $1 AND receipt <= $2");
        let deleted = receipts.bind(&client.0).bind(through).execute(&mut *write).await?.rows_affected();
        write.commit().await?;
        Ok(Some(deleted))
    }

    /// A search of evidence is kept as long as an opening, and counted with them. People make them: there are not too many.
    async fn searches(&self, client: &ClientId) -> Result<u64, sqlx::Error> {
        let Some(mut write) = self.write().await? else { return Ok(0) };
        let searches = sqlx::query("DELETE FROM evidence_searches WHERE client_id = $1 AND searched_at < $2");
        let searches = searches.bind(&client.0).bind(self.periods.records_before(self.now).as_millisecond());
        let deleted = searches.execute(&mut *write).await?.rows_affected();
        write.commit().await?;
        Ok(deleted)
    }

    /// Only what is done with, of which no opening is on record any more, and from which nothing is silenced.
    async fn incidents(&self, client: &ClientId) -> Result<Option<u64>, sqlx::Error> {
        let Some(mut write) = self.write().await? else { return Ok(None) };
        let numbers = sqlx::query_scalar(
            "SELECT number FROM incidents i WHERE client_id = $1 AND resolved_at < $2 AND updated_at < $2 AND status IN (4, 5) \
             AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.client_id = i.client_id AND r.number = i.number) \
             AND NOT EXISTS (SELECT 1 FROM silences s WHERE s.client_id = i.client_id AND s.number = i.number \
             AND s.ended_at IS NULL) ORDER BY resolved_at LIMIT $3",
        );
        let before = self.periods.records_before(self.now).as_millisecond();
        let numbers: Vec<i64> = numbers.bind(&client.0).bind(before).bind(INCIDENTS).fetch_all(&mut *write).await?;
        if numbers.is_empty() {
            return Ok(None);
        }
        for number in &numbers {
            for sql in OF_INCIDENT {
                sqlx::query(sql).bind(&client.0).bind(*number).execute(&mut *write).await?;
            }
        }
        write.commit().await?;
        Ok(Some(u64::try_from(numbers.len()).unwrap_or_default()))
    }

    /// Only what is closed, with all that was written about it.
    async fn requests(&self, client: &ClientId) -> Result<Option<u64>, sqlx::Error> {
        let Some(mut write) = self.write().await? else { return Ok(None) };
        let numbers = sqlx::query_scalar(
            "SELECT number FROM requests WHERE client_id = $1 AND closed_at < $2 ORDER BY closed_at LIMIT $3",
        );
        let before = self.periods.records_before(self.now).as_millisecond();
        let numbers: Vec<i64> = numbers.bind(&client.0).bind(before).bind(BATCH).fetch_all(&mut *write).await?;
        if numbers.is_empty() {
            return Ok(None);
        }
        for number in &numbers {
            for sql in [
                "DELETE FROM request_entries WHERE client_id = $1 AND number = $2",
                "DELETE FROM requests WHERE client_id = $1 AND number = $2",
            ] {
                sqlx::query(sql).bind(&client.0).bind(*number).execute(&mut *write).await?;
            }
        }
        write.commit().await?;
        Ok(Some(u64::try_from(numbers.len()).unwrap_or_default()))
    }

    async fn entries(&self) -> Result<Option<u64>, sqlx::Error> {
        let Some(mut write) = self.write().await? else { return Ok(None) };
        let rows = sqlx::query("SELECT number AS place, at FROM audit WHERE owner_id = $1 ORDER BY number LIMIT $2");
        let rows = rows.bind(&self.owner.0).bind(BATCH).fetch_all(&mut *write).await?;
        let Some(through) = last_before(&rows, self.periods.records_before(self.now))? else { return Ok(None) };
        let entries = sqlx::query("DELETE FROM audit WHERE owner_id = $1 AND number <= $2");
        let deleted = entries.bind(&self.owner.0).bind(through).execute(&mut *write).await?.rows_affected();
        write.commit().await?;
        Ok(Some(deleted))
    }
}

/// The last place of those from the first on that are older than `before`.
fn last_before(rows: &[DatabaseRow], before: Timestamp) -> Result<Option<i64>, sqlx::Error> {
    let mut last = None;
    for row in rows {
        if row.try_get::<i64, _>("at")? >= before.as_millisecond() {
            break;
        }
        last = Some(row.try_get("place")?);
    }
    Ok(last)
}

impl Swept {
    fn add(&mut self, other: Self) {
        self.records += other.records;
        self.incidents += other.incidents;
        self.openings += other.openings;
        self.requests += other.requests;
        self.entries += other.entries;
    }
}

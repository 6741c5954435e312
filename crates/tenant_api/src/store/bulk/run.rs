//! Bulks are done here, in small batches of one client, by whichever process holds the lease; what happened to a row is
//! stored with it, so whoever goes on after a process was killed knows.

use super::{
    KEPT_MS, Record,
    row::{Outcome, Stored},
};
use crate::{
    policy::{Address, Seat},
    sabotage::{self, Fault},
    store::{Custody, Everywhere, Store, Write},
};
use jiff::Timestamp;
use wire::{
    bulk::{BulkProblem, BulkState},
    session::ClientId,
    vocabulary::Capability,
};

/// Rows that go in one transaction, during which nobody else writes to their client.
const BATCH: i64 = 25;
/// For so long nobody else takes a bulk that a process works on. Were two at it after all, no row would be done twice: a
/// client has one writer, and who writes looks which rows are still to come.
const LEASE_MS: i64 = 15_000;

const DUE: &str = "\
    (state IN ('running', 'undoing') OR state = 'waiting' AND begins_at <= $1) \
    AND (leased_by IS NULL OR leased_by = $2 OR leased_until <= $1)";

/// One batch of each bulk that is due, by a process of this name; whether there was one.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read; a bulk that could not go on is logged, and tried again.
pub async fn round(store: &Store, process: &str, now: Timestamp) -> Result<bool, sqlx::Error> {
    let due = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
        "SELECT bulk_id FROM bulks WHERE {DUE} ORDER BY created_at, bulk_id"
    )));
    let due = due.bind(now.as_millisecond()).bind(process);
    let due: Vec<String> = due.fetch_all(&mut *store.read(&Everywhere).await?).await?;
    let mut went_on = false;
    for id in due {
        match go_on(store, process, &id, now).await {
            Ok(is_ours) => went_on |= is_ours,
            Err(error) => eprintln!("bulk {id} could not go on: {error}"),
        }
    }
    Ok(went_on)
}

/// Forgets bulks that nobody can do anything about any more.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn forget(store: &Store, now: Timestamp) -> Result<(), sqlx::Error> {
    let mut write = store.write(&Everywhere).await?;
    sqlx::query("DELETE FROM bulks WHERE created_at < $1 AND state NOT IN ('waiting', 'running', 'undoing')")
        .bind(now.as_millisecond() - KEPT_MS)
        .execute(&mut *write)
        .await?;
    write.commit().await
}

async fn go_on(store: &Store, process: &str, id: &str, now: Timestamp) -> Result<bool, sqlx::Error> {
    let Some(bulk) = claim(store, process, id, now).await? else { return Ok(false) };
    let work = Work { store, process, bulk, now };
    match work.next_client().await? {
        Some(client) => work.batch(&client).await?,
        None => work.finish().await?,
    }
    Ok(true)
}

/// Takes a bulk, or keeps it, unless another process was first.
async fn claim(store: &Store, process: &str, id: &str, now: Timestamp) -> Result<Option<Record>, sqlx::Error> {
    let held = "SELECT * FROM bulks WHERE bulk_id = $1 AND leased_by = $2 AND leased_until > $3 AND state <> 'waiting'";
    let until = now.as_millisecond() + LEASE_MS;
    let held = sqlx::query(held).bind(id).bind(process).bind(until - LEASE_MS / 2);
    if let Some(row) = held.fetch_optional(&mut *store.read(&Everywhere).await?).await? {
        return Record::read(&row).map(Some);
    }
    let mut write = store.write(&Everywhere).await?;
    let claim = sqlx::query(sqlx::AssertSqlSafe(format!(
        "UPDATE bulks SET leased_by = $2, leased_until = $4, \
         state = CASE WHEN state = 'waiting' THEN 'running' ELSE state END WHERE bulk_id = $3 AND {DUE} RETURNING *"
    )));
    let claim = claim.bind(now.as_millisecond()).bind(process).bind(id).bind(until);
    let claimed = claim.fetch_optional(&mut *write).await?.as_ref().map(Record::read).transpose()?;
    write.commit().await?;
    Ok(claimed)
}

/// A process at one bulk.
struct Work<'a> {
    store: &'a Store,
    process: &'a str,
    bulk: Record,
    now: Timestamp,
}

/// Where the maker of a bulk stands in one of its clients now.
enum Standing {
    In(Seat),
    /// They see its rows and may not open them.
    Lacks(Capability),
    /// They see nothing of it, as if it were not there.
    Nowhere,
}

impl Work<'_> {
    fn is_undoing(&self) -> bool {
        self.bulk.state == BulkState::Undoing
    }

    /// SQL: rows that there is still something to do about.
    fn open(&self) -> &'static str {
        if self.is_undoing() { "outcome = 'done'" } else { "outcome IS NULL" }
    }

    async fn next_client(&self) -> Result<Option<ClientId>, sqlx::Error> {
        let open = self.open();
        let next = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
            "SELECT client_id FROM bulk_rows WHERE bulk_id = $1 AND {open} ORDER BY client_id LIMIT 1"
        )));
        let next = next.bind(&self.bulk.id).fetch_optional(&mut *self.store.read(&Everywhere).await?).await?;
        Ok(next.map(ClientId))
    }

    /// What the maker may do there now, in the scope that it was made in.
    async fn standing(&self, client: &ClientId) -> Result<Standing, sqlx::Error> {
        let caller = self.store.caller(&self.bulk.user).await?;
        let scope = caller.zip(Address::of_path(&self.bulk.scope));
        let scope = scope.and_then(|(caller, address)| caller.scope(address, Capability::QueueRead));
        let Some(scope) = scope.filter(|scope| scope.clients().contains(client)) else {
            return Ok(Standing::Nowhere);
        };
        let seat = scope.caller().enter(client, Capability::IncidentRead);
        Ok(seat.map_or(Standing::Lacks(Capability::IncidentRead), Standing::In))
    }

    /// The next rows of a client. A row that the store fails at is tried again alone, and left if it fails then.
    async fn batch(&self, client: &ClientId) -> Result<(), sqlx::Error> {
        let seat = match self.standing(client).await? {
            Standing::In(seat) => seat,
            Standing::Lacks(capability) => return self.leave(client, BulkProblem::Capability, Some(capability)).await,
            Standing::Nowhere => return self.leave(client, BulkProblem::Missing, None).await,
        };
        for limit in [BATCH, 1] {
            let mut write = self.store.write(&seat).await?;
            let rows = self.rows(&mut write, client, limit).await?;
            match self.perform(&mut write, &seat, &rows).await {
                Ok(()) => return write.commit().await,
                Err(error) => eprintln!("rows of bulk {} could not be done: {error}", self.bulk.id),
            }
        }
        let mut write = self.store.write(&seat).await?;
        for row in self.rows(&mut write, client, 1).await? {
            self.keep(&mut write, client, row.number, &Outcome::Left(BulkProblem::Failed, None)).await?;
        }
        write.commit().await
    }

    async fn perform(&self, write: &mut Write, seat: &Seat, rows: &[Stored]) -> Result<(), sqlx::Error> {
        for row in rows {
            let outcome = match self.is_undoing() {
                true => row.undo(write, seat, &self.bulk.what, self.now).await?,
                false => row.perform(write, seat, &self.bulk.what, self.now).await?,
            };
            let is_forgotten = matches!(outcome, Outcome::Done { .. }) && sabotage::is(Fault::BulkOutcomeIsNotStored);
            if !is_forgotten {
                self.keep(write, seat.client(), row.number, &outcome).await?;
            }
        }
        Ok(())
    }

    /// The next rows, under their client's writer; none if the bulk has been taken away or undone meanwhile.
    async fn rows(&self, write: &mut Write, client: &ClientId, limit: i64) -> Result<Vec<Stored>, sqlx::Error> {
        let open = self.open();
        // By its key SQLite would go past everything that is done already, in every batch.
        let by_outcome = self.store.dialect().hint("INDEXED BY bulk_rows_by_outcome");
        let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
            "SELECT * FROM bulk_rows {by_outcome} WHERE client_id = $1 AND bulk_id = $2 AND {open} AND EXISTS \
             (SELECT 1 FROM bulks WHERE bulk_id = $2 AND state = $3 AND leased_by = $4) ORDER BY number LIMIT $5"
        )));
        let rows = rows.bind(&client.0).bind(&self.bulk.id).bind(self.bulk.state.caption()).bind(self.process);
        rows.bind(limit).fetch_all(&mut **write).await?.iter().map(Stored::read).collect()
    }

    async fn keep(
        &self,
        write: &mut Write,
        client: &ClientId,
        number: i64,
        outcome: &Outcome,
    ) -> Result<(), sqlx::Error> {
        let (caption, capability, was, left_as) = match outcome {
            Outcome::Done { was, left_as } => ("done", None, was.as_deref(), left_as.as_deref()),
            Outcome::Undone => ("undone", None, None, None),
            Outcome::Left(problem, capability) => (problem.caption(), *capability, None, None),
        };
        sqlx::query(
            "UPDATE bulk_rows SET outcome = $4, capability = $5, was = $6, left_as = $7 \
             WHERE client_id = $1 AND bulk_id = $2 AND number = $3",
        )
        .bind(&client.0)
        .bind(&self.bulk.id)
        .bind(number)
        .bind(caption)
        .bind(capability.map(Capability::caption))
        .bind(was)
        .bind(left_as)
        .execute(&mut **write)
        .await
        .map(drop)
    }

    /// Leaves all that is to be done in a client.
    async fn leave(
        &self,
        client: &ClientId,
        problem: BulkProblem,
        capability: Option<Capability>,
    ) -> Result<(), sqlx::Error> {
        let open = self.open();
        let mut write = self.store.write(&Custody(client)).await?;
        let leave = sqlx::query(sqlx::AssertSqlSafe(format!(
            "UPDATE bulk_rows SET outcome = $3, capability = $4 WHERE client_id = $1 AND bulk_id = $2 AND {open}"
        )));
        let leave = leave.bind(&client.0).bind(&self.bulk.id).bind(problem.caption());
        leave.bind(capability.map(Capability::caption)).execute(&mut *write).await?;
        write.commit().await
    }

    /// It has come to its end, unless somebody undid it meanwhile.
    async fn finish(&self) -> Result<(), sqlx::Error> {
        let state = if self.is_undoing() { BulkState::Undone } else { BulkState::Done };
        let open = self.open();
        let mut write = self.store.write(&Everywhere).await?;
        sqlx::query(sqlx::AssertSqlSafe(format!(
            "UPDATE bulks SET state = $3, finished_at = $4, leased_by = NULL, leased_until = NULL \
             WHERE bulk_id = $1 AND state = $2 AND leased_by = $5 \
             AND NOT EXISTS (SELECT 1 FROM bulk_rows WHERE bulk_id = $1 AND {open})"
        )))
        .bind(&self.bulk.id)
        .bind(self.bulk.state.caption())
        .bind(state.caption())
        .bind(self.now.as_millisecond())
        .bind(self.process)
        .execute(&mut *write)
        .await?;
        write.commit().await
    }
}

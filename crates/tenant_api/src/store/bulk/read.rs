//! A bulk as its maker gets to know it, and whoever may agree to it; for everybody else there is none.

use super::{Record, needs};
use crate::{
    instants::ms_to_wire,
    policy::{self, Scope},
    sabotage::{self, Fault},
    store::{DatabaseConnection, Dialect, QueryBuilder, Values, notes, people, restricted},
};
use jiff::Timestamp;
use sqlx::Row;
use std::collections::{BTreeMap, BTreeSet};
use wire::{
    bulk::{Bulk, BulkClient, BulkFailure, BulkProblem, BulkState},
    session::{ClientId, Person},
    vocabulary::Capability,
};

/// How many of the rows that were left are told.
const FAILURES_MAX: usize = 200;
/// How many bulks a list has.
const LIST_MAX: i64 = 100;
/// How long one's own are listed.
const LISTED_MS: i64 = 3_600_000;

/// One bulk of a scope; `None` for whoever is neither its maker nor may agree to it.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn find(
    conn: &mut DatabaseConnection,
    scope: &Scope,
    id: &str,
    now: Timestamp,
) -> Result<Option<Bulk>, sqlx::Error> {
    match Record::load(conn, scope, id).await? {
        Some(bulk) => tell(conn, scope, bulk, now).await,
        None => Ok(None),
    }
}

/// The caller's own of the last hour, and those that the caller may agree to, newest first.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(conn: &mut DatabaseConnection, scope: &Scope, now: Timestamp) -> Result<Vec<Bulk>, sqlx::Error> {
    let listed = sqlx::query(
        "SELECT * FROM bulks WHERE owner_id = $1 AND scope = $2 \
         AND (user_id = $3 AND created_at >= $4 OR state = 'awaiting_agreement') \
         ORDER BY created_at DESC, bulk_id LIMIT $5",
    )
    .bind(&scope.caller().organisation().0)
    .bind(scope.path())
    .bind(&scope.caller().user().0)
    .bind(now.as_millisecond() - LISTED_MS)
    .bind(LIST_MAX);
    let mut bulks = vec![];
    for row in listed.fetch_all(&mut *conn).await? {
        bulks.extend(tell(conn, scope, Record::read(&row)?, now).await?);
    }
    Ok(bulks)
}

/// `bulk` as the caller gets to know it, if at all.
pub(super) async fn tell(
    conn: &mut DatabaseConnection,
    scope: &Scope,
    bulk: Record,
    now: Timestamp,
) -> Result<Option<Bulk>, sqlx::Error> {
    let clients = clients(conn, scope, &bulk).await?;
    let agrees = agrees(scope, &bulk, &clients);
    let is_makers = bulk.user == *scope.caller().user();
    if !is_makers && !agrees && !sabotage::is(Fault::BulkOfAnybody) {
        return Ok(None);
    }
    let by = people::named(conn, &BTreeSet::from([&bulk.user])).await?.remove(&bulk.user);
    let by = by.unwrap_or_else(|| Person { id: bulk.user.clone(), name: String::new(), organisation: String::new() });
    let missing = u64::try_from(bulk.missing.len()).unwrap_or(u64::MAX);
    Ok(Some(Bulk {
        total: clients.iter().map(|client| client.total).sum::<u64>() + missing,
        done: clients.iter().map(|client| client.done).sum(),
        failed: clients.iter().map(|client| client.failed).sum::<u64>() + missing,
        failures: failures(conn, scope, &bulk).await?,
        created_at: ms_to_wire(bulk.created_at),
        undo_until: bulk.undo_until(now).map(ms_to_wire),
        may_agree: agrees && bulk.state == BulkState::AwaitingAgreement,
        id: bulk.id,
        what: bulk.what,
        state: bulk.state,
        by,
        clients,
    }))
}

/// Whether the caller is a second person who holds what it needs in every one of its clients.
fn agrees(scope: &Scope, bulk: &Record, clients: &[BulkClient]) -> bool {
    let caller = scope.caller();
    let Ok(capability) = needs(&bulk.what) else { return false };
    let holds = |client: &BulkClient| {
        caller.enter(&client.client, Capability::IncidentRead).is_some_and(|seat| notes::may(&seat, capability))
    };
    let is_second = bulk.needs_agreement() && bulk.user != *caller.user();
    // Rows that are not the caller's to see are not among those that were counted.
    let sees_all = clients.iter().map(|client| client.total).sum::<u64>() == bulk.chosen;
    is_second && sees_all && clients.iter().all(holds)
}

/// What came of it, in those of its clients that the caller sees here.
async fn clients(conn: &mut DatabaseConnection, scope: &Scope, bulk: &Record) -> Result<Vec<BulkClient>, sqlx::Error> {
    let mut query = rows("client_id, outcome, COUNT(*) AS count", scope, bulk);
    query.push(" GROUP BY client_id, outcome");
    let mut clients: BTreeMap<ClientId, BulkClient> = BTreeMap::new();
    for row in query.build(Dialect::of(conn)).fetch_all(conn).await? {
        let client = ClientId(row.try_get("client_id")?);
        let counted = clients.entry(client.clone());
        let counted = counted.or_insert(BulkClient { client, total: 0, done: 0, failed: 0 });
        let count: u64 = row.count("count")?;
        counted.total += count;
        match row.try_get::<Option<&str>, _>("outcome")? {
            Some("done") => counted.done += count,
            Some("undone") | None => {}
            Some(_) => counted.failed += count,
        }
    }
    Ok(clients.into_values().collect())
}

/// The first of the rows that were left: those that nothing was found for, then by client and number.
async fn failures(
    conn: &mut DatabaseConnection,
    scope: &Scope,
    bulk: &Record,
) -> Result<Vec<BulkFailure>, sqlx::Error> {
    let missing = |key| BulkFailure { key, problem: BulkProblem::Missing, capability: None };
    let mut failures: Vec<_> = bulk.missing.iter().take(FAILURES_MAX).cloned().map(missing).collect();
    let mut query = rows("client_id, number, outcome, capability", scope, bulk);
    query.push(" AND outcome NOT IN ('done', 'undone') ORDER BY client_id, number LIMIT ");
    query.push_bind(i64::try_from(FAILURES_MAX - failures.len()).unwrap_or_default());
    for row in query.build(Dialect::of(conn)).fetch_all(conn).await? {
        let client = ClientId(row.try_get("client_id")?);
        let Some(label) = scope.label(&client) else { continue };
        failures.push(BulkFailure {
            key: policy::key(label, row.try_get("number")?),
            problem: BulkProblem::from_caption(row.try_get("outcome")?).unwrap_or_default(),
            capability: row.try_get::<Option<&str>, _>("capability")?.and_then(Capability::from_caption),
        });
    }
    Ok(failures)
}

/// `SELECT` of the bulk's rows in the scope's clients, but for what is restricted to others.
fn rows(columns: &str, scope: &Scope, bulk: &Record) -> QueryBuilder {
    let mut query = QueryBuilder::new(format!("SELECT {columns} FROM bulk_rows WHERE bulk_id = "));
    query.push_bind(bulk.id.clone());
    let mut listed = query.push(" AND client_id IN (").separated(", ");
    for client in scope.clients() {
        listed.push_bind(client.0.clone());
    }
    query.push(")");
    restricted::push_but_hidden(&mut query, scope.hidden(), "bulk_rows");
    query
}

//! A bulk begins: it and its rows are stored at once, and done later.

use super::{super::values::text, Record, UNDO_MS, check, note, record};
use crate::{
    policy::Scope,
    store::{
        Declined, Dialect, QueryBuilder, Values, Write,
        queue::{self, Narrow},
        random_id,
    },
};
use jiff::Timestamp;
use std::slice;
use wire::{
    audit::AuditAction,
    bulk::{AGREED_FROM, BulkCommand, BulkState, Seen},
    session::IncidentKey,
};

/// The most rows that a filter may hold.
const MATCHING_MAX: u64 = 100_000;
/// How many one person may have that are not over.
const OPEN_MAX: u64 = 50;
/// Rows that go in one statement.
const AT_ONCE: usize = 200;

/// Which rows, as the store can find them.
#[derive(Clone, Debug)]
pub enum Chosen {
    Rows(Vec<Seen>),
    Matching { narrow: Box<Narrow>, as_of: Timestamp },
}

/// Stores a bulk with its rows, in the versions that were seen, and answers its id.
///
/// # Errors
/// [`Declined::Invalid`] for a command that can be done to no incident, and a filter that holds no row, or too many;
/// [`Declined::Conflict`] for somebody who has too many that are not over.
pub async fn begin(
    write: &mut Write,
    scope: &Scope,
    what: &BulkCommand,
    chosen: &Chosen,
    now: Timestamp,
) -> Result<String, Declined> {
    check(what, now)?;
    let caller = scope.caller();
    let mut bulk = Record {
        id: random_id(),
        owner: caller.organisation().clone(),
        user: caller.user().clone(),
        scope: scope.path(),
        what: what.clone(),
        state: BulkState::Running,
        chosen: 0,
        missing: vec![],
        created_at: now.as_millisecond(),
        begins_at: now.as_millisecond(),
        finished_at: None,
    };
    if open(write, &bulk).await? >= OPEN_MAX {
        return Err(Declined::Conflict("Too many of yours are not over yet"));
    }
    insert(write, &bulk).await?;
    match chosen {
        Chosen::Rows(rows) => name(write, scope, &mut bulk, rows).await?,
        Chosen::Matching { narrow, as_of } => {
            bulk.chosen = queue::choose(write, scope, narrow, *as_of, &bulk.id, now).await?;
            if !(1..=MATCHING_MAX).contains(&bulk.chosen) {
                return Err(Declined::field("over.filter", "has to hold 1 to 100000 incidents"));
            }
        }
    }
    if bulk.chosen >= AGREED_FROM {
        bulk.state = BulkState::AwaitingAgreement;
    } else {
        start(&mut bulk, now);
        record(write, caller, &bulk, AuditAction::BulkBegun, "", now).await?;
    }
    keep(write, &bulk).await?;
    Ok(bulk.id)
}

/// Now, or for a note when it can no longer be undone.
pub(super) fn start(bulk: &mut Record, now: Timestamp) {
    let waits = note(&bulk.what).is_some();
    bulk.state = if waits { BulkState::Waiting } else { BulkState::Running };
    bulk.begins_at = now.as_millisecond() + if waits { UNDO_MS } else { 0 };
}

/// How many its maker has that are not over.
async fn open(write: &mut Write, bulk: &Record) -> Result<u64, sqlx::Error> {
    let open = sqlx::query(
        "SELECT COUNT(*) AS count FROM bulks WHERE owner_id = $1 AND user_id = $2 \
         AND state IN ('awaiting_agreement', 'waiting', 'running', 'undoing')",
    );
    open.bind(&bulk.owner.0).bind(&bulk.user.0).fetch_one(&mut **write).await?.count("count")
}

async fn insert(write: &mut Write, bulk: &Record) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO bulks (bulk_id, owner_id, user_id, scope, what, state, chosen, missing, created_at, begins_at) \
         VALUES ($1, $2, $3, $4, $5, $6, 0, '[]', $7, $8)",
    )
    .bind(&bulk.id)
    .bind(&bulk.owner.0)
    .bind(&bulk.user.0)
    .bind(&bulk.scope)
    .bind(text(&bulk.what)?)
    .bind(bulk.state.caption())
    .bind(bulk.created_at)
    .bind(bulk.begins_at)
    .execute(&mut **write)
    .await
    .map(drop)
}

async fn keep(write: &mut Write, bulk: &Record) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE bulks SET state = $2, chosen = $3, missing = $4, begins_at = $5 WHERE bulk_id = $1")
        .bind(&bulk.id)
        .bind(bulk.state.caption())
        .bind(i64::try_from(bulk.chosen).unwrap_or(i64::MAX))
        .bind(text(&bulk.missing)?)
        .bind(bulk.begins_at)
        .execute(&mut **write)
        .await
        .map(drop)
}

/// Named rows. A key that names nothing in the scope is kept as it came: it belongs to no client.
async fn name(write: &mut Write, scope: &Scope, bulk: &mut Record, rows: &[Seen]) -> Result<(), sqlx::Error> {
    let place = |key: &IncidentKey| queue::named(scope, slice::from_ref(key)).pop();
    let mut named = vec![];
    for Seen { key, version } in rows {
        match place(key) {
            Some((client, number)) => named.push((client, number, i64::try_from(*version).unwrap_or(i64::MAX))),
            None => bulk.missing.push(key.clone()),
        }
    }
    bulk.chosen = u64::try_from(named.len()).unwrap_or(u64::MAX);
    for some in named.chunks(AT_ONCE) {
        let mut query = QueryBuilder::new("INSERT INTO bulk_rows (client_id, bulk_id, number, seen) ");
        query.push_values(some, |mut row, (client, number, seen)| {
            row.push_bind(client.0.clone()).push_bind(bulk.id.clone()).push_bind(*number).push_bind(*seen);
        });
        query.build(Dialect::of(write)).execute(&mut **write).await?;
    }
    Ok(())
}

//! The list: what is due first, then what moved last, then what is closed; and nothing that somebody wrote.

use super::Record;
use crate::{
    policy::Scope,
    sabotage::{self, Fault},
    store::{DatabaseConnection, Dialect, QueryBuilder, people},
};
use jiff::Timestamp;
use sqlx::Row;
use std::collections::BTreeSet;
use wire::{
    request::{RequestFilter, RequestRow},
    session::{ClientId, UserId},
};

/// Where a row stands: which part of the list, where in it, and whose number it is.
pub type Place = (i64, i64, String, i64);

/// Its part: a clock runs, nobody has to answer at once, closed.
const PART: &str = "\
    CAST(CASE WHEN r.answer_due_at IS NOT NULL THEN 0 WHEN r.status <> 'closed' THEN 1 ELSE 2 END AS BIGINT)";
/// Within it.
const STANDS: &str = "COALESCE(r.answer_due_at, -r.updated_at)";

/// The rows of a scope behind `after`, each with its place; at most `limit`.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(
    conn: &mut DatabaseConnection,
    scope: &Scope,
    filter: &RequestFilter,
    after: Option<Place>,
    limit: usize,
    now: Timestamp,
) -> Result<Vec<(Place, RequestRow)>, sqlx::Error> {
    let mut query = QueryBuilder::new(format!("SELECT r.*, {PART} AS part, {STANDS} AS stands FROM requests r WHERE "));
    let is_wanted = |client: &&ClientId| filter.client.is_empty() || filter.client.contains(client);
    Dialect::of(conn).push_among(&mut query, "r.client_id", scope.clients().iter().filter(is_wanted));
    push_one_of(&mut query, "r.status", filter.status.iter().map(|status| status.caption()));
    push_one_of(&mut query, "r.category", filter.category.iter().map(|category| category.caption()));
    if filter.mine {
        let user = scope.caller().user().0.as_str();
        query.push(" AND (r.asker_id = ").push_bind(user).push(" OR r.assignee_id = ").push_bind(user).push(")");
    }
    if let Some((part, stands, client, number)) = after {
        query.push(format_args!(" AND ({PART}, {STANDS}, r.client_id, r.number) > ("));
        let mut place = query.separated(", ");
        place.push_bind(part).push_bind(stands).push_bind(client).push_bind(number);
        query.push(")");
    }
    query.push(format_args!(" ORDER BY part, stands, r.client_id, r.number LIMIT {limit}"));
    let mut found: Vec<(Place, ClientId, Record)> = vec![];
    for row in query.build(Dialect::of(conn)).fetch_all(&mut *conn).await? {
        let client = ClientId(row.try_get("client_id")?);
        let record = Record::read(&row)?;
        found.push(((row.try_get("part")?, row.try_get("stands")?, client.0.clone(), record.number), client, record));
    }
    let users: BTreeSet<&UserId> = found.iter().flat_map(|(_, _, record)| record.people()).collect();
    let named = people::named(conn, &users).await?;
    let row = |(place, client, record): (Place, ClientId, Record)| {
        let mut row = record.row(scope.label(&client)?, &named, now);
        if sabotage::is(Fault::RequestTextIsListed) {
            row.asker.name = record.subject;
        }
        Some((place, row))
    };
    Ok(found.into_iter().filter_map(row).collect())
}

/// Narrows a column to these captions; none narrows nothing.
fn push_one_of(query: &mut QueryBuilder, column: &str, captions: impl ExactSizeIterator<Item = &'static str>) {
    if captions.len() == 0 {
        return;
    }
    let mut listed = query.push(format_args!(" AND {column} IN (")).separated(", ");
    for caption in captions {
        listed.push_bind(caption);
    }
    query.push(")");
}

//! How the rows of a filter fall: one grouped read per client, added up.

use super::{Narrow, unread};
use crate::{
    instants,
    policy::Scope,
    sabotage::{self, Fault},
    store::{DatabaseConnection, Dialect, QueryBuilder, Store, Values, codes},
};
use jiff::Timestamp;
use sqlx::Row;
use std::collections::BTreeMap;
use wire::{
    queue::{Assignee, Count, Facets},
    session::{ClientId, UserId},
    vocabulary::{Category, Priority, Severity, Status},
};

/// Counters by value, as they are added up.
#[derive(Default)]
struct Tally {
    total: u64,
    breached: u64,
    status: BTreeMap<Status, u64>,
    priority: BTreeMap<Priority, u64>,
    severity: BTreeMap<Severity, u64>,
    category: BTreeMap<Category, u64>,
    client: BTreeMap<ClientId, u64>,
    assignee: BTreeMap<Option<(String, String)>, u64>,
}

/// Counts the rows that [`super::page`] would list for the same filter.
///
/// # Errors
/// [`sqlx::Error`] when nothing could be read; a client that could not be is in `partial`.
pub async fn facets(store: &Store, scope: &Scope, narrow: &Narrow, now: Timestamp) -> Result<Facets, sqlx::Error> {
    let mut read = store.read(scope).await?;
    let mut tally = Tally::default();
    let mut partial = Vec::new();
    for client in scope.clients().iter().filter(|client| narrow.has_client(client)) {
        if let Err(error) = tally.add(&mut read, scope, client, narrow, now).await {
            partial.push(unread(client, &error));
            read = store.read(scope).await?;
        }
    }
    let person = |(id, name): (String, String)| Assignee { id: UserId(id), name };
    let assignee = tally.assignee.into_iter().map(|(value, count)| Count { value: value.map(person), count });
    Ok(Facets {
        total: tally.total,
        breached: tally.breached,
        status: counts(tally.status),
        priority: counts(tally.priority),
        severity: counts(tally.severity),
        category: counts(tally.category),
        client: counts(tally.client),
        assignee: assignee.collect(),
        as_of: instants::to_wire(now),
        partial,
    })
}

impl Tally {
    async fn add(
        &mut self,
        conn: &mut DatabaseConnection,
        scope: &Scope,
        client: &ClientId,
        narrow: &Narrow,
        now: Timestamp,
    ) -> Result<(), sqlx::Error> {
        let mut query = QueryBuilder::new(
            "SELECT i.status, i.priority, i.severity, i.category, i.assignee_id, u.name, \
             i.missed = 1 OR (i.breach_at IS NOT NULL AND i.breach_at <= ",
        );
        query.push_bind(now.as_millisecond()).push(") AS breached, COUNT(*) AS count FROM incidents i ");
        query.push("LEFT JOIN users u ON u.user_id = i.assignee_id LEFT JOIN reads r ");
        query.push("ON r.client_id = i.client_id AND r.number = i.number AND r.user_id = ");
        query.push_bind(scope.caller().user().0.clone());
        query.push(if sabotage::is(Fault::FacetsOfEveryClient) { " WHERE '' <> " } else { " WHERE i.client_id = " });
        query.push_bind(client.0.clone());
        if let Some(label) = scope.label(client) {
            narrow.push(&mut query, Dialect::of(conn), label, now);
        }
        query.push(" GROUP BY 1, 2, 3, 4, 5, 6, 7");
        for row in query.build().fetch_all(conn).await? {
            let count: u64 = row.count("count")?;
            let assignee: Option<String> = row.try_get("assignee_id")?;
            let name: Option<String> = row.try_get("name")?;
            self.total += count;
            self.breached += if row.flag("breached")? { count } else { 0 };
            *self.status.entry(codes::status(row.try_get("status")?)).or_default() += count;
            *self.priority.entry(codes::priority(row.try_get("priority")?)).or_default() += count;
            *self.severity.entry(codes::severity(row.try_get("severity")?)).or_default() += count;
            let category = Category::from_caption(row.try_get("category")?).unwrap_or_default();
            *self.category.entry(category).or_default() += count;
            *self.client.entry(client.clone()).or_default() += count;
            *self.assignee.entry(assignee.zip(name)).or_default() += count;
        }
        Ok(())
    }
}

fn counts<T>(tally: BTreeMap<T, u64>) -> Vec<Count<T>> {
    tally.into_iter().map(|(value, count)| Count { value, count }).collect()
}

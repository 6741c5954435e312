//! How the rows of a filter fall: grouped by the database and added up here, all clients together or each alone.

use super::{COUNTED, Narrow, Plan, lookup::Whose, push_reads, told, unread};
use crate::{
    instants,
    policy::Scope,
    sabotage::{self, Fault},
    store::{DatabaseConnection, DatabaseRow, Dialect, QueryBuilder, Store, Values, codes, is_busy},
};
use jiff::Timestamp;
use sqlx::Row;
use std::collections::BTreeMap;
use wire::{
    queue::{Assignee, Count, Facets},
    session::{ClientId, UserId},
    vocabulary::{Category, Priority, Severity, Status},
};

/// What a page shows, as far as choosing a plan goes.
const ONE_SCREEN: usize = 100;

/// What a group of counted rows is a group by: with SQLite by everything but the client at once, as its index has them;
/// with PostgreSQL, which would keep each of those groups, by one thing after another in one go through the rows.
const WHOLE: i64 = 0;
const BY_THE_REST: i64 = 0b011;
const BY_ASSIGNEE: i64 = 0b101;
const BY_CLIENT: i64 = 0b110;
/// A group's client, what it is a group by, and the grouping, in SQL.
const ONE_BY_ONE: (&str, &str, &str) = ("''", "0", "1, 2, 3, 4, 5");
const AT_ONCE: (&str, &str, &str) =
    ("i.client_id", "GROUPING(i.status, i.assignee_id, i.client_id)", "GROUPING SETS ((1, 2, 3, 4), (5), (6))");

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
    let clients = narrow.clients(scope);
    let (mut tally, mut partial) = (Tally::default(), Vec::new());
    let mut together = Plan::of(store, &clients, ONE_SCREEN).await? == Plan::Walk;
    if together {
        let mut read = store.read(scope).await?;
        let added = tally.add(&mut read, scope, Whose::Many(&clients), narrow, now).await;
        together = match added {
            Err(error) if is_busy(&error) => return Err(error),
            added => added.inspect_err(told).is_ok(),
        };
    }
    if !together {
        let mut read = store.read(scope).await?;
        for client in clients {
            match tally.add(&mut read, scope, Whose::One(client), narrow, now).await {
                Ok(()) => {}
                Err(error) if is_busy(&error) => return Err(error),
                Err(error) => {
                    partial.push(unread(client, &error));
                    read = store.read(scope).await?;
                }
            }
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
        whose: Whose<'_>,
        narrow: &Narrow,
        now: Timestamp,
    ) -> Result<(), sqlx::Error> {
        let dialect = Dialect::of(conn);
        let at_once = dialect == Dialect::Postgres && !matches!(whose, Whose::One(_));
        let (client, which, grouped) = if at_once { AT_ONCE } else { ONE_BY_ONE };
        let mut query = QueryBuilder::new("SELECT g.*, u.name FROM (SELECT i.status, i.priority, i.severity, ");
        query.push(format_args!(
            "i.category, i.assignee_id, {client} AS of_client, {which} AS which, COUNT(*) AS count, "
        ));
        query.push("CAST(SUM(CASE WHEN i.missed = 1 OR (i.breach_at IS NOT NULL AND i.breach_at <= ");
        query.push_bind(now.as_millisecond()).push(") THEN 1 ELSE 0 END) AS BIGINT) AS breached");
        let index = if matches!(whose, Whose::Many(_)) && narrow.is_counted() { COUNTED } else { "" };
        push_rows(&mut query, index, dialect, scope, whose, narrow, now);
        query.push(" GROUP BY ").push(grouped).push(") AS g LEFT JOIN users u ON u.user_id = g.assignee_id");
        let groups = query.build(Dialect::of(conn)).fetch_all(&mut *conn).await?;
        let mut of_all = Self::default();
        for group in &groups {
            of_all.add_group(group)?;
        }
        if let Some(client) = whose.one() {
            of_all.client.extend((of_all.total > 0).then(|| (client.clone(), of_all.total)));
        } else if !at_once {
            let mut query = QueryBuilder::new("SELECT i.client_id, COUNT(*) AS count");
            push_rows(&mut query, "", dialect, scope, whose, narrow, now);
            query.push(" GROUP BY 1");
            for row in query.build(Dialect::of(conn)).fetch_all(conn).await? {
                of_all.client.insert(ClientId(row.try_get("client_id")?), row.count("count")?);
            }
        }
        self.total += of_all.total;
        self.breached += of_all.breached;
        sum(&mut self.status, of_all.status);
        sum(&mut self.priority, of_all.priority);
        sum(&mut self.severity, of_all.severity);
        sum(&mut self.category, of_all.category);
        sum(&mut self.assignee, of_all.assignee);
        sum(&mut self.client, of_all.client);
        Ok(())
    }

    fn add_group(&mut self, group: &DatabaseRow) -> Result<(), sqlx::Error> {
        let (count, which): (u64, i64) = (group.count("count")?, group.try_get("which")?);
        if which == BY_CLIENT {
            self.client.insert(ClientId(group.try_get("of_client")?), count);
        }
        if matches!(which, WHOLE | BY_ASSIGNEE) {
            self.add_assignee(group, count)?;
        }
        if matches!(which, WHOLE | BY_THE_REST) {
            self.add_rest(group, count)?;
        }
        Ok(())
    }

    fn add_assignee(&mut self, group: &DatabaseRow, count: u64) -> Result<(), sqlx::Error> {
        let assignee: Option<String> = group.try_get("assignee_id")?;
        let name: Option<String> = group.try_get("name")?;
        *self.assignee.entry(assignee.zip(name)).or_default() += count;
        Ok(())
    }

    fn add_rest(&mut self, group: &DatabaseRow, count: u64) -> Result<(), sqlx::Error> {
        let category = Category::from_caption(group.try_get("category")?).unwrap_or_default();
        self.total += count;
        self.breached += group.count::<u64>("breached")?;
        *self.status.entry(codes::status(group.try_get("status")?)).or_default() += count;
        *self.priority.entry(codes::priority(group.try_get("priority")?)).or_default() += count;
        *self.severity.entry(codes::severity(group.try_get("severity")?)).or_default() += count;
        *self.category.entry(category).or_default() += count;
        Ok(())
    }
}

/// The rows that are counted.
fn push_rows(
    query: &mut QueryBuilder,
    index: &'static str,
    dialect: Dialect,
    scope: &Scope,
    whose: Whose<'_>,
    narrow: &Narrow,
    now: Timestamp,
) {
    query.push(" FROM incidents i ").push(dialect.hint(index));
    if narrow.needs_reads() {
        push_reads(query, scope);
    }
    query.push(" WHERE ");
    match whose {
        _ if sabotage::is(Fault::FacetsOfEveryClient) => drop(query.push("TRUE")),
        Whose::One(client) => drop(query.push("i.client_id = ").push_bind(client.0.clone())),
        _ => dialect.push_entering(query, "i.client_id", whose.clients()),
    }
    narrow.push(query, dialect, whose.clients().filter_map(|client| scope.label(client)), now);
}

fn sum<T: Ord>(into: &mut BTreeMap<T, u64>, counts: BTreeMap<T, u64>) {
    for (value, count) in counts {
        *into.entry(value).or_default() += count;
    }
}

fn counts<T>(tally: BTreeMap<T, u64>) -> Vec<Count<T>> {
    tally.into_iter().map(|(value, count)| Count { value, count }).collect()
}

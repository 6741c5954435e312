//! Rows that come one after another, counted by the database in buckets of their leading key.

use crate::store::{
    DatabaseConnection, Dialect, QueryBuilder, Values,
    queue::{
        COUNTED,
        lookup::{Lookup, Whose},
        order::Found,
    },
};
use sqlx::Row;
use std::ops::Range;
use wire::session::ClientId;

/// How many buckets a segment is counted in, if its rows are spread evenly.
const BUCKETS: i64 = 8192;
/// Of what comes client by client, so many of each client's numbers.
const NUMBERS: i64 = 256;

/// So many rows of a segment, with these leading keys.
pub(super) struct Bucket<'a> {
    lookup: Lookup<'a>,
    whose: Whose<'a>,
    /// Whose they are, where rows come client by client.
    client: Option<ClientId>,
    keys: Range<i64>,
    pub(super) rows: u64,
}

/// A segment's rows in order.
pub(super) async fn buckets<'a>(
    conn: &mut DatabaseConnection,
    lookup: Lookup<'a>,
    whose: Whose<'a>,
) -> Result<Vec<Bucket<'a>>, sqlx::Error> {
    if lookup.segment.is_by_client() {
        return count(conn, lookup, whose, &(0..i64::MAX), NUMBERS).await;
    }
    match extremes(conn, lookup, whose).await? {
        Some((least, most)) => count(conn, lookup, whose, &(least..most + 1), (most - least) / BUCKETS + 1).await,
        None => Ok(Vec::new()),
    }
}

/// The least and the greatest leading key, whatever the filter: the ends of an index.
async fn extremes(
    conn: &mut DatabaseConnection,
    lookup: Lookup<'_>,
    whose: Whose<'_>,
) -> Result<Option<(i64, i64)>, sqlx::Error> {
    let (dialect, lead) = (Dialect::of(conn), lookup.segment.lead().sql);
    let mut query = QueryBuilder::new("SELECT ");
    for (place, (direction, name)) in [("ASC", "least"), ("DESC", "most")].into_iter().enumerate() {
        query.push(if place == 0 { "(SELECT " } else { ", (SELECT " }).push(lead).push(" FROM incidents i ");
        query.push(dialect.hint(whose.index(lookup.segment))).push(" WHERE ");
        lookup.push_whose(&mut query, dialect, whose);
        query.push(" AND ").push(lookup.segment.only).push(" ORDER BY ").push(lead);
        query.push(format_args!(" {direction} LIMIT 1) AS {name}"));
    }
    let row = query.build(Dialect::of(conn)).fetch_one(conn).await?;
    Ok(row.try_get::<Option<i64>, _>("least")?.zip(row.try_get("most")?))
}

async fn count<'a>(
    conn: &mut DatabaseConnection,
    lookup: Lookup<'a>,
    whose: Whose<'a>,
    keys: &Range<i64>,
    width: i64,
) -> Result<Vec<Bucket<'a>>, sqlx::Error> {
    let (dialect, segment) = (Dialect::of(conn), lookup.segment);
    let mut query = QueryBuilder::new("SELECT ");
    query.push(if segment.is_by_client() { "i.client_id" } else { "'' AS client_id" });
    let (after, narrow) = (lookup.after(), lookup.asked.narrow);
    let index = match whose {
        Whose::Many(_) if segment.unread.is_some() || narrow.is_of_clients_alone() => segment.indexes.of_all,
        // All that is compared stands in one index, unless the filter goes further.
        Whose::Many(_) if narrow.is_counted() => COUNTED,
        _ => "",
    };
    query.push(format_args!(", ({} - {}) / {width} AS bucket, COUNT(*) AS held", segment.lead().sql, keys.start));
    lookup.push_from(&mut query, dialect.hint(index), segment.goes_by_reads && after.is_some());
    // What is counted needs no order.
    let unordered = if let Whose::Many(clients) = whose { Whose::Few(clients) } else { whose };
    lookup.push_where(&mut query, dialect, unordered, after);
    segment.push_within(&mut query, keys);
    query.push(" GROUP BY 1, 2");
    let mut counted = Vec::new();
    for row in query.build(Dialect::of(conn)).fetch_all(conn).await? {
        let client = ClientId(row.try_get("client_id")?);
        let from = keys.start + row.try_get::<i64, _>("bucket")? * width;
        counted.push((client, from, row.count("held")?));
    }
    let down = segment.lead().direction.is_down();
    counted.sort_by(|one, other| {
        let (lower, higher) = if down { (other.1, one.1) } else { (one.1, other.1) };
        one.0.cmp(&other.0).then(lower.cmp(&higher))
    });
    let bucket = |(client, from, rows): (ClientId, i64, u64)| Bucket {
        lookup,
        whose,
        client: segment.is_by_client().then_some(client),
        keys: from..(from + width).min(keys.end),
        rows,
    };
    Ok(counted.into_iter().map(bucket).collect())
}

impl<'a> Bucket<'a> {
    pub(super) fn can_be_split(&self) -> bool {
        self.keys.end - self.keys.start > 1 && self.client.is_none()
    }

    /// The same rows in smaller buckets.
    pub(super) async fn split(&self, conn: &mut DatabaseConnection) -> Result<Vec<Self>, sqlx::Error> {
        let width = (self.keys.end - self.keys.start) / BUCKETS + 1;
        count(conn, self.lookup, self.whose, &self.keys, width).await
    }

    /// Some of its rows, by their place in it.
    pub(super) async fn read(
        &self,
        conn: &mut DatabaseConnection,
        rows: Range<u64>,
    ) -> Result<Vec<Found>, sqlx::Error> {
        let whose = self.client.as_ref().map_or(self.whose, Whose::One);
        self.lookup.read_within(conn, whose, &self.keys, rows).await
    }
}

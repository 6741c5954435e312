//! The orders of the queue, as the indexes serve them, and keyset positions in them.

mod segments;
mod term;

pub(super) use segments::segments;
pub(super) use term::Term;

use crate::store::QueryBuilder;
use serde::{Deserialize, Serialize};
use std::{cmp::Ordering, ops::Range};
use term::Direction;
use wire::session::ClientId;

/// A run of rows that an index walks in order, one client's or everybody's. The whole order is its segments one after
/// another; within a segment rows are ordered by the terms, then client, then number.
pub(super) struct Segment {
    /// Which index walks it, as SQLite is told.
    pub(super) indexes: Indexes,
    /// Which indexes have it within each value of a column.
    pub(super) led: &'static [(Lead, &'static str)],
    /// Which rows it holds.
    pub(super) only: &'static str,
    /// The one value, or the few, that all of its rows have; none where they differ.
    pub(super) status: &'static [i64],
    pub(super) priority: &'static [i64],
    pub(super) severity: &'static [i64],
    pub(super) unread: Option<bool>,
    /// Whether its order depends on what the caller has read.
    pub(super) goes_by_reads: bool,
    pub(super) terms: &'static [Term],
    pub(super) number: Direction,
}

/// A column that a filter often asks a few values of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    Title,
    Assignee,
    Team,
    Priority,
    Severity,
}

/// The index of one client's rows in an order, and that of all clients' rows.
#[derive(Clone, Copy)]
pub(super) struct Indexes {
    pub(super) of_one: &'static str,
    pub(super) of_all: &'static str,
}

impl Lead {
    /// As the indexes have it. That nobody has a row is a value as well: PostgreSQL takes an order from no index behind a
    /// NULL, and enters none by a COALESCE before its policy has been asked.
    pub(super) const fn sql(self) -> &'static str {
        match self {
            Self::Title => "i.title_id",
            Self::Assignee => "(CASE WHEN i.assignee_id IS NULL THEN '' ELSE i.assignee_id END)",
            Self::Team => "i.team_id",
            Self::Priority => "i.priority",
            Self::Severity => "i.severity",
        }
    }
}

/// A row's place, before the row itself is read.
pub(super) struct Found {
    pub(super) segment: usize,
    pub(super) keys: Vec<i64>,
    pub(super) client: ClientId,
    pub(super) number: i64,
}

/// The last row of a page: the next one begins after it. Travels sealed, and is good under any plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    pub(super) segment: usize,
    pub(super) keys: Vec<i64>,
    pub(super) client: ClientId,
    pub(super) number: i64,
}

impl Found {
    pub(super) fn position(&self) -> Position {
        Position { segment: self.segment, keys: self.keys.clone(), client: self.client.clone(), number: self.number }
    }
}

impl Segment {
    /// Whether rows come client by client, with nothing before that.
    pub(super) fn is_by_client(&self) -> bool {
        self.terms.is_empty()
    }

    pub(super) fn compare(&self, one: &Found, other: &Found) -> Ordering {
        let keys = one.keys.iter().zip(&other.keys).zip(self.terms);
        keys.map(|((one, other), term)| term.direction.compare(*one, *other))
            .find(|ordering| ordering.is_ne())
            .unwrap_or(Ordering::Equal)
            .then_with(|| one.client.cmp(&other.client))
            .then_with(|| self.number.compare(one.number, other.number))
    }

    /// `ORDER BY` of one client's part, or of the whole.
    pub(super) fn push_order(&self, query: &mut QueryBuilder, of_one: bool) {
        query.push(" ORDER BY ");
        for term in self.terms {
            query.push(term.sql).push(term.direction.keyword()).push(", ");
        }
        query.push(if of_one { "i.number" } else { "i.client_id, i.number" }).push(self.number.keyword());
    }

    /// What rows go by first: the one client's, where they come client by client.
    pub(super) fn lead(&self) -> Term {
        self.terms.first().copied().unwrap_or(Term { sql: "i.number", direction: self.number })
    }

    /// Only rows whose leading key is in a range.
    pub(super) fn push_within(&self, query: &mut QueryBuilder, keys: &Range<i64>) {
        let lead = self.lead().sql;
        query.push(" AND ").push(lead).push(" >= ").push_bind(keys.start);
        query.push(" AND ").push(lead).push(" < ").push_bind(keys.end);
    }

    /// Only what comes after a position, in the part of one client or in the whole. `IS TRUE` changes nothing of a condition, and
    /// keeps PostgreSQL from weighing each of its alternatives against each index, which took it up to 20 ms for a statement
    /// of half a millisecond; client by client they are where the index begins.
    pub(super) fn push_after(&self, query: &mut QueryBuilder, of_one: Option<&ClientId>, after: &Position) {
        // Said apart, so that the index starts there instead of being read up to there.
        if let Some((term, key)) = self.terms.iter().zip(&after.keys).next() {
            query.push(" AND ").push(term.sql).push(term.direction.or_equal()).push_bind(*key);
        } else if of_one == Some(&after.client) {
            query.push(" AND i.number").push(self.number.beyond()).push_bind(after.number);
        }
        query.push(" AND (FALSE");
        for (place, (term, key)) in self.terms.iter().zip(&after.keys).enumerate() {
            query.push(" OR (TRUE");
            self.push_equal(query, &after.keys[..place]);
            query.push(" AND ").push(term.sql).push(term.direction.beyond()).push_bind(*key).push(")");
        }
        query.push(" OR (TRUE");
        self.push_equal(query, &after.keys);
        match of_one.map(|client| client.cmp(&after.client)) {
            Some(Ordering::Less) => drop(query.push(" AND FALSE")),
            Some(Ordering::Greater) => {}
            Some(Ordering::Equal) => {
                query.push(" AND i.number").push(self.number.beyond()).push_bind(after.number);
            }
            None => {
                query.push(" AND (i.client_id > ").push_bind(after.client.0.clone());
                query.push(" OR (i.client_id = ").push_bind(after.client.0.clone());
                query.push(" AND i.number").push(self.number.beyond()).push_bind(after.number).push("))");
            }
        }
        query.push(if self.is_by_client() { "))" } else { ")) IS TRUE" });
    }

    fn push_equal(&self, query: &mut QueryBuilder, keys: &[i64]) {
        for (term, key) in self.terms.iter().zip(keys) {
            query.push(" AND (").push(term.sql).push(") = ").push_bind(*key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Dialect;
    use sqlx::{AnyConnection, Connection, Row};
    use wire::queue::Sort;

    /// It was read from the client's first row up to the last page's end: 2,000 rows for a hundred.
    #[tokio::test]
    async fn a_clients_page_begins_where_the_last_one_ended() -> Result<(), sqlx::Error> {
        sqlx::any::install_default_drivers();
        let mut conn = AnyConnection::connect("sqlite::memory:").await?;
        sqlx::raw_sql("CREATE TABLE numbered (client_id TEXT, number INTEGER, status INTEGER)")
            .execute(&mut conn)
            .await?;
        sqlx::raw_sql("CREATE INDEX by_number ON numbered (client_id, number DESC)").execute(&mut conn).await?;
        let [segment] = segments(Sort::Client) else { panic!("one run") };
        let harbor = ClientId("harbor".to_owned());
        let mut query = QueryBuilder::new("EXPLAIN QUERY PLAN SELECT number FROM numbered i WHERE i.client_id = ");
        query.push_bind(harbor.0.clone()).push(" AND status < 4");
        let after = Position { segment: 0, keys: vec![], client: harbor.clone(), number: 7 };
        segment.push_after(&mut query, Some(&harbor), &after);
        segment.push_order(&mut query, true);
        let plan: String = query.build(Dialect::Sqlite).fetch_one(&mut conn).await?.try_get("detail")?;
        assert_eq!(plan, "SEARCH i USING INDEX by_number (client_id=? AND number<?)");
        Ok(())
    }
}

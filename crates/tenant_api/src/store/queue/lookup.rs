//! One statement of the queue: where rows stand, of one client or of many.

use super::{
    Asked,
    led::Led,
    order::{Found, Position, Segment},
    push_reads,
};
use crate::{
    policy::Scope,
    sabotage::{self, Fault},
    store::{DatabaseConnection, DatabaseRow, Dialect, QueryBuilder},
};
use sqlx::Row;
use std::ops::Range;
use wire::session::ClientId;

/// A segment of what is asked for.
#[derive(Clone, Copy)]
pub(super) struct Lookup<'a> {
    pub(super) scope: &'a Scope,
    pub(super) asked: &'a Asked<'a>,
    pub(super) segment: &'static Segment,
    /// Which of the order's segments it is.
    pub(super) place: usize,
}

/// Clients of the scope, in order.
#[derive(Clone, Copy)]
pub(super) enum Whose<'a> {
    One(&'a ClientId),
    /// So few that their rows are sooner sorted than those of others passed by.
    Few(&'a [&'a ClientId]),
    Many(&'a [&'a ClientId]),
    /// Of theirs, what has a value that an index leads to.
    Led(&'a [&'a ClientId], &'a Led),
}

impl<'a> Whose<'a> {
    pub(super) fn one(&self) -> Option<&'a ClientId> {
        match self {
            Self::One(client) | Self::Led([client], _) => Some(client),
            Self::Few(_) | Self::Many(_) | Self::Led(..) => None,
        }
    }

    /// The index that has their rows in a segment's order.
    pub(super) fn index(&self, segment: &Segment) -> &'static str {
        match self {
            Self::One(_) => segment.indexes.of_one,
            Self::Few(_) => "",
            Self::Many(_) => segment.indexes.of_all,
            Self::Led(_, led) => led.index,
        }
    }

    fn ends(&self) -> Option<(&'a ClientId, &'a ClientId)> {
        self.clients().next().zip(self.clients().last())
    }

    pub(super) fn clients(&self) -> impl Iterator<Item = &'a ClientId> + use<'a> {
        let (one, many) = match *self {
            Self::One(client) => (Some(client), [].as_slice()),
            Self::Few(clients) | Self::Many(clients) | Self::Led(clients, _) => (None, clients),
        };
        one.into_iter().chain(many.iter().copied())
    }
}

impl<'a> Lookup<'a> {
    /// The segments that may hold rows, from the one that the page begins in.
    pub(super) fn all(scope: &'a Scope, asked: &'a Asked<'a>) -> impl Iterator<Item = Self> {
        let first = asked.after.map_or(0, |after| after.segment);
        let segments = super::order::segments(asked.sort).iter().enumerate().skip(first);
        let segments = segments.filter(|(_, segment)| asked.narrow.allows(segment));
        segments.map(move |(place, segment)| Self { scope, asked, segment, place })
    }

    /// Where the page begins, if it is in this segment.
    pub(super) fn after(&self) -> Option<&'a Position> {
        self.asked.after.filter(|after| after.segment == self.place)
    }

    /// At most `limit` rows after a position.
    pub(super) async fn read(
        &self,
        conn: &mut DatabaseConnection,
        whose: Whose<'_>,
        after: Option<&Position>,
        limit: usize,
    ) -> Result<Vec<Found>, sqlx::Error> {
        let mut query = self.placing(Dialect::of(conn), whose, after);
        self.segment.push_order(&mut query, whose.one().is_some());
        // Said and not bound, so that PostgreSQL plans for that few.
        query.push(format_args!(" LIMIT {limit}"));
        self.fetch(conn, query).await
    }

    /// Some of the rows whose leading key is in a range, by their place among those.
    pub(super) async fn read_within(
        &self,
        conn: &mut DatabaseConnection,
        whose: Whose<'_>,
        keys: &Range<i64>,
        rows: Range<u64>,
    ) -> Result<Vec<Found>, sqlx::Error> {
        let mut query = self.placing(Dialect::of(conn), whose, self.after());
        self.segment.push_within(&mut query, keys);
        self.segment.push_order(&mut query, whose.one().is_some());
        query.push(format_args!(" LIMIT {} OFFSET {}", rows.end - rows.start, rows.start));
        self.fetch(conn, query).await
    }

    /// Asks for the places of rows, as far as their order.
    fn placing(&self, dialect: Dialect, whose: Whose<'_>, after: Option<&Position>) -> QueryBuilder {
        let mut query = QueryBuilder::new("SELECT i.client_id, i.number");
        for term in self.segment.terms {
            query.push(", ").push(term.sql);
        }
        self.push_from(&mut query, dialect.hint(whose.index(self.segment)), self.segment.goes_by_reads);
        self.push_where(&mut query, dialect, whose, after);
        query
    }

    /// The table, along an index; and what the caller has read, if `reads` or the conditions ask for it.
    pub(super) fn push_from(&self, query: &mut QueryBuilder, index: &str, reads: bool) {
        query.push(" FROM incidents i ").push(index);
        if reads || self.segment.unread.is_some() || self.asked.narrow.needs_reads() {
            push_reads(query, self.scope);
        }
    }

    /// The rows of these clients after a position.
    pub(super) fn push_where(
        &self,
        query: &mut QueryBuilder,
        dialect: Dialect,
        whose: Whose<'_>,
        after: Option<&Position>,
    ) {
        query.push(" WHERE ");
        self.push_whose(query, dialect, whose);
        query.push(" AND ").push(self.segment.only);
        let labels = whose.clients().filter_map(|client| self.scope.label(client));
        self.asked.narrow.push(query, dialect, labels, self.asked.now);
        if let Some(after) = after {
            self.segment.push_after(query, whose.one(), after);
        }
    }

    async fn fetch(&self, conn: &mut DatabaseConnection, query: QueryBuilder) -> Result<Vec<Found>, sqlx::Error> {
        query.build(Dialect::of(conn)).fetch_all(conn).await?.iter().map(|row| self.found(row)).collect()
    }

    pub(super) fn push_whose(&self, query: &mut QueryBuilder, dialect: Dialect, whose: Whose<'_>) {
        let everybodys = sabotage::is(Fault::QueueOfEveryClient);
        if let Some(client) = whose.one() {
            query.push(if everybodys { "'' <> " } else { "i.client_id = " }).push_bind(client.0.clone());
        } else if everybodys {
            query.push("TRUE");
        } else if let Whose::Few(clients) = whose {
            dialect.push_entering(query, "i.client_id", clients.iter().copied());
        } else {
            dialect.push_among(query, "i.client_id", whose.clients());
            // From its first to its last client, where they come one after another: others need not be walked past.
            if let Some((first, last)) = whose.ends().filter(|_| self.segment.is_by_client()) {
                query.push(" AND i.client_id >= ").push_bind(first.0.clone());
                query.push(" AND i.client_id <= ").push_bind(last.0.clone());
            }
        }
        if let Whose::Led(_, led) = whose {
            led.push(query);
        }
    }

    fn found(&self, row: &DatabaseRow) -> Result<Found, sqlx::Error> {
        let keys = (0..self.segment.terms.len()).map(|term| row.try_get(term + 2)).collect::<Result<_, _>>()?;
        Ok(Found { segment: self.place, keys, client: ClientId(row.try_get(0)?), number: row.try_get(1)? })
    }
}

//! The orders of the queue, as the indexes serve them, and keyset positions in them.

use crate::store::QueryBuilder;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use wire::{queue::Sort, session::ClientId};

/// A run of rows that one index walks in order. The whole order is its segments one after another; within a segment rows
/// are ordered by the terms, then client, then number.
pub(super) struct Segment {
    /// Which index walks it, as SQLite is told.
    pub(super) index: &'static str,
    /// Which rows it holds.
    pub(super) only: &'static str,
    pub(super) terms: &'static [Term],
    number: Direction,
}

/// An integer expression that rows are ordered by.
pub(super) struct Term {
    pub(super) sql: &'static str,
    direction: Direction,
}

#[derive(Clone, Copy)]
enum Direction {
    Up,
    Down,
}
use Direction::{Down, Up};

/// A row's place, before the row itself is read.
pub(super) struct Found {
    pub(super) segment: usize,
    pub(super) keys: Vec<i64>,
    pub(super) client: ClientId,
    pub(super) number: i64,
}

/// The last row of a page: the next one begins after it. Travels sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    pub(super) segment: usize,
    keys: Vec<i64>,
    client: ClientId,
    number: i64,
}

const NOT_NEW: Term = Term { sql: "(CASE i.status WHEN 1 THEN 0 ELSE 1 END)", direction: Up };
const READ: Term = Term {
    sql: "(CASE WHEN i.status <= 3 AND i.attention_at > COALESCE(r.seen_at, 0) THEN 0 ELSE 1 END)",
    direction: Up,
};
const CREATED: Term = Term { sql: "i.created_at", direction: Down };

/// Least time to breach: running clocks first, then what is open without one, then what is done.
const BREACH: [Segment; 3] = [
    Segment {
        index: "INDEXED BY incidents_by_breach",
        only: "i.breach_at IS NOT NULL",
        terms: &[Term { sql: "i.breach_at", direction: Up }, NOT_NEW, READ],
        number: Up,
    },
    Segment {
        index: "INDEXED BY incidents_by_status",
        only: "i.breach_at IS NULL AND i.status <= 3",
        terms: &[NOT_NEW, READ],
        number: Up,
    },
    Segment { index: "NOT INDEXED", only: "i.breach_at IS NULL AND i.status > 3", terms: &[], number: Up },
];
const PRIORITY: [Segment; 1] = [Segment {
    index: "INDEXED BY incidents_by_priority",
    only: "TRUE",
    terms: &[Term { sql: "i.priority", direction: Down }, CREATED],
    number: Down,
}];
const SEVERITY: [Segment; 1] = [Segment {
    index: "INDEXED BY incidents_by_severity",
    only: "TRUE",
    terms: &[Term { sql: "i.severity", direction: Down }, CREATED],
    number: Down,
}];
const BY_CREATED: [Segment; 1] =
    [Segment { index: "INDEXED BY incidents_by_created", only: "TRUE", terms: &[CREATED], number: Down }];
const BY_UPDATED: [Segment; 1] = [Segment {
    index: "INDEXED BY incidents_by_updated",
    only: "TRUE",
    terms: &[Term { sql: "i.updated_at", direction: Down }],
    number: Down,
}];
const BY_CLIENT: [Segment; 1] = [Segment { index: "NOT INDEXED", only: "TRUE", terms: &[], number: Down }];

pub(super) fn segments(sort: Sort) -> &'static [Segment] {
    match sort {
        Sort::Breach => &BREACH,
        Sort::Priority => &PRIORITY,
        Sort::Severity => &SEVERITY,
        Sort::Created => &BY_CREATED,
        Sort::Updated => &BY_UPDATED,
        Sort::Client => &BY_CLIENT,
    }
}

impl Found {
    pub(super) fn position(&self) -> Position {
        Position { segment: self.segment, keys: self.keys.clone(), client: self.client.clone(), number: self.number }
    }
}

impl Segment {
    pub(super) fn compare(&self, one: &Found, other: &Found) -> Ordering {
        let keys = one.keys.iter().zip(&other.keys).zip(self.terms);
        keys.map(|((one, other), term)| term.direction.compare(*one, *other))
            .find(|ordering| ordering.is_ne())
            .unwrap_or(Ordering::Equal)
            .then_with(|| one.client.cmp(&other.client))
            .then_with(|| self.number.compare(one.number, other.number))
    }

    /// `ORDER BY` of one client's part.
    pub(super) fn push_order(&self, query: &mut QueryBuilder) {
        query.push(" ORDER BY ");
        for term in self.terms {
            query.push(term.sql).push(term.direction.keyword()).push(", ");
        }
        query.push("i.number").push(self.number.keyword());
    }

    /// Only what comes after a position, in the part of `client`.
    pub(super) fn push_after(&self, query: &mut QueryBuilder, client: &ClientId, after: &Position) {
        let ties = match client.cmp(&after.client) {
            Ordering::Less => None,
            Ordering::Equal => Some(true),
            Ordering::Greater => Some(false),
        };
        if let Some((term, key)) = self.terms.iter().zip(&after.keys).next() {
            // Said apart, so that the index starts there instead of being read up to there.
            query.push(" AND ").push(term.sql).push(term.direction.or_equal()).push_bind(*key);
        }
        query.push(" AND (FALSE");
        for (place, (term, key)) in self.terms.iter().zip(&after.keys).enumerate() {
            query.push(" OR (TRUE");
            self.push_equal(query, &after.keys[..place]);
            query.push(" AND ").push(term.sql).push(term.direction.beyond()).push_bind(*key).push(")");
        }
        if let Some(numbered) = ties {
            query.push(" OR (TRUE");
            self.push_equal(query, &after.keys);
            if numbered {
                query.push(" AND i.number").push(self.number.beyond()).push_bind(after.number);
            }
            query.push(")");
        }
        query.push(")");
    }

    fn push_equal(&self, query: &mut QueryBuilder, keys: &[i64]) {
        for (term, key) in self.terms.iter().zip(keys) {
            query.push(" AND (").push(term.sql).push(") = ").push_bind(*key);
        }
    }
}

impl Direction {
    fn compare(self, one: i64, other: i64) -> Ordering {
        match self {
            Up => one.cmp(&other),
            Down => other.cmp(&one),
        }
    }

    const fn keyword(self) -> &'static str {
        match self {
            Up => " ASC",
            Down => " DESC",
        }
    }

    const fn beyond(self) -> &'static str {
        match self {
            Up => " > ",
            Down => " < ",
        }
    }

    const fn or_equal(self) -> &'static str {
        match self {
            Up => " >= ",
            Down => " <= ",
        }
    }
}

//! What rows are ordered by, and which way.

use std::cmp::Ordering;

/// An integer expression that rows are ordered by.
#[derive(Clone, Copy)]
pub(in crate::store::queue) struct Term {
    pub(in crate::store::queue) sql: &'static str,
    pub(in crate::store::queue) direction: Direction,
}

#[derive(Clone, Copy)]
pub(in crate::store::queue) enum Direction {
    Up,
    Down,
}

use Direction::{Down, Up};

impl Direction {
    pub(in crate::store::queue) const fn is_down(self) -> bool {
        matches!(self, Down)
    }

    pub(super) fn compare(self, one: i64, other: i64) -> Ordering {
        match self {
            Up => one.cmp(&other),
            Down => other.cmp(&one),
        }
    }

    pub(super) const fn keyword(self) -> &'static str {
        match self {
            Up => " ASC",
            Down => " DESC",
        }
    }

    pub(super) const fn beyond(self) -> &'static str {
        match self {
            Up => " > ",
            Down => " < ",
        }
    }

    pub(super) const fn or_equal(self) -> &'static str {
        match self {
            Up => " >= ",
            Down => " <= ",
        }
    }
}

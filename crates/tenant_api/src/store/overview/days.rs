//! Days and weeks in the reader's own time zone.

use crate::{instants, policy::Caller};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use wire::Instant;

/// Whole local days (or runs of them) up to and including today.
pub(super) struct Calendar {
    /// Each span's first instant, oldest first, then the end of the last.
    edges: Vec<Timestamp>,
}

impl Calendar {
    /// `spans` spans of `days` local days each, the last one ending with today.
    pub(super) fn of(caller: &Caller, now: Timestamp, spans: usize, days: i32) -> Self {
        let zone = caller.preferences.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok());
        let zone = zone.unwrap_or(TimeZone::UTC);
        let today = zone.to_datetime(now).date();
        let edge = |back: i32| {
            let date = today.checked_add((1 - back * days).days()).unwrap_or(today);
            zone.to_timestamp(date.at(0, 0, 0, 0)).unwrap_or(now)
        };
        let spans = i32::try_from(spans).unwrap_or(0);
        Self { edges: (0..=spans).rev().map(edge).collect() }
    }

    /// The first instant.
    pub(super) fn since(&self) -> Timestamp {
        self.edges[0]
    }

    /// From and to of every span.
    pub(super) fn spans(&self) -> impl Iterator<Item = (Instant, Instant)> {
        self.edges.windows(2).map(|edges| (instants::to_wire(edges[0]), instants::to_wire(edges[1])))
    }

    /// How many instants (milliseconds) fall into each span.
    pub(super) fn count<'a>(&self, at_ms: impl IntoIterator<Item = &'a i64>) -> Vec<u64> {
        let edges: Vec<i64> = self.edges.iter().map(|edge| edge.as_millisecond()).collect();
        let mut counts = vec![0; edges.len() - 1];
        for at in at_ms {
            let place = edges.partition_point(|edge| edge <= at);
            if let Some(count) = place.checked_sub(1).and_then(|place| counts.get_mut(place)) {
                *count += 1;
            }
        }
        counts
    }
}

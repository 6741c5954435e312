//! What lies open when the demo begins, whatever the day and the hour: each client's share of fresh and running work, and
//! the few things that burn.

use super::{
    arrivals::{Arrival, Fate, Occurrence},
    organisations::{CLIENTS, Client},
    scenarios::SCENARIOS,
};
use crate::{
    clocks::{Level, ServiceLevels},
    ingest,
    store::codes,
};
use jiff::{Span, Timestamp};
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};
use std::{collections::BTreeMap, ops::Range};

/// How far an open incident has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    New,
    InProgress,
    OnHold,
}
use State::{InProgress, New, OnHold};

/// Work that every client has: OCSF `severity_id`, state, how many, and the oldest, hours.
const EVERYWHERE: [(u8, State, u32, i64); 8] = [
    (1, New, 3, 96),
    (2, New, 5, 40),
    (3, New, 4, 20),
    (2, InProgress, 3, 160),
    (3, InProgress, 3, 60),
    (4, InProgress, 1, 5),
    (2, OnHold, 1, 120),
    (3, OnHold, 1, 60),
];

/// What burns, and how many minutes are left of what was promised. Two are late: one was found a little too late by the
/// shift, one takes longer than anybody likes.
const URGENT: [(&str, u8, State, Range<i64>); 20] = [
    ("harbor", 5, New, 9..14),
    ("tidewater", 5, New, 8..14),
    ("meridian", 5, InProgress, 25..50),
    ("cedar", 5, InProgress, 12..40),
    ("harbor", 4, New, 16..28),
    ("meridian", 4, New, 9..18),
    ("lumen", 4, New, 10..28),
    ("saffron", 4, New, 14..28),
    ("zephyr", 4, New, 12..28),
    ("harbor", 4, InProgress, 30..55),
    ("orchard", 4, InProgress, 15..55),
    ("pinnacle", 4, InProgress, 20..55),
    ("willow", 4, InProgress, 25..55),
    ("granite", 4, New, -8..-2),
    ("larkspur", 4, InProgress, -25..-8),
    ("ember", 4, New, 10..28),
    ("fjord", 4, InProgress, 15..55),
    ("juniper", 4, InProgress, 20..55),
    ("quill", 4, New, 10..28),
    ("quill", 4, InProgress, 30..55),
];

/// No routine work is nearer to its breach than this share of what was promised.
const USED_AT_MOST: f64 = 0.7;

/// The arrivals that are still open at `now`, in no order; `levels` are every client's.
pub(super) fn desk(rng: &mut StdRng, now: Timestamp, levels: &BTreeMap<&str, ServiceLevels>) -> Vec<Arrival> {
    let mut arrivals = vec![];
    for client in &CLIENTS {
        let promised = |severity| Promise::of(&levels[client.id], severity);
        for (severity, state, count, oldest_h) in EVERYWHERE {
            let more = u32::from(rng.random_ratio(client.incidents.min(1000), 1000));
            for _ in 0..if client.is_auroras() { count + more } else { count.div_ceil(3) } {
                let at = promised(severity).routine(rng, state, oldest_h, now);
                arrivals.push(arrival(rng, client, severity, state, at));
            }
        }
        for (_, severity, state, left_min) in URGENT.iter().filter(|(id, ..)| *id == client.id) {
            let left_s = rng.random_range(left_min.start * 60..left_min.end * 60);
            let at = promised(*severity).with_left(*state, left_s, now);
            arrivals.push(arrival(rng, client, *severity, *state, at));
        }
    }
    arrivals
}

fn arrival(rng: &mut StdRng, client: &'static Client, severity: u8, state: State, at: Timestamp) -> Arrival {
    let fitting: Vec<_> = SCENARIOS.iter().filter(|kind| kind.severities.contains(&severity)).collect();
    let kind = *fitting.choose_weighted(rng, |kind| kind.weight).expect("every severity has kinds");
    Occurrence::draw(rng, client, kind, severity).wave(rng, at, 1, Fate::Left(state))
}

/// What a client is promised about one severity.
struct Promise<'a> {
    levels: &'a ServiceLevels,
    level: &'a Level,
    severity: u8,
}

impl<'a> Promise<'a> {
    fn of(levels: &'a ServiceLevels, severity: u8) -> Self {
        let priority = ingest::priority_of(codes::severity(severity.into()));
        Self { levels, level: levels.level(priority), severity }
    }

    /// Seconds within which the clock of a state that runs has to be met.
    fn limit_s(&self, state: State) -> i64 {
        if state == New { self.level.respond_s } else { self.level.resolve_s }
    }

    /// When it came, if around the clock so much is left now.
    fn with_left(&self, state: State, left_s: i64, now: Timestamp) -> Timestamp {
        now - Span::new().seconds(self.limit_s(state) - left_s)
    }

    /// A moment that leaves enough of the promise; Informational ones are promised nothing.
    fn routine(&self, rng: &mut StdRng, state: State, oldest_h: i64, now: Timestamp) -> Timestamp {
        let calendar = self.levels.calendar(ingest::priority_of(codes::severity(self.severity.into())));
        let youngest_s = if state == New { 120 } else { 1800 };
        loop {
            let at = now - Span::new().seconds(rng.random_range(youngest_s..oldest_h * 3600));
            let used = calendar.between_s(at, now) as f64 / self.limit_s(state) as f64;
            if self.severity == 1 || used <= USED_AT_MOST {
                return at;
            }
        }
    }
}

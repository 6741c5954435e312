//! What happens to the demo's clients, and when: a history with a weekly and a daily rhythm.

use super::{
    desk::State,
    findings::{Cast, finding},
    organisations::{CLIENTS, Client},
    scenarios::{SCENARIOS, Scenario},
};
use jiff::{SignedDuration, Span, Timestamp, tz::TimeZone};
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};
use serde_json::Value;

/// How long before now the history ends: what arrives after that is the desk's to say.
const QUIET: SignedDuration = SignedDuration::from_hours(1);
/// Clients are sized by what happens to them in so many days.
const SIZED_BY_DAYS: u32 = 90;

/// Alerts that reach the tenant API together.
pub(super) struct Arrival {
    pub at: Timestamp,
    pub client: &'static Client,
    pub kind: &'static Scenario,
    pub findings: Vec<Value>,
    pub fate: Fate,
}

/// What becomes of an incident.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fate {
    /// The shifts work it, each step in its time.
    Worked,
    /// The shifts have brought it this far when the demo begins.
    Left(State),
}

/// Everything that arrives in the last `days` before `now`, but for what is still on the desk, in no order.
pub(super) fn history(rng: &mut StdRng, now: Timestamp, days: u32) -> Vec<Arrival> {
    let mut arrivals = vec![];
    let end = now - QUIET;
    for client in &CLIENTS {
        for _ in 0..client.incidents * days / SIZED_BY_DAYS {
            let kind = SCENARIOS.choose_weighted(rng, |kind| kind.weight).expect("the weights are positive");
            let severity = *kind.severities.choose(rng).expect("every kind has severities");
            let mut occurrence = Occurrence::draw(rng, client, kind, severity);
            let mut at = moment(rng, end, days);
            // For some kinds later waves join the first.
            let waves = if kind.burst > 20 { rng.random_range(1..=4) } else { 1 };
            for _ in 0..waves {
                arrivals.push(occurrence.wave(rng, at, waves, Fate::Worked));
                at += Span::new().minutes(rng.random_range(20..300));
            }
        }
    }
    arrivals.retain(|arrival| arrival.at <= end);
    arrivals
}

/// One thing that happens; all its alerts share a cast.
pub(super) struct Occurrence {
    client: &'static Client,
    kind: &'static Scenario,
    cast: Cast,
    severity: u8,
    uid: u64,
    sent: u32,
}

impl Occurrence {
    pub(super) fn draw(rng: &mut StdRng, client: &'static Client, kind: &'static Scenario, severity: u8) -> Self {
        Self { client, kind, cast: Cast::draw(rng, client.code), severity, uid: rng.random(), sent: 0 }
    }

    /// One of `waves` waves of alerts, reported at `at`. Small bursts are far more common than large ones.
    pub(super) fn wave(&mut self, rng: &mut StdRng, at: Timestamp, waves: u32, fate: Fate) -> Arrival {
        let share: f64 = rng.random::<f64>().powi(4);
        let count = 1 + (f64::from(self.kind.burst - 1) * share / f64::from(waves)) as u32;
        let first_s = rng.random_range(40..900);
        let findings = (0..count)
            .map(|place| {
                let ago = first_s - first_s * i64::from(place) / i64::from(count);
                let seen = (at - Span::new().seconds(ago), self.sent + place);
                finding(self.kind, &self.cast, self.severity, seen, self.uid)
            })
            .collect();
        self.sent += count;
        Arrival { at, client: self.client, kind: self.kind, findings, fate }
    }
}

/// A moment of the last `days` before `end`: twice as likely by day, half as likely at weekends.
fn moment(rng: &mut StdRng, end: Timestamp, days: u32) -> Timestamp {
    loop {
        let at = end - Span::new().seconds(rng.random_range(0..i64::from(days) * 86_400));
        let local = TimeZone::UTC.to_datetime(at);
        let weekend = local.date().weekday().to_monday_one_offset() > 5;
        let day = (8..20).contains(&local.hour());
        let by_hour = if day { 1.0 } else { 0.5 };
        let by_day = if weekend { 0.5 } else { 1.0 };
        if rng.random_bool(by_hour * by_day) {
            return at;
        }
    }
}

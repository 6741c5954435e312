//! When things happen to the demo's clients: ninety days with a weekly and a daily rhythm.

use super::{
    findings::{Cast, finding},
    organisations::{CLIENTS, Client},
    scenarios::{SCENARIOS, Scenario},
};
use jiff::{Span, Timestamp, tz::TimeZone};
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};
use serde_json::Value;

/// How far back the demo's history goes.
pub(super) const DAYS: i64 = 90;

/// Alerts that reach the tenant API together.
pub(super) struct Arrival {
    pub at: Timestamp,
    pub client: &'static Client,
    pub kind: &'static Scenario,
    pub findings: Vec<Value>,
}

/// Everything that arrives before `now`, in order of arrival.
pub(super) fn arrivals(rng: &mut StdRng, now: Timestamp) -> Vec<Arrival> {
    let mut arrivals = vec![];
    for client in &CLIENTS {
        for _ in 0..client.incidents {
            occurrence(rng, client, now, &mut arrivals);
        }
    }
    arrivals.retain(|arrival| arrival.at <= now);
    arrivals.sort_by_key(|arrival| (arrival.at, arrival.client.id));
    arrivals
}

/// One thing that happens: a first wave of alerts, and for some kinds later ones that join it.
fn occurrence(rng: &mut StdRng, client: &'static Client, now: Timestamp, arrivals: &mut Vec<Arrival>) {
    let kind = SCENARIOS.choose_weighted(rng, |kind| kind.weight).expect("the weights are positive");
    let cast = Cast::draw(rng, client.code);
    let severity = *kind.severities.choose(rng).expect("every kind has severities");
    let uid: u64 = rng.random();
    let mut at = moment(rng, now);
    let waves = if kind.burst > 20 { rng.random_range(1..=4) } else { 1 };
    let mut sent = 0;
    for _ in 0..waves {
        // Small bursts are far more common than large ones.
        let share: f64 = rng.random::<f64>().powi(4);
        let count = 1 + (f64::from(kind.burst - 1) * share / f64::from(waves)) as u32;
        let first_s = rng.random_range(40..900);
        let findings = (0..count)
            .map(|place| {
                let ago = first_s - first_s * i64::from(place) / i64::from(count);
                finding(kind, &cast, severity, (at - Span::new().seconds(ago), sent + place), uid)
            })
            .collect();
        sent += count;
        arrivals.push(Arrival { at, client, kind, findings });
        at += Span::new().minutes(rng.random_range(20..300));
    }
}

/// A moment of the last ninety days: twice as likely by day, half as likely at weekends.
fn moment(rng: &mut StdRng, now: Timestamp) -> Timestamp {
    loop {
        let ago = Span::new().seconds(rng.random_range(30..DAYS * 86_400));
        let at = now - ago;
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

//! Dashboards: each client's figures are read by its own indexes and added up. Every figure is a count of queue rows.

mod attack;
mod board;
mod client;
mod days;

pub use attack::attack;
pub use board::board;

use crate::{
    instants,
    policy::Scope,
    sabotage::{self, Fault},
    store::Store,
};
use client::Figures;
use days::Calendar;
use jiff::Timestamp;
use std::collections::BTreeMap;
use wire::{
    list::Partial,
    overview::{
        ClientFigures, Comparison, Day, Durations, Operational, PriorityCount, ServiceLevel, VerdictFigures, Week,
    },
    session::ClientId,
    vocabulary::{Priority, Verdict},
};

/// Days that an operational overview looks back on.
const DAYS: usize = 30;
/// Weeks that a comparison looks back on.
const WEEKS: usize = 12;

/// `GET {scope}/overview/operational`.
///
/// # Errors
/// [`sqlx::Error`] when nothing could be read; a client that could not be is in `partial`.
pub async fn operational(store: &Store, scope: &Scope, now: Timestamp) -> Result<Operational, sqlx::Error> {
    let calendar = Calendar::of(scope.caller(), now, DAYS, 1);
    let (figures, partial) = read_all(store, scope, &calendar, now).await?;
    let sum = |of: fn(&Figures) -> u64| figures.iter().map(|(_, figures)| of(figures)).sum::<u64>();
    let mut by_priority = BTreeMap::new();
    for ((priority, status), count) in figures.iter().flat_map(|(_, figures)| &figures.by_priority) {
        *by_priority.entry((*priority, *status)).or_insert(0) += count;
    }
    let arrived = calendar.count(figures.iter().flat_map(|(_, figures)| &figures.arrived));
    let resolved = calendar.count(figures.iter().flat_map(|(_, figures)| &figures.resolved));
    let days = calendar.spans().zip(arrived.into_iter().zip(resolved));
    let days = days.map(|((from, to), (arrived, resolved))| Day { from, to, arrived, resolved });
    let open = sum(|figures| figures.open);
    Ok(Operational {
        open,
        open_since_yesterday: open.cast_signed() - sum(|figures| figures.open_yesterday).cast_signed(),
        breached: sum(|figures| figures.breached),
        breached_clients: sum(|figures| u64::from(figures.breached > 0)),
        unassigned: sum(|figures| figures.unassigned),
        unassigned_oldest_at: oldest(&figures).map(instants::ms_to_wire),
        time_to_acknowledge: durations(figures.iter().flat_map(|(_, figures)| &figures.acknowledge_s)),
        time_to_resolve: durations(figures.iter().flat_map(|(_, figures)| &figures.resolve_s)),
        within_service_level: ServiceLevel { resolved: sum(resolved_count), within: sum(|figures| figures.within) },
        by_priority: by_priority
            .into_iter()
            .map(|((priority, status), count)| PriorityCount { priority, status, count })
            .collect(),
        by_verdict: by_verdict(figures.iter().flat_map(|(_, figures)| &figures.by_verdict)),
        days: days.collect(),
        since: instants::to_wire(calendar.since()),
        as_of: instants::to_wire(now),
        partial,
    })
}

/// `GET {scope}/overview/clients`.
///
/// # Errors
/// [`sqlx::Error`] when nothing could be read; a client that could not be is in `partial`.
pub async fn comparison(store: &Store, scope: &Scope, now: Timestamp) -> Result<Comparison, sqlx::Error> {
    let month = Calendar::of(scope.caller(), now, DAYS, 1);
    let weeks = Calendar::of(scope.caller(), now, WEEKS, 7);
    let (figures, mut partial) = read_all(store, scope, &month, now).await?;
    let mut read = store.read(scope).await?;
    let mut clients = Vec::new();
    for (client, figures) in &figures {
        let Some(label) = scope.label(client) else { continue };
        let arrived = match client::arrived(&mut read, (scope, client), weeks.since()).await {
            Ok(arrived) => weeks.count(&arrived),
            Err(error) => {
                partial.push(super::queue::unread(client, &error));
                read = store.read(scope).await?;
                continue;
            }
        };
        let spans = weeks.spans().zip(arrived);
        let critical = figures.by_priority.iter().filter(|((priority, _), _)| *priority == Priority::Critical);
        clients.push(ClientFigures {
            client: label.clone(),
            open: figures.open,
            critical: critical.map(|(_, count)| count).sum(),
            breached: figures.breached,
            unassigned: figures.unassigned,
            within_service_level: ServiceLevel { resolved: resolved_count(figures), within: figures.within },
            weeks: spans.map(|((from, to), arrived)| Week { from, to, arrived }).collect(),
        });
    }
    clients.sort_by(|one, other| one.client.name.cmp(&other.client.name));
    Ok(Comparison { clients, as_of: instants::to_wire(now), partial })
}

async fn read_all(
    store: &Store,
    scope: &Scope,
    calendar: &Calendar,
    now: Timestamp,
) -> Result<(Vec<(ClientId, Figures)>, Vec<Partial>), sqlx::Error> {
    let mut read = store.read(scope).await?;
    let (mut all, mut partial) = (Vec::new(), Vec::new());
    let mut clients = scope.clients().to_vec();
    if sabotage::is(Fault::OverviewOfEveryClient) {
        clients = scope.caller().clients.keys().cloned().collect();
    }
    for client in &clients {
        match Figures::read(&mut read, (scope, client), calendar.since(), now).await {
            Ok(figures) => all.push((client.clone(), figures)),
            Err(error) => {
                partial.push(super::queue::unread(client, &error));
                read = store.read(scope).await?;
            }
        }
    }
    Ok((all, partial))
}

fn resolved_count(figures: &Figures) -> u64 {
    figures.resolved.len() as u64
}

/// All clients' together, in the order of the verdicts.
fn by_verdict<'a>(of_clients: impl Iterator<Item = &'a VerdictFigures>) -> Vec<VerdictFigures> {
    let mut all: BTreeMap<Verdict, VerdictFigures> = BTreeMap::new();
    for one in of_clients {
        let none = VerdictFigures { verdict: one.verdict, ..VerdictFigures::default() };
        let sum = all.entry(one.verdict).or_insert(none);
        sum.closed += one.closed;
        sum.unopened += one.unopened;
        sum.rated += one.rated;
        sum.rating_sum += one.rating_sum;
    }
    all.into_values().collect()
}

fn oldest(figures: &[(ClientId, Figures)]) -> Option<i64> {
    figures.iter().filter_map(|(_, figures)| figures.unassigned_oldest_ms).min()
}

/// Median and 90th percentile by nearest rank, and the mean.
fn durations<'a>(seconds: impl Iterator<Item = &'a u64>) -> Durations {
    let mut seconds: Vec<u64> = seconds.copied().collect();
    seconds.sort_unstable();
    let rank = |percent: usize| seconds.get((seconds.len() * percent).div_ceil(100).saturating_sub(1)).copied();
    let count = seconds.len() as u64;
    let mean_s = seconds.iter().sum::<u64>().checked_div(count);
    Durations { count, median_s: rank(50), p90_s: rank(90), mean_s }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_occurred() {
        let ten: Vec<u64> = (1..=10).collect();
        let of_ten = durations(ten.iter());
        assert_eq!((of_ten.median_s, of_ten.p90_s, of_ten.mean_s), (Some(5), Some(9), Some(5)));
        assert_eq!(durations([].iter()), Durations::default());
        assert_eq!(durations([7].iter()), Durations { count: 1, median_s: Some(7), p90_s: Some(7), mean_s: Some(7) });
    }
}

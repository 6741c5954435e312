//! Which way a page is read: the one that meets fewer rows.

use crate::store::{Everywhere, Store};
use sqlx::Row;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use wire::session::ClientId;

/// How a page is read; either way it is the same page, and its cursor goes on under the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// One statement along an index of all clients' rows, which passes by those of others.
    Walk,
    /// A statement for each client along its own index, which reads a few rows of each for nothing.
    Merge,
}

/// How long it is good enough to know how many incidents each client has.
const KNOWN_FOR: Duration = Duration::from_secs(60);
/// The fewest rows of a client that are worth a statement.
const BATCH_MIN: usize = 8;

/// How many incidents each client has had, as it was a while ago.
#[derive(Clone, Debug, Default)]
pub(crate) struct Census(Arc<Mutex<Option<Counted>>>);

/// Since when it is known, and what.
type Counted = (Instant, Arc<Counts>);
type Counts = BTreeMap<ClientId, u64>;

/// How many rows of a client are read at a time.
pub(super) fn batch(wanted: usize, clients: usize) -> usize {
    BATCH_MIN.max((2 * wanted).div_ceil(clients.max(1))).min(wanted)
}

impl Plan {
    pub(super) async fn of(store: &Store, clients: &[&ClientId], limit: usize) -> Result<Self, sqlx::Error> {
        if clients.len() < 2 {
            return Ok(Self::Merge);
        }
        let counts = store.census.counts(store).await?;
        let seen: u64 = clients.iter().map(|client| counts.get(*client).copied().unwrap_or(1)).sum();
        Ok(Self::cheaper(clients.len(), limit + 1, seen, counts.values().sum()))
    }

    fn cheaper(clients: usize, wanted: usize, seen: u64, all: u64) -> Self {
        let walked = wanted as u64 * all / seen.max(1);
        let merged = (clients * batch(wanted, clients)) as u64;
        if walked <= merged { Self::Walk } else { Self::Merge }
    }
}

impl Census {
    async fn counts(&self, store: &Store) -> Result<Arc<Counts>, sqlx::Error> {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, counts)) = lock().as_ref()
            && at.elapsed() < KNOWN_FOR
        {
            return Ok(Arc::clone(counts));
        }
        // Numbers are given out from 1001 on, so the next one says how many there have been, and nothing needs counting.
        let mut read = store.read(&Everywhere).await?;
        let rows = sqlx::query("SELECT client_id, next_incident - 1000 AS incidents FROM clients");
        let rows = rows.fetch_all(&mut *read).await?;
        let count = |row: &crate::store::DatabaseRow| {
            let incidents: i64 = row.try_get("incidents")?;
            Ok::<_, sqlx::Error>((ClientId(row.try_get("client_id")?), incidents.max(1).unsigned_abs()))
        };
        let counts = Arc::new(rows.iter().map(count).collect::<Result<Counts, _>>()?);
        *lock() = Some((Instant::now(), Arc::clone(&counts)));
        Ok(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_are_walked_and_few_are_merged() {
        // Clients of the scope, their incidents, everybody's.
        for (clients, seen, all, plan) in [
            (500, 1_000_000, 1_000_000, Plan::Walk),
            (250, 500_000, 1_000_000, Plan::Walk),
            (2, 4_000, 1_000_000, Plan::Merge),
            (20, 40_000, 1_000_000, Plan::Merge),
            // Many that have next to nothing, and one that has nearly all.
            (250, 250, 1_000_000, Plan::Merge),
            (2, 990_000, 1_000_000, Plan::Walk),
        ] {
            assert_eq!(Plan::cheaper(clients, 101, seen, all), plan, "{clients} with {seen} of {all}");
        }
    }

    #[test]
    fn a_batch_is_neither_one_row_nor_more_than_the_page() {
        assert_eq!((batch(101, 1), batch(101, 10), batch(101, 500), batch(3, 500)), (101, 21, 8, 3));
    }
}

//! Incidents that are restricted to others: for a caller there are none of them.

use std::collections::{BTreeMap, BTreeSet};
use wire::session::ClientId;

/// By client, the numbers of incidents that somebody is not a reader of. Mostly there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hidden(BTreeMap<ClientId, BTreeSet<i64>>);

impl Hidden {
    pub(crate) fn add(&mut self, client: ClientId, number: i64) {
        self.0.entry(client).or_default().insert(number);
    }

    #[must_use]
    pub fn has(&self, client: &ClientId, number: i64) -> bool {
        self.0.get(client).is_some_and(|numbers| numbers.contains(&number))
    }

    /// What is hidden from either: whoever sees as somebody else sees what both may.
    #[must_use]
    pub(crate) fn and(mut self, other: &Self) -> Self {
        for (client, numbers) in &other.0 {
            self.0.entry(client.clone()).or_default().extend(numbers);
        }
        self
    }

    /// Of these clients alone.
    #[must_use]
    pub(crate) fn within(&self, clients: &[ClientId]) -> Self {
        let of = |client: &ClientId| Some((client.clone(), self.0.get(client)?.clone()));
        Self(clients.iter().filter_map(of).collect())
    }

    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// By client, in order; none without a number.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&ClientId, &BTreeSet<i64>)> {
        self.0.iter()
    }

    pub(crate) fn of(&self, client: &ClientId) -> Option<&BTreeSet<i64>> {
        self.0.get(client)
    }
}

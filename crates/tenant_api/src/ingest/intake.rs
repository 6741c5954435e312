//! One client's way in: batches of items, each a transaction.

use super::{
    Problem,
    body::Item,
    known,
    normalise::{Normalised, normalise},
    open::{OpenIncident, OpenIncidents},
    rows, silenced,
};
use crate::{
    clocks::ServiceLevels,
    evidence::{Keys, MacBytes},
    store::{Everywhere, Reach, Reached, Store, Write, playbooks, tasks},
};
use jiff::Timestamp;
use sqlx::Row;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use wire::{
    session::{ClientId, IncidentKey},
    task::Playbook,
};

/// How many items are best taken at once.
pub const BATCH: usize = 2000;

/// What came of a batch.
#[derive(Debug, Default)]
pub struct Taken {
    pub accepted: u64,
    pub duplicates: u64,
    /// By place in the batch.
    pub rejected: Vec<(usize, Problem)>,
    /// Numbers of the incidents opened or joined.
    pub incidents: Vec<i64>,
}

/// An item that can be written: what it says, and its keyed MACs.
pub(super) struct Arrival<'a> {
    pub(super) record: &'a str,
    pub(super) finding: Normalised,
    pub(super) identity: MacBytes,
    pub(super) group: MacBytes,
    pub(super) assets: Vec<MacBytes>,
    pub(super) observables: Vec<MacBytes>,
}

/// An arrival with its number and the incident it belongs to.
pub(super) struct Placed<'a> {
    pub(super) alert: i64,
    pub(super) number: i64,
    pub(super) arrival: Arrival<'a>,
}

/// What taking findings of one client needs to know; read once.
pub struct Intake<'a> {
    store: &'a Store,
    feed: Feed,
    code: String,
    keys: Keys,
    levels: ServiceLevels,
    playbooks: Vec<Playbook>,
}

/// The client that findings are let in for, by its key or by the operator.
pub struct Feed(ClientId);

impl Reach for Feed {
    fn reached(&self) -> Reached<'_> {
        Reached::one(&self.0)
    }
}

impl<'a> Intake<'a> {
    /// # Errors
    /// [`sqlx::Error::RowNotFound`] when there is no such client, or it is leaving; otherwise what went wrong in the store.
    pub async fn open(store: &'a Store, client: &ClientId) -> Result<Self, sqlx::Error> {
        let feed = Feed(client.clone());
        let mut read = store.read(&feed).await?;
        let code = sqlx::query_scalar("SELECT code FROM active_clients WHERE client_id = $1");
        let code = code.bind(&client.0).fetch_one(&mut *read).await?;
        let levels = ServiceLevels::load(&mut read, client).await?;
        let keys = store.vault().keys(client).await?;
        drop(read);
        // Whose they are, no client's connection reaches.
        let playbooks = playbooks::automatic(&mut *store.read(&Everywhere).await?, client).await?;
        Ok(Self { store, feed, code, keys, levels, playbooks })
    }

    /// An incident's key.
    #[must_use]
    pub fn key(&self, number: i64) -> IncidentKey {
        IncidentKey(format!("{}-{number}", self.code))
    }

    /// Takes the items as one transaction: all of them are stored that can be, or none. `clock` is asked once the writer is
    /// held, so that what is stored later never bears an earlier instant: unread marks and resumed streams rely on it.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the store failed; nothing was stored then.
    pub async fn take(&self, items: &[Item<'_>], clock: impl Fn() -> Timestamp) -> Result<Taken, sqlx::Error> {
        let mut taken = Taken::default();
        let mut arrivals = Vec::with_capacity(items.len());
        for (place, item) in items.iter().enumerate() {
            match item.clone().and_then(|record| Ok((record, normalise(record)?))) {
                Ok((record, finding)) => arrivals.push(self.sealed(record, finding)),
                Err(problem) => taken.rejected.push((place, problem)),
            }
        }
        if arrivals.is_empty() {
            return Ok(taken);
        }
        let mut write = self.store.write(&self.feed).await?;
        let known = known::known_identities(&mut write, &self.feed.0, &arrivals).await?;
        let fresh = without_duplicates(arrivals, known, &mut taken);
        if fresh.is_empty() {
            return Ok(taken);
        }
        taken.incidents = self.write(&mut write, fresh, clock()).await?;
        write.commit().await?;
        Ok(taken)
    }

    fn sealed<'r>(&self, record: &'r str, finding: Normalised) -> Arrival<'r> {
        let identity = self.keys.mac("identity", &finding.identity);
        let group = self.keys.mac("grouping", &finding.grouping());
        let assets = finding.assets.iter().map(|asset| self.keys.mac("asset", asset)).collect();
        let observables = finding.observables.iter().map(|(kind, value)| self.keys.observable(*kind, value)).collect();
        Arrival { record, finding, identity, group, assets, observables }
    }

    /// What was opened begins with the steps of its category's playbooks.
    async fn begin_tasks(
        &self,
        write: &mut Write,
        incidents: impl Iterator<Item = &OpenIncident>,
        now: Timestamp,
    ) -> Result<(), sqlx::Error> {
        if self.playbooks.is_empty() {
            return Ok(());
        }
        for (incident, opening) in incidents.filter_map(|incident| Some((incident, incident.opening.as_ref()?))) {
            let category = opening.entry.category;
            for playbook in self.playbooks.iter().filter(|playbook| playbook.categories.contains(&category)) {
                let place = (&self.feed.0, incident.number);
                // What has as many as there can be begins without the others.
                tasks::write_steps(write, place, Some(&playbook.id), &playbook.steps, now).await?;
            }
        }
        Ok(())
    }

    /// Finds each arrival its incident, or the silence that keeps it from one, keeps the evidence, then the incidents: an orphan
    /// in the evidence file is harmless, an incident without its evidence is not.
    async fn write(&self, write: &mut Write, fresh: Vec<Arrival<'_>>, now: Timestamp) -> Result<Vec<i64>, sqlx::Error> {
        let client = sqlx::query("SELECT window_s, next_incident, next_alert FROM active_clients WHERE client_id = $1");
        let client = client.bind(&self.feed.0.0).fetch_one(&mut **write).await?;
        let first_alert: i64 = client.try_get("next_alert")?;
        let mut next_alert = first_alert;
        let silences = silenced::acting(write, &self.feed.0, now).await?;
        let (incidents, by_group) = known::open_incidents(write, &self.feed.0, &fresh).await?;
        let mut open = OpenIncidents {
            window_s: client.try_get("window_s")?,
            next_number: client.try_get("next_incident")?,
            levels: &self.levels,
            now,
            incidents,
            by_group,
        };
        let mut touched = BTreeSet::new();
        let (mut placed, mut kept) = (Vec::with_capacity(fresh.len()), vec![]);
        for arrival in fresh {
            match silenced::keeper(&silences, &self.keys, &arrival.finding) {
                Some(silence) => kept.push(silenced::Kept { alert: next_alert, silence, arrival }),
                None => {
                    let number = open.place(&arrival);
                    touched.insert(number);
                    placed.push(Placed { alert: next_alert, number, arrival });
                }
            }
            next_alert += 1;
        }
        let arrivals = placed.iter().map(|placed| (placed.alert, &placed.arrival));
        let arrivals = arrivals.chain(kept.iter().map(|kept| (kept.alert, &kept.arrival)));
        let records: Vec<_> = arrivals.map(|(alert, of)| (alert, of.record, of.observables.as_slice())).collect();
        self.store.vault().keep(&self.feed.0, &self.keys, first_alert, &records).await?;

        let incidents: BTreeMap<i64, _> = open
            .incidents
            .into_iter()
            .filter(|incident| touched.contains(&incident.number))
            .map(|incident| (incident.number, incident))
            .collect();
        rows::write_incidents(write, &self.feed.0, incidents.values(), now).await?;
        self.begin_tasks(write, incidents.values(), now).await?;
        rows::write_alerts(write, &self.feed.0, &placed, now).await?;
        rows::write_assets(write, &self.feed.0, &placed).await?;
        rows::write_hours(write, &self.feed.0, &placed).await?;
        silenced::write(write, &self.feed.0, &kept, now).await?;
        rows::tell(write, &self.feed.0, incidents.values(), now).await?;
        sqlx::query("UPDATE clients SET next_incident = $2, next_alert = $3 WHERE client_id = $1")
            .bind(&self.feed.0.0)
            .bind(open.next_number)
            .bind(next_alert)
            .execute(&mut **write)
            .await?;
        Ok(touched.into_iter().collect())
    }
}

fn without_duplicates<'r>(
    arrivals: Vec<Arrival<'r>>,
    mut known: HashSet<MacBytes>,
    taken: &mut Taken,
) -> Vec<Arrival<'r>> {
    let total = arrivals.len();
    let fresh: Vec<_> = arrivals.into_iter().filter(|arrival| known.insert(arrival.identity)).collect();
    taken.accepted = u64::try_from(fresh.len()).expect("a count fits");
    taken.duplicates = u64::try_from(total - fresh.len()).expect("a count fits");
    fresh
}

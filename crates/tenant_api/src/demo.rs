//! The demo organisations: two MSPs and a direct client with ninety days of history, made by the real rules.

mod arrivals;
mod asked;
mod desk;
mod findings;
pub mod organisations;
mod playbooks;
mod portal;
mod scenarios;
mod shifts;

use crate::{
    clocks::ServiceLevels,
    ingest::{Intake, body},
    passwords,
    policy::{Caller, Seat},
    store::{Declined, Everywhere, Store, Values, Write, codes, holds, notes, reads, receipts, workflow},
};
use arrivals::{Arrival, Fate};
use jiff::{SignedDuration, Span, Timestamp};
use organisations::PEOPLE;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use shifts::{Act, Opened, What};
use sqlx::Row;
use std::{cmp::Reverse, collections::BTreeMap, sync::Arc};
use wire::{
    incident::Command,
    session::{ClientId, UserId},
    vocabulary::{Capability, Severity},
};

/// The same history every time, moved to the moment it is asked for.
const SEED: u64 = 0xB01C_4EAD;

/// How far back the demo's history goes.
pub const DAYS: u32 = 90;

/// Before now: when a shift last went through the head of the queue.
const LAST_LOOK: SignedDuration = SignedDuration::from_mins(50);
/// After now: nothing that it went through may be late until then.
const NEXT_LOOK: SignedDuration = SignedDuration::from_mins(75);

/// Why the demo could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Store(#[from] sqlx::Error),
    #[error("a demo finding was rejected: {0}")]
    Rejected(String),
    #[error("a demo act was declined: {0}")]
    Declined(#[from] Declined),
    #[error("the demo password could not be hashed: {0}")]
    Password(String),
}

/// Fills an empty store with the demo organisations as if they had worked for `days` until `now`; `progress(done, of)` is
/// told.
///
/// # Errors
/// [`Failure`]: the store is then not a demo, and has to be begun afresh.
pub async fn seed(
    store: &Store,
    now: Timestamp,
    days: u32,
    mut progress: impl FnMut(u64, u64) + Send,
) -> Result<(), Failure> {
    let hash = tokio::task::spawn_blocking(|| passwords::hash(organisations::PASSWORD)).await;
    let hash = hash.map_err(|error| Failure::Password(error.to_string()))?;
    let hash = hash.map_err(|error| Failure::Password(error.to_string()))?;
    store.set_durable(false).await?;
    let mut write = store.write(&Everywhere).await?;
    let since = now.saturating_add(SignedDuration::from_hours(-24 * i64::from(days))).unwrap_or(now);
    organisations::write(&mut write, &hash, since).await?;
    portal::write(&mut write, now).await?;
    write.commit().await?;

    let mut rng = StdRng::seed_from_u64(SEED);
    let mut arrivals = arrivals::history(&mut rng, now, days);
    arrivals.extend(desk::desk(&mut rng, now, &service_levels(store).await?));
    arrivals.sort_by_key(|arrival| (arrival.at, arrival.client.id));
    let people = People::load(store).await?;
    let mut work =
        Work { store, rng, now, people, intakes: intakes(store).await?, planned: vec![], routine: BTreeMap::new() };
    let last_look = now - LAST_LOOK;
    let of = arrivals.len() as u64;
    let mut day_ends = Timestamp::MIN;
    let mut looked = false;
    for (done, arrival) in arrivals.iter().enumerate() {
        if !looked && arrival.at > last_look {
            work.until(last_look).await?;
            work.look(last_look).await?;
            looked = true;
        } else if arrival.at > day_ends {
            work.until(day_ends).await?;
            day_ends = arrival.at + Span::new().hours(24);
            progress(done as u64, of);
        }
        work.take(arrival).await?;
    }
    work.until(now).await?;
    asked::write(store, &work.people, now).await?;
    holds::go_on(store, || now).await?;
    // Last: nothing of the history was held back by them.
    playbooks::write(store, &work.people, now).await?;
    store.set_durable(true).await?;
    progress(of, of);
    Ok(())
}

/// Every client's way in: nothing of what it knows changes in the history.
async fn intakes(store: &Store) -> Result<BTreeMap<&'static str, Intake<'_>>, sqlx::Error> {
    let mut intakes = BTreeMap::new();
    for client in &organisations::CLIENTS {
        intakes.insert(client.id, Intake::open(store, &ClientId(client.id.to_owned())).await?);
    }
    Ok(intakes)
}

async fn service_levels(store: &Store) -> Result<BTreeMap<&'static str, ServiceLevels>, sqlx::Error> {
    let mut read = store.read(&Everywhere).await?;
    let mut levels = BTreeMap::new();
    for client in &organisations::CLIENTS {
        levels.insert(client.id, ServiceLevels::load(&mut read, &ClientId(client.id.to_owned())).await?);
    }
    Ok(levels)
}

/// The demo as far as it has come.
struct Work<'a> {
    store: &'a Store,
    rng: StdRng,
    now: Timestamp,
    people: People,
    intakes: BTreeMap<&'static str, Intake<'a>>,
    planned: Vec<Act>,
    /// All but what is meant to burn when the demo begins, by client and number.
    routine: BTreeMap<(String, i64), Opened>,
}

impl Work<'_> {
    /// Ingests one arrival, and plans what happens to the incidents it opened.
    async fn take(&mut self, arrival: &Arrival) -> Result<(), Failure> {
        for opened in take(self.store, &self.intakes[arrival.client.id], arrival).await? {
            self.planned.extend(readers(&mut self.rng, &opened));
            self.planned.extend(match arrival.fate {
                Fate::Worked => shifts::plan(&mut self.rng, &opened),
                Fate::Left(state) => shifts::leave(&mut self.rng, &opened, state, self.now),
            });
            if matches!(arrival.fate, Fate::Worked) || opened.severity < Severity::High {
                self.routine.insert((opened.client.0.clone(), opened.number), opened);
            }
        }
        Ok(())
    }

    /// The shift goes through the head of the queue and finishes what would be late before the next look.
    async fn look(&mut self, at: Timestamp) -> Result<(), Failure> {
        // A hold may end any minute, and what was late before it is late again then.
        let due = sqlx::query(
            "SELECT client_id, number, assignee_id IS NOT NULL AS assigned FROM incidents \
             WHERE status <= 3 AND (breach_at <= $1 OR (breach_at IS NULL AND missed = 1)) ORDER BY client_id, number",
        );
        let until = self.now + NEXT_LOOK;
        let due = due.bind(until.as_millisecond()).fetch_all(&mut *self.store.read(&Everywhere).await?).await?;
        for row in due {
            let key = (row.try_get("client_id")?, row.try_get("number")?);
            if let Some(opened) = self.routine.get(&key) {
                self.planned.extend(shifts::finish(&mut self.rng, opened, row.flag("assigned")?, at));
            }
        }
        Ok(())
    }

    /// Does, in order, everything that was planned until `until`, as one transaction.
    async fn until(&mut self, until: Timestamp) -> Result<(), Failure> {
        self.planned.sort_by_key(|act| Reverse(act.at));
        let mut write = self.store.write(&Everywhere).await?;
        while let Some(act) = self.planned.pop_if(|act| act.at <= until) {
            let Some(seat) = self.people.seat(&act) else { continue };
            match perform(&mut write, &seat, &act).await {
                // An alert that joined has changed what is possible; a person would see that and go on.
                Ok(()) | Err(Declined::NotAllowed { .. }) => {}
                Err(declined) => return Err(declined.into()),
            }
        }
        write.commit().await.map_err(Failure::from)
    }
}

/// Ingests one arrival and tells which incidents it opened.
async fn take(store: &Store, intake: &Intake<'_>, arrival: &Arrival) -> Result<Vec<Opened>, Failure> {
    let client = ClientId(arrival.client.id.to_owned());
    let rejected = |problem: &dyn ToString| Failure::Rejected(problem.to_string());
    let body = serde_json::to_vec(&arrival.findings).map_err(|error| rejected(&error))?;
    let items = body::items(&body, body::MAX_ITEMS).map_err(|unfit| rejected(&unfit))?;
    let taken = intake.take(&items, || arrival.at).await?;
    if let Some((_, problem)) = taken.rejected.first() {
        return Err(rejected(problem));
    }
    let mut opened = vec![];
    for number in taken.incidents {
        let row = sqlx::query("SELECT severity, created_at FROM incidents WHERE client_id = $1 AND number = $2");
        let row = row.bind(&client.0).bind(number).fetch_one(&mut *store.read(&Everywhere).await?).await?;
        if row.try_get::<i64, _>("created_at")? == arrival.at.as_millisecond() {
            let severity = codes::severity(row.try_get("severity")?);
            opened.push(Opened { client: client.clone(), number, at: arrival.at, severity, kind: arrival.kind });
        }
    }
    Ok(opened)
}

/// Most people have looked at most of what came in; what they have not seen is bold.
fn readers(rng: &mut StdRng, opened: &Opened) -> Vec<Act> {
    let mut acts = vec![];
    for person in &PEOPLE {
        if rng.random_bool(0.85) {
            let at = opened.at + Span::new().seconds(rng.random_range(60..40_000));
            let by = UserId(person.user_id());
            acts.push(Act { at, client: opened.client.clone(), number: opened.number, by, what: What::Read });
        }
    }
    acts
}

/// Everybody of the demo, as the policy knows them.
struct People(BTreeMap<UserId, Arc<Caller>>);

impl People {
    async fn load(store: &Store) -> Result<Self, sqlx::Error> {
        let mut people = BTreeMap::new();
        for person in &PEOPLE {
            let id = UserId(person.user_id());
            people.extend(store.caller(&id).await?.map(|caller| (id, caller)));
        }
        Ok(Self(people))
    }

    fn seat(&self, act: &Act) -> Option<Seat> {
        self.0.get(&act.by)?.enter(&act.client, Capability::IncidentRead)
    }
}

async fn perform(write: &mut Write, seat: &Seat, act: &Act) -> Result<(), Declined> {
    let Act { number, at, .. } = act;
    match &act.what {
        What::Command(command) => {
            let command: &Command = command;
            workflow::apply(write, seat, *number, command, *at).await.map(drop)
        }
        What::Note(note) => notes::add(write, seat, *number, note, *at).await.map(drop),
        What::Open { reason, open_s } => {
            let receipt = receipts::append(write, seat, *number, reason, None, *at).await?;
            receipts::close(write, seat, *number, &receipt.id, *at + Span::new().seconds(*open_s)).await
        }
        What::Read => reads::mark(write, seat, *number, *at).await.map_err(Declined::from),
    }
}

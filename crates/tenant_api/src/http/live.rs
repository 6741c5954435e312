//! Live changes: one task watches the outbox and tells every open stream.

use super::Clock;
use crate::{
    policy::Scope,
    store::{
        Store,
        outbox::{self, Mark, Place, Told},
        presence,
    },
};
use jiff::SignedDuration;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{broadcast, watch},
    task::JoinHandle,
    time::{interval, sleep},
};
use wire::session::{ClientId, UserId};

/// How many streams one user may hold.
pub const STREAMS_MAX: usize = 8;
/// Between two times that the outbox is shortened.
const FORGET_EVERY: Duration = Duration::from_mins(10);
/// Between two attempts to find where the outbox ends.
const AGAIN_AFTER: Duration = Duration::from_secs(1);
/// A stream that was away longer is told to read its screens anew.
pub const RESUMED_WITHIN: SignedDuration = SignedDuration::from_hours(-1);
/// Older changes are forgotten: later than anybody can still be told them, however slowly they read.
const KEPT: SignedDuration = SignedDuration::from_hours(-2);

/// What has a count of its own: a client's changes, and its internal ones.
type Counted = (ClientId, bool);

/// The hub of every stream. Cheap to clone.
#[derive(Clone)]
pub struct Live {
    store: Store,
    clock: Clock,
    told: broadcast::Sender<Arc<Told>>,
    /// What was told last of each client, internal changes apart. Whoever begins to listen does it under this lock, so that what
    /// is heard and what was before fit together.
    last: Arc<Mutex<HashMap<Counted, (Place, i64)>>>,
    streams: Arc<Mutex<HashMap<UserId, usize>>>,
    ending: watch::Sender<bool>,
}

/// A user's right to one more stream; dropping it gives it back.
pub struct Slot {
    live: Live,
    user: UserId,
}

impl Live {
    #[must_use]
    pub fn new(store: Store, clock: Clock) -> Self {
        Self {
            store,
            clock,
            told: broadcast::Sender::new(1024),
            last: Arc::default(),
            streams: Arc::default(),
            ending: watch::Sender::new(false),
        }
    }

    /// Everything told from now on, and the last of a scope that was told before, as far as its reader may know of it.
    #[must_use]
    pub fn listen(&self, scope: &Scope) -> (broadcast::Receiver<Arc<Told>>, Option<(Place, Mark)>) {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let listening = self.told.subscribe();
        let known = |client: &ClientId, internal| {
            let (place, turn) = *last.get(&(client.clone(), internal))?;
            Some((place, Mark { client: client.clone(), internal, turn }))
        };
        let marks = scope.clients().iter().flat_map(|client| {
            let internal = if scope.sees_internal(client) { known(client, true) } else { None };
            known(client, false).into_iter().chain(internal)
        });
        let newest = marks.max_by_key(|(place, _)| *place);
        (listening, newest)
    }

    /// Ends every stream: the process is about to.
    pub fn end(&self) {
        self.ending.send_replace(true);
    }

    /// Returns once [`Live::end`] was called.
    pub async fn ended(&self) {
        // The sender lives as long as `self`, so waiting cannot fail.
        self.ending.subscribe().wait_for(|ending| *ending).await.ok();
    }

    /// One more stream for a user, unless they have too many.
    #[must_use]
    pub fn slot(&self, user: &UserId) -> Option<Slot> {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let held = streams.entry(user.clone()).or_default();
        if *held >= STREAMS_MAX {
            return None;
        }
        *held += 1;
        Some(Slot { live: self.clone(), user: user.clone() })
    }

    /// Begins to watch the outbox, and goes on until the process ends or the task is aborted. The table is the truth: whoever
    /// wrote to it, streams get to know. Returns once it watches, however long the store cannot be read: a stream that is opened
    /// before misses what happens until then.
    pub async fn watch(self) -> JoinHandle<()> {
        let seen = loop {
            match outbox::end(&self.store).await {
                Ok((seen, last)) => {
                    let last = last.into_iter().map(|(mark, place)| ((mark.client, mark.internal), (place, mark.turn)));
                    self.last.lock().unwrap_or_else(PoisonError::into_inner).extend(last);
                    break seen;
                }
                Err(error) => eprintln!("the outbox could not be found: {error}"),
            }
            sleep(AGAIN_AFTER).await;
        };
        tokio::spawn(self.go_on(seen))
    }

    async fn go_on(self, mut seen: Place) {
        let mut wake = self.store.wake();
        let mut forget = interval(FORGET_EVERY);
        loop {
            match outbox::after(&self.store, seen).await {
                Ok(changes) => {
                    for told in changes {
                        seen = told.place;
                        self.tell(told);
                    }
                }
                Err(error) => eprintln!("the outbox could not be read: {error}"),
            }
            tokio::select! {
                () = wake.next() => {}
                _ = forget.tick() => self.forget().await,
            }
        }
    }

    fn tell(&self, told: Told) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if told.readers.is_none() {
            last.insert((told.change.client.clone(), told.change.internal), (told.place, told.turn));
        }
        // Nobody listening is not an error.
        self.told.send(Arc::new(told)).ok();
    }

    async fn forget(&self) {
        let before = (self.clock)().saturating_add(KEPT).unwrap_or(jiff::Timestamp::MIN);
        if let Err(error) = outbox::forget(&self.store, before).await {
            eprintln!("the outbox could not be shortened: {error}");
        }
        if let Err(error) = presence::forget(&self.store, (self.clock)()).await {
            eprintln!("who looked before could not be forgotten: {error}");
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut streams = self.live.streams.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = streams.get_mut(&self.user) {
            *held -= 1;
            if *held == 0 {
                streams.remove(&self.user);
            }
        }
    }
}

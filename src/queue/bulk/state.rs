//! The bulks of this page: begun, followed until they are done, undone.

use super::{
    super::{
        reading::{LONGEST_PAUSE_MS, ROWS_A_READ},
        state::Queue,
    },
    conflicts::{Conflict, compared, go_on, overtaken},
    expected::expected,
    texts as t, words,
};
use base::{
    api::{self, ApiError},
    command_forms::{Outcome, Sends},
    scope::Scope,
    session::use_session,
    task,
    ui::{Announcer, use_announcer},
    words as common,
};
use leptos::prelude::*;
use std::{future::Future, sync::Arc};
use wire::{
    bulk::{Bulk, BulkCommand, BulkState, KEYS_MAX, NewBulk, Over, Seen},
    queue::QueueRow,
    session::{IncidentKey, Person},
};

/// How soon the first look at how far one is, and how long between two later ones.
const FIRST_LOOK_MS: i32 = 120;
const LOOK_MS: i32 = 600;
/// The same for one that waits for somebody, or for its undoing to be over.
const IDLE_LOOK_MS: i32 = 2_000;
/// How many stand below the rows; an older one goes when it is over.
const SHOWN_MAX: usize = 4;

/// One of them, as it was last heard of.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) id: String,
    pub(super) bulk: ArcRwSignal<Bulk>,
    /// Whether the last look failed.
    pub(super) is_lost: ArcRwSignal<bool>,
    /// Rows of it that somebody was faster with, until it is said what becomes of them.
    pub(super) conflicts: ArcRwSignal<Vec<Conflict>>,
    begun: Arc<Begun>,
}

/// What only the page knows that began one.
#[derive(Default)]
struct Begun {
    /// The loaded rows that it is about, as they were seen.
    seen: Vec<QueueRow>,
    /// The name of whom they are given to.
    name: Option<String>,
}

/// The bulks below the rows. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Bulks {
    queue: Queue,
    shown: RwSignal<Vec<Shown>>,
    is_busy: RwSignal<bool>,
    me: StoredValue<Option<Person>>,
    announcer: StoredValue<Announcer>,
}

impl Bulks {
    /// Takes up what is still going on from before, on this page or another.
    pub(super) fn set_up(queue: Queue) -> Self {
        let me = use_session().signed_in().map(|session| Person {
            id: session.user.id.clone(),
            name: session.user.name.clone(),
            organisation: session.organisation.name.clone(),
        });
        let bulks = Self {
            queue,
            shown: RwSignal::default(),
            is_busy: RwSignal::new(false),
            me: StoredValue::new(me),
            announcer: StoredValue::new(use_announcer()),
        };
        let renewals = use_session().renewals();
        task::effect(move || {
            renewals.track();
            task::while_here(bulks.take_up());
        });
        bulks
    }

    #[expect(clippy::disallowed_methods, reason = "a part of the screen asks, once")]
    pub(super) fn shown(&self) -> ReadSignal<Vec<Shown>> {
        self.shown.read_only()
    }

    pub(super) fn scope(&self) -> Scope {
        self.queue.scope()
    }

    pub(super) fn me(&self) -> Option<Person> {
        self.me.get_value()
    }

    /// Where a form sends what it asks for: `read` says what that is for each row, and the name of whom they are given to.
    pub(super) fn sends<T: 'static>(self, read: fn(T) -> Option<(BulkCommand, Option<String>)>) -> Sends<T> {
        let command = Callback::new(move |(asked, outcome): (T, Outcome)| {
            if let Some((what, name)) = read(asked) {
                self.begin(what, name, outcome);
            }
        });
        let failed_unseen = Callback::new(move |error: ApiError| self.toast(common::error(&error)));
        Sends { command, is_busy: self.is_busy.into(), failed_unseen }
    }

    pub(super) fn is_busy(&self) -> Signal<bool> {
        self.is_busy.into()
    }

    pub(super) fn toast(&self, text: impl Into<String>) {
        if let Some(announcer) = self.announcer.try_get_value() {
            announcer.toast(text);
        }
    }

    /// Begins `what` over the chosen rows, and shows them as they are about to be; `name` is that of whom they are given to.
    pub(super) fn begin(self, what: BulkCommand, name: Option<String>, outcome: Outcome) {
        if self.is_busy.get_untracked() {
            return;
        }
        let rows = self.queue.chosen();
        let over = match self.over(&rows) {
            Ok(over) => over,
            Err(why) => {
                self.toast(why);
                return outcome.tell(Ok(()));
            }
        };
        let queue = self.queue;
        let outcome = Outcome::new(move |answer| {
            if answer.is_ok() {
                queue.selected.set(Default::default());
            }
            outcome.tell(answer);
        });
        self.send(NewBulk { what, over }, Begun { seen: rows, name }, outcome);
    }

    /// Gives the command of `one` once more, to these rows as they are now.
    pub(super) fn do_anyway(self, one: &Shown, now: Vec<QueueRow>) {
        if self.is_busy.get_untracked() {
            return;
        }
        let over = Over::Rows { rows: now.iter().map(as_seen).collect() };
        let what = one.bulk.with_untracked(|bulk| bulk.what.clone());
        let (conflicts, bulk, keys) = (one.conflicts.clone(), one.bulk.clone(), keys_of(&now));
        let outcome = Outcome::new(move |answer| match answer {
            Ok(()) => {
                conflicts.update(|conflicts| conflicts.retain(|conflict| !keys.contains(&conflict.seen.key)));
                bulk.update(|bulk| leave_to_another(bulk, &keys));
                go_on(self);
            }
            // It can be asked for again where it was.
            Err(error) => self.toast(common::error(&error)),
        });
        self.send(NewBulk { what, over }, Begun { seen: now, name: one.begun.name.clone() }, outcome);
    }

    /// Brings the focus back to the rows.
    pub(super) fn go_to_hand(self) {
        if !self.shown.is_disposed() {
            self.queue.go_to_hand();
        }
    }

    fn send(self, new: NewBulk, begun: Begun, outcome: Outcome) {
        let expected = |row: &QueueRow| expected(row, &new.what, begun.name.as_deref());
        self.queue.replace(begun.seen.iter().filter_map(expected).collect());
        self.is_busy.set(true);
        let (scope, announcer) = (self.scope(), self.announcer.get_value());
        task::to_the_end(async move {
            let answer = api::begin_bulk(&scope, &new).await;
            // The screen may have been left meanwhile; then only what went wrong is still of interest.
            if self.is_busy.try_set(false).is_some() {
                if let Err(error) = answer {
                    announcer.toast(t::announced(&words::what(&new.what), &common::error(&error)));
                }
                return;
            }
            match answer {
                Ok(bulk) => {
                    self.follow(bulk, begun);
                    outcome.tell(Ok(()));
                }
                Err(error) => {
                    self.queue.read_again(keys_of(&begun.seen));
                    outcome.tell(Err(error));
                }
            }
        });
    }

    /// The chosen rows as they travel, or why they cannot.
    fn over(self, rows: &[QueueRow]) -> Result<Over, String> {
        let all_of = self.queue.selected.with_untracked(|selected| selected.all_of().cloned());
        if let Some(as_of) = all_of {
            let filter = self.queue.wanted_untracked().filter.to_pairs();
            let filter = filter.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            return Ok(Over::Matching { filter, as_of });
        }
        match rows.len() {
            0 => Err(t::nothing_chosen().to_owned()),
            1..=KEYS_MAX => Ok(Over::Rows { rows: rows.iter().map(as_seen).collect() }),
            _ => Err(t::at_most(KEYS_MAX as u64)),
        }
    }

    /// Undoes one, or stops it where it has not come to its end.
    pub(super) fn undo(self, id: &str) {
        let (scope, id) = (self.scope(), id.to_owned());
        self.answer(id.clone(), async move { api::undo_bulk(&scope, &id).await });
    }

    /// Says yes or no as the second person.
    pub(super) fn agree(self, id: &str, agree: bool) {
        let (scope, id) = (self.scope(), id.to_owned());
        self.answer(id.clone(), async move { api::answer_bulk(&scope, &id, agree).await });
    }

    /// No longer shows one; it goes on nevertheless.
    pub(super) fn dismiss(&self, id: &str) {
        self.shown.update(|shown| shown.retain(|one| one.id != id));
    }

    fn answer(self, id: String, ask: impl Future<Output = Result<Bulk, ApiError>> + 'static) {
        task::to_the_end(async move {
            match ask.await {
                Ok(bulk) => {
                    let known = self.shown.try_with_untracked(|shown| shown.iter().find(|one| one.id == id).cloned());
                    if let Some(Some(one)) = known {
                        // Of what is taken back nothing more is asked.
                        one.conflicts.set(Vec::new());
                        one.bulk.set(bulk);
                        self.look(one);
                    }
                }
                Err(error) => self.toast(common::error(&error)),
            }
        });
    }

    async fn take_up(self) {
        let Ok(list) = api::list_bulks(&self.scope()).await else { return };
        for bulk in list.items.into_iter().rev() {
            let is_known = self.shown.try_with_untracked(|shown| shown.iter().any(|one| one.id == bulk.id));
            let is_of_use = words::is_moving(bulk.state) || bulk.undo_until.is_some();
            if is_known == Some(false) && is_of_use {
                self.follow(bulk, Begun::default());
            }
        }
    }

    fn follow(self, bulk: Bulk, begun: Begun) {
        let one = Shown {
            id: bulk.id.clone(),
            bulk: ArcRwSignal::new(bulk),
            is_lost: ArcRwSignal::default(),
            conflicts: ArcRwSignal::default(),
            begun: Arc::new(begun),
        };
        self.shown.update(|shown| {
            let is_over = |one: &Shown| {
                let is_moving = words::is_moving(one.bulk.with_untracked(|bulk| bulk.state));
                !is_moving && one.conflicts.with_untracked(Vec::is_empty)
            };
            if shown.len() >= SHOWN_MAX
                && let Some(oldest) = shown.iter().rposition(is_over)
            {
                shown.remove(oldest);
            }
            shown.insert(0, one.clone());
        });
        self.look(one);
    }

    /// Looks again and again until nothing more will come of it; then the rows are read as they are.
    fn look(self, one: Shown) {
        task::to_the_end(async move {
            let mut pause_ms = FIRST_LOOK_MS;
            while words::is_moving(one.bulk.with_untracked(|bulk| bulk.state)) {
                task::sleep(pause_ms).await;
                if !self.is_shown(&one) {
                    return;
                }
                let answer = api::read_bulk(&self.scope(), &one.id).await;
                one.is_lost.set(answer.is_err());
                match answer {
                    Ok(bulk) => one.bulk.set(bulk),
                    Err(ApiError::NotFound) => return self.dismiss(&one.id),
                    Err(_) => {}
                }
                pause_ms = match one.bulk.with_untracked(|bulk| bulk.state) {
                    BulkState::Running | BulkState::Undoing => LOOK_MS,
                    _ => IDLE_LOOK_MS,
                };
            }
            if self.shown.is_disposed() {
                return;
            }
            let bulk = one.bulk.get_untracked();
            self.queue.read_again(keys_of(&one.begun.seen));
            if let Some(announcer) = self.announcer.try_get_value() {
                announcer.say(t::announced(&words::what(&bulk.what), &words::outcome(&bulk)));
            }
            self.compare(&one, &overtaken(&bulk, &one.begun.seen)).await;
        });
    }

    /// Whether it still stands below the rows: the scope may have gone, or somebody may have had enough of it.
    fn is_shown(self, one: &Shown) -> bool {
        let is_shown = self.shown.try_with_untracked(|shown| shown.iter().any(|shown| shown.id == one.id));
        is_shown == Some(true)
    }

    /// Reads what the rows are by now that somebody was faster with, and asks what is to become of them.
    async fn compare(self, one: &Shown, seen: &[QueueRow]) {
        for seen in seen.chunks(ROWS_A_READ) {
            let (keys, mut pause_ms) = (keys_of(seen), IDLE_LOOK_MS);
            let now = loop {
                match api::read_rows(&self.scope(), &keys).await {
                    Ok(list) => break list.items,
                    Err(error) if error.is_passing() => task::sleep(pause_ms).await,
                    // Without an answer it says that they were changed, and no more.
                    Err(_) => return,
                }
                pause_ms = (pause_ms * 2).min(LONGEST_PAUSE_MS);
                if !self.is_shown(one) {
                    return;
                }
            };
            // It may have been taken back meanwhile.
            if !self.is_shown(one) || one.bulk.with_untracked(|bulk| bulk.state) != BulkState::Done {
                return;
            }
            let conflicts = compared(seen, now);
            if let Some(announcer) = self.announcer.try_get_value().filter(|_| !conflicts.is_empty()) {
                announcer.say(t::overtaken(conflicts.len() as u64));
            }
            one.conflicts.update(|known| known.extend(conflicts));
        }
    }
}

/// These rows are told of by another outcome from here on.
fn leave_to_another(bulk: &mut Bulk, keys: &[IncidentKey]) {
    bulk.failures.retain(|failure| !keys.contains(&failure.key));
    let left = keys.len() as u64;
    (bulk.total, bulk.failed) = (bulk.total.saturating_sub(left), bulk.failed.saturating_sub(left));
}

fn keys_of(rows: &[QueueRow]) -> Vec<IncidentKey> {
    rows.iter().map(|row| row.key.clone()).collect()
}

/// A row as it travels: what is changed is what was seen.
fn as_seen(row: &QueueRow) -> Seen {
    Seen { key: row.key.clone(), version: row.version }
}

//! What the queue reads: its first page, what comes into sight, how many there are, and what changed.

use super::{
    marks::Unmarked,
    matching::holds,
    pages::{Ask, FIRST_ROWS},
    rows::{Happened, Keys, Load},
    state::Queue,
};
use base::{
    api::{self, ApiError},
    live::LiveEvent,
    session::use_session,
    task,
};
use leptos::prelude::*;
use std::{mem, ops::Range, sync::Arc};
use wire::{
    event::EventKind,
    list::List,
    queue::{Facets, QueueFilter, QueueRow},
    session::{IncidentKey, Session},
};

/// How long live events are gathered before their rows are read again: what changes is to be seen within 150 ms.
const GATHER_MS: i32 = 60;
/// How long it waits at least after rows could not be read.
const SHORTEST_PAUSE_MS: i32 = 1000;
/// How long it waits at most after rows could not be read.
pub(super) const LONGEST_PAUSE_MS: i32 = 60_000;
/// How long after a change, and how often at most, all that match are counted again: it costs the tenant API more than rows do.
const COUNT_MS: i32 = 2000;
/// How many rows are read again in one request.
pub(super) const ROWS_A_READ: usize = 100;
/// So many rows before and after those in the page are read ahead.
const AHEAD_ROWS: usize = 12;

impl Queue {
    fn settle(&self, answer: Result<Happened, ApiError>) {
        match answer {
            Ok(happened) => {
                let _gone = self.failure.try_set(None);
                self.happened(happened);
            }
            // The dialog asks to sign in again; a renewal then asks again here.
            Err(ApiError::SignedOut) => {}
            Err(error) => {
                let _gone = self.failure.try_set(Some(error));
                self.happened(Happened::Failed);
            }
        }
    }

    pub(super) fn read_first_page(self) {
        let Some(wanted) = self.wanted.get() else { return };
        self.held(|held| held.reach = None);
        let is_foreseen = self.rows().with_untracked(|rows| rows.load == Load::Again);
        if !is_foreseen {
            self.happened(Happened::Asked);
        }
        // What else was on its way is of no use any more.
        self.more.update(|times| *times += 1);
        if wanted.filter == QueueFilter::open() {
            self.count_open_again();
        } else {
            task::while_here(self.read_facets());
        }
        task::while_here(async move {
            if is_foreseen {
                task::once_seen().await;
            }
            let page = api::list_queue(&self.scope(), &wanted.filter, wanted.sort, None, FIRST_ROWS as u16).await;
            let gone =
                page.as_ref().map_or_else(|_| vec![], |list| if is_foreseen { self.lacking(list) } else { vec![] });
            self.settle(page.map(if is_foreseen { Happened::Confirmed } else { Happened::Loaded }));
            if !gone.is_empty() {
                self.read_again(gone);
            }
        });
    }

    /// The keys of what is at hand and not in `list`.
    fn lacking(&self, list: &List<QueueRow>) -> Vec<IncidentKey> {
        let is_lacking = |row: &&QueueRow| list.items.iter().all(|listed| listed.key != row.key);
        let keys = self
            .rows()
            .try_with_untracked(|rows| rows.pages.rows().filter(is_lacking).map(|row| row.key.clone()).collect());
        keys.unwrap_or_default()
    }

    /// Says which places the page holds; what lacks of them, near them, at hand, or of a selection, is read.
    pub(super) fn show(&self, shown: Range<usize>) {
        let near = shown.start.saturating_sub(AHEAD_ROWS)..shown.end + AHEAD_ROWS;
        let hand = self.place().get_untracked().map(|place| place..place + 1);
        let reach = self.held(|held| held.reach).flatten().map(|(from, to)| from.min(to)..from.max(to) + 1);
        let is_lacking = self.set_rows.try_maybe_update(|rows| {
            let ask = rows.look([Some(near), hand, reach].into_iter().flatten());
            let is_lacking = ask.is_some();
            if is_lacking {
                rows.reduce(Happened::AskedMore);
                rows.ask = ask;
            }
            (is_lacking, is_lacking)
        });
        if is_lacking == Some(true) {
            self.more.update(|times| *times += 1);
        }
    }

    pub(super) fn read_more(self) {
        self.more.track();
        let Some(ask) = self.rows().with_untracked(|rows| rows.ask.clone()) else { return };
        let wanted = self.wanted.get_untracked().unwrap_or_default();
        task::while_here(async move {
            let scope = self.scope();
            let answer = match ask {
                Ask::Page { start, cursor, limit } => {
                    let cursor = cursor.as_deref();
                    let page = api::list_queue(&scope, &wanted.filter, wanted.sort, cursor, limit as u16).await;
                    page.map(|list| Happened::LoadedMore(start, list))
                }
                Ask::Marks(Unmarked { base, along }) => {
                    let marks = api::mark_queue(&scope, &wanted.filter, wanted.sort, along).await;
                    marks.map(|marks| Happened::Marked(base, marks))
                }
            };
            // A cursor is good for the rights it was made under. Under those of now the list begins anew, once.
            let is_refused = matches!(answer, Err(ApiError::Invalid(_)));
            let had_begun = self.held(|held| mem::replace(&mut held.has_begun_anew, is_refused));
            if is_refused && had_begun == Some(false) {
                self.reload();
            } else {
                self.settle(answer);
            }
        });
    }

    /// Counts what is open again, unless that is being done: the first page and the rail begin together.
    fn count_open_again(self) {
        if let Some(open) = self.open.get_value()
            && !untrack(|| open.is_loading())
        {
            open.reload();
        }
    }

    /// Takes the count of what is open where that is what is wanted.
    pub(super) fn share_open_count(self) {
        let is_open = self.wanted.with(|wanted| wanted.as_ref().is_some_and(|w| w.filter == QueueFilter::open()));
        if is_open && let Some(facets) = self.open.get_value().and_then(|open| open.value().get()) {
            self.counted(facets);
        }
    }

    fn counted(&self, facets: Facets) {
        self.happened(Happened::Counted(facets.total));
        let _gone = self.set_facets.try_set(Some(facets));
    }

    async fn read_facets(self) {
        let Some(wanted) = self.wanted.try_get_untracked().flatten() else { return };
        // What is open is counted anyway.
        if wanted.filter == QueueFilter::open() {
            return;
        }
        // Without counts the filters still work; the rows' own failure is shown.
        if let Ok(facets) = api::read_facets(&self.scope(), &wanted.filter).await
            && self.wanted.try_get_untracked().flatten() == Some(wanted)
        {
            self.counted(facets);
        }
    }

    /// A live event: it says which incident moved, never how.
    pub(super) fn notice(&self, event: &LiveEvent) {
        if self.wanted.with_untracked(Option::is_none) {
            return;
        }
        match event {
            LiveEvent::Changed(event) if !event.kind.moves_row() => return,
            LiveEvent::Changed(event) => {
                self.held(|held| {
                    if event.kind == EventKind::Created {
                        held.created.insert(event.key.clone());
                    }
                    held.changed.insert(event.key.clone());
                });
            }
            // What is not in sight is read again when it comes there.
            LiveEvent::Resync => {
                let seen = self.set_rows.try_update(|rows| rows.pages.keep_seen()).unwrap_or_default();
                self.held(|held| held.changed.add(seen));
            }
        }
        self.gather();
    }

    /// Counts again after changes, one count after another, until nothing was heard while one was on its way.
    pub(super) fn recount(self) {
        if !self.recounting.get() {
            return;
        }
        task::while_here(async move {
            loop {
                task::sleep(COUNT_MS).await;
                let heard = self.held(|held| held.changes);
                self.read_facets().await;
                if self.held(|held| held.changes) == heard {
                    let _gone = self.recounting.try_set(false);
                    return;
                }
            }
        });
    }

    /// What changed and is to be read again, at most so much of it. What is neither at hand nor selected nor announced, and was
    /// there before, changes nothing here, unless it is on its way just now.
    fn changed(&self) -> Option<Vec<IncidentKey>> {
        let changed = self.rows().try_with_untracked(|rows| {
            let takes_any = matches!(rows.load, Load::Loading | Load::Again | Load::More) || rows.pages.is_whole();
            self.held(|held| {
                let created = &held.created;
                held.changed.retain(|key| {
                    let is_known = created.has(key) || rows.waiting.has(key) || rows.pages.find(key).is_some();
                    takes_any || is_known || self.has_selected(key)
                });
                held.changed.take(ROWS_A_READ)
            })
        });
        changed.flatten()
    }

    /// Reads what changed, in one request per hundred, until nothing is left. What could not be read is asked for again,
    /// later each time; once the session has ended, when it is renewed.
    pub(super) fn read_changes(self) {
        use_session().renewals().track();
        if !self.gathering.get() {
            return;
        }
        task::while_here(async move {
            let mut pause_ms = GATHER_MS;
            loop {
                task::sleep(pause_ms).await;
                let Some(keys) = self.changed() else { return };
                if keys.is_empty() {
                    self.held(|held| held.created = Keys::default());
                    let _gone = self.gathering.try_set(false);
                    return;
                }
                let list = match api::read_rows(&self.scope(), &keys).await {
                    Ok(list) => list,
                    Err(error) => {
                        self.held(|held| keys.into_iter().for_each(|key| held.changed.insert(key)));
                        if error == ApiError::SignedOut {
                            return;
                        }
                        pause_ms = (pause_ms * 2).clamp(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS);
                        continue;
                    }
                };
                pause_ms = GATHER_MS;
                let Some(wanted) = self.wanted.try_get_untracked().flatten() else { return };
                // A row that is not at hand is new if it was just made, or if everything else is at hand.
                let is_whole = self.rows().with_untracked(|rows| rows.load != Load::Loading && rows.pages.is_whole());
                let judged = self.held(|held| {
                    let judged = list.items.into_iter().map(|row| {
                        let is_new = is_whole || held.created.has(&row.key);
                        let holds = |session: &Arc<Session>| holds(&wanted.filter, &row, session);
                        let is_new = is_new && self.session.with_value(|session| session.as_ref().is_some_and(holds));
                        (row, is_new)
                    });
                    judged.collect()
                });
                self.happened(Happened::Changed(judged.unwrap_or_default()));
            }
        });
    }
}

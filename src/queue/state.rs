//! The queue's state: it is born with the scope and outlives the screen, so that coming back from an incident finds the
//! same rows, the same row at hand and the same place.

use super::{
    address::Wanted,
    matching::holds,
    open_count::count_open,
    rows::{Happened, Keys, Load, Rows},
    selection::Selection,
};
use base::{
    api::{self, ApiError},
    live::{LiveEvent, use_live},
    load::Loaded,
    scope::{Scope, use_scope},
    session::use_session,
    task,
};
use leptos::prelude::*;
use wire::{
    event::EventKind,
    queue::{Facets, QueueFilter, QueueRow},
    session::{IncidentKey, UserId},
    vocabulary::Capability,
};

/// How many rows a page has.
const ROWS_A_PAGE: u16 = 100;
/// How long live events are gathered before their rows are read again.
const GATHER_MS: i32 = 500;
/// How long it waits at most after rows could not be read.
const LONGEST_PAUSE_MS: i32 = 60_000;
/// How many rows are read again in one request.
const ROWS_A_READ: usize = 100;

/// What can be done to rows from the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    AssignToMe,
    Assign,
    Status,
    Priority,
    Close,
    Note,
}

impl Deed {
    pub(crate) const ALL: [Self; 6] =
        [Self::AssignToMe, Self::Assign, Self::Status, Self::Priority, Self::Close, Self::Note];

    /// The keys that ask for it.
    pub(crate) const fn strokes(self) -> &'static [&'static str] {
        match self {
            Self::AssignToMe => &["a"],
            Self::Assign => &[],
            Self::Status => &["s"],
            Self::Priority => &["p"],
            Self::Close => &["e"],
            Self::Note => &["c"],
        }
    }

    /// What it takes, any of them.
    pub(crate) const fn capabilities(self) -> &'static [Capability] {
        match self {
            Self::AssignToMe | Self::Assign => &[Capability::IncidentAssign],
            Self::Status => &[Capability::IncidentSetStatus, Capability::IncidentReopen],
            Self::Priority => &[Capability::IncidentSetPriority],
            Self::Close => &[Capability::IncidentClose],
            Self::Note => &[Capability::NoteInternal, Capability::NoteShared],
        }
    }

    /// Whether it can be done to anything of this scope.
    pub(crate) fn is_open(self, scope: &Scope) -> bool {
        self.capabilities().iter().any(|capability| scope.may(*capability))
    }
}

/// The queue of one scope.
#[derive(Clone, Copy)]
pub(crate) struct Queue {
    scope: StoredValue<Scope>,
    me: StoredValue<UserId>,
    /// `None` until the queue is opened for the first time in this scope.
    wanted: RwSignal<Option<Wanted>>,
    rows: RwSignal<Rows>,
    failure: RwSignal<Option<ApiError>>,
    /// How the rows of the filter fall.
    facets: RwSignal<Option<Facets>>,
    /// How everything open falls.
    open: StoredValue<Option<Loaded<Facets>>>,
    /// The row at hand.
    pub(crate) at: RwSignal<Option<IncidentKey>>,
    /// The rows that the next command is for.
    pub(crate) selected: RwSignal<Selection>,
    /// Whether the row at hand is looked at beside the list.
    pub(crate) peeks: RwSignal<bool>,
    /// Where the page stood when the screen was left, in pixels.
    pub(crate) left_at_px: StoredValue<f64>,
    /// Counts the times the first page was asked for again.
    asked: RwSignal<u32>,
    /// The cursor of the page that was asked for after the loaded ones.
    more: RwSignal<Option<String>>,
    /// What live events named and was not read again yet.
    changed: StoredValue<Keys>,
    gathering: RwSignal<bool>,
}

impl Queue {
    /// Makes the queue of this scope and keeps it fresh for as long as the scope is shown.
    pub(crate) fn provide() -> Self {
        let queue = Self {
            scope: StoredValue::new(use_scope()),
            me: StoredValue::new(use_session().signed_in().map_or(UserId(String::new()), |s| s.user.id.clone())),
            wanted: RwSignal::new(None),
            rows: RwSignal::new(Rows::default()),
            failure: RwSignal::new(None),
            facets: RwSignal::new(None),
            open: StoredValue::new(count_open(&use_scope())),
            at: RwSignal::new(None),
            selected: RwSignal::default(),
            peeks: RwSignal::new(false),
            left_at_px: StoredValue::new(0.0),
            asked: RwSignal::new(0),
            more: RwSignal::new(None),
            changed: StoredValue::new(Keys::default()),
            gathering: RwSignal::new(false),
        };
        let renewals = use_session().renewals();
        Effect::new(move |_| {
            queue.asked.track();
            renewals.track();
            queue.read_first_page();
        });
        Effect::new(move |_| queue.share_open_count());
        Effect::new(move |_| queue.read_next_page());
        Effect::new(move |_| queue.read_changes());
        use_live().on_event(move |event| queue.notice(event));
        provide_context(queue);
        queue
    }

    pub(crate) fn scope(&self) -> Scope {
        self.scope.get_value()
    }

    pub(crate) fn me(&self) -> UserId {
        self.me.get_value()
    }

    /// What is shown, or would be: everything open.
    pub(crate) fn wanted_untracked(&self) -> Wanted {
        self.wanted.get_untracked().unwrap_or_else(Wanted::open)
    }

    pub(crate) fn rows(&self) -> ReadSignal<Rows> {
        self.rows.read_only()
    }

    pub(crate) fn facets(&self) -> ReadSignal<Option<Facets>> {
        self.facets.read_only()
    }

    /// How many incidents are open in this scope, whatever the filter.
    pub(crate) fn open_total(&self) -> Memo<Option<u64>> {
        let open = self.open.get_value().map(|open| open.value());
        Memo::new(move |_| open.as_ref()?.with(|facets| facets.as_ref().map(|facets| facets.total)))
    }

    pub(crate) fn failure(&self) -> ReadSignal<Option<ApiError>> {
        self.failure.read_only()
    }

    /// Shows what the address asks for. The same address again changes nothing: that is a return.
    pub(crate) fn want(&self, wanted: Wanted) {
        if self.wanted.with_untracked(|known| known.as_ref() != Some(&wanted)) {
            self.at.set(None);
            self.selected.set(Selection::default());
            self.left_at_px.set_value(0.0);
            self.wanted.set(Some(wanted));
        }
    }

    /// Reads the first page again: a retry, or new incidents taken in.
    pub(crate) fn reload(&self) {
        self.asked.update(|times| *times += 1);
    }

    /// Asks for the next page, if there is one and it is not on its way.
    pub(crate) fn show_more(&self) {
        let cursor = self.rows.with_untracked(|rows| match rows.load {
            Load::Settled | Load::Failed => rows.next_cursor.clone(),
            Load::Loading | Load::More => None,
        });
        if cursor.is_some() {
            self.rows.update(|rows| rows.reduce(Happened::AskedMore));
            self.more.set(cursor);
        }
    }

    /// Takes rows as a command of this user left them, or is about to.
    pub(crate) fn replace(&self, rows: Vec<QueueRow>) {
        self.happened(Happened::Replaced(rows));
    }

    /// Reads these rows again: what is on the screen of them may not be so.
    pub(crate) fn read_again(&self, keys: impl IntoIterator<Item = IncidentKey>) {
        self.changed.update_value(|changed| keys.into_iter().for_each(|key| changed.insert(key)));
        self.gather();
    }

    /// Set going once: beginning anew would lose what is being read.
    fn gather(&self) {
        if !self.gathering.get_untracked() {
            self.gathering.set(true);
        }
    }

    /// Asks for `deed`: the code that does it may still have to come.
    pub(crate) fn ask_for(&self, deed: Deed) {
        self.selected.update(|selected| selected.asked_for = Some(deed));
    }

    /// The rows that a command is for now: what is selected and loaded, else the row at hand.
    pub(crate) fn chosen(&self) -> Vec<QueueRow> {
        let at = self.at.get_untracked();
        self.selected.with_untracked(|selected| {
            let is_chosen = |row: &&QueueRow| match selected.is_empty() {
                true => at.as_ref() == Some(&row.key),
                false => selected.has(&row.key),
            };
            self.rows.with_untracked(|rows| rows.rows.iter().filter(is_chosen).cloned().collect())
        })
    }

    fn happened(&self, happened: Happened) {
        // The scope may have gone while an answer travelled.
        let Some(at) = self.at.try_get_untracked() else { return };
        let stands_in = self.rows.try_update(|rows| {
            let place = at.as_ref().and_then(|at| rows.position(at));
            rows.reduce(happened);
            place.and_then(|place| rows.near(place)).map(|row| row.key.clone())
        });
        let is_gone = |at: &IncidentKey| self.rows.with_untracked(|rows| rows.position(at).is_none());
        if at.as_ref().is_some_and(is_gone) {
            self.at.set(stands_in.flatten());
        }
    }

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

    fn read_first_page(self) {
        let Some(wanted) = self.wanted.get() else { return };
        self.more.set(None);
        self.happened(Happened::Asked);
        if wanted.filter == QueueFilter::open() {
            self.count_open_again();
        } else {
            task::while_here(self.read_facets());
        }
        task::while_here(async move {
            let page = api::list_queue(&self.scope(), &wanted.filter, wanted.sort, None, ROWS_A_PAGE).await;
            self.settle(page.map(Happened::Loaded));
        });
    }

    fn read_next_page(self) {
        let Some(cursor) = self.more.get() else { return };
        let wanted = self.wanted.get_untracked().unwrap_or_default();
        task::while_here(async move {
            let page = api::list_queue(&self.scope(), &wanted.filter, wanted.sort, Some(&cursor), ROWS_A_PAGE).await;
            self.settle(page.map(Happened::LoadedMore));
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
    fn share_open_count(self) {
        let is_open = self.wanted.with(|wanted| wanted.as_ref().is_some_and(|w| w.filter == QueueFilter::open()));
        if is_open && let Some(facets) = self.open.get_value().and_then(|open| open.value().get()) {
            self.facets.set(Some(facets));
        }
    }

    async fn read_facets(self) {
        let Some(wanted) = self.wanted.try_get_untracked().flatten() else { return };
        // What is open is counted anyway.
        if wanted.filter == QueueFilter::open() {
            return;
        }
        // Without counts the filters still work; the rows' own failure is shown.
        if let Ok(facets) = api::read_facets(&self.scope(), &wanted.filter).await {
            let _gone = self.facets.try_set(Some(facets));
        }
    }

    /// A live event: it says which incident moved, never how.
    fn notice(&self, event: &LiveEvent) {
        if self.wanted.with_untracked(Option::is_none) {
            return;
        }
        match event {
            LiveEvent::Changed(event) if event.kind == EventKind::Timeline => return,
            LiveEvent::Changed(event) => self.changed.update_value(|keys| keys.insert(event.key.clone())),
            LiveEvent::Resync => self.changed.update_value(|keys| {
                self.rows.with_untracked(|rows| rows.rows.iter().for_each(|row| keys.insert(row.key.clone())));
            }),
        }
        self.gather();
    }

    /// Reads what changed, in one request per hundred, until nothing is left. What could not be read is asked for again,
    /// later each time; once the session has ended, when it is renewed.
    fn read_changes(self) {
        use_session().renewals().track();
        if !self.gathering.get() {
            return;
        }
        task::while_here(async move {
            let mut pause_ms = GATHER_MS;
            loop {
                task::sleep(pause_ms).await;
                let Some(keys) = self.changed.try_update_value(|keys| keys.take(ROWS_A_READ)) else { return };
                if keys.is_empty() {
                    let _gone = self.gathering.try_set(false);
                    return;
                }
                let list = match api::read_rows(&self.scope(), &keys).await {
                    Ok(list) => list,
                    Err(error) => {
                        self.changed.try_update_value(|changed| keys.into_iter().for_each(|key| changed.insert(key)));
                        if error == ApiError::SignedOut {
                            return;
                        }
                        pause_ms = (pause_ms * 2).min(LONGEST_PAUSE_MS);
                        continue;
                    }
                };
                pause_ms = GATHER_MS;
                let Some(wanted) = self.wanted.try_get_untracked().flatten() else { return };
                let judged = list.items.into_iter().map(|row| {
                    let belongs = holds(&wanted.filter, &row, &self.me());
                    (row, belongs)
                });
                self.happened(Happened::Changed(judged.collect()));
                self.read_facets().await;
            }
        });
    }
}

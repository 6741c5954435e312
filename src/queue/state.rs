//! The queue's state: it is born with the scope and outlives the screen, so that coming back from an incident finds the
//! same rows, the same row at hand and the same place.

use super::{
    address::Wanted,
    foreseen,
    geometry::Stand,
    grid::Arranged,
    open_count::count_open,
    rows::{Happened, Keys, Load, Rows},
    selection::Selection,
};
use base::{
    api::ApiError,
    live::use_live,
    load::Loaded,
    scope::{Scope, use_scope},
    session::use_session,
    task,
    ui::{Announcer, use_announcer},
};
use leptos::prelude::*;
use std::{ops::Range, sync::Arc};
use wire::{
    queue::{Facets, QueueRow},
    session::{IncidentKey, Session},
    vocabulary::Capability,
};

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

/// Which colleagues look at an incident now, as its row says it.
#[derive(Clone, PartialEq)]
pub(super) struct Looker {
    pub(super) key: IncidentKey,
    /// A person's initials, or how many they are.
    pub(super) letters: String,
    pub(super) said: String,
}

/// What the queue knows and nothing is drawn from.
pub(super) struct Held {
    pub(super) announcer: Announcer,
    /// The places in sight.
    pub(super) in_sight: Range<usize>,
    /// From where to where a selection reaches, while rows in between are read for it.
    pub(super) reach: Option<(usize, usize)>,
    /// Whether the last answer beside the first page refused a cursor, and the list was begun anew for it.
    pub(super) has_begun_anew: bool,
    /// The columns that this user has chosen, once the code of them is here.
    pub(super) arranged: Option<Arranged>,
    /// How high rows were when they were drawn last.
    pub(super) row_px: f64,
    /// Where the page and the list in it stand.
    pub(super) stand: Option<Stand>,
    /// Where both stood when the screen was left; the page in pixels from its own top.
    pub(super) left_at: (f64, Option<Stand>),
    /// What live events named and was not read again yet; and what of it was just created.
    pub(super) changed: Keys,
    pub(super) created: Keys,
    /// How often something was heard to have changed.
    pub(super) changes: u64,
}

/// The queue of one scope.
#[derive(Clone, Copy)]
pub(crate) struct Queue {
    scope: StoredValue<Scope>,
    pub(super) session: StoredValue<Option<Arc<Session>>>,
    /// `None` until the queue is opened for the first time in this scope.
    pub(super) wanted: RwSignal<Option<Wanted>>,
    rows: ReadSignal<Rows>,
    pub(super) set_rows: WriteSignal<Rows>,
    pub(super) failure: RwSignal<Option<ApiError>>,
    /// How the rows of the filter fall.
    facets: ReadSignal<Option<Facets>>,
    pub(super) set_facets: WriteSignal<Option<Facets>>,
    /// How everything open falls.
    pub(super) open: StoredValue<Option<Loaded<Facets>>>,
    /// The row at hand, once it is known.
    at: ReadSignal<Option<IncidentKey>>,
    set_at: WriteSignal<Option<IncidentKey>>,
    /// Where it is in the list.
    place: ReadSignal<Option<usize>>,
    set_place: WriteSignal<Option<usize>>,
    /// The place that the screen has to go to.
    pub(super) goal: RwSignal<Option<usize>>,
    /// The rows that the next command is for.
    pub(crate) selected: RwSignal<Selection>,
    /// Whether the row at hand is looked at beside the list.
    pub(crate) peeks: RwSignal<bool>,
    /// Counts the times that columns were laid out as they were chosen.
    pub(super) layouts: RwSignal<u32>,
    pub(super) lookers: RwSignal<Vec<Looker>>,
    /// Counts the times the first page was asked for again.
    pub(super) asked: RwSignal<u32>,
    /// Counts what was asked for beside it.
    pub(super) more: RwSignal<u32>,
    held: StoredValue<Held>,
    pub(super) gathering: RwSignal<bool>,
    /// Whether all that match are to be counted again.
    pub(super) recounting: RwSignal<bool>,
}

impl Queue {
    /// Makes the queue of this scope and keeps it fresh for as long as the scope is shown.
    pub(crate) fn provide() -> Self {
        let (rows, set_rows) = signal(Rows::default());
        let (facets, set_facets) = signal(None);
        let (at, set_at) = signal(None);
        let (place, set_place) = signal(None);
        let queue = Self {
            scope: StoredValue::new(use_scope()),
            session: StoredValue::new(use_session().signed_in()),
            wanted: RwSignal::new(None),
            rows,
            set_rows,
            failure: RwSignal::new(None),
            facets,
            set_facets,
            open: StoredValue::new(count_open(&use_scope())),
            at,
            set_at,
            place,
            set_place,
            goal: RwSignal::new(None),
            selected: RwSignal::default(),
            peeks: RwSignal::new(false),
            layouts: RwSignal::new(0),
            lookers: RwSignal::default(),
            asked: RwSignal::new(0),
            more: RwSignal::new(0),
            held: StoredValue::new(Held {
                announcer: use_announcer(),
                in_sight: 0..0,
                reach: None,
                has_begun_anew: false,
                arranged: None,
                row_px: 0.0,
                stand: None,
                left_at: (0.0, None),
                changed: Keys::default(),
                created: Keys::default(),
                changes: 0,
            }),
            gathering: RwSignal::new(false),
            recounting: RwSignal::new(false),
        };
        let renewals = use_session().renewals();
        task::effect(move || {
            queue.asked.track();
            renewals.track();
            queue.read_first_page();
        });
        task::effect(move || queue.share_open_count());
        task::effect(move || queue.read_more());
        task::effect(move || queue.read_changes());
        task::effect(move || queue.recount());
        use_live().on_event(move |event| queue.notice(event));
        provide_context(queue);
        queue
    }

    /// Reads or changes what is held; `None` once the scope has gone.
    pub(super) fn held<T>(&self, act: impl FnOnce(&mut Held) -> T) -> Option<T> {
        self.held.try_update_value(act)
    }

    pub(crate) fn scope(&self) -> Scope {
        self.scope.get_value()
    }

    /// What is shown, or would be: everything open.
    pub(crate) fn wanted_untracked(&self) -> Wanted {
        self.wanted.get_untracked().unwrap_or_else(Wanted::open)
    }

    pub(crate) fn rows(&self) -> ReadSignal<Rows> {
        self.rows
    }

    pub(crate) fn facets(&self) -> ReadSignal<Option<Facets>> {
        self.facets
    }

    /// How many incidents are open in this scope, whatever the filter.
    pub(crate) fn open_total(&self) -> Memo<Option<u64>> {
        let open = self.open.get_value().map(|open| open.value());
        Memo::new(move |_| open.as_ref()?.with(|facets| facets.as_ref().map(|facets| facets.total)))
    }

    /// The key of the row at hand, once it is known. Tracked where it is read.
    pub(crate) fn at(&self) -> ReadSignal<Option<IncidentKey>> {
        self.at
    }

    /// The place of the row at hand. Tracked where it is read.
    pub(super) fn place(&self) -> ReadSignal<Option<usize>> {
        self.place
    }

    /// The row at hand, if it is known. Tracked.
    pub(crate) fn row_at_hand(&self) -> Option<QueueRow> {
        let at = self.at.get()?;
        self.rows.with(|rows| rows.pages.find(&at).cloned())
    }

    /// Takes the row in `place` in hand, or none.
    pub(super) fn take_in_hand(&self, place: Option<usize>) {
        // Whose place it is already stays known, also where its row has to be read again.
        if self.place.get_untracked() != place {
            self.set_place.set(place);
            self.set_at.set(self.rows.with_untracked(|rows| Some(rows.pages.row(place?)?.key.clone())));
        }
    }

    /// Shows what the address asks for. The same address again changes nothing: that is a return.
    pub(crate) fn want(&self, wanted: Wanted) {
        if self.wanted.with_untracked(|known| known.as_ref() != Some(&wanted)) {
            let foreseen = foreseen::take(&self.scope(), &wanted);
            // After a switch the page goes to its top by itself; to see where it stands it would be laid out half built.
            if foreseen.is_none() {
                self.to_the_top();
            }
            self.selected.set(Selection::default());
            self.set_rows.update(|rows| rows.reduce(Happened::Counted(0)));
            if let Some(list) = foreseen {
                self.happened(Happened::Foreseen(list));
            }
            self.wanted.set(Some(wanted));
        }
    }

    fn to_the_top(self) {
        self.take_in_hand(None);
        self.held(|held| held.left_at = (0.0, None));
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }

    /// Reads the first page again: a retry.
    pub(crate) fn reload(&self) {
        self.asked.update(|times| *times += 1);
    }

    /// Takes in what waits.
    pub(super) fn take_in(&self) {
        self.to_the_top();
        self.reload();
    }

    /// Reads once more what could not be read; all of it, where asking for the same would be refused again.
    pub(super) fn try_again(&self) {
        let is_passing = self.failure.with_untracked(|failure| failure.as_ref().is_some_and(ApiError::is_passing));
        if is_passing && self.rows.with_untracked(|rows| rows.load == Load::MoreFailed) {
            self.failure.set(None);
            self.happened(Happened::TriedAgain);
        } else {
            self.reload();
        }
    }

    /// Takes rows as a command of this user left them, or is about to.
    pub(crate) fn replace(&self, rows: Vec<QueueRow>) {
        self.happened(Happened::Replaced(rows));
    }

    /// Reads these rows again: what is on the screen of them may not be so.
    pub(crate) fn read_again(&self, keys: impl IntoIterator<Item = IncidentKey>) {
        self.held(|held| keys.into_iter().for_each(|key| held.changed.insert(key)));
        self.gather();
    }

    /// Set going once: beginning anew would lose what is being read.
    pub(super) fn gather(&self) {
        self.held(|held| held.changes += 1);
        for due in [self.gathering, self.recounting] {
            if !due.get_untracked() {
                due.set(true);
            }
        }
    }

    /// Asks for `deed`: the code that does it may still have to come.
    pub(crate) fn ask_for(&self, deed: Deed) {
        self.selected.update(|selected| selected.asked_for = Some(deed));
    }

    /// The rows that a command is for now: what is selected one by one, of everything what is here, else the row at hand.
    pub(crate) fn chosen(&self) -> Vec<QueueRow> {
        self.selected.with_untracked(|selected| match selected.all_of() {
            Some(_) => self.rows.with_untracked(|rows| rows.pages.rows().cloned().collect()),
            None if selected.is_empty() => untrack(|| self.row_at_hand()).into_iter().collect(),
            None => selected.rows().to_vec(),
        })
    }

    pub(super) fn happened(&self, happened: Happened) {
        // The scope may have gone while an answer travelled.
        let Some((at, place)) = self.at.try_get_untracked().zip(self.place.try_get_untracked()) else { return };
        // What is selected is as it was last heard of, whether it is at hand or not; nothing is drawn from it.
        let mut selected = self.selected.write_untracked();
        selected.refresh(happened.rows());
        drop(selected);
        let hand = self.set_rows.try_update(|rows| {
            rows.reduce(happened);
            // The row itself where it is now; else the one that took its place, once that is at hand.
            let place = at.as_ref().and_then(|at| rows.pages.position(at)).or(place)?;
            let (place, row) = rows.near(place)?;
            Some((place, row.map(|row| row.key.clone()).or_else(|| at.clone())))
        });
        let (now, key) = hand.flatten().map_or((None, None), |(place, key)| (Some(place), key));
        if now != place || key != at {
            self.set_place.set(now);
            self.set_at.set(key);
        }
        self.complete_reach();
    }
}

//! The rows of a queue as a reducer: what was read, what changed since, and what waits to be taken in.

use super::{
    marks::Unmarked,
    pages::{Ask, Pages},
};
use std::ops::Range;
use wire::{
    Instant,
    list::{List, Partial},
    queue::{QueueMarks, QueueRow},
    session::IncidentKey,
};

/// How the rows stand to the server's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Load {
    /// Nothing has been read for this address yet; rows of the one before may still be shown, marked with their age.
    #[default]
    Loading,
    /// What is shown was read before the queue was opened, and the first page is on its way once more.
    Again,
    /// Another page is on its way.
    More,
    Settled,
    Failed,
    /// What is at hand is of now, but another page could not be read.
    MoreFailed,
}

/// Keys without doubles, in order. A list, because a tree's code would be 2 kB for what is seldom more than a handful.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys(Vec<IncidentKey>);

impl Keys {
    pub(crate) fn insert(&mut self, key: IncidentKey) {
        if let Err(place) = self.0.binary_search(&key) {
            self.0.insert(place, key);
        }
    }

    pub(crate) fn has(&self, key: &IncidentKey) -> bool {
        self.0.binary_search(key).is_ok()
    }

    pub(crate) fn remove(&mut self, key: &IncidentKey) {
        if let Ok(place) = self.0.binary_search(key) {
            self.0.remove(place);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn add(&mut self, keys: Self) {
        keys.0.into_iter().for_each(|key| self.insert(key));
    }

    pub(crate) fn retain(&mut self, keep: impl FnMut(&IncidentKey) -> bool) {
        self.0.retain(keep);
    }

    /// The last ones, at most `count`, which are then no longer here.
    pub(crate) fn take(&mut self, count: usize) -> Vec<IncidentKey> {
        self.0.split_off(self.0.len().saturating_sub(count))
    }
}

/// What is at hand of a queue, in the order it was read. Rows change where they stand; none moves by itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    pub(crate) pages: Pages,
    pub(crate) as_of: Option<Instant>,
    pub(crate) partial: Vec<Partial>,
    pub(crate) load: Load,
    /// What was asked for last beside the first page.
    pub(super) ask: Option<Ask>,
    /// Incidents that belong here and are not shown yet.
    pub(crate) waiting: Keys,
}

/// What can happen to the rows.
#[derive(Debug)]
pub(crate) enum Happened {
    /// The address changed, or a retry: the first page is asked for.
    Asked,
    Loaded(List<QueueRow>),
    /// The first page was there before it was asked for.
    Foreseen(List<QueueRow>),
    /// The first page, read once more: nothing of what is shown moves for it.
    Confirmed(List<QueueRow>),
    AskedMore,
    /// A page from that place on.
    LoadedMore(usize, List<QueueRow>),
    /// Marks of what comes after that place.
    Marked(usize, QueueMarks),
    /// The server counted.
    Counted(u64),
    Failed,
    /// Another try at a page that could not be read.
    TriedAgain,
    /// Rows read again after live events, each with whether it is new here.
    Changed(Vec<(QueueRow, bool)>),
    /// Rows as a command of this user made them, or is about to, under the version they still have then: what the tenant
    /// API says of them next is the truth, and takes it back where it was not so.
    Replaced(Vec<QueueRow>),
}

impl Happened {
    /// The rows that came with it.
    pub(super) fn rows(&self) -> Vec<&QueueRow> {
        match self {
            Self::Loaded(list) | Self::Foreseen(list) | Self::Confirmed(list) | Self::LoadedMore(_, list) => {
                list.items.iter().collect()
            }
            Self::Changed(rows) => rows.iter().map(|(row, _)| row).collect(),
            Self::Replaced(rows) => rows.iter().collect(),
            _ => vec![],
        }
    }
}

/// Whether `row` takes the place of `known`. Answers can overtake each other: an older version never replaces a newer one.
pub(super) fn is_as_new(row: &QueueRow, known: &QueueRow) -> bool {
    (row.version, &row.updated_at) >= (known.version, &known.updated_at)
}

impl Rows {
    pub(crate) fn reduce(&mut self, happened: Happened) {
        match happened {
            Happened::Asked => (self.load, self.ask) = (Load::Loading, None),
            Happened::AskedMore => self.load = Load::More,
            Happened::Failed if self.load == Load::More => self.load = Load::MoreFailed,
            Happened::Failed => self.load = Load::Failed,
            Happened::TriedAgain => self.load = Load::Settled,
            Happened::Counted(count) => self.pages.count(count),
            Happened::Foreseen(list) => {
                self.reduce(Happened::Loaded(list));
                self.load = Load::Again;
            }
            Happened::Confirmed(list) => {
                self.as_of = Some(list.as_of);
                self.partial = list.partial;
                self.load = Load::Settled;
                list.items.into_iter().for_each(|row| self.replace(row, true));
            }
            Happened::Loaded(list) => {
                let mut pages = Pages::default();
                pages.count(self.pages.counted());
                pages.take(0, list.items, list.next_cursor);
                *self = Self {
                    pages,
                    as_of: Some(list.as_of),
                    partial: list.partial,
                    load: Load::Settled,
                    ask: None,
                    waiting: Keys::default(),
                };
            }
            Happened::LoadedMore(start, list) => {
                list.items.iter().for_each(|row| self.waiting.remove(&row.key));
                self.pages.take(start, list.items, list.next_cursor);
                self.partial = list.partial;
                self.load = Load::Settled;
            }
            Happened::Marked(base, marks) => {
                let (before, total) = (self.pages.len(), marks.total as usize);
                self.partial = marks.partial;
                // Fewer rows than were asked along are the last ones.
                if self.span().is_none_or(|span| total < span) {
                    self.pages.end_at(base + total);
                }
                let marks = marks.marks.into_iter().map(|mark| (mark.index as usize, mark.cursor));
                let is_new = self.pages.take_marks(base, marks);
                // Without a new mark the next question would be the same, unless the list is shorter now.
                self.load = if is_new || self.pages.len() < before { Load::Settled } else { Load::MoreFailed };
            }
            Happened::Changed(rows) => rows.into_iter().for_each(|(row, is_new)| self.replace(row, is_new)),
            Happened::Replaced(rows) => rows.into_iter().for_each(|row| self.replace(row, false)),
        }
    }

    /// Says that these ranges are looked at, and what is to be asked for now so that nothing of them lacks.
    pub(super) fn look(&mut self, seen: impl IntoIterator<Item = Range<usize>>) -> Option<Ask> {
        self.pages.look(seen).filter(|_| self.load == Load::Settled)
    }

    /// Along how many rows marks were asked for; `None` along the whole list.
    fn span(&self) -> Option<usize> {
        match self.ask {
            Some(Ask::Marks(Unmarked { along: Some((_, span)), .. })) => Some(span),
            _ => None,
        }
    }

    /// `place`, or the last one where there are fewer, and its row if that is at hand: it stands in for one that is gone.
    pub(crate) fn near(&self, place: usize) -> Option<(usize, Option<&QueueRow>)> {
        let place = place.min(self.pages.len().checked_sub(1)?);
        Some((place, self.pages.row(place)))
    }

    /// The rows of these places that are at hand.
    pub(super) fn at(&self, places: Range<usize>) -> Vec<&QueueRow> {
        places.filter_map(|place| self.pages.row(place)).collect()
    }

    fn replace(&mut self, row: QueueRow, is_new: bool) {
        match self.pages.find_mut(&row.key) {
            Some(known) if is_as_new(&row, known) => *known = row,
            Some(_) => {}
            None if is_new => self.waiting.insert(row.key),
            None => self.waiting.remove(&row.key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::samples::*, *};
    use std::iter::once;
    use wire::{queue::Mark, vocabulary::Status};

    fn keys(rows: &Rows) -> Vec<&str> {
        rows.pages.rows().map(|row| row.key.0.as_str()).collect()
    }

    fn row_at(rows: &Rows, place: usize) -> &QueueRow {
        rows.pages.row(place).expect("it is at hand")
    }

    fn changed(rows: Vec<QueueRow>) -> Happened {
        Happened::Changed(rows.into_iter().map(|row| (row.clone(), row.status.is_open())).collect())
    }

    fn loaded(keys: &[&str], cursor: Option<&str>) -> Rows {
        let mut rows = Rows::default();
        rows.reduce(Happened::Loaded(page(keys, cursor)));
        rows
    }

    fn marks(total: u64, indices: &[u64]) -> QueueMarks {
        QueueMarks {
            total,
            every: 4_500,
            marks: indices.iter().map(|index| Mark { index: *index, cursor: "c".into() }).collect(),
            as_of: Instant("2026-11-24T09:00:00Z".into()),
            partial: vec![],
        }
    }

    #[test]
    fn pages_follow_each_other_without_doubles() {
        let mut rows = loaded(&["HAR-1", "HAR-2"], Some("c"));
        rows.reduce(Happened::AskedMore);
        assert_eq!(rows.load, Load::More);
        rows.reduce(Happened::LoadedMore(2, page(&["HAR-2", "HAR-3"], None)));
        assert_eq!(keys(&rows), ["HAR-1", "HAR-2", "HAR-3"]);
        assert_eq!((rows.pages.len(), rows.load), (3, Load::Settled));
    }

    #[test]
    fn a_change_stays_where_it_is_even_when_it_no_longer_matches() {
        let mut rows = loaded(&["HAR-1", "HAR-2"], None);
        let mut closed = row("HAR-1");
        (closed.status, closed.version) = (Status::Closed, 2);
        rows.reduce(changed(vec![closed]));
        assert_eq!(keys(&rows), ["HAR-1", "HAR-2"]);
        assert_eq!(row_at(&rows, 0).status, Status::Closed);
    }

    #[test]
    fn a_late_answer_never_takes_a_row_back() {
        let mut rows = loaded(&["HAR-1"], None);
        let mut newer = row("HAR-1");
        (newer.version, newer.alerts_count) = (3, 9);
        rows.reduce(Happened::Replaced(vec![newer]));
        rows.reduce(changed(vec![row("HAR-1")]));
        assert_eq!(row_at(&rows, 0).alerts_count, 9);
    }

    #[test]
    fn what_was_expected_is_taken_back_by_the_truth() {
        let mut rows = loaded(&["HAR-1"], None);
        let mut expected = row("HAR-1");
        expected.status = Status::Closed;
        rows.reduce(Happened::Replaced(vec![expected]));
        assert_eq!(row_at(&rows, 0).status, Status::Closed);
        rows.reduce(changed(vec![row("HAR-1")]));
        assert_eq!(row_at(&rows, 0).status, Status::New, "it was refused, and stands as it was");
    }

    #[test]
    fn what_is_new_waits_until_it_is_taken_in() {
        let mut rows = loaded(&["HAR-1"], None);
        rows.reduce(changed(vec![row("HAR-2"), row("HAR-3")]));
        assert_eq!((keys(&rows), rows.waiting.len()), (vec!["HAR-1"], 2));
        let mut closed = row("HAR-3");
        (closed.status, closed.version) = (Status::Closed, 2);
        rows.reduce(changed(vec![closed]));
        assert_eq!(rows.waiting.len(), 1, "closed elsewhere before anybody looked");
        rows.reduce(Happened::Loaded(page(&["HAR-1", "HAR-2"], None)));
        assert_eq!(rows.waiting.len(), 0);
    }

    #[test]
    fn the_row_that_took_a_place_stands_in_for_the_one_that_is_gone() {
        let mut rows = loaded(&["HAR-1", "HAR-2", "HAR-3"], None);
        let place = rows.pages.position(&IncidentKey("HAR-2".into())).expect("it is loaded");
        let near = |rows: &Rows, place| rows.near(place).and_then(|(_, row)| Some(row?.key.0.clone()));
        rows.reduce(Happened::Loaded(page(&["HAR-1", "HAR-3"], None)));
        assert_eq!(near(&rows, place).as_deref(), Some("HAR-3"));
        rows.reduce(Happened::Loaded(page(&["HAR-1"], None)));
        assert_eq!(near(&rows, place).as_deref(), Some("HAR-1"));
        rows.reduce(Happened::Loaded(page(&[], None)));
        assert_eq!(near(&rows, place), None);
    }

    #[test]
    fn a_place_that_is_no_more_is_the_last_one_also_where_that_was_not_read() {
        let mut rows = loaded(&["HAR-1", "HAR-2"], Some("c"));
        rows.reduce(Happened::Counted(300));
        assert_eq!(rows.near(500), Some((299, None)));
    }

    #[test]
    fn what_was_foreseen_stays_where_it_is_when_it_is_read_once_more() {
        let mut rows = Rows::default();
        rows.reduce(Happened::Foreseen(page(&["HAR-1", "HAR-2"], Some("c"))));
        assert_eq!((rows.load, rows.look(once(0..9))), (Load::Again, None), "its first page is on its way");
        let mut read = page(&["HAR-3", "HAR-1"], Some("c"));
        (read.items[1].version, read.items[1].alerts_count) = (2, 9);
        rows.reduce(Happened::Confirmed(read));
        assert_eq!((keys(&rows), rows.load), (vec!["HAR-1", "HAR-2"], Load::Settled));
        assert_eq!((row_at(&rows, 0).alerts_count, rows.waiting.len()), (9, 1), "what is new waits");
        rows.reduce(Happened::Foreseen(page(&["HAR-1"], None)));
        rows.reduce(Happened::Failed);
        assert_eq!((keys(&rows), rows.load), (vec!["HAR-1"], Load::Failed), "it says how old it is");
    }

    #[test]
    fn old_rows_stay_while_new_ones_load_and_after_a_failure() {
        let mut rows = loaded(&["HAR-1"], None);
        rows.reduce(Happened::Asked);
        assert_eq!((keys(&rows), rows.load), (vec!["HAR-1"], Load::Loading));
        rows.reduce(Happened::Failed);
        assert_eq!((keys(&rows), rows.load), (vec!["HAR-1"], Load::Failed));
    }

    #[test]
    fn a_page_that_could_not_be_read_is_asked_for_again_only_when_somebody_says_so() {
        let mut rows = loaded(&["HAR-1", "HAR-2"], Some("c"));
        let ask = rows.look(once(0..9));
        assert!(matches!(ask, Some(Ask::Page { start: 2, .. })));
        rows.reduce(Happened::AskedMore);
        assert_eq!(rows.look(once(0..9)), None, "one at a time");
        rows.reduce(Happened::Failed);
        assert_eq!((rows.load, rows.look(once(0..9))), (Load::MoreFailed, None));
        rows.reduce(Happened::TriedAgain);
        assert_eq!(rows.look(once(0..9)), ask);
    }

    #[test]
    fn marks_that_lead_nowhere_are_a_failure_and_no_circle() {
        let mut rows = loaded(&["HAR-1", "HAR-2"], Some("c"));
        rows.reduce(Happened::Marked(0, marks(9_000, &[0, 4_500])));
        assert_eq!((rows.load, rows.pages.len()), (Load::Settled, 9_000));
        rows.reduce(Happened::Marked(0, marks(9_000, &[0, 4_500])));
        assert_eq!(rows.load, Load::MoreFailed);
    }

    #[test]
    fn a_list_that_has_shrunk_is_as_long_as_it_was_counted_and_no_failure() {
        let mut rows = loaded(&["HAR-1", "HAR-2"], Some("c"));
        rows.reduce(Happened::Counted(9_000));
        rows.reduce(Happened::Marked(0, marks(2, &[])));
        assert_eq!((rows.load, rows.pages.len()), (Load::Settled, 2));
        assert_eq!(rows.look(once(8_980..9_000)), None);
    }

    #[test]
    fn a_span_that_ends_early_is_the_end_and_another_says_nothing_of_it() {
        let mut rows = loaded(&["HAR-1", "HAR-2"], Some("c"));
        rows.reduce(Happened::Counted(9_000));
        rows.reduce(Happened::Marked(0, marks(9_000, &[4_500])));
        rows.ask = rows.look(once(5_100..5_101));
        assert!(matches!(rows.ask, Some(Ask::Marks(Unmarked { base: 4_500, along: Some((_, 4_500)) }))));
        rows.reduce(Happened::Marked(4_500, marks(4_500, &[500])));
        assert_eq!((rows.load, rows.pages.len()), (Load::Settled, 9_000));
        rows.ask = rows.look(once(8_000..8_001));
        assert!(matches!(rows.ask, Some(Ask::Marks(Unmarked { base: 5_000, along: Some((_, 4_000)) }))));
        rows.reduce(Happened::Marked(5_000, marks(70, &[])));
        assert_eq!((rows.load, rows.pages.len()), (Load::Settled, 5_070));
        assert!(matches!(rows.look(once(5_060..5_070)), Some(Ask::Page { start: 5_000, .. })));
    }
}

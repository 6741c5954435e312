//! What is selected in the queue: rows one by one, a range of them, or everything that matches.

use super::{pages::Pages, rows::is_as_new, state::Deed};
use wire::{Instant, queue::QueueRow, session::IncidentKey};

/// The rows that the next command is for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection {
    /// By their keys, as they were last heard of: they stay selected when others are at hand.
    rows: Vec<QueueRow>,
    /// Where a range begins: the row selected last, and its place then.
    anchor: Option<(IncidentKey, usize)>,
    /// Everything that matched at that moment, whether it was read or not.
    all_of: Option<Instant>,
    /// What is to be done to them, as a key or a button asked for it.
    pub(crate) asked_for: Option<Deed>,
}

impl Selection {
    pub(crate) fn is_empty(&self) -> bool {
        self.all_of.is_none() && self.rows.is_empty()
    }

    fn search(&self, key: &IncidentKey) -> Result<usize, usize> {
        self.rows.binary_search_by(|row| row.key.cmp(key))
    }

    pub(crate) fn has(&self, key: &IncidentKey) -> bool {
        self.all_of.is_some() || self.search(key).is_ok()
    }

    /// The moment of which everything is selected.
    pub(crate) fn all_of(&self) -> Option<&Instant> {
        self.all_of.as_ref()
    }

    /// The rows that are selected one by one.
    pub(crate) fn rows(&self) -> &[QueueRow] {
        &self.rows
    }

    /// How many rows are selected one by one.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Where a range begins.
    pub(super) fn anchor(&self, pages: &Pages) -> Option<usize> {
        let (key, place) = self.anchor.as_ref()?;
        pages.position(key).or(Some(*place))
    }

    fn insert(&mut self, row: &QueueRow) {
        if let Err(index) = self.search(&row.key) {
            self.rows.insert(index, row.clone());
        }
    }

    /// Selects the row in `place`, or no longer. Out of everything, no single row is taken: that would need a list of the
    /// others.
    pub(super) fn toggle(&mut self, row: &QueueRow, place: usize) {
        if self.all_of.is_some() {
            *self = Self::default();
            return;
        }
        match self.search(&row.key) {
            Ok(index) => drop(self.rows.remove(index)),
            Err(index) => self.rows.insert(index, row.clone()),
        }
        self.anchor = Some((row.key.clone(), place));
    }

    /// Selects a range as well; the row in `to` is that where the next one begins.
    pub(super) fn extend<'a>(&mut self, range: impl Iterator<Item = &'a QueueRow>, to: (&QueueRow, usize)) {
        self.all_of = None;
        range.for_each(|row| self.insert(row));
        self.anchor = Some((to.0.key.clone(), to.1));
    }

    /// Whether these rows are selected; of no rows nothing is.
    pub(super) fn has_all(&self, rows: &[&QueueRow]) -> bool {
        !rows.is_empty() && rows.iter().all(|row| self.has(&row.key))
    }

    /// Selects these rows and no others, or nothing where all of them are. No rows change nothing.
    pub(super) fn toggle_all(&mut self, rows: &[&QueueRow]) {
        let is_all = self.has_all(rows);
        if !rows.is_empty() {
            *self = Self::default();
        }
        if !is_all {
            rows.iter().for_each(|row| self.insert(row));
        }
    }

    /// Takes newer versions of what is selected.
    pub(super) fn refresh(&mut self, rows: Vec<&QueueRow>) {
        for row in rows {
            if let Ok(index) = self.search(&row.key)
                && is_as_new(row, &self.rows[index])
            {
                self.rows[index] = row.clone();
            }
        }
    }

    /// Selects everything that matched at `moment`.
    pub(crate) fn take_all(&mut self, moment: Instant) {
        *self = Self { all_of: Some(moment), ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::{super::samples::row, *};

    fn rows() -> Vec<QueueRow> {
        ["HAR-1", "HAR-2", "HAR-3", "HAR-4"].map(row).into()
    }

    fn selected(selection: &Selection) -> Vec<String> {
        rows().into_iter().filter(|row| selection.has(&row.key)).map(|row| row.key.0).collect()
    }

    #[test]
    fn a_range_is_added_and_the_next_begins_where_it_ended() {
        let (mut selection, rows) = (Selection::default(), rows());
        selection.toggle(&rows[2], 2);
        assert_eq!(selection.anchor(&Pages::default()), Some(2));
        selection.extend(rows[..3].iter(), (&rows[0], 0));
        assert_eq!(selected(&selection), ["HAR-1", "HAR-2", "HAR-3"]);
        assert_eq!(selection.anchor(&Pages::default()), Some(0));
        selection.extend(rows[..2].iter(), (&rows[1], 1));
        assert_eq!(selected(&selection), ["HAR-1", "HAR-2", "HAR-3"], "nothing is lost by it");
        selection.toggle(&rows[1], 1);
        assert_eq!(selected(&selection), ["HAR-1", "HAR-3"]);
    }

    #[test]
    fn a_range_begins_at_its_row_also_where_that_moved() {
        let (mut selection, rows) = (Selection::default(), rows());
        selection.toggle(&rows[2], 7);
        let mut pages = Pages::default();
        pages.take(0, rows, None);
        assert_eq!(selection.anchor(&pages), Some(2));
    }

    #[test]
    fn the_rows_in_sight_are_selected_together_and_let_go_together() {
        let (mut selection, rows) = (Selection::default(), rows());
        let all: Vec<_> = rows.iter().collect();
        selection.toggle(&rows[1], 1);
        assert!(!selection.has_all(&all));
        selection.toggle_all(&all);
        assert_eq!((selection.len(), selection.has_all(&all)), (4, true));
        selection.toggle_all(&all);
        assert!(selection.is_empty());
    }

    #[test]
    fn where_no_row_is_in_sight_nothing_is_selected_and_nothing_let_go() {
        let mut selection = Selection::default();
        selection.toggle(&rows()[1], 1);
        assert!(!selection.has_all(&[]));
        selection.toggle_all(&[]);
        assert_eq!(selected(&selection), ["HAR-2"]);
    }

    #[test]
    fn what_is_selected_is_told_as_it_was_last_heard_of() {
        let (mut selection, rows) = (Selection::default(), rows());
        selection.toggle(&rows[1], 1);
        let mut newer = rows[1].clone();
        newer.version = 7;
        selection.refresh(vec![&rows[0], &newer]);
        selection.refresh(vec![&rows[1]]);
        assert_eq!(selection.rows().iter().map(|row| row.version).collect::<Vec<_>>(), [7]);
    }

    #[test]
    fn everything_is_let_go_as_a_whole() {
        let mut selection = Selection::default();
        selection.take_all(Instant("2026-11-24T09:00:00Z".into()));
        assert_eq!(selected(&selection).len(), 4);
        assert!(!selection.is_empty());
        selection.toggle(&rows()[1], 1);
        assert!(selection.is_empty(), "all but one is nothing that can be said");
    }
}

//! What is selected in the queue: rows one by one, a range of them, or everything that matches.

use super::{rows::Keys, state::Deed};
use wire::{Instant, queue::QueueRow, session::IncidentKey};

/// The rows that the next command is for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection {
    keys: Keys,
    /// Where a range begins: the row selected last.
    anchor: Option<IncidentKey>,
    /// Everything that matched at that moment, whether it was loaded or not.
    all_of: Option<Instant>,
    /// What is to be done to them, as a key or a button asked for it.
    pub(crate) asked_for: Option<Deed>,
}

impl Selection {
    pub(crate) fn is_empty(&self) -> bool {
        self.all_of.is_none() && self.keys.len() == 0
    }

    pub(crate) fn has(&self, key: &IncidentKey) -> bool {
        self.all_of.is_some() || self.keys.has(key)
    }

    /// The moment of which everything is selected.
    pub(crate) fn all_of(&self) -> Option<&Instant> {
        self.all_of.as_ref()
    }

    /// How many rows are selected one by one.
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// Selects the row, or no longer. Out of everything, no single row is taken: that would need a list of the others.
    pub(crate) fn toggle(&mut self, key: &IncidentKey) {
        if self.all_of.take().is_some() {
            *self = Self::default();
            return;
        }
        if self.keys.has(key) {
            self.keys.remove(key);
        } else {
            self.keys.insert(key.clone());
        }
        self.anchor = Some(key.clone());
    }

    /// Selects every row between the one selected last and `key`, both with it.
    pub(crate) fn extend(&mut self, rows: &[QueueRow], key: &IncidentKey) {
        self.all_of = None;
        let position = |key: &IncidentKey| rows.iter().position(|row| row.key == *key);
        let Some(to) = position(key) else { return };
        let from = self.anchor.as_ref().and_then(position).unwrap_or(to);
        for row in &rows[from.min(to)..=from.max(to)] {
            self.keys.insert(row.key.clone());
        }
        self.anchor = Some(key.clone());
    }

    /// Selects every loaded row, or nothing where all of them are.
    pub(crate) fn toggle_loaded(&mut self, rows: &[QueueRow]) {
        let is_all = rows.iter().all(|row| self.has(&row.key));
        *self = Self::default();
        if !is_all {
            rows.iter().for_each(|row| self.keys.insert(row.key.clone()));
        }
    }

    /// Selects everything that matched at `moment`.
    pub(crate) fn take_all(&mut self, moment: Instant) {
        *self = Self { all_of: Some(moment), ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::{super::rows::samples::row, *};

    fn rows() -> Vec<QueueRow> {
        ["HAR-1", "HAR-2", "HAR-3", "HAR-4"].map(row).into()
    }

    fn key(key: &str) -> IncidentKey {
        IncidentKey(key.into())
    }

    fn selected(selection: &Selection) -> Vec<String> {
        rows().into_iter().filter(|row| selection.has(&row.key)).map(|row| row.key.0).collect()
    }

    #[test]
    fn a_range_reaches_from_the_row_selected_last_either_way() {
        let mut selection = Selection::default();
        selection.toggle(&key("HAR-3"));
        selection.extend(&rows(), &key("HAR-1"));
        assert_eq!(selected(&selection), ["HAR-1", "HAR-2", "HAR-3"]);
        selection.extend(&rows(), &key("HAR-2"));
        assert_eq!(selected(&selection), ["HAR-1", "HAR-2", "HAR-3"], "nothing is lost by it");
        selection.toggle(&key("HAR-2"));
        assert_eq!(selected(&selection), ["HAR-1", "HAR-3"]);
    }

    #[test]
    fn a_range_without_a_beginning_is_its_end_alone() {
        let mut selection = Selection::default();
        selection.extend(&rows(), &key("HAR-2"));
        assert_eq!(selected(&selection), ["HAR-2"]);
        selection.extend(&rows(), &key("HAR-9"));
        assert_eq!(selected(&selection), ["HAR-2"], "a row that is not loaded selects nothing");
    }

    #[test]
    fn the_loaded_rows_are_selected_together_and_let_go_together() {
        let mut selection = Selection::default();
        selection.toggle(&key("HAR-2"));
        selection.toggle_loaded(&rows());
        assert_eq!(selection.len(), 4);
        selection.toggle_loaded(&rows());
        assert!(selection.is_empty());
    }

    #[test]
    fn everything_is_let_go_as_a_whole() {
        let mut selection = Selection::default();
        selection.take_all(Instant("2026-11-24T09:00:00Z".into()));
        assert_eq!(selected(&selection).len(), 4);
        assert!(!selection.is_empty());
        selection.toggle(&key("HAR-2"));
        assert!(selection.is_empty(), "all but one is nothing that can be said");
    }
}

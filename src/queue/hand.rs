//! The row at hand: where keys take it, and what is selected on the way.

use super::{pages::Slot, state::Queue};
use crate::texts as t;
use leptos::prelude::*;
use std::ops::Range;
use wire::{bulk::KEYS_MAX, session::IncidentKey};

/// The place that `key` leads to from `here`, in a list of `len` rows of which those `in_sight` are; `None` for another key.
fn led_to(here: Option<usize>, len: usize, in_sight: &Range<usize>, key: &str) -> Option<usize> {
    let last = len.checked_sub(1)?;
    let by = match key {
        "ArrowDown" | "ArrowUp" => 1,
        "PageDown" | "PageUp" => in_sight.len().saturating_sub(1).max(1),
        "Home" => return Some(0),
        "End" => return Some(last),
        _ => return None,
    };
    let to = match here {
        // Without a row at hand the first one in sight is where they begin.
        None => in_sight.start,
        Some(here) if key.ends_with("Up") => here.saturating_sub(by),
        Some(here) => here + by,
    };
    Some(to.min(last))
}

/// The place that the tab key leads to, in a list of `len` rows of which those `in_sight` are: the row at hand, or the first
/// one in sight. A row far out of sight of a long list stands anywhere, and the page would leap after it.
pub(super) fn stop(hand: Option<usize>, len: usize, in_sight: &Range<usize>) -> usize {
    hand.filter(|hand| in_sight.contains(hand)).unwrap_or(in_sight.start).min(len.saturating_sub(1))
}

impl Queue {
    /// The places in sight.
    pub(super) fn in_sight(&self) -> Range<usize> {
        self.held(|held| held.in_sight.clone()).unwrap_or_default()
    }

    /// Moves the row at hand as `key` says. Says whether the key meant anything.
    pub(super) fn step(&self, key: &str) -> bool {
        let len = self.rows().with_untracked(|rows| rows.pages.len());
        let here = self.place().get_untracked();
        let Some(to) = led_to(here, len, &self.in_sight(), key) else { return false };
        self.take_in_hand(Some(to));
        self.goal.set(Some(to));
        true
    }

    /// Goes to the row at hand, or to the first one in sight.
    pub(super) fn go_to_hand(&self) {
        if self.rows().with_untracked(|rows| rows.pages.has_none()) {
            return;
        }
        let place = self.place().get_untracked().unwrap_or(self.in_sight().start);
        self.take_in_hand(Some(place));
        self.goal.set(Some(place));
    }

    /// Selects the row in `place`, or no longer.
    pub(super) fn toggle(&self, place: usize) {
        self.rows().with_untracked(|rows| {
            if let Some(row) = rows.pages.row(place) {
                self.selected.update(|selected| selected.toggle(row, place));
            }
        });
    }

    /// Selects every row in sight, or nothing where all of them are.
    pub(super) fn toggle_in_sight(&self) {
        self.rows().with_untracked(|rows| {
            let rows = rows.at(self.in_sight());
            self.selected.update(|selected| selected.toggle_all(&rows));
        });
    }

    /// Whether every row in sight is selected. Not tracked.
    pub(super) fn has_all_in_sight(&self) -> bool {
        self.rows().with_untracked(|rows| {
            let rows = rows.at(self.in_sight());
            self.selected.with_untracked(|selected| selected.has_all(&rows))
        })
    }

    /// Selects as far as the row in `to`; what lies between and is not at hand is read first.
    pub(super) fn reach_to(&self, to: usize) {
        let anchor = self.rows().with_untracked(|rows| self.selected.with_untracked(|s| s.anchor(&rows.pages)));
        let from = anchor.unwrap_or(to);
        let len = from.abs_diff(to) + 1;
        if len > KEYS_MAX {
            let text = t::range_too_long(len as u64, &base::i18n::number(KEYS_MAX as u64));
            self.held(|held| held.announcer.clone()).into_iter().for_each(|announcer| announcer.toast(text.as_str()));
            return;
        }
        self.held(|held| held.reach = Some((from, to)));
        self.complete_reach();
        self.show(self.in_sight());
    }

    /// Selects what is reached over, once all of it is at hand.
    pub(super) fn complete_reach(&self) {
        let Some(Some((from, to))) = self.held(|held| held.reach) else { return };
        self.rows().with_untracked(|rows| {
            let range = || from.min(to)..from.max(to) + 1;
            if range().any(|place| matches!(rows.pages.slot(place), Slot::Lacking)) {
                return;
            }
            self.held(|held| held.reach = None);
            if let Some(end) = rows.pages.row(to) {
                let range = range().filter_map(|place| rows.pages.row(place));
                self.selected.update(|selected| selected.extend(range, (end, to)));
            }
        });
    }

    /// Whether the row of that key is selected. Not tracked.
    pub(super) fn has_selected(&self, key: &IncidentKey) -> bool {
        self.selected.with_untracked(|selected| selected.has(key))
    }
}

#[cfg(test)]
mod tests {
    use super::{led_to, stop};

    #[test]
    fn keys_lead_by_rows_by_screens_and_to_the_ends() {
        let to = |here, key| led_to(here, 1_000_000, &(500..520), key);
        assert_eq!(to(Some(7), "ArrowDown"), Some(8));
        assert_eq!(to(Some(0), "ArrowUp"), Some(0));
        assert_eq!(to(Some(999_999), "ArrowDown"), Some(999_999));
        assert_eq!(to(Some(510), "PageDown"), Some(529));
        assert_eq!(to(Some(10), "PageUp"), Some(0));
        assert_eq!(to(Some(7), "End"), Some(999_999));
        assert_eq!(to(None, "Home"), Some(0));
        assert_eq!(to(Some(7), "a"), None);
    }

    #[test]
    fn the_tab_key_leads_to_a_row_in_sight() {
        assert_eq!(stop(Some(510), 1_000_000, &(500..520)), 510);
        assert_eq!(stop(Some(7), 1_000_000, &(500..520)), 500);
        assert_eq!(stop(Some(999_999), 1_000_000, &(500..520)), 500);
        assert_eq!(stop(None, 1_000_000, &(500..520)), 500);
        assert_eq!(stop(Some(2), 3, &(3..3)), 2, "whoever is below them all comes to the last");
    }

    #[test]
    fn without_a_row_at_hand_one_begins_where_one_looks() {
        assert_eq!(led_to(None, 1_000, &(500..520), "ArrowDown"), Some(500));
        assert_eq!(led_to(None, 1_000, &(500..520), "PageUp"), Some(500));
        assert_eq!(led_to(None, 0, &(0..0), "ArrowDown"), None);
    }
}

//! The rows that are at hand out of a list of any length: pages read lately, and marks from which any other can be read.

use super::{
    marks::{Marks, Unmarked},
    rows::{Keys, is_as_new},
};
use std::ops::Range;
use wire::{queue::QueueRow, session::IncidentKey};

/// How many rows the first page has: about a screen, so that it is soon there.
pub(super) const FIRST_ROWS: usize = 50;
/// How many rows any other page has.
pub(super) const PAGE_ROWS: usize = 100;
/// How many pages are kept; whoever comes back to another reads it again.
const PAGES_MAX: usize = 24;

/// What there is to show in one place of the list.
#[derive(Debug, PartialEq)]
pub(super) enum Slot<'a> {
    Row(&'a QueueRow),
    /// The row that was read for this place was at hand in another one already.
    Moved,
    Lacking,
}

/// What has to be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    /// Rows from `start` on; no cursor is the list's beginning.
    Page {
        start: usize,
        cursor: Option<String>,
        limit: usize,
    },
    Marks(Unmarked),
}

#[derive(Clone, Debug)]
struct Page {
    start: usize,
    rows: Vec<Option<QueueRow>>,
    /// The turn in which it was last looked at.
    used: u32,
}

impl Page {
    fn end(&self) -> usize {
        self.start + self.rows.len()
    }
}

/// What is at hand of one list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pages {
    /// By their places; none reaches into the next.
    pages: Vec<Page>,
    marks: Marks,
    /// How many rows there are as the server counts them.
    counted: usize,
    /// Where the list ends, once its last page was read.
    end: Option<usize>,
    turn: u32,
}

impl Pages {
    /// How many rows the list has, as far as that is known.
    pub(crate) fn len(&self) -> usize {
        self.end.unwrap_or_else(|| self.counted.max(self.marks.last() + 1))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether none of its rows is at hand.
    pub(crate) fn has_none(&self) -> bool {
        self.pages.is_empty()
    }

    /// Whether nothing of the list is missing.
    pub(super) fn is_whole(&self) -> bool {
        self.end.is_some_and(|end| self.pages.iter().map(|page| page.rows.len()).sum::<usize>() == end)
    }

    pub(super) fn count(&mut self, counted: u64) {
        self.counted = counted as usize;
    }

    pub(super) fn counted(&self) -> u64 {
        self.counted as u64
    }

    fn page_of(&self, place: usize) -> Option<usize> {
        let index = self.pages.partition_point(|page| page.start <= place).checked_sub(1)?;
        (place < self.pages[index].end()).then_some(index)
    }

    pub(super) fn slot(&self, place: usize) -> Slot<'_> {
        match self.page_of(place).map(|index| &self.pages[index]) {
            Some(page) => page.rows[place - page.start].as_ref().map_or(Slot::Moved, Slot::Row),
            None => Slot::Lacking,
        }
    }

    pub(crate) fn row(&self, place: usize) -> Option<&QueueRow> {
        match self.slot(place) {
            Slot::Row(row) => Some(row),
            Slot::Moved | Slot::Lacking => None,
        }
    }

    /// Every row that is at hand, in the list's order.
    pub(super) fn rows(&self) -> impl Iterator<Item = &QueueRow> {
        self.pages.iter().flat_map(|page| page.rows.iter().flatten())
    }

    pub(crate) fn position(&self, key: &IncidentKey) -> Option<usize> {
        self.pages.iter().find_map(|page| {
            let is_it = |row: &Option<QueueRow>| row.as_ref().is_some_and(|row| row.key == *key);
            page.rows.iter().position(is_it).map(|index| page.start + index)
        })
    }

    pub(crate) fn find(&self, key: &IncidentKey) -> Option<&QueueRow> {
        self.rows().find(|row| row.key == *key)
    }

    pub(super) fn find_mut(&mut self, key: &IncidentKey) -> Option<&mut QueueRow> {
        self.pages.iter_mut().flat_map(|page| page.rows.iter_mut().flatten()).find(|row| row.key == *key)
    }

    /// Says that these ranges are looked at, and what of them lacks first.
    pub(super) fn look(&mut self, seen: impl IntoIterator<Item = Range<usize>>) -> Option<Ask> {
        self.turn += 1;
        let mut lacking = None;
        for Range { start: mut place, end } in seen {
            while place < end.min(self.len()) {
                match self.page_of(place) {
                    Some(index) => {
                        self.pages[index].used = self.turn;
                        place = self.pages[index].end();
                    }
                    None => {
                        lacking = lacking.or(Some(place));
                        place += 1;
                    }
                }
            }
        }
        lacking.map(|place| self.ask(place))
    }

    /// How the row at `place` is come by.
    fn ask(&self, place: usize) -> Ask {
        if let Some(span) = self.marks.missing(place, self.len()) {
            return Ask::Marks(span);
        }
        let next = self.pages.iter().map(|page| page.start).find(|start| *start > place);
        // Whoever comes from below needs the rows before those at hand, a page of them and not the few after the last mark.
        let is_lacking = |place: usize| self.page_of(place).is_none();
        let earliest = next.map_or(place, |next| next.saturating_sub(PAGE_ROWS)).min(place);
        let (start, cursor) = self.marks.before(place, |mark| mark >= earliest && is_lacking(mark));
        let rows = if self.has_none() { FIRST_ROWS } else { PAGE_ROWS };
        Ask::Page { start, cursor, limit: next.map_or(rows, |next| rows.min(next - start)) }
    }

    /// Takes in what was read for `start`. A row that is at hand elsewhere already stays there, as it is newest.
    pub(super) fn take(&mut self, start: usize, rows: Vec<QueueRow>, next_cursor: Option<String>) {
        let reach = start + rows.len().max(1);
        self.pages.retain(|page| page.end() <= start || page.start >= reach);
        let has_next = self.pages.iter().any(|page| page.start > start);
        let mut taken = Vec::with_capacity(rows.len());
        for row in rows {
            match self.find_mut(&row.key) {
                Some(known) => {
                    if is_as_new(&row, known) {
                        *known = row;
                    }
                    // Where rows follow already, nothing moves up.
                    if has_next {
                        taken.push(None);
                    }
                }
                None => taken.push(Some(row)),
            }
        }
        let page = Page { start, rows: taken, used: self.turn + 1 };
        let end = page.end();
        if !page.rows.is_empty() {
            let index = self.pages.partition_point(|page| page.start < start);
            self.pages.insert(index, page);
        }
        match next_cursor {
            Some(cursor) => {
                self.marks.set(end, cursor);
                self.end = self.end.filter(|known| *known > end);
            }
            None => {
                self.pages.retain(|page| page.start < end || page.start == start);
                self.marks.end_at(end);
                self.end = Some(end);
            }
        }
        self.let_go();
    }

    /// The server counted to the list's end: it has `len` rows.
    pub(super) fn end_at(&mut self, len: usize) {
        self.counted = len;
        self.end = self.end.filter(|end| *end <= len);
        self.pages.retain(|page| page.end() <= len);
        self.marks.end_at(len);
    }

    /// Takes in marks, counted from `base`; whether any of them was new.
    pub(super) fn take_marks(&mut self, base: usize, marks: impl Iterator<Item = (usize, String)>) -> bool {
        self.marks.take(base, marks)
    }

    /// Lets go of the pages that were looked at longest ago.
    fn let_go(&mut self) {
        while self.pages.len() > PAGES_MAX {
            let oldest = self.pages.iter().map(|page| page.used).min();
            let index = self.pages.iter().position(|page| Some(page.used) == oldest);
            index.map(|index| self.pages.remove(index));
        }
    }

    /// Lets go of every page but those looked at now; answers the keys of what is left.
    pub(super) fn keep_seen(&mut self) -> Keys {
        let turn = self.turn;
        self.pages.retain(|page| page.used >= turn);
        let mut keys = Keys::default();
        self.rows().for_each(|row| keys.insert(row.key.clone()));
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::{super::samples::row, *};
    use std::iter::once;

    /// A server with so many rows, that nobody changes.
    struct Server {
        rows: usize,
        asked: usize,
    }

    fn cursor(place: usize) -> String {
        format!("c{place}")
    }

    fn place_of(cursor: Option<&str>) -> usize {
        cursor.map_or(0, |cursor| cursor[1..].parse().expect("a place"))
    }

    fn named(place: usize) -> QueueRow {
        row(&format!("HAR-{place}"))
    }

    impl Server {
        fn answer(&mut self, pages: &mut Pages, ask: Ask) {
            self.asked += 1;
            match ask {
                Ask::Page { start, cursor: from, limit } => {
                    assert_eq!(place_of(from.as_deref()), start, "a mark is of its place");
                    let end = (start + limit).min(self.rows);
                    let next = (end < self.rows).then(|| cursor(end));
                    pages.take(start, (start..end).map(named).collect(), next);
                }
                Ask::Marks(Unmarked { base, along }) => {
                    let span = along.map_or(self.rows, |(from, span)| {
                        assert_eq!(place_of(Some(&from)), base);
                        span.min(self.rows - base)
                    });
                    let every = span.div_ceil(200).max(25);
                    let marks = (0..span).step_by(every).map(|index| (index, cursor(base + index)));
                    assert!(pages.take_marks(base, marks), "marks without end");
                }
            }
        }

        /// Reads until nothing of `seen` lacks.
        fn show(&mut self, pages: &mut Pages, seen: Range<usize>) {
            while let Some(ask) = pages.look(once(seen.clone())) {
                self.answer(pages, ask);
            }
            for place in seen.start..seen.end.min(self.rows) {
                assert_eq!(pages.row(place).map(|row| row.key.0.as_str()), Some(format!("HAR-{place}").as_str()));
            }
        }
    }

    fn opened(rows: usize) -> (Server, Pages) {
        let (mut server, mut pages) = (Server { rows, asked: 0 }, Pages::default());
        pages.count(rows as u64);
        server.show(&mut pages, 0..20);
        assert_eq!(server.asked, 1);
        (server, pages)
    }

    #[test]
    fn a_small_queue_is_read_page_after_page_and_never_marked() {
        let (mut server, mut pages) = opened(320);
        assert!(matches!(pages.look(once(40..60)), Some(Ask::Page { start: 50, limit: 100, .. })));
        server.show(&mut pages, 300..320);
        assert_eq!((server.asked, pages.is_whole(), pages.len()), (4, true, 320));
    }

    #[test]
    fn any_row_of_a_million_is_two_marks_and_a_page_away() {
        for target in [999_980, 500_000, 4_999, 123_456] {
            let (mut server, mut pages) = opened(1_000_000);
            server.show(&mut pages, target..target + 20);
            assert!(server.asked <= 5, "{} requests to row {target}", server.asked);
        }
    }

    #[test]
    fn from_the_end_one_comes_back_by_whole_pages() {
        let (mut server, mut pages) = opened(1_000_000);
        server.show(&mut pages, 999_980..1_000_000);
        let before = server.asked;
        for first in (999_000..999_980).rev().step_by(10) {
            server.show(&mut pages, first..first + 20);
        }
        assert!(server.asked - before <= 16, "{} requests for a thousand rows", server.asked - before);
    }

    #[test]
    fn scrolling_through_everything_keeps_little_and_finds_the_way_back() {
        let (mut server, mut pages) = opened(9_000);
        for first in (0..9_000).step_by(20) {
            server.show(&mut pages, first..first + 20);
            assert!(pages.pages.len() <= PAGES_MAX);
        }
        assert_eq!(pages.len(), 9_000);
        server.show(&mut pages, 3_000..3_020);
        server.show(&mut pages, 0..20);
    }

    #[test]
    fn wherever_somebody_leaps_the_pages_never_overlap() {
        let (mut server, mut pages) = opened(20_000);
        // A walk without a pattern, the same every time.
        let mut place = 7_usize;
        for _ in 0..300 {
            place = (place * 48_271 + 11) % 20_000;
            server.show(&mut pages, place..(place + 20).min(20_000));
            for pair in pages.pages.windows(2) {
                assert!(pair[0].end() <= pair[1].start);
            }
        }
    }

    fn keys(pages: &Pages) -> Vec<&str> {
        pages.rows().map(|row| row.key.0.as_str()).collect()
    }

    fn rows(places: &[usize]) -> Vec<QueueRow> {
        places.iter().copied().map(named).collect()
    }

    #[test]
    fn a_row_that_moved_over_a_pages_edge_stands_here_once() {
        let mut pages = Pages::default();
        pages.take(0, rows(&[1, 2]), Some("c".into()));
        pages.take(2, rows(&[2, 3]), None);
        assert_eq!(keys(&pages), ["HAR-1", "HAR-2", "HAR-3"]);
        assert_eq!(pages.len(), 3);
    }

    #[test]
    fn a_page_that_travelled_long_never_takes_a_row_back() {
        let mut pages = Pages::default();
        let mut newer = named(2);
        newer.version = 3;
        pages.take(0, vec![named(1), newer], Some("c".into()));
        pages.take(2, rows(&[2, 3]), None);
        assert_eq!(pages.row(1).map(|row| row.version), Some(3));
    }

    #[test]
    fn a_list_that_was_counted_anew_ends_there_whatever_was_at_hand() {
        let (mut server, mut pages) = opened(1_000);
        server.show(&mut pages, 980..1_000);
        pages.end_at(500);
        assert_eq!((pages.len(), pages.slot(990)), (500, Slot::Lacking));
        pages.end_at(700);
        assert_eq!(pages.len(), 700);
    }

    #[test]
    fn between_pages_at_hand_a_moved_row_leaves_its_place() {
        let mut pages = Pages::default();
        pages.take(0, rows(&[1, 2]), Some("c2".into()));
        pages.take(4, rows(&[5, 6]), None);
        pages.take(2, rows(&[2, 4]), Some("c4".into()));
        assert_eq!(keys(&pages), ["HAR-1", "HAR-2", "HAR-4", "HAR-5", "HAR-6"]);
        assert_eq!(pages.slot(2), Slot::Moved);
        assert_eq!(pages.position(&IncidentKey("HAR-5".into())), Some(4), "nothing below it moved");
        assert_eq!(pages.look(once(0..6)), None);
    }

    #[test]
    fn a_list_that_ends_sooner_than_counted_is_as_long_as_it_is() {
        let mut pages = Pages::default();
        pages.count(100);
        pages.take(0, rows(&[1, 2]), Some("c".into()));
        assert_eq!(pages.len(), 100);
        pages.take(2, rows(&[3]), None);
        assert_eq!(pages.len(), 3);
        pages.take(0, vec![], None);
        assert_eq!((pages.len(), pages.is_empty()), (0, true));
    }

    #[test]
    fn a_list_that_nobody_counted_is_longer_than_what_is_at_hand() {
        let mut pages = Pages::default();
        pages.take(0, rows(&[1, 2]), Some("c".into()));
        assert_eq!(pages.len(), 3);
        assert!(matches!(pages.look(once(0..9)), Some(Ask::Page { start: 2, .. })));
    }

    #[test]
    fn what_is_not_looked_at_is_let_go_when_anything_may_have_changed() {
        let (mut server, mut pages) = opened(1_000);
        server.show(&mut pages, 100..120);
        server.show(&mut pages, 400..420);
        assert_eq!(pages.keep_seen().len(), 100);
        assert_eq!(pages.slot(0), Slot::Lacking);
    }
}

//! Places of a list that rows can be read from: the beginning, the ends of pages, and marks that the server set.

/// Further than this from the last mark nobody is read through all the pages in between.
const WALK_ROWS: usize = 300;
/// Along how many rows marks are set at most for one question.
const SPAN_MAX: usize = 1_000_000;
/// How many marks are kept.
const MARKS_MAX: usize = 2_000;

/// Places are as of when they were counted: a list that lives shifts under them.
#[derive(Clone, Debug)]
struct Mark {
    place: usize,
    cursor: String,
}

/// By their places; the beginning, which needs no cursor, is not among them.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    marks: Vec<Mark>,
    /// Whether the whole list was marked.
    is_whole: bool,
}

/// What marks are to be asked for: along so many rows after a cursor, which is that of `base`; else along the whole list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unmarked {
    pub(super) base: usize,
    pub(super) along: Option<(String, usize)>,
}

impl Marks {
    /// The place of the last one.
    pub(super) fn last(&self) -> usize {
        self.marks.last().map_or(0, |mark| mark.place)
    }

    /// How many stand at `place` or before.
    fn until(&self, place: usize) -> usize {
        self.marks.partition_point(|mark| mark.place <= place)
    }

    /// What is to be asked for before the row at `place` of `len` can be read without reading much else.
    pub(super) fn missing(&self, place: usize, len: usize) -> Option<Unmarked> {
        let index = self.until(place);
        let known = index.checked_sub(1).map(|index| &self.marks[index]);
        if place - known.map_or(0, |mark| mark.place) < WALK_ROWS {
            return None;
        }
        let next = self.marks.get(index).map(|mark| mark.place);
        Some(match known {
            Some(Mark { place: base, cursor }) if self.is_whole || next.is_some() => {
                let span = (next.unwrap_or(len) - base).min(SPAN_MAX);
                Unmarked { base: *base, along: Some((cursor.clone(), span)) }
            }
            _ => Unmarked { base: 0, along: None },
        })
    }

    /// The last one until `place`, or an earlier one for as long as those `may_begin` a page too: its place and its cursor.
    pub(super) fn before(&self, place: usize, may_begin: impl Fn(usize) -> bool) -> (usize, Option<String>) {
        let mut index = self.until(place);
        while index > 1 && may_begin(self.marks[index - 2].place) {
            index -= 1;
        }
        match index.checked_sub(1).map(|index| &self.marks[index]) {
            Some(mark) if index > 1 || !may_begin(0) => (mark.place, Some(mark.cursor.clone())),
            _ => (0, None),
        }
    }

    /// Sets the mark of `place`, whatever stood there.
    pub(super) fn set(&mut self, place: usize, cursor: String) {
        self.marks.retain(|mark| mark.place != place);
        self.insert(place, cursor);
    }

    /// Takes in marks, counted from `base`; whether any of them was new.
    pub(super) fn take(&mut self, base: usize, marks: impl Iterator<Item = (usize, String)>) -> bool {
        let before = self.marks.len();
        let mut is_new = false;
        for (index, cursor) in marks {
            is_new |= self.insert(base + index, cursor);
        }
        self.is_whole |= base == 0;
        is_new || self.marks.len() > before
    }

    /// No row stands at `end` or after.
    pub(super) fn end_at(&mut self, end: usize) {
        self.marks.retain(|mark| mark.place < end);
    }

    fn insert(&mut self, place: usize, cursor: String) -> bool {
        let index = self.until(place);
        if place == 0 || index.checked_sub(1).is_some_and(|index| self.marks[index].place == place) {
            return false;
        }
        self.marks.insert(index, Mark { place, cursor });
        if self.marks.len() > MARKS_MAX {
            let mut count = 0;
            self.marks.retain(|_| {
                count += 1;
                count % 2 == 1
            });
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(places: impl Iterator<Item = usize>) -> Marks {
        let mut marks = Marks::default();
        marks.take(0, places.map(|place| (place, format!("c{place}"))));
        marks
    }

    #[test]
    fn rows_near_a_mark_need_no_other() {
        let marks = marked([0, 5_000].into_iter());
        assert_eq!(marks.missing(299, 9_000), None);
        assert_eq!(marks.missing(5_299, 9_000), None);
        assert_eq!(marks.missing(300, 9_000), Some(Unmarked { base: 0, along: None }));
        let between = Unmarked { base: 5_000, along: Some(("c5000".into(), 4_000)) };
        assert_eq!(marks.missing(8_000, 9_000), Some(between));
    }

    #[test]
    fn the_ends_of_pages_alone_do_not_say_where_the_rest_is() {
        let mut marks = Marks::default();
        marks.set(50, "c50".into());
        assert_eq!(marks.missing(8_000, 9_000), Some(Unmarked { base: 0, along: None }));
    }

    #[test]
    fn an_earlier_mark_is_taken_for_as_long_as_it_may() {
        let marks = marked((1..9).map(|index| index * 25));
        let cursor = |place: usize| Some(format!("c{place}"));
        assert_eq!(marks.before(130, |_| false), (125, cursor(125)));
        assert_eq!(marks.before(130, |place| place >= 75), (75, cursor(75)));
        assert_eq!(marks.before(60, |_| true), (0, None));
        assert_eq!(marks.before(60, |place| place >= 10), (25, cursor(25)));
        assert_eq!(marks.before(20, |_| false), (0, None));
    }

    #[test]
    fn marks_are_thinned_out_evenly() {
        let marks = marked((1..5_000).map(|index| index * 100));
        assert!(marks.marks.len() <= MARKS_MAX);
        assert!(marks.marks.windows(2).all(|pair| pair[1].place - pair[0].place <= 800));
        assert!(marks.last() > 490_000);
    }

    #[test]
    fn known_marks_are_nothing_new() {
        let mut marks = marked([25, 50].into_iter());
        assert!(!marks.take(0, [(0, String::new()), (25, "c".into())].into_iter()));
        assert!(marks.take(25, [(50, "c75".into())].into_iter()));
        marks.end_at(50);
        assert_eq!(marks.last(), 25);
    }
}

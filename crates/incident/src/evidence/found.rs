//! Where a record says what somebody looks for.

/// At most so many places are kept.
pub(super) const MOST: usize = 10_000;

/// The places of a text in another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) places: Vec<u32>,
    /// How long what was looked for is, bytes.
    pub(super) length: usize,
}

impl Found {
    /// Adds the places of `sought` that begin in `text[from..to]`; letters of ASCII count in either case.
    pub(super) fn look(&mut self, text: &str, sought: &str, from: usize, to: usize) {
        let (text, sought) = (text.as_bytes(), sought.as_bytes());
        let Some(first) = sought.first() else { return };
        self.length = sought.len();
        let end = to.min((text.len() + 1).saturating_sub(sought.len()));
        for at in from..end {
            if self.places.len() == MOST {
                return;
            }
            if text[at].eq_ignore_ascii_case(first) && text[at..at + sought.len()].eq_ignore_ascii_case(sought) {
                self.places.push(at as u32);
            }
        }
    }

    /// A row that begins at `start`, cut at what was found in it: each piece, and which of the places it belongs to.
    pub(super) fn pieces<'a>(&self, start: usize, row: &'a str) -> Vec<(&'a str, Option<usize>)> {
        let mut pieces = Vec::new();
        let mut done = 0;
        let first = self.places.partition_point(|place| *place as usize + self.length <= start);
        for (which, place) in self.places.iter().enumerate().skip(first) {
            let from = (*place as usize).saturating_sub(start).max(done);
            let to = (*place as usize + self.length - start).min(row.len());
            if from >= row.len() || from >= to {
                break;
            }
            if from > done {
                pieces.push((&row[done..from], None));
            }
            pieces.push((&row[from..to], Some(which)));
            done = to;
        }
        if done < row.len() {
            pieces.push((&row[done..], None));
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, sought: &str) -> Found {
        let mut found = Found::default();
        for from in 0..text.len() {
            found.look(text, sought, from, from + 1);
        }
        found
    }

    #[test]
    fn letters_count_in_either_case_and_others_as_they_are() {
        assert_eq!(found("Host host HOST hos", "hOSt").places, [0, 5, 10]);
        assert_eq!(found("é É", "é").places, [0]);
        assert_eq!(found("aaa", "aa").places, [0, 1]);
        assert_eq!((found("abc", "").places, found("ab", "abc").places), (vec![], vec![]));
    }

    #[test]
    fn a_row_is_cut_at_what_was_found_even_where_that_goes_over_its_ends() {
        let found = found("xhost|hostx|ho", "host");
        assert_eq!(found.places, [1, 6]);
        assert_eq!(found.pieces(0, "xhost|"), [("x", None), ("host", Some(0)), ("|", None)]);
        assert_eq!(found.pieces(0, "xho"), [("x", None), ("ho", Some(0))]);
        assert_eq!(found.pieces(3, "st|ho"), [("st", Some(0)), ("|", None), ("ho", Some(1))]);
        assert_eq!(found.pieces(8, "stx"), [("st", Some(1)), ("x", None)]);
        assert_eq!(found.pieces(11, "|ho"), [("|ho", None)]);
        assert!(found.pieces(0, "").is_empty());
    }
}

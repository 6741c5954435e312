//! Every column there is, as the dialog lists them: those that are shown in their order, and the others.

use wire::preferences::{Column, QueueColumn, WIDTH_MAX_PX, WIDTH_MIN_PX};

/// Our own, in our order.
pub(super) const OURS: [Column; 9] = [
    Column::Priority,
    Column::Severity,
    Column::Client,
    Column::Incident,
    Column::Status,
    Column::Assignee,
    Column::Alerts,
    Column::Created,
    Column::Breach,
];

/// One column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) column: Column,
    pub(super) is_shown: bool,
    /// CSS pixels; none is the column's own.
    pub(super) width_px: Option<u32>,
}

/// Whether it can be left out: without its title a row says nothing, and leads nowhere.
pub(super) fn can_be_hidden(column: Column) -> bool {
    column != Column::Incident
}

/// All of them, where these are chosen; none is ours.
pub(super) fn lines(chosen: &[QueueColumn]) -> Vec<Line> {
    let own = OURS.map(|column| QueueColumn { column, width_px: None });
    let chosen = if chosen.is_empty() { &own[..] } else { chosen };
    let is_chosen = |column: &Column| chosen.iter().any(|one| one.column == *column);
    let shown = chosen.iter().filter(|one| one.column != Column::Unknown);
    let shown = shown.map(|one| Line { column: one.column, is_shown: true, width_px: one.width_px });
    let others = Column::ALL.iter().filter(|column| !is_chosen(column));
    let others = others.map(|column| Line { column: *column, is_shown: !can_be_hidden(*column), width_px: None });
    shown.chain(others).collect()
}

/// What of them is kept: nothing where it is ours.
pub(super) fn kept(lines: &[Line]) -> Vec<QueueColumn> {
    let shown = lines.iter().filter(|line| line.is_shown);
    let shown: Vec<_> = shown.map(|line| QueueColumn { column: line.column, width_px: line.width_px }).collect();
    let is_ours = shown.iter().map(|one| (one.column, one.width_px)).eq(OURS.map(|column| (column, None)));
    if is_ours { Vec::new() } else { shown }
}

/// The place that the line in `at` is moved to, one up or one down; none at the ends.
pub(super) fn moved_to(at: usize, len: usize, is_up: bool) -> Option<usize> {
    let to = if is_up { at.checked_sub(1)? } else { at + 1 };
    (to < len).then_some(to)
}

/// What somebody typed as a width, within what can be kept; nothing, which is no number, is the column's own.
pub(super) fn width_of(typed_px: f64) -> Option<u32> {
    (!typed_px.is_nan()).then(|| (typed_px.round() as u32).clamp(WIDTH_MIN_PX, WIDTH_MAX_PX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(lines: &[Line]) -> Vec<Column> {
        lines.iter().filter(|line| line.is_shown).map(|line| line.column).collect()
    }

    fn chosen(columns: &[(Column, Option<u32>)]) -> Vec<QueueColumn> {
        columns.iter().map(|(column, width_px)| QueueColumn { column: *column, width_px: *width_px }).collect()
    }

    #[test]
    fn none_chosen_is_ours_and_ours_is_kept_as_none() {
        let lines = lines(&[]);
        assert_eq!(shown(&lines), OURS);
        assert_eq!(lines.len(), Column::ALL.len(), "the others are there to be chosen");
        assert_eq!(kept(&lines), []);
    }

    #[test]
    fn what_is_chosen_comes_back_as_it_was_kept() {
        let columns = chosen(&[
            (Column::Key, None),
            (Column::Incident, None),
            (Column::Status, Some(200)),
            (Column::Priority, None),
        ]);
        let lines = lines(&columns);
        assert_eq!(kept(&lines), columns);
        assert_eq!(lines.len(), Column::ALL.len());
    }

    #[test]
    fn a_width_alone_is_not_ours() {
        let mut lines = lines(&[]);
        lines[0].width_px = Some(120);
        assert_eq!(kept(&lines).len(), OURS.len());
    }

    #[test]
    fn the_title_is_always_there_and_what_is_not_known_is_not() {
        let lines = lines(&chosen(&[(Column::Unknown, None), (Column::Status, None)]));
        assert_eq!(shown(&lines), [Column::Status, Column::Incident]);
        assert!(Column::ALL.iter().all(|column| can_be_hidden(*column) == (*column != Column::Incident)));
    }

    #[test]
    fn a_line_moves_by_one_and_stops_at_the_ends() {
        assert_eq!([moved_to(0, 3, true), moved_to(0, 3, false)], [None, Some(1)]);
        assert_eq!([moved_to(2, 3, true), moved_to(2, 3, false)], [Some(1), None]);
    }

    #[test]
    fn a_width_is_within_what_can_be_kept() {
        assert_eq!(
            [f64::NAN, 12.0, 180.4, 5000.0, -3.0].map(width_of),
            [None, Some(40), Some(180), Some(800), Some(40)]
        );
    }
}

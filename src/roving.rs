//! Where the arrow keys lead inside a composite that is one tab stop: a list is a grid of one column.

/// The index that `key` moves to from `at`, in a row-major grid of `len` cells; `None` where the key means nothing or
/// there is nowhere to go.
pub(crate) fn moved(at: usize, len: usize, columns: usize, key: &str) -> Option<usize> {
    let last = len.checked_sub(1)?;
    let at = at.min(last);
    let columns = columns.max(1);
    let to = match key {
        "ArrowRight" if columns > 1 && at % columns + 1 < columns => at + 1,
        "ArrowLeft" if columns > 1 && !at.is_multiple_of(columns) => at - 1,
        "ArrowDown" => at + columns,
        "ArrowUp" => at.checked_sub(columns)?,
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    (to <= last && to != at).then_some(to)
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn a_list_moves_by_one_and_stops_at_its_ends() {
        assert_eq!(moved(0, 3, 1, "ArrowDown"), Some(1));
        assert_eq!(moved(2, 3, 1, "ArrowDown"), None);
        assert_eq!(moved(0, 3, 1, "ArrowUp"), None);
        assert_eq!(moved(0, 3, 1, "End"), Some(2));
        assert_eq!(moved(2, 3, 1, "Home"), Some(0));
        assert_eq!(moved(0, 3, 1, "ArrowRight"), None);
    }

    #[test]
    fn a_grid_keeps_to_its_row_and_column() {
        // 3 columns:  0 1 2 / 3 4 5 / 6
        assert_eq!(moved(1, 7, 3, "ArrowDown"), Some(4));
        assert_eq!(moved(4, 7, 3, "ArrowDown"), None);
        assert_eq!(moved(2, 7, 3, "ArrowRight"), None);
        assert_eq!(moved(3, 7, 3, "ArrowLeft"), None);
        assert_eq!(moved(6, 7, 3, "ArrowRight"), None);
    }

    #[test]
    fn an_empty_composite_goes_nowhere_and_a_stale_index_is_pulled_in() {
        assert_eq!(moved(0, 0, 1, "End"), None);
        assert_eq!(moved(9, 3, 1, "ArrowUp"), Some(1));
    }
}

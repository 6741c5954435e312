//! Chosen columns in the elements of the grid: their order, their widths, and the cells of those that are not among ours.

use super::{
    super::grid::{Arrangement, make, style},
    texts,
};
use crate::{row_cells, texts as t};
use base::{i18n::number, time, words};
use js_sys::Array;
use web_sys::Element;
use wire::{
    preferences::{Column, QueueColumn},
    queue::QueueRow,
    vocabulary::AssetClass,
};

/// The columns of a scope, none of which is empty or twice there: within one client its key stands where clients do. None
/// chosen are none; what is chosen has a title.
pub(super) fn laid_out(chosen: &[QueueColumn], is_single: bool) -> Vec<QueueColumn> {
    let has = |column: Column| chosen.iter().any(|one| one.column == column);
    let title = QueueColumn { column: Column::Incident, width_px: None };
    let title = (!chosen.is_empty() && !has(Column::Incident)).then_some(title);
    let is_there = |one: &&QueueColumn| match one.column {
        Column::Client => !(is_single && has(Column::Key)),
        Column::Unknown => false,
        _ => true,
    };
    chosen.iter().filter(is_there).copied().chain(title).collect()
}

/// What a column is called.
pub(super) fn name(column: Column) -> &'static str {
    match column {
        Column::Priority => t::column_priority(),
        Column::Severity => t::column_severity(),
        Column::Client => t::column_client(),
        Column::Key => t::column_key(),
        Column::Incident => t::column_incident(),
        Column::Status => t::column_status(),
        Column::Assignee => t::column_assignee(),
        Column::Category => t::column_category(),
        Column::Disposition => t::outcome(),
        Column::Confidence => texts::confidence(),
        Column::Assets => texts::assets(),
        Column::Alerts => t::column_alerts(),
        Column::History => texts::history(),
        Column::Created => t::column_age(),
        Column::Updated => texts::updated(),
        Column::Breach => t::column_breach(),
        Column::Unknown => words::unknown_word(),
    }
}

/// The class of a column's cell, and how wide it is by itself; a title takes what the others leave.
fn cell(column: Column, is_single: bool) -> (&'static str, &'static str) {
    match column {
        Column::Priority => ("cell-priority", "106px"),
        Column::Severity => ("cell-severity", "var(--severity, 76px)"),
        Column::Client => ("cell-whose", "var(--whose)"),
        Column::Key if is_single => ("cell-whose", "var(--whose)"),
        Column::Key => ("cell-key", "98px"),
        Column::Incident | Column::Unknown => ("cell-what", ""),
        Column::Status => ("cell-status", "112px"),
        Column::Assignee => ("cell-assignee", "var(--assignee, 124px)"),
        Column::Category => ("cell-category", "148px"),
        Column::Disposition => ("cell-disposition", "92px"),
        Column::Confidence => ("cell-confidence", "92px"),
        Column::Assets => ("cell-assets", "138px"),
        Column::Alerts => ("cell-alerts", "var(--alerts, 56px)"),
        Column::History => ("cell-history", "204px"),
        Column::Created => ("cell-age", "var(--age, 70px)"),
        Column::Updated => ("cell-updated", "84px"),
        Column::Breach => ("cell-breach", "var(--breach)"),
    }
}

/// Whether the rows have no cell for it by themselves.
fn is_more(column: Column, is_single: bool) -> bool {
    match column {
        Column::Key => !is_single,
        Column::Category
        | Column::Disposition
        | Column::Confidence
        | Column::Assets
        | Column::History
        | Column::Updated => true,
        _ => false,
    }
}

/// What a row says in a column that is not among ours; nothing where nothing is known.
fn text(row: &QueueRow, column: Column, now_ms: f64) -> String {
    let known = |word: &'static str| if word == words::unknown_word() { "" } else { word };
    match column {
        Column::Key => row.key.0.clone(),
        Column::Category => words::category(row.category).to_owned(),
        Column::Disposition => known(words::disposition(row.disposition)).to_owned(),
        Column::Confidence => known(words::confidence(row.confidence)).to_owned(),
        Column::Assets => match (number(u64::from(row.assets_count)), row.asset_class) {
            (count, AssetClass::Unknown) => count,
            (count, class) => texts::assets_of(&count, words::asset_class(class)),
        },
        Column::History => row_cells::history(row),
        Column::Updated => {
            let since_ms = time::ms_of(&row.updated_at).unwrap_or(now_ms);
            time::since_short(since_ms, now_ms)
        }
        _ => String::new(),
    }
}

/// The columns of one scope.
pub(super) struct Layout {
    pub(super) columns: Vec<QueueColumn>,
    pub(super) is_single: bool,
    /// Whether rows can be selected: the boxes come first.
    pub(super) has_choice: bool,
}

impl Layout {
    /// What CSS is told. Where there is no room, all become narrower but the title, which has to be read.
    fn tracks(&self) -> String {
        let track = |one: &QueueColumn| match (one.column, one.width_px) {
            (Column::Incident, _) => "minmax(160px, 1fr)".to_owned(),
            (_, Some(px)) => ["minmax(32px, ", &px.to_string(), "px)"].concat(),
            (column, None) => ["minmax(32px, ", cell(column, self.is_single).1, ")"].concat(),
        };
        let choice = self.has_choice.then(|| "var(--choice)".to_owned());
        choice.into_iter().chain(self.columns.iter().map(track)).collect::<Vec<_>>().join(" ")
    }

    fn classes(&self) -> Vec<&'static str> {
        let columns = self.columns.iter().map(|one| cell(one.column, self.is_single).0);
        self.has_choice.then_some("cell-choice").into_iter().chain(columns).collect()
    }

    fn more(&self) -> impl Iterator<Item = Column> {
        let columns = self.columns.iter().map(|one| one.column);
        columns.filter(|column| is_more(*column, self.is_single))
    }

    /// The cells of a row, in their order.
    fn cells(&self, row: &Element) -> impl Iterator<Item = Element> {
        self.classes().into_iter().filter_map(|class| row.query_selector(&[".", class].concat()).ok().flatten())
    }

    /// Adds what is not among ours, and says of each cell which column it is in.
    fn complete(&self, row: &Element, role: &str, text: fn(Column) -> &'static str) {
        for column in self.more() {
            let class = ["cell-more ", cell(column, self.is_single).0].concat();
            if let Some(cell) = make("div", &[("class", &class), ("role", role)]) {
                cell.set_text_content(Some(text(column)));
                // Refused only for a row that is none.
                drop(row.append_child(&cell));
            }
        }
        for (index, cell) in self.cells(row).enumerate() {
            // Refused only for a name that is none.
            drop(cell.set_attribute("aria-colindex", &(index + 1).to_string()));
        }
    }
}

impl Arrangement for Layout {
    fn prepare(&self, grid: &Element, head: &Element, body: &Element, template: &Element) {
        for part in [head, body] {
            part.set_class_name(&[&part.class_name(), " arranged"].concat());
            style(part, "--columns", &self.tracks());
        }
        self.complete(template, "gridcell", |_| "");
        if let Some(headings) = head.first_element_child() {
            self.complete(&headings, "columnheader", name);
            self.put_in_order(&headings);
        }
        // Refused only for a name that is none.
        drop(grid.set_attribute("aria-colcount", &self.classes().len().to_string()));
    }

    fn put_in_order(&self, row: &Element) {
        row.replace_children_with_node(&self.cells(row).collect::<Array>());
    }

    fn texts(&self, row: &QueueRow, now_ms: f64) -> Vec<String> {
        self.more().map(|column| text(row, column, now_ms)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::{columns::lines::OURS, samples::row};
    use wire::vocabulary::{Confidence, Disposition};

    fn chosen(columns: &[Column]) -> Vec<QueueColumn> {
        columns.iter().map(|column| QueueColumn { column: *column, width_px: None }).collect()
    }

    fn columns(of: &[QueueColumn]) -> Vec<Column> {
        of.iter().map(|one| one.column).collect()
    }

    #[test]
    fn within_one_client_its_key_stands_where_clients_do_and_once() {
        let both = chosen(&[Column::Client, Column::Incident, Column::Key]);
        assert_eq!(columns(&laid_out(&both, false)), [Column::Client, Column::Incident, Column::Key]);
        assert_eq!(columns(&laid_out(&both, true)), [Column::Incident, Column::Key]);
        let client = chosen(&[Column::Client, Column::Incident]);
        assert_eq!(columns(&laid_out(&client, true)), [Column::Client, Column::Incident]);
        assert_eq!([Column::Client, Column::Key].map(|column| cell(column, true).0), ["cell-whose"; 2]);
    }

    #[test]
    fn what_is_chosen_has_a_title_and_none_chosen_is_none() {
        assert_eq!(
            columns(&laid_out(&chosen(&[Column::Unknown, Column::Status]), false)),
            [Column::Status, Column::Incident]
        );
        assert_eq!(laid_out(&[], true), []);
    }

    #[test]
    fn every_column_has_a_cell_of_its_own() {
        for is_single in [true, false] {
            let all: Vec<_> = Column::ALL.iter().filter(|one| !(is_single && **one == Column::Client)).collect();
            let mut classes: Vec<_> = all.iter().map(|column| cell(**column, is_single).0).collect();
            classes.sort_unstable();
            classes.dedup();
            assert_eq!(classes.len(), all.len());
        }
        assert!(OURS.iter().all(|column| !is_more(*column, false)), "ours need nothing more");
    }

    #[test]
    fn widths_are_what_was_chosen_and_the_title_takes_the_rest() {
        let mut columns = chosen(&[Column::Status, Column::Incident, Column::Severity]);
        (columns[0].width_px, columns[1].width_px) = (Some(200), Some(300));
        let layout = Layout { columns, is_single: false, has_choice: true };
        assert_eq!(
            layout.tracks(),
            "var(--choice) minmax(32px, 200px) minmax(160px, 1fr) minmax(32px, var(--severity, 76px))"
        );
        assert_eq!(layout.classes(), ["cell-choice", "cell-status", "cell-what", "cell-severity"]);
    }

    #[test]
    fn what_is_not_known_is_not_said() {
        let mut row = row("HAR-1");
        let said = |row: &QueueRow, column| text(row, column, 0.0);
        assert_eq!(said(&row, Column::Assets), "1");
        assert_eq!([Column::Disposition, Column::Confidence].map(|column| said(&row, column)), ["", ""]);
        (row.disposition, row.confidence) = (Disposition::Blocked, Confidence::High);
        (row.asset_class, row.assets_count) = (AssetClass::Server, 3);
        assert_eq!(said(&row, Column::Assets), "3, Server");
        assert_eq!([Column::Disposition, Column::Confidence].map(|column| said(&row, column)), ["Blocked", "High"]);
    }
}

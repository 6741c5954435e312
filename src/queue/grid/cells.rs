//! One row of the page: written to where something changed, and nowhere else.

use super::{
    super::{pages::Slot, state::Looker},
    arranged::Arrangement,
    template::*,
};
use crate::{row_cells as row, texts as t};
use base::{
    i18n::number,
    scope::Scope,
    time,
    ui::{Rank, breach_class, colour_or_none, initials, sparks, status_class},
    words,
};
use std::cell::Cell;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement, Node};
use wire::queue::QueueRow;

/// A row of the page.
pub(super) struct Drawn {
    nodes: Vec<Element>,
    /// What stands in each of its changing parts, in the order in which they are written.
    written: Vec<String>,
    /// The place of the list that it shows.
    pub(super) place: Option<usize>,
    top_px: Option<i64>,
    is_stop: bool,
    /// Whether it was at hand, and chosen, when it was written.
    stood: Option<(bool, bool)>,
    /// Whether it may stand elsewhere in the page than where it is to be read.
    pub(super) is_out_of_order: Cell<bool>,
}

/// What is to be seen in one place.
pub(super) struct Look<'a> {
    pub(super) slot: Slot<'a>,
    pub(super) scope: &'a Scope,
    pub(super) columns: Columns,
    pub(super) how: Option<&'a dyn Arrangement>,
    /// Whether what lacks could not be read.
    pub(super) has_failed: bool,
    pub(super) is_at: bool,
    pub(super) is_chosen: bool,
    pub(super) looker: Option<&'a Looker>,
    pub(super) now_ms: f64,
}

impl Drawn {
    pub(super) fn new(template: &Element, how: Option<&dyn Arrangement>) -> Option<Self> {
        let root: Element = template.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
        let inner = root.get_elements_by_tag_name("*");
        let inner = (0..inner.length()).filter_map(|index| inner.item(index));
        let nodes = std::iter::once(root.clone()).chain(inner).collect();
        if let Some(how) = how {
            how.put_in_order(&root);
        }
        Some(Self {
            nodes,
            written: vec![],
            place: None,
            top_px: None,
            is_stop: false,
            stood: None,
            is_out_of_order: Cell::new(false),
        })
    }

    pub(super) fn root(&self) -> &HtmlElement {
        self.nodes[ROOT].unchecked_ref()
    }

    fn link(&self) -> &HtmlElement {
        self.nodes[LINK].unchecked_ref()
    }

    /// Shows another place from now on.
    pub(super) fn take_place(&mut self, place: usize) {
        self.place = Some(place);
        self.stood = None;
        self.is_out_of_order.set(true);
    }

    /// Takes the focus where it stands.
    pub(super) fn take_focus(&self) {
        let still = FocusOptions::new();
        still.set_prevent_scroll(true);
        // A row that cannot take the focus leaves it where it is.
        drop(self.link().focus_with_options(&still));
    }

    /// Moves it to `top_px` below the list's top on the page.
    pub(super) fn move_to(&mut self, top_px: i64) {
        if self.top_px.replace(top_px) != Some(top_px) {
            style(self.root(), "transform", &["translateY(", &top_px.to_string(), "px)"].concat());
        }
    }

    /// Whether the tab key leads to it.
    pub(super) fn be_stop(&mut self, is_stop: bool) {
        if self.is_stop != is_stop {
            self.is_stop = is_stop;
            self.link().set_tab_index(if is_stop { 0 } else { -1 });
        }
    }

    /// Whether that is how it was written.
    pub(super) fn stands_as(&self, is_at: bool, is_chosen: bool) -> bool {
        self.stood == Some((is_at, is_chosen))
    }

    /// Brings every part up to what is to be seen.
    pub(super) fn write(&mut self, look: &Look<'_>) {
        self.stood = Some((look.is_at, look.is_chosen));
        let mut pen = Pen { drawn: self, next: 0 };
        let place = pen.drawn.place.unwrap_or_default();
        // The first row is that of the headings.
        pen.attribute(ROOT, "aria-rowindex", &(place + 2).to_string());
        pen.attribute(ROOT, "class", &class(look));
        let (text, href) = match look.slot {
            Slot::Row(row) => (row.title.as_str(), row::link(look.scope, row)),
            Slot::Moved => (t::row_moved(), None),
            Slot::Lacking if look.has_failed => (t::row_failed(), None),
            Slot::Lacking => (words::loading(), None),
        };
        pen.text(LINK, text);
        pen.attribute(LINK, "href", &href.unwrap_or_default());
        if look.columns.has_choice {
            pen.attribute(ROOT, "aria-selected", if look.is_chosen { "true" } else { "false" });
            check(&pen.drawn.nodes[CHOICE], look.is_chosen);
        }
        if let Slot::Row(row) = look.slot {
            pen.row(row, look);
        }
    }
}

fn class(look: &Look<'_>) -> String {
    let row = match look.slot {
        Slot::Row(row) => Some(row),
        Slot::Moved | Slot::Lacking => None,
    };
    let mut class = String::from("row");
    for (is, name) in [
        (look.is_at, " row--at"),
        (row.is_some_and(|row| row.unread), " row--unread"),
        (row.is_some_and(|row| !row.status.is_open()), " row--done"),
        (look.is_chosen, " row--chosen"),
    ] {
        class.push_str(if is { name } else { "" });
    }
    class.push_str(lack(&look.slot, look.has_failed));
    class
}

/// The class of a place without a row: what has moved is neither on its way nor a failure.
const fn lack(slot: &Slot<'_>, has_failed: bool) -> &'static str {
    match slot {
        Slot::Row(_) => "",
        Slot::Moved => " row--moved",
        Slot::Lacking if has_failed => " row--failed",
        Slot::Lacking => " row--lacking",
    }
}

/// Sets a box: not an attribute, since the browser changes it when it is pressed.
pub(super) fn check(input: &Element, is_on: bool) {
    // Refused by nothing that is an element.
    drop(js_sys::Reflect::set(input, &"checked".into(), &is_on.into()));
}

/// Sets a property of an element's own style; an attribute would be refused by the policy.
pub(in crate::queue) fn style(element: &Element, name: &str, value: &str) {
    let element: &HtmlElement = element.unchecked_ref();
    drop(element.style().set_property(name, value));
}

/// Writes one row's parts, always in the same order.
struct Pen<'a> {
    drawn: &'a mut Drawn,
    next: usize,
}

impl Pen<'_> {
    /// The element to write `value` to, if something else stands there.
    fn stale(&mut self, node: usize, value: &str) -> Option<&Element> {
        let index = self.next;
        self.next += 1;
        if index == self.drawn.written.len() {
            self.drawn.written.push(String::new());
        }
        let written = &mut self.drawn.written[index];
        if written == value {
            return None;
        }
        value.clone_into(written);
        Some(&self.drawn.nodes[node])
    }

    fn text(&mut self, node: usize, value: &str) {
        let Some(node) = self.stale(node, value) else { return };
        match node.first_child() {
            // Written to: another text would be styled anew. What translates a page puts elements in the place of texts.
            Some(text) if !value.is_empty() && text.node_type() == Node::TEXT_NODE => text.set_node_value(Some(value)),
            _ => node.set_text_content(Some(value)),
        }
    }

    /// An attribute; without a value it is not there.
    fn attribute(&mut self, node: usize, name: &str, value: &str) {
        if let Some(node) = self.stale(node, value) {
            // Refused only for a name that is none.
            drop(if value.is_empty() { node.remove_attribute(name) } else { node.set_attribute(name, value) });
        }
    }

    fn style(&mut self, node: usize, name: &str, value: &str) {
        if let Some(node) = self.stale(node, value) {
            style(node, name, value);
        }
    }

    fn level(&mut self, node: usize, rank: Rank) {
        let (class, shape) = rank.look();
        self.attribute(node, "class", class);
        self.attribute(node + 2, "d", shape);
        self.text(node + 3, rank.word());
    }

    fn row(&mut self, row: &QueueRow, look: &Look<'_>) {
        self.level(PRIORITY, row.priority.into());
        self.level(SEVERITY, row.severity.into());
        if look.columns.has_choice {
            self.attribute(CHOICE, "aria-label", &t::select_row(&row.key.0));
        }
        if look.columns.is_single {
            self.text(KEY, &row.key.0);
        } else {
            self.style(CHIP, "--client", colour_or_none(&row.client.colour).unwrap_or_default());
            self.text(CHIP + 2, &row.client.code);
            self.text(CHIP + 3, &row.client.name);
        }
        for (index, (class, text)) in row::marks(row).iter().enumerate() {
            self.attribute(MARKS + index, "class", class);
            self.text(MARKS + index, text);
        }
        let (letters, said) = look.looker.map_or(("", ""), |looker| (&looker.letters, &looker.said));
        self.text(LOOKER, letters);
        self.attribute(LOOKER, "title", said);
        self.attribute(LOOKER, "aria-label", said);
        self.attribute(STATUS, "class", status_class(row.status));
        self.text(STATUS, words::status(row.status));
        let (class, letters, name) = match row.held_by() {
            Some(team) if row.waits_for_team() => ("person person--team", initials(team), team),
            Some(person) => ("person", initials(person), person),
            None => ("person person--none", String::new(), words::nobody()),
        };
        self.attribute(PERSON, "class", class);
        self.text(PERSON + 1, &letters);
        self.text(PERSON + 2, name);
        let (view_box, path) = sparks(&row.alerts_per_hour).unwrap_or_default();
        self.attribute(SPARKS, "viewBox", &view_box);
        self.attribute(SPARKS + 1, "d", &path);
        self.text(ALERTS, &number(u64::from(row.alerts_count)));
        self.clocks(row, look.now_ms);
        if let Some(how) = look.how {
            for (index, text) in how.texts(row, look.now_ms).iter().enumerate() {
                self.text(MORE + index, text);
            }
        }
    }

    fn clocks(&mut self, row: &QueueRow, now_ms: f64) {
        let since_ms = time::ms_of(&row.created_at).unwrap_or(now_ms);
        if let Some(node) = self.stale(AGE, &row.created_at.0) {
            // Refused only for a name that is none. What was said in full was of another instant.
            drop(node.set_attribute("datetime", &row.created_at.0));
            drop(node.remove_attribute("title"));
        }
        self.text(AGE, &time::since_short(since_ms, now_ms));
        let due = time::due(row.breach_at.as_ref().and_then(time::ms_of), since_ms, row.paused, now_ms);
        self.attribute(BREACH, "class", breach_class(due.urgency));
        self.text(BREACH + 1, &due.text);
        self.style(BREACH + 2, "--left", &[due.left_percent.to_string().as_str(), "%"].concat());
    }
}

#[cfg(test)]
mod tests {
    use super::{super::super::samples::row, *};

    #[test]
    fn what_has_moved_looks_neither_late_nor_failed() {
        assert_eq!([false, true].map(|has_failed| lack(&Slot::Moved, has_failed)), [" row--moved"; 2]);
        assert_eq!([false, true].map(|has_failed| lack(&Slot::Lacking, has_failed)), [" row--lacking", " row--failed"]);
        assert_eq!(lack(&Slot::Row(&row("HAR-1")), true), "");
    }
}

//! One row's elements, made once: every row of the page is a clone of it.

use crate::texts as t;
use leptos::prelude::*;
use web_sys::Element;

const SVG: &str = "http://www.w3.org/2000/svg";

/// Every element of a row in the order of the document: what it stands in, its name, its class.
const ELEMENTS: [(usize, &str, &str); MORE] = [
    (0, "div", "row"),
    (0, "div", "cell-choice"),
    (1, "input", ""),
    (0, "div", "cell-priority"),
    (3, "span", ""),
    (4, "svg", ""),
    (5, "path", ""),
    (4, "span", ""),
    (0, "div", "cell-severity"),
    (8, "span", ""),
    (9, "svg", ""),
    (10, "path", ""),
    (9, "span", ""),
    (0, "div", "cell-whose"),
    (13, "span", "chip"),
    (14, "i", ""),
    (14, "b", ""),
    (14, "span", ""),
    (13, "small", "row__key"),
    (0, "div", "cell-what"),
    (19, "a", "row__link"),
    (19, "i", "row__unread"),
    (19, "span", "only-heard"),
    (19, "small", ""),
    (19, "small", ""),
    (19, "small", ""),
    (19, "small", ""),
    (19, "small", "row__looker"),
    (0, "div", "cell-status"),
    (28, "span", ""),
    (0, "div", "cell-assignee"),
    (30, "span", ""),
    (31, "i", ""),
    (31, "span", "person__name"),
    (0, "div", "cell-alerts number"),
    (34, "span", "row__alerts"),
    (35, "svg", "sparkline"),
    (36, "path", ""),
    (35, "span", ""),
    (0, "div", "cell-age number row__age"),
    (39, "time", ""),
    (0, "div", "cell-breach"),
    (41, "span", ""),
    (42, "span", ""),
    (42, "i", ""),
];
pub(super) const ROOT: usize = 0;
pub(super) const CHOICE: usize = 2;
pub(super) const PRIORITY: usize = 4;
pub(super) const SEVERITY: usize = 9;
pub(super) const CHIP: usize = 14;
pub(super) const KEY: usize = 18;
pub(super) const LINK: usize = 20;
const UNREAD: usize = 22;
pub(super) const MARKS: usize = 23;
pub(super) const LOOKER: usize = 27;
pub(super) const STATUS: usize = 29;
pub(super) const PERSON: usize = 31;
pub(super) const SPARKS: usize = 36;
pub(super) const ALERTS: usize = 38;
pub(super) const AGE: usize = 40;
pub(super) const BREACH: usize = 42;
/// The first of what is added where somebody has chosen columns.
pub(super) const MORE: usize = 45;

/// What the columns are in this scope.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    pub(super) is_single: bool,
    /// Whether rows can be selected.
    pub(super) has_choice: bool,
}

/// An element with its attributes; those without a value are left out.
pub(in crate::queue) fn make(name: &str, attributes: &[(&str, &str)]) -> Option<Element> {
    let element = match name {
        "svg" | "path" => document().create_element_ns(Some(SVG), name),
        _ => document().create_element(name),
    };
    let element = element.ok()?;
    for (name, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
        element.set_attribute(name, value).ok()?;
    }
    Some(element)
}

/// A row as it is to be cloned; `None` only where there is no document.
pub(super) fn template(columns: Columns) -> Option<Element> {
    let mut made: Vec<Element> = Vec::with_capacity(ELEMENTS.len());
    for (index, (stands_in, name, class)) in ELEMENTS.into_iter().enumerate() {
        let role = match (index, stands_in) {
            (ROOT, _) => "row",
            (_, ROOT) => "gridcell",
            (LOOKER, _) => "img",
            _ => "",
        };
        let is_left_out = match index {
            1 => !columns.has_choice,
            CHIP => columns.is_single,
            KEY => !columns.is_single,
            _ => false,
        };
        let (other, value) = match (index, name) {
            _ if is_left_out => ("hidden", "hidden"),
            (SPARKS, _) => ("preserveAspectRatio", "none"),
            (_, "svg") => ("viewBox", "0 0 14 14"),
            (_, "input") => ("type", "checkbox"),
            _ => ("", ""),
        };
        let tab = if matches!(name, "input" | "a") { "-1" } else { "" };
        let hidden = if matches!(name, "svg" | "i") { "true" } else { "" };
        let attributes = [("class", class), ("role", role), (other, value), ("tabindex", tab), ("aria-hidden", hidden)];
        let element = make(name, &attributes)?;
        if index > ROOT {
            made[stands_in].append_child(&element).ok()?;
        }
        made.push(element);
    }
    made[UNREAD].set_text_content(Some(t::unread()));
    made.into_iter().next()
}

/// The row of the headings; its box takes every row in sight.
pub(super) fn head(columns: Columns) -> Option<Element> {
    let group = make("div", &[("class", "grid__head"), ("role", "rowgroup")])?;
    let row = make("div", &[("role", "row"), ("aria-rowindex", "1")])?;
    group.append_child(&row).ok()?;
    let whose = if columns.is_single { t::column_key() } else { t::column_client() };
    let mut texts = [
        t::column_priority(),
        t::column_severity(),
        whose,
        t::column_incident(),
        t::column_status(),
        t::column_assignee(),
        t::column_alerts(),
        t::column_age(),
        t::column_breach(),
    ]
    .into_iter();
    for (_, _, class) in ELEMENTS.into_iter().filter(|(stands_in, ..)| *stands_in == ROOT).skip(1) {
        let is_choice = class == "cell-choice";
        if is_choice && !columns.has_choice {
            continue;
        }
        let cell = make("div", &[("class", class), ("role", "columnheader")])?;
        if is_choice {
            let attributes = [("type", "checkbox"), ("aria-label", t::select_loaded()), ("tabindex", "-1")];
            let input = make("input", &attributes)?;
            cell.append_child(&input).ok()?;
        } else {
            cell.set_text_content(texts.next());
        }
        row.append_child(&cell).ok()?;
    }
    Some(group)
}

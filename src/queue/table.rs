//! The rows on the screen: one tab stop, one row at hand, cells that change where they stand.

use super::{
    kept_rows::{Cell, KeptRows},
    keys::{may_select, take_to},
    rows::Load,
    state::Queue,
};
use crate::{roving::moved, row_cells as row, texts as t};
use base::{i18n::number, scope::use_scope, task, ui::Key};
use leptos::{ev, html, prelude::*};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use wire::{queue::QueueRow, session::IncidentKey};

/// Which columns there are.
#[derive(Clone, Copy)]
struct Shape {
    is_single: bool,
    /// Whether rows can be selected.
    has_choice: bool,
}

#[component]
pub(super) fn Table(queue: Queue) -> impl IntoView {
    let scope = use_scope();
    let shape = Shape { is_single: scope.is_single(), has_choice: may_select(&scope) };
    let is_single = shape.is_single;
    let body = NodeRef::<html::Tbody>::new();
    keep_rows(queue, body, shape);
    let is_waiting = move || queue.rows().with(|rows| rows.load == Load::Loading);
    let on_key = move |event: ev::KeyboardEvent| {
        if step(queue, &event.key()) {
            event.prevent_default();
        }
    };
    let class = move || match (is_single, is_waiting()) {
        (true, true) => "rows rows--waiting",
        (true, false) => "rows",
        (false, true) => "rows rows--wide rows--waiting",
        (false, false) => "rows rows--wide",
    };
    view! {
        <div class=class aria-busy=move || is_waiting().to_string() on:keydown=on_key>
            <table role="table" aria-label=t::incidents()>
                {head(queue, shape)}
                <tbody role="rowgroup" node_ref=body></tbody>
            </table>
        </div>
        <Foot queue />
    }
    .into_any()
}

/// Keeps the body of the table as the rows are.
fn keep_rows(queue: Queue, body: NodeRef<html::Tbody>, shape: Shape) {
    let table = Owner::current().unwrap_or_default();
    let kept = Rc::new(RefCell::new(KeptRows::default()));
    task::at_the_end_of_the_part({
        let kept = Rc::clone(&kept);
        move || drop(kept.take())
    });
    Effect::new(move || {
        let Some(body) = body.get() else { return };
        queue.rows().with(|rows| {
            let draw = move |key: &IncidentKey, cell: &Cell| table_row(queue, key, cell, shape);
            // The rows belong to the table, and not to this run.
            table.with(|| untrack(|| kept.borrow_mut().settle(&body, &rows.rows, draw)));
        });
    });
}

/// Columns in their order: class, heading, whether it holds numbers.
fn head(queue: Queue, shape: Shape) -> AnyView {
    let whose = if shape.is_single { ("key", t::column_key()) } else { ("client", t::column_client()) };
    let columns = [
        ("priority", t::column_priority()),
        ("severity", t::column_severity()),
        whose,
        ("what", t::column_incident()),
        ("status", t::column_status()),
        ("assignee", t::column_assignee()),
        ("alerts", t::column_alerts()),
        ("age", t::column_age()),
        ("breach", t::column_breach()),
    ];
    let cols = columns.map(|(name, _)| view! { <col class=["col-", name].concat() /> });
    let cells = columns.map(|(name, label)| {
        let number = if matches!(name, "alerts" | "age") { " number" } else { "" };
        view! { <th scope="col" role="columnheader" class=["cell-", name, number].concat()>{label}</th> }
    });
    let is_all = move || {
        queue.rows().with(|rows| queue.selected.with(|selected| rows.rows.iter().all(|row| selected.has(&row.key))))
    };
    let choose = move |_: ev::MouseEvent| {
        queue.rows().with_untracked(|rows| queue.selected.update(|selected| selected.toggle_loaded(&rows.rows)));
    };
    let choice_col = shape.has_choice.then(|| view! { <col class="col-choice" /> });
    let choice = shape.has_choice.then(|| {
        let choose = Callback::new(choose);
        let input = checkbox(t::select_loaded().to_owned(), Signal::derive(is_all), Signal::stored(true), choose);
        view! { <th scope="col" role="columnheader" class="cell-choice">{input}</th> }
    });
    view! {
        <colgroup>{choice_col}{cols.into_iter().collect_view()}</colgroup>
        <thead role="rowgroup"><tr role="row">{choice}{cells.into_iter().collect_view()}</tr></thead>
    }
    .into_any()
}

fn table_row(queue: Queue, key: &IncidentKey, cell: &Cell, shape: Shape) -> AnyView {
    let at = Memo::new({
        let key = key.clone();
        move |_| queue.at.with(|at| at.as_ref() == Some(&key))
    });
    let is_stop = Memo::new({
        let key = key.clone();
        move |_| {
            // Without a row at hand the first one is where the tab key leads.
            at.get()
                || queue.at.with(Option::is_none)
                    && queue.rows().with(|rows| rows.rows.first().is_some_and(|row| row.key == key))
        }
    });
    let part = |class: &'static str, draw: fn(&QueueRow) -> AnyView| {
        let cell = cell.clone();
        view! { <td role="cell" class=class>{move || cell.with(draw)}</td> }
    };
    let whose = if shape.is_single {
        part("cell-key", |row| view! { <small class="row__key">{row.key.0.clone()}</small> }.into_any())
    } else {
        part("cell-client", |row| row::client(&row.client))
    };
    let is_chosen = Memo::new({
        let key = key.clone();
        move |_| queue.selected.with(|selected| selected.has(&key))
    });
    let choice = shape.has_choice.then(|| {
        let (label, key) = (t::select_row(&key.0), key.clone());
        // A click that holds Shift down takes everything in between along.
        let choose = move |event: ev::MouseEvent| match event.shift_key() {
            true => take_to(queue, &key),
            false => queue.selected.update(|selected| selected.toggle(&key)),
        };
        let input = checkbox(label, is_chosen.into(), is_stop.into(), Callback::new(choose));
        view! { <td role="cell" class="cell-choice">{input}</td> }
    });
    let class = {
        let cell = cell.clone();
        move || {
            let (unread, done) = cell.with(|row| (row.unread, !row.status.is_open()));
            let mut class = String::from("row");
            for (is, name) in [
                (at.get(), " row--at"),
                (unread, " row--unread"),
                (done, " row--done"),
                (is_chosen.get(), " row--chosen"),
            ] {
                class.push_str(if is { name } else { "" });
            }
            class
        }
    };
    let (scope, link, title) = (queue.scope(), cell.clone(), cell.clone());
    let focused = key.clone();
    view! {
        <tr role="row" class=class>
            {choice}
            {part("cell-priority", row::priority)}
            {part("cell-severity", row::severity)}
            {whose}
            <td role="cell" class="cell-what">
                <a class="row__link" id=row_id(key) href=move || link.with(|row| row::link(&scope, row))
                    tabindex=move || if is_stop.get() { "0" } else { "-1" }
                    on:focus=move |_| queue.at.set(Some(focused.clone()))>
                    {move || title.with(|row| row.title.clone())}
                </a>
                {let cell = cell.clone(); move || cell.with(row::what)}
            </td>
            {part("cell-status", row::status)}
            {part("cell-assignee", row::assignee)}
            {part("cell-alerts number", row::alerts)}
            {part("cell-age number row__age", row::age)}
            {part("cell-breach", row::breach)}
        </tr>
    }
    .into_any()
}

/// A box that shows a state and leaves changing it to `choose`.
fn checkbox(label: String, is_on: Signal<bool>, is_stop: Signal<bool>, choose: Callback<ev::MouseEvent>) -> AnyView {
    view! {
        <input type="checkbox" aria-label=label prop:checked=move || is_on.get()
            tabindex=move || if is_stop.get() { "0" } else { "-1" } on:click=move |event| choose.run(event) />
    }
    .into_any()
}

fn row_id(key: &IncidentKey) -> String {
    ["row-", &key.0].concat()
}

/// Puts the focus on a row and brings it into sight, below the bars that stand over the page.
pub(super) fn focus(key: &IncidentKey) {
    let Some(link) = document().get_element_by_id(&row_id(key)).and_then(|link| link.dyn_into::<HtmlElement>().ok())
    else {
        return;
    };
    let still = FocusOptions::new();
    still.set_prevent_scroll(true);
    // A row that cannot take the focus leaves it where it is.
    drop(link.focus_with_options(&still));
    let nearest = ScrollIntoViewOptions::new();
    nearest.set_block(ScrollLogicalPosition::Nearest);
    link.scroll_into_view_with_scroll_into_view_options(&nearest);
}

/// Moves the row at hand as `key` says; past the end it asks for more. Says whether the key meant anything.
pub(super) fn step(queue: Queue, key: &str) -> bool {
    let at = queue.at.get_untracked();
    let (to, is_end) = queue.rows().with_untracked(|rows| {
        let here = at.as_ref().and_then(|key| rows.position(key));
        let to = match here {
            Some(here) => moved(here, rows.rows.len(), 1, key),
            None => Some(0).filter(|_| !rows.rows.is_empty()),
        };
        (to.map(|to| rows.rows[to].key.clone()), here.is_some_and(|here| here + 1 == rows.rows.len()))
    });
    match to {
        Some(to) => focus(&to),
        None if is_end && key == "ArrowDown" => queue.show_more(),
        None => return false,
    }
    true
}

/// How much of the queue is shown, and the rest of it.
#[component]
fn Foot(queue: Queue) -> impl IntoView {
    let has_more = Memo::new(move |_| queue.rows().with(|rows| rows.next_cursor.is_some()));
    let is_loading = Memo::new(move |_| queue.rows().with(|rows| rows.load == Load::More));
    let shown = move || {
        let shown = queue.rows().with(|rows| rows.rows.len() as u64);
        let total = queue.facets().with(|facets| facets.as_ref().map(|facets| facets.total));
        match (has_more.get(), total) {
            (false, _) => Some(t::all_shown(shown)),
            (true, Some(total)) => Some(t::rows_shown(&number(shown), &number(total.max(shown)))),
            (true, None) => None,
        }
    };
    let hints: [(&str, &str); 6] = [
        ("j", ""),
        ("k", t::hint_move()),
        ("Enter", t::hint_open()),
        ("x", t::hint_select()),
        ("a", t::hint_assign()),
        ("?", t::hint_keys()),
    ];
    view! {
        <div class="rows__foot">
            {move || has_more.get().then(|| view! {
                <button class="button" type="button" aria-disabled=move || is_loading.get().then_some("true")
                    on:click=move |_| queue.show_more()>
                    {move || if is_loading.get() { t::loading_more() } else { t::show_more() }}
                </button>
            })}
            <span role="status">{shown}</span>
        </div>
        <p class="hints">
            {hints.map(|(stroke, text)| view! { <span><Key stroke />{text}</span> }).into_iter().collect_view()}
        </p>
    }
}

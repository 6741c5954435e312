//! What keys do in the queue.

use super::{
    selection::Selection,
    state::{Deed, Queue},
    table,
};
use crate::texts as t;
use base::{
    keys::{Command, Keys, use_keys},
    scope::Scope,
    session::use_session,
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use wire::session::IncidentKey;

/// The field that `/` leads to.
pub(super) const TEXT_FIELD: &str = "filter-text";

pub(super) fn register(queue: Queue, scope: &Scope) {
    let keys = use_keys();
    let step = |id, strokes, title: &str, key: &'static str| {
        let run = move || {
            table::step(queue, key);
        };
        keys.register(Command::new(id, strokes, title, run));
    };
    step("row-next", &["j"], t::keys_next(), "ArrowDown");
    step("row-previous", &["k"], t::keys_previous(), "ArrowUp");
    keys.register(Command::new("filter", &["/"], t::keys_filter(), || {
        if let Some(field) =
            document().get_element_by_id(TEXT_FIELD).and_then(|field| field.dyn_into::<HtmlElement>().ok())
        {
            // A field that cannot take the focus leaves it where it is.
            drop(field.focus());
        }
    }));
    keys.register(Command::new("peek", &["o"], t::keys_peek(), move || queue.peeks.update(|peeks| *peeks = !*peeks)));
    let is_any = Signal::derive(move || queue.peeks.get() || queue.selected.with(|selected| !selected.is_empty()));
    let let_go = move || match queue.selected.with_untracked(Selection::is_empty) {
        true => queue.peeks.set(false),
        false => queue.selected.set(Selection::default()),
    };
    keys.register(Command::new("let-go", &["Escape"], t::keys_let_go(), let_go).enabled(is_any));
    let deeds: [(Deed, &str, &[&str], &str); 5] = [
        (Deed::AssignToMe, "assign-me", &["a"], t::keys_assign_me()),
        (Deed::Status, "status", &["s"], t::keys_status()),
        (Deed::Priority, "priority", &["p"], t::keys_priority()),
        (Deed::Close, "close", &["e"], t::keys_close()),
        (Deed::Note, "note", &["c"], t::keys_note()),
    ];
    if !may_select(scope) {
        return;
    }
    for (deed, id, strokes, title) in deeds.into_iter().filter(|(deed, ..)| deed.is_open(scope)) {
        keys.register(Command::new(id, strokes, title, move || queue.asked_for.set(Some(deed))));
    }
    select(queue, &keys);
}

/// Whether selecting rows leads anywhere; whoever sees the console as somebody else only looks.
pub(super) fn may_select(scope: &Scope) -> bool {
    let is_own = use_session().signed_in().is_some_and(|session| session.seeing_as.is_none());
    is_own && Deed::ALL.iter().any(|deed| deed.is_open(scope))
}

fn select(queue: Queue, keys: &Keys) {
    let toggle = move || {
        if let Some(at) = queue.at.get_untracked() {
            queue.selected.update(|selected| selected.toggle(&at));
        }
    };
    keys.register(Command::new("select", &["x"], t::keys_select(), toggle));
    let extend = |id, strokes, title: &str, key: &'static str| {
        let run = move || {
            // From the row at hand on: it belongs to the range that it begins.
            if let Some(at) = queue.at.get_untracked() {
                take_to(queue, &at);
            }
            table::step(queue, key);
            if let Some(at) = queue.at.get_untracked() {
                take_to(queue, &at);
            }
        };
        keys.register(Command::new(id, strokes, title, run));
    };
    extend("select-next", &["J"], t::keys_select_next(), "ArrowDown");
    extend("select-previous", &["K"], t::keys_select_previous(), "ArrowUp");
}

/// Selects as far as `key`.
pub(super) fn take_to(queue: Queue, key: &IncidentKey) {
    queue.rows().with_untracked(|rows| queue.selected.update(|selected| selected.extend(&rows.rows, key)));
}

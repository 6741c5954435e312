//! Rows that stay where they are while others come and go: a reader keeps the place, and the focus.

use base::task;
use leptos::prelude::*;
use std::sync::Arc;

/// How many more are drawn in one picture: hundreds at once would hold up a key.
const AT_ONCE: usize = 10;

/// A row by its key, drawn once.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) key: String,
    pub(crate) draw: Arc<dyn Fn() -> AnyView + Send + Sync>,
}

/// Compiled once for every list of the screen.
pub(crate) fn view_rows(rows: Signal<Vec<Row>>) -> AnyView {
    let drawn = drawn(Signal::derive(move || rows.with(Vec::len)));
    let rows = move || rows.with(|rows| rows[..drawn.get().min(rows.len())].to_vec());
    view! { <For each=rows key=|row| row.key.clone() children=|row| (row.draw)() /> }.into_any()
}

/// How many of so many are drawn by now: with each picture some more.
pub(crate) fn drawn(wanted: Signal<usize>) -> ReadSignal<usize> {
    let drawn = RwSignal::new(wanted.get_untracked().min(AT_ONCE));
    task::effect(move || {
        let (wanted, now) = (wanted.get(), drawn.get());
        let next = wanted.min(now + AT_ONCE);
        if next == wanted && next != now {
            drawn.set(next);
        } else if next != now {
            task::while_here(async move {
                task::next_frame().await;
                drawn.set(next);
            });
        }
    });
    drawn.read_only()
}

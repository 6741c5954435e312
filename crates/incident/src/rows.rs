//! Rows that stay where they are while others come and go: a reader keeps the place, and the focus.

use base::task;
use leptos::prelude::*;
use std::sync::Arc;

/// How many more are drawn in one picture: hundreds at once would hold up a key.
const AT_ONCE: usize = 10;

/// A row by its key, drawn once. All there are, thousands at times, are looked through for each picture: they are cheap to copy.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) key: Arc<str>,
    pub(crate) draw: Arc<dyn Fn() -> AnyView + Send + Sync>,
}

/// Compiled once for every list of the screen.
pub(crate) fn view_rows(rows: Signal<Vec<Row>>) -> AnyView {
    // Made once for both who read it.
    let rows = Memo::new_with_compare(move |_| rows.get(), |_, _| true);
    let limit = limit(Signal::derive(move || rows.with(Vec::len)));
    let drawn = move || rows.with(|rows| rows[..limit.get().min(rows.len())].to_vec());
    view! { <For each=drawn key=|row| Arc::clone(&row.key) children=|row| (row.draw)() /> }.into_any()
}

/// How many of so many may be drawn by now: with each picture some more. It is ahead of them, so that a few that come first push
/// none of the others out.
#[expect(clippy::disallowed_methods, reason = "a part of the screen asks, once")]
pub(crate) fn limit(wanted: Signal<usize>) -> ReadSignal<usize> {
    let limit = RwSignal::new(AT_ONCE);
    task::effect(move || {
        let (goal, now) = (wanted.get() + AT_ONCE, limit.get());
        let next = goal.min(now + AT_ONCE);
        if next < now {
            limit.set(next);
        } else if next > now {
            task::while_here(async move {
                task::next_frame().await;
                limit.set(next);
            });
        }
    });
    limit.read_only()
}

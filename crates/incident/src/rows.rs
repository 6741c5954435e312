//! Rows that stay where they are while others come and go: a reader keeps the place, and the focus.

use leptos::prelude::*;
use std::sync::Arc;

/// A row by its key, drawn once.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) key: String,
    pub(crate) draw: Arc<dyn Fn() -> AnyView + Send + Sync>,
}

/// Compiled once for every list of the screen.
pub(crate) fn view_rows(rows: Signal<Vec<Row>>) -> AnyView {
    view! { <For each=move || rows.get() key=|row| row.key.clone() children=|row| (row.draw)() /> }.into_any()
}

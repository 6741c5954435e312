//! Commands over many rows: the bar of what is selected, what is asked before, and what came of it; and the look at the row at
//! hand. A chunk of its own.

mod bar;
mod conflicts;
mod expected;
mod forms;
mod outcomes;
mod state;
pub(super) mod texts;
mod words;

use super::{handed::Handed, lookers, peek::Peek, state::Queue};
use bar::Bar;
use forms::Forms;
use leptos::{prelude::*, wasm_split::SplitLoaderError};
use outcomes::Outcomes;
use state::Bulks;
use texts as t;

/// The whole of it, below the rows. Calling it gives a future that loads the chunk first.
///
/// # Errors
/// When the chunk could not be loaded.
#[leptos::wasm_split::wasm_split(bulk, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn desk(queue: Queue) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <Desk queue /> }.into_any())
}

#[component]
fn Desk(queue: Queue) -> impl IntoView {
    let bulks = Bulks::set_up(queue);
    lookers::keep_told(queue);
    view! {
        <section class="bulk" aria-label=t::selection_and_outcomes()>
            <Handed queue />
            <Outcomes bulks />
            <Bar queue bulks />
        </section>
        <Forms queue bulks />
        <Peek queue />
    }
}

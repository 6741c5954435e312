//! The console: mounts the app.
#![expect(
    unreachable_pub,
    reason = "the component macro declares a second, private function with the visibility of the first"
)]

mod access;
mod administration;
mod app;
mod audit;
mod chunk_door;
mod clients;
mod evidence_search;
mod forms;
mod handover;
mod layouts;
#[cfg(target_arch = "wasm32")]
mod memory;
mod named_sets;
mod overview;
mod page_title;
mod pages;
mod palette;
mod partial;
mod popover;
mod preferences;
mod queue;
mod requests;
mod routes;
mod roving;
mod row_cells;
mod sheets;
mod shell;
mod sign_in;
mod silences;
mod switcher;
mod texts;
mod wallboard;

fn main() {
    app::mount();
}

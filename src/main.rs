//! The console: mounts the app.
#![expect(
    unreachable_pub,
    reason = "the component macro declares a second, private function with the visibility of the first"
)]

mod app;
mod chunk_door;
mod layouts;
mod overview;
mod page_title;
mod palette;
mod partial;
mod popover;
mod queue;
mod routes;
mod roving;
mod row_cells;
mod sheets;
mod shell;
mod sign_in;
mod switcher;
mod texts;

fn main() {
    app::mount();
}

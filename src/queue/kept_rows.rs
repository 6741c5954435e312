//! Rows that stay in the page for as long as their incident is in the list. By hand, where `<For>` would do the same: its
//! general diff weighs 5 kB of a first visit, and this list only ever loses rows and takes in new ones.

use leptos::{mount::mount_to, prelude::*, tachys::view::any_view::AnyViewState};
use web_sys::{Element, HtmlElement};
use wire::{queue::QueueRow, session::IncidentKey};

pub(super) type Cell = ArcRwSignal<QueueRow>;

struct Kept {
    key: IncidentKey,
    cell: Cell,
    element: Option<Element>,
    /// Takes the row out of the page when it is dropped.
    _view: leptos::mount::UnmountHandle<AnyViewState>,
}

/// What stands in the body of the table.
#[derive(Default)]
pub(super) struct KeptRows(Vec<Kept>);

impl KeptRows {
    /// Brings every cell up to its row, draws what is new, drops what went; the order is that of `rows`.
    pub(super) fn settle(
        &mut self,
        body: &HtmlElement,
        rows: &[QueueRow],
        draw: impl Fn(&IncidentKey, &Cell) -> AnyView + Copy + 'static,
    ) {
        let mut before: Vec<Option<Kept>> = self.0.drain(..).map(Some).collect();
        let mut next = 0;
        for row in rows {
            // Nearly always the one after the last.
            let is_it = |place: &usize| before[*place].as_ref().is_some_and(|kept| kept.key == row.key);
            let place = (next..before.len()).chain(0..next).find(is_it);
            let kept = place.and_then(|place| {
                next = place + 1;
                before[place].take()
            });
            self.0.push(kept.unwrap_or_else(|| Kept::new(body, row, draw)));
        }
        drop(before);
        for (place, (kept, row)) in self.0.iter().zip(rows).enumerate() {
            if kept.cell.with_untracked(|shown| shown != row) {
                kept.cell.set(row.clone());
            }
            let here = body.children().item(place as u32);
            if let Some(element) = &kept.element
                && here.as_ref() != Some(element)
            {
                // Refused only for an element that holds the body.
                drop(body.insert_before(element, here.as_deref()));
            }
        }
    }
}

impl Kept {
    fn new(body: &HtmlElement, row: &QueueRow, draw: impl Fn(&IncidentKey, &Cell) -> AnyView + 'static) -> Self {
        let (key, cell) = (row.key.clone(), Cell::new(row.clone()));
        let (named, drawn) = (key.clone(), cell.clone());
        let view = mount_to(body.clone(), move || draw(&named, &drawn));
        Self { key, cell, element: body.last_element_child(), _view: view }
    }
}

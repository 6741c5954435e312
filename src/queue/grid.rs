//! The rows on the screen: one tab stop, one row at hand, and as many elements as are in sight, however long the list is.

mod arranged;
mod cells;
mod screen;
mod template;

use super::{keys::may_select, pages::Slot, rows::Load, state::Queue};
use crate::texts as t;
pub(super) use arranged::{Arranged, Arrangement};
use base::{
    scope::use_scope,
    task,
    time::{self, Style},
    ui::Key,
};
pub(super) use cells::style;
use js_sys::{Array, Reflect};
use leptos::prelude::*;
use screen::{REST_MS, Screen};
use std::{
    cell::{Cell, RefCell},
    pin::Pin,
    rc::Rc,
};
use template::Columns;
pub(super) use template::make;
use wasm_bindgen::JsCast;
use web_sys::Element;
use wire::Instant;

/// The id of the grid.
pub(super) const ID: &str = "rows";

#[component]
pub(super) fn Grid(queue: Queue) -> impl IntoView {
    let scope = use_scope();
    let columns = Columns { is_single: scope.is_single(), has_choice: may_select(&scope) };
    keep_drawn(queue, columns);
    let class = match (columns.is_single, columns.has_choice) {
        (true, true) => "grid grid--single grid--choice",
        (true, false) => "grid grid--single",
        (false, true) => "grid grid--choice",
        (false, false) => "grid",
    };
    let several = columns.has_choice.then_some("true");
    view! {
        <div id=ID class=class role="grid" aria-label=t::incidents() aria-multiselectable=several></div>
        {hints()}
    }
    .into_any()
}

/// What is drawn, and whether it is about to be drawn again.
#[derive(Clone)]
struct Stage {
    queue: Queue,
    columns: Columns,
    screen: Rc<RefCell<Option<Screen>>>,
    is_due: Rc<Cell<bool>>,
    is_over: Rc<Cell<bool>>,
}

impl Stage {
    /// Runs `act` on the screen, from when the grid is in the page until it is gone; whichever rows one draw was too short for
    /// come with the next.
    fn with(&self, act: &dyn Fn(&mut Screen)) {
        let mut screen = self.screen.borrow_mut();
        if screen.is_none() && !self.is_over.get() {
            let grid = document().get_element_by_id(ID);
            *screen = grid.and_then(|grid| Screen::new(self.queue, self.columns, grid));
        }
        if let Some(screen) = screen.as_mut() {
            act(screen);
            if screen.lacks_rows() {
                self.draw_soon();
            }
        }
    }

    /// Draws with the next frame, however often it is asked for until then; while the page is hidden there is none.
    fn draw_soon(&self) {
        if !self.is_due.replace(true) {
            let stage = self.clone();
            request_animation_frame(move || {
                stage.is_due.set(false);
                stage.with(&Screen::draw);
            });
        }
    }

    /// Draws first what is on the screen first, and the other rows once that is seen: until then only a leap draws.
    fn draw_first(&self) {
        self.is_due.set(true);
        self.with(&Screen::draw);
        self.after(Box::pin(task::once_seen()), |stage| {
            stage.is_due.set(false);
            stage.draw_soon();
        });
    }

    /// Rests once nobody has scrolled for a moment. Not with `scrollend`: a wheel ends each of its turns with one, and not every
    /// browser has it.
    fn rest_soon(&self) {
        self.after(Box::pin(task::sleep(REST_MS + 50)), |stage| stage.with(&Screen::rest));
    }

    fn after(&self, wait: Pin<Box<dyn Future<Output = ()>>>, act: fn(&Self)) {
        let stage = self.clone();
        task::to_the_end(async move {
            wait.await;
            act(&stage);
        });
    }

    /// Draws no more.
    fn end(&self) {
        self.is_over.set(true);
        drop(self.screen.take());
    }
}

fn keep_drawn(queue: Queue, columns: Columns) {
    let stage = Stage { queue, columns, screen: Rc::default(), is_due: Rc::default(), is_over: Rc::default() };
    let now = time::use_now();
    queue.goal.set(None);
    task::effect({
        let stage = stage.clone();
        move || {
            queue.rows().track();
            queue.lookers.track();
            now.track();
            let is_first = stage.screen.borrow().is_none();
            stage.with(&Screen::be_stale);
            if is_first {
                stage.draw_first();
            } else {
                stage.draw_soon();
            }
        }
    });
    // What is at hand or selected changes with every key: rows that are neither, and were not, stay as they are.
    task::effect({
        let stage = stage.clone();
        move || {
            queue.at().track();
            queue.place().track();
            queue.selected.track();
            match queue.goal.get() {
                Some(place) => {
                    stage.with(&|screen| screen.go(place));
                    *queue.goal.write_untracked() = None;
                }
                None => stage.draw_soon(),
            }
        }
    });
    for name in ["scroll", "resize", "keydown", "click", "focusin", "pointerover"] {
        let stage = stage.clone();
        let listening = window_event_listener_untyped(name, move |event| heard(&stage, &event));
        on_cleanup(move || listening.remove());
    }
    task::at_the_end_of_the_part(move || stage.end());
}

/// All of them on the window, and in one place: a listener of its own for each would weigh 1 kB of a first visit.
fn heard(stage: &Stage, event: &web_sys::Event) {
    let queue = stage.queue;
    match event.type_().as_str() {
        "scroll" => {
            stage.with(&Screen::be_moving);
            stage.draw_soon();
            stage.rest_soon();
        }
        "resize" => {
            stage.with(&Screen::measure_again);
            stage.draw_soon();
        }
        name => {
            let Some((element, row, place)) = about(event) else { return };
            match name {
                "keydown" => press(queue, stage.columns, event.unchecked_ref()),
                "click" => {
                    // They stand above the link that covers the row.
                    if matches!(element.tag_name().as_str(), "TIME" | "SMALL") {
                        queue.take_in_hand(place);
                        pass_on(event, &row);
                    }
                    click(queue, event.unchecked_ref(), &element, place);
                    // The browser has changed the box that was pressed, whatever came of it.
                    stage.with(&Screen::be_stale);
                    stage.draw_soon();
                }
                _ => {
                    if name == "focusin" && place.is_some() {
                        queue.take_in_hand(place);
                    }
                    say_in_full(&row);
                }
            }
        }
    }
}

/// The element that an event is about, its row, and the place of that; none for that of the headings.
fn about(event: &web_sys::Event) -> Option<(Element, Element, Option<usize>)> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    let row = element.closest("#rows [aria-rowindex]").ok()??;
    let index: usize = row.get_attribute("aria-rowindex")?.parse().ok()?;
    Some((element, row, index.checked_sub(2)))
}

fn press(queue: Queue, columns: Columns, event: &web_sys::KeyboardEvent) {
    let (key, may) = (event.key(), columns.has_choice);
    let has_mod = event.ctrl_key() || event.meta_key();
    let place = queue.place().get_untracked();
    let is_meant = match (key.as_str(), place) {
        _ if event.alt_key() => false,
        (" ", Some(place)) if may => {
            queue.toggle(place);
            true
        }
        ("a", _) if may && has_mod => {
            queue.toggle_in_sight();
            true
        }
        ("Enter", Some(place)) => try_again(queue, place),
        _ => queue.step(&key),
    };
    if is_meant {
        event.prevent_default();
    }
}

fn click(queue: Queue, event: &web_sys::MouseEvent, element: &Element, place: Option<usize>) {
    match place {
        // A click that holds Shift down takes everything in between along.
        Some(place) if element.tag_name() == "INPUT" && event.shift_key() => queue.reach_to(place),
        Some(place) if element.tag_name() == "INPUT" => queue.toggle(place),
        Some(place) => {
            try_again(queue, place);
        }
        None if element.tag_name() == "INPUT" => queue.toggle_in_sight(),
        None => {}
    }
}

/// Another try at a row that could not be read; says whether it is one.
fn try_again(queue: Queue, place: usize) -> bool {
    let has_failed = queue
        .rows()
        .with_untracked(|rows| rows.load == Load::MoreFailed && matches!(rows.pages.slot(place), Slot::Lacking));
    if has_failed {
        queue.try_again();
    }
    has_failed
}

/// An age says its whole instant to whoever comes to its row: too much to work out for every row that scrolls by.
fn say_in_full(row: &Element) {
    if let Ok(Some(age)) = row.query_selector("time")
        && let Some(instant) = age.get_attribute("datetime")
    {
        // Refused only for a name that is none.
        drop(age.set_attribute("title", &time::shown(&Instant(instant), Style::Full)));
    }
}

/// A click on an age, which stands above the link that covers its row, is one on that link: with the keys held down for it.
fn pass_on(event: &web_sys::Event, row: &Element) {
    if let Ok(Some(link)) = row.query_selector("a")
        && let Ok(copy) = Reflect::construct(&event.constructor(), &Array::of2(&"click".into(), event))
    {
        // Once this one has come to its end: it comes by here again. Refused only for an event that is on its way already.
        queue_microtask(move || drop(link.dispatch_event(copy.unchecked_ref())));
    }
}

fn hints() -> AnyView {
    let hints: [(&str, &str); 6] = [
        ("j", ""),
        ("k", t::hint_move()),
        ("Enter", t::hint_open()),
        ("x", t::hint_select()),
        ("a", t::hint_assign()),
        ("?", t::hint_keys()),
    ];
    view! {
        <p class="hints">
            {hints.map(|(stroke, text)| view! { <span><Key stroke />{text}</span> }.into_any()).into_iter().collect_view()}
        </p>
    }
    .into_any()
}

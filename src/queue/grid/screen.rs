//! The rows of the page: some more than are in sight, moved and written to, and never made anew.

use super::{
    super::{
        geometry::{Runway, Stand},
        hand::stop,
        pages::Slot,
        rows::Load,
        state::Queue,
    },
    arranged::Arrangement,
    cells::{Drawn, Look, check, style},
    template::{Columns, head, make, template},
};
use base::{scope::Scope, time};
use leptos::prelude::*;
use std::{cell::Cell, ops::Range, sync::Arc};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

/// How many rows there are before and after those in sight.
const SPARE_ROWS: usize = 8;
/// How many rows are made at once at most: the first ones are there sooner without the others.
const NEW_ROWS: usize = 8;
/// How many of them are in the first picture, which has the rest of the screen to lay out as well.
const FIRST_PICTURE_ROWS: usize = 4;
/// What stands over the view: the bar and the headings; and below what is selected, and what is new.
const COVER_PX: (f64, f64) = (96.0, 76.0);
/// How long nobody has scrolled before the page rests.
pub(super) const REST_MS: i32 = 200;

thread_local! {
    /// How high rows were when any were measured last, and in how wide a window: there another queue's are as high.
    static MEASURED: Cell<(f64, f64)> = const { Cell::new((0.0, 0.0)) };
}

pub(super) struct Screen {
    queue: Queue,
    scope: Scope,
    columns: Columns,
    how: Option<Arc<dyn Arrangement>>,
    grid: Element,
    /// As high as the list, or as the page can be.
    body: HtmlElement,
    template: Element,
    drawn: Vec<Drawn>,
    /// As it was measured last, also for other columns; 0 until then.
    row_px: f64,
    is_measured: bool,
    height_px: f64,
    len: Option<usize>,
    /// Whether any row may say what is no longer so.
    is_stale: bool,
    /// Whether as many rows were made as may be at once, so that others may lack.
    lacks_rows: bool,
    /// When the page moved last, in milliseconds since 1970.
    moved_ms: f64,
    /// Whether the headings' box is on.
    is_all: bool,
}

/// How far below the page's own top an element begins.
fn top_px(element: &HtmlElement) -> f64 {
    let mut px = 0;
    let mut within = Some(element.clone());
    while let Some(element) = within {
        px += element.offset_top();
        within = element.offset_parent().and_then(|parent| parent.dyn_into().ok());
    }
    f64::from(px)
}

/// Whether the focus is inside it.
fn has_focus(element: &Element) -> bool {
    element.contains(document().active_element().as_deref())
}

impl Screen {
    /// Fills the grid; `None` only where there is no document.
    pub(super) fn new(queue: Queue, columns: Columns, grid: Element) -> Option<Self> {
        let body = make("div", &[("class", "grid__body"), ("role", "rowgroup")])?;
        let (head, template) = (head(columns)?, template(columns)?);
        let how = queue.held(|held| held.arranged.as_ref()?.how.clone()).flatten();
        // What is gone may have had other columns. Refused only for a name that is none.
        grid.set_text_content(None);
        drop(grid.remove_attribute("aria-colcount"));
        if let Some(how) = &how {
            how.prepare(&grid, &head, &body, &template);
        }
        grid.append_child(&head).ok()?;
        grid.append_child(&body).ok()?;
        Some(Self {
            queue,
            scope: queue.scope(),
            columns,
            how,
            grid,
            body: body.unchecked_into(),
            template,
            drawn: vec![],
            row_px: queue.held(|held| held.row_px).unwrap_or_default(),
            is_measured: false,
            height_px: 0.0,
            len: None,
            is_stale: true,
            lacks_rows: false,
            moved_ms: 0.0,
            is_all: false,
        })
    }

    /// What the rows say may no longer be so.
    pub(super) fn be_stale(&mut self) {
        self.is_stale = true;
    }

    /// Whether the next picture has to go on.
    pub(super) fn lacks_rows(&self) -> bool {
        self.lacks_rows
    }

    /// The page moves.
    pub(super) fn be_moving(&mut self) {
        self.moved_ms = time::now_ms();
    }

    /// How high a row is may no longer be so.
    pub(super) fn measure_again(&mut self) {
        self.is_measured = false;
    }

    /// Reads where the page stands; nothing was written to since the last frame. Rows that were foreseen begin at the page's top,
    /// where everything is new: nothing is laid out to see that.
    fn runway(&mut self, rows: usize) -> Option<(Runway, Stand)> {
        let [width_px, view_px] = [window().inner_width().ok()?.as_f64()?, window().inner_height().ok()?.as_f64()?];
        let (row_px, measured_in_px) = MEASURED.get();
        let is_foreseen = || self.queue.rows().with_untracked(|rows| rows.load == Load::Again);
        if self.len.is_none() && row_px > 0.0 && measured_in_px == width_px && is_foreseen() {
            self.row_px = row_px;
            // Where the cover ends: the first rows are in sight.
            let stand = Stand { page_px: -COVER_PX.0, list_px: -COVER_PX.0 };
            return Some((Runway { rows, row_px, view_px }, stand));
        }
        if !self.is_measured {
            if self.drawn.is_empty() {
                self.drawn.push(Drawn::new(&self.template, self.how.as_deref())?);
            }
            let sample = self.drawn[0].root();
            if !sample.is_connected() {
                self.body.append_child(sample).ok()?;
            }
            let row_px = f64::from(sample.offset_height());
            // 0 where nothing of the grid is shown.
            self.is_measured = row_px > 0.0;
            self.row_px = if self.is_measured { row_px } else { self.row_px };
            MEASURED.set((self.row_px, width_px));
        }
        let page_px = window().scroll_y().ok()? - top_px(&self.body);
        let runway = Runway { rows, row_px: self.row_px.max(1.0), view_px };
        Some((runway, runway.follow(self.queue.held(|held| held.stand).flatten(), page_px)))
    }

    /// One frame.
    pub(super) fn draw(&mut self) {
        self.lacks_rows = false;
        let rows = self.queue.rows();
        let len = rows.with_untracked(|rows| rows.pages.len());
        let (before, before_px) = (self.queue.held(|held| held.stand).flatten(), self.row_px);
        let Some((runway, mut stand)) = self.runway(len) else { return };
        if self.height_px != runway.height_px() {
            self.height_px = runway.height_px();
            style(&self.body, "block-size", &[(self.height_px as u64).to_string().as_str(), "px"].concat());
        }
        // The page is as high as it is going to be: now it can be moved.
        if let Some(kept) = before.and_then(|before| runway.kept(before, before_px)) {
            self.scroll(kept);
            stand = kept;
        }
        // On the first frame nobody has scrolled yet.
        let (spare_rows, most) = match self.len {
            Some(_) => (SPARE_ROWS, self.drawn.len() + NEW_ROWS),
            None => (0, FIRST_PICTURE_ROWS),
        };
        let shown = runway.window(stand.list_px, (0.0, 0.0), spare_rows);
        let row_px = self.row_px;
        self.queue.held(|held| {
            held.row_px = row_px;
            held.stand = Some(stand);
            held.in_sight = runway.window(stand.list_px, (COVER_PX.0, 0.0), 0);
        });
        if self.len.replace(len) != Some(len) {
            // Refused only for a name that is none.
            drop(self.grid.set_attribute("aria-rowcount", &(len + 1).to_string()));
        }
        let had_focus = has_focus(&self.body);
        self.draw_rows(&shown, stand, len, most);
        // A row at hand that stands elsewhere now takes the focus along.
        let hand = self.queue.place().get_untracked().filter(|_| had_focus);
        if let Some(drawn) = self.drawn_in(hand).filter(|drawn| !has_focus(drawn.root())) {
            drawn.take_focus();
        }
        self.say_all();
        self.is_stale = false;
        self.queue.show(shown);
        if let Some(page_px) = runway.due(stand, false) {
            self.scroll(Stand { page_px, ..stand });
        }
    }

    /// With `most` elements of rows at most.
    fn draw_rows(&mut self, shown: &Range<usize>, stand: Stand, len: usize, most: usize) {
        let queue = self.queue;
        // The row at hand stays what it is wherever the others go: it may have the focus.
        let hand = queue.place().get_untracked();
        let at = hand.filter(|hand| *hand < len);
        for drawn in &mut self.drawn {
            drawn.place = drawn.place.filter(|place| shown.contains(place) || at == Some(*place));
        }
        // What is in sight comes before what is beside it.
        for place in at.into_iter().chain(queue.in_sight()).chain(shown.clone()) {
            if self.drawn.iter().any(|drawn| drawn.place == Some(place)) {
                continue;
            }
            let free = self.drawn.iter().position(|drawn| drawn.place.is_none());
            let Some(index) = free.or_else(|| self.grow(most)) else { break };
            self.drawn[index].take_place(place);
        }
        self.lacks_rows = self.drawn.len() == most;
        let stop = stop(hand, len, &queue.in_sight());
        let shift_px = (stand.page_px - stand.list_px).round() as i64;
        let (row_px, is_stale, scope, columns) = (self.row_px, self.is_stale, &self.scope, self.columns);
        let how = self.how.as_deref();
        let now_ms = time::now_ms();
        let lookers = queue.lookers.read_untracked();
        queue.rows().with_untracked(|rows| {
            let has_failed = matches!(rows.load, Load::Failed | Load::MoreFailed);
            for drawn in &mut self.drawn {
                let Some(place) = drawn.place else {
                    drawn.root().remove();
                    continue;
                };
                if !drawn.root().is_connected() {
                    // Refused only for an element that holds the body.
                    drop(self.body.append_child(drawn.root()));
                }
                drawn.move_to((place as f64 * row_px).round() as i64 + shift_px);
                drawn.be_stop(place == stop);
                let slot = rows.pages.slot(place);
                let is_chosen = matches!(slot, Slot::Row(row) if queue.has_selected(&row.key));
                let is_at = hand == Some(place);
                if is_stale || !drawn.stands_as(is_at, is_chosen) {
                    let looker = match slot {
                        Slot::Row(row) => lookers.iter().find(|looker| looker.key == row.key),
                        Slot::Moved | Slot::Lacking => None,
                    };
                    drawn.write(&Look { slot, scope, columns, how, has_failed, is_at, is_chosen, looker, now_ms });
                }
            }
        });
        if !self.is_moving(now_ms) {
            self.put_in_order();
        }
    }

    /// What shows the row in `place`.
    fn drawn_in(&self, place: Option<usize>) -> Option<&Drawn> {
        self.drawn.iter().find(|drawn| place.is_some() && drawn.place == place)
    }

    fn grow(&mut self, most: usize) -> Option<usize> {
        if self.drawn.len() == most {
            return None;
        }
        self.drawn.push(Drawn::new(&self.template, self.how.as_deref())?);
        Some(self.drawn.len() - 1)
    }

    fn is_moving(&self, now_ms: f64) -> bool {
        // A clock that was set back is no reason to go on.
        (now_ms - self.moved_ms).abs() < f64::from(REST_MS)
    }

    /// Puts rows that took another place where they are read in order; those that stayed are not touched. Not while the page
    /// moves: each is laid out anew for that. Nor while something is pressed in one: a row that is taken out and put back loses
    /// its click.
    fn put_in_order(&self) {
        if matches!(self.body.query_selector(":active"), Ok(Some(_))) {
            return;
        }
        let mut later: Option<&Drawn> = None;
        while let Some(drawn) = self.last_before(later) {
            if drawn.is_out_of_order.take() {
                let later = later.map(|later| -> &Node { later.root() });
                // Refused only for an element that holds the body.
                drop(self.body.insert_before(drawn.root(), later));
            }
            later = Some(drawn);
        }
    }

    fn last_before(&self, later: Option<&Drawn>) -> Option<&Drawn> {
        let earlier = |drawn: &&Drawn| drawn.place.is_some() && later.is_none_or(|later| drawn.place < later.place);
        self.drawn.iter().filter(earlier).max_by_key(|drawn| drawn.place)
    }

    /// What is to be said of the rows as a whole: others may have come into sight.
    fn say_all(&mut self) {
        let is_all = self.columns.has_choice && self.queue.has_all_in_sight();
        if (self.is_all != is_all || self.is_stale)
            && let Ok(Some(input)) = self.grid.query_selector("input")
        {
            check(&input, is_all);
        }
        self.is_all = is_all;
        if self.is_stale {
            let is_waiting = self.queue.rows().with_untracked(|rows| rows.load == Load::Loading);
            // Refused only for a name that is none.
            drop(self.grid.set_attribute("aria-busy", if is_waiting { "true" } else { "false" }));
        }
    }

    /// Moves the page there. Not by a distance: a list that became lower has moved it already.
    fn scroll(&self, to: Stand) {
        self.queue.held(|held| held.stand = Some(to));
        window().scroll_to_with_x_and_y(0.0, top_px(&self.body) + to.page_px);
    }

    /// If nobody scrolls any more, the page stands where it belongs again, and its rows in order.
    pub(super) fn rest(&mut self) {
        if self.is_moving(time::now_ms()) {
            return;
        }
        // Not before rows of another height are drawn.
        let len = self.len.filter(|_| self.is_measured);
        let Some((runway, stand)) = len.and_then(|len| self.runway(len)) else { return };
        match runway.due(stand, true) {
            Some(page_px) => self.scroll(Stand { page_px, ..stand }),
            None => self.draw(),
        }
    }

    /// Brings the row in `place` into sight, and the focus to it.
    pub(super) fn go(&mut self, place: usize) {
        // A row has its place before it has the focus.
        self.moved_ms = 0.0;
        self.draw();
        let Some((runway, stand)) = self.len.and_then(|len| self.runway(len)) else { return };
        let list_px = runway.reveal(stand.list_px, place, COVER_PX);
        if list_px != stand.list_px {
            self.scroll(runway.moved(stand, list_px));
            self.draw();
        }
        if let Some(drawn) = self.drawn_in(Some(place)) {
            drawn.take_focus();
        }
    }
}

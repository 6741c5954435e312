//! Which columns the queue has, in which order and how wide, for each user: chosen in a dialog, kept, and laid out. It travels
//! with the saved views.

mod chooser;
mod kept;
mod layout;
mod lines;
mod texts;

use super::{
    grid::{Arranged, Arrangement, ID},
    keys::may_select,
    state::Queue,
};
use base::{scope::use_scope, task};
use chooser::Chooser;
use kept::Kept;
use layout::{Layout, laid_out};
use leptos::{ev, prelude::*, wasm_split::SplitLoaderError};
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use wire::preferences::QueueColumn;

/// Up to here rows are cards and have no columns, as in `style/screens/queue.css`.
const NARROW_PX: f64 = 760.0;

/// Lays the columns out as they were chosen, for as long as the queue is shown; while `open`, they can be chosen. Calling it
/// gives a future that loads the chunk first.
///
/// # Errors
/// When the chunk could not be loaded.
#[leptos::wasm_split::wasm_split(views, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn columns(queue: Queue, open: RwSignal<bool>) -> Result<AnyView, SplitLoaderError> {
    let kept = Kept::set_up();
    keep_laid_out(queue, kept.columns.clone());
    Ok(view! { <Chooser open kept /> }.into_any())
}

/// Whether rows are cards.
fn use_narrow() -> RwSignal<bool> {
    let is = || window().inner_width().ok().and_then(|px| px.as_f64()).is_some_and(|px| px <= NARROW_PX);
    let is_narrow = RwSignal::new(is());
    let listening = window_event_listener(ev::resize, move |_| {
        if is_narrow.get_untracked() != is() {
            is_narrow.set(is());
        }
    });
    on_cleanup(move || listening.remove());
    is_narrow
}

fn keep_laid_out(queue: Queue, chosen: ArcRwSignal<Vec<QueueColumn>>) {
    let (scope, is_narrow) = (use_scope(), use_narrow());
    let (is_single, has_choice) = (scope.is_single(), may_select(&scope));
    let has_chosen = {
        let chosen = chosen.clone();
        move || !chosen.with_untracked(Vec::is_empty)
    };
    let columns = Memo::new(move |_| match is_narrow.get() {
        true => Vec::new(),
        false => chosen.with(|chosen| laid_out(chosen, is_single)),
    });
    task::effect(move || {
        let columns = columns.get();
        let is_so = queue.held(|held| match &held.arranged {
            Some(arranged) => arranged.columns == columns,
            // Where some were chosen, rows wait to hear that there are none here.
            None => columns.is_empty() && !has_chosen(),
        });
        if is_so == Some(false) {
            let layout =
                || -> Arc<dyn Arrangement> { Arc::new(Layout { columns: columns.clone(), is_single, has_choice }) };
            let how = (!columns.is_empty()).then(layout);
            draw_anew(queue, Arranged { columns, how });
        }
    });
}

/// Has the rows made anew: the page stays where it stands, and so does whoever is in it.
fn draw_anew(queue: Queue, arranged: Arranged) {
    let grid = document().get_element_by_id(ID).and_then(|grid| grid.dyn_into::<HtmlElement>().ok());
    let had_focus = grid.as_ref().is_some_and(|grid| grid.contains(document().active_element().as_deref()));
    let hold = move |height: &str| {
        if let Some(grid) = &grid {
            // Refused only for a name that is none.
            drop(grid.style().set_property("min-block-size", height));
            return grid.offset_height();
        }
        0
    };
    // Without its rows the grid would be lower for a moment, and the page would be moved for it.
    let height = [&hold("").to_string(), "px"].concat();
    hold(&height);
    queue.held(|held| held.arranged = Some(arranged));
    queue.layouts.update(|times| *times += 1);
    request_animation_frame(move || {
        hold("");
        if had_focus {
            queue.go_to_hand();
        }
    });
}

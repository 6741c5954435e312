//! What keys do in the queue.

use super::{
    selection::Selection,
    state::{Deed, Queue},
};
use crate::texts as t;
use base::{
    keys::{Command, use_keys},
    scope::Scope,
    session::use_session,
    ui::focus_on,
};
use leptos::prelude::*;

/// The field that `/` leads to.
pub(super) const TEXT_FIELD: &str = "filter-text";

/// What a key does. One type for all of them: a closure of its own for each would weigh 1 kB of a first visit.
#[derive(Clone, Copy)]
enum Press {
    /// Moves as the arrow key of that name.
    Step(&'static str),
    Filter,
    Peek,
    LetGo,
    Select,
    /// Moves, and selects on the way.
    Extend(&'static str),
    Do(Deed),
}

/// A key with the id and the title of its command.
type Bound = (Press, &'static str, &'static [&'static str], &'static str);

pub(super) fn register(queue: Queue, scope: &Scope) {
    let keys = use_keys();
    let looking: [Bound; 4] = [
        (Press::Step("ArrowDown"), "row-next", &["j"], t::keys_next()),
        (Press::Step("ArrowUp"), "row-previous", &["k"], t::keys_previous()),
        (Press::Filter, "filter", &["/"], t::keys_filter()),
        (Press::Peek, "peek", &["o"], t::keys_peek()),
    ];
    let acting: [Bound; 8] = [
        (Press::Select, "select", &["x"], t::keys_select()),
        (Press::Extend("ArrowDown"), "select-next", &["J"], t::keys_select_next()),
        (Press::Extend("ArrowUp"), "select-previous", &["K"], t::keys_select_previous()),
        (Press::Do(Deed::AssignToMe), "assign-me", Deed::AssignToMe.strokes(), t::keys_assign_me()),
        (Press::Do(Deed::Status), "status", Deed::Status.strokes(), t::keys_status()),
        (Press::Do(Deed::Priority), "priority", Deed::Priority.strokes(), t::keys_priority()),
        (Press::Do(Deed::Close), "close", Deed::Close.strokes(), t::keys_close()),
        (Press::Do(Deed::Note), "note", Deed::Note.strokes(), t::keys_note()),
    ];
    let may_act = may_select(scope);
    for (press, id, strokes, title) in looking.into_iter().chain(acting) {
        let is_open = match press {
            Press::Do(deed) => may_act && deed.is_open(scope),
            Press::Select | Press::Extend(_) => may_act,
            _ => true,
        };
        if is_open {
            keys.register(Command::new(id, strokes, title, move || press.run(queue)));
        }
    }
    let is_any = Signal::derive(move || queue.peeks.get() || queue.selected.with(|selected| !selected.is_empty()));
    let let_go = Command::new("let-go", &["Escape"], t::keys_let_go(), move || Press::LetGo.run(queue));
    keys.register(let_go.enabled(is_any));
}

impl Press {
    fn run(self, queue: Queue) {
        match self {
            Self::Step(key) => {
                queue.step(key);
            }
            Self::Filter => focus_filter(),
            Self::Peek => queue.peeks.update(|peeks| *peeks = !*peeks),
            Self::LetGo if queue.selected.with_untracked(Selection::is_empty) => queue.peeks.set(false),
            Self::LetGo => queue.selected.set(Selection::default()),
            Self::Select => {
                if let Some(place) = queue.place().get_untracked() {
                    queue.toggle(place);
                }
            }
            // From the row at hand on: it belongs to the range that it begins.
            Self::Extend(key) => {
                take_along(queue);
                queue.step(key);
                take_along(queue);
            }
            Self::Do(deed) => queue.ask_for(deed),
        }
    }
}

fn focus_filter() {
    focus_on(document().get_element_by_id(TEXT_FIELD));
}

/// Whether selecting rows leads anywhere; whoever sees the console as somebody else only looks.
pub(super) fn may_select(scope: &Scope) -> bool {
    let is_own = use_session().signed_in().is_some_and(|session| session.seeing_as.is_none());
    is_own && Deed::ALL.iter().any(|deed| deed.is_open(scope))
}

/// Selects as far as the row at hand.
fn take_along(queue: Queue) {
    if let Some(place) = queue.place().get_untracked() {
        queue.reach_to(place);
    }
}

//! The dialog in which columns are chosen, ordered and given a width.

use super::{
    kept::Kept,
    layout::name,
    lines::{Line, can_be_hidden, kept as to_keep, lines, moved_to, width_of},
    texts as t,
};
use crate::forms::only_seen;
use base::{
    task,
    ui::{Button, ButtonKind, Dialog, Icon, Sign, focus_on_first},
};
use leptos::prelude::*;
use wire::preferences::{Column, WIDTH_MAX_PX, WIDTH_MIN_PX};

#[component]
pub(super) fn Chooser(open: RwSignal<bool>, kept: Kept) -> impl IntoView {
    view! {
        <Dialog open title=t::title()>
            {
                let kept = kept.clone();
                move || view! { <Columns open kept=kept.clone() /> }.into_any()
            }
        </Dialog>
    }
    .into_any()
}

/// What is being chosen: a column that is no longer shown stays where it stood until the dialog is closed.
#[derive(Clone, Copy)]
struct Draft {
    lines: RwSignal<Vec<Line>>,
    kept: StoredValue<Kept>,
    /// What was done, for those who listen.
    said: RwSignal<String>,
}

impl Draft {
    fn change(self, change: impl FnOnce(&mut Vec<Line>)) {
        let mut lines = self.lines.get_untracked();
        change(&mut lines);
        self.kept.with_value(|kept| kept.choose(to_keep(&lines)));
        self.lines.set(lines);
    }

    fn change_line(self, column: Column, change: impl FnOnce(&mut Line)) {
        self.change(|lines| {
            if let Some(line) = lines.iter_mut().find(|line| line.column == column) {
                change(line);
            }
        });
    }

    /// Of its line. Tracked.
    fn of<T>(self, column: Column, read: fn(&Line) -> T) -> Option<T> {
        self.lines.with(|lines| lines.iter().find(|line| line.column == column).map(read))
    }

    /// Where its line would move to. Tracked.
    fn way(self, column: Column, is_up: bool) -> Option<(usize, usize)> {
        self.lines.with(|lines| {
            let at = lines.iter().position(|line| line.column == column)?;
            Some((at, moved_to(at, lines.len(), is_up)?))
        })
    }

    /// Moves a line by one, and the focus along with it.
    fn shift(self, column: Column, is_up: bool) {
        let Some((at, to)) = untrack(|| self.way(column, is_up)) else { return };
        self.change(|lines| lines.swap(at, to));
        let all = self.lines.with_untracked(Vec::len);
        self.said.set(t::moved(name(column), &(to + 1).to_string(), &all.to_string()));
        request_animation_frame(move || {
            let button = if is_up { "1" } else { "2" };
            let at =
                [".chooser > li:nth-child(", &(to + 1).to_string(), ") > button:nth-of-type(", button, ")"].concat();
            focus_on_first(&at);
        });
    }

    fn reset(self) {
        self.change(|known| *known = lines(&[]));
        self.said.set(t::was_reset().to_owned());
    }
}

#[component]
fn Columns(open: RwSignal<bool>, kept: Kept) -> impl IntoView {
    let chosen = kept.columns.clone();
    let draft = Draft {
        lines: RwSignal::new(lines(&chosen.get_untracked())),
        kept: StoredValue::new(kept),
        said: RwSignal::new(String::new()),
    };
    // What could not be kept is taken back here, too.
    task::effect(move || {
        let chosen = chosen.get();
        if draft.lines.with_untracked(|lines| to_keep(lines) != chosen) {
            draft.lines.set(lines(&chosen));
        }
    });
    let refusal = only_seen();
    let columns = move || draft.lines.with(|lines| lines.iter().map(|line| line.column).collect::<Vec<_>>());
    view! {
        <div class="dialog__body">
            <p class="field__hint">{move || refusal.get().unwrap_or_else(|| t::kept().to_owned())}</p>
            <fieldset disabled=move || refusal.with(Option::is_some)>
                <legend class="only-heard">{t::shown()}</legend>
                <ol class="chooser">
                    <For each=columns key=|column| *column children=move |column| item(draft, column) />
                </ol>
            </fieldset>
            <p class="only-heard" role="status">{move || draft.said.get()}</p>
            <div class="dialog__foot">
                <Button refusal on_press=move |()| draft.reset()>{t::reset()}</Button>
                <Button kind=ButtonKind::Primary on_press=move |()| open.set(false)>{t::done()}</Button>
            </div>
        </div>
    }
    .into_any()
}

fn item(draft: Draft, column: Column) -> AnyView {
    let note = match column {
        Column::Incident => Some(t::always_there()),
        Column::Client => Some(t::in_one_client()),
        _ => None,
    };
    let arrow = move |is_up: bool| {
        let (label, sign) = match is_up {
            true => (t::move_up(name(column)), Sign::Up),
            false => (t::move_down(name(column)), Sign::Down),
        };
        let end = if is_up { t::is_first() } else { t::is_last() };
        let refusal = Signal::derive(move || draft.way(column, is_up).is_none().then(|| end.to_owned()));
        view! {
            <Button kind=ButtonKind::Quiet label refusal on_press=move |()| draft.shift(column, is_up)><Icon sign /></Button>
        }
    };
    view! {
        <li>
            <label class="checklist__choice">
                <input type="checkbox" disabled=!can_be_hidden(column)
                    prop:checked=move || draft.of(column, |line| line.is_shown)
                    on:change=move |_| draft.change_line(column, |line| line.is_shown = !line.is_shown) />
                {name(column)}
                {note.map(|note| view! { <small>{note}</small> }.into_any())}
            </label>
            {width(draft, column)}
            {arrow(true)}
            {arrow(false)}
        </li>
    }
    .into_any()
}

fn width(draft: Draft, column: Column) -> AnyView {
    if column == Column::Incident {
        return view! { <small>{t::takes_the_rest()}</small> }.into_any();
    }
    let shown = |px: Option<u32>| px.map(|px| px.to_string()).unwrap_or_default();
    view! {
        <input class="input" type="number" inputmode="numeric" min=WIDTH_MIN_PX max=WIDTH_MAX_PX
            aria-label=t::width(name(column)) placeholder=t::automatic()
            prop:value=move || shown(draft.of(column, |line| line.width_px).flatten())
            on:change:target=move |event| {
                let px = width_of(event.target().value_as_number());
                // Also where that is what stood there before.
                event.target().set_value(&shown(px));
                draft.change_line(column, |line| line.width_px = px);
            } />
    }
    .into_any()
}

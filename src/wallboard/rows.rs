//! What burns first: the beginning of the queue, each row with the time that is left.

use super::{reading::Reading, texts as t};
use base::{
    time::{self, Urgency},
    ui::{Empty, EmptyKind, Level, StatusMark, colour_or_none},
    words,
};
use leptos::prelude::*;
use wire::device::BoardRow;

/// Below this a clock counts seconds too.
const CLOSE_S: f64 = 600.0;

#[component]
pub(super) fn Rows(reading: Reading, now: Memo<f64>) -> impl IntoView {
    let rows = reading.part(|board| board.next.clone());
    view! {
        <section class="wall-next" aria-label=t::burns_first()>
            {move || {
                let rows = rows.get();
                if rows.is_empty() {
                    return view! { <Empty kind=EmptyKind::NothingYet text=t::nothing_open() /> }.into_any();
                }
                let rows = rows.into_iter().map(|incident| row(incident, now));
                view! { <ol class="wall-next__rows" aria-label=t::burns_first()>{rows.collect_view()}</ol> }.into_any()
            }}
        </section>
    }
    .into_any()
}

fn row(row: BoardRow, now: Memo<f64>) -> AnyView {
    let due_ms = row.breach_at.as_ref().and_then(time::ms_of);
    let (is_paused, was_missed) = (row.paused, row.breached);
    let left = Memo::new(move |_| left(due_ms, is_paused, was_missed, now.get()));
    let class = move || left.with(|(_, urgency)| class(*urgency));
    let kind = row.breach_kind.filter(|_| due_ms.is_some() && !is_paused).map(words::breach_kind);
    let colour = row.client.colour.as_deref().and_then(colour_or_none).map(str::to_owned);
    view! {
        <li class=class>
            <span class="wall-row__left">
                {move || left.with(|(text, _)| text.clone())}
                {kind.map(|kind| view! { <small>{kind}</small> }.into_any())}
            </span>
            <Level of=row.priority />
            <span class="wall-row__key" style=("--client", colour)>{row.key.0}</span>
            <span class="wall-row__title">{row.title}</span>
            <StatusMark status=row.status />
            <span class="wall-row__who">{who(row.assignee, row.waits_for_team)}</span>
        </li>
    }
    .into_any()
}

fn who(assignee: Option<String>, waits_for_team: bool) -> String {
    let nobody = if waits_for_team { t::a_team() } else { t::nobody() };
    assignee.unwrap_or_else(|| nobody.to_owned())
}

fn class(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Over => "wall-row wall-row--over",
        Urgency::Soon => "wall-row wall-row--soon",
        Urgency::InTime => "wall-row",
        Urgency::Paused | Urgency::None => "wall-row wall-row--still",
    }
}

/// What is left of a clock, or by how much it was missed; with seconds where they count.
fn left(due_ms: Option<f64>, is_paused: bool, was_missed: bool, now_ms: f64) -> (String, Urgency) {
    // How much of the clock's time is left is not told to a wall: an hour is soon.
    let due = time::due(due_ms, now_ms, is_paused, now_ms);
    if due.urgency == Urgency::None && was_missed {
        return (t::missed().to_owned(), Urgency::Over);
    }
    let left_s = due_ms.map_or(f64::MAX, |due_ms| (due_ms - now_ms) / 1000.0);
    let is_close = !is_paused && (0.0..CLOSE_S).contains(&left_s);
    (if is_close { time::span(left_s as u64) } else { due.text }, due.urgency)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_counts_seconds_at_its_end_and_then_how_late_it_is() {
        let minute = 60_000.0;
        let at = |now: f64| left(Some(120.0 * minute), false, false, now * minute);
        assert_eq!(at(0.0), ("2 h".into(), Urgency::InTime));
        assert_eq!(at(75.0), ("45 min".into(), Urgency::Soon));
        assert_eq!(at(116.5), ("3 min 30 s".into(), Urgency::Soon));
        assert_eq!(at(121.5), ("1 min late".into(), Urgency::Over));
    }

    #[test]
    fn what_waits_for_a_team_is_not_nobodys() {
        assert_eq!(who(Some("AM".into()), false), "AM");
        assert_eq!((who(None, true), who(None, false)), (t::a_team().to_owned(), t::nobody().to_owned()));
        assert_ne!(t::a_team(), t::nobody());
    }

    #[test]
    fn a_clock_that_stands_still_says_so_and_one_that_was_missed_before() {
        assert_eq!(left(Some(1.0), true, true, 0.0), (words::paused().into(), Urgency::Paused));
        assert_eq!(left(None, false, true, 0.0), (t::missed().into(), Urgency::Over));
        assert_eq!(left(None, false, false, 0.0).1, Urgency::None);
    }
}

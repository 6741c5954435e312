//! The five figures a shift starts with.

use super::{drill, geometry::per_mille};
use crate::texts as t;
use base::{i18n::number, scope::use_scope, time};
use leptos::prelude::*;
use wire::{
    overview::Operational,
    queue::{AssigneeFilter, QueueFilter, Span},
};

/// One figure: what it says, what stands under it, and which rows make it.
#[derive(Clone, Debug, PartialEq)]
struct Tile {
    name: &'static str,
    figure: String,
    note: String,
    is_late: bool,
    rows: QueueFilter,
}

#[component]
pub(super) fn Tiles(known: Signal<Operational>) -> impl IntoView {
    let scope = use_scope();
    let several = !scope.is_single();
    let now = time::use_now();
    let tiles = Memo::new(move |_| known.with(|known| tiles(known, several, now.get())));
    let tile = move |place: usize| {
        let scope = scope.clone();
        let read = move |field: fn(&Tile) -> String| move || tiles.with(|tiles| field(&tiles[place]));
        let class = move || if tiles.with(|tiles| tiles[place].is_late) { "card tile tile--late" } else { "card tile" };
        let inside = move || {
            view! {
                <div class="tile__name">{read(|tile| tile.name.to_owned())}</div>
                <div class="tile__figure">{read(|tile| tile.figure.clone())}</div>
                <div class="tile__note">{read(|tile| tile.note.clone())}</div>
            }
        };
        if scope.may(wire::vocabulary::Capability::QueueRead) {
            let to = move || tiles.with(|tiles| drill(&scope, &tiles[place].rows));
            view! { <li><a class=class href=to>{inside()}</a></li> }.into_any()
        } else {
            view! { <li><div class=class>{inside()}</div></li> }.into_any()
        }
    };
    view! { <ul class="tiles">{(0..5).map(tile).collect_view()}</ul> }
}

fn tiles(known: &Operational, several: bool, now_ms: f64) -> Vec<Tile> {
    let open = QueueFilter::open;
    let since = || Span { from: Some(known.since.clone()), to: None };
    let span = |seconds: Option<u64>| seconds.map_or_else(|| t::no_figure().to_owned(), time::span);
    let acknowledge = known.time_to_acknowledge;
    let level = known.within_service_level;
    vec![
        Tile {
            name: t::figure_open(),
            figure: number(known.open),
            note: since_yesterday(known.open_since_yesterday),
            is_late: false,
            rows: open(),
        },
        Tile {
            name: t::figure_breached(),
            figure: number(known.breached),
            note: match known.breached {
                0 => t::none_late().to_owned(),
                _ if several => t::in_clients(known.breached_clients),
                _ => t::clock_missed().to_owned(),
            },
            is_late: known.breached > 0,
            rows: QueueFilter { breached: Some(true), ..open() },
        },
        Tile {
            name: t::figure_unassigned(),
            figure: number(known.unassigned),
            note: match known.unassigned_oldest_at.as_ref().and_then(time::ms_of) {
                Some(oldest_ms) => t::oldest(&time::span(((now_ms - oldest_ms) / 1000.0).max(0.0) as u64)),
                None => t::everybody_assigned().to_owned(),
            },
            is_late: false,
            rows: QueueFilter { assignee: Some(AssigneeFilter::Nobody), ..open() },
        },
        Tile {
            name: t::figure_acknowledge(),
            figure: span(acknowledge.median_s),
            note: t::median_and_tail(&span(acknowledge.p90_s), &span(acknowledge.mean_s)),
            is_late: false,
            rows: QueueFilter { acknowledged: since(), ..QueueFilter::default() },
        },
        Tile {
            name: t::figure_within(),
            figure: share(level.within, level.resolved),
            note: match level.resolved {
                0 => t::nothing_resolved().to_owned(),
                resolved => t::within_of(&number(level.within), &number(resolved)),
            },
            is_late: false,
            rows: QueueFilter { resolved: since(), ..QueueFilter::default() },
        },
    ]
}

fn since_yesterday(change: i64) -> String {
    match change {
        0 => t::as_yesterday().to_owned(),
        more @ 1.. => t::more_since_yesterday(&number(more.unsigned_abs())),
        fewer => t::fewer_since_yesterday(&number(fewer.unsigned_abs())),
    }
}

/// "98.2 %", or a dash of nothing.
pub(super) fn share(part: u64, whole: u64) -> String {
    match per_mille(part, whole) {
        None => t::no_figure().to_owned(),
        Some(1000) => t::percent("100"),
        Some(tenths) => t::percent(&[&(tenths / 10).to_string(), ".", &(tenths % 10).to_string()].concat()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_names_the_rows_that_make_it() {
        let mut known = super::super::empty();
        known.since = wire::Instant("2026-10-25T00:00:00Z".into());
        (known.open, known.breached, known.breached_clients) = (187, 3, 2);
        let tiles = tiles(&known, true, 0.0);
        let rows: Vec<String> = tiles
            .iter()
            .map(|tile| {
                tile.rows.to_pairs().iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
            })
            .collect();
        assert_eq!(
            rows,
            [
                "status=new,in_progress,on_hold",
                "status=new,in_progress,on_hold&breached=true",
                "status=new,in_progress,on_hold&assignee=nobody",
                "acknowledged_from=2026-10-25T00:00:00Z",
                "resolved_from=2026-10-25T00:00:00Z",
            ]
        );
        assert_eq!((tiles[0].figure.as_str(), tiles[1].note.as_str()), ("187", "in 2 clients"));
    }

    #[test]
    fn a_share_of_nothing_is_no_share() {
        assert_eq!(
            [share(0, 0), share(982, 1000), share(5, 5), share(9999, 10_000)],
            ["–", "98.2 %", "100 %", "99.9 %"]
        );
    }

    #[test]
    fn yesterday_is_said_in_words() {
        assert_eq!(
            [0, 6, -2].map(since_yesterday),
            ["as many as yesterday", "6 more than yesterday", "2 fewer than yesterday"]
        );
    }
}

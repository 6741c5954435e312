//! Incidents by ATT&CK: its tactics beside each other, and below each the techniques that were met.

use super::{Dashboard, Heading, OverviewTabs, SETTLE_MS, drill, failure, figure, geometry::heat};
use crate::texts as t;
use base::{
    api,
    i18n::number,
    load::load,
    scope::{Scope, use_scope},
    ui::{Card, Skeleton, focus_on},
    words,
};
use leptos::{ev, prelude::*};
use wire::{
    Instant,
    attack::{TacticFigures, TechniqueFigures},
    queue::{QueueFilter, Span},
    vocabulary::{Capability, Tactic},
};

/// How far back, as the tenant API has it where nothing is said: a link stays good while time goes on.
const SINCE: &str = "-30d";

#[component]
pub(super) fn AttackPage() -> impl IntoView {
    let scope = use_scope();
    let attack = load(move || {
        let scope = scope.clone();
        async move { api::read_attack(&scope).await }
    });
    attack.keep_fresh(SETTLE_MS);
    let (value, known) = (attack.value(), attack.value());
    let truth =
        Signal::derive(move || value.with(|known| known.as_ref().map(|a| (a.as_of.clone(), a.partial.clone()))));
    let tactics = Memo::new(move |_| known.with(|known| known.as_ref().map(|known| known.tactics.clone())));
    // Which cell the keys are at, whatever is read anew.
    let at = RwSignal::new((0, 0));
    view! {
        <Heading truth />
        <OverviewTabs current=Dashboard::Attack />
        {failure(&attack)}
        {move || match tactics.with(|tactics| tactics.as_deref().map(|tactics| matrix(tactics, at))) {
            Some(matrix) => view! {
                <Card title=t::attack() aside=|| t::attack_caption()>{matrix}<p class="attack__notice">{t::attack_notice()}</p></Card>
            }
            .into_any(),
            None => view! { <Skeleton lines=8 /> }.into_any(),
        }}
    }
    .into_any()
}

/// The rows behind a tactic, or one of its techniques.
fn rows_of(tactic: Tactic, technique: Option<&str>) -> QueueFilter {
    QueueFilter {
        tactic: vec![tactic],
        technique: technique.into_iter().map(str::to_owned).collect(),
        created: Span { from: Some(Instant(SINCE.to_owned())), to: None },
        ..QueueFilter::default()
    }
}

fn matrix(tactics: &[TacticFigures], at: RwSignal<(usize, usize)>) -> AnyView {
    let scope = use_scope();
    let most = tactics.iter().flat_map(|tactic| &tactic.techniques).map(|one| one.incidents).max().unwrap_or(0);
    let heights: Vec<usize> = tactics.iter().map(|tactic| tactic.techniques.len()).collect();
    let there = pulled_in(at.get_untracked(), &heights);
    *at.write_untracked() = there;
    let columns = tactics.iter().enumerate().map(|(column, tactic)| {
        let count = figure(tactic.incidents, drill(&scope, &rows_of(tactic.tactic, None)), None);
        let cells = tactic.techniques.iter().enumerate();
        let cells = cells.map(|(row, one)| cell(&scope, (tactic.tactic, one), most, (column, row), at));
        view! {
            <div class="attack__tactic" role="group" aria-label=words::category(tactic.tactic.category())>
                <h3>{words::category(tactic.tactic.category())} " " {count}</h3>
                <p>{t::attack_open(tactic.open)}</p>
                <ul>{cells.collect_view()}</ul>
            </div>
        }
        .into_any()
    });
    let columns = columns.collect_view();
    let on_key = move |event: ev::KeyboardEvent| {
        let is_at_a_cell = focused().is_some_and(|focused| focused == cell_id(at.get_untracked()));
        if let Some(to) = moved(at.get_untracked(), &heights, &event.key()).filter(|_| is_at_a_cell) {
            event.prevent_default();
            focus_cell(to);
        }
    };
    view! { <div class="attack" on:keydown=on_key>{columns}</div> }.into_any()
}

fn cell(
    scope: &Scope,
    (tactic, one): (Tactic, &TechniqueFigures),
    most: u64,
    place: (usize, usize),
    at: RwSignal<(usize, usize)>,
) -> AnyView {
    let name = if one.name.is_empty() { one.id.clone() } else { [&one.id, " ", &one.name].concat() };
    let label = t::attack_cell(one.incidents, &name, &number(one.open));
    let class = ["attack__cell attack__cell--", &heat(one.incidents, most).to_string()].concat();
    let role = if scope.may(Capability::QueueRead) { "link" } else { "img" };
    view! {
        <li>
            <a class=class id=cell_id(place) href=drill(scope, &rows_of(tactic, Some(&one.id))) role=role aria-label=label
                tabindex=move || if at.get() == place { "0" } else { "-1" }
                on:focus=move |_| at.set(place)>
                <span>{one.name.clone()} " " <small>{one.id.clone()}</small></span>
                <b>{number(one.incidents)}</b>
            </a>
        </li>
    }
    .into_any()
}

/// Where a key leads among columns of these heights: to the next column that has a cell, as far down as it goes.
fn moved((column, row): (usize, usize), heights: &[usize], key: &str) -> Option<(usize, usize)> {
    let beside = |mut columns: Box<dyn Iterator<Item = usize>>| {
        let column = columns.find(|column| heights.get(*column).is_some_and(|height| *height > 0))?;
        Some((column, row.min(heights[column] - 1)))
    };
    let height = heights.get(column).copied().unwrap_or(0);
    match key {
        "ArrowDown" => Some((column, row + 1)).filter(|(_, row)| *row < height),
        "ArrowUp" => Some((column, row.checked_sub(1)?)),
        "ArrowRight" => beside(Box::new(column + 1..heights.len())),
        "ArrowLeft" => beside(Box::new((0..column).rev())),
        "Home" => Some((column, 0)).filter(|_| row > 0),
        "End" => Some((column, height.checked_sub(1)?)).filter(|(_, last)| *last != row),
        _ => None,
    }
}

/// The same cell, or one that there is.
fn pulled_in((column, row): (usize, usize), heights: &[usize]) -> (usize, usize) {
    match heights.get(column) {
        Some(height) if *height > 0 => (column, row.min(height - 1)),
        _ => (heights.iter().position(|height| *height > 0).unwrap_or(0), 0),
    }
}

fn cell_id((column, row): (usize, usize)) -> String {
    ["technique-", &column.to_string(), "-", &row.to_string()].concat()
}

fn focused() -> Option<String> {
    Some(document().active_element()?.id())
}

fn focus_cell(place: (usize, usize)) {
    focus_on(document().get_element_by_id(&cell_id(place)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_to_cells_that_are_there() {
        // Columns of:   2, none, 3, 1
        let heights = [2, 0, 3, 1];
        assert_eq!(moved((0, 0), &heights, "ArrowDown"), Some((0, 1)));
        assert_eq!(moved((0, 1), &heights, "ArrowDown"), None);
        assert_eq!(moved((0, 0), &heights, "ArrowUp"), None);
        assert_eq!(moved((0, 1), &heights, "ArrowRight"), Some((2, 1)), "past what has none");
        assert_eq!(moved((2, 2), &heights, "ArrowRight"), Some((3, 0)), "as far down as it goes");
        assert_eq!(moved((2, 2), &heights, "ArrowLeft"), Some((0, 1)));
        assert_eq!(moved((0, 0), &heights, "ArrowLeft"), None);
        assert_eq!((moved((2, 1), &heights, "End"), moved((2, 1), &heights, "Home")), (Some((2, 2)), Some((2, 0))));
        assert_eq!(moved((2, 1), &heights, "x"), None);
    }

    #[test]
    fn there_is_one_way_in_as_long_as_there_is_a_cell() {
        assert_eq!(pulled_in((2, 5), &[2, 0, 3]), (2, 2));
        assert_eq!(pulled_in((1, 0), &[0, 0, 3]), (2, 0));
        assert_eq!(pulled_in((7, 7), &[]), (0, 0));
    }

    #[test]
    fn a_cells_rows_are_of_its_tactic_and_technique_since_then() {
        let filter = rows_of(Tactic::CredentialAccess, Some("T1110"));
        let pairs = [("tactic", "TA0006"), ("technique", "T1110"), ("created_from", "-30d")];
        assert_eq!(filter.to_pairs(), pairs.map(|(name, value)| (name, value.to_owned())));
    }
}

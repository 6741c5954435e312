//! What became of what was closed: by verdict, how much of it without a look at the evidence, and how the clients rated it.

use super::{drill, figure};
use crate::texts as t;
use base::{i18n::number, scope::use_scope, ui::Card, words};
use leptos::prelude::*;
use wire::{
    Instant,
    overview::{Operational, VerdictFigures},
    queue::{QueueFilter, Span},
    vocabulary::Status,
};

#[component]
pub(super) fn Verdicts(known: Signal<Operational>) -> impl IntoView {
    let figures = Memo::new(move |_| known.with(|known| (known.by_verdict.clone(), known.since.clone())));
    move || {
        figures.with(|(figures, since)| {
            (!figures.is_empty()).then(|| {
                let table = table(figures, since);
                view! { <Card title=t::closed_by_verdict()>{table}</Card> }.into_any()
            })
        })
    }
}

fn total(figures: &[VerdictFigures]) -> VerdictFigures {
    figures.iter().fold(VerdictFigures::default(), |sum, one| VerdictFigures {
        closed: sum.closed + one.closed,
        unopened: sum.unopened + one.unopened,
        rated: sum.rated + one.rated,
        rating_sum: sum.rating_sum + one.rating_sum,
        ..sum
    })
}

/// The mean in tenths, to the nearest; `None` where nobody rated.
fn mean_tenths(figures: &VerdictFigures) -> Option<u64> {
    (figures.rating_sum * 10 + figures.rated / 2).checked_div(figures.rated)
}

fn rating(figures: &VerdictFigures) -> String {
    match mean_tenths(figures) {
        None => t::no_figure().to_owned(),
        Some(tenths) => t::rating_mean(&[number(tenths / 10), number(tenths % 10)].join("."), &number(figures.rated)),
    }
}

fn table(figures: &[VerdictFigures], since: &Instant) -> AnyView {
    let resolved = Span { from: Some(since.clone()), to: None };
    let closed = QueueFilter { status: vec![Status::Closed], resolved, ..QueueFilter::default() };
    let to = drill(&use_scope(), &closed);
    let line = |name: &'static str, of: &VerdictFigures, to: Option<String>| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="number">{figure(of.closed, to, None)}</td>
                <td class="number">{figure(of.unopened, None, None)}</td>
                <td class="number">{rating(of)}</td>
            </tr>
        }
        .into_any()
    };
    let heads = [t::column_closed(), t::column_unopened(), t::column_rating()];
    let heads = heads.map(|name| view! { <th scope="col" class="number">{name}</th> }.into_any());
    let rows = figures.iter().map(|of| line(words::verdict(of.verdict), of, None)).collect_view();
    view! {
        <table class="figures">
            <thead><tr><th scope="col">{t::column_verdict()}</th>{heads.into_iter().collect_view()}</tr></thead>
            <tbody>{rows}</tbody>
            <tfoot>{line(t::total(), &total(figures), to)}</tfoot>
        </table>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_is_of_what_was_rated_and_not_of_means() {
        let of = |closed, rated, rating_sum| VerdictFigures { closed, rated, rating_sum, ..VerdictFigures::default() };
        let all = [of(10, 1, 5), of(4, 3, 9), of(7, 0, 0)];
        assert_eq!(mean_tenths(&total(&all)), Some(35));
        assert_eq!(all.each_ref().map(mean_tenths), [Some(50), Some(30), None]);
        assert_eq!(mean_tenths(&of(3, 3, 14)), Some(47), "to the nearest");
    }
}

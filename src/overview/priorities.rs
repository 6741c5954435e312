//! What is open, by priority and status; the sums are the open figure.

use super::{drill, figure};
use crate::texts as t;
use base::{
    scope::use_scope,
    ui::{Card, Level},
    words,
};
use leptos::prelude::*;
use wire::{
    overview::{Operational, PriorityCount},
    queue::QueueFilter,
    vocabulary::{Priority, Status},
};

#[component]
pub(super) fn Priorities(known: Signal<Operational>) -> impl IntoView {
    let counts = Memo::new(move |_| known.with(|known| known.by_priority.clone()));
    view! { <Card title=t::open_by_priority()>{move || counts.with(|counts| table(counts))}</Card> }
}

/// How many of `counts` have this priority and status; `None` for either is all of them.
fn sum(counts: &[PriorityCount], priority: Option<Priority>, status: Option<Status>) -> u64 {
    counts
        .iter()
        .filter(|count| priority.is_none_or(|priority| priority == count.priority))
        .filter(|count| status.is_none_or(|status| status == count.status))
        .map(|count| count.count)
        .sum()
}

fn rows_of(priority: Option<Priority>, status: Option<Status>) -> QueueFilter {
    QueueFilter {
        status: status.map_or_else(|| QueueFilter::OPEN.to_vec(), |status| vec![status]),
        priority: priority.into_iter().collect(),
        ..QueueFilter::default()
    }
}

fn table(counts: &[PriorityCount]) -> AnyView {
    let scope = use_scope();
    let columns: Vec<Option<Status>> = QueueFilter::OPEN.into_iter().map(Some).chain([None]).collect();
    let cells = |priority: Option<Priority>| {
        columns
            .iter()
            .map(|status| {
                let count = sum(counts, priority, *status);
                view! { <td class="number">{figure(count, drill(&scope, &rows_of(priority, *status)), None)}</td> }
            })
            .collect_view()
    };
    let heads = columns.iter().map(|status| {
        view! { <th scope="col" class="number">{status.map_or(t::total(), words::status)}</th> }
    });
    let rows = Priority::ALL.iter().rev().map(|priority| {
        view! { <tr><th scope="row"><Level of=*priority /></th>{cells(Some(*priority))}</tr> }
    });
    view! {
        <table class="figures">
            <thead><tr><th scope="col">{t::column_priority()}</th>{heads.collect_view()}</tr></thead>
            <tbody>{rows.collect_view()}</tbody>
            <tfoot><tr><th scope="row">{t::total()}</th>{cells(None)}</tr></tfoot>
        </table>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_agree_in_both_directions() {
        let count = |priority, status, count| PriorityCount { priority, status, count };
        let counts = [
            count(Priority::High, Status::New, 3),
            count(Priority::High, Status::OnHold, 2),
            count(Priority::Low, Status::New, 5),
        ];
        assert_eq!(sum(&counts, Some(Priority::High), None), 5);
        assert_eq!(sum(&counts, None, Some(Status::New)), 8);
        assert_eq!(sum(&counts, None, None), 10);
        assert_eq!(rows_of(None, None), QueueFilter::open());
    }
}

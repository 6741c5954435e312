//! What one has offered lately: what became of it, and the way to withdraw what still stands.

use super::{Desk, outcomes::Came, texts as t};
use crate::forms::{Sending, not_sent, only_seen};
use base::{
    api::handovers,
    time::{self, Style},
    ui::{Button, Card, Moment},
};
use leptos::prelude::*;
use wire::handover::{Handover, HandoverCommand, HandoverOutcome};

#[component]
pub(super) fn Given(desk: Desk) -> impl IntoView {
    let given = Memo::new(move |_| desk.handovers(false));
    let sending = Sending::new();
    move || {
        let given = given.get();
        (!given.is_empty()).then(move || {
            let rows = given.into_iter().map(move |one| row(desk, sending, one));
            view! {
                <Card title=t::given()>
                    <table class="listing" aria-label=t::given()>
                        <thead><tr>
                            <th scope="col">{t::to()}</th>
                            <th scope="col">{t::offered_at()}</th>
                            <th scope="col">{t::became()}</th>
                            <td></td>
                        </tr></thead>
                        <tbody>{rows.collect_view()}</tbody>
                    </table>
                    {not_sent(sending)}
                </Card>
            }
            .into_any()
        })
    }
}

fn row(desk: Desk, sending: Sending, handover: Handover) -> AnyView {
    let name = handover.to.name.clone();
    let is_open = handover.count(HandoverOutcome::Open) > 0;
    let until = is_open.then(|| t::until(&time::shown(&handover.expires_at, Style::DateTime)));
    let became = became(&handover);
    let (label, id) = (t::withdraw_from(&name), StoredValue::new(handover.id));
    let withdraw = move |()| {
        let (scope, id) = (desk.scope(), id.get_value());
        let work = async move { handovers::command_handover(&scope, &id, &HandoverCommand::Withdraw).await };
        sending.run(work, move |told| desk.done(Came { said: t::withdrawn(&told.to.name), left: vec![] }));
    };
    let act = is_open.then(|| {
        view! { <Button label is_busy=sending.is_busy refusal=only_seen() on_press=withdraw>{t::withdraw()}</Button> }
            .into_any()
    });
    view! {
        <tr class:listing__past=!is_open>
            <th scope="row">{name}</th>
            <td data-name=t::offered_at()><Moment at=handover.offered_at /></td>
            <td data-name=t::became()>{became}<small>{until}</small></td>
            <td class="listing__acts">{act}</td>
        </tr>
    }
    .into_any()
}

/// A count in words.
type Word = fn(u64) -> String;

/// How many came to what.
fn became(handover: &Handover) -> String {
    let words: [(HandoverOutcome, Word); 5] = [
        (HandoverOutcome::Open, t::count_open),
        (HandoverOutcome::Accepted, t::count_accepted),
        (HandoverOutcome::Declined, t::count_declined),
        (HandoverOutcome::Withdrawn, t::count_withdrawn),
        (HandoverOutcome::Expired, t::count_expired),
    ];
    let mut left = handover.rows.len();
    let mut said = vec![];
    for (outcome, word) in words {
        let count = handover.count(outcome);
        left -= count;
        said.extend((count > 0).then(|| word(count as u64)));
    }
    said.extend((left > 0).then(|| t::count_left(left as u64)));
    said.join(", ")
}

//! What came of an answer: how many, and what was left, each with why.

use super::{Desk, texts as t};
use base::{
    links,
    ui::{Button, ButtonKind, Icon, Sign},
};
use leptos::prelude::*;
use wire::{handover::HandoverOutcome, session::IncidentKey};

/// What came of one answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Came {
    pub(super) said: String,
    pub(super) left: Vec<(IncidentKey, HandoverOutcome)>,
}

#[component]
pub(super) fn Outcome(desk: Desk) -> impl IntoView {
    let left = move |came: &Came| {
        let scope = desk.scope();
        let row = |(key, outcome): &(IncidentKey, HandoverOutcome)| {
            view! { <li><a href=links::incident_of(&scope, key)>{key.0.clone()}</a>": "{because(*outcome)}</li> }
        };
        (!came.left.is_empty()).then(|| view! { <ul>{came.left.iter().map(row).collect_view()}</ul> })
    };
    view! {
        <div class="handover__came" role="status">
            {move || desk.came.get().map(|came| view! {
                <div class="card">
                    <div class="toolbar">
                        <p class="toolbar__title">{came.said.clone()}</p>
                        <Button kind=ButtonKind::Quiet label=t::dismiss() on_press=move |()| desk.came.set(None)>
                            <Icon sign=Sign::Close />
                        </Button>
                    </div>
                    {left(&came)}
                </div>
            }.into_any())}
        </div>
    }
    .into_any()
}

/// Why an incident was left as it was.
pub(super) fn because(outcome: HandoverOutcome) -> &'static str {
    match outcome {
        HandoverOutcome::Open => t::is_open(),
        HandoverOutcome::Accepted => t::is_accepted(),
        HandoverOutcome::Declined => t::is_declined(),
        HandoverOutcome::Withdrawn => t::is_withdrawn(),
        HandoverOutcome::Expired => t::is_expired(),
        HandoverOutcome::Changed => t::left_changed(),
        HandoverOutcome::NotTheirs => t::left_not_theirs(),
        HandoverOutcome::State => t::left_state(),
        HandoverOutcome::Capability => t::left_capability(),
        HandoverOutcome::Recipient => t::left_recipient(),
        HandoverOutcome::Offered => t::left_offered(),
        HandoverOutcome::Missing | HandoverOutcome::Unknown => t::left_missing(),
    }
}

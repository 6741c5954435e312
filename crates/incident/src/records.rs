//! Access records of this incident: who opened its evidence, when, why and for how long, checked in the browser.

use crate::{desk::use_desk, texts as t};
use base::{
    api::audit::{AccessRecord, list_access_records},
    chain::{self, Outcome},
    load::load,
    task,
    time::span,
    ui::{Card, Moment, PersonChip, Untrusted},
};
use leptos::{ev, html, prelude::*};
use wire::vocabulary::Capability;

/// Read when it is unfolded, and again whenever the timeline tells something new.
#[component]
pub(crate) fn Records() -> impl IntoView {
    let desk = use_desk();
    let place = desk.place();
    if !place.scope.may_in(&place.client.id, Capability::ReceiptsRead) {
        return ().into_any();
    }
    let details = NodeRef::<html::Details>::new();
    let is_unfolded = RwSignal::new(false);
    let timeline = desk.timeline().value();
    let records = load(move || {
        timeline.track();
        let (place, is_unfolded) = (desk.place(), is_unfolded.get());
        async move {
            if !is_unfolded {
                return Ok(vec![]);
            }
            let list = list_access_records(&place.scope, &place.client.id, Some(&place.key), None).await?;
            Ok(list.items)
        }
    })
    .value();
    let outcome = RwSignal::new(None::<Outcome>);
    task::effect({
        let records = records.clone();
        move || {
            let proofs: Vec<_> = records.get().unwrap_or_default().into_iter().map(|record| record.proof).collect();
            task::while_here(async move {
                // One incident's: the records between them are of others.
                let checked = if proofs.is_empty() { None } else { Some(chain::check(&proofs, false).await) };
                outcome.set(checked);
            });
        }
    });
    let toggled = move |_: ev::Event| is_unfolded.set(details.get_untracked().is_some_and(|details| details.open()));
    let count = desk.of_head(|head| head.evidence.openings_count);
    view! {
        <Card title=t::access_records()>
            <details node_ref=details on:toggle=toggled>
                <summary>{move || t::times_opened(count.get().into())}</summary>
                <ul class="records">
                    {move || records.get().unwrap_or_default().into_iter().map(view_record).collect_view()}
                </ul>
                <p class="chain" role="status">
                    {move || outcome.get().map(|outcome| match outcome {
                        Outcome::Sound => t::chain_is_sound().to_owned(),
                        Outcome::Broken { link, .. } => t::chain_is_broken(&link.number.to_string()),
                        Outcome::Unchecked => t::chain_is_unchecked().to_owned(),
                    })}
                </p>
            </details>
        </Card>
    }
    .into_any()
}

fn view_record(record: AccessRecord) -> AnyView {
    let noted = [
        record.granted_by.map(|by| t::let_in_by(&by.name)),
        record.open_s.map(|open_s| t::was_open(&span(open_s))),
        (record.copies > 0).then(|| t::copied_times(record.copies.into())),
        (record.downloads > 0).then(|| t::downloaded_times(record.downloads.into())),
        Some(t::record_number(&record.proof.link.number.to_string())),
    ];
    let noted = noted.into_iter().flatten().collect::<Vec<_>>().join(", ");
    view! {
        <li>
            <PersonChip name=Some(record.opened_by.name) /> <small>{record.opened_by.organisation}</small>
            " " <Moment at=record.opened_at /> " " <q><Untrusted text=record.reason longest=500 /></q>
            " " <small>{noted}</small>
        </li>
    }
    .into_any()
}

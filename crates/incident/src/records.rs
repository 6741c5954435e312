//! Access records of this incident: who opened its evidence, when, why and for how long, checked in the browser.

use crate::{desk::use_desk, failed::view_failed, texts as t};
use base::{
    api::audit::{AccessRecord, list_access_records},
    chain::{self, Outcome},
    load::load,
    task,
    time::span,
    ui::{Card, Moment, PersonChip, Untrusted},
};
use leptos::{ev, html, prelude::*};
use wire::{session::Person, vocabulary::Capability};

/// Read when it is unfolded, all of them, and again whenever there are more.
#[component]
pub(crate) fn Records() -> impl IntoView {
    let desk = use_desk();
    let place = desk.place();
    if !place.scope.may_in(&place.client.id, Capability::ReceiptsRead) {
        return ().into_any();
    }
    let details = NodeRef::<html::Details>::new();
    let is_unfolded = RwSignal::new(false);
    let count = desk.of_head(|head| head.evidence.openings_count);
    let loaded = load(move || {
        count.track();
        let (place, is_unfolded) = (desk.place(), is_unfolded.get());
        async move {
            let (mut records, mut cursor) = (vec![], None::<String>);
            if !is_unfolded {
                return Ok(records);
            }
            loop {
                let page = list_access_records(&place.scope, &place.client.id, Some(&place.key), cursor.as_deref());
                let page = page.await?;
                records.extend(page.items);
                cursor = page.next_cursor;
                if cursor.is_none() {
                    return Ok(records);
                }
            }
        }
    });
    let (records, again) = (loaded.value(), loaded.clone());
    let failed = view_failed(Signal::derive(move || loaded.failure()), Callback::new(move |()| again.reload()));
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
    view! {
        <Card title=t::access_records()>
            <details node_ref=details on:toggle=toggled>
                <summary>{move || t::times_opened(count.get().into())}</summary>
                <ul>
                    {move || records.get().unwrap_or_default().into_iter().map(view_record).collect_view()}
                </ul>
                {failed}
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

/// What was noted of an opening: who let the opener in, how long it was open, and what was taken along.
pub(crate) fn noted(granted_by: Option<&Person>, open_s: Option<u64>, copies: u32, downloads: u32) -> Vec<String> {
    let noted = [
        granted_by.map(|by| t::let_in_by(&by.name)),
        open_s.map(|seconds| t::was_open(&span(seconds))),
        (copies > 0).then(|| t::copied_times(copies.into())),
        (downloads > 0).then(|| t::downloaded_times(downloads.into())),
    ];
    noted.into_iter().flatten().collect()
}

fn view_record(record: AccessRecord) -> AnyView {
    let mut noted = noted(record.granted_by.as_ref(), record.open_s, record.copies, record.downloads);
    noted.push(t::record_number(&record.proof.link.number.to_string()));
    let noted = noted.join(", ");
    view! {
        <li>
            <PersonChip name=Some(record.opened_by.name) /> <small>{record.opened_by.organisation}</small>
            " " <Moment at=record.opened_at /> " " <q><Untrusted text=record.reason longest=500 /></q>
            " " <small>{noted}</small>
        </li>
    }
    .into_any()
}

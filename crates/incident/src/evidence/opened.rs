//! The opened panel: the record of the opening, the findings, and the way to lock it again.

use super::{IDLE_MS, LAST_MS, Safe, calls, files::view_files, finding::view_finding, is_at};
use crate::{rows, texts as t};
use base::{
    api::ApiError,
    task,
    time::{Style, count_seconds, span, use_now},
    ui::{Button, ButtonKind, Failure, Icon, Moment, Sign, Untrusted, focus_when_shown},
    words,
};
use leptos::{ev, html, prelude::*};
use wire::opening::CopiedKind;
use wire_evidence::Receipt;

#[component]
pub(super) fn OpenedPanel(safe: Safe) -> impl IntoView {
    let heading = NodeRef::<html::H2>::new();
    focus_when_shown(heading);
    let panel = NodeRef::<html::Section>::new();
    note_copies(safe, panel);
    // The panel is built once for each opening; more findings are added to it one page at a time.
    let receipt = safe.opened.with_untracked(|opened| opened.as_ref().map(|opened| opened.receipt.clone()));
    let count = move || {
        safe.opened.with(|opened| {
            opened.as_ref().map(|opened| match opened.next_cursor {
                None => t::findings_shown(opened.findings.len() as u64),
                Some(_) => t::findings_and_more(opened.findings.len() as u64),
            })
        })
    };
    // Only what is done in here keeps it open.
    view! {
        <section
            class="opened"
            aria-label=t::evidence_is_open()
            on:keydown=move |_| safe.keep_open()
            on:pointerdown=move |_| safe.keep_open()
            on:click=move |_| safe.keep_open()
            on:focusin=move |_| safe.keep_open()
            on:wheel=move |_| safe.keep_open()
            node_ref=panel
        >
            <header class="opened__head">
                <Icon sign=Sign::Unsealed />
                <div>
                    <h2 tabindex="-1" node_ref=heading>{t::evidence_is_open()}</h2>
                    <p>{count}</p>
                </div>
                <LocksIn safe />
                <Button kind=ButtonKind::Evidence on_press=move |()| safe.lock_here(t::locked_again())>{t::lock_again()}</Button>
            </header>
            {receipt.map(|receipt| view! { <Record safe receipt /> }.into_any())}
            <Findings safe />
            {view_files(safe)}
        </section>
    }
    .into_any()
}

/// What is copied out of the panel joins the record, wherever its selection begins: there the browser tells of it. One's own words in a
/// field are no evidence.
fn note_copies(safe: Safe, panel: NodeRef<html::Section>) {
    let copying = window_event_listener(ev::copy, move |event| {
        let Some(panel) = panel.get_untracked().filter(|_| !is_at(&event, "input, textarea")) else { return };
        let selection = window().get_selection().ok().flatten().filter(|selection| !selection.is_collapsed());
        let range = selection.and_then(|selection| selection.get_range_at(0).ok());
        if range.is_some_and(|range| range.intersects_node(&panel).unwrap_or(false)) {
            safe.note_copy(CopiedKind::Record);
        }
    });
    on_cleanup(move || copying.remove());
}

/// The time until it is locked by itself: in minutes, and the last one in seconds, for everybody to see.
#[component]
fn LocksIn(safe: Safe) -> impl IntoView {
    let now = use_now();
    let left_ms = move || (IDLE_MS - (now.get() - safe.used_ms.get()).max(0.0)).max(0.0);
    let text = move || {
        let left_ms = left_ms();
        if left_ms <= LAST_MS {
            count_seconds();
            return t::locks_in(&span((left_ms / 1000.0).ceil() as u64));
        }
        // Whole minutes, rounded up: "10 min" when it was used just now.
        t::locks_in(&span((left_ms / 60_000.0).ceil() as u64 * 60))
    };
    let class = move || if left_ms() <= LAST_MS { "opened__clock opened__clock--last" } else { "opened__clock" };
    view! {
        <p class=class>
            <span>{text}</span>
            <Button kind=ButtonKind::Quiet on_press=move |()| safe.keep_open()>{t::keep_open()}</Button>
        </p>
    }
    .into_any()
}

/// Who opened it, when, why, and where that stands in the chain.
#[component]
fn Record(safe: Safe, receipt: Receipt) -> impl IntoView {
    let is_me = receipt.opened_by.id == safe.desk.place().session.user.id;
    let who = if is_me { words::you().to_owned() } else { receipt.opened_by.name };
    let short = |text: &str| text.chars().take(12).collect::<String>();
    let granted_by = receipt.granted_by.map(|by| view! { <span>{t::let_in_by(&by.name)}</span> }.into_any());
    view! {
        <p class="opened__record">
            <b>{t::access_record()}</b>
            <span><bdi>{who}</bdi></span>
            {granted_by}
            <Moment at=receipt.opened_at style=Style::Full />
            <q><Untrusted text=receipt.reason longest=500 /></q>
            <span class="opened__hash" title=receipt.id.0>{t::record_number(&receipt.number.to_string())}</span>
            <span class="opened__hash" title=receipt.hash.clone()>{t::record_hash(&short(&receipt.hash))}</span>
        </p>
    }
    .into_any()
}

#[component]
fn Findings(safe: Safe) -> impl IntoView {
    let is_busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<ApiError>);
    let count =
        Memo::new(move |_| safe.opened.with(|opened| opened.as_ref().map_or(0, |opened| opened.findings.len())));
    let limit = rows::limit(count.into());
    let has_more = Memo::new(move |_| {
        safe.opened.with(|opened| opened.as_ref().is_some_and(|opened| opened.next_cursor.is_some()))
    });
    let more = move |()| read_more(safe, is_busy, failure);
    let view_at = move |index: usize| {
        let finding = safe.opened.with_untracked(|opened| opened.as_ref()?.findings.get(index).cloned());
        finding.map(|finding| view_finding(safe, index, finding))
    };
    view! {
        {move || (count.get() == 0).then(|| view! { <p class="opened__none">{t::no_findings()}</p> }.into_any())}
        <ol class="findings">
            <For each=move || 0..limit.get().min(count.get()) key=|index| *index children=view_at />
        </ol>
        {view_failure(failure)}
        {move || has_more.get().then(|| view! {
            <div class="opened__more">
                <Button is_busy on_press=more>{t::show_more_findings()}</Button>
            </div>
        }.into_any())}
    }
}

/// Why something of an opening was not answered.
pub(super) fn view_failure(failure: RwSignal<Option<ApiError>>) -> AnyView {
    let failure = move || {
        failure.get().map(|error| {
            let request_id = error.request_id().map(str::to_owned);
            let text = match &error {
                // The receipt has expired.
                ApiError::NotFound => t::record_expired().to_owned(),
                error => words::error(error),
            };
            view! { <Failure text request_id /> }
        })
    };
    failure.into_any()
}

fn read_more(safe: Safe, is_busy: RwSignal<bool>, failure: RwSignal<Option<ApiError>>) {
    let asked = safe.opened.with_untracked(|opened| {
        let opened = opened.as_ref()?;
        Some((opened.receipt.id.clone(), opened.next_cursor.clone()?))
    });
    let Some((receipt, cursor)) = asked.filter(|_| !is_busy.get_untracked()) else { return };
    is_busy.set(true);
    failure.set(None);
    let place = safe.desk.place();
    task::to_the_end(async move {
        let answer = calls::read_more(&place, &receipt, cursor).await;
        // Locked or left meanwhile: then the answer is dropped here.
        if is_busy.try_set(false).is_some() {
            return;
        }
        match answer {
            Ok(page) => safe.opened.update(|opened| {
                if let Some(opened) = opened.as_mut().filter(|opened| opened.receipt.id == receipt) {
                    opened.add(page);
                }
            }),
            Err(error) => failure.set(Some(error)),
        }
    });
}

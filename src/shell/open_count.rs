//! How many incidents are open in this scope, beside the rail's link to them.

use crate::texts as t;
use base::{
    api,
    i18n::number,
    live::{LiveEvent, use_live},
    load::load,
    scope::use_scope,
    task,
};
use leptos::prelude::*;
use wire::{event::EventKind, queue::QueueFilter};

/// A burst of changes is counted once, this long after its first.
const SETTLE_MS: i32 = 2000;

#[component]
pub(crate) fn OpenCount() -> impl IntoView {
    let scope = use_scope();
    let facets = load(move || {
        let scope = scope.clone();
        async move { api::read_facets(&scope, &QueueFilter::open()).await }
    });
    let is_due = RwSignal::new(false);
    Effect::new({
        let facets = facets.clone();
        move |_| {
            if is_due.get() {
                let facets = facets.clone();
                task::while_here(async move {
                    task::sleep(SETTLE_MS).await;
                    let _gone = is_due.try_set(false);
                    facets.reload();
                });
            }
        }
    });
    use_live().on_event(move |event| {
        if !matches!(event, LiveEvent::Changed(event) if event.kind == EventKind::Timeline) && !is_due.get_untracked() {
            is_due.set(true);
        }
    });
    let value = facets.value();
    let count = Memo::new(move |_| value.with(|facets| facets.as_ref().map(|facets| facets.total)));
    move || {
        count.get().map(|count| {
            view! {
                <span class="rail__count">
                    <span aria-hidden="true">{number(count)}</span>
                    <span class="only-heard">{t::open_incidents(count)}</span>
                </span>
            }
        })
    }
}

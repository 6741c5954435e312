//! What is open in a scope, counted once for the rail and the queue alike.

use base::{
    api,
    live::{LiveEvent, use_live},
    load::{Loaded, load},
    scope::Scope,
    task,
};
use leptos::prelude::*;
use wire::{
    event::EventKind,
    queue::{Facets, QueueFilter},
    vocabulary::Capability,
};

/// A burst of changes is counted once, this long after its first.
const SETTLE_MS: i32 = 2000;

/// Counts what is open, and again after every change; `None` for whoever may not read the queue.
pub(super) fn count_open(scope: &Scope) -> Option<Loaded<Facets>> {
    if !scope.may(Capability::QueueRead) {
        return None;
    }
    let scope = scope.clone();
    let open = load(move || {
        let scope = scope.clone();
        async move { api::read_facets(&scope, &QueueFilter::open()).await }
    });
    let is_due = RwSignal::new(false);
    let counted = open.clone();
    task::effect(move || {
        if is_due.get() {
            let counted = counted.clone();
            task::while_here(async move {
                task::sleep(SETTLE_MS).await;
                let _gone = is_due.try_set(false);
                counted.reload();
            });
        }
    });
    use_live().on_event(move |event| {
        if !matches!(event, LiveEvent::Changed(event) if event.kind == EventKind::Timeline) && !is_due.get_untracked() {
            is_due.set(true);
        }
    });
    Some(open)
}

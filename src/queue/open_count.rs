//! What is open in a scope, counted once for the rail and the queue alike.

use base::{
    api,
    load::{Loaded, load},
    scope::Scope,
    task,
};
use wire::{
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
        async move {
            // Rows go first.
            task::once_seen().await;
            api::read_facets(&scope, &QueueFilter::open()).await
        }
    });
    open.keep_fresh(SETTLE_MS);
    Some(open)
}

//! The first rows of a queue that somebody is about to switch to, read while its scope is at hand in the switcher.
//!
//! They are the one thing of a client's that is read before its scope is opened, and so is not born below it. One page at most is
//! held: by the queue alone that it was read for, until any queue is opened, the user is another, or [`GOOD_MS`] have gone by.
//! In a cell of the thread and not in the context, which would be 500 bytes of a first visit.

use super::{address::Wanted, pages::FIRST_ROWS};
use base::{api, scope::Scope, task, time};
use std::cell::RefCell;
use wire::{list::List, queue::QueueRow};

/// For how long they are good. The queue that takes them reads them again all the same.
const GOOD_MS: f64 = 3000.0;

thread_local! {
    static PAGE: RefCell<Option<Page>> = const { RefCell::new(None) };
}

/// Rows, of which scope, by what filter and order, and when they came in.
struct Page {
    scope: Scope,
    wanted: Wanted,
    since_ms: f64,
    list: List<QueueRow>,
}

impl Page {
    fn is_of(&self, scope: &Scope, wanted: &Wanted, now_ms: f64) -> bool {
        self.scope == *scope && self.wanted == *wanted && now_ms - self.since_ms < GOOD_MS
    }
}

/// Reads the first rows of `scope`. What cannot be read now is asked for, and said, by the queue itself.
pub(crate) async fn foresee(scope: Scope, wanted: Wanted) {
    forget();
    let page = api::list_queue(&scope, &wanted.filter, wanted.sort, None, FIRST_ROWS as u16).await;
    let Ok(list) = page else { return };
    let since_ms = time::now_ms();
    PAGE.set(Some(Page { scope, wanted, since_ms, list }));
    // No client's rows stay where nobody asks for them.
    task::to_the_end(async move {
        task::sleep(GOOD_MS as i32).await;
        PAGE.with_borrow_mut(|page| drop(page.take_if(|page| page.since_ms <= since_ms)));
    });
}

/// What was read for just this queue, and lately. Whatever there was is gone then.
pub(super) fn take(scope: &Scope, wanted: &Wanted) -> Option<List<QueueRow>> {
    let page = PAGE.take()?;
    page.is_of(scope, wanted, time::now_ms()).then_some(page.list)
}

/// Lets go of what there is.
pub(crate) fn forget() {
    PAGE.set(None);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{queue::samples::page, routes::samples::session};
    use base::scope::ScopeAddress;

    #[test]
    fn they_are_of_one_scope_one_filter_and_one_moment() {
        let session = session(&["harbor", "cedar"]);
        let of = |path| Scope::open(&ScopeAddress::parse(path)?, &session);
        let [harbor, cedar] = ["/c/harbor", "/c/cedar"].map(|path| of(path).expect("it is seen"));
        let list = page(&["HAR-1"], None);
        let foreseen = Page { scope: harbor.clone(), wanted: Wanted::open(), since_ms: 1000.0, list };
        assert!(foreseen.is_of(&harbor, &Wanted::open(), 1200.0));
        assert!(!foreseen.is_of(&cedar, &Wanted::open(), 1200.0));
        assert!(!foreseen.is_of(&harbor, &Wanted::default(), 1200.0));
        assert!(!foreseen.is_of(&harbor, &Wanted::open(), 1000.0 + GOOD_MS));
    }
}

//! The alarm that must never sound: an answer carried a record of another client.

use crate::{
    api, task,
    ui::{Icon, Sign},
    words,
};
use leptos::prelude::*;
use std::cell::RefCell;

thread_local! {
    static RAISED: RefCell<Option<ArcRwSignal<bool>>> = const { RefCell::new(None) };
}

fn raised() -> ArcRwSignal<bool> {
    RAISED.with_borrow_mut(|raised| raised.get_or_insert_with(|| ArcRwSignal::new(false)).clone())
}

/// Sounds it, and reports it once. It stays until the console is loaded anew.
pub(crate) fn raise(scope: &str) {
    let raised = raised();
    if raised.get_untracked() {
        return;
    }
    raised.set(true);
    let scope = scope.to_owned();
    // Whoever looks at the screen is told anyway.
    task::to_the_end(async move { drop(api::raise_alarm(scope).await) });
}

/// Stands above every screen; empty unless it sounded.
#[component]
pub fn AlarmBanner() -> impl IntoView {
    let raised = raised();
    move || {
        raised.get().then(|| {
            view! {
                <div class="alarm" role="alert">
                    <Icon sign=Sign::Alarm />
                    <p>{words::foreign_record()}</p>
                </div>
            }
        })
    }
}

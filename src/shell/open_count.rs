//! How many incidents are open in this scope, beside the rail's link to them.

use crate::{queue::state::Queue, texts as t};
use base::i18n::number;
use leptos::prelude::*;

#[component]
pub(crate) fn OpenCount() -> impl IntoView {
    let open = expect_context::<Queue>().open_total();
    move || {
        open.get().map(|count| {
            view! {
                <span class="rail__count">
                    <span aria-hidden="true">{number(count)}</span>
                    <span class="only-heard">{t::open_incidents(count)}</span>
                </span>
            }
        })
    }
}

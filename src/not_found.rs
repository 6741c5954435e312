//! What an unknown address, a denied screen and another organisation's client all look like: the same.

use crate::texts as t;
use leptos::prelude::*;

#[component]
pub(crate) fn NotFound() -> impl IntoView {
    view! {
        <div class="whole-page">
            <h1>{t::not_found()}</h1>
            <p>{t::not_found_detail()}</p>
            <a class="button" href="/">{t::to_start()}</a>
        </div>
    }
}

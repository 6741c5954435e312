//! What is not there, and what is not for this user: the same.

use crate::words;
use leptos::prelude::*;

/// Unknown addresses, denied screens, other organisations' records: all of them look like this.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <div class="whole-page">
            <h1>{words::not_found()}</h1>
            <p>{words::not_found_detail()}</p>
            <a class="button" href="/">
                {words::to_start()}
            </a>
        </div>
    }
}

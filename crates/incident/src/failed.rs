//! What could not be read, with another try, where an ended session has its own dialog; and what was not sent.

use base::{api::ApiError, ui::Failure, words};
use leptos::prelude::*;

/// Compiled once for everything that the screen reads.
pub(crate) fn view_failed(failure: Signal<Option<ApiError>>, retry: Callback<()>) -> AnyView {
    let failed = move || {
        let error = failure.get().filter(|error| *error != ApiError::SignedOut)?;
        let request_id = error.request_id().map(str::to_owned);
        Some(view! { <Failure text=words::error(&error) request_id retry=Some(retry) /> })
    };
    failed.into_any()
}

/// What went wrong with the last thing sent.
pub(crate) fn view_not_sent(failure: RwSignal<Option<ApiError>>) -> AnyView {
    let failed = move || {
        let error = failure.get()?;
        let request_id = error.request_id().map(str::to_owned);
        Some(view! { <Failure text=words::error(&error) request_id /> })
    };
    failed.into_any()
}

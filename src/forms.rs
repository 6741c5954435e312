//! What the forms of the administration share: sending, what is wrong at which field, and dialogs that ask first.

mod ask;
mod fields;
mod once;
mod sending;
mod texts;

pub(crate) use ask::{AskForm, Confirm, open_for, open_if};
pub(crate) use fields::{SelectField, TextField};
pub(crate) use once::Once;
pub(crate) use sending::Sending;

use base::{
    api::ApiError,
    load::Loaded,
    session::{self, use_session},
    ui::Failure,
    words,
};
use leptos::prelude::*;

/// Why nothing can be sent while the console is shown as somebody else sees it.
pub(crate) fn only_seen() -> Signal<Option<String>> {
    let session = use_session();
    Signal::derive(move || session.signed_in().as_deref().and_then(session::only_seen))
}

/// What went wrong with the last thing sent.
pub(crate) fn not_sent(sending: Sending) -> impl Fn() -> Option<AnyView> {
    move || {
        sending.failure().map(|error| {
            let request_id = error.request_id().map(str::to_owned);
            view! { <Failure text=words::error(&error) request_id /> }.into_any()
        })
    }
}

/// What went wrong with the last reading, with another try; an ended session has its own dialog.
pub(crate) fn not_loaded<T: Send + Sync + 'static>(loaded: &Loaded<T>) -> impl Fn() -> Option<AnyView> + use<T> {
    let loaded = loaded.clone();
    move || {
        let error = loaded.failure().filter(|error| *error != ApiError::SignedOut)?;
        let again = loaded.clone();
        let retry = Callback::new(move |()| again.reload());
        let request_id = error.request_id().map(str::to_owned);
        Some(
            view! { <Failure text=texts::not_loaded(&words::error(&error)) request_id retry=Some(retry) /> }.into_any(),
        )
    }
}

//! What stands where content is not: on its way, none, or failed.

use super::{Button, Icon, Sign};
use crate::words;
use leptos::prelude::*;

/// Grey lines that appear after 200 ms, so that quick answers do not flicker.
#[component]
pub fn Skeleton(#[prop(default = 3)] lines: usize) -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="only-heard">{words::loading()}</span>
            {(0..lines).map(|_| view! { <i aria-hidden="true"></i> }.into_any()).collect_view()}
        </div>
    }
}

/// Why there is nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyKind {
    /// Nothing has happened yet.
    NothingYet,
    /// The filter leaves nothing.
    NoMatch,
    /// This user is not permitted to see it.
    NotPermitted,
}

/// Nothing, and why. Content, if any, is what can be done about it.
#[component]
pub fn Empty(
    kind: EmptyKind,
    #[prop(into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let sign = match kind {
        EmptyKind::NothingYet => Sign::Tray,
        EmptyKind::NoMatch => Sign::Search,
        EmptyKind::NotPermitted => Sign::Sealed,
    };
    view! {
        <div class="empty">
            <Icon sign />
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}

/// Something failed: what, what to quote, and another try where one can help.
#[component]
pub fn Failure(
    #[prop(into)] text: String,
    #[prop(optional_no_strip, into)] request_id: Option<String>,
    #[prop(optional_no_strip)] retry: Option<Callback<()>>,
) -> impl IntoView {
    view! {
        <div class="failure" role="alert">
            <Icon sign=Sign::Alarm />
            <p>
                {text}
                {request_id.map(|id| view! { <small>{words::request_id(&id)}</small> }.into_any())}
            </p>
            {retry.map(|retry| view! { <Button on_press=retry>{words::retry()}</Button> }.into_any())}
        </div>
    }
    .into_any()
}

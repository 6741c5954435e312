//! A key as it is printed on the keyboard.

use crate::keys::shown;
use leptos::prelude::*;

/// The keys of `stroke` (`j`, `g q`, `Mod+k`). Hidden from assistive technology, which is told by `aria-keyshortcuts`
/// where the key belongs to a control.
#[component]
pub fn Key(stroke: &'static str) -> impl IntoView {
    let keys = shown(stroke, is_mac());
    view! { <span class="keys" aria-hidden="true">{keys.into_iter().map(|key| view! { <kbd class="key">{key}</kbd> }.into_any()).collect_view()}</span> }
}

fn is_mac() -> bool {
    web_sys::window().and_then(|window| window.navigator().platform().ok()).is_some_and(|name| name.starts_with("Mac"))
}

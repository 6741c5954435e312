//! Copies a value as it is, not as it is shown.

use crate::texts as t;
use base::{
    task,
    ui::{Icon, Sign, use_announcer},
};
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[component]
pub(super) fn CopyButton(text: String, name: &'static str) -> impl IntoView {
    let announcer = use_announcer();
    let copy = move |_| {
        let (announcer, text) = (announcer.clone(), text.clone());
        task::while_here(async move {
            let copied = JsFuture::from(window().navigator().clipboard().write_text(&text)).await.is_ok();
            announcer.toast(if copied { t::copied() } else { t::copy_failed() });
        });
    };
    view! {
        <button class="button button--quiet button--small" type="button" aria-label=name title=name on:click=copy>
            <Icon sign=Sign::Copy />
        </button>
    }
}

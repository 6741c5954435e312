//! Copies a value as it is, not as it is shown.

use crate::texts as t;
use base::{
    clipboard, task,
    ui::{Icon, Sign, use_announcer},
};
use leptos::prelude::*;

#[component]
pub(super) fn CopyButton(text: String, name: &'static str) -> impl IntoView {
    let announcer = use_announcer();
    let copy = move |_| {
        let (announcer, text) = (announcer.clone(), text.clone());
        task::while_here(async move {
            announcer.toast(if clipboard::copy(&text).await { t::copied() } else { t::copy_failed() });
        });
    };
    view! {
        <button class="button button--quiet button--small" type="button" aria-label=name title=name on:click=copy>
            <Icon sign=Sign::Copy />
        </button>
    }
}

//! A secret that is shown this once.

use super::{open_for, texts as t};
use base::{
    clipboard, task,
    ui::{Button, ButtonKind, Dialog, Icon, Sign, use_announcer},
};
use leptos::prelude::*;

/// Shows `secret` while there is one. Closing forgets it.
#[component]
pub(crate) fn Once(
    #[prop(into)] title: Signal<String>,
    /// What it is for, and for how long.
    #[prop(into)]
    text: Signal<String>,
    secret: RwSignal<Option<String>>,
) -> impl IntoView {
    let open = open_for(secret);
    task::effect(move || {
        // Only where there is one: the two would set each other going without end.
        if !open.get() && secret.with_untracked(Option::is_some) {
            secret.set(None);
        }
    });
    view! {
        <Dialog open title>
            <div class="dialog__body">
                <p>{move || text.get()}</p>
                {move || secret.get().map(|secret| view! { <Secret text=secret /> }.into_any())}
                <div class="dialog__foot">
                    <Button on_press=move |()| open.set(false)>{t::done()}</Button>
                </div>
            </div>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Secret(text: String) -> impl IntoView {
    let announcer = use_announcer();
    let copied = text.clone();
    let copy = move |()| {
        let (announcer, text) = (announcer.clone(), copied.clone());
        task::while_here(async move {
            announcer.toast(if clipboard::copy(&text).await { t::copied() } else { t::not_copied() });
        });
    };
    view! {
        <div class="secret">
            <output class="secret__text">{text}</output>
            <Button kind=ButtonKind::Primary on_press=copy><Icon sign=Sign::Copy />{t::copy()}</Button>
        </div>
        <p class="field__hint">{t::shown_once()}</p>
    }
    .into_any()
}

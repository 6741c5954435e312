//! Buttons; one that cannot be used says why, visibly and to assistive technology.

use super::{key::Key, use_announcer};
use leptos::prelude::*;

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    #[default]
    Plain,
    /// At most one in sight.
    Primary,
    Quiet,
    /// Opens evidence, and nothing else.
    Evidence,
}

impl ButtonKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "button",
            Self::Primary => "button button--primary",
            Self::Quiet => "button button--quiet",
            Self::Evidence => "button button--evidence",
        }
    }
}

/// A button. While `refusal` holds a reason it stays reachable, shows the reason at hand and says it when pressed; while
/// `is_busy` it does nothing.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    #[prop(into)] on_press: Callback<()>,
    /// The stroke that does the same, shown on the button.
    #[prop(optional)]
    keys: Option<&'static str>,
    #[prop(optional, into)] refusal: Signal<Option<String>>,
    #[prop(optional, into)] is_busy: Signal<bool>,
    /// A name where the content is not a word.
    #[prop(optional, into)]
    label: Option<String>,
    /// Sends the form it stands in.
    #[prop(optional)]
    submits: bool,
    children: Children,
) -> impl IntoView {
    let announcer = use_announcer();
    let press = move |event: leptos::ev::MouseEvent| {
        if let Some(why) = refusal.get_untracked() {
            event.prevent_default();
            announcer.toast(why);
        } else if is_busy.get_untracked() {
            event.prevent_default();
        } else {
            on_press.run(());
        }
    };
    let is_off = move || refusal.with(Option::is_some) || is_busy.get();
    view! {
        <button
            class=kind.class()
            type=if submits { "submit" } else { "button" }
            aria-disabled=move || is_off().then_some("true")
            aria-busy=move || is_busy.get().then_some("true")
            aria-label=label
            aria-keyshortcuts=keys
            aria-description=move || refusal.get()
            data-why=move || refusal.get()
            on:click=press
        >
            {children()}
            {keys.map(|stroke| view! { <Key stroke /> }.into_any())}
        </button>
    }
    .into_any()
}

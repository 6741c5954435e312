//! A button and a sheet beside it that closes when the focus leaves it, or with `Esc`.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

/// The sheet is built when it opens.
#[component]
pub(crate) fn Popover(
    open: RwSignal<bool>,
    /// Class of the whole.
    class: &'static str,
    #[prop(into)] button_class: Signal<String>,
    #[prop(into)] label: ViewFn,
    /// What the sheet is, for those who listen.
    #[prop(into)]
    name: Signal<String>,
    sheet_class: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let root = NodeRef::<html::Div>::new();
    let button = NodeRef::<html::Button>::new();
    let leave = move |event: ev::FocusEvent| {
        let into = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        let is_inside = into.is_some_and(|into| root.get_untracked().is_some_and(|root| root.contains(Some(&into))));
        if !is_inside {
            open.set(false);
        }
    };
    let shut_on_escape = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.prevent_default();
            open.set(false);
            if let Some(button) = button.get_untracked() {
                // A button that cannot take the focus leaves it where it is.
                drop(button.focus());
            }
        }
    };
    view! {
        <div class=class node_ref=root on:focusout=leave on:keydown=shut_on_escape>
            <button class=move || button_class.get() type="button" node_ref=button
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)>
                {label.run()}
            </button>
            // Focusable itself, so that a press between its controls does not count as leaving.
            {move || open.get().then(|| view! {
                <div class=sheet_class role="group" tabindex="-1" aria-label=move || name.get()>{children()}</div>
            }.into_any())}
        </div>
    }
    .into_any()
}

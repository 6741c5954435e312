//! A button and a sheet beside it that closes when the focus leaves it, or with `Esc`. Whoever stands in a sheet that closes
//! goes on at its button.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

/// How wide a sheet may become: where there is less room to the right of its button, it ends with the button.
const WIDEST_PX: i32 = 348;

/// How far from the page's edge an element begins.
fn left_px(element: &web_sys::HtmlElement) -> i32 {
    let within = element.offset_parent().and_then(|parent| parent.dyn_into().ok());
    element.offset_left() + within.as_ref().map_or(0, left_px)
}

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
    let is_inside = move |node: Option<web_sys::Node>| {
        node.is_some_and(|node| root.get_untracked().is_some_and(|root| root.contains(Some(&node))))
    };
    let leave = move |event: ev::FocusEvent| {
        if !is_inside(event.related_target().and_then(|target| target.dyn_into().ok())) {
            open.set(false);
        }
    };
    let shut_on_escape = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.prevent_default();
            open.set(false);
        }
    };
    let sheet = move || {
        if !open.get() {
            // Before the sheet goes, and the focus with it.
            if is_inside(document().active_element().map(Into::into))
                && let Some(button) = button.get_untracked()
            {
                // A button that cannot take the focus leaves it where it is.
                drop(button.focus());
            }
            return None;
        }
        let view_px = document().document_element().map_or(i32::MAX, |page| page.client_width());
        let class = if button.get_untracked().map_or(0, |button| left_px(&button)) + WIDEST_PX > view_px {
            [sheet_class, " sheet--end"].concat()
        } else {
            sheet_class.to_owned()
        };
        // Focusable itself, so that a press between its controls does not count as leaving.
        let sheet = view! {
            <div class=class role="group" tabindex="-1" aria-label=move || name.get()>{children()}</div>
        };
        Some(sheet.into_any())
    };
    view! {
        <div class=class node_ref=root on:focusout=leave on:keydown=shut_on_escape>
            <button class=move || button_class.get() type="button" node_ref=button
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)>
                {label.run()}
            </button>
            {sheet}
        </div>
    }
    .into_any()
}

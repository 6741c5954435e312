//! Where the focus goes when something new is shown.

use crate::task;
use leptos::{html::ElementType, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Puts the focus on an element as soon as it stands in the page. What comes with a chunk is built before it is shown, and
/// an element that is not in the page takes no focus: so this waits for the next picture.
pub fn focus_when_shown<E>(node: NodeRef<E>)
where
    E: ElementType,
    E::Output: JsCast + Clone + AsRef<HtmlElement> + 'static,
{
    task::effect(move || {
        if let Some(element) = node.get() {
            let element = AsRef::<HtmlElement>::as_ref(&element).clone();
            // An element that cannot take the focus is still there to be clicked.
            request_animation_frame(move || drop(element.focus()));
        }
    });
}

/// The first field that is wrong takes the focus, once it is marked. What stands under an open dialog cannot take it.
pub fn focus_wrong() {
    request_animation_frame(|| {
        let first = |wanted: &str| document().query_selector(wanted).ok().flatten();
        let wrong = first("dialog[open] [aria-invalid=true]").or_else(|| first("[aria-invalid=true]"));
        if let Some(wrong) = wrong.and_then(|wrong| wrong.dyn_into::<HtmlElement>().ok()) {
            // A field that cannot take the focus is still marked.
            drop(wrong.focus());
        }
    });
}

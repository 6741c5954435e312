//! Where the focus goes when something new is shown.

use crate::task;
use leptos::{html::ElementType, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

/// Gives an element the focus. Answers whether there is one; one that cannot take it leaves the focus where it is.
pub fn focus_on(element: Option<Element>) -> bool {
    let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else { return false };
    drop(element.focus());
    true
}

/// Puts the focus on the first element that matches. Answers whether there is one.
pub fn focus_on_first(wanted: &str) -> bool {
    focus_on(document().query_selector(wanted).ok().flatten())
}

/// Puts the focus on an element as soon as it stands in the page.
pub fn focus_when_shown<E>(node: NodeRef<E>)
where
    E: ElementType,
    E::Output: JsCast + Clone + AsRef<HtmlElement> + 'static,
{
    task::effect(move || {
        if let Some(element) = node.get() {
            let element = AsRef::<HtmlElement>::as_ref(&element).clone();
            // An element that cannot take the focus is still there to be clicked.
            once_shown(element.clone().into(), Box::new(move || drop(element.focus())));
        }
    });
}

/// Does something to an element that stands in the page: at once, so that no key falls on what is behind it. What comes with a
/// chunk is built before it is shown; that waits for the next picture.
pub fn once_shown(element: Node, act: Box<dyn FnOnce()>) {
    if element.is_connected() {
        act();
    } else {
        request_animation_frame(act);
    }
}

/// The first field that is wrong takes the focus, once it is marked. What stands under an open dialog cannot take it.
pub fn focus_wrong() {
    request_animation_frame(|| {
        let _ = focus_on_first("dialog[open] [aria-invalid=true]") || focus_on_first("[aria-invalid=true]");
    });
}

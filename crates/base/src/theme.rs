//! The colours of the whole page, as the user prefers them.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use wire::preferences::Theme;

/// Wears `theme`, or whichever the system has.
pub fn wear(theme: Option<Theme>) {
    let root = document().document_element().and_then(|root| root.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(root) = root {
        // Refused only for a property that does not exist. Empty, it is what the style sheet says.
        drop(root.style().set_property("color-scheme", theme.map_or("", Theme::caption)));
    }
}

//! What is shown when the console itself fails: a panic ends the whole app, so this page stands on the browser alone.

use crate::texts as t;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Document, Element};

/// Shows the page should anything ever panic. The report names the place in the code and an id, never a message: a
/// message could carry what was on the screen.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(|info| {
        let id = new_id();
        let place = info.location().map_or_else(String::new, |at| [at.file(), ":", &at.line().to_string()].concat());
        web_sys::console::error_3(&"bulkhead stopped".into(), &id.as_str().into(), &place.into());
        // Nothing is left that could show a failure of the failure page.
        show(&id).unwrap_or_default();
    }));
}

fn new_id() -> String {
    web_sys::window().and_then(|window| window.crypto().ok()).map_or_else(String::new, |crypto| crypto.random_uuid())
}

fn show(id: &str) -> Option<()> {
    let window = web_sys::window()?;
    let document = window.document()?;
    let body = document.body()?;
    body.set_text_content(None);
    let page = element(&document, &body, "main", "crash", "")?;
    element(&document, &page, "h1", "", t::crashed())?;
    element(&document, &page, "p", "", t::crashed_detail())?;
    element(&document, &page, "p", "crash-id", &t::crash_id(id))?;
    let button = element(&document, &page, "button", "button button--primary", t::reload())?;
    let reload = Closure::<dyn Fn()>::new(move || drop(window.location().reload()));
    button.add_event_listener_with_callback("click", reload.as_ref().unchecked_ref()).ok()?;
    reload.forget();
    button.unchecked_into::<web_sys::HtmlElement>().focus().ok()
}

fn element(document: &Document, parent: &Element, tag: &str, class: &str, text: &str) -> Option<Element> {
    let element = document.create_element(tag).ok()?;
    element.set_class_name(class);
    element.set_text_content(Some(text));
    parent.append_child(&element).ok()?;
    Some(element)
}

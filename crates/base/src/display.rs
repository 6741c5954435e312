//! The screen itself: filled by the page, and kept awake.

use crate::embed::call_of;
use js_sys::{Promise, Reflect};
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Whether the page fills the screen.
#[must_use]
pub fn is_full() -> bool {
    Reflect::get(&document(), &"fullscreenElement".into()).is_ok_and(|element| element.is_truthy())
}

/// Fills the screen, or leaves it. Browsers let a page do that when somebody has just asked for it; `false` where they do not.
pub async fn toggle_full() -> bool {
    let done = match document().document_element() {
        _ if is_full() => call_of(&document(), "exitFullscreen", &[]),
        Some(page) => call_of(&page, "requestFullscreen", &[]),
        None => None,
    };
    is_kept(done).await
}

/// Keeps the screen from going dark until nobody looks at the page; `false` where the browser does not.
pub async fn stay_awake() -> bool {
    let lock = web_sys::window().and_then(|window| Reflect::get(&window.navigator(), &"wakeLock".into()).ok());
    is_kept(lock.and_then(|lock| call_of(&lock, "request", &[&"screen".into()]))).await
}

/// Whether the browser keeps what it promised.
async fn is_kept(promise: Option<JsValue>) -> bool {
    match promise.map(JsCast::dyn_into::<Promise>) {
        Some(Ok(promise)) => JsFuture::from(promise).await.is_ok(),
        _ => false,
    }
}

//! The clipboard.

use wasm_bindgen_futures::JsFuture;

/// Copies a text as it is; `false` where the browser does not let it.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}

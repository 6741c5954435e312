//! The case of letters, as the browser knows it: the standard library's own tables are 6,200 bytes to lower them and 5,500 more
//! to raise them.

/// A text in lower case.
pub fn lower(text: &str) -> String {
    #[cfg(target_family = "wasm")]
    return js_sys::JsString::from(text).to_lower_case().into();
    #[cfg(not(target_family = "wasm"))]
    #[expect(clippy::disallowed_methods, reason = "where native tests run there is no browser")]
    text.to_lowercase()
}

/// A text in upper case.
pub fn upper(text: &str) -> String {
    #[cfg(target_family = "wasm")]
    return js_sys::JsString::from(text).to_upper_case().into();
    #[cfg(not(target_family = "wasm"))]
    #[expect(clippy::disallowed_methods, reason = "where native tests run there is no browser")]
    text.to_uppercase()
}

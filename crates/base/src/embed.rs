//! The page around an embedded console. boot.js speaks with it (`public/embed/frame.js`) and keeps its token: here are the
//! two things that the console asks of it.

use js_sys::{Function, Promise, Reflect};
use std::cell::OnceCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::RequestInit;

/// What boot.js calls it.
const FRAME: &str = "bulkheadFrame";
/// What every embedded address begins with.
const ROOT: &str = "/embed";

struct Frame {
    of: JsValue,
    partner: String,
}

thread_local! {
    static FRAME_AROUND: OnceCell<Frame> = const { OnceCell::new() };
}

/// Looks whether there is a page around us: once, before anything else.
pub fn look_around() {
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok().filter(|value| !value.is_undefined());
    if let Some(of) = get(&js_sys::global(), FRAME) {
        let partner = get(&of, "partner").and_then(|partner| partner.as_string()).unwrap_or_default();
        // Looking twice finds the same.
        FRAME_AROUND.with(|around| drop(around.set(Frame { of, partner })));
    }
}

/// Whether the console is a part of somebody else's page.
#[must_use]
pub fn is_embedded() -> bool {
    FRAME_AROUND.with(|around| around.get().is_some())
}

/// The partner whose page it is, as its address says.
pub(crate) fn partner() -> Option<String> {
    FRAME_AROUND.with(|around| around.get().map(|frame| frame.partner.clone()))
}

/// `path` with what tells that it is embedded.
pub(crate) fn path(path: &str) -> String {
    if is_embedded() { [ROOT, path].concat() } else { path.to_owned() }
}

/// The address of a place without what tells that it is embedded.
#[must_use]
pub fn place(path: &str) -> &str {
    match path.strip_prefix(ROOT) {
        Some(place) if is_embedded() => place,
        _ => path,
    }
}

/// Waits for a token that has not been used yet; `false` where nobody is there to give one.
pub(crate) async fn meet() -> bool {
    match call("meet", &[]).map(JsCast::dyn_into::<Promise>) {
        Some(Ok(promise)) => JsFuture::from(promise).await.is_ok_and(|is_there| is_there.is_truthy()),
        _ => true,
    }
}

/// Makes a request the embedded console's: by token instead of cookie.
pub(crate) fn sign(request: &RequestInit) {
    // Nothing is answered, and outside a frame there is nothing to do.
    drop(call("sign", &[request]));
}

fn call(name: &str, arguments: &[&JsValue]) -> Option<JsValue> {
    FRAME_AROUND.with(|around| call_of(&around.get()?.of, name, arguments))
}

/// Calls what boot.js has put there.
pub(crate) fn call_of(of: &JsValue, name: &str, arguments: &[&JsValue]) -> Option<JsValue> {
    let function: Function = Reflect::get(of, &name.into()).ok()?.dyn_into().ok()?;
    function.apply(of, &arguments.iter().copied().cloned().collect::<js_sys::Array>()).ok()
}

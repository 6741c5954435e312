//! The one place where work is set going beside the screens.

use leptos::prelude::on_cleanup;
use std::future::Future;

/// Runs until done, or until the part of the screen that started it is gone: reads.
pub fn while_here(work: impl Future<Output = ()> + 'static) {
    leptos::reactive::spawn_local_scoped_with_cancellation(work);
}

/// Runs to its end whatever happens to the screen: writes, whose outcome must be known. After an `await`, signals that
/// belong to a screen are only touched with `try_…`.
#[expect(clippy::disallowed_methods, reason = "this is the place that the lint points to")]
pub fn to_the_end(work: impl Future<Output = ()> + 'static) {
    leptos::task::spawn_local(work);
}

/// Calls `undo` when the part of the screen that is being built goes away. Nothing of the browser is `Send`; there is
/// one thread.
pub fn at_the_end_of_the_part(undo: impl FnOnce() + 'static) {
    let undo = send_wrapper::SendWrapper::new(undo);
    on_cleanup(move || undo.take()());
}

/// Waits for the next frame: for as long as nobody looks at the page, there is none.
pub async fn next_frame() {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            drop(window.request_animation_frame(&resolve));
        }
    });
    drop(wasm_bindgen_futures::JsFuture::from(promise).await);
}

/// Waits.
pub async fn sleep(milliseconds: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            // Refused only where there are no timers at all; then waiting forever is what is left.
            drop(window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds));
        }
    });
    // The promise is never rejected.
    drop(wasm_bindgen_futures::JsFuture::from(promise).await);
}

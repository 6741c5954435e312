//! The one place where work is set going beside the screens.

use leptos::prelude::{Effect, document, on_cleanup};
use std::{
    cell::Cell,
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::Poll,
};

thread_local! {
    /// Whether what is done now was asked for by nobody.
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Whether what is asked of the tenant API now was asked for by nobody, and so does not keep the session alive.
pub(crate) fn is_quiet() -> bool {
    IS_QUIET.get()
}

/// What is done here, which nobody did, is quiet, and so is what is done because of it: effects and what they begin run before the
/// browser's next task, and reads are to their end what they were begun as.
pub fn quietly(work: impl FnOnce()) {
    IS_QUIET.set(true);
    work();
    to_the_end(async {
        sleep(0).await;
        IS_QUIET.set(false);
    });
}

/// Does one step of what was begun so.
fn as_begun(is_quiet: bool, step: impl FnOnce()) {
    if is_quiet {
        return quietly(step);
    }
    let was_quiet = IS_QUIET.replace(false);
    step();
    if was_quiet {
        IS_QUIET.set(true);
    }
}

/// Runs soon, and again whenever a signal that it read has changed, until the part of the screen that started it is gone. Boxed:
/// what Leptos does around it is compiled once, where each would have a kilobyte of its own.
pub fn effect(work: impl FnMut() + 'static) {
    #[expect(clippy::disallowed_methods, reason = "this is the place that the lint points to")]
    fn begin(work: Box<dyn FnMut()>) {
        Effect::new(work);
    }
    begin(Box::new(work));
}

/// Runs until done, or until the part of the screen that started it is gone: reads. Boxed for the same reason.
pub fn while_here(work: impl Future<Output = ()> + 'static) {
    fn begin(mut work: Pin<Box<dyn Future<Output = ()>>>) {
        let is_quiet = is_quiet();
        leptos::reactive::spawn_local_scoped_with_cancellation(poll_fn(move |context| {
            let mut polled = Poll::Pending;
            as_begun(is_quiet, || polled = work.as_mut().poll(context));
            polled
        }));
    }
    begin(Box::pin(work));
}

/// Runs to its end whatever happens to the screen: writes, whose outcome must be known. After an `await`, signals that
/// belong to a screen are only touched with `try_…`. Boxed as well.
pub fn to_the_end(work: impl Future<Output = ()> + 'static) {
    #[expect(clippy::disallowed_methods, reason = "this is the place that the lint points to")]
    fn begin(work: Pin<Box<dyn Future<Output = ()>>>) {
        leptos::task::spawn_local(work);
    }
    begin(Box::pin(work));
}

/// Does something once everything that was changed until now is drawn, and before the next key: effects run before the browser's
/// next task, and this after them.
pub fn once_drawn(act: impl FnOnce() + 'static) {
    to_the_end(async move { act() });
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

/// Waits until what was changed is on the screen: for as long as nobody looks at the page, there is nothing on it.
pub async fn next_picture() {
    next_frame().await;
    sleep(0).await;
}

/// The same, and no longer than a second: where nobody looks, what is only put off for the picture is done without one.
pub async fn once_seen() {
    if !document().hidden() {
        within(1000, next_picture()).await;
    }
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

/// What `work` comes to; `None` where that takes longer than so many milliseconds, and it is given up.
pub async fn within<T>(milliseconds: i32, work: impl Future<Output = T>) -> Option<T> {
    let (mut work, mut late) = (pin!(work), pin!(sleep(milliseconds)));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => late.as_mut().poll(context).map(|()| None),
    })
    .await
}

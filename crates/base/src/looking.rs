//! Looking again and again at what others do, by one rule.

use crate::{api::ApiError, task};
use std::{future::Future, pin::Pin};

/// How long to wait after nobody could say.
const AGAIN_AFTER_MS: i32 = 10_000;

type Look = Pin<Box<dyn Future<Output = Result<i32, ApiError>>>>;

/// Looks after so many milliseconds and from then on, for the life of this part of the screen and as long as the page is looked at.
/// `look` says how many later it does so again; whoever may not know is not asked for any more. Boxed, so that it is compiled
/// once.
pub fn keep_looking<F>(first_ms: i32, look: impl Fn() -> F + 'static)
where
    F: Future<Output = Result<i32, ApiError>> + 'static,
{
    fn begin(mut wait_ms: i32, look: Box<dyn Fn() -> Look>) {
        task::while_here(async move {
            loop {
                task::sleep(wait_ms).await;
                // A page that nobody looks at has no frames.
                task::next_frame().await;
                wait_ms = match look().await {
                    Ok(later_ms) => later_ms,
                    Err(ApiError::Denied(_) | ApiError::NotFound) => return,
                    Err(_) => AGAIN_AFTER_MS,
                };
            }
        });
    }
    begin(first_ms, Box::new(move || Box::pin(look())));
}

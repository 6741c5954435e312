//! Whether the program lives, and whether it can answer.

use crate::http::{App, problem::ApiError};
use axum::extract::State;

/// `GET /healthz`: the process answers.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: migrated and seeded, and the store can be read.
///
/// # Errors
/// 503 until then.
pub async fn readyz(State(app): State<App>) -> Result<&'static str, ApiError> {
    if app.is_ready() && app.store.answers().await { Ok("ready\n") } else { Err(ApiError::NotReady) }
}

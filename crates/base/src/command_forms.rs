//! What is asked before a command is given: the same forms for one incident and for many.

mod close;
mod form;
mod hold;
mod holders;
mod reopen;
mod texts;
mod versions;

use crate::api::ApiError;
pub use close::*;
pub use form::*;
pub use hold::*;
pub use holders::*;
use leptos::prelude::*;
pub use reopen::*;
use std::sync::Arc;
pub use versions::*;
use wire::incident::Command;

/// What is done once it is known how a command ended. It lives for as long as somebody holds it, not as long as the form that
/// made it, which may be closed when the answer comes.
#[derive(Clone)]
pub struct Outcome(Arc<dyn Fn(Result<(), ApiError>) + Send + Sync>);

impl Outcome {
    pub fn new(then: impl Fn(Result<(), ApiError>) + Send + Sync + 'static) -> Self {
        Self(Arc::new(then))
    }

    /// Tells whoever gave the command.
    pub fn tell(&self, answer: Result<(), ApiError>) {
        (self.0)(answer);
    }
}

/// Where the command of a form goes.
pub struct Sends<T: 'static = Command> {
    pub command: Callback<(T, Outcome)>,
    /// While one is on its way.
    pub is_busy: Signal<bool>,
    /// What went wrong after its form was closed.
    pub failed_unseen: Callback<ApiError>,
}

impl<T> Clone for Sends<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Sends<T> {}

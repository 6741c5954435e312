//! What is asked before a command is given: the same forms for one incident and for many.

mod close;
mod form;
mod hold;
mod reopen;
mod texts;

use crate::api::ApiError;
pub use close::*;
pub use form::*;
pub use hold::*;
use leptos::prelude::*;
pub use reopen::*;
use wire::incident::Command;

/// How a command ended, for whoever gave it.
pub type Outcome = Callback<Result<(), ApiError>>;

/// Where the command of a form goes.
#[derive(Clone, Copy)]
pub struct Sends {
    pub command: Callback<(Command, Outcome)>,
    /// While one is on its way.
    pub is_busy: Signal<bool>,
    /// What went wrong after its form was closed.
    pub failed_unseen: Callback<ApiError>,
}

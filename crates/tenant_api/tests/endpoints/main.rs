//! The API's endpoints, against the real router on a real store.

mod access;
pub(crate) mod cluster;
mod document;
mod events;
mod evidence;
pub(crate) mod ground;
pub(crate) mod harness;
mod incident;
mod ingest;
mod operator;
mod overview;
mod queue;
mod requests;
mod session;
mod workflow;

//! The API's endpoints, against the real router on a real store.

mod access;
mod at_rest;
pub(crate) mod audit;
pub(crate) mod cluster;
mod document;
mod events;
mod evidence;
mod export;
pub(crate) mod ground;
pub(crate) mod harness;
mod incident;
mod ingest;
mod offboarding;
mod operator;
mod overview;
mod processes;
mod queue;
mod requests;
mod retention;
mod session;
mod workflow;

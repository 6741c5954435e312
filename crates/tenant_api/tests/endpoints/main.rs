//! The API's endpoints, against the real router on real SQLite files.

mod access;
mod at_rest;
mod audit;
mod document;
mod events;
mod evidence;
mod harness;
mod incident;
mod ingest;
mod operator;
mod overview;
mod queue;
mod requests;
mod session;
mod workflow;

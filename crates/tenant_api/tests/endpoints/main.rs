//! The API's endpoints, against the real router on real SQLite files.

mod access;
mod credentials;
mod document;
mod embed;
mod embed_session;
mod events;
mod evidence;
mod harness;
mod incident;
mod ingest;
mod operator;
mod overview;
mod portal;
mod queue;
mod requests;
mod session;
mod workflow;

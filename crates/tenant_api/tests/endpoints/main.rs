//! The API's endpoints, against the real router on real SQLite files.

mod access;
mod at_rest;
mod audit;
mod credentials;
mod document;
mod embed;
mod embed_session;
mod events;
mod evidence;
mod export;
mod harness;
mod incident;
mod ingest;
mod offboarding;
mod operator;
mod overview;
mod portal;
mod queue;
mod requests;
mod retention;
mod session;
mod workflow;

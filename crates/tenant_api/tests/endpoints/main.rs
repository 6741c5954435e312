//! The API's endpoints, against the real router on real SQLite files.

mod access;
mod at_rest;
mod audit;
mod authenticator;
mod document;
mod events;
mod evidence;
mod export;
mod factors;
mod harness;
mod identity_provider;
mod incident;
mod ingest;
mod offboarding;
mod operator;
mod organisation_sign_in;
mod overview;
mod passkeys;
mod queue;
mod requests;
mod retention;
mod session;
mod sessions;
mod workflow;

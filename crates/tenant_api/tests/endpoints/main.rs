//! The API's endpoints, against the real router on real SQLite files.

mod access;
mod administration;
mod at_rest;
mod audit;
mod document;
mod events;
mod evidence;
mod export;
mod grants;
mod harness;
mod incident;
mod ingest;
mod offboarding;
mod operator;
mod overview;
mod people;
mod places;
mod profiles;
mod queue;
mod requests;
mod retention;
mod revocation;
mod see_as;
mod session;
mod workflow;

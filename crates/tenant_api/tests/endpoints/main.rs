//! The API's endpoints, against the real router on a real store: SQLite, or with `ENDPOINTS_ON=postgres` PostgreSQL. One
//! program for both, because compiling it takes longer than running it; what is for one of them alone, or has the rest run
//! again, is ignored until it is asked for (`cargo xtask test` asks for all of it):
//! - `ENDPOINTS_ON=postgres cargo test --release -p tenant_api --test endpoints -- --include-ignored --skip sabotage::`
//! - `cargo test --release -p tenant_api --features sabotage --test endpoints -- --ignored --nocapture sabotage::`

mod access;
mod administration;
mod alarms;
mod alerts;
mod at_rest;
mod audit;
mod authenticator;
mod bulk;
mod canaries;
mod client_requests;
mod cluster;
mod contention;
mod credentials;
mod cuts;
mod devices;
mod document;
mod embed;
mod embed_session;
mod events;
mod evidence;
mod evidence_door;
mod evidence_searches;
mod export;
mod factors;
mod grants;
mod ground;
mod handovers;
mod harness;
mod histories;
mod holds;
mod identity_provider;
mod incident;
mod ingest;
mod interference;
mod kept_files;
mod looks;
mod merges;
mod notes;
mod offboarding;
mod older;
mod on_postgres;
mod operator;
mod organisation_sign_in;
mod others;
mod overview;
mod passkeys;
mod people;
mod places;
mod portal;
mod preferences;
mod presence;
mod processes;
mod profiles;
mod queue;
mod queue_marks;
pub(crate) mod queue_plans;
mod ratings;
mod requests;
mod restricted;
mod retention;
mod revocation;
#[cfg(feature = "sabotage")]
mod sabotage;
mod see_as;
mod session;
mod sessions;
mod silences;
mod tasks;
mod teams;
mod views;
mod workflow;

//! The reference tenant API: rows of a store turned into the wire's shapes, behind one policy.

pub mod bulks;
pub mod catalogue;
pub mod cli;
pub mod clocks;
pub mod demo;
pub mod device;
pub mod evidence;
pub mod export;
pub mod http;
pub mod ingest;
pub mod instants;
pub mod markdown;
pub mod oidc;
pub mod origin;
pub mod passkeys;
pub mod passwords;
pub mod policy;
pub mod routes;
#[cfg(feature = "sabotage")]
pub mod sabotage;
#[cfg(not(feature = "sabotage"))]
mod sabotage;
pub mod schedule;
pub mod store;
pub mod totp;

//! The reference tenant API: rows of a store turned into the wire's shapes, behind one policy.

pub mod catalogue;
pub mod cli;
pub mod clocks;
pub mod demo;
pub mod evidence;
pub mod export;
pub mod http;
pub mod ingest;
pub mod instants;
pub mod passwords;
pub mod policy;
pub mod routes;
pub mod schedule;
pub mod store;

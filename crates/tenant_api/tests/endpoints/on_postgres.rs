//! What only PostgreSQL promises.

mod holds;
mod migrate;
mod outbox;
mod schema;
mod sealed;

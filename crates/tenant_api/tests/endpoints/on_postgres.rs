//! What only PostgreSQL promises.

mod migrate;
mod outbox;
mod schema;
mod sealed;

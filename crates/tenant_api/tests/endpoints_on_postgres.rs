//! Every test of `tests/endpoints`, on PostgreSQL: it is the same source, and asks this crate's name which store it runs on.
//! And what only PostgreSQL promises.

#[path = "endpoints_on_postgres/migrate.rs"]
mod migrate;
#[path = "endpoints_on_postgres/outbox.rs"]
mod outbox;
#[path = "endpoints_on_postgres/schema.rs"]
mod schema;
#[path = "endpoints_on_postgres/sealed.rs"]
mod sealed;
#[path = "endpoints/main.rs"]
mod suite;

use suite::*;

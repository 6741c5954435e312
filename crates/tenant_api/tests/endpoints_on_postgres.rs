//! Every test of `tests/endpoints`, on PostgreSQL: it is the same source, and asks this crate's name which store it runs on.

#[path = "endpoints/main.rs"]
mod suite;

use suite::*;

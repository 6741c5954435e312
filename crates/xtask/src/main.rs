//! run, build, test, bench.
fn main() {}

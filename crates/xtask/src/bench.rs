//! What is measured; how and against whom is in tests/bench/README.md.

use eyre::Result;
use std::time::UNIX_EPOCH;

use crate::{
    command::{command, run as run_program},
    test::endpoint_tests,
};

/// Programs of `cargo xtask bench isolation`; of PostgreSQL's run an eighth, see the test itself.
const PROGRAMS: &str = "10000";

/// `cargo xtask bench isolation`: random programs of two clients, other ones each time, on both stores.
pub(crate) fn isolation() -> Result<()> {
    let seed = std::env::var("ISOLATION_SEED").ok();
    let seed = seed.unwrap_or_else(|| UNIX_EPOCH.elapsed().map_or(1, |since| since.as_secs()).to_string());
    let programs = std::env::var("ISOLATION_PROGRAMS").unwrap_or_else(|_unset| PROGRAMS.to_owned());
    let run = |on_postgres| {
        let mut tests = endpoint_tests(on_postgres);
        tests.args(["--nocapture", "interference::nobody"]);
        run_program(tests.env("ISOLATION_SEED", &seed).env("ISOLATION_PROGRAMS", &programs))
    };
    let on_files = run(false);
    on_files.and(run(true))
}

/// `cargo xtask bench`: exact sizes, then the import's rate as the trial on real input prints it.
pub(crate) fn run() -> Result<()> {
    let sizes = crate::console::build();
    let trial = ["test", "--release", "--package", "tenant_api", "--test", "trial", "--", "--nocapture"];
    let rate = run_program(&mut command("cargo", trial));
    println!("\nWhat was kept of earlier measurements is in tests/bench/results.md");
    // Too heavy is worth knowing, and no reason not to measure the rest.
    sizes.and(rate)
}

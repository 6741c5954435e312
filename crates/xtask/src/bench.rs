//! What is measured; how and against whom is in tests/bench/README.md.

use eyre::Result;
use std::time::UNIX_EPOCH;

use crate::{
    command::{command, run as run_program},
    test::endpoint_tests,
    tools::Tools,
};

/// Programs of `cargo xtask bench isolation`; of PostgreSQL's run an eighth, see the test itself.
const PROGRAMS: &str = "10000";
/// Cuts of `cargo xtask bench stream`.
const CUTS: &str = "10000";

/// `cargo xtask bench isolation`: random programs of two clients, other ones each time, on both stores.
pub(crate) fn isolation() -> Result<()> {
    let seed = std::env::var("ISOLATION_SEED").ok();
    let seed = seed.unwrap_or_else(|| UNIX_EPOCH.elapsed().map_or(1, |since| since.as_secs()).to_string());
    let programs = std::env::var("ISOLATION_PROGRAMS").unwrap_or_else(|_unset| PROGRAMS.to_owned());
    on_both_stores("interference::nobody", &[("ISOLATION_SEED", &seed), ("ISOLATION_PROGRAMS", &programs)])
}

/// `cargo xtask bench stream`: three readers' streams, cut and resumed while two people work.
pub(crate) fn stream() -> Result<()> {
    let cuts = std::env::var("STREAM_CUTS").unwrap_or_else(|_unset| CUTS.to_owned());
    on_both_stores("cuts::", &[("STREAM_CUTS", &cuts)])
}

/// One endpoint test with its measure; on PostgreSQL too, whatever came of it on SQLite.
fn on_both_stores(test: &str, measure: &[(&str, &str)]) -> Result<()> {
    let run = |on_postgres| {
        let mut tests = endpoint_tests(on_postgres);
        run_program(tests.args(["--nocapture", test]).envs(measure.iter().copied()))
    };
    let on_files = run(false);
    on_files.and(run(true))
}

/// `cargo xtask bench queue`: pages and counts at a million incidents, on both stores.
pub(crate) fn queue() -> Result<()> {
    Tools::postgres()?;
    run_program(&mut command("cargo", ["bench", "--package", "tenant_api", "--bench", "queue"]))
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

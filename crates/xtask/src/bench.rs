//! What is measured; how and against whom is in tests/bench/README.md.

use eyre::Result;

use crate::command::{command, run as run_program};

/// `cargo xtask bench`: exact sizes, then the import's rate as the trial on real input prints it.
pub(crate) fn run() -> Result<()> {
    let sizes = crate::console::build();
    let trial = ["test", "--release", "--package", "tenant_api", "--test", "trial", "--", "--nocapture"];
    let rate = run_program(&mut command("cargo", trial));
    println!("\nWhat was kept of earlier measurements is in tests/bench/results.md");
    // Too heavy is worth knowing, and no reason not to measure the rest.
    sizes.and(rate)
}

//! What is measured; how and against whom is in tests/bench/README.md.

use eyre::Result;

/// `cargo xtask bench`.
pub(crate) fn run() -> Result<()> {
    crate::console::build()?;
    println!("Results that were kept are in tests/bench/results.md");
    Ok(())
}

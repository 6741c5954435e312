//! Every test of every floor.

use eyre::Result;

/// `cargo xtask test`.
pub(crate) fn run(_arguments: &[String]) -> Result<()> {
    Ok(())
}

/// `cargo xtask look`.
pub(crate) fn look(_arguments: &[String]) -> Result<()> {
    Ok(())
}

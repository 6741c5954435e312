//! Tools that come as npm packages, each set with a lock file of its own.

use std::{fs, path::Path, process::Command};

use eyre::{Result, WrapErr, bail};

use super::Tools;
use crate::{
    command::{command, read, run},
    fingerprint,
};

const NODE: u32 = 20;

/// wasm-opt and a minifier, copied out of the clone so that every clone shares them.
pub(super) fn build_tools(tools: &Tools) -> Result<()> {
    let folder = tools.folder.join("npm");
    let lists = crate::root().join("crates/xtask/npm");
    fs::create_dir_all(&folder)?;
    for list in ["package.json", "package-lock.json", ".npmrc"] {
        fs::copy(lists.join(list), folder.join(list))?;
    }
    install(&folder, "wasm-opt and esbuild, which make the console small (seconds)")
}

/// Playwright and axe.
pub(super) fn browser_tests() -> Result<()> {
    install(&crate::root().join("tests/browser"), "Playwright and axe, which drive and check the console (seconds)")
}

/// What the queue is measured against.
pub(super) fn peers() -> Result<()> {
    let what = "AG Grid, TanStack Virtual, virtua and React, which the queue is measured against (seconds)";
    install(&crate::root().join("tests/bench/peers"), what)
}

/// Installs what the lock file names, unless that is what is there.
fn install(folder: &Path, what: &str) -> Result<()> {
    let stamp = folder.join("node_modules/.lock-installed");
    let lock = fs::read(folder.join("package-lock.json"))
        .wrap_err_with(|| format!("{} has no package-lock.json", folder.display()))?;
    let lock = String::from_utf8_lossy(&lock);
    if fingerprint::is(&stamp, &lock) {
        return Ok(());
    }
    check_programs(&mut command("node", ["--version"]), &mut command("npm", ["--version"]))?;
    println!("      installing {what}");
    run(command("npm", ["ci", "--silent"]).current_dir(folder))
        .wrap_err("npm could not install; is the npm registry reached?")?;
    Ok(fs::write(&stamp, lock.as_bytes())?)
}

/// Node of the right version, and npm, which some systems keep in a package of its own.
fn check_programs(node: &mut Command, npm: &mut Command) -> Result<()> {
    let version = read(node).wrap_err("Node.js is missing: install version 20 or later, with npm")?;
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < NODE) {
        bail!("Node.js {} is too old: install version {NODE} or later", version.trim());
    }
    read(npm).wrap_err("npm is missing, though Node.js is there: install it too").map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named() {
        let said = |node: &str, npm: &str| {
            let outcome = check_programs(&mut command("echo", [node]), &mut command(npm, [""; 0]));
            outcome.map_or_else(|error| error.to_string(), |()| "both are there".to_owned())
        };
        assert_eq!(said("v20.1.0", "true"), "both are there");
        assert!(said("v20.1.0", "/nowhere/npm").starts_with("npm is missing"));
        assert!(said("v18.19.0", "true").starts_with("Node.js v18.19.0 is too old"));
    }
}

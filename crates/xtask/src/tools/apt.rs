//! Packages of Debian and its kin, for what the tests need of the system itself.

use std::{fs, process::Command};

use eyre::{Result, WrapErr, bail};

use crate::command::{command, run, works};

/// Installs a package; `otherwise` says what to do where that cannot be done.
pub(super) fn install(package: &str, otherwise: &str) -> Result<()> {
    let root = works(Command::new("sh").args(["-c", "test \"$(id -u)\" = 0"]));
    let prefix: &[&str] = if root { &[] } else { &["sudo", "-n"] };
    if !root && !works(Command::new("sudo").args(["-n", "true"])) {
        bail!("{package} is missing, and there is no right to install it: {otherwise}");
    }
    apt(prefix, &["update"])
        .and_then(|()| apt(prefix, &["install", "--yes", "--no-install-recommends", package]))
        .wrap_err_with(|| format!("apt could not install {package}: {otherwise}"))
}

/// Whether this is one of these systems: `debian`, `ubuntu`.
pub(super) fn system_is(names: &[&str]) -> bool {
    let id = |line: &str| names.iter().any(|name| line.strip_prefix("ID=") == Some(name));
    fs::read_to_string("/etc/os-release").is_ok_and(|release| release.lines().any(id))
}

fn apt(prefix: &[&str], arguments: &[&str]) -> Result<()> {
    let line: Vec<&str> = prefix.iter().chain(&["apt-get", "-qq"]).chain(arguments).copied().collect();
    run(command(line[0], &line[1..]).env("DEBIAN_FRONTEND", "noninteractive"))
}

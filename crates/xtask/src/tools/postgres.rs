//! PostgreSQL for the tenant API's tests, which start one of their own: its programs, looked for and installed where missing.

use std::{fs, path::Path};

use eyre::{Result, bail};

use super::apt;

/// Where Debian and Ubuntu put the programs of each version.
const VERSIONS: &str = "/usr/lib/postgresql";

pub(super) fn find_or_install() -> Result<()> {
    if is_here() {
        return Ok(());
    }
    if !apt::system_is(&["debian", "ubuntu"]) {
        bail!("no PostgreSQL under {VERSIONS}, which the tenant API's tests start: install version 15 or newer there");
    }
    println!(
        "      installing postgresql, which every test of the tenant API is run on too, in a folder of its own (apt)"
    );
    apt::install("postgresql", "run `apt-get install postgresql`")
}

fn is_here() -> bool {
    let has_server = |version: &Path| version.join("bin/initdb").is_file() && version.join("bin/postgres").is_file();
    fs::read_dir(VERSIONS).is_ok_and(|versions| versions.flatten().any(|version| has_server(&version.path())))
}

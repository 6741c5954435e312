//! A Chromium for the browser tests: the one named, the one on the path, or one installed here.

use std::{env, path::PathBuf, process::Command};

use eyre::{OptionExt, Result, WrapErr};

use super::apt;
use crate::command::{command, run};

/// Where the browser is; without a path it is Playwright's own.
pub(crate) struct Browser {
    path: Option<PathBuf>,
}

impl Browser {
    /// Tells the browser tests.
    pub(crate) fn name_to<'command>(&self, tests: &'command mut Command) -> &'command mut Command {
        match &self.path {
            Some(path) => tests.env("BULKHEAD_CHROMIUM", path),
            None => tests.env_remove("BULKHEAD_CHROMIUM"),
        }
    }
}

/// Without a path Playwright would look for a browser of its own, which nobody has installed.
const NOT_THERE: &str =
    "apt has installed chromium, and still there is none on the path: name its program in BULKHEAD_CHROMIUM";

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

pub(super) fn find_or_install() -> Result<Browser> {
    if let Some(named) = env::var_os("BULKHEAD_CHROMIUM").filter(|named| !named.is_empty()) {
        return Ok(Browser { path: Some(named.into()) });
    }
    if let Some(path) = on_path() {
        return Ok(Browser { path: Some(path) });
    }
    // On Ubuntu the package of this name only points to another store.
    if apt::system_is(&["debian"]) {
        println!("      installing chromium, which the browser tests drive (apt; a minute)");
        apt::install("chromium", "run `apt-get install chromium`, or name one in BULKHEAD_CHROMIUM")?;
        let path = on_path().ok_or_eyre(NOT_THERE)?;
        return Ok(Browser { path: Some(path) });
    }
    println!("      installing Playwright's Chromium, which the browser tests drive (a minute)");
    let mut install = command("npx", ["playwright", "install", "--with-deps", "chromium"]);
    run(install.current_dir(crate::root().join("tests/browser")))
        .wrap_err("no Chromium on the path: install one, or name one in BULKHEAD_CHROMIUM")?;
    Ok(Browser { path: None })
}

fn on_path() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let places: Vec<PathBuf> = env::split_paths(&path).collect();
    NAMES.iter().find_map(|name| places.iter().map(|place| place.join(name)).find(|file| file.is_file()))
}

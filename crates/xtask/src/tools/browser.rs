//! A Chromium for the browser tests: the one named, the one on the path, or one installed here.

use std::{env, path::PathBuf, process::Command};

use eyre::{Result, WrapErr, eyre};

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

/// Which one of a version's two programs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The engine without windows around it, which a journey needs and nothing looks at: two thirds of the work.
    Shell,
    /// What people have, for what is measured.
    Whole,
}

/// The packages of both, as Debian calls them.
const SHELL: &str = "chromium-headless-shell";
const WHOLE: &str = "chromium";

const NAMES: [&str; 4] = [WHOLE, "chromium-browser", "google-chrome-stable", "google-chrome"];

pub(super) fn find_or_install(kind: Kind) -> Result<Browser> {
    if let Some(named) = env::var_os("BULKHEAD_CHROMIUM").filter(|named| !named.is_empty()) {
        return Ok(Browser { path: Some(named.into()) });
    }
    // On Ubuntu the packages of these names only point to another store.
    let may_install = apt::system_is(&["debian"]);
    let shell = || on_path(&[SHELL]).or_else(|| may_install.then(|| install(SHELL).ok()).flatten());
    let found = (kind == Kind::Shell).then(shell).flatten().or_else(|| on_path(&NAMES));
    if found.is_some() {
        return Ok(Browser { path: found });
    }
    if may_install {
        return Ok(Browser { path: Some(install(WHOLE)?) });
    }
    println!("      installing Playwright's Chromium, which the browser tests drive (a minute)");
    let mut install = command("npx", ["playwright", "install", "--with-deps", "chromium"]);
    run(install.current_dir(crate::root().join("tests/browser")))
        .wrap_err("no Chromium on the path: install one, or name one in BULKHEAD_CHROMIUM")?;
    Ok(Browser { path: None })
}

fn install(package: &str) -> Result<PathBuf> {
    println!("      installing {package}, which the browser tests drive (apt; a minute)");
    apt::install(package, &format!("run `apt-get install {package}`, or name one in BULKHEAD_CHROMIUM"))?;
    // Without a path Playwright would look for a browser of its own, which nobody has installed.
    on_path(&[package]).ok_or_else(|| {
        eyre!("apt has installed {package}, and still it is not on the path: name its program in BULKHEAD_CHROMIUM")
    })
}

fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let places: Vec<PathBuf> = env::split_paths(&path).collect();
    names.iter().find_map(|name| places.iter().map(|place| place.join(name)).find(|file| file.is_file()))
}

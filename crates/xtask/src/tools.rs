//! The tools of the build: looked for, installed once where they are missing, and used offline from then on.

mod apt;
mod browser;
mod npm;
mod postgres;
mod rust;

use std::{env, ffi::OsString, path::PathBuf, process::Command};

use eyre::{OptionExt, Result};

pub(crate) use browser::Browser;

/// A folder of our own for tools of exact versions, shared by every clone of this user.
pub(crate) struct Tools {
    folder: PathBuf,
}

impl Tools {
    /// Everything a build of the console needs. Says so before it installs anything.
    pub(crate) fn for_console() -> Result<Self> {
        let tools = Self { folder: folder()? };
        rust::wasm_target()?;
        rust::std_sources()?;
        rust::trunk(&tools)?;
        rust::wasm_bindgen(&tools)?;
        npm::build_tools(&tools)?;
        Ok(tools)
    }

    /// The PostgreSQL that the tenant API is tested on, beside SQLite.
    pub(crate) fn postgres() -> Result<()> {
        postgres::find_or_install()
    }

    /// The Chromium of the browser tests, and the packages that drive it.
    pub(crate) fn browser(&self) -> Result<Browser> {
        npm::browser_tests()?;
        browser::find_or_install()
    }

    /// The packages of the queue's peers, and what builds their pages.
    pub(crate) fn peers() -> Result<()> {
        npm::peers()
    }

    pub(crate) fn bin(&self) -> PathBuf {
        self.folder.join("bin")
    }

    /// `PATH` with our tools before others of the same name.
    pub(crate) fn path(&self) -> Result<OsString> {
        let others = env::var_os("PATH").unwrap_or_default();
        Ok(env::join_paths(std::iter::once(self.bin()).chain(env::split_paths(&others)))?)
    }

    pub(crate) fn trunk(&self) -> Result<Command> {
        let mut trunk = crate::command::command(self.bin().join("trunk"), [""; 0]);
        // Trunk finds wasm-bindgen of the exact version on the path and so never downloads one.
        trunk.env("PATH", self.path()?).env("TRUNK_SKIP_VERSION_CHECK", "true");
        // A person's own wish for colourless output (`NO_COLOR=1`) is a value that Trunk refuses.
        trunk.env_remove("NO_COLOR").env_remove("RUST_BACKTRACE");
        Ok(trunk)
    }

    pub(crate) fn wasm_bindgen(&self) -> Command {
        crate::command::command(self.bin().join("wasm-bindgen"), [""; 0])
    }

    /// A program of the npm packages in `crates/xtask/npm`.
    pub(crate) fn npm_program(&self, name: &str) -> Command {
        crate::command::command(self.folder.join("npm/node_modules/.bin").join(name), [""; 0])
    }
}

fn folder() -> Result<PathBuf> {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|cache| cache.is_absolute());
    let cache =
        cache.or_else(|| env::home_dir().map(|home| home.join(".cache"))).ok_or_eyre("there is no home folder")?;
    Ok(cache.join("bulkhead/tools"))
}

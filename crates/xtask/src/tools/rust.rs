//! Tools that come with the Rust toolchain or from its package registry.

use eyre::{ContextCompat, Result, WrapErr};

use super::Tools;
use crate::command::{command, read, run};

const TRUNK: &str = "0.21.14";

/// The standard library for the browser.
pub(super) fn wasm_target() -> Result<()> {
    let sysroot = read(&mut command("rustc", ["--print", "sysroot"]))?;
    if std::path::Path::new(sysroot.trim()).join("lib/rustlib/wasm32-unknown-unknown").is_dir() {
        return Ok(());
    }
    println!("      installing the wasm32-unknown-unknown target, which the console is compiled for (seconds)");
    run(&mut command("rustup", ["target", "add", "wasm32-unknown-unknown"]))
        .wrap_err("the target wasm32-unknown-unknown is missing, and only rustup can add it")
}

/// The standard library's sources: the console has one of its own, compiled for size.
pub(super) fn std_sources() -> Result<()> {
    let sysroot = read(&mut command("rustc", ["--print", "sysroot"]))?;
    if std::path::Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/Cargo.lock").is_file() {
        return Ok(());
    }
    println!("      installing the standard library's sources, which the console compiles for size (seconds)");
    run(&mut command("rustup", ["component", "add", "rust-src"]))
        .wrap_err("the component rust-src is missing, and only rustup can add it")
}

/// Trunk, which builds and serves the console.
pub(super) fn trunk(tools: &Tools) -> Result<()> {
    cargo_install(tools, "trunk", "trunk", TRUNK, "which builds the console", &["--locked"])
}

/// The command that goes with the crate `wasm-bindgen`: both must be of one version, so it is read from the lock file.
pub(super) fn wasm_bindgen(tools: &Tools) -> Result<()> {
    let lock = std::fs::read_to_string(crate::root().join("Cargo.lock"))?;
    let version = locked_version(&lock, "wasm-bindgen").wrap_err("Cargo.lock names no wasm-bindgen")?;
    // Without --locked: its lock file names versions that not every mirror has.
    cargo_install(tools, "wasm-bindgen-cli", "wasm-bindgen", version, "which ties the console to the browser", &[])
}

fn locked_version<'lock>(lock: &'lock str, package: &str) -> Option<&'lock str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

fn cargo_install(tools: &Tools, package: &str, program: &str, version: &str, why: &str, flags: &[&str]) -> Result<()> {
    let installed = read(&mut command(tools.bin().join(program), ["--version"]));
    if installed.is_ok_and(|line| line.split_whitespace().nth(1) == Some(version)) {
        return Ok(());
    }
    println!("      installing {package} {version}, {why} (once; 3 to 8 minutes on two cores)");
    let mut install = command("cargo", ["install", package, "--version", version, "--quiet", "--force"]);
    install.args(flags).arg("--root").arg(&tools.folder);
    // A tool need not be the fastest of its kind; it need be there soon.
    install.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    install.env("CARGO_TARGET_DIR", tools.folder.join("building"));
    run(&mut install).wrap_err_with(|| format!("cannot install {package}; is a package registry reached?"))?;
    Ok(std::fs::remove_dir_all(tools.folder.join("building")).or_else(missing_is_fine)?)
}

fn missing_is_fine(error: std::io::Error) -> std::io::Result<()> {
    if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn version_is_that_of_the_exact_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "bindgen"), None);
    }
}

//! Serving: the product with its demo organisations, or the console alone while it is being worked on.

use std::{fs, process::Command};

use eyre::{Result, bail};

use crate::{
    command::{command, run as run_program},
    console,
    steps::Steps,
    tools::Tools,
};

/// `cargo xtask run`: everything needed, then the tenant API with the console and the demo organisations.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let mut steps = Steps::new(3);
    let tools = steps.step("Tools", Tools::for_console)?;
    steps.step("Console", || console::make(&tools))?;
    steps.step("Tenant API", build_server)?;
    let data = crate::target().join("demo");
    fs::create_dir_all(&data)?;
    let mut server = command(crate::target().join("release/tenant-api"), ["serve", "--demo", "--ui-dir", "dist"]);
    server.arg("--database").arg(format!("sqlite:{}", data.join("bulkhead.db").display())).args(arguments);
    become_program(&mut server)
}

/// The server that ships.
pub(crate) fn build_server() -> Result<()> {
    run_program(&mut command("cargo", ["build", "--release", "--package", "tenant_api"]))
}

/// `cargo xtask dev`: `trunk serve`, which rebuilds and reloads on every change; the API is proxied to port 8080.
pub(crate) fn dev(arguments: &[String]) -> Result<()> {
    let tools = Tools::for_console()?;
    become_program(tools.trunk()?.arg("serve").args(arguments))
}

/// Puts the program in our place, so that Ctrl-C reaches it and nobody else waits.
#[cfg(unix)]
fn become_program(program: &mut Command) -> Result<()> {
    let error = std::os::unix::process::CommandExt::exec(program);
    bail!("cannot start {}: {error}", program.get_program().to_string_lossy())
}

#[cfg(not(unix))]
fn become_program(program: &mut Command) -> Result<()> {
    run_program(program)
}

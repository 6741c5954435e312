//! Every test of every floor, in the order in which a mistake is cheapest to find.

mod tally;

use std::{
    env,
    path::PathBuf,
    process::{Command, Stdio},
    thread,
};

use eyre::{Result, WrapErr, bail, ensure, eyre};
use serde_json::Value;

use crate::{
    command::{command, run as run_program},
    console,
    steps::Steps,
    tools::{Browser, Tools},
};
use tally::Tally;

/// What has tests that run in the browser, and what stands on everything that is compiled for it.
const BROWSER_CRATES: [&str; 4] = ["--package", "base", "--package", "bulkhead"];

/// Compiled for release, so that all they stand on is compiled once.
const SERVER_CRATES: [&str; 3] = ["--release", "--package", "tenant_api"];

/// The API's own code is optimised less where it is only tested, which is compiled in a third of the time; what it stands
/// on is that of the release.
const SOON: [&str; 4] = ["--config", "profile.release.package.tenant_api.opt-level=1", "--config", SHAPES];

/// Its rules compute little: for their tests it is not optimised at all.
const AT_ONCE: [&str; 4] = ["--config", "profile.release.package.tenant_api.opt-level=0", "--config", SHAPES];

/// What describes the wire's shapes is large, and runs once for `openapi.json`: optimising it takes a quarter of a minute.
const SHAPES: &str = "profile.release.package.wire.opt-level=0";

/// Mistakes that can be made on purpose: compiled once with them, its tests run on both stores and sabotaged, and its program
/// serves the journeys with none switched on.
const MISTAKES: [&str; 2] = ["--features", "sabotage"];

/// The endpoints' tests, which run three times.
const ENDPOINTS: [&str; 2] = ["--test", "endpoints"];
/// What fills whole stores: the demo, and the trial on real input.
const LONG: [&str; 4] = ["--test", "demo", "--test", "trial"];

/// The variable that says which store the endpoints are tested on.
const STORE: &str = "ENDPOINTS_ON";

/// `cargo xtask test`: goes on after a failure, so that one run shows all of them, but for the tests of what does not compile.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let mut steps = Steps::new(14);
    let mut tally = Tally::default();
    let (tools, browser) = steps.step("Tools", || {
        let tools = Tools::for_console()?;
        let browser = tools.browser()?;
        Tools::postgres()?;
        Ok((tools, browser))
    })?;

    tally.check(steps.step("Formatting", || run_program(&mut command("cargo", ["fmt", "--all", "--check"]))));
    tally.check(steps.step("Lints, browser tests", || run_program(&mut npm(["run", "--silent", "check"]))));
    thread::scope(|scope| {
        // All that is compiled is compiled at once: each of them is for long one processor's work.
        let console = scope.spawn(|| console::make(&tools));
        let api = scope.spawn(|| {
            compile(ENDPOINTS)?;
            compile(["--bench", "queue"])
        });
        tally.tests(steps.step("Lints and boundaries", || {
            // Of a program's tests alone the compiler does not see what nothing but they use.
            run_program(linted("build").args(["--package", "xtask"]))?;
            tally::watch(&mut cargo_test(&["--package", "xtask"]))
        }));
        tally.tests(steps.step("Lints and rules, native", || tally::watch(&mut native_tests())));
        tally.tests(steps.step("Lints and parts in Chromium", || {
            tally::watch(
                parts_tests(&tools, &browser)?.args(BROWSER_CRATES).args(["--lib", "--bins", "--test", "parts"]),
            )
        }));
        tally.tests(steps.step("Tenant API, linted, and its rules", || {
            api.join().map_err(|_panicked| eyre!("its compiling broke off"))??;
            tally::watch(&mut rules_tests())
        }));
        // Beside the others, because each is one processor's work and waits half of its time for the disk.
        let long = scope.spawn(|| tally::keep(&mut long_tests()));
        let template = scope.spawn(|| tally::keep(&mut playwright("--project=template", &browser)));
        tally.tests(steps.step("Tenant API on SQLite", || tally::watch(&mut endpoint_tests(false)?)));
        tally.tests(steps.step("Tenant API on PostgreSQL", || tally::watch(&mut on_postgres()?)));
        tally.tests(steps.step("Tenant API, sabotaged", || tally::watch(&mut sabotage()?)));
        for (what, beside) in [("Tenant API, its demo and the trial", long), ("The journeys' demo", template)] {
            tally.tests(steps.step(what, || {
                let (lines, tests) = beside.join().map_err(|_panicked| eyre!("it broke off"))??;
                lines.iter().for_each(|line| println!("{line}"));
                Ok(tests)
            }));
        }
        tally.check(steps.step("Console, its sizes and walls", || {
            console.join().map_err(|_panicked| eyre!("the console's build broke off"))??;
            console::check()
        }));
    });
    tally.tests(steps.step("Journeys in Chromium", || {
        tally::watch(playwright("--project=journeys", &browser).arg("--no-deps").args(arguments))
    }));

    steps.print_times();
    println!("\n{} passed, {} failed", tally.passed, tally.failed);
    if tally.failed > 0 { bail!("not everything passed") } else { Ok(()) }
}

/// `cargo xtask look`: pictures of every screen for people to look at.
pub(crate) fn look(arguments: &[String]) -> Result<()> {
    let tools = Tools::for_console()?;
    let browser = tools.browser()?;
    console::make(&tools)?;
    crate::serve::build_server()?;
    run_program(playwright("--project=look", &browser).args(arguments))
}

fn native_tests() -> Command {
    // What xtask stands on too would be compiled a second time beside these, with the features of both.
    cargo_test(&["--workspace", "--exclude", "tenant_api", "--exclude", "xtask"])
}

/// The API's own rules, in what ships: everything else is compiled with mistakes to be switched on.
fn rules_tests() -> Command {
    let mut tests = cargo_test(&SERVER_CRATES);
    tests.args(AT_ONCE).arg("--lib");
    tests
}

fn long_tests() -> Command {
    let mut tests = cargo_test(&SERVER_CRATES);
    tests.args(MISTAKES).args(SOON).args(LONG);
    tests
}

/// The tests of the tenant API's endpoints, on one of the stores whatever the environment says; compiled if need be.
pub(crate) fn endpoint_tests(on_postgres: bool) -> Result<Command> {
    let mut tests = command(compile(ENDPOINTS)?, ["--test-threads"]);
    // They wait for time and disk as long as they compute.
    let threads = thread::available_parallelism().map_or(1, usize::from) * 2;
    tests.arg(threads.to_string()).current_dir(crate::root().join("crates/tenant_api"));
    tests.env_remove(STORE).envs(on_postgres.then_some((STORE, "postgres")));
    Ok(tests)
}

/// Every endpoint test once more, and those of PostgreSQL alone.
fn on_postgres() -> Result<Command> {
    let mut tests = endpoint_tests(true)?;
    tests.args(["--include-ignored", "--skip", "sabotage::"]);
    Ok(tests)
}

/// The tenant API with mistakes made on purpose: whether its endpoint tests notice.
fn sabotage() -> Result<Command> {
    let mut tests = endpoint_tests(false)?;
    tests.args(["--ignored", "--nocapture", "sabotage::"]);
    Ok(tests)
}

/// Compiles one program that tests the API, and the API's own, and answers where it is. The program itself is not optimised: what
/// counts is the API in it, and that takes a sixth of the time.
fn compile(which: [&str; 2]) -> Result<PathBuf> {
    let mut build = linted("rustc");
    build.args(SERVER_CRATES).args(MISTAKES).args(SOON).args(which);
    build.args(["--message-format", "json-render-diagnostics", "--", "-C", "opt-level=0"]);
    let output = build.stderr(Stdio::inherit()).output().wrap_err("cannot start cargo")?;
    ensure!(output.status.success(), "{} {} did not compile", which[0], which[1]);
    let messages = serde_json::Deserializer::from_slice(&output.stdout).into_iter::<Value>();
    let mut programs = messages.filter_map(Result::ok).filter(|message| message["target"]["name"] == which[1]);
    let program = programs.find_map(|message| message["executable"].as_str().map(PathBuf::from));
    program.ok_or_else(|| eyre!("cargo does not say where {} is", which[1]))
}

fn cargo_test(arguments: &[&str]) -> Command {
    let mut cargo = linted("test");
    cargo.arg("--no-fail-fast").args(arguments);
    cargo
}

/// Cargo with Clippy in the compiler's place for our own crates: they are linted as they are compiled, where a pass of its own
/// would check again all that they stand on. A warning is an error.
fn linted(what: &str) -> Command {
    let mut cargo = command("cargo", [what]);
    cargo.env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver");
    // As `cargo clippy -- --deny warnings` hands it on.
    cargo.env("CLIPPY_ARGS", ["--deny", "warnings", ""].join("__CLIPPY_HACKERY__"));
    cargo
}

/// Tests compiled for the browser and run there, each crate's in a page of its own.
fn parts_tests(tools: &Tools, browser: &Browser) -> Result<Command> {
    let mut cargo = cargo_test(&["--target", "wasm32-unknown-unknown"]);
    // By its name alone: Cargo takes every space in it for the end of a word, and the clone's path may have some.
    let (runners, path) = (crate::root().join("tests/browser"), tools.path()?);
    let path = env::join_paths(std::iter::once(runners).chain(env::split_paths(&path)))?;
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-runner.mjs").env("PATH", path);
    browser.name_to(&mut cargo);
    Ok(cargo)
}

/// Playwright in the tests' folder; `which` is the flag that says what of it.
pub(crate) fn playwright(which: &str, browser: &Browser) -> Command {
    let mut tests = npm(["exec", "--offline", "--", "playwright", "test"]);
    tests.arg(which).env("FORCE_COLOR", "0");
    browser.name_to(&mut tests);
    tests
}

fn npm<const N: usize>(arguments: [&str; N]) -> Command {
    let mut npm = command("npm", arguments);
    npm.current_dir(crate::root().join("tests/browser"));
    npm
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, fs};

    /// They are named one by one, so one more has to be named too.
    #[test]
    fn every_test_program_of_the_api_is_run() {
        let entries = fs::read_dir(crate::root().join("crates/tenant_api/tests")).expect("a folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        let programs = paths.filter(|path| path.is_file() || path.join("main.rs").exists());
        let found: BTreeSet<_> = programs.map(|path| path.file_stem().expect("a name").to_owned()).collect();
        let run = ENDPOINTS.iter().chain(&LONG).filter(|word| !word.starts_with("--"));
        assert_eq!(found, run.map(Into::into).collect());
    }
}

//! What is measured; how and against whom is in tests/bench/README.md.

use eyre::{Result, eyre};
use std::{process::Command, time::UNIX_EPOCH};

use crate::{
    command::{command, run as run_program},
    console, serve,
    test::{endpoint_tests, playwright},
    tools::{Browser, Tools},
};

/// Programs of `cargo xtask bench isolation`; of PostgreSQL's run an eighth, see the test itself.
const PROGRAMS: &str = "10000";
/// Writes of `cargo xtask bench contention`.
const WRITES: &str = "100000";
/// Cuts of `cargo xtask bench stream`.
const CUTS: &str = "10000";
/// The parts of `cargo xtask bench queue`.
const PARTS: [&str; 2] = ["api", "browser"];
/// Its flags, each with the variable that tells the browser's driver (tests/bench/queue/wishes.ts).
const WISHES: [(&str, &str); 6] = [
    ("--repetitions", "BENCH_REPETITIONS"),
    ("--minutes", "BENCH_MINUTES"),
    ("--fling", "BENCH_FLING"),
    ("--only", "BENCH_ONLY"),
    ("--address", ADDRESS),
    ("--user", "BENCH_USER"),
];
/// A tenant API that runs already takes the place of the stores.
const ADDRESS: &str = "BENCH_ADDRESS";

/// `cargo xtask bench isolation`: random programs of two clients, other ones each time, on both stores.
pub(crate) fn isolation() -> Result<()> {
    let seed = std::env::var("ISOLATION_SEED").ok();
    let seed = seed.unwrap_or_else(|| UNIX_EPOCH.elapsed().map_or(1, |since| since.as_secs()).to_string());
    let programs = std::env::var("ISOLATION_PROGRAMS").unwrap_or_else(|_unset| PROGRAMS.to_owned());
    on_both_stores("interference::nobody", &[("ISOLATION_SEED", &seed), ("ISOLATION_PROGRAMS", &programs)])
}

/// `cargo xtask bench stream`: three readers' streams, cut and resumed while two people work.
pub(crate) fn stream() -> Result<()> {
    let cuts = std::env::var("STREAM_CUTS").unwrap_or_else(|_unset| CUTS.to_owned());
    on_both_stores("cuts::", &[("STREAM_CUTS", &cuts)])
}

/// `cargo xtask bench contention`: several people write to the same few incidents at once.
pub(crate) fn contention() -> Result<()> {
    let writes = std::env::var("CONTENTION_WRITES").unwrap_or_else(|_unset| WRITES.to_owned());
    on_both_stores("contention::", &[("CONTENTION_WRITES", &writes)])
}

/// One endpoint test with its measure; on PostgreSQL too, whatever came of it on SQLite.
fn on_both_stores(test: &str, measure: &[(&str, &str)]) -> Result<()> {
    let run = |on_postgres| {
        let mut tests = endpoint_tests(on_postgres)?;
        run_program(tests.args(["--nocapture", test]).envs(measure.iter().copied()))
    };
    let on_files = run(false);
    on_files.and(run(true))
}

/// `cargo xtask bench queue`: pages and counts at a million incidents on both stores, then the queue in a browser beside its peers.
pub(crate) fn queue(arguments: &[String]) -> Result<()> {
    let Asked { parts, wishes } = asked(arguments)?;
    let wants = |part| parts.is_empty() || parts.contains(&part);
    let api = if wants("api") { queue_of_api() } else { Ok(()) };
    let browser = if wants("browser") { queue_in_browser(&wishes) } else { Ok(()) };
    api.and(browser)
}

/// What of it, and how: variables with their values.
#[derive(Debug, Default, PartialEq)]
struct Asked<'a> {
    parts: Vec<&'a str>,
    wishes: Vec<(&'static str, &'a str)>,
}

fn asked(arguments: &[String]) -> Result<Asked<'_>> {
    let mut asked = Asked::default();
    let mut words = arguments.iter().map(String::as_str);
    while let Some(word) = words.next() {
        if PARTS.contains(&word) {
            asked.parts.push(word);
            continue;
        }
        let wish = WISHES.iter().find(|(flag, _)| *flag == word);
        let (_, variable) = wish.ok_or_else(|| eyre!("`bench queue` knows no {word}"))?;
        asked.wishes.push((variable, words.next().ok_or_else(|| eyre!("{word} needs a value"))?));
    }
    Ok(asked)
}

fn queue_of_api() -> Result<()> {
    Tools::postgres()?;
    queue_bench(&[])
}

fn queue_bench(parts: &[&str]) -> Result<()> {
    run_program(command("cargo", ["bench", "--package", "tenant_api", "--bench", "queue", "--"]).args(parts))
}

/// The stores are made, the console and its peers built, and the driver started on the browser tests' Playwright.
fn queue_in_browser(wishes: &[(&str, &str)]) -> Result<()> {
    let tools = Tools::for_console()?;
    let browser = tools.browser()?;
    Tools::peers()?;
    let peers = crate::root().join("tests/bench/peers");
    run_program(command("npm", ["run", "--silent", "build"]).current_dir(peers))?;
    if !wishes.iter().any(|(variable, _)| *variable == ADDRESS) {
        console::make(&tools)?;
        serve::build_server()?;
        queue_bench(&["stores"])?;
    }
    run_program(driver(&browser, "queue.bench").envs(wishes.iter().copied()))
}

/// `cargo xtask bench incident`: what of an incident is large, in a browser.
pub(crate) fn incident() -> Result<()> {
    let tools = Tools::for_console()?;
    let browser = tools.browser()?;
    console::make(&tools)?;
    serve::build_server()?;
    run_program(&mut driver(&browser, "incident.bench"))
}

/// One program in tests/bench, on the browser tests' Playwright.
fn driver(browser: &Browser, program: &str) -> Command {
    let mut driver = playwright("--config=../bench/playwright.config.ts", browser);
    driver.arg(program);
    driver
}

/// `cargo xtask bench`: exact sizes, then the import's rate as the trial on real input prints it.
pub(crate) fn run() -> Result<()> {
    let sizes = crate::console::build();
    let trial = ["test", "--release", "--package", "tenant_api", "--test", "trial", "--", "--nocapture"];
    let rate = run_program(&mut command("cargo", trial));
    println!("\nWhat was kept of earlier measurements is in tests/bench/results.md");
    // Too heavy is worth knowing, and no reason not to measure the rest.
    sizes.and(rate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bench_is_asked_for_by_parts_and_flags() {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let line = words("browser --minutes 1 --only reach");
        let wanted = Asked { parts: vec!["browser"], wishes: vec![("BENCH_MINUTES", "1"), ("BENCH_ONLY", "reach")] };
        assert_eq!(asked(&line).expect("all of it is known"), wanted);
        assert!(asked(&words("--minutes")).is_err() && asked(&words("console")).is_err());
    }
}

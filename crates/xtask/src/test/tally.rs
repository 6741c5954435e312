//! Counting: what the test programs say of themselves, added up.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use eyre::{OptionExt, Result, WrapErr};

/// How many checks and tests passed and failed.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) passed: usize,
    pub(super) failed: usize,
}

impl Tally {
    /// A step that is one check.
    pub(super) fn check(&mut self, result: Result<()>) {
        self.tests(result.map(|()| Tally { passed: 1, failed: 0 }));
    }

    /// A step that counted its tests. One that could not even start them failed once.
    pub(super) fn tests(&mut self, result: Result<Tally>) {
        match result {
            Ok(tests) => {
                self.passed += tests.passed;
                self.failed += tests.failed;
            }
            Err(error) => {
                println!("      failed: {error:#}");
                self.failed += 1;
            }
        }
    }
}

/// Runs a test program, shows what it writes, and counts.
pub(super) fn watch(program: &mut Command) -> Result<Tally> {
    listen(program, |line| println!("{line}"))
}

/// Runs a test program beside others, and keeps what it writes.
pub(super) fn keep(program: &mut Command) -> Result<(Vec<String>, Tally)> {
    let mut lines = vec![];
    let tally = listen(program, |line| lines.push(line))?;
    Ok((lines, tally))
}

fn listen(program: &mut Command, mut hear: impl FnMut(String)) -> Result<Tally> {
    let mut child = program.stdout(Stdio::piped()).spawn().wrap_err("cannot start the tests")?;
    let output = child.stdout.take().ok_or_eyre("the tests have no output")?;
    let mut tally = Tally::default();
    for line in BufReader::new(output).lines() {
        let line = line?;
        count(&line, &mut tally);
        hear(line);
    }
    // Whoever fails without naming a test (it did not compile, say) has failed once all the same.
    if !child.wait()?.success() && tally.failed == 0 {
        tally.failed = 1;
    }
    Ok(tally)
}

/// Adds a summary line: `test result: ok. 12 passed; 0 failed; …` (Rust), `  12 passed (3.4s)`, `  1 failed` (Playwright).
fn count(line: &str, tally: &mut Tally) {
    let rust = line.strip_prefix("test result: ").and_then(|line| line.split_once(". ")).map(|(_, counts)| counts);
    let indented = line.strip_prefix("  ").filter(|line| line.starts_with(|first: char| first.is_ascii_digit()));
    for part in rust.or(indented).unwrap_or_default().split(';') {
        let mut words = part.split_whitespace();
        let Some(number) = words.next().and_then(|number| number.parse::<usize>().ok()) else { continue };
        match words.next() {
            Some("passed") => tally.passed += number,
            // A test that passes at the second attempt, or never ran, has not passed.
            Some("failed" | "flaky" | "interrupted" | "did" | "skipped") => tally.failed += number,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(lines: &[&str]) -> (usize, usize) {
        let mut tally = Tally::default();
        lines.iter().for_each(|line| count(line, &mut tally));
        (tally.passed, tally.failed)
    }

    #[test]
    fn rust_summaries_are_added_up() {
        let lines = [
            "running 3 tests",
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
        ];
        assert_eq!(counted(&lines), (4, 2));
    }

    #[test]
    fn playwright_summaries_are_added_up() {
        let lines = [
            "  ok 12 journeys/sign_in.spec.ts:3:1 › wrong password (1.2s)",
            "  1 failed",
            "  2 did not run",
            "  12 passed (3.4s)",
        ];
        assert_eq!(counted(&lines), (12, 3));
    }

    #[test]
    fn program_that_fails_without_a_summary_counts_as_one_failure() {
        let tally = watch(&mut crate::command::command("cargo", ["--no-such-flag"])).expect("cargo starts");
        assert_eq!((tally.passed, tally.failed), (0, 1));
    }
}

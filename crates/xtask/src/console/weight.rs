//! What a visit weighs, as it travels, and how much it may.

use std::{fs, path::Path};

use eyre::{Result, WrapErr, bail};

use super::assets::Manifest;

/// Everything static that a first visit loads, in bytes of brotli (kB are 1,000 bytes).
const FIRST_VISIT_MAX: u64 = 190_000;
const MAIN_MAX: u64 = 150_000;
const INCIDENT_MAX: u64 = 45_000;

struct Weight {
    raw: u64,
    brotli: u64,
}

/// Prints a table of the build in `dist`; an error if it is too heavy.
pub(super) fn print_and_gate(dist: &Path, build: &Manifest) -> Result<()> {
    let chunks: Vec<&str> = build.integrity.keys().map(String::as_str).filter(|file| is_chunk(build, file)).collect();
    let mut first: Vec<&str> =
        build.integrity.keys().map(String::as_str).filter(|file| !is_chunk(build, file)).collect();
    first.insert(0, "index.html");

    println!("\n      {:<44} {:>10} {:>10}", "a first visit", "raw", "brotli");
    let first_visit = print(dist, &first)?;
    let main = weigh(dist, &format!("{}/main_bg.wasm", build.app))?.brotli;
    println!("\n      {:<44} {:>10} {:>10}", "opening an incident", "raw", "brotli");
    let incident = print(dist, &chunks)?;
    println!();

    for (what, weight, max) in [
        ("a first visit", first_visit.brotli, FIRST_VISIT_MAX),
        ("the main module", main, MAIN_MAX),
        ("opening an incident", incident.brotli, INCIDENT_MAX),
    ] {
        if weight > max {
            bail!("{what} weighs {weight} bytes in brotli; it may weigh {max}");
        }
    }
    Ok(())
}

/// A module other than the main one: it travels when a screen that needs it is opened.
pub(super) fn is_chunk(build: &Manifest, file: &str) -> bool {
    file.starts_with(&build.app) && file.ends_with(".wasm") && !file.ends_with("/main_bg.wasm")
}

fn print(dist: &Path, files: &[&str]) -> Result<Weight> {
    let mut all = Weight { raw: 0, brotli: 0 };
    for file in files {
        let weight = weigh(dist, file)?;
        println!("      {file:<44} {:>10} {:>10}", grouped(weight.raw), grouped(weight.brotli));
        all.raw += weight.raw;
        all.brotli += weight.brotli;
    }
    println!("      {:<44} {:>10} {:>10}", "in all", grouped(all.raw), grouped(all.brotli));
    Ok(all)
}

fn weigh(dist: &Path, file: &str) -> Result<Weight> {
    let size = |name: String| Ok::<u64, eyre::Report>(fs::metadata(dist.join(&name)).wrap_err(name)?.len());
    Ok(Weight { raw: size(file.to_owned())?, brotli: size(format!("{file}.br"))? })
}

/// `1234567` as `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap_or("")).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn digits_are_grouped_by_three() {
        assert_eq!([0, 999, 1000, 1234567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}

//! What a visit weighs, as it travels, and how much it may.

use std::{fs, path::Path};

use eyre::{Result, WrapErr, bail};

use super::assets::Manifest;

/// Everything static that a first visit loads, in bytes of brotli (kB are 1,000 bytes).
const FIRST_VISIT_MAX: u64 = 190_000;
const MAIN_MAX: u64 = 150_000;
const INCIDENT_MAX: u64 = 45_000;
const DASHBOARDS_MAX: u64 = 30_000;

/// In the name of the chunk of the dashboards; the other chunks travel when an incident is opened.
const DASHBOARDS: &str = "dashboards";

struct Weight {
    raw: u64,
    brotli: u64,
}

/// Prints a table of what travels when.
pub(super) fn print(dist: &Path, build: &Manifest) -> Result<()> {
    for (occasion, files) in [
        ("a first visit", first_visit(build)),
        ("opening an incident", incident(build)),
        ("opening a dashboard", dashboards(build)),
    ] {
        println!("\n      {occasion:<44} {:>10} {:>10}", "raw", "brotli");
        for file in &files {
            print_line(file, &weigh(dist, &[file])?);
        }
        print_line("in all", &weigh(dist, &files)?);
    }
    println!();
    Ok(())
}

/// An error if any of it is too heavy.
pub(super) fn gate(dist: &Path, build: &Manifest) -> Result<()> {
    let main = format!("{}/main_bg.wasm", build.app);
    for (what, files, max) in [
        ("a first visit", first_visit(build), FIRST_VISIT_MAX),
        ("the main module", vec![main.as_str()], MAIN_MAX),
        ("opening an incident", incident(build), INCIDENT_MAX),
        ("opening a dashboard", dashboards(build), DASHBOARDS_MAX),
    ] {
        let weight = weigh(dist, &files)?.brotli;
        if weight > max {
            bail!("{what} weighs {} bytes in brotli; it may weigh {}", grouped(weight), grouped(max));
        }
    }
    Ok(())
}

fn first_visit(build: &Manifest) -> Vec<&str> {
    let assets = build.integrity.keys().map(String::as_str).filter(|file| !is_chunk(build, file));
    std::iter::once("index.html").chain(assets).collect()
}

fn incident(build: &Manifest) -> Vec<&str> {
    chunks(build).filter(|file| !file.contains(DASHBOARDS)).collect()
}

fn dashboards(build: &Manifest) -> Vec<&str> {
    chunks(build).filter(|file| file.contains(DASHBOARDS)).collect()
}

fn chunks(build: &Manifest) -> impl Iterator<Item = &str> {
    build.integrity.keys().map(String::as_str).filter(|file| is_chunk(build, file))
}

/// A module other than the main one: it travels when a screen that needs it is opened.
pub(super) fn is_chunk(build: &Manifest, file: &str) -> bool {
    file.starts_with(&build.app) && file.ends_with(".wasm") && !file.ends_with("/main_bg.wasm")
}

fn print_line(what: &str, weight: &Weight) {
    println!("      {what:<44} {:>10} {:>10}", grouped(weight.raw), grouped(weight.brotli));
}

fn weigh(dist: &Path, files: &[&str]) -> Result<Weight> {
    let size = |name: String| Ok::<u64, eyre::Report>(fs::metadata(dist.join(&name)).wrap_err(name)?.len());
    let mut all = Weight { raw: 0, brotli: 0 };
    for file in files {
        all.raw += size((*file).to_owned())?;
        all.brotli += size(format!("{file}.br"))?;
    }
    Ok(all)
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

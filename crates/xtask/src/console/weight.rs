//! What a visit weighs, as it travels, and how much it may.

use std::{fs, path::Path};

use eyre::{Result, WrapErr, bail};

use super::{assets::Manifest, later_style};

/// How much something may weigh, in bytes of brotli (kB are 1,000 bytes).
#[derive(Clone, Copy)]
struct Allowance {
    /// A build above it fails. It is lowered with every gain and never raised.
    max: u64,
    /// What it has to come down to.
    goal: u64,
}

/// Everything static that a first visit loads.
const FIRST_VISIT: Allowance = Allowance { max: 241_500, goal: 190_000 };
const MAIN: Allowance = Allowance { max: 227_500, goal: 150_000 };
const INCIDENT: Allowance = Allowance { max: 95_500, goal: 45_000 };
const DASHBOARDS: Allowance = Allowance { max: 44_000, goal: 30_000 };
const ADMINISTRATION: Allowance = Allowance { max: 100_000, goal: 60_000 };
const LATER_STYLE: Allowance = Allowance { max: 6_000, goal: 5_000 };

/// In the names of the chunks of these screens; the other chunks travel when an incident is opened.
const DASHBOARDS_CHUNK: &str = "dashboards";
const ADMINISTRATION_CHUNK: &str = "administration";

struct Weight {
    raw: u64,
    brotli: u64,
}

/// Prints a table of what travels when.
pub(super) fn print(dist: &Path, build: &Manifest) -> Result<()> {
    for (occasion, files) in [
        ("a first visit", first_visit(build)),
        ("opening an incident", incident(build)),
        ("opening a dashboard", named(build, DASHBOARDS_CHUNK)),
        ("opening the administration", named(build, ADMINISTRATION_CHUNK)),
        ("opening the first of these screens", later_style(build)),
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

/// An error if any of it is heavier than it may be; what is above its goal is said.
pub(super) fn gate(dist: &Path, build: &Manifest) -> Result<()> {
    let main = format!("{}/main_bg.wasm", build.app);
    for (what, files, Allowance { max, goal }) in [
        ("a first visit", first_visit(build), FIRST_VISIT),
        ("the main module", vec![main.as_str()], MAIN),
        ("opening an incident", incident(build), INCIDENT),
        ("opening a dashboard", named(build, DASHBOARDS_CHUNK), DASHBOARDS),
        ("opening the administration", named(build, ADMINISTRATION_CHUNK), ADMINISTRATION),
        ("the style of these screens", later_style(build), LATER_STYLE),
    ] {
        let weight = weigh(dist, &files)?.brotli;
        if weight > max {
            bail!("{what} weighs {} bytes in brotli; it may weigh {}", grouped(weight), grouped(max));
        }
        if weight > goal {
            println!("      above its goal: {what} weighs {}, to become {}", grouped(weight), grouped(goal));
        }
    }
    Ok(())
}

fn first_visit(build: &Manifest) -> Vec<&str> {
    let assets = build.integrity.keys().map(String::as_str);
    let assets = assets.filter(|file| !is_chunk(build, file) && !file.ends_with(later_style::SHEET));
    std::iter::once("index.html").chain(assets).collect()
}

fn incident(build: &Manifest) -> Vec<&str> {
    let others = [DASHBOARDS_CHUNK, ADMINISTRATION_CHUNK];
    chunks(build).filter(|file| !others.iter().any(|other| file.contains(other))).collect()
}

fn named<'build>(build: &'build Manifest, chunk: &str) -> Vec<&'build str> {
    chunks(build).filter(|file| file.contains(chunk)).collect()
}

/// Travels with whichever of these screens is opened first.
fn later_style(build: &Manifest) -> Vec<&str> {
    build.integrity.keys().map(String::as_str).filter(|file| file.ends_with(later_style::SHEET)).collect()
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

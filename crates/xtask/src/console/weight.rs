//! What a visit weighs, as it travels, and how much it may.

use std::{fs, path::Path};

use eyre::{Result, WrapErr, ensure};

use super::{
    assets::{EMBED_SCRIPT, Manifest},
    link,
};

/// How much something may weigh, in bytes of brotli (kB are 1,000 bytes).
#[derive(Clone, Copy)]
struct Allowance {
    /// A build above it fails. It is lowered with every gain, and raised only for something new that people can do, and for what
    /// weighs more because a changed line put functions into another order: the same or less before it is compressed.
    max: u64,
    /// What it has to come down to.
    goal: u64,
}

/// Everything static that a first visit to the queue loads; the first answers have the rest of 190,000.
const FIRST_VISIT: Allowance = Allowance { max: 184_500, goal: 160_000 };
const MAIN: Allowance = Allowance { max: 168_700, goal: 150_000 };
/// What opening a part loads, by the part's name.
const PARTS: [(&str, &str, Allowance); 8] = [
    ("incident", "opening an incident", Allowance { max: 262_600, goal: 45_000 }),
    ("dashboards", "opening a dashboard", Allowance { max: 70_500, goal: 30_000 }),
    ("administration", "opening the administration, or a wallboard", Allowance { max: 325_300, goal: 60_000 }),
    ("preferences", "opening the preferences", Allowance { max: 42_800, goal: 30_000 }),
    ("bulk", "selecting in the queue", Allowance { max: 116_500, goal: 20_000 }),
    ("sheets", "opening a sheet", Allowance { max: 51_600, goal: 20_000 }),
    ("views", "opening the saved views", Allowance { max: 70_900, goal: 20_000 }),
    ("sign_in", "signing in", Allowance { max: 27_500, goal: 15_000 }),
];
/// What a partner's page pays.
const EMBED: Allowance = Allowance { max: 1_000, goal: 1_000 };
const LATER_STYLE: Allowance = Allowance { max: 10_300, goal: 5_500 };

const TABLE: Allowance = Allowance { max: 5_000, goal: 5_000 };

struct Weight {
    raw: u64,
    brotli: u64,
}

/// What travels together, and when.
fn occasions(build: &Manifest) -> Vec<(&'static str, Vec<String>, Allowance)> {
    let mut occasions = vec![
        ("a first visit", first_visit(build), FIRST_VISIT),
        ("the main module alone", vec![format!("{}/main_bg.wasm", build.app)], MAIN),
    ];
    occasions.extend(PARTS.map(|(part, occasion, allowance)| (occasion, travelling(build, part), allowance)));
    occasions.push(("the style of what is opened later", named(build, link::SHEET), LATER_STYLE));
    occasions.push(("what all parts consist of, with the first of them", named(build, link::TABLE), TABLE));
    occasions.push(("the script of a partner's page", vec![EMBED_SCRIPT.to_owned()], EMBED));
    occasions
}

/// Prints a table of what travels when.
pub(super) fn print(dist: &Path, build: &Manifest) -> Result<()> {
    for (occasion, files, _) in occasions(build) {
        println!("\n      {occasion:<44} {:>10} {:>10}", "raw", "brotli");
        for file in files.iter().filter(|_| files.len() > 1) {
            print_line(file, &weigh(dist, std::slice::from_ref(file))?);
        }
        print_line("in all", &weigh(dist, &files)?);
    }
    println!();
    Ok(())
}

/// An error if any of it is heavier than it may be; what is above its goal is said.
pub(super) fn gate(dist: &Path, build: &Manifest) -> Result<()> {
    for (occasion, files, Allowance { max, goal }) in occasions(build) {
        let weight = weigh(dist, &files)?.brotli;
        ensure!(weight <= max, "{occasion} weighs {} bytes in brotli; it may weigh {}", grouped(weight), grouped(max));
        if weight > goal {
            println!("      above its goal: {occasion} weighs {}, to become {}", grouped(weight), grouped(goal));
        }
    }
    Ok(())
}

fn first_visit(build: &Manifest) -> Vec<String> {
    let assets = build.integrity.keys();
    let is_later = |file: &str| [link::SHEET, link::TABLE].iter().any(|later| file.ends_with(later));
    let assets = assets.filter(|file| !is_chunk(build, file) && !is_later(file));
    std::iter::once("index.html".to_owned()).chain(assets.cloned()).collect()
}

fn travelling(build: &Manifest, part: &str) -> Vec<String> {
    build.parts.get(part).into_iter().flatten().map(|module| format!("{}/{module}.wasm", build.app)).collect()
}

fn named(build: &Manifest, name: &str) -> Vec<String> {
    build.integrity.keys().filter(|file| file.ends_with(name)).cloned().collect()
}

/// A module other than the main one: it travels when a screen that needs it is opened.
pub(super) fn is_chunk(build: &Manifest, file: &str) -> bool {
    file.starts_with(&build.app) && file.ends_with(".wasm") && !file.ends_with("/main_bg.wasm")
}

fn print_line(what: &str, weight: &Weight) {
    println!("      {what:<44} {:>10} {:>10}", grouped(weight.raw), grouped(weight.brotli));
}

fn weigh(dist: &Path, files: &[String]) -> Result<Weight> {
    let size = |name: String| Ok::<u64, eyre::Report>(fs::metadata(dist.join(&name)).wrap_err(name)?.len());
    let mut all = Weight { raw: 0, brotli: 0 };
    for file in files {
        all.raw += size(file.clone())?;
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

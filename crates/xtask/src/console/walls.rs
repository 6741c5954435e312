//! The wall between queue and evidence, checked in the built modules themselves.

use std::{fs, path::Path};

use eyre::{Result, WrapErr, ensure};

use super::{assets::Manifest, weight::is_chunk};

/// Names that occur only where evidence is decoded, and a class that only the incident screen's heading bears.
const MARKS: [&str; 5] = ["raw_data", "data_sources", "observables", "finding_info", "incident__key"];

/// Names of evidence that no code of ours needs to spell out.
const NAMES_IN_VALUES: [&str; 1] = ["src_endpoint"];

/// Where cargo keeps sources: a path with it is a path of the machine that built the console.
const MACHINE_PATH: &str = "registry/src";

/// The main module holds none of the marks; the chunks hold them. No module names the machine that built it.
pub(super) fn check(dist: &Path, build: &Manifest) -> Result<()> {
    let (mut main, mut chunks) = (Vec::new(), Vec::new());
    // A style sheet names classes, and has nothing of evidence.
    let code = build.integrity.keys().filter(|file| file.starts_with(&build.app) && !file.ends_with(".css"));
    for file in code {
        let contents = fs::read(dist.join(file)).wrap_err_with(|| file.clone())?;
        if is_chunk(build, file) { chunks.extend(contents) } else { main.extend(contents) }
    }
    for mark in MARKS.iter().chain(&NAMES_IN_VALUES) {
        let leaks = count(&main, mark);
        ensure!(leaks == 0, "`{mark}` is in what a first visit loads, {leaks} times: evidence code has left its chunk");
    }
    for mark in MARKS {
        ensure!(count(&chunks, mark) > 0, "`{mark}` is in no chunk: the wall is not being tested by it any more");
    }
    let named = count(&main, MACHINE_PATH) + count(&chunks, MACHINE_PATH);
    ensure!(named == 0, "the modules name paths of this machine, {named} times");
    println!("      evidence names in a first visit: 0; in the incident's chunk: all {}", MARKS.len());
    Ok(())
}

fn count(haystack: &[u8], needle: &str) -> usize {
    haystack.windows(needle.len()).filter(|window| *window == needle.as_bytes()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(main: &str, chunk: &str) -> (std::path::PathBuf, Manifest) {
        let dist = crate::target().join("walls-test").join(format!("{}-{}", main.len(), chunk.len()));
        fs::create_dir_all(dist.join("assets/a")).expect("the target folder can be written");
        fs::write(dist.join("assets/a/main_bg.wasm"), main).expect("as above");
        fs::write(dist.join("assets/a/split_incident.wasm"), chunk).expect("as above");
        let files = ["assets/a/main_bg.wasm", "assets/a/split_incident.wasm"];
        let integrity = files.iter().map(|file| (file.to_string(), String::new())).collect();
        (
            dist,
            Manifest { app: "assets/a".to_owned(), shell: "assets/s".to_owned(), integrity, parts: Default::default() },
        )
    }

    #[test]
    fn one_evidence_name_in_main_fails_the_build() {
        let (dist, good) = build("queue", &MARKS.join(" "));
        check(&dist, &good).expect("nothing has leaked");
        let (dist, leaking) = build("queue and raw_data", &MARKS.join(" "));
        assert!(check(&dist, &leaking).is_err());
    }

    #[test]
    fn a_mark_that_is_nowhere_fails_the_build() {
        let (dist, blind) = build("queue", "raw_data");
        assert!(check(&dist, &blind).is_err());
    }
}

//! Who may import whom, and what no file may hold: a wall that is crossed fails the build, not the review.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
};

/// Every crate of the house with the crates of the house it may stand on.
const EDGES: [(&str, &[&str]); 7] = [
    ("base", &["wire"]),
    ("bulkhead", &["base", "incident", "wire"]),
    ("incident", &["base", "wire", "wire_evidence"]),
    ("tenant_api", &["wire", "wire_evidence"]),
    ("wire", &[]),
    ("wire_evidence", &["wire"]),
    ("xtask", &[]),
];

/// Rooms of `src/` that are screens; the others are the frame around them.
const SCREENS: [&str; 14] = [
    "access",
    "audit",
    "clients",
    "evidence_search",
    "handover",
    "incident_door",
    "overview",
    "preferences",
    "queue",
    "reports",
    "requests",
    "sign_in",
    "silences",
    "wallboard",
];

/// How unsafe code begins.
const UNSAFE: [&str; 4] = ["unsafe {", "unsafe fn", "unsafe impl", "unsafe extern"];

/// A file of the house: its path from the workspace's folder, and its text.
struct File {
    path: String,
    text: String,
}

fn file(path: &str, text: &str) -> File {
    File { path: path.to_owned(), text: text.to_owned() }
}

/// Every text file under version control, or not yet under it but not ignored.
fn files() -> Vec<File> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let arguments = ["ls-files", "--cached", "--others", "--exclude-standard"];
    let output = Command::new("git").args(arguments).current_dir(root).output().expect("git is there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let paths = String::from_utf8(output.stdout).expect("names are UTF-8");
    let read = |path: &str| Some(file(path, &fs::read_to_string(root.join(path)).ok()?));
    let files: Vec<File> = paths.lines().filter_map(read).collect();
    assert!(files.iter().any(|file| file.path == "src/main.rs"), "the list of files is not the house");
    files
}

fn rust_files() -> Vec<File> {
    files().into_iter().filter(|file| file.path.ends_with(".rs")).collect()
}

fn check(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// One complaint for each line (comments aside) of the files in question for which `wrong` says why.
fn lines(files: &[File], in_question: impl Fn(&str) -> bool, wrong: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files.iter().filter(|file| in_question(&file.path)) {
        for (number, line) in file.text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            complaints.extend(wrong(line).map(|why| format!("{}:{}: {why}", file.path, number + 1)));
        }
    }
    complaints
}

/// The first of `words` that `line` holds, whole: not as a part of a longer name.
fn named<'word>(line: &str, words: &[&'word str]) -> Option<&'word str> {
    let part_of_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    words.iter().copied().find(|word| {
        line.match_indices(word)
            .any(|(at, _)| !line[..at].ends_with(part_of_name) && !line[at + word.len()..].starts_with(part_of_name))
    })
}

// crates

fn edge_complaints(found: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let allowed: BTreeMap<String, BTreeSet<String>> =
        EDGES.iter().map(|(krate, on)| (krate.to_string(), on.iter().map(ToString::to_string).collect())).collect();
    let differs = found.iter().filter(|(krate, on)| allowed.get(*krate) != Some(on));
    differs.map(|(krate, on)| format!("{krate} stands on {on:?}, but the plan says {:?}", allowed.get(krate))).collect()
}

fn metadata() -> serde_json::Value {
    let arguments = ["metadata", "--no-deps", "--offline", "--format-version", "1"];
    let output = Command::new(env!("CARGO")).args(arguments).output().expect("cargo is there");
    serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON")
}

fn dependencies(metadata: &serde_json::Value) -> BTreeMap<String, BTreeSet<String>> {
    let packages = metadata["packages"].as_array().expect("packages");
    let name = |value: &serde_json::Value| value["name"].as_str().expect("a name").to_owned();
    let on =
        |package: &serde_json::Value| package["dependencies"].as_array().expect("a list").iter().map(name).collect();
    packages.iter().map(|package| (name(package), on(package))).collect()
}

#[test]
fn crates_stand_only_on_those_below_them() {
    let mut found = dependencies(&metadata());
    let house: BTreeSet<String> = found.keys().cloned().collect();
    for on in found.values_mut() {
        on.retain(|krate| house.contains(krate));
    }
    assert_eq!(found.len(), EDGES.len(), "a crate came or went: {house:?}");
    check(edge_complaints(&found));

    found.entry("bulkhead".to_owned()).or_default().insert("wire_evidence".to_owned());
    assert_eq!(edge_complaints(&found).len(), 1, "the console must not stand on evidence");
}

#[test]
fn wire_knows_no_framework() {
    let found = dependencies(&metadata());
    let known: BTreeSet<String> = ["serde", "serde_json", "utoipa", "wire"].map(str::to_owned).into();
    for krate in ["wire", "wire_evidence"] {
        let foreign: Vec<_> = found[krate].difference(&known).collect();
        assert!(foreign.is_empty(), "{krate} depends on {foreign:?}");
    }
}

#[test]
fn incident_exports_one_name() {
    let exports = |text: &str| text.lines().filter(|line| line.starts_with("pub ")).count();
    let lib =
        rust_files().into_iter().find(|file| file.path == "crates/incident/src/lib.rs").expect("the crate has a root");
    assert_eq!(exports(&lib.text), 1, "the incident crate exports its page and nothing else");
    assert_eq!(exports("pub fn page() {}\npub mod evidence;"), 2);
}

// modules

fn screen_complaints(files: &[File]) -> Vec<String> {
    let room = |path: &str| path.trim_start_matches("src/").split(['/', '.']).next().unwrap_or_default().to_owned();
    let mut complaints = Vec::new();
    for screen in SCREENS {
        let others = SCREENS.iter().filter(|other| **other != screen).map(|other| format!("crate::{other}"));
        let others: Vec<String> = others.collect();
        let others: Vec<&str> = others.iter().map(String::as_str).collect();
        let why = |line: &str| Some(format!("screen `{screen}` reaches into `{}`", named(line, &others)?));
        complaints.extend(lines(files, |path| path.starts_with("src/") && room(path) == screen, why));
    }
    complaints
}

#[test]
fn screens_never_import_screens() {
    check(screen_complaints(&rust_files()));
    let crossing =
        file("src/queue/rows.rs", "use crate::overview::tiles;\nuse crate::queue::state;\nuse crate::shell;");
    assert_eq!(screen_complaints(&[crossing]).len(), 1);
}

fn parts_complaints(files: &[File]) -> Vec<String> {
    let above = [
        "crate::alarm",
        "crate::api",
        "crate::links",
        "crate::live",
        "crate::load",
        "crate::scope",
        "crate::session",
        "wire::session",
        "wire::incident",
        "wire::queue",
        "Capability",
    ];
    let why = |line: &str| Some(format!("parts know no tenant, no capability and no API: `{}`", named(line, &above)?));
    lines(files, |path| path.starts_with("crates/base/src/ui"), why)
}

#[test]
fn parts_know_no_tenant_no_capability_and_no_api() {
    check(parts_complaints(&rust_files()));
    let knowing = file("crates/base/src/ui/chips.rs", "use crate::scope::Scope;\nuse crate::words;");
    assert_eq!(parts_complaints(&[knowing]).len(), 1);
}

fn evidence_file_complaints(files: &[File]) -> Vec<String> {
    let elsewhere =
        |path: &str| path.starts_with("crates/tenant_api/src/") && !path.starts_with("crates/tenant_api/src/evidence");
    let doors = [
        "sqlite_evidence",
        "FROM findings",
        "INTO findings",
        "UPDATE findings",
        "FROM client_keys",
        "FROM artifacts",
        "INTO artifacts",
        "FROM observables",
        "INTO observables",
        "ATTACH",
    ];
    lines(files, elsewhere, |line| {
        Some(format!("only the module `evidence` reads and writes the evidence file: `{}`", named(line, &doors)?))
    })
}

#[test]
fn only_the_evidence_module_opens_the_evidence_file() {
    check(evidence_file_complaints(&rust_files()));
    let reading = file("crates/tenant_api/src/store/queue.rs", "\"SELECT record FROM findings WHERE client_id = $1\"");
    assert_eq!(evidence_file_complaints(&[reading]).len(), 1);
}

// every file

fn first_line_complaints(files: &[File]) -> Vec<String> {
    let silent = files.iter().filter(|file| !file.text.starts_with("//! "));
    silent.map(|file| format!("{}: the first line says what lives here (`//! …`)", file.path)).collect()
}

#[test]
fn every_file_says_what_lives_in_it() {
    check(first_line_complaints(&rust_files()));
    assert_eq!(first_line_complaints(&[file("src/a.rs", "use leptos::*;")]).len(), 1);
}

fn unsafe_complaints(files: &[File]) -> Vec<String> {
    let elsewhere = |path: &str| !["src/memory.rs", "tests/boundaries.rs"].contains(&path);
    let why = |line: &str| Some(format!("unsafe code stands in `src/memory.rs` alone: `{}`", named(line, &UNSAFE)?));
    lines(files, elsewhere, why)
}

#[test]
fn only_the_memory_is_unsafe() {
    check(unsafe_complaints(&rust_files()));
    assert_eq!(
        unsafe_complaints(&[file("src/queue/rows.rs", "unsafe { row() }\nlet policy = \"unsafe-inline\";")]).len(),
        1
    );
}

fn name_complaints(files: &[File]) -> Vec<String> {
    let vague = ["utils", "util", "common", "helpers", "helper", "manager", "service", "misc", "mod"];
    let says_nothing = |file: &&File| file.path.split(['/', '.']).any(|part| vague.contains(&part));
    files
        .iter()
        .filter(says_nothing)
        .map(|file| format!("{}: a room is named by what its users find there", file.path))
        .collect()
}

#[test]
fn rooms_have_names_that_say_something() {
    check(name_complaints(&rust_files()));
    assert_eq!(name_complaints(&[file("src/utils.rs", ""), file("src/queue/mod.rs", "")]).len(), 2);
}

/// What the content security policy kills, or Trusted Types refuse.
fn markup_complaints(files: &[File]) -> Vec<String> {
    let browser =
        |path: &str| ["src/", "crates/base/src/", "crates/incident/src/"].iter().any(|room| path.starts_with(room));
    lines(files, browser, |line| {
        let inline = line.contains("style=\"") || line.contains("style={") || line.contains("style=move");
        (inline || named(line, &["inner_html", "set_inner_html", "insert_adjacent_html"]).is_some())
            .then(|| "no inline style and no markup from text: a class, `style:property=`, or a view".to_owned())
    })
}

#[test]
fn no_inline_style_and_no_markup_from_text() {
    check(markup_complaints(&rust_files()));
    let inline =
        file("src/queue/rows.rs", "view! { <p style=\"color: red\" inner_html=title/> }\nview! { <p style:color=x/> }");
    assert_eq!(markup_complaints(&[inline]).len(), 1);
}

/// Paths of somebody's machine and hosts of package registries, put together here so that this file does not hold them.
fn machine_complaints(files: &[File]) -> Vec<String> {
    let places = [
        "/ro|ot/",
        "/ho|me/",
        "/wo|rk/",
        "/Use|rs/",
        "index.cra|tes.io",
        "static.cra|tes.io",
        "registry.np|mjs",
        "pypi.or|g",
        "artif|actory",
    ];
    let places = places.map(|place| place.replace('|', ""));
    let mut complaints = Vec::new();
    for file in files {
        for place in places.iter().filter(|place| file.text.contains(place.as_str())) {
            complaints.push(format!("{}: `{place}` belongs to one machine or one network", file.path));
        }
    }
    complaints
}

#[test]
fn no_file_knows_a_machine_or_a_registry() {
    let locked = |file: &File| file.path.ends_with("Cargo.lock") || file.path.ends_with("package-lock.json");
    check(machine_complaints(&files().into_iter().filter(|file| !locked(file)).collect::<Vec<_>>()));
    assert_eq!(machine_complaints(&[file("README.md", &["cd /ho", "me/ana/bulkhead"].concat())]).len(), 1);
}

// restricted incidents

/// Every file of the tenant API that reads `incidents`, and how many statements of it do: a further one has to say here why it
/// meets nothing that is restricted to others.
const READS_INCIDENTS: [(&str, usize, Reads); 32] = [
    ("demo.rs", 2, Reads::Everything),
    ("demo/playbooks.rs", 1, Reads::Everything),
    ("export.rs", 1, Reads::Narrowed),
    ("ingest/known.rs", 4, Reads::Everything),
    ("ingest/rows.rs", 1, Reads::Everything),
    ("ingest/tests.rs", 1, Reads::Everything),
    ("store/access.rs", 1, Reads::Everything),
    ("store/evidence_rules.rs", 3, Reads::OneByKey),
    ("store/handovers/recipients.rs", 1, Reads::Own),
    ("store/head.rs", 2, Reads::OneByKey),
    ("store/holds.rs", 2, Reads::Everything),
    ("store/incident.rs", 1, Reads::OneByKey),
    ("store/merges.rs", 2, Reads::OneByKey),
    ("store/offboarding/delete.rs", 2, Reads::Everything),
    ("store/overview/attack.rs", 1, Reads::Narrowed),
    ("store/overview/client.rs", 7, Reads::Narrowed),
    ("store/queue/choose.rs", 1, Reads::Narrowed),
    ("store/queue/facets.rs", 1, Reads::Narrowed),
    ("store/queue/lookup.rs", 1, Reads::Narrowed),
    // The ends of an index, which say how rows are counted and not which.
    ("store/queue/marks/bucket.rs", 1, Reads::Everything),
    ("store/queue/narrow.rs", 1, Reads::OneByKey),
    ("store/queue/rows.rs", 2, Reads::Narrowed),
    ("store/reads.rs", 3, Reads::OneByKey),
    ("store/receipts/noted.rs", 1, Reads::OneByKey),
    ("store/related.rs", 6, Reads::Narrowed),
    ("store/restricted.rs", 5, Reads::OneByKey),
    ("store/retention/sweep.rs", 2, Reads::Everything),
    ("store/silences/decide.rs", 1, Reads::Everything),
    ("store/splits.rs", 1, Reads::OneByKey),
    ("store/tasks.rs", 2, Reads::OneByKey),
    ("store/teams/remove.rs", 2, Reads::Everything),
    ("store/timeline.rs", 1, Reads::OneByKey),
];

/// Why a statement meets nothing that is restricted to others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reads {
    /// One incident, whose number came out of a key, which is none to others, or was asked about by `Seat::sees`.
    OneByKey,
    /// It carries what is hidden from whoever asks.
    Narrowed,
    /// Whoever asks has them, and so reads them.
    Own,
    /// It is asked by nobody: what comes in, what time brings, what an operator does.
    Everything,
}

#[test]
fn what_is_restricted_to_others_is_in_no_statement_over_many() {
    let reads = |text: &str| -> usize {
        let statements = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let found = |line: &str| line.matches("FROM incidents").count() + line.matches("JOIN incidents").count();
        let deletes = |line: &str| line.matches("DELETE FROM incidents").count();
        statements.map(|line| found(line) - deletes(line)).sum()
    };
    let mut found = BTreeMap::new();
    for file in rust_files() {
        if let Some(path) = file.path.strip_prefix("crates/tenant_api/src/") {
            let count = reads(&file.text);
            if count > 0 {
                found.insert(path.to_owned(), (count, file.text));
            }
        }
    }
    let mut complaints = vec![];
    for (path, (count, text)) in &found {
        match READS_INCIDENTS.iter().find(|(known, ..)| known == path) {
            Some((_, known, _)) if known != count => {
                complaints.push(format!("{path} reads incidents {count} times, and not {known}: see READS_INCIDENTS"));
            }
            None => complaints.push(format!("{path} reads incidents: see READS_INCIDENTS")),
            Some((_, _, Reads::Narrowed)) => {
                let carries = ["but_hidden", "narrow.push", "sees("].iter().any(|word| text.contains(word));
                complaints.extend((!carries).then(|| format!("{path} carries nothing of what is hidden")));
            }
            Some(_) => {}
        }
    }
    let gone = READS_INCIDENTS.iter().filter(|(known, ..)| !found.contains_key(*known));
    complaints.extend(gone.map(|(known, ..)| format!("{known} reads no incidents any more")));
    check(complaints);
}

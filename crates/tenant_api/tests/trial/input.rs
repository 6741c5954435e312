//! The folder's files as OCSF, the way an integration would write it.

use flate2::read::GzDecoder;
use serde_json::json;
use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
};

/// What one client of the trial is fed.
pub(super) struct Source {
    pub(super) client: &'static str,
    pub(super) code: &'static str,
    /// NDJSON.
    pub(super) body: Vec<u8>,
    /// For every finding, in order, whether the data labels it as a step of an attack.
    pub(super) attacks: Vec<bool>,
    /// Whatever names where it came from: rules, detectors' codes, addresses.
    pub(super) needles: BTreeSet<String>,
    /// Names of machines, which are searched for as whole words.
    pub(super) hosts: BTreeSet<String>,
}

impl Source {
    pub(super) fn count(&self) -> u64 {
        self.attacks.len() as u64
    }
}

/// The clients that organisations of the data stand for, in the order of their files.
const CLIENTS: [(&str, &str); 8] = [
    ("north", "NOR"),
    ("south", "SOU"),
    ("east", "EAS"),
    ("west", "WES"),
    ("upper", "UPP"),
    ("lower", "LOW"),
    ("inner", "INN"),
    ("outer", "OUT"),
];

pub(super) fn folder() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    env::var_os("BULKHEAD_TRIAL_DATA").map_or_else(beside, PathBuf::from)
}

/// Reads every `ait/*.csv.gz` and `ocsf/*.json`.
pub(super) fn read(folder: &Path) -> Result<Vec<Source>, Box<dyn std::error::Error>> {
    let mut sources = vec![];
    for (file, (client, code)) in files(&folder.join("ait"), "gz")?.iter().zip(CLIENTS) {
        sources.push(alerts(file, client, code)?);
    }
    sources.push(samples(&files(&folder.join("ocsf"), "json")?)?);
    Ok(sources)
}

fn files(folder: &Path, ending: &str) -> std::io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|own| own == ending));
    files.sort();
    Ok(files)
}

fn alerts(file: &Path, client: &'static str, code: &'static str) -> Result<Source, Box<dyn std::error::Error>> {
    let mut source = empty(client, code);
    let mut rows = csv::Reader::from_reader(GzDecoder::new(fs::File::open(file)?));
    for (place, row) in rows.records().enumerate() {
        let row = row?;
        let (time, name, ip, host, short, label) = (&row[0], &row[1], &row[2], &row[3], &row[4], &row[6]);
        let (detector, rule) = name.split_once(": ").unwrap_or(("", name));
        let finding = json!({
            "class_uid": 2004, "category_uid": 2, "activity_id": 1, "type_uid": 200_401,
            "time": time.parse::<i64>()? * 1000,
            "severity_id": 0,
            "metadata": { "version": "1.3.0", "uid": format!("{client}-{place}"), "product": { "name": detector } },
            "finding_info": { "uid": format!("{client}-{place}"), "title": name, "analytic": { "uid": short, "name": name, "type_id": 1 } },
            "device": { "hostname": host, "ip": ip },
            "evidences": [{ "src_endpoint": { "ip": ip, "hostname": host } }],
        });
        serde_json::to_writer(&mut source.body, &finding)?;
        source.body.push(b'\n');
        source.attacks.push(label != "-" && label != "false_positive");
        source.needles.extend([name, rule, ip, short].map(str::to_owned));
        source.needles.extend(Some(detector.to_owned()).filter(|detector| !detector.is_empty()));
        source.hosts.insert(host.to_owned());
    }
    Ok(source)
}

fn samples(files: &[PathBuf]) -> Result<Source, Box<dyn std::error::Error>> {
    let mut source = empty("mixed", "MIX");
    for file in files {
        let finding: serde_json::Value = serde_json::from_slice(&fs::read(file)?)?;
        serde_json::to_writer(&mut source.body, &finding)?;
        source.body.push(b'\n');
        source.attacks.push(false);
        let named = [
            "/finding_info/title",
            "/finding/title",
            "/finding_info/uid",
            "/finding/uid",
            "/metadata/product/name",
            "/metadata/product/vendor_name",
            "/cloud/account/uid",
            "/resources/0/uid",
            "/resources/0/name",
            "/evidences/0/src_endpoint/ip",
            "/evidences/0/api/operation",
        ];
        let texts = named.iter().filter_map(|path| finding.pointer(path)?.as_str());
        source.needles.extend(texts.map(str::to_owned));
        let observed = finding["observables"].as_array().into_iter().flatten();
        source.needles.extend(observed.filter_map(|observable| observable["value"].as_str()).map(str::to_owned));
    }
    Ok(source)
}

fn empty(client: &'static str, code: &'static str) -> Source {
    let (body, attacks) = (vec![], vec![]);
    Source { client, code, body, attacks, needles: BTreeSet::new(), hosts: BTreeSet::new() }
}

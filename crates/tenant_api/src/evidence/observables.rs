//! Everything a finding names that can be looked for elsewhere: addresses, machines, accounts, files, hashes.

use serde_json::Value;
use std::{
    collections::{BTreeSet, HashSet},
    net::IpAddr,
};
use wire::opening::SearchKind;
use wire_evidence::{Observable, ObservableKind};

/// At most this many of one finding are listed; all of them are in its record.
const MAX_OBSERVABLES: usize = 500;
/// At most this many of one finding lead back to it.
const MAX_SEARCHABLE: usize = 64;
/// The lengths of digests in hexadecimal: from MD5 to SHA-512.
const DIGEST_LENGTHS: std::ops::RangeInclusive<usize> = 32..=128;
/// The longest value that is searched for, characters.
const VALUE_MAX: usize = 500;

/// What a finding lists itself, then what its endpoints, devices, actors and files hold, each value once.
pub(super) fn of(finding: &Value) -> Vec<Observable> {
    let mut gathered = Gathered { found: Vec::new(), seen: HashSet::new() };
    for listed in finding.get("observables").and_then(Value::as_array).into_iter().flatten() {
        let text = |name: &str| listed.get(name).and_then(Value::as_str).unwrap_or_default();
        let kind = listed.get("type_id").and_then(Value::as_i64).map_or(ObservableKind::Other, of_type);
        gathered.add(text("name"), kind, text("value"));
    }
    gathered.walk(finding, "", "");
    gathered.found
}

/// By what a finding is found again, as it is compared.
pub(crate) fn searchable(finding: &Value) -> BTreeSet<(SearchKind, String)> {
    let named = of(finding).into_iter().filter_map(|named| {
        let kind = named.kind.search_kind()?;
        Some((kind, comparable(kind, &named.value)?))
    });
    named.take(MAX_SEARCHABLE).collect()
}

/// A value as it is compared; `None` for what cannot be one of its kind.
pub(crate) fn comparable(kind: SearchKind, value: &str) -> Option<String> {
    let value = value.trim().to_lowercase();
    let value = match kind {
        SearchKind::Ip => value.parse::<IpAddr>().ok()?.to_canonical().to_string(),
        SearchKind::Host | SearchKind::Domain => value.trim_end_matches('.').to_owned(),
        SearchKind::Hash => {
            let is_digest = DIGEST_LENGTHS.contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_hexdigit());
            Some(value).filter(|_| is_digest)?
        }
        SearchKind::User => value,
        SearchKind::Unknown => return None,
    };
    (1..=VALUE_MAX).contains(&value.chars().count()).then_some(value)
}

struct Gathered {
    found: Vec<Observable>,
    seen: HashSet<(ObservableKind, String)>,
}

impl Gathered {
    fn add(&mut self, name: &str, kind: ObservableKind, value: &str) {
        let value = value.trim();
        if value.is_empty() || self.found.len() >= MAX_OBSERVABLES || !self.seen.insert((kind, value.to_lowercase())) {
            return;
        }
        self.found.push(Observable { name: name.to_owned(), kind, value: value.to_owned() });
    }

    /// Goes through a record, which is at most as deep as findings may be. `object` is the name of the object around.
    fn walk(&mut self, value: &Value, path: &str, object: &str) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields.iter().filter(|(name, _)| !is_opaque(path, name)) {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    match (value, kind_of(object, name)) {
                        (Value::String(text), Some(kind)) => self.add(&path, kind, text),
                        (Value::Array(items), Some(kind)) => {
                            for (place, text) in
                                items.iter().enumerate().filter_map(|(at, item)| Some((at, item.as_str()?)))
                            {
                                self.add(&format!("{path}[{place}]"), kind, text);
                            }
                        }
                        _ => {}
                    }
                    self.walk(value, &path, name);
                }
            }
            Value::Array(items) => {
                for (place, item) in items.iter().enumerate() {
                    self.walk(item, &format!("{path}[{place}]"), object);
                }
            }
            _ => {}
        }
    }
}

/// Parts that are listed elsewhere, or that describe the product rather than what happened.
fn is_opaque(path: &str, name: &str) -> bool {
    path.is_empty() && matches!(name, "observables" | "metadata" | "enrichments" | "attacks")
}

/// What a field of this name holds, in an object of that name; `None` where it is nothing to look for.
fn kind_of(object: &str, name: &str) -> Option<ObservableKind> {
    use ObservableKind::{Domain, Email, File, Hash, Host, Ip, Process, Url, User};
    Some(match (object, name) {
        (_, "ip" | "ip_addresses" | "intermediate_ips" | "src_ip" | "dst_ip") => Ip,
        ("query", "hostname") => Domain,
        (_, "hostname") => Host,
        ("device" | "src_endpoint" | "dst_endpoint" | "proxy", "name") => Host,
        ("user" | "actor" | "account" | "src_user" | "dst_user" | "target_user", "name" | "full_name") => User,
        (_, "email_addr" | "smtp_from" | "smtp_to" | "reply_to") => Email,
        ("email", "from" | "to" | "cc") => Email,
        (_, "domain") if object != "user" => Domain,
        (_, "url_string" | "referrer") => Url,
        ("url", "text") => Url,
        ("hashes" | "fingerprints" | "fingerprint", "value") => Hash,
        (_, "sha256" | "sha1" | "md5") => Hash,
        ("file" | "parent_file", "path" | "name") => File,
        ("process" | "parent_process", "cmd_line" | "name" | "path") => Process,
        _ => return None,
    })
}

/// OCSF `observable.type_id`.
fn of_type(id: i64) -> ObservableKind {
    match id {
        1 | 20 => ObservableKind::Host,
        2 | 12 => ObservableKind::Ip,
        4 | 21 | 31 => ObservableKind::User,
        5 | 22 => ObservableKind::Email,
        6 | 23 => ObservableKind::Url,
        7 | 24 | 45 => ObservableKind::File,
        8 | 30 => ObservableKind::Hash,
        9 | 13 | 25 => ObservableKind::Process,
        _ => ObservableKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_named_is_gathered_once_with_its_path() {
        let finding = json!({
            "observables": [{ "name": "src", "type_id": 2, "value": "192.0.2.7" }],
            "metadata": { "product": { "name": "P", "hostname": "sensor" } },
            "device": { "hostname": "alpha", "ip": "192.0.2.9", "owner": { "name": "not gathered" } },
            "evidences": [{
                "src_endpoint": { "ip": "192.0.2.7" },
                "actor": { "user": { "name": "kim", "email_addr": "kim@example.org" }, "process": { "cmd_line": "run me" } },
                "file": { "path": "/tmp/x", "hashes": [{ "algorithm_id": 3, "value": "abc" }] },
                "url": { "url_string": "https://example.org/a" },
            }],
        });
        let found: Vec<(String, ObservableKind, String)> =
            of(&finding).into_iter().map(|found| (found.name, found.kind, found.value)).collect();
        let has = |name: &str, kind, value: &str| found.contains(&(name.to_owned(), kind, value.to_owned()));
        assert!(has("src", ObservableKind::Ip, "192.0.2.7"));
        assert!(has("device.hostname", ObservableKind::Host, "alpha"));
        assert!(has("evidences[0].actor.user.name", ObservableKind::User, "kim"));
        assert!(has("evidences[0].actor.process.cmd_line", ObservableKind::Process, "run me"));
        assert!(has("evidences[0].file.hashes[0].value", ObservableKind::Hash, "abc"));
        assert!(has("evidences[0].url.url_string", ObservableKind::Url, "https://example.org/a"));
        assert_eq!(found.iter().filter(|(_, _, value)| value == "192.0.2.7").count(), 1);
        assert!(!found.iter().any(|(_, _, value)| value == "sensor" || value == "not gathered"));
    }

    #[test]
    fn a_value_is_compared_in_one_form() {
        let same = [
            (SearchKind::Host, " DB-04.Corp.Example. ", Some("db-04.corp.example")),
            (SearchKind::Ip, "::FFFF:192.0.2.7", Some("192.0.2.7")),
            (SearchKind::Ip, "2001:DB8:0:0::1", Some("2001:db8::1")),
            (SearchKind::Ip, "192.0.2", None),
            (SearchKind::Hash, "D41D8CD98F00B204E9800998ECF8427E", Some("d41d8cd98f00b204e9800998ecf8427e")),
            (SearchKind::Hash, "d41d8cd9", None),
            (SearchKind::User, "CORP\\Kim", Some("corp\\kim")),
            (SearchKind::Domain, ".", None),
            (SearchKind::Unknown, "kim", None),
        ];
        for (kind, value, compared) in same {
            assert_eq!(comparable(kind, value).as_deref(), compared, "{value}");
        }
    }

    #[test]
    fn a_finding_is_found_by_what_it_names_and_by_no_more_than_64_of_it() {
        let named = json!({ "device": { "hostname": "Alpha", "ip": "192.0.2.9" }, "user": { "email_addr": "Kim@example.org" } });
        let expected = [
            (SearchKind::Host, "alpha".to_owned()),
            (SearchKind::User, "kim@example.org".to_owned()),
            (SearchKind::Ip, "192.0.2.9".to_owned()),
        ];
        assert_eq!(searchable(&named), BTreeSet::from(expected));
        let many: Vec<_> = (0..100).map(|n| format!("192.0.2.{n}")).collect();
        assert_eq!(searchable(&json!({ "device": { "ip_addresses": many } })).len(), MAX_SEARCHABLE);
    }
}

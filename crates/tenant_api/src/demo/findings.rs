//! Findings as a source would send them: OCSF Detection Findings (class 2004) with everything an analyst would want to see.

use super::scenarios::{Scenario, Surface};
use jiff::Timestamp;
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};
use serde_json::{Value, json};

/// The people, machines and addresses of one occurrence; every alert of it shares them.
pub(super) struct Cast {
    host: String,
    user: String,
    inside: String,
    outside: String,
    domain: String,
    file: &'static str,
    hash: String,
}

impl Cast {
    /// Draws a cast for a client; `code` begins its machines' names.
    pub(super) fn draw(rng: &mut StdRng, code: &str) -> Self {
        const ROLES: [&str; 8] = ["ws", "ws", "ws", "lt", "lt", "srv", "db", "app"];
        const TEAMS: [&str; 8] =
            ["finance", "warehouse", "reception", "payroll", "design", "field", "board", "svc-backup"];
        const FILES: [&str; 6] =
            ["invoice_4471.js", "update.exe", "statement.xlsm", "setup_x64.msi", "payload.dll", "scan.pdf.exe"];
        const DOMAINS: [&str; 6] =
            ["cdn-sync", "login-check", "update-node", "files-share", "telemetry-eu", "assets-pay"];
        let code = code.to_lowercase();
        let pick = |rng: &mut StdRng, from: &[&'static str]| *from.choose(rng).expect("no list here is empty");
        let number = rng.random_range(1..60);
        Self {
            host: format!("{code}-{}-{number:03}", pick(rng, &ROLES)),
            user: format!("{}{:02}", pick(rng, &TEAMS), rng.random_range(1..30)),
            inside: format!("10.{}.{}.{}", rng.random_range(10..40), rng.random_range(0..8), rng.random_range(2..250)),
            // Documentation ranges (RFC 5737): nobody's addresses.
            outside: format!("{}.{}", pick(rng, &["192.0.2", "198.51.100", "203.0.113"]), rng.random_range(1..255)),
            domain: format!("{}-{}.example", pick(rng, &DOMAINS), rng.random_range(10..99)),
            file: pick(rng, &FILES),
            hash: (0..4).map(|_| format!("{:016x}", rng.random::<u64>())).collect(),
        }
    }

    fn fill(&self, text: &str) -> String {
        text.replace("{host}", &self.host)
            .replace("{user}", &self.user)
            .replace("{ip}", &self.outside)
            .replace("{domain}", &self.domain)
            .replace("{file}", self.file)
    }
}

/// One alert of an occurrence: the `place`-th, at `at`.
pub(super) fn finding(kind: &Scenario, cast: &Cast, severity: u8, (at, place): (Timestamp, u32), uid: u64) -> Value {
    let (vendor, product, log_name) = kind.surface.source();
    let title = cast.fill(kind.title);
    let mut finding = json!({
        "class_uid": 2004, "category_uid": 2, "type_uid": 200_401, "activity_id": 1,
        "time": at.as_millisecond(), "severity_id": severity, "status_id": 1,
        "confidence_id": 1 + uid % 3, "impact_id": u64::from(severity).clamp(1, 4),
        "disposition_id": if kind.blocked { 2 } else { 1 },
        "message": format!("{title} ({place})"),
        "metadata": {
            "version": "1.3.0", "uid": format!("{uid:016x}-{place}"), "log_name": log_name,
            "product": { "vendor_name": vendor, "name": product, "version": "7.4" },
        },
        "finding_info": {
            "uid": format!("{uid:016x}"), "title": title, "types": [kind.surface.source().2],
            "desc": format!("{title}. Reported by rule {} after {place} matching events.", kind.analytic),
            "analytic": { "uid": kind.analytic, "name": kind.title.replace(['{', '}'], ""), "type_id": 1 },
            "data_sources": [format!("{product}: {log_name}")],
            "src_url": format!("https://console.{}.example/detections/{uid:016x}", vendor.to_lowercase()),
            "attacks": [{ "technique": { "uid": kind.technique }, "version": "15.1" }],
        },
        "raw_data": format!(
            "{at} {log_name} rule={} src={} dst={} host={} user={} file={} sha256={} seq={place}",
            kind.analytic, cast.outside, cast.inside, cast.host, cast.user, cast.file, cast.hash
        ),
    });
    let fields = finding.as_object_mut().expect("it was made as an object");
    fields.extend(surface_fields(kind.surface, cast));
    finding
}

fn surface_fields(surface: Surface, cast: &Cast) -> serde_json::Map<String, Value> {
    let Cast { host, user, inside, outside, domain, file, hash } = cast;
    let server = ["srv", "db", "app"].iter().any(|role| host.contains(role));
    let device = json!({ "hostname": host, "ip": inside, "type_id": if server { 1 } else { 2 } });
    let actor = json!({ "user": { "name": user, "domain": domain } });
    let fields = match surface {
        Surface::Endpoint => json!({
            "device": device, "actor": { "user": { "name": user }, "process": { "name": file, "pid": 4412 } },
            "evidences": [{ "process": { "name": file, "cmd_line": format!("C:\\Users\\{user}\\{file} -s"),
                "file": { "name": file, "hashes": [{ "algorithm_id": 3, "value": hash }] } } }],
            "observables": [
                { "name": "device.hostname", "type_id": 1, "value": host },
                { "name": "evidences[].process.file.hashes[].value", "type_id": 8, "value": hash },
            ],
        }),
        Surface::Identity => json!({
            "actor": actor, "evidences": [{ "src_endpoint": { "ip": outside }, "user": { "name": user } }],
            "resources": [{ "type": "Directory account", "name": user, "uid": format!("S-1-5-21-{}", user.len() * 1117) }],
            "observables": [{ "name": "actor.user.name", "type_id": 4, "value": user }],
        }),
        Surface::Network => json!({
            "device": device,
            "evidences": [{ "src_endpoint": { "ip": outside, "port": 50211 }, "dst_endpoint": { "ip": inside, "port": 443 },
                "query": { "hostname": domain } }],
            "observables": [
                { "name": "evidences[].src_endpoint.ip", "type_id": 2, "value": outside },
                { "name": "evidences[].query.hostname", "type_id": 1, "value": domain },
            ],
        }),
        Surface::Cloud => json!({
            "cloud": { "provider": "Skyledger", "region": "eu-north", "account": { "uid": "000000004471" } },
            "actor": actor, "evidences": [{ "src_endpoint": { "ip": outside }, "api": { "operation": "PutPolicy" } }],
            "resources": [{ "type": "Cloud account", "name": user, "uid": format!("sky:iam::4471:user/{user}") }],
        }),
        Surface::Message => json!({
            "evidences": [{ "email": { "from": format!("billing@{domain}"), "to": [format!("{user}@client.example")] },
                "file": { "name": file, "hashes": [{ "algorithm_id": 3, "value": hash }] },
                "url": { "url_string": format!("https://{domain}/confirm?id=88") } }],
            "resources": [{ "type": "Account", "name": user }],
            "observables": [{ "name": "evidences[].url.url_string", "type_id": 6, "value": format!("https://{domain}/confirm?id=88") }],
        }),
        Surface::Web => json!({
            "device": { "hostname": format!("www.{domain}"), "type_id": 1 },
            "evidences": [{ "src_endpoint": { "ip": outside }, "http_request": { "http_method": "GET",
                "url": { "url_string": format!("https://www.{domain}/item?id=1%27") }, "user_agent": "curl/8.4" } }],
            "observables": [{ "name": "evidences[].src_endpoint.ip", "type_id": 2, "value": outside }],
        }),
    };
    match fields {
        Value::Object(fields) => fields,
        _ => unreachable!("every surface makes an object"),
    }
}

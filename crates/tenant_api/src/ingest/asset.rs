//! What a finding is about: its primary entity, the assets it touches, and their class.

use super::field::{at, id, list, number, text};
use serde_json::Value;
use wire::vocabulary::AssetClass;

/// At most this many assets of one finding are counted.
const MAX_ASSETS: usize = 256;

/// Device, else resource, else account, else source address, as grouping wants it; empty if it names none.
pub(super) fn primary(finding: &Value) -> String {
    let first = |found: Vec<String>| found.into_iter().next();
    first(devices(finding))
        .or_else(|| first(resources(finding)))
        .or_else(|| first(accounts(finding)))
        .or_else(|| first(endpoints(finding, "src_endpoint")))
        .or_else(|| first(endpoints(finding, "dst_endpoint")))
        .unwrap_or_default()
}

/// Every device and resource it touches; without any, its primary entity.
pub(super) fn assets(finding: &Value) -> Vec<String> {
    let mut assets = devices(finding);
    assets.extend(resources(finding));
    if assets.is_empty() {
        assets.extend(Some(primary(finding)).filter(|entity| !entity.is_empty()));
    }
    assets.sort_unstable();
    assets.dedup();
    assets.truncate(MAX_ASSETS);
    assets
}

/// What kind of asset it touches first.
pub(super) fn class(finding: &Value) -> AssetClass {
    let devices = everywhere(finding, "device");
    let resources = listed(finding);
    let marked = |value: &&Value| {
        ["criticality", "risk_level"]
            .iter()
            .any(|name| text(value, name).is_some_and(|said| said.eq_ignore_ascii_case("critical")))
    };
    if devices.iter().chain(&resources).any(marked) {
        return AssetClass::Critical;
    }
    if let Some(device) = devices.first() {
        return device_class(device);
    }
    if let Some(resource) = resources.first() {
        return resource_class(resource);
    }
    if at(finding, "cloud").is_some() {
        return AssetClass::Cloud;
    }
    if !accounts(finding).is_empty() {
        return AssetClass::Account;
    }
    let sources = everywhere(finding, "src_endpoint");
    match sources.first().map(|endpoint| device_class(endpoint)) {
        None => AssetClass::Unknown,
        Some(AssetClass::Unknown) => AssetClass::Network,
        Some(class) => class,
    }
}

/// OCSF `device.type_id`, else its operating system.
fn device_class(device: &Value) -> AssetClass {
    match number(device, "type_id") {
        Some(1) => AssetClass::Server,
        Some(2..=5 | 8) => AssetClass::Workstation,
        Some(9..=15) => AssetClass::Network,
        _ => {
            let said = ["type", "os.type", "os.name"].iter().filter_map(|path| text(device, path));
            let said = said.collect::<Vec<_>>().join(" ").to_lowercase();
            let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
            if says(&["server", "linux", "unix", "solaris", "domain controller"]) {
                AssetClass::Server
            } else if says(&["firewall", "router", "switch", "gateway", "load balancer"]) {
                AssetClass::Network
            } else if says(&[
                "desktop",
                "laptop",
                "workstation",
                "mobile",
                "tablet",
                "windows",
                "mac",
                "ios",
                "android",
            ]) {
                AssetClass::Workstation
            } else {
                AssetClass::Unknown
            }
        }
    }
}

fn resource_class(resource: &Value) -> AssetClass {
    let kind = text(resource, "type").unwrap_or_default().to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| kind.contains(word));
    if says(&["user", "account", "accesskey", "access key", "identity", "principal", "mailbox", "role"]) {
        AssetClass::Account
    } else if text(resource, "cloud_partition").is_some()
        || says(&["bucket", "cloud", "container", "cluster", "function", "aws", "azure", "gcp"])
    {
        AssetClass::Cloud
    } else if says(&["server", "host", "instance", "virtual machine", "database"]) {
        AssetClass::Server
    } else if says(&["network", "firewall", "subnet", "gateway"]) {
        AssetClass::Network
    } else {
        AssetClass::Unknown
    }
}

/// The objects called `name` of the finding and of its evidences.
fn everywhere<'a>(finding: &'a Value, name: &str) -> Vec<&'a Value> {
    let own = at(finding, name);
    let evidenced = list(finding, "evidences").iter().filter_map(|evidence| at(evidence, name));
    own.into_iter().chain(evidenced).filter(|value| value.is_object()).collect()
}

fn listed(finding: &Value) -> Vec<&Value> {
    ["resources", "resource"].iter().flat_map(|name| list(finding, name)).filter(|value| value.is_object()).collect()
}

fn devices(finding: &Value) -> Vec<String> {
    named("device", everywhere(finding, "device"), &["uid", "hostname", "name", "instance_uid", "ip", "mac"])
}

fn resources(finding: &Value) -> Vec<String> {
    named("resource", listed(finding), &["uid", "name"])
}

fn accounts(finding: &Value) -> Vec<String> {
    let names = ["uid", "name", "email_addr", "full_name"];
    let users =
        ["actor.user", "user", "actor.process.user"].iter().flat_map(|path| everywhere(finding, path)).collect();
    named("account", users, &names)
}

fn endpoints(finding: &Value, name: &str) -> Vec<String> {
    named("address", everywhere(finding, name), &["ip", "hostname", "name", "uid", "domain"])
}

/// One text for each object, by the first of `names` that it has. The kind keeps a device apart from a resource so called.
fn named(kind: &str, objects: Vec<&Value>, names: &[&str]) -> Vec<String> {
    let name = |object: &Value| names.iter().find_map(|name| id(object, name));
    objects.into_iter().filter_map(name).map(|name| format!("{kind} {}", name.to_lowercase())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_primary_entity_is_the_contracts() {
        let mut finding = json!({
            "device": { "hostname": "H" }, "resources": [{ "uid": "r" }], "actor": { "user": { "name": "u" } },
            "evidences": [{ "src_endpoint": { "ip": "10.0.0.1" } }],
        });
        for (expected, gone) in [
            ("device h", "device"),
            ("resource r", "resources"),
            ("account u", "actor"),
            ("address 10.0.0.1", "evidences"),
        ] {
            assert_eq!(primary(&finding), expected);
            finding.as_object_mut().expect("an object").remove(gone);
        }
        assert_eq!(primary(&finding), "");
    }

    #[test]
    fn assets_are_counted_once_each() {
        let finding = json!({ "device": { "uid": "a" }, "evidences": [{ "device": { "uid": "A" } }], "resources": [{ "name": "b" }] });
        assert_eq!(assets(&finding), ["device a", "resource b"]);
    }

    #[test]
    fn the_class_is_by_type_then_system() {
        assert_eq!(class(&json!({ "device": { "type_id": 3 } })), AssetClass::Workstation);
        assert_eq!(class(&json!({ "device": { "os": { "name": "Windows Server 2022" } } })), AssetClass::Server);
        assert_eq!(class(&json!({ "resources": [{ "type": "AwsIamAccessKey" }] })), AssetClass::Account);
        assert_eq!(class(&json!({ "device": { "type_id": 2, "criticality": "Critical" } })), AssetClass::Critical);
        assert_eq!(class(&json!({ "evidences": [{ "src_endpoint": { "ip": "10.0.0.1" } }] })), AssetClass::Network);
        assert_eq!(class(&json!({})), AssetClass::Unknown);
    }
}

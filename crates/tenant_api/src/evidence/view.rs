//! A kept record as the incident screen shows it: OCSF's own names, and every observable it names.

use super::observables;
use crate::{ingest, instants, store::alerts::Alert};
use serde_json::Value;
use wire_evidence::{Attack, Finding, FindingInfo, Metadata, Resource};

/// Reads a record. It was valid when it was taken; a part that is not as OCSF has it is left to the record itself.
pub(super) fn finding(alert: &Alert, record: String) -> Finding {
    let document: Value = serde_json::from_str(&record).unwrap_or_default();
    Finding {
        alert: alert.number,
        silenced: alert.is_silenced,
        time: ingest::occurred_at(&document).map(instants::to_wire),
        severity: ingest::severity(&document),
        finding_info: finding_info(&document),
        metadata: metadata(&document),
        observables: observables::of(&document),
        resources: resources(&document),
        attacks: attacks(&document),
        raw_data: raw_data(&document),
        record,
    }
}

/// An alert whose record is lost, as the store still knows it.
pub(super) fn lost(alert: &Alert) -> Finding {
    let time = Some(instants::to_wire(alert.occurred_at));
    Finding { alert: alert.number, silenced: alert.is_silenced, time, severity: alert.severity, ..Finding::default() }
}

/// Text at a JSON pointer; a number counts as text.
fn text(value: &Value, pointer: &str) -> Option<String> {
    match value.pointer(pointer)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn first(document: &Value, pointers: &[&str]) -> Option<String> {
    pointers.iter().find_map(|pointer| text(document, pointer))
}

fn texts(document: &Value, pointers: &[&str]) -> Vec<String> {
    let lists = pointers.iter().filter_map(|pointer| document.pointer(pointer)?.as_array()).flatten();
    lists.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn finding_info(document: &Value) -> FindingInfo {
    let analytic = ["/finding_info/analytic/name", "/finding_info/analytic/uid", "/analytic/name", "/analytic/uid"];
    FindingInfo {
        title: first(document, &["/finding_info/title", "/finding/title", "/message"]).unwrap_or_default(),
        desc: first(document, &["/finding_info/desc", "/finding/desc"]),
        src_url: first(document, &["/finding_info/src_url", "/finding/src_url"]),
        src_link: None,
        analytic: first(document, &analytic),
        data_sources: texts(document, &["/finding_info/data_sources", "/data_sources"]),
        types: texts(document, &["/finding_info/types", "/finding/types"]),
    }
}

fn metadata(document: &Value) -> Metadata {
    Metadata {
        product: first(document, &["/metadata/product/name"]),
        vendor: first(document, &["/metadata/product/vendor_name"]),
        log_name: first(document, &["/metadata/log_name", "/metadata/log_provider"]),
    }
}

fn resources(document: &Value) -> Vec<Resource> {
    let listed = document.get("resources").and_then(Value::as_array).into_iter().flatten();
    let resource =
        |value: &Value| Resource { kind: text(value, "/type"), name: text(value, "/name"), uid: text(value, "/uid") };
    let resources = listed.chain(document.get("resource")).map(resource);
    resources.filter(|resource| *resource != Resource::default()).collect()
}

fn attacks(document: &Value) -> Vec<Attack> {
    let lists = ["/attacks", "/finding_info/attacks", "/finding/attacks"];
    let listed = lists.iter().filter_map(|pointer| document.pointer(pointer)?.as_array()).flatten();
    let attack = |value: &Value| {
        let several = value.get("tactics").and_then(Value::as_array).into_iter().flatten();
        Attack {
            technique: first(value, &["/sub_technique/uid", "/technique/uid"]),
            name: first(value, &["/sub_technique/name", "/technique/name"]),
            tactics: value.get("tactic").into_iter().chain(several).filter_map(|tactic| text(tactic, "/uid")).collect(),
        }
    };
    listed.map(attack).filter(|attack| *attack != Attack::default()).collect()
}

/// Text as it was written; anything else as the JSON it is.
fn raw_data(document: &Value) -> Option<String> {
    match document.get("raw_data")? {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

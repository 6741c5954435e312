//! A finding as the queue needs it: OCSF Detection Finding (2004) and the older Security Finding (2001), read tolerantly.

use super::{
    Problem, asset,
    clues::{self, Said},
    field::{at, check, id, number, text},
    time,
};
use crate::{
    catalogue::{self, Entry},
    evidence::observables,
};
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeSet;
use wire::{
    opening::SearchKind,
    vocabulary::{AssetClass, Confidence, Disposition, Impact, Severity},
};

/// Everything of a finding that is not evidence, and the texts whose keyed MACs stand beside it.
#[derive(Clone, Debug)]
pub struct Normalised {
    /// What makes it the same finding when it comes again.
    pub identity: String,
    /// What detected it: with the entity it makes it one incident with others.
    pub detection: String,
    /// What it is about; empty where it does not say.
    pub entity: String,
    pub assets: Vec<String>,
    /// The finding's own time.
    pub occurred_at: Timestamp,
    pub severity: Severity,
    pub impact: Impact,
    pub confidence: Confidence,
    pub disposition: Disposition,
    pub asset_class: AssetClass,
    pub entry: &'static Entry,
    /// ATT&CK ids, comma-separated.
    pub tactics: String,
    pub techniques: String,
    /// By what it is found again.
    pub observables: BTreeSet<(SearchKind, String)>,
}

impl Normalised {
    /// What makes it one incident with others.
    #[must_use]
    pub fn grouping(&self) -> String {
        format!("{}\n{}", self.detection, self.entity)
    }
}

/// Reads one finding.
///
/// # Errors
/// [`Problem`] naming the field that is missing or not what it has to be.
pub fn normalise(record: &str) -> Result<Normalised, Problem> {
    let unreadable = |_beyond_what_can_be_held| Problem::whole("holds a number or an escape that cannot be read");
    let finding: Value = serde_json::from_str(record).map_err(unreadable)?;
    check_shape(&finding)?;
    let occurred_at = time::of(&finding)?;
    let said = Said::of(&finding);
    let entry = catalogue::select(&said.clues);
    let (tactics, techniques) = attack_ids(entry, &said);
    Ok(Normalised {
        identity: identity(&finding, record, occurred_at),
        detection: detection(&finding, entry, &techniques),
        entity: asset::primary(&finding),
        assets: asset::assets(&finding),
        occurred_at,
        severity: severity(&finding)?,
        impact: impact(&finding),
        confidence: confidence(&finding),
        disposition: disposition(&finding),
        asset_class: asset::class(&finding),
        entry,
        tactics,
        techniques,
        observables: observables::searchable(&finding),
    })
}

/// The few fields that have to be what they are called. Everything else is evidence, whatever it holds.
fn check_shape(finding: &Value) -> Result<(), Problem> {
    match number(finding, "class_uid") {
        Some(2004 | 2001) => {}
        Some(_) => return Err(Problem::field("class_uid", "neither 2004 nor 2001")),
        None if at(finding, "class_uid").is_some() => return Err(Problem::field("class_uid", "not a number")),
        None => return Err(Problem::field("class_uid", "missing")),
    }
    if at(finding, "finding_info").or_else(|| at(finding, "finding")).is_none() {
        return Err(Problem::field("finding_info", "missing"));
    }
    let is_id = |value: &Value| value.is_string() || value.is_number();
    for path in ["finding_info", "finding", "metadata"] {
        check(finding, path, Value::is_object, "not an object")?;
    }
    for path in ["finding_info.title", "finding.title"] {
        check(finding, path, Value::is_string, "not text")?;
    }
    for path in ["finding_info.uid", "finding.uid", "metadata.uid", "finding_info.analytic.uid"] {
        check(finding, path, is_id, "neither text nor a number")?;
    }
    Ok(())
}

/// `metadata.uid`, else finding uid, activity and time; a finding without either is itself.
fn identity(finding: &Value, record: &str, occurred_at: Timestamp) -> String {
    if let Some(uid) = id(finding, "metadata.uid") {
        return format!("event {uid}");
    }
    match id(finding, "finding_info.uid").or_else(|| id(finding, "finding.uid")) {
        Some(uid) => {
            let activity = number(finding, "activity_id").unwrap_or_default();
            format!("finding {activity} {} {uid}", occurred_at.as_millisecond())
        }
        None => format!("record {record}"),
    }
}

/// The analytic's uid, else category and techniques.
fn detection(finding: &Value, entry: &Entry, techniques: &str) -> String {
    let analytic = ["finding_info.analytic.uid", "analytic.uid", "finding.analytic.uid"];
    match analytic.iter().find_map(|path| id(finding, path)) {
        Some(uid) => format!("analytic {uid}"),
        None => format!("category {} {techniques}", entry.category.caption()),
    }
}

/// The finding's own ATT&CK ids; where it gives none, those the entry stands for.
fn attack_ids(entry: &Entry, said: &Said<'_>) -> (String, String) {
    let tactics = match (said.clues.tactics.is_empty(), catalogue::tactic(entry.category)) {
        (true, Some(own)) => own.to_owned(),
        _ => said.clues.tactics.join(","),
    };
    let techniques = match said.clues.techniques.is_empty() {
        true => entry.techniques.first().copied().unwrap_or_default().to_owned(),
        false => said.clues.techniques.join(","),
    };
    (tactics, techniques)
}

pub(super) fn severity(finding: &Value) -> Result<Severity, Problem> {
    let wrong = || Problem::field("severity_id", "not a number from 0 to 6, or 99");
    let given = match at(finding, "severity_id") {
        None => 99,
        Some(_) => number(finding, "severity_id").ok_or_else(wrong)?,
    };
    match given {
        0 => Ok(Severity::Unknown),
        place @ 1..=6 => Ok(clues::listed(Severity::ALL, place)),
        99 => Ok(text(finding, "severity")
            .and_then(|said| Severity::from_caption(&said.to_lowercase()))
            .unwrap_or_default()),
        _ => Err(wrong()),
    }
}

fn impact(finding: &Value) -> Impact {
    match (number(finding, "impact_id"), number(finding, "impact_score")) {
        (Some(place @ 1..=4), _) => clues::listed(Impact::ALL, place),
        (_, Some(90..=100)) => Impact::Critical,
        (_, Some(70..)) => Impact::High,
        (_, Some(40..)) => Impact::Medium,
        (_, Some(_)) => Impact::Low,
        _ => Impact::Unknown,
    }
}

fn confidence(finding: &Value) -> Confidence {
    let score = number(finding, "confidence_score").or_else(|| number(finding, "confidence"));
    match (number(finding, "confidence_id"), score) {
        (Some(place @ 1..=3), _) => clues::listed(Confidence::ALL, place),
        (_, Some(70..)) => Confidence::High,
        (_, Some(40..)) => Confidence::Medium,
        (_, Some(_)) => Confidence::Low,
        _ => Confidence::Unknown,
    }
}

/// OCSF `disposition_id`, else `action_id`, else their captions, folded.
fn disposition(finding: &Value) -> Disposition {
    match number(finding, "disposition_id") {
        Some(2..=6 | 11 | 21 | 24..=26) => return Disposition::Blocked,
        Some(1 | 8..=10 | 13 | 15..=17 | 19) => return Disposition::Allowed,
        _ => {}
    }
    match number(finding, "action_id") {
        Some(1 | 3) => return Disposition::Allowed,
        Some(2) => return Disposition::Blocked,
        _ => {}
    }
    let said = text(finding, "disposition").or_else(|| text(finding, "action")).unwrap_or_default().to_lowercase();
    match said.as_str() {
        "blocked" | "denied" | "dropped" | "quarantined" | "deleted" | "isolated" | "rejected" => Disposition::Blocked,
        "allowed" | "approved" | "detected" | "observed" => Disposition::Allowed,
        _ => Disposition::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn finding() -> Value {
        json!({
            "class_uid": 2004, "activity_id": 1, "time": 1_723_564_700_000_i64, "severity_id": 4,
            "finding_info": { "uid": "f-1", "title": "Multiple failed logins", "analytic": { "uid": "a-7" } },
            "device": { "hostname": "alpha" },
        })
    }

    fn read(finding: &Value) -> Result<Normalised, Problem> {
        normalise(&finding.to_string())
    }

    /// The finding with one field replaced, or removed by null.
    fn with(path: &str, value: Value) -> Value {
        let mut changed = finding();
        *changed.pointer_mut(path).expect("a field") = value;
        changed
    }

    #[test]
    fn a_finding_is_read() {
        let read = read(&finding()).expect("a finding");
        assert_eq!(read.identity, "finding 1 1723564700000 f-1");
        assert_eq!(read.grouping(), "analytic a-7\ndevice alpha");
        assert_eq!((read.severity, read.entry.id.as_str()), (Severity::High, "credential_access.failed_sign_ins"));
        assert_eq!((read.tactics.as_str(), read.techniques.as_str()), ("TA0006", "T1110"));
    }

    #[test]
    fn identity_is_the_events_uid_first_and_the_record_last() {
        let mut finding = finding();
        finding["metadata"] = json!({ "uid": "m-1" });
        assert_eq!(read(&finding).expect("a finding").identity, "event m-1");
        let bare = with("/finding_info/uid", Value::Null);
        assert!(read(&bare).expect("a finding").identity.starts_with("record {"));
    }

    #[test]
    fn without_an_analytic_the_category_groups() {
        let bare = with("/finding_info/analytic", Value::Null);
        assert_eq!(read(&bare).expect("a finding").grouping(), "category credential_access T1110\ndevice alpha");
    }

    #[test]
    fn whole_numbers_may_be_written_with_a_point() {
        assert_eq!(read(&with("/class_uid", json!(2004.0))).expect("a finding").severity, Severity::High);
        assert!(read(&with("/class_uid", json!(2004.5))).is_err());
    }

    #[test]
    fn what_cannot_be_held_is_not_called_no_json() {
        for beyond in ["1e400", "\"\\ud800\""] {
            let record = finding().to_string().replacen('{', &format!("{{\"x\":{beyond},"), 1);
            assert!(normalise(&record).expect_err(beyond).to_string().starts_with("holds a number or an escape"));
        }
    }

    #[test]
    fn the_older_class_is_read_too() {
        let older = json!({
            "class_uid": 2001, "time": 1_672_758_699_558_i64, "severity_id": 3,
            "finding": { "title": "Kernel module loaded", "uid": "x", "created_time": 1_672_758_699_558_i64 },
        });
        assert_eq!(read(&older).expect("a finding").entry.id, "persistence.kernel_module");
    }

    #[test]
    fn problems_name_the_field_and_never_its_value() {
        for (path, value, problem) in [
            ("/class_uid", json!("secret"), "class_uid: not a number"),
            ("/class_uid", json!(6003), "class_uid: neither 2004 nor 2001"),
            ("/class_uid", Value::Null, "class_uid: missing"),
            ("/finding_info", json!("secret"), "finding_info: not an object"),
            ("/finding_info", Value::Null, "finding_info: missing"),
            ("/finding_info/title", json!(["secret"]), "finding_info.title: not text"),
            ("/finding_info/uid", json!({}), "finding_info.uid: neither text nor a number"),
            ("/severity_id", json!("secret"), "severity_id: not a number from 0 to 6, or 99"),
            ("/severity_id", json!(42), "severity_id: not a number from 0 to 6, or 99"),
            ("/time", json!("secret"), "time: not an instant between 1990 and 2200"),
        ] {
            assert_eq!(read(&with(path, value)).expect_err(problem).to_string(), problem);
        }
    }

    #[test]
    fn ids_fold_to_the_closed_lists() {
        let mut finding = finding();
        finding["disposition_id"] = json!(2);
        finding["confidence_score"] = json!(80);
        finding["impact_id"] = json!(3);
        let read = read(&finding).expect("a finding");
        assert_eq!(
            (read.disposition, read.confidence, read.impact),
            (Disposition::Blocked, Confidence::High, Impact::High)
        );
    }
}

//! Findings that hold a canary of its own in every text that a source can write, field names of its own among them.

use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Every field that is read of a finding, and more of the two classes; `*` is a text. The older one keeps its finding under
/// another name.
const DETECTION: &str = include_str!("detection.json");
const SECURITY: &str = include_str!("security.json");

/// Counts canaries; each has letters, a sign that addresses and markup encode, and a letter beyond ASCII.
#[derive(Default)]
pub(super) struct Nest {
    laid: u16,
}

/// A finding, and the canaries in it.
pub(super) struct Planted {
    pub(super) finding: Value,
    pub(super) canaries: BTreeSet<String>,
}

impl Nest {
    /// A Detection Finding (2004), and one of the older class (2001).
    pub(super) fn findings(&mut self, time_ms: i64) -> [Planted; 2] {
        [DETECTION, SECURITY].map(|template| {
            let mut template: Value = serde_json::from_str(template).expect("JSON");
            template["time"] = json!(time_ms);
            self.plant(template)
        })
    }

    /// Findings that are refused: the canary stands where something else has to.
    pub(super) fn refused(&mut self, time_ms: i64) -> Planted {
        let whole = || json!({"class_uid": 2004, "time": time_ms, "severity_id": 3, "finding_info": {"title": "*"}});
        let with = |path: &str, value: Value| {
            let mut finding = whole();
            *finding.pointer_mut(path).expect("a field") = value;
            finding
        };
        self.plant(json!([
            with("/class_uid", json!("*")),
            with("/time", json!("*")),
            with("/severity_id", json!("*")),
            with("/finding_info", json!("*")),
            with("/finding_info/title", json!(["*"])),
            "*",
        ]))
    }

    /// Puts a canary for every `*`.
    fn plant(&mut self, template: Value) -> Planted {
        let mut canaries = BTreeSet::new();
        let finding = self.fill(template, &mut canaries);
        Planted { finding, canaries }
    }

    fn fill(&mut self, value: Value, canaries: &mut BTreeSet<String>) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text, canaries)),
            Value::Array(items) => items.into_iter().map(|item| self.fill(item, canaries)).collect(),
            Value::Object(fields) => {
                let fields = fields.into_iter();
                let fields = fields.map(|(name, value)| (self.text(name, canaries), self.fill(value, canaries)));
                Value::Object(fields.collect::<Map<_, _>>())
            }
            other => other,
        }
    }

    fn text(&mut self, text: String, canaries: &mut BTreeSet<String>) -> String {
        if !text.contains('*') {
            return text;
        }
        let letter = |place: u16| char::from(b'a' + u8::try_from(place).expect("not that many"));
        let canary = format!("zqk{}{}&ü7", letter(self.laid / 26), letter(self.laid % 26));
        self.laid += 1;
        canaries.insert(canary.clone());
        text.replace('*', &canary)
    }
}

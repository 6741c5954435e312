//! What a finding says that can choose a catalogue entry: its words, its ATT&CK ids, what it names.

use super::field::{at, list, text, texts};
use crate::{
    catalogue::{self, Clues},
    sabotage::{self, Fault},
};
use serde_json::Value;

/// At most this many ATT&CK ids of one finding are kept.
const MAX_ATTACK_IDS: usize = 12;

/// The clues of one finding.
pub(super) struct Said<'a> {
    pub(super) clues: Clues<'a>,
}

impl<'a> Said<'a> {
    pub(super) fn of(finding: &'a Value) -> Self {
        let infos: Vec<&Value> = ["finding_info", "finding"].iter().filter_map(|name| at(finding, name)).collect();
        let mut clues = Clues { area: area(finding), ..Clues::default() };
        for info in &infos {
            clues
                .head
                .extend(["title", "analytic.name", "analytic.category"].iter().filter_map(|path| text(info, path)));
            clues.head.extend(texts(info, "types"));
            clues.body.extend(["desc", "analytic.desc"].iter().filter_map(|path| text(info, path)));
            clues.body.extend(texts(info, "tags"));
        }
        // A message often repeats the title, and is all there is where there is none.
        let product = text(finding, "metadata.product.name").unwrap_or_default();
        clues.head.iter_mut().for_each(|text| *text = without_product(text, product));
        let message = text(finding, "message").map(|text| without_product(text, product));
        if clues.head.is_empty() {
            clues.head.extend(message)
        } else {
            clues.body.extend(message)
        }
        clues.head.extend(["analytic.name", "rule.name"].iter().filter_map(|path| text(finding, path)));
        clues.body.extend(texts(finding, "metadata.labels"));
        clues.body.extend(
            ["metadata.event_code", "rule.desc", "rule.category"].iter().filter_map(|path| text(finding, path)),
        );
        for (name, word) in [("malware", "malware"), ("vulnerabilities", "vulnerability"), ("compliance", "compliance")]
        {
            clues.body.extend((!list(finding, name).is_empty()).then_some(word));
        }
        let commands = list(finding, "evidences").iter().chain(std::iter::once(finding));
        clues.body.extend(commands.filter_map(|value| text(value, "process.cmd_line")));
        let origin = ["metadata.product.name", "metadata.product.feature.name", "metadata.log_name", "cloud.provider"];
        clues.origin.extend(origin.iter().filter_map(|path| text(finding, path)));
        attack_ids(finding, &infos, &mut clues);
        Self { clues }
    }
}

/// "Product: what happened" without the product, whose name is no word of the field.
fn without_product<'a>(text: &'a str, product: &str) -> &'a str {
    let named =
        text.get(..product.len()).is_some_and(|start| !product.is_empty() && start.eq_ignore_ascii_case(product));
    let rest = named.then(|| text[product.len()..].trim_start().strip_prefix([':', '-', '|', ']']));
    rest.flatten().map_or(text, str::trim_start)
}

/// Tactic and technique ids, from where OCSF has them and from texts that hold one; ids only, by their form.
fn attack_ids<'a>(finding: &'a Value, infos: &[&'a Value], clues: &mut Clues<'a>) {
    let mut found: Vec<&str> = Vec::new();
    for attack in infos.iter().copied().chain(std::iter::once(finding)).flat_map(|value| list(value, "attacks")) {
        found.extend(["tactic.uid", "technique.uid", "sub_technique.uid"].iter().filter_map(|path| text(attack, path)));
        found.extend(list(attack, "tactics").iter().filter_map(|tactic| text(tactic, "uid")));
        clues.body.extend(
            ["tactic.name", "technique.name", "sub_technique.name"].iter().filter_map(|path| text(attack, path)),
        );
    }
    let said: Vec<&str> = clues.head.iter().chain(&clues.body).copied().collect();
    let found = found.into_iter().map(str::to_ascii_uppercase);
    // In a text only ids that exist count: a machine can be called T1337.
    let named = said.into_iter().flat_map(ids_in).filter(|id| catalogue::knows(id));
    for id in found.chain(named) {
        let ids = if is_tactic(&id) {
            &mut clues.tactics
        } else if is_technique(&id) || sabotage::is(Fault::AnyTextIsATechnique) {
            &mut clues.techniques
        } else {
            continue;
        };
        if !ids.contains(&id) && ids.len() < MAX_ATTACK_IDS {
            ids.push(id);
        }
    }
    // A technique beside its own sub-technique says nothing more.
    let all = clues.techniques.clone();
    clues.techniques.retain(|id| {
        !all.iter().any(|other| other.strip_prefix(id.as_str()).is_some_and(|rest| rest.starts_with('.')))
    });
    clues.tactics.sort_unstable();
    clues.techniques.sort_unstable();
}

/// What has the form of an id in a text; `attack.t1059.001` holds one.
fn ids_in(text: &str) -> Vec<String> {
    let upper = text.to_ascii_uppercase();
    let mut words = upper.split(|c: char| !c.is_ascii_alphanumeric()).peekable();
    let mut ids = Vec::new();
    while let Some(word) = words.next() {
        if is_technique(word) {
            let sub =
                words.peek().map(|next| format!("{word}.{next}")).filter(|id| is_technique(id) && upper.contains(id));
            ids.push(sub.unwrap_or_else(|| word.to_owned()));
        } else if is_tactic(word) {
            ids.push(word.to_owned());
        }
    }
    ids
}

fn is_tactic(id: &str) -> bool {
    id.strip_prefix("TA").is_some_and(|number| number.len() == 4 && all_digits(number))
}

fn is_technique(id: &str) -> bool {
    let (technique, sub) = id.split_once('.').map_or((id, None), |(technique, sub)| (technique, Some(sub)));
    technique.strip_prefix('T').is_some_and(|number| number.len() == 4 && all_digits(number))
        && sub.is_none_or(|sub| sub.len() == 3 && all_digits(sub))
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Where it belongs by what it names, for want of words.
fn area(finding: &Value) -> &'static str {
    let names = |name: &str| {
        at(finding, name).is_some() || list(finding, "evidences").iter().any(|evidence| at(evidence, name).is_some())
    };
    let area = [
        (&["email", "email_url"][..], "unclassified.email"),
        (&["url", "http_request"], "unclassified.web"),
        (&["cloud", "api", "container"], "unclassified.cloud"),
        (&["process", "file", "device", "registry_key", "win_service"], "unclassified.endpoint"),
        (&["actor", "user"], "unclassified.identity"),
        (&["src_endpoint", "dst_endpoint", "connection_info", "query"], "unclassified.network"),
    ];
    area.into_iter()
        .find(|(fields, _)| fields.iter().any(|name| names(name)))
        .map_or("unclassified.other", |(_, id)| id)
}

/// The value of a closed list at an OCSF id, which counts from one.
pub(super) fn listed<T: Copy + Default>(all: &[T], id: i64) -> T {
    usize::try_from(id - 1).ok().and_then(|place| all.get(place).copied()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_products_own_name_chooses_nothing() {
        assert_eq!(without_product("Phisher: port scan", "phisher"), "port scan");
        assert_eq!(without_product("Firewall rule changed", "Firewall"), "Firewall rule changed");
        assert_eq!(without_product("port scan", ""), "port scan");
    }

    #[test]
    fn attack_ids_are_found_by_their_form_and_in_texts_only_those_that_exist() {
        let finding = json!({ "finding_info": {
            "title": "x", "types": ["attack.T1059.001", "T12345", "TACTIC", "on host T1337", "TA0099"],
            "attacks": [{ "tactic": { "uid": "TA0002" }, "technique": { "uid": "T1110" }, "sub_technique": { "uid": "T1110.003" } },
                        { "tactics": [{ "uid": "not an id" }], "technique": { "uid": "T1110" } }],
        } });
        let said = Said::of(&finding);
        assert_eq!(said.clues.tactics, ["TA0002"]);
        assert_eq!(said.clues.techniques, ["T1059.001", "T1110.003"]);
    }
}

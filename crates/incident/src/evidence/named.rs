//! Whether a text names something of a finding. Looked for here alone; nothing of it is sent anywhere.

use super::finding::kind_word;
use crate::texts as t;
use wire_evidence::Finding;

/// What is shorter is too common to be taken for a name.
const SHORTEST: usize = 4;

/// What a text names of a finding, if anything: an observable or a resource, as a word of its own, in whatever case. `text` is in lower
/// case.
pub(super) fn named_in(finding: &Finding, text: &str) -> Option<&'static str> {
    let observables = finding.observables.iter().map(|seen| (seen.value.as_str(), kind_word(seen.kind)));
    let resources = finding.resources.iter().flat_map(|resource| [&resource.name, &resource.uid]).flatten();
    let resources = resources.map(|value| (value.as_str(), t::resource()));
    observables.chain(resources).find(|(value, _)| stands_in(value, text)).map(|(_, kind)| kind)
}

fn stands_in(value: &str, text: &str) -> bool {
    let value = value.trim();
    let goes_on = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_');
    let is_apart = |(at, found): (usize, &str)| {
        let (before, after) = (&text[..at], &text[at + found.len()..]);
        !before.ends_with(goes_on) && !after.starts_with(goes_on)
    };
    value.chars().count() >= SHORTEST && text.match_indices(&value.to_lowercase()).any(is_apart)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire_evidence::{Observable, ObservableKind, Resource};

    #[test]
    fn a_value_is_a_word_of_its_own_in_whatever_case() {
        assert!(stands_in("DB-04", "restart db-04, then wait"));
        assert!(stands_in("10.0.0.4", "blocked 10.0.0.4."));
        for (value, text) in
            [("db-04", "db-041 is another"), ("db-04", "so is old-db-04"), ("10.0.0.4", "10.0.0.45"), ("ssh", "by ssh")]
        {
            assert!(!stands_in(value, text), "{value} in {text}");
        }
    }

    #[test]
    fn what_is_named_is_told_by_its_kind() {
        let seen = Observable { name: "device.hostname".into(), kind: ObservableKind::Host, value: "db-04".into() };
        let resource = Resource { kind: None, name: Some("payroll-bucket".into()), uid: None };
        let finding = Finding { observables: vec![seen], resources: vec![resource], ..Finding::default() };
        assert_eq!(named_in(&finding, "look at db-04"), Some(t::kind_host()));
        assert_eq!(named_in(&finding, "and at payroll-bucket"), Some(t::resource()));
        assert_eq!(named_in(&finding, "nothing of it"), None);
    }
}

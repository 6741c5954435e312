//! Whether a text names something of a finding. Looked for here alone; nothing of it is sent anywhere.

use super::finding::kind_word;
use crate::texts as t;
use base::case::lower;
use wire_evidence::Finding;

/// What is shorter is too common to be taken for a name.
const SHORTEST: usize = 4;

/// What a text can name: an observable or a resource, in lower case, and what kind of thing it is.
pub(super) type Name = (String, &'static str);

/// The names of a finding.
pub(super) fn names(finding: &Finding) -> impl Iterator<Item = Name> {
    let observables = finding.observables.iter().map(|seen| (seen.value.as_str(), kind_word(seen.kind)));
    let resources = finding.resources.iter().flat_map(|resource| [&resource.name, &resource.uid]).flatten();
    let resources = resources.map(|value| (value.as_str(), t::resource()));
    let names = observables.chain(resources).map(|(value, kind)| (lower(value.trim()), kind));
    names.filter(|(value, _)| value.chars().count() >= SHORTEST)
}

/// What a text names of them, if anything, as a word of its own, in whatever case.
pub(super) fn named_in(names: &[Name], text: &str) -> Option<&'static str> {
    let text = lower(text);
    names.iter().find(|(value, _)| stands_in(value, &text)).map(|(_, kind)| *kind)
}

/// Both in lower case.
fn stands_in(value: &str, text: &str) -> bool {
    let goes_on = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_');
    let is_apart = |(at, found): (usize, &str)| {
        let (before, after) = (&text[..at], &text[at + found.len()..]);
        !before.ends_with(goes_on) && !after.starts_with(goes_on)
    };
    text.match_indices(value).any(is_apart)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire_evidence::{Observable, ObservableKind, Resource};

    #[test]
    fn a_value_is_a_word_of_its_own() {
        assert!(stands_in("db-04", "restart db-04, then wait"));
        assert!(stands_in("10.0.0.4", "blocked 10.0.0.4."));
        for (value, text) in [("db-04", "db-041 is another"), ("db-04", "so is old-db-04"), ("10.0.0.4", "10.0.0.45")] {
            assert!(!stands_in(value, text), "{value} in {text}");
        }
    }

    #[test]
    fn what_is_named_is_told_by_its_kind() {
        let seen = |kind, value: &str| Observable { name: "device.hostname".into(), kind, value: value.into() };
        let observables = vec![seen(ObservableKind::Host, " DB-04"), seen(ObservableKind::Process, "ssh")];
        let resource = Resource { kind: None, name: Some("payroll-bucket".into()), uid: None };
        let finding = Finding { observables, resources: vec![resource], ..Finding::default() };
        let names: Vec<_> = names(&finding).collect();
        assert_eq!(named_in(&names, "look at Db-04"), Some(t::kind_host()));
        assert_eq!(named_in(&names, "and at PAYROLL-bucket"), Some(t::resource()));
        assert_eq!(named_in(&names, "nothing of it, by ssh"), None, "what is short is too common");
    }
}

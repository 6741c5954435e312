//! ATT&CK's enterprise techniques by their ids: what they are called, and the tactics that they serve. Where they are from, and by
//! whose leave, stands in their table.

use std::{collections::HashMap, sync::LazyLock};
use wire::{attack::Technique, vocabulary::Tactic};

static TABLE: LazyLock<HashMap<String, Technique>> = LazyLock::new(|| read(include_str!("techniques.txt")));

/// What an id names. A sub-technique that is not in the table is told by the technique that it is one of; of an id that names nothing
/// here the id is all that is known.
#[must_use]
pub fn technique(id: &str) -> Technique {
    let known = TABLE.get(id).or_else(|| TABLE.get(parent(id)));
    let (name, tactics) = known.map(|known| (known.name.clone(), known.tactics.clone())).unwrap_or_default();
    Technique { id: id.to_owned(), name, tactics }
}

/// The technique that one is, or is a sub-technique of.
#[must_use]
pub fn parent(id: &str) -> &str {
    id.split_once('.').map_or(id, |(parent, _)| parent)
}

/// A technique a line: id, tactics, name; below it, indented, its sub-techniques, which serve the same tactics.
fn read(table: &'static str) -> HashMap<String, Technique> {
    let mut techniques = HashMap::new();
    let mut above = Technique { id: String::new(), name: String::new(), tactics: vec![] };
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let technique = match line.strip_prefix(' ').and_then(|line| line.split_once(' ')) {
            Some((number, name)) => Technique {
                id: [above.id.as_str(), number].concat(),
                name: [above.name.as_str(), ": ", name].concat(),
                tactics: above.tactics.clone(),
            },
            None => {
                let mut parts = line.splitn(3, ' ');
                let mut part = || parts.next().unwrap_or_default();
                let (id, tactics, name) = (part(), part(), part());
                let tactic = |ends: &str| Tactic::from_caption(&["TA00", ends].concat());
                let tactics = tactics.split(',').filter_map(tactic).collect();
                above = Technique { id: id.to_owned(), name: name.to_owned(), tactics };
                above.clone()
            }
        };
        techniques.insert(technique.id.clone(), technique);
    }
    techniques
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::table::TABLE as ENTRIES;

    #[test]
    fn every_technique_that_an_entry_stands_for_has_a_name_and_tactics() {
        for entry in ENTRIES.entries() {
            // Industrial control systems have a matrix of their own, which is not shipped.
            for id in entry.techniques.iter().filter(|id| !id.starts_with("T08")) {
                let known = TABLE.get(*id).unwrap_or_else(|| panic!("{id} of {}", entry.id));
                assert!(!known.name.is_empty() && !known.tactics.is_empty(), "{known:?}");
            }
        }
    }

    #[test]
    fn a_line_is_an_id_its_tactics_and_a_name() {
        for known in TABLE.values() {
            let digits = known.id.strip_prefix('T').map(|digits| digits.replace('.', ""));
            let is_id =
                digits.is_some_and(|digits| digits.len() >= 4 && digits.bytes().all(|digit| digit.is_ascii_digit()));
            assert!(is_id && !known.name.is_empty() && !known.tactics.is_empty(), "{known:?}");
        }
        let spraying = technique("T1110.003");
        assert_eq!(
            (spraying.name.as_str(), &spraying.tactics[..]),
            ("Brute Force: Password Spraying", &[Tactic::CredentialAccess][..])
        );
        assert_eq!(technique("T1078").tactics.len(), 4);
        assert_eq!(technique("T1110.999").name, "Brute Force", "as much as is known");
        assert_eq!(technique("T9999"), Technique { id: "T9999".into(), name: String::new(), tactics: vec![] });
    }
}

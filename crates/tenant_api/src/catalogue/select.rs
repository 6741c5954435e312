//! Which entry a finding is about: terms in its words, ATT&CK ids, and what kind of thing it names.

use super::{
    table::{Entry, Pattern, TABLE},
    tactic,
    words::Found,
};
use wire::vocabulary::Category;

/// What a finding offers to choose by. Its words choose; none of them goes further.
#[derive(Clone, Debug, Default)]
pub struct Clues<'a> {
    /// Title, rule name, types: what it says it is.
    pub head: Vec<&'a str>,
    /// Description, tags, commands: what it says about it.
    pub body: Vec<&'a str>,
    /// Words about where it comes from, which only place what stays unclassified.
    pub origin: Vec<&'a str>,
    /// ATT&CK technique ids.
    pub techniques: Vec<String>,
    /// ATT&CK tactic ids.
    pub tactics: Vec<String>,
    /// `unclassified.…`: where it belongs by what it names, if no word says more.
    pub area: &'static str,
}

/// The entry that fits best; the first of the table among equals.
#[must_use]
pub fn select(clues: &Clues<'_>) -> &'static Entry {
    let table = &*TABLE;
    let mut head = Found::default();
    clues.head.iter().for_each(|text| table.lexicon.find(text, &mut head));
    let mut all = head.clone();
    clues.body.iter().for_each(|text| table.lexicon.find(text, &mut all));
    let mut placed = all.clone();
    clues.origin.iter().for_each(|text| table.lexicon.find(text, &mut placed));

    let mut best: Option<(&Entry, u32)> = None;
    for entry in table.entries() {
        let score = match entry.category {
            Category::Unclassified => words(entry, &head, &placed) + u32::from(entry.id == clues.area),
            _ => {
                let said = words(entry, &head, &all);
                said + attack(entry, said > 0, clues)
            }
        };
        if score > best.map_or(0, |(_, best)| best) {
            best = Some((entry, score));
        }
    }
    best.map(|(entry, _)| entry)
        .or_else(|| table.entry("unclassified.other"))
        .expect("the table has an entry for the rest")
}

/// How much the words say for an entry, by its best pattern: in full where the head has it, less where it takes the body.
fn words(entry: &Entry, head: &Found, all: &Found) -> u32 {
    let fits = |pattern: &Pattern, found: &Found| {
        pattern.terms.iter().all(|term| found.has(*term)) && !pattern.without.iter().any(|term| found.has(*term))
    };
    let weigh = |pattern: &Pattern| {
        if fits(pattern, head) {
            pattern.weight * 10
        } else if fits(pattern, all) {
            pattern.weight * 4
        } else {
            0
        }
    };
    entry.patterns.iter().map(weigh).max().unwrap_or(0)
}

/// How much the finding's ATT&CK ids say for an entry.
fn attack(entry: &Entry, said: bool, clues: &Clues<'_>) -> u32 {
    let family = |id: &str| id.split('.').next().unwrap_or_default().to_owned();
    let technique = clues.techniques.iter().map(|id| {
        if entry.techniques.contains(&id.as_str()) {
            120
        } else if entry.techniques.iter().any(|own| family(own) == family(id)) {
            80
        } else {
            0
        }
    });
    let named = technique.max().unwrap_or(0);
    let own_tactic = tactic(entry.category).is_some_and(|own| clues.tactics.iter().any(|id| id == own));
    let placed = match (own_tactic, said || named > 0) {
        (true, true) => 50,
        (true, false) if entry.id.ends_with(".other") => 65,
        _ => 0,
    };
    // What ATT&CK has no word for is not chosen by a technique alone.
    if tactic(entry.category).is_none() && !said { 0 } else { named + placed }
}

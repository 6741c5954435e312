//! The catalogue's table, read once from its text: entries, and the terms that select them.

use super::{
    heading,
    languages::Language,
    words::{Lexicon, TermId},
};
use std::{collections::HashMap, sync::LazyLock};
use wire::vocabulary::Category;

/// One thing a finding can be about.
#[derive(Debug)]
pub struct Entry {
    /// Stored with incidents, so it never changes: `credential_access.failed_sign_ins`.
    pub id: String,
    pub category: Category,
    /// ATT&CK techniques it stands for, e.g. `T1110.003`.
    pub techniques: Vec<&'static str>,
    pub(super) patterns: Vec<Pattern>,
    english: String,
}

impl Entry {
    pub(super) fn title(&self, language: Language) -> &str {
        match language {
            Language::English => &self.english,
        }
    }
}

/// Terms that have to be there together, and those that must not.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) terms: Vec<TermId>,
    pub(super) without: Vec<TermId>,
    /// How much it says; ten a term unless the table says otherwise.
    pub(super) weight: u32,
}

pub(super) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    Table::read(
        include_str!("table/concepts.txt"),
        &[include_str!("table/attack.txt"), include_str!("table/attack_later.txt"), include_str!("table/beyond.txt")],
    )
});

/// The whole catalogue.
pub(super) struct Table {
    pub(super) lexicon: Lexicon,
    entries: Vec<Entry>,
    by_id: HashMap<String, usize>,
}

impl Table {
    /// Reads concepts (`@name term term …`) and tables: `[category]`, then an entry a line (name, techniques or `-`,
    /// phrase), then its patterns, indented. Terms are parted by one space; `!term` must not
    /// be there; `term^14` sets a term's weight.
    fn read(concepts: &'static str, tables: &[&'static str]) -> Self {
        let mut lexicon = Lexicon::default();
        for line in concepts.lines().filter(|line| line.starts_with('@')) {
            let mut words = line.split_whitespace();
            if let Some(name) = words.next() {
                lexicon.define(name, words);
            }
        }
        let mut entries: Vec<Entry> = Vec::new();
        let mut category = Category::Unclassified;
        for line in tables.iter().flat_map(|table| table.lines()).filter(|line| !line.is_empty()) {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                category = Category::from_caption(name).expect("a section is named by a category");
            } else if let Some(terms) = line.strip_prefix("    ") {
                let entry = entries.last_mut().expect("a pattern follows its entry");
                entry.patterns.push(pattern(&mut lexicon, terms));
            } else {
                entries.push(entry(category, line));
            }
        }
        let by_id = entries.iter().enumerate().map(|(place, entry)| (entry.id.clone(), place)).collect();
        Self { lexicon, entries, by_id }
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(super) fn entry(&self, id: &str) -> Option<&Entry> {
        self.by_id.get(id).map(|place| &self.entries[*place])
    }
}

fn entry(category: Category, line: &'static str) -> Entry {
    let (name, rest) = line.split_once(' ').expect("an entry has a name, techniques and a phrase");
    let (techniques, phrase) = rest.trim_start().split_once(' ').expect("techniques and a phrase follow the name");
    let phrase = phrase.trim();
    let english = match category {
        Category::Unclassified => format!("{phrase}: unclassified activity"),
        _ => format!("{}: {phrase}", heading(category)),
    };
    Entry {
        id: format!("{}.{name}", category.caption()),
        category,
        techniques: techniques.split(',').filter(|id| *id != "-").collect(),
        patterns: Vec::new(),
        english,
    }
}

fn pattern(lexicon: &mut Lexicon, line: &'static str) -> Pattern {
    let mut pattern = Pattern { terms: Vec::new(), without: Vec::new(), weight: 0 };
    for word in line.split_whitespace() {
        if let Some(word) = word.strip_prefix('!') {
            pattern.without.push(lexicon.term(word));
            continue;
        }
        let (word, weight) = match word.split_once('^') {
            Some((word, weight)) => (word, weight.parse().expect("a weight is a number")),
            None => (word, 10),
        };
        pattern.terms.push(lexicon.term(word));
        pattern.weight += weight;
    }
    pattern
}

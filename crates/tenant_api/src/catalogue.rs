//! The catalogue of neutral titles: our own words for what a finding is about. Nothing of a finding's text is copied.

mod select;
mod table;
mod techniques;
mod words;

pub use select::{Clues, select};
pub use table::Entry;
pub use techniques::{parent, technique};

use table::TABLE;
use wire::vocabulary::{Category, Tactic};

/// The neutral title of an entry in the reader's language (BCP 47; English where it is not translated). An id that this
/// build does not know says so in the catalogue's own words.
#[must_use]
pub fn title(id: &str, language: &str) -> &'static str {
    let language = languages::of(language);
    TABLE.entry(id).map_or("Other: unclassified activity", |entry| entry.title(language))
}

/// The entries whose title holds every word of `q`, case apart; all of them when it is empty.
#[must_use]
pub fn matching(q: &str, language: &str) -> Vec<&'static str> {
    let language = languages::of(language);
    let words: Vec<String> = q.split_whitespace().map(str::to_lowercase).collect();
    let holds_all = |entry: &&Entry| {
        let title = entry.title(language).to_lowercase();
        words.iter().all(|word| title.contains(word))
    };
    TABLE.entries().iter().filter(holds_all).map(|entry| entry.id.as_str()).collect()
}

/// What an incident of a category is called that people opened, because its client told them of it; `None` for no category.
pub(crate) fn reported(category: Category) -> Option<&'static Entry> {
    TABLE.entry(&format!("{}.told_by_client", category.caption()))
}

/// Whether an ATT&CK id is that of a tactic, or of a technique that an entry stands for, above or below it included.
pub(crate) fn knows(id: &str) -> bool {
    let is_under =
        |id: &str, of: &str| id.strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let stands_for = |entry: &Entry| entry.techniques.iter().any(|known| is_under(known, id) || is_under(id, known));
    Category::ALL.iter().any(|category| tactic(*category) == Some(id)) || TABLE.entries().iter().any(stands_for)
}

/// How a category is called in a title.
const fn heading(category: Category) -> &'static str {
    match category {
        Category::Reconnaissance => "Reconnaissance",
        Category::ResourceDevelopment => "Resource development",
        Category::InitialAccess => "Initial access",
        Category::Execution => "Execution",
        Category::Persistence => "Persistence",
        Category::PrivilegeEscalation => "Privilege escalation",
        Category::DefenseEvasion => "Defense evasion",
        Category::CredentialAccess => "Credential access",
        Category::Discovery => "Discovery",
        Category::LateralMovement => "Lateral movement",
        Category::Collection => "Collection",
        Category::CommandAndControl => "Command and control",
        Category::Exfiltration => "Exfiltration",
        Category::Impact => "Impact",
        Category::Malware => "Malware",
        Category::Phishing => "Phishing",
        Category::Vulnerability => "Vulnerability",
        Category::PolicyViolation => "Policy violation",
        Category::DataLoss => "Data loss",
        Category::Availability => "Availability",
        Category::Anomaly => "Anomaly",
        Category::Unclassified | Category::Unknown => "Other",
    }
}

/// The ATT&CK tactic a category is, if it is one.
pub(crate) fn tactic(category: Category) -> Option<&'static str> {
    Tactic::of(category).map(Tactic::caption)
}

/// The languages titles are kept in.
mod languages {
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(super) enum Language {
        English,
    }

    pub(super) fn of(_tag: &str) -> Language {
        Language::English
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_title_is_unique_and_says_category_then_phrase() {
        let mut titles: Vec<&str> = TABLE.entries().iter().map(|entry| title(&entry.id, "en")).collect();
        assert!(titles.len() >= 150, "{}", titles.len());
        assert!(titles.iter().all(|title| title.split_once(": ").is_some_and(|(_, phrase)| !phrase.is_empty())));
        titles.sort_unstable();
        let total = titles.len();
        titles.dedup();
        assert_eq!(titles.len(), total);
    }

    #[test]
    fn every_category_can_be_reported() {
        assert!(Category::ALL.iter().all(|category| reported(*category).is_some()));
        assert!(reported(Category::Unknown).is_none());
        let title_of = |category| reported(category).map(|entry| title(&entry.id, "en"));
        assert_eq!(title_of(Category::Phishing), Some("Phishing: reported by the client"));
    }

    /// Incidents are stored with these ids: one may be added, none may go or be renamed.
    #[test]
    fn ids_are_kept() {
        for id in include_str!("catalogue/table/ids.txt").lines() {
            assert!(TABLE.entry(id).is_some(), "{id} is gone");
        }
        let kept = include_str!("catalogue/table/ids.txt").lines().count();
        assert_eq!(kept, TABLE.entries().len(), "a new entry's id belongs in ids.txt");
    }

    #[test]
    fn titles_hold_no_word_that_names_a_system() {
        for entry in TABLE.entries() {
            let title = title(&entry.id, "en").to_lowercase();
            for word in title.split(|c: char| !c.is_alphanumeric() && c != '_') {
                assert!(
                    !["mail", "vpn", "webserver", "monitoring", "windows", "linux", "kubernetes"].contains(&word),
                    "{title}"
                );
            }
        }
    }

    #[test]
    fn search_finds_by_every_word_of_the_title() {
        assert_eq!(matching("Repeated SIGN-INS", "en"), ["credential_access.failed_sign_ins"]);
        assert_eq!(matching("", "en").len(), TABLE.entries().len());
        assert!(matching("no such words", "en").is_empty());
    }

    /// Titles in many sources' manner, each with the categories that are right for it. A new rule must not cost old ones.
    #[test]
    fn titles_of_many_manners_find_their_category() {
        let mut wrong = vec![];
        let lines: Vec<(&str, &str)> =
            include_str!("catalogue/corpus.txt").lines().filter_map(|line| line.split_once(" | ")).collect();
        for (categories, text) in &lines {
            let entry = select(&Clues { head: vec![text], area: "unclassified.other", ..Clues::default() });
            if !categories.split('/').any(|right| right == entry.category.caption()) {
                wrong.push(format!("{categories} | {text} -> {}", entry.id));
            }
        }
        assert!(lines.len() > 250 && wrong.is_empty(), "{} of {}:\n{}", wrong.len(), lines.len(), wrong.join("\n"));
    }
}

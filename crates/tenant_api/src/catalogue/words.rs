//! Text as tokens, and the terms found in them.

use std::collections::HashMap;

/// A term's place in the lexicon.
pub(super) type TermId = u16;

/// Tokens that follow each other; the last character `*` makes a token a beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Phrase {
    rest: Vec<Word>,
    term: TermId,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    text: String,
    beginning: bool,
}

impl Word {
    fn read(text: &str) -> Self {
        match text.strip_suffix('*') {
            Some(stem) => Self { text: stem.to_owned(), beginning: true },
            None => Self { text: text.to_owned(), beginning: false },
        }
    }

    fn fits(&self, token: &str) -> bool {
        if self.beginning { token.starts_with(&self.text) } else { token == self.text }
    }
}

/// Every term of the table, found by the first token of its phrases.
#[derive(Default)]
pub(super) struct Lexicon {
    terms: HashMap<String, TermId>,
    whole: HashMap<String, Vec<Phrase>>,
    beginnings: HashMap<String, Vec<Phrase>>,
    /// Byte lengths that beginnings have, so only those are tried.
    lengths: Vec<usize>,
}

/// The terms found in a text.
#[derive(Clone, Default)]
pub(super) struct Found(Vec<u64>);

impl Found {
    fn set(&mut self, term: TermId) {
        let place = usize::from(term) / 64;
        if self.0.len() <= place {
            self.0.resize(place + 1, 0);
        }
        self.0[place] |= 1 << (term % 64);
    }

    pub(super) fn has(&self, term: TermId) -> bool {
        self.0.get(usize::from(term) / 64).is_some_and(|bits| bits & (1 << (term % 64)) != 0)
    }
}

impl Lexicon {
    /// A concept: many terms under one name.
    pub(super) fn define<'a>(&mut self, name: &str, terms: impl Iterator<Item = &'a str>) {
        let id = self.next();
        self.terms.insert(name.to_owned(), id);
        for term in terms {
            self.add(term, id);
        }
    }

    /// The id of a term, which is made where it is new.
    pub(super) fn term(&mut self, text: &str) -> TermId {
        if let Some(id) = self.terms.get(text) {
            return *id;
        }
        assert!(!text.starts_with('@'), "{text} is not a concept");
        let id = self.next();
        self.terms.insert(text.to_owned(), id);
        self.add(text, id);
        id
    }

    fn next(&self) -> TermId {
        TermId::try_from(self.terms.len()).expect("the table has fewer than 65,536 terms")
    }

    fn add(&mut self, text: &str, term: TermId) {
        let mut words = text.split('_').map(Word::read);
        let Some(first) = words.next() else { return };
        let phrase = Phrase { rest: words.collect(), term };
        if first.beginning {
            if !self.lengths.contains(&first.text.len()) {
                self.lengths.push(first.text.len());
            }
            self.beginnings.entry(first.text).or_default().push(phrase);
        } else {
            self.whole.entry(first.text).or_default().push(phrase);
        }
    }

    /// Adds the terms of `text` to those found so far.
    pub(super) fn find(&self, text: &str, found: &mut Found) {
        let tokens = tokens(text);
        for (place, token) in tokens.iter().enumerate() {
            let following = &tokens[place + 1..];
            let mut take = |phrases: &[Phrase]| {
                for phrase in phrases {
                    let fits = |(word, token): (&Word, &String)| word.fits(token);
                    if phrase.rest.len() <= following.len() && phrase.rest.iter().zip(following).all(fits) {
                        found.set(phrase.term);
                    }
                }
            };
            take(self.whole.get(token.as_str()).map_or(&[], Vec::as_slice));
            for length in &self.lengths {
                if let Some(phrases) = token.get(..*length).and_then(|stem| self.beginnings.get(stem)) {
                    take(phrases);
                }
            }
        }
    }
}

/// At most this many tokens of a text are looked at: a description's beginning says what it is about.
const MAX_TOKENS: usize = 400;

/// Lower-case tokens: letters and digits, parted also where `camelCase` is. A name so parted stands once more as a whole
/// at the end ("PowerShell" is `power`, `shell` and `powershell`).
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut wholes = Vec::new();
    for run in text.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()).take(MAX_TOKENS) {
        let parts = humps(run);
        if parts.len() > 1 {
            wholes.push(run.to_lowercase());
        }
        tokens.extend(parts.into_iter().map(str::to_lowercase));
    }
    for whole in wholes {
        // An empty token parts them, so that no phrase spans two wholes.
        tokens.push(String::new());
        tokens.push(whole);
    }
    tokens
}

/// `DNSDataExfiltration` as `DNS`, `Data`, `Exfiltration`.
fn humps(run: &str) -> Vec<&str> {
    let chars: Vec<(usize, char)> = run.char_indices().collect();
    let mut parts = Vec::new();
    let mut start = 0;
    for window in 1..chars.len() {
        let (at, here) = chars[window];
        let before = chars[window - 1].1;
        let next_lower = chars.get(window + 1).is_some_and(|(_, next)| next.is_lowercase());
        let hump = here.is_uppercase() && (before.is_lowercase() || (before.is_uppercase() && next_lower));
        // "IPs" and "VMs" are one word.
        let plural = chars.len() == window + 2 && chars[window + 1].1 == 's' && before.is_uppercase();
        // A name such as "XRay" has no humps.
        let initial = start == 0 && window == 1;
        if hump && !plural && !initial {
            parts.push(&run[start..at]);
            start = at;
        }
    }
    parts.push(&run[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parted_and_kept() {
        assert_eq!(humps("IAMUserCloudTrailLoggingDisabled"), ["IAM", "User", "Cloud", "Trail", "Logging", "Disabled"]);
        assert_eq!(humps("VMs"), ["VMs"]);
        assert_eq!(humps("XRay"), ["XRay"]);
        assert_eq!(tokens("Recon:EC2/PortProbe"), ["recon", "ec2", "port", "probe", "", "portprobe"]);
    }

    #[test]
    fn phrases_need_their_words_side_by_side() {
        let mut lexicon = Lexicon::default();
        let (phrase, stem) = (lexicon.term("log_clear*"), lexicon.term("fail*"));
        let mut found = Found::default();
        lexicon.find("The log was cleared", &mut found);
        assert!(!found.has(phrase) && !found.has(stem));
        lexicon.find("Failures: log cleared", &mut found);
        assert!(found.has(phrase) && found.has(stem));
    }
}

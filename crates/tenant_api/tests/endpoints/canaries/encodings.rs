//! Twelve ways in which a text can stand somewhere without standing there plainly.

use aho_corasick::AhoCorasick;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE},
};
use std::collections::BTreeSet;

type Encode = fn(&str) -> Vec<Vec<u8>>;

/// Each with its name; letters are looked for in either case.
pub(super) const ENCODINGS: [(&str, Encode); 12] = [
    ("plain", |text| vec![text.into()]),
    ("reversed", |text| vec![text.chars().rev().collect::<String>().into()]),
    ("percent", |text| vec![percent(text, false).into(), percent(text, true).into()]),
    ("percent twice", |text| [false, true].map(|all| percent(text, all).replace('%', "%25").into()).to_vec()),
    ("JSON escapes", |text| vec![escaped(text, false).into(), escaped(text, true).into()]),
    ("HTML entities", |text| {
        let every = |spelt: fn(char) -> String| text.chars().map(spelt).collect::<String>().into();
        let named = text.replace('&', "&amp;").into();
        vec![named, every(|c| format!("&#{};", u32::from(c))), every(|c| format!("&#x{:x};", u32::from(c)))]
    }),
    ("base64", |text| base64(text, |bytes| STANDARD.encode(bytes))),
    ("base64url", |text| base64(text, |bytes| URL_SAFE.encode(bytes))),
    ("hexadecimal", |text| vec![text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>().into()]),
    ("ROT13", |text| vec![text.chars().map(turned).collect::<String>().into()]),
    ("UTF-16", |text| {
        let units = || text.encode_utf16();
        vec![units().flat_map(u16::to_le_bytes).collect(), units().flat_map(u16::to_be_bytes).collect()]
    }),
    ("zero-width spaces", |text| {
        let apart = text.chars().map(String::from).collect::<Vec<_>>().join("\u{200b}");
        vec![escaped(&apart, false).into(), apart.into()]
    }),
];

/// Looks for many canaries in every encoding at once.
pub(super) struct Search {
    needles: AhoCorasick,
    /// Of each needle: which canary, in which encoding.
    of: Vec<(String, &'static str)>,
}

impl Search {
    pub(super) fn new(canaries: &BTreeSet<String>) -> Self {
        let (mut needles, mut of) = (vec![], vec![]);
        for canary in canaries {
            for (name, encode) in ENCODINGS {
                for needle in encode(canary) {
                    needles.push(needle);
                    of.push((canary.clone(), name));
                }
            }
        }
        let needles = AhoCorasick::builder().ascii_case_insensitive(true).build(needles).expect("an automaton");
        Self { needles, of }
    }

    /// What stands in these bytes, each once.
    pub(super) fn hits(&self, bytes: &[u8]) -> BTreeSet<&(String, &'static str)> {
        self.needles.find_overlapping_iter(bytes).map(|found| &self.of[found.pattern().as_usize()]).collect()
    }
}

/// What has to be encoded in an address, or `all` of it.
fn percent(text: &str, all: bool) -> String {
    let spelt = |byte: u8| match byte.is_ascii_alphanumeric() && !all {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(spelt).collect()
}

/// What has to be escaped in an ASCII text of JSON or JavaScript, or `all` of it.
fn escaped(text: &str, all: bool) -> String {
    let spelt = |unit: u16| match u8::try_from(unit) {
        Ok(byte) if byte.is_ascii_alphanumeric() && !all => char::from(byte).to_string(),
        _ => format!("\\u{unit:04x}"),
    };
    text.encode_utf16().map(spelt).collect()
}

/// The letters that do not depend on what stands around, for each of the three places in which it can begin.
fn base64(text: &str, encode: impl Fn(&[u8]) -> String) -> Vec<Vec<u8>> {
    let at = |before: usize| {
        let bytes = [&vec![0; before], text.as_bytes()].concat();
        let (first, whole) = ((before * 8).div_ceil(6), bytes.len() * 8 / 6);
        encode(&bytes).as_bytes()[first..whole].to_vec()
    };
    (0..3).map(at).collect()
}

fn turned(c: char) -> char {
    let turn = |first: u8, c: char| char::from((u8::try_from(c).expect("ASCII") - first + 13) % 26 + first);
    match c {
        'a'..='z' => turn(b'a', c),
        'A'..='Z' => turn(b'A', c),
        _ => c,
    }
}

#[test]
fn every_encoding_is_found_wherever_it_stands() {
    let canary = "zqkaa&ü7".to_owned();
    let search = Search::new(&BTreeSet::from([canary.clone()]));
    let found = |bytes: &[u8], name: &str| search.hits(bytes).iter().any(|(_, encoding)| *encoding == name);
    for (name, encode) in ENCODINGS {
        for encoded in encode(&canary) {
            assert!(found(&[b"before ", encoded.as_slice(), b" after"].concat(), name), "{name}");
        }
    }
    for before in ["", "x", "xy", "xyz"] {
        let around = format!("{before}{canary}???>>>");
        assert!(found(STANDARD.encode(&around).as_bytes(), "base64"));
        assert!(found(URL_SAFE.encode(&around).as_bytes(), "base64url"));
    }
    assert!(found(canary.to_uppercase().replace('Ü', "ü").as_bytes(), "plain"));
    assert!(found(br"zqkaa\u0026\u00fc7", "JSON escapes") && found(b"zqkaa%26%C3%BC7", "percent"));
    assert!(search.hits("zqkab&ü7, zqkaa, and nothing else".as_bytes()).is_empty());
}

//! Tamper-evident records, checked in the browser: the digest of each contents, the hash of each link, and what it follows.

use js_sys::{Array, JSON, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wire::audit::Link;

/// What the first link of a chain follows.
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What a record is held to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    pub link: Link,
    /// The contents in their RFC 8785 form; `None` where only the link can be checked.
    pub contents: Option<String>,
}

/// What is wrong with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It does not say what it said when it was written.
    Contents,
    /// Its place in the chain was written anew.
    Link,
    /// It does not follow the record before it.
    Order,
}

/// What came of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Sound,
    /// The newest record that is not as it was written.
    Broken {
        link: Link,
        fault: Fault,
    },
    /// This browser does not hash here.
    Unchecked,
}

/// Checks records, newest first. Where `is_whole`, none may be missing between the first and the last.
pub async fn check(proofs: &[Proof], is_whole: bool) -> Outcome {
    for (index, proof) in proofs.iter().enumerate() {
        let broken = |fault| Outcome::Broken { link: proof.link.clone(), fault };
        let Some(hash) = digest(&form(&proof.link)).await else { return Outcome::Unchecked };
        if hash != proof.link.hash {
            return broken(Fault::Link);
        }
        if let Some(contents) = &proof.contents
            && digest(contents).await.as_deref() != Some(proof.link.digest.as_str())
        {
            return broken(Fault::Contents);
        }
        if !follows(&proof.link, proofs[index + 1..].iter().map(|older| &older.link), is_whole) {
            return broken(Fault::Order);
        }
    }
    Outcome::Sound
}

/// Whether `link` follows the next of its chain among `older`, as far as it is there.
fn follows<'a>(link: &Link, mut older: impl Iterator<Item = &'a Link>, is_whole: bool) -> bool {
    match older.find(|older| older.owner == link.owner && older.chain == link.chain) {
        _ if link.number == 1 => link.previous_hash == GENESIS,
        Some(before) if before.number == link.number - 1 => link.previous_hash == before.hash,
        Some(before) => !is_whole && before.number < link.number,
        None => true,
    }
}

/// The document that a link's hash is over.
fn form(link: &Link) -> String {
    let quoted = |text: &str| canonical(&JsValue::from_str(text)).unwrap_or_default();
    [
        "{\"at\":",
        &quoted(&link.at.0),
        ",\"chain\":",
        &quoted(link.chain.caption()),
        ",\"digest\":",
        &quoted(&link.digest),
        ",\"number\":",
        &link.number.to_string(),
        ",\"owner\":",
        &quoted(&link.owner.0),
        ",\"previous_hash\":",
        &quoted(&link.previous_hash),
        "}",
    ]
    .concat()
}

/// The canonical form of JSON (RFC 8785). Names are sorted by UTF-16 code units, and strings and numbers written as
/// ECMAScript writes them: both are what the browser does by itself.
pub(crate) fn canonical(value: &JsValue) -> Option<String> {
    if Array::is_array(value) {
        let items: Option<Vec<String>> = Array::from(value).iter().map(|item| canonical(&item)).collect();
        return Some(["[", &items?.join(","), "]"].concat());
    }
    let Some(object) = value.dyn_ref::<Object>() else { return JSON::stringify(value).ok()?.as_string() };
    let member = |name: JsValue| {
        let text = canonical(&Reflect::get(object, &name).ok()?)?;
        Some([&canonical(&name)?, ":", &text].concat())
    };
    let members: Option<Vec<String>> = Object::keys(object).sort().iter().map(member).collect();
    Some(["{", &members?.join(","), "}"].concat())
}

/// SHA-256 of the text, lower-case hexadecimal; `None` where the browser has it not (a page that is not secure).
async fn digest(text: &str) -> Option<String> {
    let crypto = web_sys::window()?.crypto().ok()?;
    let subtle = Reflect::get(&crypto, &"subtle".into()).ok().filter(JsValue::is_truthy)?;
    let subtle: web_sys::SubtleCrypto = subtle.unchecked_into();
    let bytes = Uint8Array::from(text.as_bytes());
    let hashed = JsFuture::from(subtle.digest_with_str_and_js_u8_array("SHA-256", &bytes).ok()?).await.ok()?;
    let digits = |byte: u8| [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0'));
    Some(Uint8Array::new(&hashed).to_vec().into_iter().flat_map(digits).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{Instant, audit::Chain, session::OrganisationId};

    fn link(number: i64, previous_hash: &str, hash: &str) -> Link {
        Link {
            chain: Chain::Audit,
            owner: OrganisationId("harbor".into()),
            number,
            at: Instant("2026-11-24T09:00:00Z".into()),
            digest: "ca71a03d6c5824ead5ecc53e009d0a829ed6cfc68afcbd33bac741c3a6616b0d".into(),
            previous_hash: previous_hash.into(),
            hash: hash.into(),
        }
    }

    #[test]
    fn a_record_follows_the_one_before_it() {
        let [first, second, fourth] = [link(1, GENESIS, "a"), link(2, "a", "b"), link(4, "c", "d")];
        assert!(follows(&second, [&first].into_iter(), true) && follows(&first, [].into_iter(), true));
        assert!(!follows(&link(2, "x", "b"), [&first].into_iter(), false), "another went before it");
        assert!(!follows(&link(1, "a", "b"), [].into_iter(), true), "the first follows nothing");
        assert!(!follows(&fourth, [&second].into_iter(), true), "one is missing");
        assert!(follows(&fourth, [&second].into_iter(), false), "a filter left one out");
        assert!(!follows(&second, [&fourth].into_iter(), false), "the newer comes first");
    }

    #[test]
    fn each_chain_is_its_own() {
        let mut other = link(7, "y", "z");
        other.owner = OrganisationId("cedar".into());
        assert!(follows(&link(2, "a", "b"), [&other, &link(1, GENESIS, "a")].into_iter(), true));
    }

    #[cfg(target_arch = "wasm32")]
    mod in_a_browser {
        use super::*;
        use wasm_bindgen_test::wasm_bindgen_test;

        /// The test vector of the tenant API's contract.
        const CONTENTS: &str = r#"{"action":"signed_in","actor":"person","by":{"id":"analyst-harbor","name":"Tom Achebe","organisation":"Harbor Logistics"},"detail":null,"salt":"00112233445566778899aabbccddeeff","subject":"analyst-harbor"}"#;
        const HASH: &str = "02794f8cfbbe9a9eca0b10cdeca8eda485e51ec58f1dc38c8c287b7b19496fbd";

        #[wasm_bindgen_test]
        async fn what_was_written_is_sound_and_what_was_changed_is_not() {
            let proof = Proof { link: link(1, GENESIS, HASH), contents: Some(CONTENTS.into()) };
            assert_eq!(check(std::slice::from_ref(&proof), true).await, Outcome::Sound);
            let told = Proof { contents: Some(CONTENTS.replace("Tom", "Tim")), ..proof.clone() };
            let broken = |proof: &Proof, fault| Outcome::Broken { link: proof.link.clone(), fault };
            assert_eq!(check(std::slice::from_ref(&told), true).await, broken(&told, Fault::Contents));
            let mut later = proof;
            later.link.at = Instant("2026-11-24T09:00:01Z".into());
            assert_eq!(check(std::slice::from_ref(&later), true).await, broken(&later, Fault::Link));
        }

        #[wasm_bindgen_test]
        fn names_are_sorted_and_nothing_else_changes() {
            let value = JSON::parse(r#"{"b":[1,{"z":null,"a":"é\n"}],"a":1.50}"#).expect("it is JSON");
            assert_eq!(canonical(&value).as_deref(), Some(r#"{"a":1.5,"b":[1,{"a":"é\n","z":null}]}"#));
        }
    }
}

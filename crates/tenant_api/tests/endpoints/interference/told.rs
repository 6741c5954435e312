//! What an answer told, so that two runs of one program can be compared: everything but what the server drew at random.
//!
//! - *Sealed* (cursors, ids of events): opened with the installation's key, and compared as what stands in them.
//! - *Drawn* (ids and salts of 32 hexadecimal digits, digests and links of 64, secrets of 43 letters, keys and how they begin):
//!   named in the order in which they first appear to the client, so that which equals which is still compared.
//! - *The request's own id*: left out.

use crate::harness::Reply;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20::{
    XChaCha20,
    cipher::{KeyIvInit, StreamCipher, StreamCipherSeek},
};
use std::collections::HashMap;

const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;
/// Where XChaCha20-Poly1305 begins to encrypt: the block before gives the tag's key.
const FIRST_BYTE: u32 = 64;
/// What the keys and tokens of machines begin with, and the ids of the programs' teams.
const KINDS: [&str; 4] = ["bik_", "bpk_", "bet_", "watch-"];

/// One client's view of what is random.
pub(crate) struct Told {
    sealing_key: [u8; 32],
    names: HashMap<String, usize>,
}

impl Told {
    pub(crate) fn new(sealing_key: [u8; 32]) -> Self {
        Self { sealing_key, names: HashMap::new() }
    }

    /// Status, headers and body.
    pub(crate) fn of(&mut self, reply: &Reply) -> String {
        let (status, headers, body) = reply.blind();
        format!("{status}\n{}\n{}", self.body(&headers.join("\n")), self.body(&body))
    }

    fn body(&mut self, body: &str) -> String {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let (mut told, mut rest) = (String::new(), body);
        while let Some(start) = rest.find(is_word) {
            let (before, from) = rest.split_at(start);
            let (word, after) = from.split_at(from.find(|c| !is_word(c)).unwrap_or(from.len()));
            told.push_str(before);
            told.push_str(&self.word(word));
            rest = after;
        }
        told + rest
    }

    fn word(&mut self, word: &str) -> String {
        if let Some(opened) = self.open(word) {
            return format!("<sealed {opened}>");
        }
        if !is_drawn(word) {
            return word.to_owned();
        }
        let next = self.names.len();
        format!("<drawn {}>", self.names.entry(word.to_owned()).or_insert(next))
    }

    /// What stands in a sealed value, whatever it is bound to.
    fn open(&self, word: &str) -> Option<String> {
        let bytes = URL_SAFE_NO_PAD.decode(word).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        let mut plain = sealed.get(..sealed.len().checked_sub(TAG_BYTES)?)?.to_vec();
        let mut cipher = XChaCha20::new(&self.sealing_key.into(), &(*nonce).into());
        cipher.seek(FIRST_BYTE);
        cipher.apply_keystream(&mut plain);
        let value: serde_json::Value = serde_json::from_slice(&plain).ok()?;
        Some(value.to_string())
    }
}

fn is_drawn(word: &str) -> bool {
    let hexadecimal = |word: &str| word.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    match word.len() {
        // A chain that begins says so in zeros.
        32 | 64 => hexadecimal(word) && word.bytes().any(|byte| byte != b'0'),
        43 => true,
        _ => KINDS.iter().any(|kind| word.starts_with(kind)),
    }
}

#[cfg(test)]
mod tests {
    use super::Told;
    use tenant_api::http::seal::Sealer;

    #[test]
    fn sealed_is_opened_and_drawn_is_named() {
        let sealed = |value: i64| Sealer::new(&[7; 32]).seal(&value, "anything").expect("sealed");
        let mut told = Told::new([7; 32]);
        let (one, other) = ("0123456789abcdef".repeat(2), "fedcba9876543210".repeat(4));
        let body = format!("{{\"id\":\"{one}\",\"next\":\"{}\",\"hash\":\"{other}\",\"of\":\"{one}\"}}", sealed(42));
        let expected = r#"{"id":"<drawn 0>","next":"<sealed 42>","hash":"<drawn 1>","of":"<drawn 0>"}"#;
        assert_eq!(told.body(&body), expected);
        assert_ne!(told.body(&sealed(42)), told.body(&sealed(43)));
        assert_eq!(told.body("HAR-1001 admin-aurora"), "HAR-1001 admin-aurora");
    }
}

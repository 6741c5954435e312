//! Sealed values: cursors and event ids that nobody can read, change, or use as somebody else.

use super::problem::ApiError;
use crate::store::hexadecimal;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use serde::{Serialize, de::DeserializeOwned};
use sha2::Sha256;
use std::sync::Arc;

const NONCE_BYTES: usize = 24;

/// Seals with the installation's key (XChaCha20-Poly1305; base64url without padding).
#[derive(Clone)]
pub struct Sealer(Arc<Keys>);

struct Keys {
    sealing: XChaCha20Poly1305,
    /// Under which names and what is sealed alike are drawn (HMAC-SHA256), itself drawn from the installation's key.
    naming: Hmac<Sha256>,
}

impl Sealer {
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        let naming = mac(key).chain_update("bulkhead/naming").finalize().into_bytes();
        Self(Arc::new(Keys { sealing: XChaCha20Poly1305::new(key.into()), naming: mac(&naming.into()) }))
    }

    /// What these texts together are called: 32 hexadecimal digits that tell nothing of them.
    #[must_use]
    pub fn name(&self, of: &[&[u8]]) -> String {
        hexadecimal(&self.drawn(of)[..16])
    }

    /// 32 bytes of these texts, each with its length, so that no two lists of them are alike.
    fn drawn(&self, of: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.0.naming.clone();
        for text in of {
            mac.update(&(text.len() as u64).to_be_bytes());
            mac.update(text);
        }
        mac.finalize().into_bytes().into()
    }

    /// Seals `value` so that it opens only with the same `bound`.
    ///
    /// # Errors
    /// [`ApiError::Internal`] for a value that cannot be written as JSON.
    pub fn seal<T: Serialize>(&self, value: &T, bound: &str) -> Result<String, ApiError> {
        self.seal_with(rand::random(), &plain_of(value)?, bound)
    }

    /// [`Sealer::seal`], but the same value is sealed alike for the same `bound`: its nonce is drawn from both.
    ///
    /// # Errors
    /// As [`Sealer::seal`].
    pub fn seal_alike<T: Serialize>(&self, value: &T, bound: &str) -> Result<String, ApiError> {
        let plain = plain_of(value)?;
        let drawn = self.drawn(&[b"nonce", bound.as_bytes(), &plain]);
        let nonce = drawn.first_chunk().copied().unwrap_or_default();
        self.seal_with(nonce, &plain, bound)
    }

    fn seal_with(&self, nonce: [u8; NONCE_BYTES], plain: &[u8], bound: &str) -> Result<String, ApiError> {
        let payload = Payload { msg: plain, aad: bound.as_bytes() };
        let sealed =
            self.0.sealing.encrypt(&XNonce::from(nonce), payload).map_err(|error| ApiError::internal(&error))?;
        Ok(URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// Opens what [`Sealer::seal`] made for the same `bound`; anything else is `None`.
    #[must_use]
    pub fn open<T: DeserializeOwned>(&self, sealed: &str, bound: &str) -> Option<T> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload { msg: sealed, aad: bound.as_bytes() };
        let plain = self.0.sealing.decrypt(&XNonce::from(*nonce), payload).ok()?;
        serde_json::from_slice(&plain).ok()
    }
}

fn plain_of<T: Serialize>(value: &T) -> Result<Vec<u8>, ApiError> {
    serde_json::to_vec(value).map_err(|error| ApiError::internal(&error))
}

fn mac(key: &[u8; 32]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("a key of any length will do")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_for_what_it_was_bound_to_and_for_nothing_else() {
        let sealer = Sealer::new(&[7; 32]);
        let sealed = sealer.seal(&42, "queue|u1|/all").expect("sealed");
        assert_eq!(sealer.open(&sealed, "queue|u1|/all"), Some(42));
        assert_eq!(sealer.open::<i32>(&sealed, "queue|u2|/all"), None);
        assert_eq!(Sealer::new(&[8; 32]).open::<i32>(&sealed, "queue|u1|/all"), None);
        assert_eq!(sealer.open::<i32>("", "queue|u1|/all"), None);
        let mut changed = sealed.clone();
        let last = if changed.ends_with('A') { 'B' } else { 'A' };
        changed.replace_range(40..41, &last.to_string());
        assert!(changed == sealed || sealer.open::<i32>(&changed, "queue|u1|/all").is_none());
    }

    #[test]
    fn the_same_is_sealed_alike_only_where_it_is_asked_for_and_only_for_the_same_reader() {
        let sealer = Sealer::new(&[7; 32]);
        let alike = |value: i32, bound: &str| sealer.seal_alike(&value, bound).expect("sealed");
        assert_eq!(alike(42, "event|u1|/all"), alike(42, "event|u1|/all"));
        assert_eq!(sealer.open(&alike(42, "event|u1|/all"), "event|u1|/all"), Some(42));
        let others = [
            alike(43, "event|u1|/all"),
            alike(42, "event|u2|/all"),
            sealer.seal(&42, "event|u1|/all").expect("sealed"),
        ];
        assert!(others.iter().all(|other| other[..32] != alike(42, "event|u1|/all")[..32]), "no nonce is used twice");
        assert_ne!(sealer.name(&[b"ab", b"c"]), sealer.name(&[b"a", b"bc"]));
    }
}

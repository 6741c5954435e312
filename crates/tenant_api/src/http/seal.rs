//! Sealed values: cursors and event ids that nobody can read, change, or use as somebody else.

use super::problem::ApiError;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use serde::{Serialize, de::DeserializeOwned};
use std::sync::Arc;

const NONCE_BYTES: usize = 24;

/// Seals with the installation's key (XChaCha20-Poly1305; base64url without padding).
#[derive(Clone)]
pub struct Sealer(Arc<XChaCha20Poly1305>);

impl Sealer {
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        Self(Arc::new(XChaCha20Poly1305::new(key.into())))
    }

    /// Seals `value` so that it opens only with the same `bound`.
    ///
    /// # Errors
    /// [`ApiError::Internal`] for a value that cannot be written as JSON.
    pub fn seal<T: Serialize>(&self, value: &T, bound: &str) -> Result<String, ApiError> {
        let plain = serde_json::to_vec(value).map_err(|error| ApiError::internal(&error))?;
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let payload = Payload { msg: &plain, aad: bound.as_bytes() };
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload).map_err(|error| ApiError::internal(&error))?;
        Ok(URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// Opens what [`Sealer::seal`] made for the same `bound`; anything else is `None`.
    #[must_use]
    pub fn open<T: DeserializeOwned>(&self, sealed: &str, bound: &str) -> Option<T> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload { msg: sealed, aad: bound.as_bytes() };
        let plain = self.0.decrypt(&XNonce::from(*nonce), payload).ok()?;
        serde_json::from_slice(&plain).ok()
    }
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
}

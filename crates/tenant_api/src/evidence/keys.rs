//! Keyed MACs: what may stand beside the queue in place of an identity, a grouping key or an asset's name.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// HMAC-SHA256.
pub type MacBytes = [u8; 32];

/// One client's own key. The MACs of two clients for the same text have nothing in common.
#[derive(Clone)]
pub struct Keys {
    keyed: Hmac<Sha256>,
}

impl Keys {
    pub(super) fn new(key: &[u8]) -> Self {
        Self { keyed: Hmac::new_from_slice(key).expect("HMAC takes a key of any length") }
    }

    /// The MAC of `text` in its role, so the same text in two roles cannot be matched.
    #[must_use]
    pub fn mac(&self, role: &str, text: &str) -> MacBytes {
        let mut mac = self.keyed.clone();
        mac.update(role.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

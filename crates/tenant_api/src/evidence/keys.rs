//! One client's own keys: MACs of what may stand beside the queue, and the seal around what may not.

use crate::sabotage::{self, Fault};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::sync::Arc;
use wire::opening::SearchKind;
use zeroize::Zeroizing;

/// HMAC-SHA256.
pub type MacBytes = [u8; 32];

const NONCE_BYTES: usize = 24;

/// The keys of one client; those of two clients have nothing in common. Cheap to clone, and wiped with the last one.
#[derive(Clone)]
pub struct Keys(Arc<Inner>);

struct Inner {
    id: String,
    mac: Hmac<Sha256>,
    seal: XChaCha20Poly1305,
}

/// The bytes that a client's keys are made of.
pub(super) struct Secret {
    pub(super) id: String,
    pub(super) seal: Zeroizing<[u8; 32]>,
    pub(super) mac: Zeroizing<Vec<u8>>,
}

impl Keys {
    pub(super) fn new(secret: &Secret) -> Self {
        Self(Arc::new(Inner {
            id: secret.id.clone(),
            mac: Hmac::new_from_slice(&secret.mac).expect("HMAC takes a key of any length"),
            seal: XChaCha20Poly1305::new((&*secret.seal).into()),
        }))
    }

    /// Names the keys without telling anything of them.
    pub(super) fn id(&self) -> &str {
        &self.0.id
    }

    /// The MAC of `text` in its role, so the same text in two roles cannot be matched.
    #[must_use]
    pub fn mac(&self, role: &str, text: &str) -> MacBytes {
        let mut mac = self.0.mac.clone();
        mac.update(role.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// The MAC of a value that findings name, of its kind; as [`super::observables::comparable`] has it.
    #[must_use]
    pub(crate) fn observable(&self, kind: SearchKind, value: &str) -> MacBytes {
        self.mac(&format!("observable {}", kind.caption()), value)
    }

    /// Seals a record for its place: it opens as no other client's, and under no other number.
    pub(super) fn seal(&self, client: &str, alert: i64, record: &str) -> Vec<u8> {
        self.seal_bytes(&place(client, alert), record.as_bytes())
    }

    /// Opens what [`Keys::seal`] made for the same place; anything else is `None`.
    pub(super) fn open(&self, client: &str, alert: i64, sealed: &[u8]) -> Option<String> {
        String::from_utf8(self.open_bytes(&place(client, alert), sealed)?).ok()
    }

    /// Seals bytes for a place of any kind.
    pub(super) fn seal_bytes(&self, place: &[u8], bytes: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let sealed = self.0.seal.encrypt(&XNonce::from(nonce), Payload { msg: bytes, aad: place });
        [nonce.as_slice(), &sealed.expect("what is sealed is shorter than 256 GiB")].concat()
    }

    /// Opens what [`Keys::seal_bytes`] made for the same place; anything else is `None`.
    pub(super) fn open_bytes(&self, place: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        self.0.seal.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: place }).ok()
    }
}

fn place(client: &str, alert: i64) -> Vec<u8> {
    if sabotage::is(Fault::RecordOfAnyPlace) {
        return vec![];
    }
    [b"finding\0", client.as_bytes(), b"\0", &alert.to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(byte: u8) -> Keys {
        let (seal, mac) = (Zeroizing::new([byte; 32]), Zeroizing::new(vec![byte; 32]));
        Keys::new(&Secret { id: String::new(), seal, mac })
    }

    #[test]
    fn a_record_opens_in_its_place_and_in_no_other() {
        let sealed = keys(1).seal("harbor", 7, "record");
        assert_eq!(keys(1).open("harbor", 7, &sealed).as_deref(), Some("record"));
        assert_eq!(keys(1).open("harbor", 8, &sealed), None);
        assert_eq!(keys(1).open("cedar", 7, &sealed), None);
        assert_eq!(keys(2).open("harbor", 7, &sealed), None);
        let mut changed = sealed.clone();
        changed[30] ^= 1;
        assert_eq!((keys(1).open("harbor", 7, &changed), keys(1).open("harbor", 7, &[])), (None, None));
        assert_ne!(sealed, keys(1).seal("harbor", 7, "record"), "a nonce of its own every time");
    }
}

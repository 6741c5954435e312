//! A small authenticator with the browser around it (WebAuthn, level 3): it also misbehaves, where a test asks it to.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const ATTESTED: u8 = 1 << 6;

/// One passkey and where it lives.
pub(crate) struct Authenticator {
    key: SigningKey,
    credential_id: Vec<u8>,
    pub(crate) user_handle: Vec<u8>,
    pub(crate) counter: u32,
    /// What the browser says of the page.
    pub(crate) origin: String,
    pub(crate) rp_id: String,
    pub(crate) verifies: bool,
    pub(crate) is_cross_origin: bool,
}

impl Authenticator {
    pub(crate) fn new() -> Self {
        let key = loop {
            if let Ok(key) = SigningKey::from_slice(&rand::random::<[u8; 32]>()) {
                break key;
            }
        };
        Self {
            key,
            credential_id: rand::random::<[u8; 32]>().to_vec(),
            user_handle: vec![],
            counter: 1,
            origin: "http://localhost:8080".into(),
            rp_id: "localhost".into(),
            verifies: true,
            is_cross_origin: false,
        }
    }

    /// The same passkey elsewhere: a copy of the private key.
    pub(crate) fn cloned(&self) -> Self {
        let (credential_id, user_handle) = (self.credential_id.clone(), self.user_handle.clone());
        Self { key: self.key.clone(), credential_id, user_handle, counter: self.counter, ..Self::new() }
    }

    /// `RegistrationResponseJSON` for creation options.
    pub(crate) fn register(&mut self, options: &Value) -> Value {
        self.user_handle = BASE64.decode(options["user"]["id"].as_str().expect("a handle")).expect("base64url");
        let mut data = self.authenticator_data(ATTESTED);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.credential_id.len()).expect("short").to_be_bytes());
        data.extend(&self.credential_id);
        data.extend(self.public_key());
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).expect("short"));
        object.extend(&data);
        let client = self.client_data("webauthn.create", options);
        self.answer(json!({
            "clientDataJSON": BASE64.encode(client), "attestationObject": BASE64.encode(object), "transports": ["internal"],
        }))
    }

    /// `AuthenticationResponseJSON` for request options.
    pub(crate) fn sign_in(&mut self, options: &Value) -> Value {
        self.counter += 1;
        let data = self.authenticator_data(0);
        let client = self.client_data("webauthn.get", options);
        let signed = [data.as_slice(), &Sha256::digest(&client)].concat();
        let signature: Signature = self.key.sign(&signed);
        self.answer(json!({
            "clientDataJSON": BASE64.encode(client), "authenticatorData": BASE64.encode(data),
            "signature": BASE64.encode(signature.to_der()), "userHandle": BASE64.encode(&self.user_handle),
        }))
    }

    fn answer(&self, response: Value) -> Value {
        let id = BASE64.encode(&self.credential_id);
        json!({"id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {}})
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let (challenge, origin, cross) = (&options["challenge"], &self.origin, self.is_cross_origin);
        format!(r#"{{"type":"{kind}","challenge":{challenge},"origin":"{origin}","crossOrigin":{cross}}}"#).into_bytes()
    }

    fn authenticator_data(&self, flags: u8) -> Vec<u8> {
        let verified = if self.verifies { USER_VERIFIED } else { 0 };
        let mut data = Sha256::digest(&self.rp_id).to_vec();
        data.push(USER_PRESENT | verified | flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// COSE, ES256.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_encoded_point(false);
        let (x, y) = (point.x().expect("a point"), point.y().expect("a point"));
        [b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".as_slice(), x, b"\x22\x58\x20", y].concat()
    }
}

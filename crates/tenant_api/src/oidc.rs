//! Signing in at the organisation's own provider: OpenID Connect, authorization code flow with PKCE (RFC 9700).

mod discovery;
mod id_token;
mod outside;

pub use id_token::Claims;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use discovery::Metadata;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use wire::session::OrganisationId;

/// An organisation's provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    pub organisation: OrganisationId,
    pub issuer: String,
    pub client_id: String,
    pub client_secret: String,
    /// The claim whose values say what somebody may do.
    pub claim: String,
    /// It may lie in the operator's own network and speak plain HTTP. Only the operator says so.
    pub is_internal: bool,
}

/// Why nobody was signed in: for the log, which whoever runs this reads. It never holds a token, a code or a secret.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("the provider cannot be asked: {0}")]
    Unreachable(String),
    #[error("the provider's own description is wrong: {0}")]
    Metadata(&'static str),
    #[error("the provider gave no token: {0}")]
    NoToken(String),
    #[error("the token is not good: {0}")]
    Token(String),
}

/// What a browser comes back with, in a cookie that only we can open.
#[derive(Debug, Serialize, Deserialize)]
pub struct Flow {
    pub organisation: OrganisationId,
    pub issuer: String,
    pub state: String,
    nonce: String,
    verifier: String,
    /// Where in the console to go on.
    pub to: Option<String>,
}

/// Where a provider sends people back to. Each organisation has an address of its own, so that an answer of one provider
/// is never taken for another's (RFC 9700, 4.4).
#[must_use]
pub fn redirect_uri(origin: &str, organisation: &OrganisationId) -> String {
    format!("{origin}/api/v1/oidc/callback/{organisation}")
}

impl Provider {
    /// Whether its issuer is an address that may be asked.
    ///
    /// # Errors
    /// [`Failure::Metadata`] where it is not.
    pub fn check_issuer(&self) -> Result<(), Failure> {
        outside::address(&self.issuer, self.is_internal).map(drop)
    }

    /// Begins: where the browser goes, and what it has to come back with.
    ///
    /// # Errors
    /// [`Failure`] where the provider cannot be asked or describes itself wrongly.
    pub async fn depart(&self, origin: &str, to: Option<String>) -> Result<(String, Flow), Failure> {
        let metadata = Metadata::read(self).await?;
        let flow = Flow {
            organisation: self.organisation.clone(),
            issuer: self.issuer.clone(),
            state: secret(),
            nonce: secret(),
            verifier: secret(),
            to,
        };
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&flow.verifier));
        let mut location = metadata.authorization_endpoint;
        location.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("client_id", &self.client_id),
            ("redirect_uri", &redirect_uri(origin, &self.organisation)),
            ("scope", "openid profile email"),
            ("state", &flow.state),
            ("nonce", &flow.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        Ok((location.into(), flow))
    }

    /// Finishes: who came back with `code`. `iss` is the issuer that the answer names (RFC 9207).
    ///
    /// # Errors
    /// [`Failure`] for anything that is not this provider's word about whoever began this flow.
    pub async fn arrive(
        &self,
        origin: &str,
        flow: &Flow,
        code: &str,
        iss: Option<&str>,
        now: Timestamp,
    ) -> Result<Claims, Failure> {
        if flow.issuer != self.issuer {
            return Err(Failure::Metadata("the provider has changed meanwhile"));
        }
        let metadata = Metadata::read(self).await?;
        match iss {
            Some(iss) if iss != self.issuer => return Err(Failure::Token("the answer is another issuer's".into())),
            None if metadata.names_itself => return Err(Failure::Token("the answer names no issuer".into())),
            _ => {}
        }
        let token = metadata.redeem(self, code, &redirect_uri(origin, &self.organisation), &flow.verifier).await?;
        let keys = metadata.keys(self).await?;
        id_token::verify(self, &token, &keys, &flow.nonce, now)
    }
}

/// 256 random bits, in letters that RFC 7636 takes for a verifier.
fn secret() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

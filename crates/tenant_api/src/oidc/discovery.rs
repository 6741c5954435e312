//! What a provider says of itself (OpenID Connect Discovery 1.0), read anew each time: nobody signs in that often, and a
//! key that was withdrawn is worth nothing at once.

use super::{Failure, Provider, outside};
use jsonwebtoken::jwk::JwkSet;
use reqwest::Url;
use serde::Deserialize;

/// Its description, as far as it is used.
#[derive(Deserialize)]
struct Described {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// The same, with addresses that may be asked.
#[derive(Debug)]
pub(super) struct Metadata {
    pub(super) authorization_endpoint: Url,
    token_endpoint: Url,
    jwks_uri: Url,
    /// It takes the client's secret in the form and not in the header.
    takes_secret_in_form: bool,
    /// Its answers name their issuer (RFC 9207).
    pub(super) names_itself: bool,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: Option<String>,
}

impl Metadata {
    pub(super) async fn read(provider: &Provider) -> Result<Self, Failure> {
        let at = format!("{}/.well-known/openid-configuration", provider.issuer.trim_end_matches('/'));
        let at = outside::address(&at, provider.is_internal)?;
        let described: Described = outside::json(outside::requests(provider.is_internal)?.get(at)).await?;
        if described.issuer != provider.issuer {
            return Err(Failure::Metadata("it is another issuer's"));
        }
        let address = |text: &str| outside::address(text, provider.is_internal);
        let methods = described.token_endpoint_auth_methods_supported;
        Ok(Self {
            authorization_endpoint: address(&described.authorization_endpoint)?,
            token_endpoint: address(&described.token_endpoint)?,
            jwks_uri: address(&described.jwks_uri)?,
            takes_secret_in_form: methods.is_some_and(|known| !known.iter().any(|one| one == "client_secret_basic")),
            names_itself: described.authorization_response_iss_parameter_supported,
        })
    }

    /// Gives the code for an ID token.
    pub(super) async fn redeem(
        &self,
        provider: &Provider,
        code: &str,
        redirect_uri: &str,
        verifier: &str,
    ) -> Result<String, Failure> {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri),
            ("code_verifier", verifier),
        ];
        let mut request = outside::requests(provider.is_internal)?.post(self.token_endpoint.clone());
        if self.takes_secret_in_form {
            form.extend([("client_id", provider.client_id.as_str()), ("client_secret", &provider.client_secret)]);
        } else {
            request = request.basic_auth(encoded(&provider.client_id), Some(encoded(&provider.client_secret)));
        }
        let tokens: Tokens =
            outside::json(request.form(&form)).await.map_err(|error| Failure::NoToken(error.to_string()))?;
        tokens.id_token.ok_or_else(|| Failure::NoToken("there is no ID token in its answer".into()))
    }

    /// The keys it signs with.
    pub(super) async fn keys(&self, provider: &Provider) -> Result<JwkSet, Failure> {
        outside::json(outside::requests(provider.is_internal)?.get(self.jwks_uri.clone())).await
    }
}

/// As RFC 6749, 2.3.1 wants id and secret in the header: form-encoded first.
fn encoded(text: &str) -> String {
    let mut url = Url::parse("x:").expect("it is an address");
    url.query_pairs_mut().append_key_only(text);
    url.query().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    #[test]
    fn secrets_are_form_encoded_before_they_become_a_header() {
        assert_eq!(super::encoded("a b:c%ç"), "a+b%3Ac%25%C3%A7");
        assert_eq!(super::encoded(""), "");
    }
}

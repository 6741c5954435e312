//! ID tokens (OpenID Connect Core 1.0, 3.1.3.7): whose word it is, for whom, about whom, and when.

use super::{Failure, Provider};
use jiff::Timestamp;
use jsonwebtoken::{
    Algorithm, DecodingKey, Validation, decode, decode_header,
    errors::ErrorKind,
    jwk::{Jwk, JwkSet, PublicKeyUse},
};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Signatures by a private key of the provider's. Nothing symmetric, and nothing unsigned.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
];
/// How far clocks may differ.
const LEEWAY_S: i64 = 60;
/// Older than this it was not made for who comes back now.
const AGE_MAX_S: i64 = 10 * 60;

/// Whom a provider has signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The provider's own name for them, which never changes.
    pub subject: String,
    pub name: Option<String>,
    pub email: Option<String>,
    /// The values of the claim that says what they may do.
    pub values: Vec<String>,
}

#[derive(Deserialize)]
struct Body {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    nonce: String,
    name: Option<String>,
    email: Option<String>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// Whom `token` is about.
///
/// # Errors
/// [`Failure::Token`] for any that is not this provider's, for us, for this flow (`nonce`), and of now.
pub(super) fn verify(
    provider: &Provider,
    token: &str,
    keys: &JwkSet,
    nonce: &str,
    now: Timestamp,
) -> Result<Claims, Failure> {
    let header = decode_header(token).map_err(unread)?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(wrong("its algorithm is not one of a private key"));
    }
    let mut validation = Validation::new(header.alg);
    validation.set_issuer(&[&provider.issuer]);
    validation.set_audience(&[&provider.client_id]);
    validation.set_required_spec_claims(&["iss", "sub", "aud", "exp"]);
    // The clock is ours, below.
    validation.validate_exp = false;
    let mut last = wrong("none of the provider's keys is for it");
    for key in fitting(keys, header.kid.as_deref()) {
        let Ok(key) = DecodingKey::from_jwk(key) else { continue };
        match decode::<Body>(token, &key, &validation) {
            Ok(token) => return judge(provider, token.claims, nonce, now),
            Err(error) => last = unread(error),
        }
    }
    Err(last)
}

/// The keys that may have signed it: the named one, or where none is named all that sign.
fn fitting<'a>(keys: &'a JwkSet, kid: Option<&str>) -> impl Iterator<Item = &'a Jwk> {
    let fits = move |key: &&Jwk| {
        let is_named = kid.is_none_or(|kid| key.common.key_id.as_deref() == Some(kid));
        is_named && matches!(key.common.public_key_use, None | Some(PublicKeyUse::Signature))
    };
    keys.keys.iter().filter(fits)
}

/// What the signature does not say.
fn judge(provider: &Provider, body: Body, nonce: &str, now: Timestamp) -> Result<Claims, Failure> {
    let now_s = now.as_second();
    let audience = match body.aud {
        Audience::One(one) => vec![one],
        Audience::Many(many) => many,
    };
    let is_ours = audience.contains(&provider.client_id);
    let is_for_us_alone = body.azp.as_ref().map_or(audience.len() == 1, |party| *party == provider.client_id);
    let wrongs = [
        (body.iss != provider.issuer, "another issuer's"),
        (!is_ours || !is_for_us_alone, "for another audience"),
        (body.nonce != nonce, "of another sign-in"),
        (body.exp <= now_s - LEEWAY_S, "expired"),
        (body.iat > now_s + LEEWAY_S || body.nbf.is_some_and(|nbf| nbf > now_s + LEEWAY_S), "of the future"),
        (body.iat < now_s - AGE_MAX_S, "too old"),
        (body.sub.is_empty() || body.sub.len() > 255 || body.sub.contains(char::is_control), "about nobody"),
    ];
    if let Some((_, why)) = wrongs.into_iter().find(|(is_wrong, _)| *is_wrong) {
        return Err(wrong(why));
    }
    let values = match body.others.get(&provider.claim) {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(many)) => many.iter().filter_map(|one| Some(one.as_str()?.to_owned())).collect(),
        _ => vec![],
    };
    Ok(Claims { subject: body.sub, name: body.name, email: body.email, values })
}

/// Of JSON that is not as it has to be, not even the message: it may quote the token.
fn unread(error: jsonwebtoken::errors::Error) -> Failure {
    match error.kind() {
        ErrorKind::Json(_) => wrong("it is not as it has to be"),
        kind => wrong(&format!("{kind:?}")),
    }
}

fn wrong(why: &str) -> Failure {
    Failure::Token(why.to_owned())
}

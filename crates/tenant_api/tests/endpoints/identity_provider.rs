//! A small OpenID provider on loopback. It keeps to the standard, and breaks it where a test asks it to.

use axum::{
    Form, Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as BASE64},
};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use p256::{SecretKey, elliptic_curve::sec1::ToEncodedPoint, pkcs8::EncodePrivateKey};
use reqwest::Url;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use tokio::net::TcpListener;

pub(crate) const CLIENT_ID: &str = "bulk head";
pub(crate) const CLIENT_SECRET: &str = "s3cr:et/ä";

macro_rules! tricks {
    ($($(#[doc = $when:literal])+ $list:ident: $($trick:ident),+;)+) => {
        /// How it breaks the standard.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Trick {
            $($($trick,)+)+
        }

        $($(#[doc = $when])+ pub(crate) const $list: &[Trick] = &[$(Trick::$trick),+];)+
    };
}

tricks! {
    /// When it is asked for the token.
    WITH_THE_TOKEN: OtherNonce, NoNonce, OtherAudience, TwoAudiences, OtherIssuer, ListOfIssuers, Expired, OfTheFuture, TooOld,
        NotYetValid, NoSubject, UnspeakableSubject, Unsigned, SharedSecret, OtherKey, UnknownKey, NoIdToken, NotJson, Huge, Redirects;
    /// When it is asked who it is.
    ABOUT_ITSELF: DescribesAnother, PlainEndpoint;
}

/// Whom it signs in next, and how.
struct Inner {
    issuer: String,
    key: SecretKey,
    now: Timestamp,
    codes: Mutex<HashMap<String, Granted>>,
    trick: Mutex<Option<Trick>>,
    /// It takes a code again and again.
    is_lax: Mutex<bool>,
}

/// What a code was given for.
#[derive(Clone)]
struct Granted {
    redirect_uri: String,
    challenge: String,
    nonce: String,
    person: Value,
}

#[derive(Clone)]
pub(crate) struct IdProvider(Arc<Inner>);

impl IdProvider {
    pub(crate) async fn start(now: Timestamp) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://{}/realms/soc", listener.local_addr().expect("an address"));
        let (codes, trick, is_lax) = (Mutex::default(), Mutex::default(), Mutex::new(false));
        let provider = Self(Arc::new(Inner { issuer, key: new_key(), now, codes, trick, is_lax }));
        let router = Router::new()
            .route("/realms/soc/.well-known/openid-configuration", get(describe))
            .route("/realms/soc/keys", get(keys))
            .route("/realms/soc/token", post(token))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    pub(crate) fn issuer(&self) -> &str {
        &self.0.issuer
    }

    pub(crate) fn play(&self, trick: Option<Trick>) {
        *self.0.trick.lock().expect("nobody panics with it") = trick;
    }

    pub(crate) fn be_lax(&self) {
        *self.0.is_lax.lock().expect("nobody panics with it") = true;
    }

    fn plays(&self, trick: Trick) -> bool {
        *self.0.trick.lock().expect("nobody panics with it") == Some(trick)
    }

    /// What its sign-in page does when `person` (claims) has signed in there: a code for the address, and the state.
    pub(crate) fn authorise(&self, location: &str, person: Value) -> (String, String) {
        let asked: HashMap<_, _> = Url::parse(location).expect("an address").query_pairs().into_owned().collect();
        for (name, value) in [("response_type", "code"), ("client_id", CLIENT_ID), ("code_challenge_method", "S256")] {
            assert_eq!(asked[name], value);
        }
        let code = format!("{:x}", rand::random::<u128>());
        let granted = Granted {
            redirect_uri: asked["redirect_uri"].clone(),
            challenge: asked["code_challenge"].clone(),
            nonce: asked["nonce"].clone(),
            person,
        };
        self.0.codes.lock().expect("nobody panics with it").insert(code.clone(), granted);
        (code, asked["state"].clone())
    }

    fn id_token(&self, granted: &Granted) -> String {
        let now_s = self.0.now.as_second();
        let mut claims = json!({
            "iss": self.issuer(), "aud": CLIENT_ID, "iat": now_s, "exp": now_s + 300, "nonce": granted.nonce,
        });
        let person = granted.person.as_object().expect("claims").clone();
        claims.as_object_mut().expect("claims").extend(person);
        let trick = *self.0.trick.lock().expect("nobody panics with it");
        let mut set = |name: &str, value: Value| claims[name] = value;
        match trick {
            Some(Trick::OtherNonce) => set("nonce", json!("another")),
            Some(Trick::NoNonce) => set("nonce", Value::Null),
            Some(Trick::OtherAudience) => set("aud", json!("another")),
            Some(Trick::TwoAudiences) => set("aud", json!([CLIENT_ID, "another"])),
            Some(Trick::OtherIssuer) => set("iss", json!("https://evil.example")),
            Some(Trick::ListOfIssuers) => set("iss", json!([self.issuer(), "https://evil.example"])),
            Some(Trick::Expired) => set("exp", json!(now_s - 61)),
            Some(Trick::OfTheFuture) => set("iat", json!(now_s + 120)),
            Some(Trick::TooOld) => set("iat", json!(now_s - 601)),
            Some(Trick::NotYetValid) => set("nbf", json!(now_s + 120)),
            Some(Trick::NoSubject) => set("sub", json!("")),
            Some(Trick::UnspeakableSubject) => set("sub", json!("olga\0")),
            _ => {}
        }
        let private = |key: &SecretKey| EncodingKey::from_ec_der(key.to_pkcs8_der().expect("a key").as_bytes());
        let header = |alg, kid: &str| Header { kid: Some(kid.to_owned()), ..Header::new(alg) };
        let signed = |header, key: &EncodingKey| jsonwebtoken::encode(&header, &claims, key).expect("a token");
        match trick {
            Some(Trick::Unsigned) => {
                let part = |value: &Value| BASE64.encode(value.to_string());
                format!("{}.{}.", part(&json!({"alg": "none", "kid": "k1"})), part(&claims))
            }
            Some(Trick::SharedSecret) => {
                signed(header(Algorithm::HS256, "k1"), &EncodingKey::from_secret(CLIENT_SECRET.as_bytes()))
            }
            Some(Trick::OtherKey) => signed(header(Algorithm::ES256, "k1"), &private(&new_key())),
            Some(Trick::UnknownKey) => signed(header(Algorithm::ES256, "k2"), &private(&self.0.key)),
            _ => signed(header(Algorithm::ES256, "k1"), &private(&self.0.key)),
        }
    }
}

fn new_key() -> SecretKey {
    loop {
        if let Ok(key) = SecretKey::from_slice(&rand::random::<[u8; 32]>()) {
            return key;
        }
    }
}

async fn describe(State(provider): State<IdProvider>) -> Response {
    let issuer = provider.issuer();
    let mut described = json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorise?tenant=1"),
        "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
        "authorization_response_iss_parameter_supported": true,
    });
    if provider.plays(Trick::DescribesAnother) {
        described["issuer"] = json!("https://evil.example");
    }
    if provider.plays(Trick::PlainEndpoint) {
        described["token_endpoint"] = json!("file:///etc/passwd");
    }
    Json(described).into_response()
}

async fn keys(State(provider): State<IdProvider>) -> Json<Value> {
    let point = provider.0.key.public_key().to_encoded_point(false);
    let part = |bytes: Option<&p256::FieldBytes>| BASE64.encode(bytes.expect("a point"));
    let (x, y) = (part(point.x()), part(point.y()));
    Json(json!({"keys": [
        {"kty": "RSA", "use": "enc", "kid": "k1", "n": "AQAB", "e": "AQAB"},
        {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "k1", "x": x, "y": y},
    ]}))
}

async fn token(
    State(provider): State<IdProvider>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let refuse = |why: &str| (StatusCode::BAD_REQUEST, Json(json!({"error": why}))).into_response();
    let basic = STANDARD.encode("bulk+head:s3cr%3Aet%2F%C3%A4");
    if headers.get(header::AUTHORIZATION).is_none_or(|sent| sent != &format!("Basic {basic}")) {
        return refuse("invalid_client");
    }
    let is_lax = *provider.0.is_lax.lock().expect("nobody panics with it");
    let granted = {
        let mut codes = provider.0.codes.lock().expect("nobody panics with it");
        if is_lax { codes.get(&form["code"]).cloned() } else { codes.remove(&form["code"]) }
    };
    let Some(granted) = granted else { return refuse("invalid_grant") };
    let challenge = BASE64.encode(Sha256::digest(&form["code_verifier"]));
    if granted.challenge != challenge || granted.redirect_uri != form["redirect_uri"] {
        return refuse("invalid_grant");
    }
    match () {
        () if provider.plays(Trick::NoIdToken) => Json(json!({"access_token": "x"})).into_response(),
        () if provider.plays(Trick::NotJson) => "<html>".into_response(),
        () if provider.plays(Trick::Huge) => Json(json!({"id_token": "x".repeat(300_000)})).into_response(),
        () if provider.plays(Trick::Redirects) => {
            Redirect::temporary(&format!("{}/token?again", provider.issuer())).into_response()
        }
        () => Json(json!({"token_type": "Bearer", "id_token": provider.id_token(&granted)})).into_response(),
    }
}

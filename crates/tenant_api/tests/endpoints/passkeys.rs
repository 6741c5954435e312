//! Passkeys: made, used, refused, forgotten.

use crate::{
    authenticator::Authenticator,
    harness::{Bed, Reply},
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tenant_api::demo::organisations::PASSWORD;

/// What makes an authenticator misbehave.
type Spoil = fn(&mut Authenticator);

const ANA: &str = "analyst@aurora.example";

impl Bed {
    /// Asks for options, and answers them with the ceremony's cookie.
    async fn begin(&self, cookie: Option<&str>, path: &str, body: Option<Value>) -> (String, Value) {
        let begun = self.call(cookie, "POST", path, body, &[]).await;
        assert!(begun.status < 300, "{:?}", begun.body);
        (begun.cookie(), begun.json()["options"].clone())
    }

    async fn begin_registration(&self, cookie: &str) -> (String, Value) {
        self.begin(Some(cookie), "/passkeys/registrations", Some(json!({"password": PASSWORD}))).await
    }

    async fn add(&self, cookies: &[&str], credential: Value) -> Reply {
        self.post(&cookies.join("; "), "/passkeys", json!({"name": "Laptop", "credential": credential})).await
    }

    async fn begin_sign_in(&self) -> (String, Value) {
        self.begin(None, "/passkeys/sign-ins", None).await
    }

    async fn finish_sign_in(&self, ceremony: &str, credential: &Value) -> Reply {
        self.post(ceremony, "/session/passkey", json!({"credential": credential})).await
    }

    async fn sign_in_by(&self, authenticator: &mut Authenticator) -> Reply {
        let (ceremony, options) = self.begin_sign_in().await;
        self.finish_sign_in(&ceremony, &authenticator.sign_in(&options)).await
    }
}

/// Ana with a passkey: her cookie, and what it lives in.
async fn registered(bed: &Bed) -> (String, Authenticator) {
    let cookie = bed.sign_in(ANA).await;
    let mut authenticator = Authenticator::new();
    let (ceremony, options) = bed.begin_registration(&cookie).await;
    let added = bed.add(&[&cookie, &ceremony], authenticator.register(&options)).await;
    assert_eq!((added.status, &added.json()["name"]), (201, &json!("Laptop")));
    assert_eq!(bed.get(&cookie, "/session").await.status, 401, "another session id");
    (added.cookie(), authenticator)
}

#[tokio::test]
async fn a_passkey_signs_its_user_in_and_counts_as_both_factors() {
    let bed = Bed::new().await;
    let (cookie, mut authenticator) = registered(&bed).await;
    let reply = bed.sign_in_by(&mut authenticator).await;
    assert_eq!((reply.status, &reply.json()["user"]["email"]), (200, &json!(ANA)));
    assert!(reply.cookie().starts_with("__Host-sid="));
    assert_eq!(bed.this_session(&reply.cookie()).await["method"], "passkey");
    let factors = bed.get(&cookie, "/factors").await.json();
    assert_eq!(factors["passkeys"][0]["last_used_at"], "2026-11-24T09:00:00Z");
    assert_eq!(factors["passkeys"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_challenge_is_answered_once_by_the_browser_that_asked_within_ten_minutes() {
    let bed = Bed::new().await;
    let (_, mut authenticator) = registered(&bed).await;
    let (ceremony, options) = bed.begin_sign_in().await;
    let (other, _) = bed.begin_sign_in().await;
    let answer = authenticator.sign_in(&options);
    for cookie in [other.as_str(), "__Host-passkey=", "a=1"] {
        assert_eq!(bed.finish_sign_in(cookie, &answer).await.problem(), "passkey_refused", "{cookie}");
    }
    assert_eq!(bed.finish_sign_in(&ceremony, &answer).await.status, 200);
    authenticator.counter += 10;
    assert_eq!(bed.finish_sign_in(&ceremony, &answer).await.status, 401, "the same again");
    assert_eq!(bed.finish_sign_in(&ceremony, &authenticator.sign_in(&options)).await.status, 401, "another answer");
    let (late, options) = bed.begin_sign_in().await;
    bed.pass(SignedDuration::from_mins(10));
    assert_eq!(bed.finish_sign_in(&late, &authenticator.sign_in(&options)).await.status, 401);
    assert_eq!(bed.sign_in_by(&mut authenticator).await.status, 200);
}

#[tokio::test]
async fn a_wrong_answer_uses_the_challenge_up() {
    let bed = Bed::new().await;
    let (_, mut authenticator) = registered(&bed).await;
    let (ceremony, options) = bed.begin_sign_in().await;
    let wrong = Authenticator::new().sign_in(&options);
    assert_eq!(bed.finish_sign_in(&ceremony, &wrong).await.status, 401);
    assert_eq!(bed.finish_sign_in(&ceremony, &authenticator.sign_in(&options)).await.status, 401);
}

#[tokio::test]
async fn every_kind_of_wrong_is_refused_alike() {
    let bed = Bed::new().await;
    let (_, mut authenticator) = registered(&bed).await;
    let unknown = bed.sign_in_by(&mut Authenticator::new()).await.blind();
    assert_eq!(unknown.0, 401);
    let spoilt: [(&str, Spoil); 7] = [
        ("another origin", |it| it.origin = "http://localhost:9090".into()),
        ("a look-alike", |it| it.origin = "http://localhost:8080.evil.example".into()),
        ("another relying party", |it| it.rp_id = "evil.example".into()),
        ("a user who was not verified", |it| it.verifies = false),
        ("a framed page", |it| it.is_cross_origin = true),
        ("another user's handle", |it| it.user_handle = vec![7; 64]),
        ("a counter that goes back", |it| it.counter = 0),
    ];
    assert_eq!(bed.sign_in_by(&mut authenticator).await.status, 200);
    for (what, spoil) in spoilt {
        let mut wrong = authenticator.cloned();
        spoil(&mut wrong);
        assert_eq!(bed.sign_in_by(&mut wrong).await.blind(), unknown, "{what}");
    }
    for malformed in [json!(null), json!("x"), json!({}), json!({"id": "x", "rawId": "x", "type": "public-key"})] {
        let (ceremony, _) = bed.begin_sign_in().await;
        assert_eq!(bed.finish_sign_in(&ceremony, &malformed).await.blind(), unknown, "{malformed}");
    }
    assert_eq!(bed.sign_in_by(&mut authenticator).await.status, 200, "positive control");
}

#[tokio::test]
async fn a_copied_passkey_is_found_out_by_its_counter() {
    let bed = Bed::new().await;
    let (_, mut authenticator) = registered(&bed).await;
    let mut copy = authenticator.cloned();
    assert_eq!(bed.sign_in_by(&mut authenticator).await.status, 200);
    assert_eq!(bed.sign_in_by(&mut copy).await.status, 401);
}

#[tokio::test]
async fn a_registration_is_its_users_and_once() {
    let bed = Bed::new().await;
    let (ana, lead) = (bed.sign_in(ANA).await, bed.sign_in("lead@aurora.example").await);
    let (ceremony, options) = bed.begin_registration(&ana).await;
    assert_eq!(bed.add(&[&lead, &ceremony], Authenticator::new().register(&options)).await.field(), "credential");
    let (sign_in, _) = bed.begin_sign_in().await;
    assert_eq!(bed.add(&[&ana, &sign_in], Authenticator::new().register(&options)).await.field(), "credential");
    for spoil in [|it: &mut Authenticator| it.verifies = false, |it: &mut Authenticator| it.rp_id = "evil".into()] {
        let (ceremony, options) = bed.begin_registration(&ana).await;
        let mut wrong = Authenticator::new();
        spoil(&mut wrong);
        assert_eq!(bed.add(&[&ana, &ceremony], wrong.register(&options)).await.field(), "credential");
    }
    let mut authenticator = Authenticator::new();
    let added = bed.add(&[&ana, &ceremony], authenticator.register(&options)).await;
    assert_eq!(added.status, 201);
    let again = bed.add(&[&added.cookie(), &ceremony], Authenticator::new().register(&options)).await;
    assert_eq!(again.field(), "credential");
    let (ceremony, options) = bed.begin_registration(&lead).await;
    let stolen = bed.add(&[&lead, &ceremony], authenticator.register(&options)).await;
    assert_eq!(stolen.field(), "credential", "a passkey is one user's");
}

#[tokio::test]
async fn a_forgotten_passkey_signs_nobody_in_and_nobody_forgets_anothers() {
    let bed = Bed::new().await;
    let (cookie, mut authenticator) = registered(&bed).await;
    let id = bed.get(&cookie, "/factors").await.json()["passkeys"][0]["id"].as_str().expect("an id").to_owned();
    let lead = bed.sign_in("lead@aurora.example").await;
    assert_eq!(bed.delete(&lead, &format!("/passkeys/{id}")).await.status, 404);
    assert_eq!(bed.sign_in_by(&mut authenticator).await.status, 200);
    let removed = bed.delete(&cookie, &format!("/passkeys/{id}")).await;
    assert_eq!((removed.status, removed.cookie() == cookie), (204, false));
    let audited = bed.audited("aurora").await;
    let passkeys: Vec<_> = audited.iter().filter(|action| action.starts_with("passkey")).collect();
    assert_eq!(passkeys, ["passkey_added", "passkey_removed"]);
    assert_eq!(bed.sign_in_by(&mut authenticator).await.status, 401);
}

#[tokio::test]
async fn a_known_passkey_is_named_so_that_it_is_not_made_again() {
    let bed = Bed::new().await;
    let (cookie, _) = registered(&bed).await;
    let (_, options) = bed.begin_registration(&cookie).await;
    assert_eq!(options["excludeCredentials"].as_array().map(Vec::len), Some(1));
}

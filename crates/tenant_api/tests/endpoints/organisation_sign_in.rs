//! Sign-in at the organisation's own provider: who comes in as what, and everything that must not.

use crate::{
    harness::{Bed, Reply},
    identity_provider::{ABOUT_ITSELF, CLIENT_ID, CLIENT_SECRET, IdProvider, WITH_THE_TOKEN},
};
use axum::{body::Body, http::Request};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tenant_api::{
    oidc::Provider,
    store::{
        Everywhere, identities,
        identity_providers::{self, Settings},
    },
};
use wire::{
    identity_provider::ProfileRule,
    session::{OrganisationId, UserId},
};

/// A change of a request's body.
type Change = fn(&mut Value);

const REFUSED: &str = "/sign-in?organisation=refused";

fn aurora(provider: &IdProvider) -> Settings {
    let rule = |value: &str, profile: &str| ProfileRule { value: value.into(), profile: profile.into() };
    Settings {
        provider: Provider {
            organisation: OrganisationId("aurora".into()),
            issuer: provider.issuer().into(),
            client_id: CLIENT_ID.into(),
            client_secret: CLIENT_SECRET.into(),
            claim: "groups".into(),
            is_internal: true,
        },
        rules: vec![rule("soc-analysts", "aurora-analyst"), rule("everybody", "aurora-dashboards")],
        is_enabled: true,
    }
}

fn olga() -> Value {
    json!({"sub": "olga-1", "name": "Olga Brandão", "email": "Olga@aurora.example", "groups": ["everybody", "soc-analysts"]})
}

impl Bed {
    async fn set(&self, settings: &Settings) {
        let mut write = self.app.store.write(&Everywhere).await.expect("the writer");
        identity_providers::set(&mut write, &self.app.sealer, settings).await.expect("set");
        write.commit().await.expect("committed");
    }

    async fn with_provider() -> (Self, IdProvider) {
        let bed = Self::new().await;
        let provider = IdProvider::start(bed.app.now()).await;
        bed.set(&aurora(&provider)).await;
        (bed, provider)
    }

    async fn depart(&self, body: Value) -> Reply {
        self.call(None, "POST", "/organisation-sign-ins", Some(body), &[]).await
    }

    /// The flow's cookie, and where the browser is sent.
    async fn departed(&self) -> (String, String) {
        self.departed_with(json!({"organisation": "aurora"})).await
    }

    async fn departed_with(&self, body: Value) -> (String, String) {
        let reply = self.depart(body).await;
        assert_eq!(reply.status, 200, "{:?}", reply.body);
        (reply.cookie(), away(&reply))
    }

    /// The browser comes back, from another site.
    async fn arrive(&self, cookie: &str, path: &str) -> Reply {
        let request = Request::get(format!("/api/v1/oidc/callback{path}")).header("cookie", cookie);
        let request = request.header("sec-fetch-site", "cross-site").header("sec-fetch-mode", "navigate");
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    async fn come_in(&self, provider: &IdProvider, person: Value) -> Reply {
        let (cookie, location) = self.departed().await;
        let path = back(provider, &location, person);
        self.arrive(&cookie, &path).await
    }
}

fn back(provider: &IdProvider, location: &str, person: Value) -> String {
    let (code, state) = provider.authorise(location, person);
    format!("/aurora?code={code}&state={state}&iss={}", provider.issuer())
}

/// Where a browser that wants to sign in is sent.
fn away(began: &Reply) -> String {
    began.json()["location"].as_str().expect("an address").to_owned()
}

fn location(reply: &Reply) -> &str {
    assert_eq!(reply.status, 303, "{:?}", reply.body);
    reply.headers["location"].to_str().expect("text")
}

fn assert_refused(reply: &Reply, what: &str) {
    assert_eq!(location(reply), REFUSED, "{what}");
    let cookies: Vec<_> = reply.headers.get_all("set-cookie").iter().collect();
    assert!(cookies.len() == 1 && reply.cookie() == "__Host-oidc=", "{what}: {cookies:?}");
}

#[tokio::test]
async fn somebody_new_comes_in_with_the_profile_of_their_group() {
    let (bed, provider) = Bed::with_provider().await;
    let began = bed.depart(json!({"organisation": "aurora", "to": "/all/queue"})).await;
    let flow = began.headers["set-cookie"].to_str().expect("text").to_owned();
    for part in ["__Host-oidc=", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/", "; Max-Age=600"] {
        assert!(flow.contains(part), "{flow}");
    }
    let departure = away(&began);
    assert!(departure.starts_with(&format!("{}/authorise?tenant=1&response_type=code", provider.issuer())));
    assert!(departure.contains("redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Fapi%2Fv1%2Foidc%2Fcallback%2Faurora"));
    let reply = bed.arrive(&began.cookie(), &back(&provider, &departure, olga())).await;
    assert_eq!(location(&reply), "/all/queue");
    let cookie = reply.headers["set-cookie"].to_str().expect("text");
    assert!(cookie.starts_with("__Host-sid=") && cookie.contains("; SameSite=Strict"), "{cookie}");
    let session = bed.get(&reply.cookie(), "/session").await.json();
    assert_eq!(
        (&session["user"]["name"], &session["user"]["email"], &session["organisation"]["id"]),
        (&json!("Olga Brandão"), &json!("Olga@aurora.example"), &json!("aurora"))
    );
    assert_eq!(bed.get(&reply.cookie(), "/c/harbor/queue").await.status, 200);
    assert_eq!(bed.this_session(&reply.cookie()).await["method"], "organisation");
    assert_eq!(bed.get(&reply.cookie(), "/factors").await.json()["has_password"], false);
}

#[tokio::test]
async fn the_same_subject_is_the_same_user_and_their_group_says_what_they_may_do_now() {
    let (bed, provider) = Bed::with_provider().await;
    let who = async |reply: Reply| {
        let session = bed.get(&reply.cookie(), "/session").await.json();
        (session["user"]["id"].clone(), bed.get(&reply.cookie(), "/all/queue").await.status)
    };
    let first = who(bed.come_in(&provider, olga()).await).await;
    let mut person = olga();
    person["groups"] = json!("everybody");
    let second = bed.come_in(&provider, person.clone()).await;
    assert_eq!(who(second.clone()).await, (first.0.clone(), 404));
    person["groups"] = json!(["strangers"]);
    assert_refused(&bed.come_in(&provider, person).await, "no group that counts");
    assert_eq!(bed.get(&second.cookie(), "/session").await.status, 401, "what they had has ended");
    assert_eq!(who(bed.come_in(&provider, olga()).await).await, first);
    let expected = [
        "user_added",
        "grant_changed",
        "signed_in",
        "grant_changed",
        "signed_in",
        "grant_removed",
        "grant_changed",
        "signed_in",
    ];
    assert_eq!(bed.audited("aurora").await, expected);
}

#[tokio::test]
async fn an_email_address_proves_nothing() {
    let (bed, provider) = Bed::with_provider().await;
    let ana = bed.sign_in("analyst@aurora.example").await;
    let ana = bed.get(&ana, "/session").await.json()["user"]["id"].clone();
    let claims_to_be =
        json!({"sub": "mallory", "email": "analyst@aurora.example", "email_verified": true, "groups": ["everybody"]});
    let reply = bed.come_in(&provider, claims_to_be).await;
    let session = bed.get(&reply.cookie(), "/session").await.json();
    assert_ne!(session["user"]["id"], ana);
    assert_eq!(bed.sign_in("analyst@aurora.example").await.len(), reply.cookie().len(), "hers is still hers");
    let synthetic = format!("{}@oidc.invalid", session["user"]["id"].as_str().expect("an id"));
    for password in ["!", "", "bulkhead-demo"] {
        assert_eq!(bed.attempt(&synthetic, password).await.status, 401);
    }
}

#[tokio::test]
async fn an_account_is_linked_by_whoever_runs_this_and_keeps_its_name() {
    let (bed, provider) = Bed::with_provider().await;
    let ana = bed.sign_in("analyst@aurora.example").await;
    let before = bed.get(&ana, "/session").await.json();
    let user = UserId(before["user"]["id"].as_str().expect("an id").to_owned());
    let mut write = bed.app.store.write(&Everywhere).await.expect("the writer");
    let organisation = OrganisationId("aurora".into());
    identities::link(&mut write, &organisation, provider.issuer(), "olga-1", &user).await.expect("linked");
    write.commit().await.expect("committed");
    let reply = bed.come_in(&provider, olga()).await;
    let after = bed.get(&reply.cookie(), "/session").await.json();
    assert_eq!((&after["user"], &after["clients"]), (&before["user"], &before["clients"]));
    assert_eq!(bed.get(&ana, "/session").await.status, 200);
}

#[tokio::test]
async fn whatever_a_provider_gets_wrong_nobody_is_signed_in() {
    for &trick in WITH_THE_TOKEN {
        let (bed, provider) = Bed::with_provider().await;
        provider.play(Some(trick));
        assert_refused(&bed.come_in(&provider, olga()).await, &format!("{trick:?}"));
        provider.play(None);
        assert_eq!(location(&bed.come_in(&provider, olga()).await), "/", "positive control");
    }
    for &trick in ABOUT_ITSELF {
        let (bed, provider) = Bed::with_provider().await;
        let (cookie, away) = bed.departed().await;
        provider.play(Some(trick));
        assert_eq!(bed.depart(json!({"organisation": "aurora"})).await.status, 404, "{trick:?}");
        assert_refused(&bed.arrive(&cookie, &back(&provider, &away, olga())).await, &format!("{trick:?}"));
    }
}

#[tokio::test]
async fn an_answer_is_for_the_browser_that_asked_once_and_soon() {
    let (bed, provider) = Bed::with_provider().await;
    provider.be_lax();
    let (cookie, away) = bed.departed().await;
    let path = back(&provider, &away, olga());
    assert_refused(&bed.arrive("a=1", &path).await, "another browser");
    let (other, _) = bed.departed().await;
    assert_refused(&bed.arrive(&other, &path).await, "another flow's state");
    assert_refused(&bed.arrive(&cookie, &path.replace("state=", "state=x")).await, "another state");
    assert_refused(&bed.arrive(&cookie, "/aurora?error=access_denied").await, "they did not want to");
    assert_refused(&bed.arrive(&cookie, "/aurora?code=1&code=2&state=%ff").await, "nonsense");
    assert_eq!(location(&bed.arrive(&cookie, &path).await), "/", "none of these used the flow up");
    assert_refused(&bed.arrive(&cookie, &path).await, "the same again, at a provider that takes codes again");
    let (cookie, away) = bed.departed().await;
    let path = back(&provider, &away, olga());
    bed.pass(SignedDuration::from_mins(10));
    assert_refused(&bed.arrive(&cookie, &path).await, "too late");
}

#[tokio::test]
async fn one_providers_answer_is_never_taken_for_anothers() {
    let (bed, honest) = Bed::with_provider().await;
    let evil = IdProvider::start(bed.app.now()).await;
    let mut settings = aurora(&evil);
    settings.provider.organisation = OrganisationId("basalt".into());
    settings.rules = vec![ProfileRule { value: "everybody".into(), profile: "basalt-administrator".into() }];
    bed.set(&settings).await;
    let (cookie, away) = bed.departed_with(json!({"organisation": "basalt"})).await;
    // Evil sends the browser on to the honest one, which takes its own address only.
    let to_honest = away.replace(evil.issuer(), honest.issuer());
    assert!(to_honest.contains("callback%2Fbasalt"), "the honest one knows another address and refuses here");
    let (code, state) = honest.authorise(&to_honest, olga());
    for organisation in ["basalt", "aurora"] {
        for issuer in [honest.issuer(), evil.issuer(), ""] {
            let path = format!("/{organisation}?code={code}&state={state}&iss={issuer}");
            assert_refused(&bed.arrive(&cookie, &path).await, &path);
        }
    }
    // A provider that says that it names itself and does not; one that names another.
    for iss in ["", "&iss=https://evil.example"] {
        let (cookie, away) = bed.departed().await;
        let (code, state) = honest.authorise(&away, olga());
        assert_refused(&bed.arrive(&cookie, &format!("/aurora?code={code}&state={state}{iss}")).await, iss);
    }
    let subject = bed.come_in(&honest, olga()).await;
    assert_eq!(location(&subject), "/", "positive control");
    // The same subject at another issuer is somebody else.
    let (cookie, away) = bed.departed_with(json!({"organisation": "basalt"})).await;
    let path = back(&evil, &away, olga()).replace("/aurora", "/basalt");
    let other = bed.arrive(&cookie, &path).await;
    let id = async |reply: &Reply| bed.get(&reply.cookie(), "/session").await.json()["user"]["id"].clone();
    assert_ne!(id(&other).await, id(&subject).await);
    assert_eq!(bed.get(&other.cookie(), "/c/harbor/queue").await.status, 404);
}

#[tokio::test]
async fn who_has_a_provider_is_not_told() {
    let (bed, provider) = Bed::with_provider().await;
    let unknown = bed.depart(json!({"organisation": "nobody"})).await.blind();
    assert_eq!(unknown.0, 404);
    assert_eq!(bed.depart(json!({"organisation": "basalt"})).await.blind(), unknown, "without a provider");
    let mut settings = aurora(&provider);
    settings.is_enabled = false;
    bed.set(&settings).await;
    assert_eq!(bed.depart(json!({"organisation": "aurora"})).await.blind(), unknown, "disabled");
    settings.is_enabled = true;
    settings.provider.issuer = "http://127.0.0.1:1/gone".into();
    bed.set(&settings).await;
    assert_eq!(bed.depart(json!({"organisation": "aurora"})).await.blind(), unknown, "unreachable");
    for _ in 0..16 {
        assert_eq!(bed.depart(json!({"organisation": "nobody"})).await.status, 404);
    }
    assert_eq!(bed.depart(json!({"organisation": "nobody"})).await.status, 429, "guessing is slowed down");
}

#[tokio::test]
async fn nobody_is_sent_anywhere_but_into_the_console() {
    let (bed, provider) = Bed::with_provider().await;
    for to in [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/%2f/evil.example",
        "javascript:alert(1)",
        "/x\r\nSet-Cookie: a=1",
        "/api/v1/session",
        "",
        "queue",
    ] {
        let (cookie, away) = bed.departed_with(json!({"organisation": "aurora", "to": to})).await;
        let reply = bed.arrive(&cookie, &back(&provider, &away, olga())).await;
        assert_eq!(location(&reply), "/", "{to}");
    }
}

#[tokio::test]
async fn a_disabled_provider_ends_what_came_through_it() {
    let (bed, provider) = Bed::with_provider().await;
    let ana = bed.sign_in("analyst@aurora.example").await;
    let came = bed.come_in(&provider, olga()).await;
    let (cookie, away) = bed.departed().await;
    let path = back(&provider, &away, olga());
    let mut settings = aurora(&provider);
    settings.is_enabled = false;
    bed.set(&settings).await;
    assert_eq!(bed.get(&came.cookie(), "/session").await.status, 401);
    assert_eq!(bed.get(&ana, "/session").await.status, 200, "who came with a password stays");
    assert_refused(&bed.arrive(&cookie, &path).await, "half-way");
}

#[tokio::test]
async fn an_administrator_sets_the_provider_of_their_own_organisation() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let new = |change: Change| {
        let mut body = json!({
            "issuer": "https://id.aurora.example", "client_id": "bulkhead", "client_secret": "very-secret", "claim": "groups",
            "profiles": [{"value": "soc", "profile": "aurora-analyst"}], "is_enabled": true,
        });
        change(&mut body);
        body
    };
    assert_eq!(bed.get(&admin, "/identity-provider").await.status, 404);
    let set = bed.post(&admin, "/identity-provider", new(|_| {})).await;
    assert_eq!(set.status, 200, "{:?}", set.body);
    let read = bed.get(&admin, "/identity-provider").await;
    assert_eq!(read.json(), set.json());
    assert_eq!(read.json()["redirect_uri"], "http://localhost:8080/api/v1/oidc/callback/aurora");
    assert!(!String::from_utf8_lossy(&read.body).contains("secret"));
    let stored: String = sqlx::query_scalar("SELECT sealed_secret FROM identity_providers")
        .fetch_one(&mut *bed.app.store.read(&Everywhere).await.expect("a connection"))
        .await
        .expect("a row");
    assert!(!stored.contains("very-secret"));
    let wrong: [(Change, &str); 7] = [
        (|it| it["issuer"] = json!("http://id.aurora.example"), "issuer"),
        (|it| it["issuer"] = json!("https://169.254.169.254"), "issuer"),
        (|it| it["issuer"] = json!("https://[::1]:8443"), "issuer"),
        (|it| it["profiles"][0]["profile"] = json!("basalt-administrator"), "profiles"),
        (|it| it["profiles"][0]["profile"] = json!("nothing"), "profiles"),
        (|it| it["claim"] = json!(""), "claim"),
        (|it| it["organisation"] = json!("basalt"), "organisation"),
    ];
    for (change, field) in wrong {
        assert_eq!(bed.post(&admin, "/identity-provider", new(change)).await.field(), field);
    }
    let kept = new(|it| drop(it.as_object_mut().expect("an object").remove("client_secret")));
    assert_eq!(bed.post(&admin, "/identity-provider", kept.clone()).await.status, 200);
    let mut moved = kept;
    moved["issuer"] = json!("https://evil.example");
    assert_eq!(bed.post(&admin, "/identity-provider", moved).await.field(), "client_secret");
    assert_eq!(bed.get(&admin, "/identity-provider").await.json(), set.json(), "nothing of it was kept");
    let missing = bed.get(&admin, "/nothing").await.blind();
    for stranger in ["analyst@aurora.example", "lead@aurora.example", "manager@harbor.example"] {
        let cookie = bed.sign_in(stranger).await;
        for (method, body) in [("GET", None), ("POST", Some(new(|_| {}))), ("DELETE", None)] {
            let denied = bed.call(Some(&cookie), method, "/identity-provider", body, &[]).await;
            assert_eq!(denied.blind(), missing, "{stranger} {method}");
        }
    }
    let basalt = bed.sign_in("admin@basalt.example").await;
    assert_eq!(bed.get(&basalt, "/identity-provider").await.status, 404, "another organisation's is not there");
    assert_eq!(bed.delete(&admin, "/identity-provider").await.status, 204);
    assert_eq!(bed.delete(&admin, "/identity-provider").await.status, 404);
    let audited = bed.audited("aurora").await;
    let providers: Vec<_> = audited.iter().filter(|action| action.starts_with("identity_provider")).collect();
    assert_eq!(providers, ["identity_provider_added", "identity_provider_changed", "identity_provider_removed"]);
}

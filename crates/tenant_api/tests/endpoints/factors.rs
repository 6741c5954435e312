//! The second factor: an authenticator app, recovery codes, and the password that guards them.

use crate::harness::{Bed, Reply};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tenant_api::{
    demo::organisations::PASSWORD,
    store::Everywhere,
    totp::{STEP_S, Secret},
};

const ANA: &str = "analyst@aurora.example";

impl Bed {
    /// What an app shows now.
    pub(crate) fn code(&self, secret: &Secret) -> String {
        secret.code(self.app.now().as_second() / STEP_S)
    }

    async fn sign_in_with(&self, code: &str) -> Reply {
        let form = json!({"email": ANA, "password": PASSWORD, "code": code});
        self.call(None, "POST", "/session", Some(form), &[]).await
    }
}

/// Ana with an app: her cookie, its secret, her recovery codes.
async fn enrolled(bed: &Bed) -> (String, Secret, Vec<String>) {
    let cookie = bed.sign_in(ANA).await;
    let enrolment = bed.post(&cookie, "/factors/totp", json!({"password": PASSWORD})).await;
    assert_eq!(enrolment.status, 201, "{:?}", enrolment.body);
    let (secret, confirmed) = confirm(bed, &cookie, &enrolment.json()).await;
    assert_eq!(confirmed.status, 200, "{:?}", confirmed.body);
    let codes = confirmed.json()["codes"].as_array().expect("codes").iter().map(text).collect();
    (confirmed.cookie(), secret, codes)
}

async fn confirm(bed: &Bed, cookie: &str, enrolment: &Value) -> (Secret, Reply) {
    let secret = Secret::from_base32(&text(&enrolment["secret"])).expect("base32");
    let body = json!({"enrolment": enrolment["enrolment"], "code": bed.code(&secret)});
    let reply = bed.post(cookie, "/factors/totp/confirmation", body).await;
    (secret, reply)
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

#[tokio::test]
async fn with_an_app_a_password_alone_signs_nobody_in() {
    let bed = Bed::new().await;
    let (cookie, secret, codes) = enrolled(&bed).await;
    assert_eq!(codes.len(), 10);
    assert_eq!(bed.get(&cookie, "/factors").await.json()["totp"]["recovery_codes_left"], 10);
    bed.pass(SignedDuration::from_secs(STEP_S));
    let asked = bed.attempt(ANA, PASSWORD).await;
    assert_eq!((asked.status, asked.problem()), (401, "code_required".into()));
    assert!(!asked.headers.contains_key("set-cookie"));
    let wrong_password = bed.attempt(ANA, "wrong").await;
    assert_eq!(wrong_password.problem(), "wrong_password", "the code is asked for after the right password only");
    let wrong = bed.sign_in_with("000000").await;
    assert_eq!((wrong.status, wrong.problem()), (401, "wrong_code".into()));
    let signed_in = bed.sign_in_with(&bed.code(&secret)).await;
    assert_eq!(signed_in.status, 200);
    assert_eq!(bed.this_session(&signed_in.cookie()).await["method"], "code");
}

#[tokio::test]
async fn a_code_is_taken_once_also_by_two_at_the_same_time() {
    let bed = Bed::new().await;
    let (_, secret, _) = enrolled(&bed).await;
    let first = bed.code(&secret);
    assert_eq!(bed.sign_in_with(&first).await.problem(), "wrong_code", "it has confirmed the app already");
    bed.pass(SignedDuration::from_secs(STEP_S));
    let code = bed.code(&secret);
    let (one, other) = tokio::join!(bed.sign_in_with(&code), bed.sign_in_with(&code));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
    bed.pass(SignedDuration::from_secs(STEP_S));
    assert_eq!(bed.sign_in_with(&first).await.status, 401, "an older one is not taken after a newer one");
}

#[tokio::test]
async fn a_recovery_code_stands_in_once_however_it_is_typed() {
    let bed = Bed::new().await;
    let (cookie, _, codes) = enrolled(&bed).await;
    let typed = codes[3].to_lowercase().replace('-', " ");
    assert_eq!(bed.sign_in_with(&typed).await.status, 200);
    assert_eq!(bed.sign_in_with(&codes[3]).await.problem(), "wrong_code");
    assert_eq!(bed.get(&cookie, "/factors").await.json()["totp"]["recovery_codes_left"], 9);
    let new = bed.post(&cookie, "/factors/recovery-codes", json!({"password": PASSWORD})).await;
    assert_eq!((new.status, new.json()["codes"].as_array().map(Vec::len)), (200, Some(10)));
    assert_eq!(bed.sign_in_with(&codes[4]).await.status, 401, "an old one is worth nothing any more");
    assert_eq!(bed.sign_in_with(&text(&new.json()["codes"][0])).await.status, 200);
}

#[tokio::test]
async fn guessing_codes_is_slower_than_guessing_passwords() {
    let bed = Bed::new().await;
    let (_, secret, _) = enrolled(&bed).await;
    bed.pass(SignedDuration::from_secs(STEP_S));
    for guess in 0..5 {
        assert_eq!(bed.sign_in_with(&format!("00000{guess}")).await.status, 401);
    }
    let slowed = bed.sign_in_with(&bed.code(&secret)).await;
    assert_eq!((slowed.status, slowed.headers["retry-after"].to_str().ok()), (429, Some("120")));
    bed.pass(SignedDuration::from_secs(120));
    assert_eq!(bed.sign_in_with(&bed.code(&secret)).await.status, 200);
}

#[tokio::test]
async fn a_change_of_factors_needs_the_password_and_gives_another_session_id() {
    let bed = Bed::new().await;
    let (cookie, _, _) = enrolled(&bed).await;
    for path in ["/factors/totp", "/factors/totp/removal", "/factors/recovery-codes", "/passkeys/registrations"] {
        assert_eq!(bed.post(&cookie, path, json!({"password": "wrong"})).await.field(), "password", "{path}");
        assert_eq!(bed.post(&cookie, path, json!({})).await.field(), "password", "{path}");
    }
    let removed = bed.post(&cookie, "/factors/totp/removal", json!({"password": PASSWORD})).await;
    assert_eq!(removed.status, 204);
    assert_ne!(removed.cookie(), cookie);
    assert_eq!(bed.get(&cookie, "/session").await.status, 401, "the former id");
    assert_eq!(bed.get(&removed.cookie(), "/factors").await.json()["totp"], Value::Null);
    assert_eq!(bed.attempt(ANA, PASSWORD).await.status, 200);
    let again = bed.post(&removed.cookie(), "/factors/totp/removal", json!({"password": PASSWORD})).await;
    assert_eq!(again.status, 404);
}

#[tokio::test]
async fn passwords_are_not_guessed_at_an_open_console_either() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in(ANA).await;
    for _ in 0..20 {
        assert_eq!(bed.post(&cookie, "/factors/totp", json!({"password": "wrong"})).await.status, 422);
    }
    assert_eq!(bed.post(&cookie, "/factors/totp", json!({"password": PASSWORD})).await.status, 429);
}

#[tokio::test]
async fn an_enrolment_is_its_users_for_ten_minutes_and_once() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in(ANA).await;
    let begin = async |cookie: &str| bed.post(cookie, "/factors/totp", json!({"password": PASSWORD})).await.json();
    let enrolment = begin(&cookie).await;
    let lead = bed.sign_in("lead@aurora.example").await;
    assert_eq!(confirm(&bed, &lead, &enrolment).await.1.field(), "enrolment");
    let wrong = json!({"enrolment": enrolment["enrolment"], "code": "000000"});
    assert_eq!(bed.post(&cookie, "/factors/totp/confirmation", wrong).await.field(), "code");
    let confirmed = confirm(&bed, &cookie, &enrolment).await.1;
    assert_eq!(confirmed.status, 200, "a wrong code does not use the enrolment up");
    bed.pass(SignedDuration::from_secs(STEP_S));
    assert_eq!(confirm(&bed, &confirmed.cookie(), &enrolment).await.1.field(), "enrolment");
    let late = begin(&confirmed.cookie()).await;
    bed.pass(SignedDuration::from_mins(10));
    assert_eq!(confirm(&bed, &confirmed.cookie(), &late).await.1.field(), "enrolment");
}

#[tokio::test]
async fn another_app_takes_the_place_of_the_first_when_it_is_confirmed_and_not_before() {
    let bed = Bed::new().await;
    let (cookie, first, codes) = enrolled(&bed).await;
    let enrolment = bed.post(&cookie, "/factors/totp", json!({"password": PASSWORD})).await.json();
    bed.pass(SignedDuration::from_secs(STEP_S));
    assert_eq!(bed.sign_in_with(&bed.code(&first)).await.status, 200);
    let (second, confirmed) = confirm(&bed, &cookie, &enrolment).await;
    assert_eq!(confirmed.status, 200);
    bed.pass(SignedDuration::from_secs(STEP_S));
    assert_eq!(bed.sign_in_with(&bed.code(&first)).await.status, 401);
    assert_eq!(bed.sign_in_with(&codes[0]).await.status, 401);
    assert_eq!(bed.sign_in_with(&bed.code(&second)).await.status, 200);
}

#[tokio::test]
async fn the_picture_is_square_and_no_secret_lies_open_in_the_store() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in(ANA).await;
    let enrolment = bed.post(&cookie, "/factors/totp", json!({"password": PASSWORD})).await.json();
    let rows = enrolment["qr"].as_array().expect("rows");
    assert!(rows.len() > 20 && rows.iter().all(|row| text(row).len() == rows.len()));
    assert!(text(&rows[0]).starts_with("1111111"), "a finder pattern");
    let uri = text(&enrolment["uri"]);
    assert!(uri.starts_with("otpauth://totp/Bulkhead:analyst%40aurora.example?secret="), "{uri}");
    let (secret, confirmed) = confirm(&bed, &cookie, &enrolment).await;
    let code = text(&confirmed.json()["codes"][0]);
    let mut store = bed.app.store.read(&Everywhere).await.expect("a connection");
    let sealed: String =
        sqlx::query_scalar("SELECT sealed_secret FROM totp_factors").fetch_one(&mut *store).await.expect("a row");
    assert!(!sealed.contains(&secret.base32()));
    let hashes: Vec<Vec<u8>> =
        sqlx::query_scalar("SELECT code_hash FROM recovery_codes").fetch_all(&mut *store).await.expect("rows");
    assert!(hashes.len() == 10 && hashes.iter().all(|hash| hash.len() == 32));
    for open in [secret.base32().as_str(), &code, &code.replace('-', "")] {
        assert!(!bed.ground.holds(open).await);
    }
    assert!(bed.ground.holds(&sealed).await, "the search finds what is there");
}

#[tokio::test]
async fn a_password_is_changed_by_whoever_knows_it_and_every_other_session_ends() {
    let bed = Bed::new().await;
    let (here, there) = (bed.sign_in(ANA).await, bed.sign_in(ANA).await);
    let change =
        async |old: &str, new: &str| bed.post(&here, "/password", json!({"password": old, "new_password": new})).await;
    assert_eq!(change("wrong", "a much better one").await.field(), "password");
    assert_eq!(change(PASSWORD, "short").await.field(), "new_password");
    assert_eq!(change(PASSWORD, &"x".repeat(1025)).await.field(), "new_password");
    let changed = change(PASSWORD, "a much better one").await;
    assert_eq!(changed.status, 204);
    assert_eq!(bed.get(&there, "/session").await.status, 401);
    assert_eq!(bed.get(&here, "/session").await.status, 401, "the former id");
    assert_eq!(bed.get(&changed.cookie(), "/session").await.status, 200);
    assert_eq!(bed.attempt(ANA, PASSWORD).await.status, 401);
    assert_eq!(bed.attempt(ANA, "a much better one").await.status, 200);
}

#[tokio::test]
async fn every_change_of_factors_is_written_down_and_so_is_every_failure_of_somebody_known() {
    let bed = Bed::new().await;
    let (cookie, _, codes) = enrolled(&bed).await;
    bed.sign_in_with(&codes[0]).await;
    let new = bed.post(&cookie, "/factors/recovery-codes", json!({"password": PASSWORD})).await;
    let removed = bed.post(&new.cookie(), "/factors/totp/removal", json!({"password": PASSWORD})).await;
    let change = json!({"password": PASSWORD, "new_password": "a much better one"});
    let changed = bed.post(&removed.cookie(), "/password", change).await;
    bed.delete(&changed.cookie(), "/sessions").await;
    let expected = [
        "signed_in",
        "factor_added",
        "recovery_code_used",
        "signed_in",
        "recovery_codes_made",
        "factor_removed",
        "password_changed",
        "sessions_ended",
    ];
    assert_eq!(bed.audited("aurora").await, expected);
    assert_eq!(bed.attempt(ANA, "wrong").await.status, 401);
    assert_eq!(bed.attempt("nobody@aurora.example", "wrong").await.status, 401);
    // It is written beside the answer.
    for _ in 0..200 {
        if bed.audited("aurora").await.len() > expected.len() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(bed.audited("aurora").await[expected.len()..], ["sign_in_failed"]);
}

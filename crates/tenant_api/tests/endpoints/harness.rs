//! A router on a store of its own, a clock that only tests move, and requests as browsers send them.

use crate::ground::Ground;
use argon2::{Algorithm, Argon2, Params, Version, password_hash::PasswordHasher};
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, Method, Request, header},
};
use ipnet::IpNet;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use tenant_api::{
    demo::organisations,
    http::{App, Site},
    ingest,
    passwords::Passwords,
    policy::Seat,
    store::{Dialect, Everywhere, installation},
};
use tokio::sync::OnceCell;
use tower::ServiceExt;
use wire::{
    session::{ClientId, UserId},
    vocabulary::Capability,
};

/// A Tuesday morning; findings came in half an hour before.
pub(crate) const NOW: &str = "2026-11-24T09:00:00Z";
/// One test's installation.
pub(crate) struct Bed {
    pub(crate) app: App,
    pub(crate) router: Router,
    pub(crate) ground: Arc<Ground>,
    clock_ms: Arc<AtomicI64>,
    /// How the rows of each table are counted.
    counting_sql: OnceCell<String>,
}

/// An answer, read whole.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Bed {
    pub(crate) async fn new() -> Self {
        Self::again(Arc::new(Ground::break_new().await)).await
    }

    /// The process, on a store that is there.
    pub(crate) async fn again(ground: Arc<Ground>) -> Self {
        Self::on(ground, Arc::new(AtomicI64::new(now().as_millisecond()))).await
    }

    /// One more process on the same store, with the same clock.
    pub(crate) async fn another_process(&self) -> Self {
        Self::on(Arc::clone(&self.ground), Arc::clone(&self.clock_ms)).await
    }

    async fn on(ground: Arc<Ground>, clock_ms: Arc<AtomicI64>) -> Self {
        let store = ground.open().await.expect("a store");
        let installation = installation::settle(&store, false).await.expect("an installation");
        let clock = {
            let clock_ms = Arc::clone(&clock_ms);
            Arc::new(move || Timestamp::from_millisecond(clock_ms.load(Ordering::Relaxed)).expect("in range"))
        };
        let site = Site::new("http://localhost:8080").expect("an origin");
        let app = App::new(store, &installation, Passwords::new(cheap()), site, clock);
        app.set_ready();
        Self {
            router: app.clone().router(Some(ground.folder().join("dist"))),
            app,
            ground,
            clock_ms,
            counting_sql: OnceCell::new(),
        }
    }

    /// The same installation behind proxies in these networks.
    pub(crate) fn behind(mut self, proxies: Vec<IpNet>) -> Self {
        self.app.site = Arc::new(Site::clone(&self.app.site).behind(proxies));
        self.router = self.app.clone().router(None);
        self
    }

    pub(crate) fn pass(&self, time: SignedDuration) {
        self.clock_ms.fetch_add(i64::try_from(time.as_millis()).expect("short"), Ordering::Relaxed);
    }

    /// A person's place in one client.
    pub(crate) async fn seat(&self, user: &str, client: &str) -> Seat {
        let caller = self.app.store.caller(&UserId(user.into())).await.expect("read").expect("there");
        caller.enter(&ClientId(client.into()), Capability::IncidentRead).expect("a seat")
    }

    /// Signs a demo user in and returns the cookie.
    pub(crate) async fn sign_in(&self, email: &str) -> String {
        let reply = self.attempt(email, organisations::PASSWORD).await;
        assert_eq!(reply.status, 200, "{email}");
        reply.cookie()
    }

    pub(crate) async fn attempt(&self, email: &str, password: &str) -> Reply {
        self.call(None, "POST", "/session", Some(json!({"email": email, "password": password})), &[]).await
    }

    pub(crate) async fn get(&self, cookie: &str, path: &str) -> Reply {
        self.call(Some(cookie), "GET", path, None, &[]).await
    }

    pub(crate) async fn patch(&self, cookie: &str, path: &str, body: Value) -> Reply {
        self.call(Some(cookie), "PATCH", path, Some(body), &[]).await
    }

    pub(crate) async fn delete(&self, cookie: &str, path: &str) -> Reply {
        self.call(Some(cookie), "DELETE", path, None, &[]).await
    }

    pub(crate) async fn post(&self, cookie: &str, path: &str, body: Value) -> Reply {
        self.call(Some(cookie), "POST", path, Some(body), &[]).await
    }

    /// A command with the version it was made for.
    pub(crate) async fn command(&self, cookie: &str, path: &str, version: &str, command: Value) -> Reply {
        self.call(Some(cookie), "PATCH", path, Some(command), &[("if-match", version)]).await
    }

    /// A request under `/api/v1`, as the console sends it.
    pub(crate) async fn call(
        &self,
        cookie: Option<&str>,
        method: &str,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Reply {
        let mut request =
            Request::builder().method(method.parse::<Method>().expect("a method")).uri(format!("/api/v1{path}"));
        request = request.header("sec-fetch-site", "same-origin");
        if let Some(cookie) = cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.send(request.body(body).expect("a request")).await
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body");
        Reply { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    /// What an organisation's audit says happened, the newest last.
    pub(crate) async fn audited(&self, organisation: &str) -> Vec<String> {
        let mut read = self.app.store.read(&Everywhere).await.expect("a connection");
        let actions = sqlx::query_scalar("SELECT action FROM audit WHERE owner_id = $1 ORDER BY number");
        actions.bind(organisation).fetch_all(&mut *read).await.expect("the audit")
    }

    /// Everything that a request could have changed, as text.
    pub(crate) async fn state(&self) -> String {
        let tables = match self.app.store.dialect() {
            Dialect::Sqlite => {
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
            }
            Dialect::Postgres => {
                "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'bulkhead' ORDER BY 1"
            }
        };
        let mut read = self.app.store.read(&Everywhere).await.expect("a reader");
        let counting_sql = self.counting_sql.get_or_init(|| async {
            let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut *read).await.expect("the schema");
            let counts: Vec<_> =
                tables.iter().map(|table| format!("SELECT '{table}', COUNT(*) FROM {table}")).collect();
            counts.join(" UNION ALL ")
        });
        let counting_sql = counting_sql.await.as_str();
        let counts: Vec<(String, i64)> =
            sqlx::query_as(sqlx::AssertSqlSafe(counting_sql)).fetch_all(&mut *read).await.expect("counts");
        let rights: Vec<(String, i64, Option<i64>, i64)> =
            sqlx::query_as("SELECT user_id, permission_version, suspended_at, invited FROM users ORDER BY 1")
                .fetch_all(&mut *read)
                .await
                .expect("people");
        let versions: Vec<(String, i64, i64, i64)> =
            sqlx::query_as("SELECT client_id, number, version, updated_at FROM incidents ORDER BY 1, 2")
                .fetch_all(&mut *read)
                .await
                .expect("incidents");
        let counts: String = counts.iter().map(|(table, count)| format!("{table} {count}\n")).collect();
        format!("{counts}{rights:?}\n{versions:?}")
    }
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("JSON, not {:?}", self.body))
    }

    /// The cookie that it sets, as a browser sends it back.
    pub(crate) fn cookie(&self) -> String {
        let cookie = self.headers[header::SET_COOKIE].to_str().expect("text");
        cookie.split(';').next().expect("a pair").to_owned()
    }

    /// The last part of a problem's type.
    pub(crate) fn problem(&self) -> String {
        let problem = self.json();
        problem["type"].as_str().and_then(|kind| kind.rsplit(':').next()).unwrap_or_default().to_owned()
    }

    /// The first field that a problem names.
    pub(crate) fn field(&self) -> String {
        assert_eq!(self.status, 422, "{:?}", self.body);
        self.json()["fields"][0]["field"].as_str().expect("a field").to_owned()
    }

    /// The answer without what is random in it.
    pub(crate) fn blind(&self) -> (u16, Vec<String>, String) {
        let id = self.headers["x-request-id"].to_str().expect("text");
        let headers = self.headers.iter().filter(|(name, _)| *name != "x-request-id");
        let mut headers: Vec<String> = headers.map(|(name, value)| format!("{name}: {value:?}")).collect();
        headers.sort();
        (self.status, headers, String::from_utf8_lossy(&self.body).replace(id, "<id>"))
    }

    pub(crate) fn items(&self) -> Vec<Value> {
        assert_eq!(self.status, 200, "{:?}", self.body);
        self.json()["items"].as_array().expect("a list").clone()
    }

    pub(crate) fn keys(&self) -> Vec<String> {
        self.items().iter().map(|item| item["key"].as_str().expect("a key").to_owned()).collect()
    }
}

pub(crate) fn now() -> Timestamp {
    NOW.parse().expect("an instant")
}

/// A finding with a secret in every field that could leak.
pub(crate) fn finding(uid: &str, host: &str, severity_id: u8) -> Value {
    json!({
        "class_uid": 2004, "category_uid": 2, "activity_id": 1, "type_uid": 200_401, "severity_id": severity_id,
        "time": now().as_millisecond() - 1_800_000,
        "metadata": {"uid": uid, "version": "1.3.0", "product": {"name": "canary-product", "vendor_name": "canary-vendor"}},
        "finding_info": {"uid": uid, "title": format!("canary-title brute force on {host}"), "analytic": {"uid": format!("rule-{host}"), "name": "canary-rule"}},
        "attacks": [{"tactics": [{"uid": "canary-tactic"}], "technique": {"uid": format!("canary-{host}")}}],
        "device": {"hostname": format!("canary-{host}")},
        "observables": [{"name": "device.hostname", "type_id": 1, "type": "Hostname", "value": format!("canary-{host}")}],
    })
}

/// What every test finds there: the demo's organisations, and a few incidents.
pub(crate) async fn fill(ground: &Ground) {
    let store = ground.open().await.expect("a store");
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, cheap());
    let hash = argon2.hash_password(organisations::PASSWORD.as_bytes()).expect("a hash").to_string();
    let mut write = store.write(&Everywhere).await.expect("the writer");
    let since = now() - SignedDuration::from_hours(24);
    organisations::write(&mut write, &hash, since).await.expect("the demo organisations");
    write.commit().await.expect("committed");
    let clients = [("harbor", 7), ("meridian", 5), ("cedar", 3), ("ember", 2), ("quill", 2)];
    for (client, incidents) in clients {
        for n in 0..incidents {
            let severity = u8::try_from(n % 6 + 1).expect("small");
            let body = finding(&format!("{client}-{n}"), &format!("{client}{n}"), severity).to_string();
            let at = now() - SignedDuration::from_mins(30 - n);
            let answer = ingest::take(&store, &ClientId(client.into()), body.as_bytes(), || at).await.expect("taken");
            assert_eq!(answer.accepted, 1, "{answer:?}");
        }
    }
    store.close().await;
}

fn cheap() -> Params {
    Params::new(8, 1, 1, None).expect("small parameters")
}

//! Every answer but the evidence ones, for the MSP's analyst and a client's user, over a real connection.

use super::{Outcome, input::Source, leaks, place::PASSWORD};
use argon2::Params;
use reqwest::{Client, header};
use serde_json::{Value, json};
use std::{collections::BTreeSet, net::SocketAddr, sync::Arc};
use tenant_api::{
    http::{App, Site},
    passwords::Passwords,
    store::{Store, installation},
};
use tokio::net::TcpListener;

/// Reads everything as both, and looks for every needle in it.
pub(super) async fn are_source_blind(store: &Store, sources: &[Source]) -> Outcome {
    let api = serve(store).await?;
    let total: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM incidents").fetch_one(store.read()).await?;
    let mut analyst = Reader::sign_in(&api, "analyst@trial.example").await?;
    let rows = analyst.read_all("all").await?;
    assert_eq!(i64::try_from(rows.len())?, total);
    let seen: BTreeSet<&str> = rows.iter().map(|(client, _)| client.as_str()).collect();
    assert_eq!(seen.len(), sources.len(), "every client is in the analyst's queue");
    analyst.nothing_leaks(sources);

    let mut user = Reader::sign_in(&api, "user@mixed.example").await?;
    let rows = user.read_all("all").await?;
    assert!(!rows.is_empty() && rows.iter().all(|(client, _)| client == "mixed"), "a client sees its own");
    assert_eq!(user.status("c/north/queue").await?, 404);
    user.nothing_leaks(sources);
    Ok(())
}

/// The real router on a port of its own; answers where it is.
async fn serve(store: &Store) -> Outcome<String> {
    let installation = installation::settle(store, false).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    let passwords = Passwords::new(Params::new(8, 1, 1, None)?);
    let app = App::new(store.clone(), &installation, passwords, Site::new(&address)?, Arc::new(jiff::Timestamp::now));
    app.set_ready();
    let service = app.router(None).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async { axum::serve(listener, service).await });
    Ok(format!("{address}/api/v1"))
}

/// Somebody signed in, and everything they have been answered.
struct Reader {
    api: String,
    http: Client,
    cookie: String,
    answers: String,
}

impl Reader {
    async fn sign_in(api: &str, email: &str) -> Outcome<Self> {
        let http = Client::new();
        let sign_in = http.post(format!("{api}/session")).header("sec-fetch-site", "same-origin");
        let answer = sign_in.json(&json!({ "email": email, "password": PASSWORD })).send().await?;
        let cookie = answer.headers().get(header::SET_COOKIE).ok_or("no session")?.to_str()?;
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let answers = format!("{:?}", answer.headers()) + &answer.text().await?;
        Ok(Self { api: api.to_owned(), http, cookie, answers })
    }

    async fn status(&self, path: &str) -> Outcome<u16> {
        let asked = self.http.get(format!("{}/{path}", self.api)).header(header::COOKIE, &self.cookie);
        Ok(asked.send().await?.status().as_u16())
    }

    async fn get(&mut self, path: &str) -> Outcome<Value> {
        let asked = self.http.get(format!("{}/{path}", self.api)).header(header::COOKIE, &self.cookie);
        let answer = asked.send().await?;
        let (status, headers) = (answer.status(), format!("{:?}", answer.headers()));
        let body = answer.text().await?;
        self.answers += &headers;
        self.answers += &body;
        assert!(status.is_success(), "{path}: {status} {body}");
        Ok(serde_json::from_str(&body)?)
    }

    /// Session, dashboards, every page of the queue, and head, timeline and notes of every incident; client and key of each.
    async fn read_all(&mut self, scope: &str) -> Outcome<Vec<(String, String)>> {
        for path in ["queue/facets", "overview/operational"] {
            self.get(&format!("{scope}/{path}")).await?;
        }
        self.get("session").await?;
        let mut rows = vec![];
        let mut cursor = String::new();
        loop {
            let page = self.get(&format!("{scope}/queue?limit=200{cursor}")).await?;
            for row in page["items"].as_array().ok_or("a list")? {
                let text = |value: &Value| value.as_str().map(str::to_owned).ok_or("text");
                rows.push((text(&row["client"]["id"])?, text(&row["key"])?));
            }
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        for (client, key) in &rows {
            for part in ["", "/timeline", "/notes"] {
                self.get(&format!("c/{client}/incidents/{key}{part}")).await?;
            }
        }
        Ok(rows)
    }

    fn nothing_leaks(&self, sources: &[Source]) {
        let found = leaks::found(&self.answers, sources);
        println!("answers: {} bytes, {} needles found", self.answers.len(), found.len());
        assert!(self.answers.len() > 1000 && found.is_empty(), "{found:?}");
    }
}

//! Every answer but the evidence ones, for the MSP's analyst, a client's analyst and a client's viewer, over a real connection.

use super::{Outcome, input::Source, leaks, place::PASSWORD};
use argon2::Params;
use reqwest::{Client, Method, RequestBuilder, Response, header};
use serde_json::{Value, json};
use std::{collections::BTreeSet, net::SocketAddr, sync::Arc, time::Duration};
use tenant_api::{
    http::{App, Site},
    passwords::Passwords,
    store::{Everywhere, Store, installation},
};
use tokio::{net::TcpListener, time::timeout};

/// What a client's viewer may not have.
const NOT_FOR_VIEWERS: [&str; 6] = [
    "all/queue",
    "all/queue/facets",
    "all/events",
    "c/mixed/assignees",
    "c/mixed/evidence-openings",
    "c/mixed/incidents/MIX-1001",
];

/// Reads everything as all three, with somebody else's evidence opened before, and looks for every needle in it.
pub(super) async fn are_source_blind(store: &Store, sources: &[Source]) -> Outcome {
    let api = serve(store).await?;
    let clients: Vec<&str> = sources.iter().map(|source| source.client).collect();
    let mut analyst = Reader::sign_in(&api, "analyst@trial.example").await?;
    let mut user = Reader::sign_in(&api, "user@mixed.example").await?;
    let mut viewer = Reader::sign_in(&api, "viewer@mixed.example").await?;
    let (to_analyst, to_user) = (analyst.listen("all/events").await?, user.listen("c/mixed/events").await?);
    for client in &clients {
        let opened = analyst.open_evidence(client).await?;
        assert!(
            !leaks::found(&opened, sources).is_empty(),
            "evidence of {client} names its source, so it would be found"
        );
    }
    user.open_evidence("mixed").await?;
    analyst.touch("mixed").await?;
    analyst.hear(to_analyst).await?;
    user.hear(to_user).await?;

    let total: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM incidents").fetch_one(&mut *store.read(&Everywhere).await?).await?;
    let rows = analyst.read_all("all", &clients).await?;
    assert_eq!(i64::try_from(rows.len())?, total);
    let seen: BTreeSet<&str> = rows.iter().map(|(client, _)| client.as_str()).collect();
    assert_eq!(seen.len(), sources.len(), "every client is in the analyst's queue");
    assert_eq!(analyst.ask("all/overview/clients").await?.0, 200);
    analyst.nothing_leaks(sources);

    let rows = user.read_all("all", &["mixed"]).await?;
    assert!(!rows.is_empty() && rows.iter().all(|(client, _)| client == "mixed"), "a client sees its own");
    for path in ["c/north/queue", "c/north/evidence-openings", "all/overview/clients"] {
        assert_eq!(user.ask(path).await?.0, 404, "{path}");
    }
    user.nothing_leaks(sources);

    for path in ["session", "all/overview/operational", "c/mixed/overview/operational"] {
        viewer.get(path).await?;
    }
    for path in NOT_FOR_VIEWERS {
        assert_eq!(viewer.ask(path).await?.0, 404, "{path}");
    }
    viewer.nothing_leaks(sources);
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
    tokio::spawn(app.live.clone().watch());
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
        // Refused where another test of this process has chosen already.
        drop(rustls::crypto::ring::default_provider().install_default());
        let http = Client::new();
        let sign_in = http.post(format!("{api}/session")).header("sec-fetch-site", "same-origin");
        let answer = sign_in.json(&json!({ "email": email, "password": PASSWORD })).send().await?;
        let cookie = answer.headers().get(header::SET_COOKIE).ok_or("no session")?.to_str()?;
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let answers = format!("{:?}", answer.headers()) + &answer.text().await?;
        Ok(Self { api: api.to_owned(), http, cookie, answers })
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let asked = self.http.request(method, format!("{}/{path}", self.api)).header(header::COOKIE, &self.cookie);
        asked.header("sec-fetch-site", "same-origin")
    }

    async fn ask(&mut self, path: &str) -> Outcome<(u16, String)> {
        let answer = self.request(Method::GET, path).send().await?;
        let (status, headers) = (answer.status().as_u16(), format!("{:?}", answer.headers()));
        let body = answer.text().await?;
        self.answers += &headers;
        self.answers += &body;
        Ok((status, body))
    }

    async fn get(&mut self, path: &str) -> Outcome<Value> {
        let (status, body) = self.ask(path).await?;
        assert_eq!(status, 200, "{path}: {body}");
        Ok(serde_json::from_str(&body)?)
    }

    async fn first_key(&mut self, client: &str) -> Outcome<String> {
        let page = self.get(&format!("c/{client}/queue?limit=1")).await?;
        Ok(page["items"][0]["key"].as_str().ok_or("a key")?.to_owned())
    }

    /// Opens the evidence of a client's first incident; the answer is the one that may name a source.
    async fn open_evidence(&mut self, client: &str) -> Outcome<String> {
        let path = format!("c/{client}/incidents/{}/evidence-openings", self.first_key(client).await?);
        let opened = self.request(Method::POST, &path).json(&json!({ "reason": "Triage" })).send().await?;
        Ok(opened.error_for_status()?.text().await?)
    }

    /// A change to a client's first incident that leaves it as it was.
    async fn touch(&mut self, client: &str) -> Outcome {
        let path = format!("c/{client}/incidents/{}", self.first_key(client).await?);
        let command = self.request(Method::PATCH, &path).json(&json!({ "command": "assign", "assignee": null }));
        let answer = command.header(header::IF_MATCH, "\"1\"").send().await?.error_for_status()?;
        self.answers += &answer.text().await?;
        Ok(())
    }

    async fn listen(&self, path: &str) -> Outcome<Response> {
        Ok(self.request(Method::GET, path).send().await?.error_for_status()?)
    }

    /// Reads a stream until it has told of a change.
    async fn hear(&mut self, mut stream: Response) -> Outcome {
        let mut told = format!("{:?}", stream.headers());
        while !told.contains("data:") {
            let frame = timeout(Duration::from_secs(10), stream.chunk()).await??.ok_or("the stream goes on")?;
            told += std::str::from_utf8(&frame)?;
        }
        self.answers += &told;
        Ok(())
    }

    /// Session, dashboards, each client's people and openings, every page of the queue, and head, timeline and notes of
    /// every incident; client and key of each.
    async fn read_all(&mut self, scope: &str, clients: &[&str]) -> Outcome<Vec<(String, String)>> {
        for client in clients {
            let openings = self.get(&format!("c/{client}/evidence-openings")).await?;
            assert!(openings["items"].as_array().is_some_and(|items| !items.is_empty()), "{client} has openings");
            self.get(&format!("c/{client}/assignees")).await?;
            self.get(&format!("c/{client}/teams")).await?;
        }
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
            if let Some((_, key)) = rows.last() {
                self.get(&format!("{scope}/queue/rows?keys={key}")).await?;
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

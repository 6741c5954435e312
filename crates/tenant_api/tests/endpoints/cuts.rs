//! Streams that are cut and resumed, again and again, while people work: nothing is lost, doubled, or told in another order.
//!
//! `STREAM_CUTS` says how often; `cargo xtask bench stream` takes ten thousand.

use crate::{events::Stream, harness::Bed};
use serde_json::json;
use sqlx::Row;
use std::{
    collections::HashSet,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};
use tenant_api::store::{Dialect, Everywhere};
use tokio::time::{sleep, timeout};

const READERS: [(&str, &str); 3] = [
    ("analyst@aurora.example", "/all/events"),
    ("manager@harbor.example", "/all/events"),
    ("lead@aurora.example", "/c/harbor/events"),
];
const INCIDENTS: [&str; 4] = [
    "harbor/incidents/HAR-1001",
    "harbor/incidents/HAR-1002",
    "meridian/incidents/MER-1001",
    "cedar/incidents/CED-1001",
];

/// A change as readers are told of it: client, key, version and kind.
type Heard = (String, String, i64, String);

struct Reader<'a> {
    bed: &'a Bed,
    cookie: String,
    path: &'a str,
    /// The id that it resumes after.
    after: String,
    ids: Vec<String>,
    heard: Vec<Heard>,
}

#[tokio::test]
async fn ten_thousand_times_nothing_is_lost_doubled_or_told_in_another_order() {
    let cuts: usize = std::env::var("STREAM_CUTS").ok().and_then(|cuts| cuts.parse().ok()).unwrap_or(300);
    let bed = Bed::new().await;
    tokio::spawn(bed.app.live.clone().watch());
    sleep(Duration::from_millis(500)).await;
    let before = changes(&bed).await.len();
    let mut readers = vec![];
    for (email, path) in READERS {
        readers.push(Reader::begin(&bed, email, path).await);
    }
    let (begun, reading) = (Instant::now(), AtomicUsize::new(readers.len()));
    let work = async |email: &str| {
        let cookie = bed.sign_in(email).await;
        while reading.load(Ordering::Relaxed) > 0 {
            work_a_little(&bed, &cookie).await;
        }
    };
    let read = futures_util::future::join_all(readers.iter_mut().map(async |reader| {
        for _ in 0..cuts.div_ceil(READERS.len()) {
            reader.read_and_cut().await;
        }
        reading.fetch_sub(1, Ordering::Relaxed);
    }));
    tokio::join!(read, work("analyst@aurora.example"), work("admin@aurora.example"));
    let told = changes(&bed).await.split_off(before);
    let (mut lost, mut doubled, mut disordered) = (0, 0, 0);
    for (reader, (email, path)) in readers.iter_mut().zip(READERS) {
        let is_theirs = |(internal, (client, ..)): &&(bool, Heard)| {
            (path == "/all/events" && email != "manager@harbor.example" || client == "harbor")
                && (!internal || email != "manager@harbor.example")
        };
        let expected: Vec<&Heard> = told.iter().filter(is_theirs).map(|(_, heard)| heard).collect();
        reader.read_on(expected.len()).await;
        let once: HashSet<&String> = reader.ids.iter().collect();
        doubled += reader.ids.len() - once.len();
        lost += expected.len().saturating_sub(once.len());
        disordered += expected.iter().zip(&reader.heard).filter(|(expected, heard)| **expected != *heard).count();
    }
    let s = begun.elapsed().as_secs();
    let cuts = cuts.div_ceil(READERS.len()) * READERS.len();
    println!(
        "stream: {cuts} cuts over {} changes in {s} s: {lost} lost, {doubled} doubled, {disordered} out of order",
        told.len()
    );
    assert_eq!((lost, doubled, disordered), (0, 0, 0));
    assert!(told.len() > cuts / 30, "there was something to miss: {}", told.len());
}

/// A shared or an internal note somewhere, and now and then a breath.
async fn work_a_little(bed: &Bed, cookie: &str) {
    let incident = INCIDENTS[rand::random_range(0..INCIDENTS.len())];
    let visibility = if rand::random_ratio(1, 4) { "internal" } else { "shared" };
    let note = json!({"visibility": visibility, "body": "x"});
    let reply = bed.post(cookie, &format!("/c/{incident}/notes"), note).await;
    assert_eq!(reply.status, 201, "{:?}", reply.body);
    sleep(Duration::from_millis(rand::random_range(0..12))).await;
}

impl<'a> Reader<'a> {
    async fn begin(bed: &'a Bed, email: &str, path: &'a str) -> Self {
        let mut reader =
            Self { bed, cookie: bed.sign_in(email).await, path, after: String::new(), ids: vec![], heard: vec![] };
        let (_, mut stream) = Stream::open(bed, &reader.cookie, path).await;
        while reader.after.is_empty() {
            let (id, _) = stream.frame().await.expect("a frame");
            reader.after = id.unwrap_or_default();
        }
        reader
    }

    /// Takes a few changes, or waits a little for some, and hangs up.
    async fn read_and_cut(&mut self) {
        let mut stream = self.open().await;
        let patience = Duration::from_millis(rand::random_range(0..20));
        for _ in 0..rand::random_range(0..6) {
            match timeout(patience, stream.frame()).await {
                Ok(Some(frame)) => self.take(frame),
                Ok(None) | Err(_) => break,
            }
        }
    }

    /// Until it has heard so many, or there is no more.
    async fn read_on(&mut self, of: usize) {
        let mut stream = self.open().await;
        while self.heard.len() < of {
            match timeout(Duration::from_secs(5), stream.frame()).await {
                Ok(Some(frame)) => self.take(frame),
                Ok(None) | Err(_) => break,
            }
        }
        // Whatever is told beyond is told once too often.
        while let Ok(Some(frame)) = timeout(Duration::from_millis(500), stream.frame()).await {
            self.take(frame);
        }
    }

    async fn open(&self) -> Stream {
        loop {
            match Stream::resume(self.bed, &self.cookie, self.path, &self.after).await {
                (200, stream) => return stream,
                // The server has not noticed yet that former ones were cut.
                (status, _) => assert_eq!(status, 429),
            }
            sleep(Duration::from_millis(5)).await;
        }
    }

    fn take(&mut self, (id, data): (Option<String>, Option<serde_json::Value>)) {
        let Some((id, data)) = id.zip(data) else { return };
        let text = |name: &str| data[name].as_str().unwrap_or_default().to_owned();
        self.heard.push((text("client"), text("key"), data["version"].as_i64().unwrap_or_default(), text("kind")));
        self.ids.push(id.clone());
        self.after = id;
    }
}

/// Everything in the outbox, in order, and whether it is internal.
async fn changes(bed: &Bed) -> Vec<(bool, Heard)> {
    let sql = match bed.app.store.dialect() {
        Dialect::Sqlite => "SELECT * FROM outbox ORDER BY seq",
        Dialect::Postgres => "SELECT * FROM outbox ORDER BY tx, seq",
    };
    let rows = sqlx::query(sql).fetch_all(&mut *bed.app.store.read(&Everywhere).await.expect("a reader")).await;
    let change = |row: &sqlx::any::AnyRow| {
        let (client, number): (String, i64) = (row.get("client_id"), row.get("number"));
        let key = format!("{}-{number}", client[..3].to_uppercase());
        (row.get::<i64, _>("internal") == 1, (client, key, row.get("version"), row.get("kind")))
    };
    rows.expect("the outbox").iter().map(change).collect()
}

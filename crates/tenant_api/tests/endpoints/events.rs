//! Live changes: what is told, to whom, and when a stream ends.

use crate::harness::Bed;
use axum::{body::Body, http::Request};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::time::Duration;
use tenant_api::store::{Dialect, Everywhere, outbox};
use tokio_stream::StreamExt;
use tower::ServiceExt;

pub(crate) struct Stream(axum::body::BodyDataStream);

impl Stream {
    pub(crate) async fn open(bed: &Bed, cookie: &str, path: &str) -> (u16, Self) {
        Self::resume(bed, cookie, path, "").await
    }

    pub(crate) async fn resume(bed: &Bed, cookie: &str, path: &str, after: &str) -> (u16, Self) {
        Self::of(bed, &[("cookie", cookie), ("last-event-id", after)], path).await
    }

    /// The stream of whoever sends these headers.
    pub(crate) async fn of(bed: &Bed, headers: &[(&str, &str)], path: &str) -> (u16, Self) {
        let request = Request::get(format!("/api/v1{path}"));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let request = request.body(Body::empty()).expect("a request");
        let response = bed.router.clone().oneshot(request).await.expect("an answer");
        (response.status().as_u16(), Self(response.into_body().into_data_stream()))
    }

    /// The next event's data, `None` when the stream has ended.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        Some(self.next_with_id().await?.1)
    }

    async fn next_with_id(&mut self) -> Option<(String, Value)> {
        loop {
            let frame = tokio::time::timeout(Duration::from_secs(5), self.frame());
            if let (Some(id), Some(data)) = frame.await.expect("something is told in time")? {
                return Some((id, data));
            }
        }
    }

    /// The next frame's id and data, whichever it has.
    pub(crate) async fn frame(&mut self) -> Option<(Option<String>, Option<Value>)> {
        let frame = String::from_utf8(self.0.next().await?.expect("a frame").to_vec()).expect("text");
        let field = |name: &str| frame.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
        Some((field("id: "), field("data: ").map(|data| serde_json::from_str(&data).expect("JSON"))))
    }
}

#[tokio::test]
async fn changes_are_told_to_those_whose_they_are() {
    let bed = Bed::new().await;
    tokio::spawn(bed.app.live.clone().watch());
    let (ours, theirs) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let (_, mut to_us) = Stream::open(&bed, &ours, "/all/events").await;
    let (_, mut to_them) = Stream::open(&bed, &theirs, "/all/events").await;
    let note = |visibility: &str| json!({"visibility": visibility, "body": "x"});
    bed.post(&ours, "/c/meridian/incidents/MER-1001/notes", note("shared")).await;
    bed.post(&ours, "/c/harbor/incidents/HAR-1001/notes", note("internal")).await;
    bed.command(&ours, "/c/harbor/incidents/HAR-1002", "\"1\"", json!({"command": "set_priority", "priority": "high"}))
        .await;
    for key in ["MER-1001", "HAR-1001"] {
        assert_eq!(to_us.next().await.expect("an event")["key"], key);
    }
    let told = json!({"client": "harbor", "key": "HAR-1002", "version": 2, "kind": "changed"});
    assert_eq!(to_us.next().await, Some(told.clone()));
    assert_eq!(to_them.next().await, Some(told), "neither the other client's nor the internal one");
}

/// An analyst and a client's manager, and the id of the one event that the manager has been told.
async fn told_once(bed: &Bed) -> (String, String, String) {
    tokio::spawn(bed.app.live.clone().watch());
    let (ours, theirs) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let (_, mut stream) = Stream::open(bed, &theirs, "/all/events").await;
    bed.post(&ours, "/c/harbor/incidents/HAR-1001/notes", shared_note()).await;
    let (id, _) = stream.next_with_id().await.expect("an event");
    (ours, theirs, id)
}

fn shared_note() -> Value {
    json!({"visibility": "shared", "body": "x"})
}

#[tokio::test]
async fn what_was_missed_is_told_however_much_happened_to_others() {
    let bed = Bed::new().await;
    let (ours, theirs, id) = told_once(&bed).await;
    bed.pass(SignedDuration::from_secs(1));
    let storm = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500) \
        INSERT INTO outbox (client_id, number, version, kind, at) SELECT 'meridian', 1001, 1, 'changed', $1 FROM n";
    let mut write = bed.app.store.write(&Everywhere).await.expect("the writer");
    sqlx::query(storm).bind(bed.app.now().as_millisecond()).execute(&mut *write).await.expect("told");
    write.commit().await.expect("committed");
    bed.post(&ours, "/c/harbor/incidents/HAR-1002/notes", shared_note()).await;
    // By now all of it has been told to whoever was there.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (_, mut stream) = Stream::resume(&bed, &theirs, "/all/events", &id).await;
    assert_eq!(stream.next().await.expect("an event")["key"], "HAR-1002", "and what was told is not told again");
}

#[tokio::test]
async fn what_was_missed_is_told_page_by_page_each_change_once_and_in_order() {
    let bed = Bed::new().await;
    let (_, theirs, id) = told_once(&bed).await;
    bed.pass(SignedDuration::from_mins(10));
    let mut write = bed.app.store.write(&Everywhere).await.expect("the writer");
    let many = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) \
        INSERT INTO outbox (client_id, number, version, kind, at) SELECT 'harbor', i, 1, 'changed', $1 FROM n";
    sqlx::query(many).bind(bed.app.now().as_millisecond()).execute(&mut *write).await.expect("told");
    write.commit().await.expect("committed");
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (_, mut stream) = Stream::resume(&bed, &theirs, "/all/events", &id).await;
    for number in 1..=1200 {
        assert_eq!(stream.next().await.expect("an event")["key"], format!("HAR-{number}"));
    }
}

/// The store could not be read when the process began to watch.
#[tokio::test]
async fn a_watch_that_could_not_begin_begins_later() {
    let bed = Bed::new().await;
    let ours = bed.sign_in("analyst@aurora.example").await;
    let mut operator = bed.ground.somebody().await;
    let (broken, mended) = match bed.app.store.dialect() {
        Dialect::Sqlite => ("ALTER TABLE outbox RENAME TO gone", "ALTER TABLE gone RENAME TO outbox"),
        Dialect::Postgres => (
            "REVOKE EXECUTE ON FUNCTION pg_catalog.pg_current_snapshot() FROM PUBLIC",
            "GRANT EXECUTE ON FUNCTION pg_catalog.pg_current_snapshot() TO PUBLIC",
        ),
    };
    operator.run(broken).await;
    tokio::spawn(bed.app.live.clone().watch());
    tokio::time::sleep(Duration::from_millis(500)).await;
    operator.run(mended).await;
    let (_, mut stream) = Stream::open(&bed, &ours, "/all/events").await;
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(bed.post(&ours, "/c/harbor/incidents/HAR-1001/notes", shared_note()).await.status, 201);
    assert_eq!(stream.next().await.expect("an event")["key"], "HAR-1001");
}

#[tokio::test]
async fn an_events_id_is_for_one_reader_and_one_scope() {
    let bed = Bed::new().await;
    let (ours, theirs, id) = told_once(&bed).await;
    let (_, mut elsewhere) = Stream::resume(&bed, &theirs, "/c/harbor/events", &id).await;
    let (_, mut to_us) = Stream::resume(&bed, &ours, "/all/events", &id).await;
    bed.post(&ours, "/c/harbor/incidents/HAR-1002/notes", shared_note()).await;
    for stream in [&mut elsewhere, &mut to_us] {
        assert_eq!(stream.next().await, Some(json!({})), "it is told that it cannot go on");
        assert_eq!(stream.next().await.expect("an event")["key"], "HAR-1002", "nothing is told again");
    }
    let mut write = bed.app.store.write(&Everywhere).await.expect("the writer");
    let other_rights =
        "UPDATE users SET permission_version = permission_version + 1 WHERE email = 'manager@harbor.example'";
    assert_eq!(sqlx::query(other_rights).execute(&mut *write).await.expect("changed").rows_affected(), 1);
    write.commit().await.expect("committed");
    let (_, mut stream) = Stream::resume(&bed, &theirs, "/all/events", &id).await;
    assert_eq!(stream.next().await, Some(json!({})), "nor with other rights");
}

/// Changes are kept for an hour, and of each client the last one for as long as it is that.
#[tokio::test]
async fn who_was_away_too_long_is_told_so_and_who_missed_nothing_is_not() {
    let bed = Bed::new().await;
    let (_, _, id) = told_once(&bed).await;
    bed.pass(SignedDuration::from_hours(2));
    let forget = async || outbox::forget(&bed.app.store, bed.app.now()).await.expect("forgotten");
    // What is internal is not theirs to miss.
    let internal = json!({"visibility": "internal", "body": "x"});
    let (ours, theirs) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    bed.post(&ours, "/c/harbor/incidents/HAR-1003/notes", internal).await;
    forget().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (_, mut stream) = Stream::resume(&bed, &theirs, "/all/events", &id).await;
    bed.post(&ours, "/c/harbor/incidents/HAR-1002/notes", shared_note()).await;
    assert_eq!(stream.next().await.expect("an event")["key"], "HAR-1002");
    bed.pass(SignedDuration::from_mins(1));
    forget().await;
    // The stream may have had it from the store, before whoever watches for all streams.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (_, mut stream) = Stream::resume(&bed, &theirs, "/all/events", &id).await;
    assert_eq!(stream.next().await, Some(json!({})), "read your screens again");
}

/// What was forgotten of one client is not to be found by what was kept of another.
#[tokio::test]
async fn who_was_away_too_long_is_told_so_wherever_they_stood() {
    let bed = Bed::new().await;
    tokio::spawn(bed.app.live.clone().watch());
    let ours = bed.sign_in("analyst@aurora.example").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let (_, mut stream) = Stream::open(&bed, &ours, "/all/events").await;
    bed.post(&ours, "/c/harbor/incidents/HAR-1001/notes", shared_note()).await;
    let (id, _) = stream.next_with_id().await.expect("an event");
    for _ in 0..2 {
        bed.post(&ours, "/c/meridian/incidents/MER-1001/notes", shared_note()).await;
        stream.next().await.expect("an event");
    }
    bed.pass(SignedDuration::from_mins(61));
    let ours = bed.sign_in("analyst@aurora.example").await;
    outbox::forget(&bed.app.store, bed.app.now()).await.expect("forgotten");
    let (_, mut stream) = Stream::resume(&bed, &ours, "/all/events", &id).await;
    assert_eq!(stream.next().await, Some(json!({})), "read your screens again");
}

#[tokio::test]
async fn who_stood_where_nothing_had_happened_is_told_that_something_did() {
    let bed = Bed::new().await;
    let mut write = bed.app.store.write(&Everywhere).await.expect("the writer");
    sqlx::query("DELETE FROM outbox").execute(&mut *write).await.expect("empty");
    write.commit().await.expect("committed");
    tokio::spawn(bed.app.live.clone().watch());
    let ours = bed.sign_in("analyst@aurora.example").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let begin = async |after: &str| {
        let (_, mut stream) = Stream::resume(&bed, &ours, "/all/events", after).await;
        assert_eq!(stream.frame().await, Some((None, None)), "that it is open");
        stream
    };
    let id = begin("").await.frame().await.and_then(|frame| frame.0).expect("an id");
    let mut stream = begin(&id).await;
    bed.post(&ours, "/c/harbor/incidents/HAR-1001/notes", shared_note()).await;
    assert_eq!(stream.next().await.expect("an event")["key"], "HAR-1001", "nothing was missed");
    let told = begin(&id).await.frame().await.expect("a frame");
    assert_eq!(told.1, Some(json!({})), "read your screens again");
}

#[tokio::test]
async fn a_stream_begins_where_its_reader_stands() {
    let bed = Bed::new().await;
    let (ours, theirs, id) = told_once(&bed).await;
    let (_, mut stream) = Stream::open(&bed, &theirs, "/all/events").await;
    assert_eq!(stream.frame().await, Some((None, None)), "that it is open");
    assert_eq!(stream.frame().await, Some((Some(id.clone()), None)), "the same change is called the same");
    drop(stream);
    bed.post(&ours, "/c/harbor/incidents/HAR-1002/notes", shared_note()).await;
    bed.post(&ours, "/c/harbor/incidents/HAR-1003/notes", shared_note()).await;
    let (_, mut stream) = Stream::resume(&bed, &theirs, "/all/events", &id).await;
    for key in ["HAR-1002", "HAR-1003"] {
        assert_eq!(stream.next().await.expect("an event")["key"], key);
    }
}

/// Pages that share a stream know by it whose it is.
#[tokio::test]
async fn a_stream_says_of_which_session_it_is() {
    let bed = Bed::new().await;
    let shared_as = async |cookie: &str| {
        let session = bed.get(cookie, "/session").await.json()["shared_as"].as_str().expect("a name").to_owned();
        let request = Request::get("/api/v1/all/events").header("cookie", cookie).body(Body::empty());
        let stream = bed.router.clone().oneshot(request.expect("a request")).await.expect("an answer");
        assert_eq!(stream.headers()["x-shared-as"], session);
        session
    };
    let (one, other) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("analyst@aurora.example").await);
    let before = shared_as(&one).await;
    assert_ne!(before, shared_as(&other).await, "another sign-in of the same user is another");
    let lead = bed.sign_in("admin@aurora.example").await;
    let grants = json!({"standing": "aurora-dashboards", "groups": [], "clients": []});
    let grants = json!({"command": "set_grants", "grants": grants});
    assert_eq!(bed.patch(&lead, "/users/analyst-aurora", grants).await.status, 200);
    assert_ne!(before, bed.get(&one, "/session").await.json()["shared_as"], "so are other rights");
}

#[tokio::test]
async fn a_stream_ends_with_its_session_and_does_not_keep_it_alive() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let (status, mut stream) = Stream::open(&bed, &cookie, "/c/harbor/events").await;
    assert_eq!(status, 200);
    bed.pass(SignedDuration::from_mins(31));
    assert_eq!(stream.next().await, None);
    assert_eq!(Stream::open(&bed, &cookie, "/c/harbor/events").await.0, 401);
}

#[tokio::test]
async fn nobody_holds_nine() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let mut streams = Vec::new();
    for _ in 0..8 {
        let (status, stream) = Stream::open(&bed, &cookie, "/all/events").await;
        assert_eq!(status, 200);
        streams.push(stream);
    }
    assert_eq!(Stream::open(&bed, &cookie, "/all/events").await.0, 429);
    drop(streams);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(Stream::open(&bed, &cookie, "/all/events").await.0, 200);
}

//! Wallboards: a code lets a screen in once, it shows its scope and nothing else, and only revoking it ends it.

use crate::{
    harness::{Bed, Reply, finding},
    offboarding::gone,
    people::{join, standing},
    places::Places,
    portal::{Portal, with},
};
use axum::{body::Body, http::Request};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};
use tenant_api::{
    http::{Door, api},
    ingest,
    store::Everywhere,
};
use wire::session::ClientId;

const OPEN: &str = "status=new,in_progress,on_hold";
/// Boards look every 0.9 s; the rest is for a busy machine.
const WITHIN: Duration = Duration::from_millis(1500);

pub(crate) fn device() -> Value {
    json!({"name": "Wall", "scope": "/all", "pseudonyms": false})
}

/// Makes a device of `admin`'s: its id, and its code.
async fn make(bed: &Bed, admin: &str, fields: Value) -> (String, String) {
    let made = bed.post(admin, "/devices", with(device(), fields)).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    (text(&made.json()["device"]["id"]), text(&made.json()["code"]))
}

async fn redeem(bed: &Bed, code: &str) -> Reply {
    bed.call(None, "POST", "/device-sessions", Some(json!({"code": code})), &[]).await
}

/// Makes a device and lets a screen in: its id, and its cookie.
pub(crate) async fn connect(bed: &Bed, admin: &str, fields: Value) -> (String, String) {
    let (id, code) = make(bed, admin, fields).await;
    let reply = redeem(bed, &code).await;
    assert_eq!(reply.status, 204, "{:?}", reply.body);
    (id, reply.cookie())
}

async fn board(bed: &Bed, wall: &str) -> Value {
    let reply = bed.get(wall, "/wallboard").await;
    assert_eq!(reply.status, 200, "{:?}", reply.body);
    reply.json()
}

/// What the clients of a board are called.
fn codes(board: &Value) -> Vec<String> {
    let clients = board["clients"].as_array().expect("clients");
    let mut codes: Vec<_> = clients.iter().map(|one| one["client"]["code"].as_str().expect("a code").into()).collect();
    codes.sort();
    codes
}

async fn execute(bed: &Bed, sql: &'static str) {
    let mut write = bed.app.store.write(&Everywhere).await.expect("the writer");
    sqlx::raw_sql(sql).execute(&mut *write).await.expect("executed");
    write.commit().await.expect("committed");
}

#[tokio::test]
async fn a_code_lets_one_screen_in_within_a_quarter_of_an_hour() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let (id, code) = make(&bed, &admin, json!({"name": " Wall two "})).await;
    let listed = bed.get(&admin, "/devices").await;
    assert!(!String::from_utf8_lossy(&listed.body).contains(&code), "a code is shown once");
    let listed = listed.items();
    assert_eq!((&listed[0]["id"], &listed[0]["name"]), (&json!(id), &json!("Wall two")));
    assert_eq!((&listed[0]["scope"], &listed[0]["made_by"]["name"]), (&json!("/all"), &json!("Rita Kovacs")));
    assert_eq!(listed[0]["code_until"], "2026-11-24T09:15:00Z");

    let never = redeem(&bed, "ABCD-EFGH-IJKL").await.blind();
    assert_eq!(never.0, 401);
    bed.pass(SignedDuration::from_secs(15 * 60 - 1));
    let let_in = redeem(&bed, &code.to_lowercase().replace('-', " ")).await;
    assert_eq!(let_in.status, 204, "however it is typed");
    let cookie = let_in.headers["set-cookie"].to_str().expect("text");
    for part in ["__Host-device=", "; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/", "; Max-Age=34560000"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert_eq!(redeem(&bed, &code).await.blind(), never, "once");
    let listed = &bed.get(&admin, "/devices").await.items()[0];
    assert_eq!((&listed["code_until"], &listed["last_seen_at"]), (&json!(null), &json!("2026-11-24T09:14:59Z")));

    let (_, late) = make(&bed, &admin, json!({})).await;
    bed.pass(SignedDuration::from_mins(15));
    assert_eq!(redeem(&bed, &late).await.blind(), never, "a quarter of an hour");
    let (id, revoked) = make(&bed, &admin, json!({})).await;
    assert_eq!(bed.delete(&admin, &format!("/devices/{id}")).await.status, 204);
    assert_eq!(redeem(&bed, &revoked).await.blind(), never);
    for secret in [let_in.cookie().split('=').nth(1).expect("a value"), &code, &code.replace('-', "")] {
        assert!(!bed.ground.holds(secret).await, "only hashes are kept");
    }
    assert!(bed.ground.holds("Wall two").await, "the search finds what is there");
}

#[tokio::test]
async fn a_code_of_somebody_who_was_suspended_lets_nobody_in() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let (_, code) = make(&bed, &admin, json!({})).await;
    execute(&bed, "UPDATE users SET suspended_at = 1 WHERE user_id = 'admin-aurora'").await;
    assert_eq!(redeem(&bed, &code).await.status, 401);
    execute(&bed, "UPDATE users SET suspended_at = NULL WHERE user_id = 'admin-aurora'").await;
    assert_eq!(redeem(&bed, &code).await.status, 204, "it was not used up");
}

#[tokio::test]
async fn guessing_codes_is_slowed_down_and_a_code_comes_from_our_own_page() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let (_, code) = make(&bed, &admin, json!({})).await;
    let crossing = Request::post("/api/v1/device-sessions").header("sec-fetch-site", "cross-site");
    let crossing = crossing.header("content-type", "application/json");
    let crossing = crossing.body(Body::from(json!({"code": code}).to_string())).expect("a request");
    assert_eq!(bed.send(crossing).await.status, 403);
    assert_eq!(redeem(&bed, &code).await.status, 204);
    for _ in 0..20 {
        assert_eq!(redeem(&bed, "ABCD-EFGH-IJKL").await.status, 401);
    }
    let slowed = redeem(&bed, "ABCD-EFGH-IJKL").await;
    assert_eq!((slowed.status, slowed.headers["retry-after"].to_str().ok()), (429, Some("30")));
}

#[tokio::test]
async fn it_reads_its_board_and_nothing_else_and_nobody_else_reads_it() {
    let bed = Bed::new().await;
    let portal = Portal::new(&bed).await;
    let (_, wall) = connect(&bed, &portal.admin, json!({})).await;
    let nobody = bed.call(None, "GET", "/wallboard", None, &[]).await.blind();
    assert_eq!(nobody.0, 401);
    let places = Places::new(&bed).await;
    let before = bed.state().await;
    let mut refused = 0;
    for ((method, pattern), door) in api::doors().0 {
        if matches!(door, Door::Open | Door::Device) {
            continue;
        }
        for target in places.targets(&method, &pattern) {
            let reply = bed.call(Some(&wall), &method, &target.path, None, &[]).await;
            assert_eq!(reply.blind(), nobody, "{method} {}", target.path);
            refused += 1;
        }
    }
    assert!(refused > 150, "much is tried: {refused}");
    assert_eq!(bed.state().await, before);
    assert_eq!(bed.call(Some(&wall), "POST", "/wallboard", None, &[]).await.blind(), nobody);
    board(&bed, &wall).await;

    for cookie in [&portal.admin, &wall.replace("__Host-device", "__Host-sid")] {
        assert_eq!(bed.get(cookie, "/wallboard").await.blind(), nobody);
    }
    let disguised = portal.admin.replace("__Host-sid", "__Host-device");
    assert_eq!(bed.get(&disguised, "/wallboard").await.blind(), nobody);
    let token = portal.open(&bed).await;
    assert_eq!(portal.get(&bed, &token, "/wallboard").await.blind(), nobody);
    let key = format!("Bearer {}", portal.key);
    let both = bed.call(Some(&wall), "GET", "/wallboard", None, &[("authorization", &key)]).await;
    assert_eq!(both.blind(), nobody, "what is said aloud is judged");
    // One browser may be both, each in its place.
    let both = format!("{}; {wall}", portal.admin);
    assert_eq!((bed.get(&both, "/session").await.status, bed.get(&both, "/wallboard").await.status), (200, 200));
}

#[tokio::test]
async fn its_figures_are_the_queues() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let me = bed.get(&admin, "/session").await.json()["user"]["id"].clone();
    let (_, wall) = connect(&bed, &admin, json!({})).await;
    bed.pass(SignedDuration::from_mins(20));
    for (key, command) in [
        ("HAR-1002", json!({"command": "assign", "assignee": me})),
        ("HAR-1003", json!({"command": "set_status", "status": "resolved"})),
        ("HAR-1004", json!({"command": "set_status", "status": "on_hold", "hold_reason": "awaiting_client"})),
        ("HAR-1005", json!({"command": "assign", "assignee": "team:night-shift"})),
    ] {
        let reply = bed.command(&admin, &format!("/c/harbor/incidents/{key}"), "\"1\"", command).await;
        assert_eq!(reply.status, 200, "{:?}", reply.body);
    }
    let board = board(&bed, &wall).await;
    let total =
        async |filter: &str| bed.get(&admin, &format!("/all/queue/facets?{filter}")).await.json()["total"].clone();
    assert_eq!(board["open"], total(OPEN).await);
    assert_eq!(board["new"], total("status=new").await);
    assert_eq!(board["unassigned"], total(&format!("{OPEN}&assignee=nobody")).await);
    assert_eq!(board["breached"], total(&format!("{OPEN}&breached=true")).await);
    assert!(board["breached"].as_u64() > Some(0), "something is late by now");
    for part in board["by_priority"].as_array().expect("a list") {
        let filter = format!("{OPEN}&priority={}", part["value"].as_str().expect("a caption"));
        assert_eq!(part["count"], total(&filter).await, "{filter}");
    }
    for client in board["clients"].as_array().expect("clients") {
        let id = client["client"]["name"].as_str().expect("a name").split(' ').next().expect("a word").to_lowercase();
        assert_eq!(client["open"], total(&format!("{OPEN}&client={id}")).await, "{id}");
        assert_eq!(client["breached"], total(&format!("{OPEN}&breached=true&client={id}")).await, "{id}");
    }
    assert_eq!((board["clients"].as_array().map(Vec::len), &board["clients_total"]), (Some(12), &json!(12)));
    let hours: Vec<u64> = serde_json::from_value(board["created_per_hour"].clone()).expect("numbers");
    assert_eq!((hours.len(), json!(hours.iter().sum::<u64>())), (24, total("created_from=-24h").await));
    assert_eq!(json!(hours[23]), total("created_from=-1h").await);

    let queue = bed.get(&admin, &format!("/all/queue?limit=12&{OPEN}")).await.items();
    let rows = board["next"].as_array().expect("rows");
    assert_eq!(rows.len(), 12);
    for (row, queued) in rows.iter().zip(&queue) {
        for same in ["key", "title", "priority", "status", "breach_at", "breach_kind", "breached", "paused"] {
            assert_eq!(row[same], queued[same], "{same}");
        }
        let whose = queued["assignee"]["name"].as_str().map(|_| "RK");
        assert_eq!(row["assignee"].as_str(), whose, "initials alone");
        assert_eq!(row["waits_for_team"], json!(queued["key"] == "HAR-1005"), "and of a team that it is one");
    }
    assert!(rows.iter().any(|row| row["waits_for_team"] == true), "one of them waits for a team");
    let text = board.to_string();
    for word in ["Kovacs", "admin-aurora", "Night shift", "night-shift", "canary", "TA00"] {
        assert!(!text.contains(word), "{word} is nothing of a wall's");
    }
}

#[tokio::test]
async fn a_board_is_of_its_scopes_clients_as_they_are_now() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let (_, all) = connect(&bed, &admin, json!({})).await;
    let (_, gold) = connect(&bed, &admin, json!({"scope": "/g/gold"})).await;
    let (_, harbor) = connect(&bed, &admin, json!({"scope": "/c/harbor"})).await;
    let shown = codes(&board(&bed, &all).await);
    assert!(shown.len() == 12 && shown.contains(&"HAR".into()) && !shown.contains(&"EMB".into()), "{shown:?}");
    let of_gold = board(&bed, &gold).await;
    assert_eq!(codes(&of_gold), ["HAR", "MER", "TID", "ZEP"]);
    assert_eq!(of_gold["scope"], json!({"kind": "group", "name": "Gold"}));
    let of_harbor = board(&bed, &harbor).await;
    assert_eq!((codes(&of_harbor), &of_harbor["open"]), (vec!["HAR".to_owned()], &json!(7)));
    assert_eq!(of_harbor["scope"], json!({"kind": "client", "name": "Harbor Logistics"}));
    let mut rows = of_harbor["next"].as_array().expect("rows").iter();
    assert!(rows.all(|row| row["client"]["code"] == "HAR"));

    // A client that comes is there, whoever made the device; one that goes is not.
    let clients = json!({"clients": ["meridian"]});
    assert_eq!(bed.patch(&admin, "/groups/gold", clients).await.status, 200);
    assert_eq!(codes(&board(&bed, &gold).await), ["MER"]);
    execute(&bed, "UPDATE clients SET managed_by = 'aurora' WHERE client_id = 'ember'").await;
    assert!(codes(&board(&bed, &all).await).contains(&"EMB".to_owned()));
    execute(&bed, "UPDATE clients SET managed_by = 'basalt' WHERE client_id IN ('ember', 'harbor')").await;
    assert!(!codes(&board(&bed, &all).await).contains(&"HAR".to_owned()));
    let nothing = board(&bed, &harbor).await;
    assert_eq!((&nothing["open"], &nothing["next"], &nothing["clients"]), (&json!(0), &json!([]), &json!([])));
    let going =
        "INSERT INTO offboardings (client_id, reason, asked_by, asked_at, gone_at) VALUES ('meridian', 'x', 'x', 1, 2)";
    execute(&bed, going).await;
    assert_eq!(codes(&board(&bed, &gold).await), Vec::<String>::new());
    assert_eq!(bed.delete(&admin, "/groups/gold").await.status, 204);
    assert_eq!(board(&bed, &gold).await["scope"], json!({"kind": "group", "name": null}));
    let listed = bed.get(&admin, "/devices").await.items();
    let scopes: Vec<_> = listed.iter().map(|device| &device["scope"]).collect();
    assert!(scopes.contains(&&json!("/all")) && !scopes.contains(&&json!("/g/gold")), "{scopes:?}");
}

#[tokio::test]
async fn a_board_of_a_client_that_looks_after_itself_is_its_own() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@quill.example").await;
    let (_, wall) = connect(&bed, &admin, json!({})).await;
    let board = board(&bed, &wall).await;
    assert_eq!((codes(&board), &board["open"]), (vec!["QUI".to_owned()], &json!(2)));
    assert_eq!(board["scope"], json!({"kind": "client", "name": "Quill Press"}));
}

#[tokio::test]
async fn with_pseudonyms_nothing_real_is_in_the_bytes_and_a_letter_stays_whose_it_is() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let session = bed.get(&admin, "/session").await.json();
    let (_, wall) = connect(&bed, &admin, json!({"pseudonyms": true})).await;
    let (_, gold) = connect(&bed, &admin, json!({"pseudonyms": true, "scope": "/g/gold"})).await;
    let (_, harbor) = connect(&bed, &admin, json!({"pseudonyms": true, "scope": "/c/harbor"})).await;
    let real = |text: &str| {
        let clients = session["clients"].as_array().expect("clients").iter();
        let words = clients.flat_map(|client| ["id", "code", "name", "colour"].map(|field| client[field].clone()));
        let words = words.chain(["Gold".into(), "gold".into()]);
        let found = words.filter(|word| text.contains(word.as_str().expect("text")));
        found.map(|word| word.to_string()).collect::<Vec<_>>()
    };
    for cookie in [&wall, &gold, &harbor] {
        let reply = bed.get(cookie, "/wallboard").await;
        let bytes = format!("{:?} {}", reply.headers, String::from_utf8_lossy(&reply.body));
        assert_eq!(real(&bytes), Vec::<String>::new(), "{bytes}");
        assert_eq!(reply.json()["scope"]["name"], json!(null));
    }
    let plain = connect(&bed, &admin, json!({})).await.1;
    let named = board(&bed, &plain).await;
    assert!(real(&named.to_string()).len() > 12, "the search finds what is there");

    let first = board(&bed, &wall).await;
    let letters: BTreeSet<_> = codes(&first).into_iter().collect();
    assert_eq!(letters.len(), 12, "each client its own: {letters:?}");
    let is_two = |word: &String| word.len() == 2 && word.bytes().all(|letter| letter.is_ascii_uppercase());
    assert!(letters.iter().all(is_two), "{letters:?}");
    // The rows are the queue's, in its order: so is told which letter is whose.
    let pairs = |board: &Value| {
        let rows = board["next"].as_array().expect("rows").iter().zip(named["next"].as_array().expect("rows"));
        rows.map(|(row, real)| {
            let number = |key: &Value| key.as_str().expect("a key").split_once('-').expect("a dash").1.to_owned();
            assert_eq!(number(&row["key"]), number(&real["key"]));
            (real["client"]["code"].clone(), row["client"]["code"].clone(), row["client"]["name"].clone())
        })
        .collect::<Vec<_>>()
    };
    for row in first["next"].as_array().expect("rows") {
        let begins = format!("{}-1", row["client"]["code"].as_str().expect("a letter"));
        assert!(row["key"].as_str().expect("a key").starts_with(&begins), "{row}");
    }
    assert!(pairs(&first).iter().all(|(_, _, name)| name.is_null()));
    let before = pairs(&first);
    // Another client, and time, change no letter that was given.
    execute(&bed, "UPDATE clients SET managed_by = 'aurora' WHERE client_id = 'fjord'").await;
    bed.pass(SignedDuration::from_mins(2));
    let again = board(&bed, &wall).await;
    assert_eq!((pairs(&again), codes(&again).len()), (before, 13));
    bed.ground.break_client("harbor").await;
    let reply = bed.get(&wall, "/wallboard").await;
    assert_eq!(reply.json()["partial"].as_array().map(Vec::len), Some(1), "{:?}", reply.body);
    assert_eq!(real(&String::from_utf8_lossy(&reply.body)), Vec::<String>::new());
}

/// Where one place of two letters is left, it is whoever comes next who has it, and not what a deleted client was called.
#[tokio::test]
async fn a_letter_is_one_clients_as_long_as_the_device_lives() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let (id, wall) = connect(&bed, &admin, json!({"pseudonyms": true, "scope": "/g/gold"})).await;
    let before: BTreeSet<String> = codes(&board(&bed, &wall).await).into_iter().collect();
    let mut write = bed.app.store.write(&Everywhere).await.expect("the writer");
    let given = sqlx::query_scalar("SELECT place FROM device_places WHERE device_id = $1").bind(&id);
    let given: Vec<i64> = given.fetch_all(&mut *write).await.expect("places");
    assert_eq!(given.len(), 4);
    let mut free = (26..702).filter(|place| !given.contains(place));
    let last = free.next().expect("a place");
    for place in free {
        let spend = sqlx::query("INSERT INTO device_places (owner_id, device_id, place) VALUES ('aurora', $1, $2)");
        spend.bind(&id).bind(place).execute(&mut *write).await.expect("inserted");
    }
    write.commit().await.expect("committed");
    gone(&bed, "meridian").await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let clients = json!({"clients": ["harbor", "cedar"]});
    assert_eq!(bed.patch(&admin, "/groups/gold", clients).await.status, 200);
    let now: BTreeSet<String> = codes(&board(&bed, &wall).await).into_iter().collect();
    assert_eq!((now.len(), now.difference(&before).count()), (2, 1), "Harbor's stays: {before:?} {now:?}");
    let cedars = sqlx::query_scalar("SELECT place FROM device_pseudonyms WHERE client_id = 'cedar' AND device_id = $1");
    let mut read = bed.app.store.read(&Everywhere).await.expect("a reader");
    assert_eq!(cedars.bind(&id).fetch_one(&mut *read).await.ok(), Some(last));
}

#[tokio::test]
async fn it_does_not_end_with_time_and_its_cookie_is_renewed() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let (_, wall) = connect(&bed, &admin, json!({})).await;
    let renewed = async || bed.get(&wall, "/wallboard").await.headers.get("set-cookie").cloned();
    assert_eq!(renewed().await, None, "it has just come in");
    for _ in 0..3 {
        bed.pass(SignedDuration::from_hours(400 * 24));
        let cookie = renewed().await.expect("a cookie");
        let cookie = cookie.to_str().expect("text");
        assert!(cookie.starts_with(&wall) && cookie.ends_with("; Max-Age=34560000"), "the same, for longer");
        assert_eq!(renewed().await, None, "not with every answer");
    }
}

#[tokio::test]
async fn revoked_it_shows_nothing_any_more_where_it_waits_within_a_second() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let (id, wall) = connect(&bed, &admin, json!({})).await;
    let path = format!("/devices/{id}");
    let begun = Instant::now();
    assert_eq!(bed.get(&wall, "/wallboard?held_s=1").await.status, 200);
    assert!(begun.elapsed() >= Duration::from_secs(1), "it waits as long as it is asked to");
    for wrong in ["held_s=31", "held_s=-1", "held_s=x", "held_s=", "other=1"] {
        assert_eq!(bed.get(&wall, &format!("/wallboard?{wrong}")).await.status, 422, "{wrong}");
    }
    let waiting = bed.get(&wall, "/wallboard?held_s=30");
    let revoked = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(bed.delete(&admin, &path).await.status, 204);
        Instant::now()
    };
    let (refused, since) = tokio::join!(waiting, revoked);
    assert_eq!(refused.status, 401);
    assert!(since.elapsed() < WITHIN, "{:?}", since.elapsed());
    assert_eq!(bed.get(&wall, "/wallboard").await.status, 401);
    let listed = &bed.get(&admin, "/devices").await.items()[0];
    assert_eq!((&listed["id"], &listed["revoked_at"]), (&json!(id), &json!("2026-11-24T09:00:00Z")));
    bed.pass(SignedDuration::from_mins(1));
    assert_eq!(bed.delete(&admin, &path).await.status, 204, "a second time changes nothing");
    assert_eq!(bed.get(&admin, "/devices").await.items()[0]["revoked_at"], "2026-11-24T09:00:00Z");
    let told: Vec<_> = bed.audited("aurora").await.into_iter().filter(|action| action.starts_with("device")).collect();
    assert_eq!(told, ["device_added", "device_connected", "device_revoked"]);
}

#[tokio::test]
async fn a_device_waits_for_so_much_at_once_and_no_more() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let (_, wall) = connect(&bed, &admin, json!({})).await;
    let waiting = futures_util::future::join_all((0..9).map(|_| bed.get(&wall, "/wallboard?held_s=1"))).await;
    let mut answered: Vec<_> = waiting.iter().map(|reply| reply.status).collect();
    answered.sort_unstable();
    assert_eq!(answered, [200, 200, 200, 200, 200, 200, 200, 200, 429]);
    assert_eq!(bed.get(&wall, "/wallboard").await.status, 200);
}

#[tokio::test]
async fn a_screen_that_hung_up_does_not_wait_any_more() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let (_, wall) = connect(&bed, &admin, json!({})).await;
    let waiting = futures_util::future::join_all((0..8).map(|_| bed.get(&wall, "/wallboard?held_s=30")));
    assert!(tokio::time::timeout(Duration::from_millis(300), waiting).await.is_err(), "all of them hang up");
    let answered = async {
        while bed.get(&wall, "/wallboard?held_s=1").await.status == 429 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(5), answered).await.is_ok(), "what they had is free");
}

#[tokio::test]
async fn devices_are_their_organisations_and_nobody_elses() {
    let bed = Bed::new().await;
    let (ours, theirs) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("admin@basalt.example").await);
    let (id, wall) = connect(&bed, &ours, json!({})).await;
    assert_eq!(bed.get(&theirs, "/devices").await.items(), Vec::<Value>::new());
    let never = bed.delete(&theirs, "/devices/never").await.blind();
    assert_eq!((never.0, bed.delete(&theirs, &format!("/devices/{id}")).await.blind()), (404, never));
    for email in ["lead@aurora.example", "analyst@aurora.example", "manager@harbor.example"] {
        let cookie = bed.sign_in(email).await;
        let (nothing, none) = (bed.get(&cookie, "/nothing").await.blind(), bed.get(&cookie, "/devices").await.blind());
        assert_eq!((none.0, none), (404, nothing), "{email}");
        assert_eq!(bed.post(&cookie, "/devices", device()).await.status, 404, "{email}");
        assert_eq!(bed.delete(&cookie, &format!("/devices/{id}")).await.status, 404, "{email}");
    }
    board(&bed, &wall).await;
}

#[tokio::test]
async fn one_is_made_for_what_its_maker_sees_and_for_nothing_else() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    for (fields, field) in [
        (json!({"name": " "}), "name"),
        (json!({"name": "x".repeat(101)}), "name"),
        (json!({"scope": "/c/ember"}), "scope"),
        (json!({"scope": "/c/never"}), "scope"),
        (json!({"scope": "/g/industry"}), "scope"),
        (json!({"scope": "harbor"}), "scope"),
        (json!({"scope": ""}), "scope"),
        (json!({"pseudonyms": null}), "pseudonyms"),
        (json!({"id": "mine"}), "id"),
    ] {
        assert_eq!(bed.post(&admin, "/devices", with(device(), fields)).await.field(), field);
    }
    assert!(bed.get(&admin, "/devices").await.items().is_empty());

    // Whoever is kept out of a client shows it on no wall.
    let nothing = bed.post(&admin, "/profiles", json!({"name": "Nothing", "capabilities": []})).await.json();
    let kept_out = json!([{"client": "cedar", "profile": nothing["id"]}]);
    let mut invite = standing("second@aurora.example", "aurora-administrator");
    invite["grants"]["clients"] = kept_out;
    let (_, second) = join(&bed, &admin, "/users", invite).await;
    let ask = async |cookie: &str, scope: &str| {
        let reply = bed.post(cookie, "/devices", with(device(), json!({"scope": scope}))).await;
        (reply.status, reply.json()["capability"].clone())
    };
    assert_eq!(ask(&second, "/all").await, (403, json!("overview.read")));
    assert_eq!(ask(&second, "/g/silver").await, (403, json!("overview.read")));
    assert_eq!((ask(&second, "/g/gold").await.0, ask(&second, "/c/cedar").await.0), (201, 422));
    let capabilities = ["overview.read", "access.read", "access.manage"];
    let clerk = bed.post(&admin, "/profiles", json!({"name": "Clerk", "capabilities": capabilities})).await.json();
    let invite = standing("clerk@aurora.example", clerk["id"].as_str().expect("an id"));
    let (_, clerk) = join(&bed, &admin, "/users", invite).await;
    assert_eq!(ask(&clerk, "/c/harbor").await, (403, json!("queue.read")));
    // What somebody does not see is not told, and can be revoked.
    let (id, _) = make(&bed, &admin, json!({"scope": "/c/cedar"})).await;
    let listed = bed.get(&second, "/devices").await.items();
    let cedars = listed.iter().find(|device| device["id"] == json!(id)).expect("it is listed");
    assert_eq!(cedars["scope"], json!(null));
    assert_eq!(bed.delete(&second, &format!("/devices/{id}")).await.status, 204);
}

#[tokio::test]
async fn what_burns_first_is_on_the_wall_as_soon_as_it_comes_in() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let (_, wall) = connect(&bed, &admin, json!({})).await;
    let before = board(&bed, &wall).await;
    let body = finding("cedar-new", "cedar-new", 6).to_string();
    ingest::take(&bed.app.store, &ClientId("cedar".into()), body.as_bytes(), || bed.app.now()).await.expect("taken");
    let after = board(&bed, &wall).await;
    assert_eq!(after["open"].as_u64(), before["open"].as_u64().map(|open| open + 1));
    assert_ne!(after["next"], before["next"]);
}

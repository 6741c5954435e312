//! The queue: orders, pages, sealed cursors, filters.

use crate::harness::Bed;
use serde_json::{Value, json};
use tenant_api::store::Everywhere;

async fn walk(bed: &Bed, cookie: &str, path: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = bed.get(cookie, &format!("{path}&limit=2{cursor}")).await;
        keys.extend(page.keys());
        match page.json()["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return keys,
        }
        assert!(keys.len() < 1000, "a walk ends");
    }
}

/// Some of everything: paused, resolved, closed, read, assigned.
async fn mix(bed: &Bed, cookie: &str) {
    let me = bed.get(cookie, "/session").await.json()["user"]["id"].clone();
    let commands = [
        ("HAR-1001", json!({"command": "assign", "assignee": me})),
        ("HAR-1002", json!({"command": "set_status", "status": "on_hold", "hold_reason": "awaiting_client"})),
        ("HAR-1003", json!({"command": "set_status", "status": "resolved"})),
        ("HAR-1004", json!({"command": "close", "verdict": "benign"})),
        ("HAR-1005", json!({"command": "set_priority", "priority": "critical"})),
    ];
    for (key, command) in commands {
        let reply = bed.command(cookie, &format!("/c/harbor/incidents/{key}"), "\"1\"", command).await;
        assert_eq!(reply.status, 200, "{key} {:?}", reply.body);
    }
    assert_eq!(bed.get(cookie, "/c/meridian/incidents/MER-1002").await.status, 200);
}

#[tokio::test]
async fn every_order_pages_through_every_row_once() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    mix(&bed, &cookie).await;
    for sort in ["breach", "priority", "severity", "created", "updated", "client"] {
        for filter in ["", "&status=new,in_progress,on_hold", "&unread=true", "&q=har"] {
            let path = format!("/all/queue?sort={sort}{filter}");
            let whole = bed.get(&cookie, &path).await.keys();
            assert!(!whole.is_empty(), "{path}");
            assert_eq!(walk(&bed, &cookie, &path).await, whole, "{path}");
            let facets =
                bed.get(&cookie, &format!("/all/queue/facets?{}", filter.trim_start_matches('&'))).await.json();
            assert_eq!(facets["total"], json!(whole.len()), "{path}");
        }
    }
}

#[tokio::test]
async fn least_time_to_breach_comes_first_and_what_is_done_last() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    mix(&bed, &cookie).await;
    let rows = bed.get(&cookie, "/all/queue").await.items();
    let ranks: Vec<(bool, String, bool)> = rows
        .iter()
        .map(|row| {
            let breach = row["breach_at"].as_str();
            let done = matches!(row["status"].as_str(), Some("resolved" | "closed"));
            (breach.is_none(), breach.unwrap_or("").to_owned(), done)
        })
        .collect();
    assert!(ranks.is_sorted(), "{ranks:?}");
    let among_equals: Vec<_> = rows.windows(2).filter(|two| two[0]["breach_at"] == two[1]["breach_at"]).collect();
    for two in among_equals {
        let rank = |row: &Value| (row["status"] != "new", row["unread"] != true);
        let open = |row: &Value| !matches!(row["status"].as_str(), Some("resolved" | "closed"));
        assert!(rank(&two[0]) <= rank(&two[1]) || open(&two[0]) != open(&two[1]));
    }
}

#[tokio::test]
async fn a_cursor_is_for_one_caller_one_list_and_one_state_of_rights() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let cursor =
        bed.get(&cookie, "/c/harbor/queue?limit=2").await.json()["next_cursor"].as_str().expect("more").to_owned();
    let on = |path: &str| format!("{path}&cursor={cursor}");
    assert_eq!(bed.get(&cookie, &on("/c/harbor/queue?limit=2")).await.status, 200);
    for path in
        ["/all/queue?limit=2", "/g/gold/queue?limit=2", "/c/harbor/queue?sort=created", "/c/harbor/queue?status=new"]
    {
        assert_eq!(bed.get(&cookie, &on(path)).await.status, 400, "{path}");
    }
    for other in ["admin@aurora.example", "junior@aurora.example", "manager@harbor.example"] {
        let theirs = bed.sign_in(other).await;
        assert_eq!(bed.get(&theirs, &on("/c/harbor/queue?limit=2")).await.status, 400, "{other}");
    }
    let mut write = bed.app.store.write(&Everywhere).await.expect("the writer");
    sqlx::query("UPDATE users SET permission_version = permission_version + 1")
        .execute(&mut *write)
        .await
        .expect("updated");
    write.commit().await.expect("committed");
    assert_eq!(bed.get(&cookie, &on("/c/harbor/queue?limit=2")).await.status, 400);
}

#[tokio::test]
async fn a_scope_shows_its_clients_and_a_filter_cannot_widen_it() {
    let bed = Bed::new().await;
    let codes = |keys: Vec<String>| -> Vec<String> {
        let mut codes: Vec<_> = keys.iter().map(|key| key[..3].to_owned()).collect();
        codes.sort();
        codes.dedup();
        codes
    };
    for (email, path, expected) in [
        ("analyst@aurora.example", "/all/queue", vec!["CED", "HAR", "MER"]),
        ("junior@aurora.example", "/all/queue", vec!["CED", "HAR"]),
        ("junior@aurora.example", "/g/gold/queue", vec!["HAR"]),
        ("manager@harbor.example", "/all/queue", vec!["HAR"]),
        ("admin@basalt.example", "/all/queue", vec!["EMB"]),
        ("admin@quill.example", "/all/queue", vec!["QUI"]),
        ("junior@aurora.example", "/all/queue?client=meridian,ember", vec![]),
    ] {
        let cookie = bed.sign_in(email).await;
        assert_eq!(codes(bed.get(&cookie, path).await.keys()), expected, "{email} {path}");
    }
    let junior = bed.sign_in("junior@aurora.example").await;
    let named = bed.get(&junior, "/all/queue/rows?keys=MER-1001,HAR-1001,NOW-1001,HAR-01001,EMB-1001").await;
    assert_eq!(named.keys(), ["HAR-1001"]);
}

#[tokio::test]
async fn what_a_filter_does_not_know_is_said() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    for query in
        ["status=asleep", "sort=mood", "limit=0", "limit=201", "breached=maybe", "created_from=yesterday", "nonsense=1"]
    {
        let reply = bed.get(&cookie, &format!("/all/queue?{query}")).await;
        assert_eq!(reply.status, 422, "{query}");
        assert!(!reply.json()["fields"].as_array().expect("fields").is_empty(), "{query}");
    }
    assert_eq!(bed.get(&cookie, "/all/queue?cursor=AAAA").await.status, 400);
}

#[tokio::test]
async fn a_client_that_cannot_be_read_is_named_and_the_others_are_there() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    bed.ground.break_client("meridian").await;
    let named = json!([{"client": "meridian", "reason": "could not be read"}]);
    for path in [
        "/all/queue",
        "/all/queue/rows?keys=MER-1001,HAR-1001",
        "/all/queue/facets",
        "/all/overview/operational",
        "/all/overview/clients",
    ] {
        let reply = bed.get(&cookie, path).await;
        assert_eq!((reply.status, &reply.json()["partial"]), (200, &named), "{path}");
    }
    let keys = bed.get(&cookie, "/all/queue").await.keys();
    assert_eq!((keys.len(), keys.iter().any(|key| key.starts_with("MER"))), (10, false), "{keys:?}");
    assert_eq!(bed.get(&cookie, "/c/harbor/queue").await.json()["partial"], json!([]));
}

#[tokio::test]
async fn rows_travel_compressed_where_the_browser_can() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let plain = bed.get(&cookie, "/all/queue").await;
    let brotli = bed.call(Some(&cookie), "GET", "/all/queue", None, &[("accept-encoding", "gzip, br")]).await;
    assert_eq!(brotli.headers["content-encoding"], "br");
    assert!(brotli.body.len() * 4 < plain.body.len(), "{} of {}", brotli.body.len(), plain.body.len());
    assert!(!plain.headers.contains_key("content-encoding"));
}

#[tokio::test]
async fn of_the_same_kind_is_of_the_same_client_and_grouping_key() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let all = bed.get(&cookie, "/all/queue?limit=200").await.items();
    let mut met = 0;
    for row in &all {
        let key = row["key"].as_str().expect("a key");
        let kin = bed.get(&cookie, &format!("/all/queue?same_as={key}")).await.items();
        assert!(kin.iter().any(|one| one["key"] == key), "{key} is of its own kind");
        for one in &kin {
            assert_eq!((&one["client"]["id"], &one["title"]), (&row["client"]["id"], &row["title"]));
        }
        let facets = bed.get(&cookie, &format!("/all/queue/facets?same_as={key}")).await.json();
        assert_eq!(facets["total"], json!(kin.len()), "{key}");
        met += kin.len();
    }
    assert!(met >= all.len() && !all.is_empty());
    let junior = bed.sign_in("junior@aurora.example").await;
    let foreign = bed.get(&junior, "/all/queue?same_as=MER-1001").await.items();
    let unknown = bed.get(&junior, "/all/queue?same_as=HAR-999999").await.items();
    assert_eq!((foreign.len(), unknown.len()), (0, 0));
}

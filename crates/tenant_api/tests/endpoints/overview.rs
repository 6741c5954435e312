//! Dashboards: every figure is the number of rows that its drill-down lists.

use crate::harness::{Bed, finding};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tenant_api::ingest;
use wire::session::ClientId;

async fn total(bed: &Bed, cookie: &str, scope: &str, filter: &str) -> Value {
    let rows = bed.get(cookie, &format!("{scope}/queue?limit=200&{filter}")).await.items().len();
    let facets = bed.get(cookie, &format!("{scope}/queue/facets?{filter}")).await.json();
    assert_eq!(facets["total"], json!(rows), "{filter}");
    facets["total"].clone()
}

#[tokio::test]
async fn every_figure_is_its_drill_down() {
    const OPEN: &str = "status=new,in_progress,on_hold";
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let me = bed.get(&cookie, "/session").await.json()["user"]["id"].clone();
    bed.pass(SignedDuration::from_mins(20));
    for (key, command) in [
        ("HAR-1001", json!({"command": "assign", "assignee": me})),
        ("HAR-1003", json!({"command": "set_status", "status": "resolved"})),
        ("HAR-1005", json!({"command": "close", "verdict": "test"})),
    ] {
        let path = format!("/c/harbor/incidents/{key}");
        assert_eq!(bed.command(&cookie, &path, "\"1\"", command).await.status, 200);
    }
    for scope in ["/all", "/g/gold", "/c/harbor"] {
        let figures = bed.get(&cookie, &format!("{scope}/overview/operational")).await.json();
        assert_eq!(figures["open"], total(&bed, &cookie, scope, OPEN).await);
        assert!(figures["breached"].as_u64() > Some(0), "something is late by now");
        assert_eq!(figures["breached"], total(&bed, &cookie, scope, &format!("{OPEN}&breached=true")).await);
        assert_eq!(figures["unassigned"], total(&bed, &cookie, scope, &format!("{OPEN}&assignee=nobody")).await);
        let since = figures["since"].as_str().expect("an instant");
        let resolved = total(&bed, &cookie, scope, &format!("resolved_from={since}")).await;
        assert_eq!(figures["within_service_level"]["resolved"], resolved);
        assert_eq!(figures["time_to_resolve"]["count"], resolved);
        let within = total(&bed, &cookie, scope, &format!("resolved_from={since}&breached=false")).await;
        assert_eq!(figures["within_service_level"]["within"], within);
        let acknowledged = total(&bed, &cookie, scope, &format!("acknowledged_from={since}")).await;
        assert_eq!(figures["time_to_acknowledge"]["count"], acknowledged);
        let mut sum = 0;
        for part in figures["by_priority"].as_array().expect("a list") {
            let filter = format!(
                "priority={}&status={}",
                part["priority"].as_str().expect("a caption"),
                part["status"].as_str().expect("a caption")
            );
            assert_eq!(part["count"], total(&bed, &cookie, scope, &filter).await, "{filter}");
            sum += part["count"].as_u64().expect("a number");
        }
        assert_eq!(figures["open"], json!(sum));
        let today = figures["days"].as_array().expect("days").last().expect("today").clone();
        let span = |name: &str| {
            format!(
                "{name}_from={}&{name}_to={}",
                today["from"].as_str().expect("from"),
                today["to"].as_str().expect("to")
            )
        };
        assert_eq!(today["arrived"], total(&bed, &cookie, scope, &span("created")).await);
        assert_eq!(today["resolved"], total(&bed, &cookie, scope, &span("resolved")).await);
        assert_eq!(figures["days"].as_array().map(Vec::len), Some(30));
    }
    let comparison = bed.get(&cookie, "/all/overview/clients").await.json();
    for client in comparison["clients"].as_array().expect("clients") {
        let scope = format!("/c/{}", client["client"]["id"].as_str().expect("an id"));
        assert_eq!(client["open"], total(&bed, &cookie, &scope, OPEN).await);
        assert_eq!(client["critical"], total(&bed, &cookie, &scope, &format!("{OPEN}&priority=critical")).await);
    }
}

#[tokio::test]
async fn one_client_is_compared_with_nobody() {
    let bed = Bed::new().await;
    for (email, path, status) in [
        ("analyst@aurora.example", "/all/overview/clients", 200),
        ("analyst@aurora.example", "/c/harbor/overview/clients", 404),
        ("manager@harbor.example", "/all/overview/clients", 404),
        ("viewer@aurora.example", "/g/gold/overview/clients", 200),
        ("viewer@aurora.example", "/all/queue", 404),
        ("admin@basalt.example", "/g/gold/overview/operational", 404),
    ] {
        let cookie = bed.sign_in(email).await;
        assert_eq!(bed.get(&cookie, path).await.status, status, "{email} {path}");
    }
}

/// What comes in of a client, with these ATT&CK ids.
async fn attacked(bed: &Bed, client: &str, uid: &str, tactics: &[&str], techniques: &[&str]) -> String {
    let mut body = finding(uid, uid, 4);
    let tactics: Vec<_> = tactics.iter().map(|uid| json!({"tactic": {"uid": uid}})).collect();
    let techniques: Vec<_> = techniques.iter().map(|uid| json!({"technique": {"uid": uid}})).collect();
    body["attacks"] = json!([tactics, techniques].concat());
    let (client, body) = (ClientId(client.into()), body.to_string());
    let answer = ingest::take(&bed.app.store, &client, body.as_bytes(), || bed.app.now()).await.expect("taken");
    answer.incidents[0].0.clone()
}

#[tokio::test]
async fn tactics_and_techniques_count_the_rows_that_they_lead_to() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("lead@aurora.example").await;
    let key = attacked(&bed, "harbor", "one", &["TA0006"], &["T1110.003"]).await;
    attacked(&bed, "harbor", "two", &["TA0006", "TA0008"], &["T1110.001", "T1021.004"]).await;
    let closed = attacked(&bed, "meridian", "three", &["TA0006"], &["T1110"]).await;
    attacked(&bed, "meridian", "four", &["TA0040"], &["T9999"]).await;
    bed.pass(SignedDuration::from_mins(1));
    let close = json!({"command": "close", "verdict": "benign"});
    let address = format!("/c/meridian/incidents/{closed}");
    assert_eq!(bed.command(&cookie, &address, "\"1\"", close).await.status, 200);
    let (mut cells, mut met) = (0, vec![]);
    for scope in ["/all", "/g/gold", "/c/harbor"] {
        let attack = bed.get(&cookie, &format!("{scope}/overview/attack")).await.json();
        let tactics = attack["tactics"].as_array().expect("tactics");
        assert_eq!((tactics.len(), &tactics[0]["tactic"]), (14, &json!("TA0043")), "all of them, in their order");
        let at = |end: &str| attack[end].as_str().expect("an instant").to_owned();
        let span = format!("created_from={}&created_to={}", at("from"), at("to"));
        for tactic in tactics {
            let id = tactic["tactic"].as_str().expect("an id");
            let of_tactic = format!("tactic={id}&{span}");
            assert_eq!(tactic["incidents"], total(&bed, &cookie, scope, &of_tactic).await, "{scope} {id}");
            let open = format!("{of_tactic}&status=new,in_progress,on_hold");
            assert_eq!(tactic["open"], total(&bed, &cookie, scope, &open).await, "{scope} {id}");
            for cell in tactic["techniques"].as_array().expect("a list") {
                let technique = cell["id"].as_str().expect("an id");
                let rows = total(&bed, &cookie, scope, &format!("{of_tactic}&technique={technique}")).await;
                assert_eq!(cell["incidents"], rows, "{scope} {id} {technique}");
                cells += 1;
                met.push((id.to_owned(), technique.to_owned(), cell["name"].as_str().unwrap_or_default().to_owned()));
            }
        }
    }
    let cell = |tactic: &str, technique: &str, name: &str| (tactic.to_owned(), technique.to_owned(), name.to_owned());
    assert!(cells > 0 && met.contains(&cell("TA0006", "T1110", "Brute Force")), "{met:?}");
    assert!(met.contains(&cell("TA0008", "T1021", "Remote Services")), "{met:?}");
    assert!(
        !met.iter().any(|(tactic, technique, _)| tactic == "TA0008" && technique == "T1110"),
        "which it does not serve"
    );
    assert!(met.contains(&cell("TA0040", "T9999", "")), "of which nothing is known");

    let head = bed.get(&cookie, &format!("/c/harbor/incidents/{key}")).await.json();
    let named = json!([{"id": "T1110.003", "name": "Brute Force: Password Spraying", "tactics": ["TA0006"]}]);
    assert_eq!(head["attack"], named);
    let before = bed.get(&cookie, "/all/overview/attack?to=-1d").await.json();
    let sum = before["tactics"].as_array().expect("tactics").iter().map(|tactic| tactic["incidents"].as_u64());
    assert_eq!(sum.sum::<Option<u64>>(), Some(0), "before any of it came in");
    for (query, field) in [("from=yesterday", "from"), ("to=2026-13-01T00:00:00Z", "to"), ("from=-1h&to=-2h", "to")] {
        assert_eq!(bed.get(&cookie, &format!("/all/overview/attack?{query}")).await.field(), field, "{query}");
    }
    assert_eq!(bed.get(&cookie, "/all/queue?technique=T111").await.field(), "technique");
}

//! Dashboards: every figure is the number of rows that its drill-down lists.

use crate::harness::Bed;
use jiff::SignedDuration;
use serde_json::{Value, json};

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

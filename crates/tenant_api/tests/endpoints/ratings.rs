//! How a client rates the handling: its own people alone, once it is over, in the place of what they said before.

use crate::harness::{Bed, Reply};
use jiff::SignedDuration;
use serde_json::{Value, json};

const PATH: &str = "/c/harbor/incidents/HAR-1002";

async fn rate(bed: &Bed, cookie: &str, rating: Value) -> Reply {
    bed.call(Some(cookie), "PUT", &format!("{PATH}/rating"), Some(rating), &[]).await
}

/// Gives a command in the version that the incident has.
async fn change(bed: &Bed, cookie: &str, command: Value) -> Reply {
    let version = bed.get(cookie, PATH).await.json()["version"].clone();
    bed.command(cookie, PATH, &format!("\"{version}\""), command).await
}

async fn rated(bed: &Bed, cookie: &str) -> Vec<(Value, Value)> {
    let entries = bed.get(cookie, &format!("{PATH}/timeline")).await.items();
    let rated = entries.iter().filter(|entry| entry["kind"] == "rated");
    rated.map(|entry| (entry["score"].clone(), entry["comment"].clone())).collect()
}

#[tokio::test]
async fn the_client_rates_what_is_over_until_it_is_reopened() {
    let bed = Bed::new().await;
    let (ours, theirs) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    assert_eq!(bed.get(&theirs, PATH).await.json()["rating"], Value::Null);
    assert_eq!(rate(&bed, &theirs, json!({"score": 4})).await.status, 409, "it is not over");
    assert_eq!(change(&bed, &ours, json!({"command": "close", "verdict": "benign"})).await.status, 200);
    bed.get(&ours, PATH).await;

    let first = rate(&bed, &theirs, json!({"score": 4, "comment": "Quick, but nobody called back"})).await;
    assert_eq!((first.status, &first.json()["rating"], &first.json()["version"]), (200, &json!(4), &json!(2)));
    assert_eq!(first.headers["etag"].to_str().ok(), Some("\"2\""), "no change of the workflow");
    rate(&bed, &theirs, json!({"score": 4, "comment": " Quick, but nobody called back "})).await;
    bed.pass(SignedDuration::from_mins(1));
    assert_eq!(rate(&bed, &theirs, json!({"score": 5})).await.json()["rating"], json!(5));
    let both = [(json!(5), Value::Null), (json!(4), json!("Quick, but nobody called back"))];
    for reader in [&ours, &theirs] {
        assert_eq!(rated(&bed, reader).await, both, "both sides read it, and the same again is nothing new");
        assert_eq!(bed.get(reader, PATH).await.json()["rating"], json!(5));
    }

    assert_eq!(change(&bed, &ours, json!({"command": "reopen", "reason": "It came back"})).await.status, 200);
    assert_eq!(bed.get(&theirs, PATH).await.json()["rating"], Value::Null, "of what is not over any more");
    assert_eq!(rate(&bed, &theirs, json!({"score": 1})).await.status, 409);
    assert_eq!(change(&bed, &ours, json!({"command": "set_status", "status": "resolved"})).await.status, 200);
    assert_eq!(rate(&bed, &theirs, json!({"score": 2})).await.json()["rating"], json!(2), "handled is over too");
    assert_eq!(change(&bed, &ours, json!({"command": "close", "verdict": "test"})).await.json()["rating"], json!(2));
    assert_eq!(rated(&bed, &ours).await.len(), 3, "what was said before stays in the story");
}

#[tokio::test]
async fn nobody_who_worked_it_rates_it() {
    let bed = Bed::new().await;
    let ours = bed.sign_in("analyst@aurora.example").await;
    assert_eq!(change(&bed, &ours, json!({"command": "close", "verdict": "benign"})).await.status, 200);
    let before = bed.state().await;
    for (email, status) in [
        ("admin@aurora.example", 403),
        ("lead@aurora.example", 403),
        ("analyst@aurora.example", 403),
        ("viewer@harbor.example", 404),
        ("viewer@aurora.example", 404),
        ("admin@basalt.example", 404),
        ("admin@quill.example", 404),
    ] {
        let cookie = bed.sign_in(email).await;
        let refused = rate(&bed, &cookie, json!({"score": 5})).await;
        assert_eq!(refused.status, status, "{email}");
        if status == 403 {
            assert_eq!(refused.json()["capability"], json!("incident.rate"), "{email}");
        }
    }
    for state in [before, bed.state().await] {
        assert!(state.contains("\nhappenings 0\n"), "nothing is kept");
    }
    let theirs = bed.sign_in("analyst@harbor.example").await;
    assert_eq!(rate(&bed, &theirs, json!({"score": 3})).await.status, 200);
    let own = bed.sign_in("admin@quill.example").await;
    let path = "/c/quill/incidents/QUI-1001";
    assert_eq!(bed.command(&own, path, "\"1\"", json!({"command": "close", "verdict": "test"})).await.status, 200);
    let rated = bed.call(Some(&own), "PUT", &format!("{path}/rating"), Some(json!({"score": 5})), &[]).await;
    assert_eq!(rated.status, 200, "a client without an MSP has its own people");
}

#[tokio::test]
async fn a_rating_is_one_of_five_with_a_comment_of_some_length() {
    let bed = Bed::new().await;
    let (ours, theirs) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    assert_eq!(change(&bed, &ours, json!({"command": "close", "verdict": "benign"})).await.status, 200);
    for (rating, field) in [
        (json!({"score": 0}), "score"),
        (json!({"score": 6}), "score"),
        (json!({"score": -1}), "score"),
        (json!({"score": "5"}), "score"),
        (json!({"comment": "Good"}), "score"),
        (json!({"score": 5, "by": "manager-harbor"}), "by"),
        (json!({"score": 5, "comment": "x".repeat(1001)}), "comment"),
    ] {
        assert_eq!(rate(&bed, &theirs, rating.clone()).await.field(), field, "{rating}");
    }
    assert_eq!(rated(&bed, &theirs).await, []);
    assert_eq!(rate(&bed, &theirs, json!({"score": 1, "comment": "  "})).await.status, 200);
    assert_eq!(rated(&bed, &theirs).await, [(json!(1), Value::Null)]);
}

/// A client's people say what they found; it is in the incident and nowhere else.
#[tokio::test]
async fn what_was_said_with_it_stands_in_the_incident_alone() {
    let bed = Bed::new().await;
    let (ours, theirs) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    assert_eq!(change(&bed, &ours, json!({"command": "close", "verdict": "benign"})).await.status, 200);
    let said = json!({"score": 2, "comment": "canary-comment on db-04"});
    assert_eq!(rate(&bed, &theirs, said).await.status, 200);
    let elsewhere =
        [PATH, "/all/queue", "/all/queue/rows?keys=HAR-1002", "/all/overview/operational", "/c/harbor/audit"];
    for cookie in [&ours, &theirs] {
        for path in elsewhere {
            let reply = bed.get(cookie, path).await;
            assert!(!String::from_utf8_lossy(&reply.body).contains("canary-comment"), "{path}");
        }
        let timeline = bed.get(cookie, &format!("{PATH}/timeline")).await;
        assert!(String::from_utf8_lossy(&timeline.body).contains("canary-comment"), "where it is read");
    }
}

#[tokio::test]
async fn the_dashboard_counts_by_verdict_what_was_closed_unopened_and_rated() {
    let bed = Bed::new().await;
    let (ours, theirs) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    let closed = [("HAR-1001", "benign"), ("HAR-1002", "benign"), ("HAR-1003", "test"), ("MER-1001", "benign")];
    for (key, verdict) in closed {
        let client = if key.starts_with("HAR") { "harbor" } else { "meridian" };
        let path = format!("/c/{client}/incidents/{key}");
        if key == "HAR-1002" {
            let opened = bed.post(&ours, &format!("{path}/evidence-openings"), json!({"reason": "Triage"})).await;
            assert_eq!(opened.status, 201);
        }
        let close = json!({"command": "close", "verdict": verdict});
        assert_eq!(bed.command(&ours, &path, "\"1\"", close).await.status, 200, "{key}");
    }
    for (key, score) in [("HAR-1001", 3), ("HAR-1002", 5)] {
        let path = format!("/c/harbor/incidents/{key}/rating");
        let rated = bed.call(Some(&theirs), "PUT", &path, Some(json!({"score": score})), &[]).await;
        assert_eq!(rated.status, 200, "{key}");
    }
    let figures = async |cookie: &str, scope: &str| {
        let figures = bed.get(cookie, &format!("{scope}/overview/operational")).await.json();
        let by_verdict = figures["by_verdict"].as_array().expect("a list").iter();
        let closed: u64 = by_verdict.map(|of| of["closed"].as_u64().expect("a count")).sum();
        let since = figures["since"].as_str().expect("an instant");
        let rows = bed.get(cookie, &format!("{scope}/queue?status=closed&resolved_from={since}")).await;
        assert_eq!(rows.items().len() as u64, closed, "{scope}: the sums agree");
        figures["by_verdict"].clone()
    };
    let of = |verdict: &str, closed: u64, unopened: u64, rated: u64, sum: u64| json!({"verdict": verdict, "closed": closed, "unopened": unopened, "rated": rated, "rating_sum": sum});
    let harbor = json!([of("benign", 2, 1, 2, 8), of("test", 1, 1, 0, 0)]);
    assert_eq!(figures(&theirs, "/c/harbor").await, harbor);
    assert_eq!(figures(&theirs, "/all").await, harbor, "a client's people see their own alone");
    assert_eq!(figures(&ours, "/all").await, json!([of("benign", 3, 2, 2, 8), of("test", 1, 1, 0, 0)]));
}

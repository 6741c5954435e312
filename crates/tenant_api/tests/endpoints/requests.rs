//! Requests that are not as they should be, and the headers of what is answered.

use crate::harness::Bed;
use axum::{body::Body, http::Request};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn an_address_has_one_spelling() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let plain = "/api/v1/c/harbor/incidents/HAR-1001";
    for (from, to) in [
        ("/c/", "//c/"),
        ("/c/", "/./c/"),
        ("/c/", "/x/../c/"),
        ("/c/", "/%2e/c/"),
        ("/c/", "%2fc%2f"),
        ("/c/", "/c;x=1/"),
        ("/c/", "/c%00/"),
        ("/c/", "/c%20/"),
        ("harbor", "%68arbor"),
        ("harbor", "harbor;"),
        ("harbor", "harbor%2F"),
        ("harbor", "harbor/."),
        ("harbor", "harbor/.."),
        ("harbor", "harbor\\"),
        ("harbor", "harbor%5c"),
        ("HAR-1001", "HAR-1001/"),
        ("HAR-1001", "HAR-1001//"),
        ("HAR-1001", "HAR%2d1001"),
        ("HAR-1001", "HAR-1001;v=1"),
        ("/api", "//api"),
        ("/v1", "/v1/."),
    ] {
        let path = plain.replacen(from, to, 1);
        let Ok(request) = Request::builder().uri(&path).header("cookie", &cookie).body(Body::empty()) else { continue };
        assert_eq!(bed.send(request).await.status, 400, "{path}");
    }
    for (path, status) in
        [("harbor/incidents/HAR-01001", 404), ("harbor/incidents/har-1001", 404), ("HARBOR/incidents/HAR-1001", 404)]
    {
        assert_eq!(bed.get(&cookie, &format!("/c/{path}")).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn bad_bodies_get_problem_documents_and_lose_nothing() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let before = bed.state().await;
    let deep = format!("{}{}", "[".repeat(60), "]".repeat(60));
    let huge = format!("{{\"visibility\":\"shared\",\"body\":\"{}\"}}", "x".repeat(70_000));
    for (body, kind, status) in [
        ("", "application/json", 400),
        ("{", "application/json", 400),
        ("null", "application/json", 422),
        ("{\"visibility\":\"shared\",\"body\":\"a\"} {}", "application/json", 400),
        (deep.as_str(), "application/json", 400),
        (huge.as_str(), "application/json", 413),
        ("{\"visibility\":\"shared\",\"body\":\"a\"}", "text/plain", 415),
        ("{\"visibility\":\"shared\",\"body\":\"a\",\"author\":\"me\"}", "application/json", 422),
        ("{\"visibility\":\"shared\"}", "application/json", 422),
        ("{\"visibility\":\"shared\",\"body\":\"  \"}", "application/json", 422),
        ("{\"visibility\":\"secret\",\"body\":\"a\"}", "application/json", 422),
        ("{\"visibility\":\"shared\",\"body\":7}", "application/json", 422),
    ] {
        let request = Request::post("/api/v1/c/harbor/incidents/HAR-1001/notes").header("cookie", &cookie);
        let request = request.header("sec-fetch-site", "same-origin").header("content-type", kind);
        let reply = bed.send(request.body(Body::from(body.to_owned())).expect("a request")).await;
        assert_eq!(reply.status, status, "{}", &body[..body.len().min(60)]);
        assert_eq!(reply.headers["content-type"], "application/problem+json");
        let problem = reply.json();
        assert_eq!(
            (&problem["status"], problem["request_id"].as_str()),
            (&json!(status), reply.headers["x-request-id"].to_str().ok())
        );
    }
    assert_eq!(bed.state().await, before);
}

#[tokio::test]
async fn no_text_holds_a_null_character() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let before = bed.state().await;
    let incident = "/c/harbor/incidents/HAR-1001";
    for (path, body, field) in [
        ("/notes", json!({"visibility": "shared", "body": "a\0b"}), "body"),
        ("/evidence-openings", json!({"reason": "To see\0"}), "reason"),
    ] {
        assert_eq!(bed.post(&cookie, &format!("{incident}{path}"), body).await.field(), field);
    }
    let close = json!({"command": "close", "verdict": "benign", "reason": "\0"});
    assert_eq!(bed.command(&cookie, incident, "\"1\"", close).await.field(), "reason");
    let hold = json!({"command": "place_hold", "reason": "\0"});
    assert_eq!(bed.patch(&admin, "/c/harbor/retention", hold).await.field(), "reason");
    assert_eq!(bed.attempt("analyst@aurora.example\0", "x").await.field(), "email");
    for path in [
        "/all/queue?q=%00",
        "/all/queue?client=harbor%00",
        "/all/queue?assignee=%00",
        "/all/queue?cursor=%00",
        "/all/queue/rows?keys=HAR-1001%00",
        "/all/queue?%00=1",
    ] {
        assert_eq!(bed.get(&cookie, path).await.status, 422, "{path}");
    }
    let matrix = "/c/harbor/access-matrix?incident=%00";
    for path in ["/all/audit?person=%00", "/audit.csv?person=a%00b", "/audit?client=%00", matrix] {
        assert_eq!(bed.get(&admin, path).await.field(), "query", "{path}");
    }
    assert_eq!(bed.state().await, before);
    let shown = json!({"visibility": "shared", "body": "written \\u0000 in a report, % 00 and ␀"});
    assert_eq!(bed.post(&cookie, &format!("{incident}/notes"), shown.clone()).await.status, 201);
    let notes = bed.get(&cookie, &format!("{incident}/notes")).await.items();
    assert_eq!(notes[0]["body"], shown["body"]);
}

#[tokio::test]
async fn a_field_that_is_wrong_missing_or_unknown_is_named() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    for (command, field) in [
        (json!({"command": "assign"}), "assignee"),
        (json!({"command": "assign", "assignee": null, "version": 3}), "version"),
        (json!({"command": "close", "verdict": "benign", "closed_at": "now"}), "closed_at"),
        (json!({"command": "set_status"}), "status"),
        (json!({"command": "dance"}), "command"),
        (json!({"command": "close", "verdict": 7}), "verdict"),
        (json!({"command": "close", "verdict": "benign", "reason": 7}), "reason"),
        (json!({"command": "assign", "assignee": {"id": "analyst-aurora"}}), "assignee"),
        (json!({"command": "set_status", "status": ["resolved"]}), "status"),
        (json!({"command": 7}), "command"),
    ] {
        let reply = bed.command(&cookie, "/c/harbor/incidents/HAR-1001", "\"1\"", command.clone()).await;
        assert_eq!((reply.status, &reply.json()["fields"][0]["field"]), (422, &json!(field)), "{command}");
    }
    let nobody = json!({"command": "assign", "assignee": null});
    assert_eq!(bed.command(&cookie, "/c/harbor/incidents/HAR-1001", "\"1\"", nobody).await.status, 200);
}

#[tokio::test]
async fn what_is_held_too_long_is_busy_and_nothing_is_kept() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let (path, note) = ("/c/harbor/incidents/HAR-1001/notes", json!({"visibility": "shared", "body": "x"}));
    let before = bed.state().await;
    let held = bed.ground.hold_notes().await;
    let waiting = bed.post(&cookie, path, note.clone());
    let refused = tokio::time::timeout(Duration::from_secs(25), waiting).await.expect("nobody waits for ever");
    assert_eq!((refused.status, refused.problem().as_str()), (503, "busy"), "{:?}", refused.body);
    assert_eq!(refused.headers["retry-after"], "5");
    drop(held);
    assert_eq!(bed.state().await, before);
    assert_eq!(bed.post(&cookie, path, note).await.status, 201);
}

#[tokio::test]
async fn what_is_not_there_and_what_cannot_be_done_are_problems_too() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    for (method, path, status) in [
        ("GET", "/nothing", 404),
        ("DELETE", "/all/queue", 405),
        ("PUT", "/session", 405),
        ("POST", "/openapi.json", 405),
    ] {
        let reply = bed.call(Some(&cookie), method, path, None, &[]).await;
        assert_eq!(
            (reply.status, &reply.headers["content-type"]),
            (status, &"application/problem+json".parse().expect("a value")),
            "{path}"
        );
    }
    let reply = bed.get(&cookie, "/all/queue").await;
    for (name, value) in [
        ("cache-control", "no-store"),
        ("vary", "Cookie, Origin, Sec-Fetch-Site"),
        ("cross-origin-resource-policy", "same-origin"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("origin-agent-cluster", "?1"),
    ] {
        assert_eq!(reply.headers[name], value, "{name}");
    }
    // Chromium complains about every name that it does not know.
    let permissions = reply.headers["permissions-policy"].to_str().expect("text");
    for unknown in ["ambient-light-sensor", "attribution-reporting", "battery", "bluetooth", "web-share"] {
        assert!(!permissions.contains(unknown), "{unknown}");
    }
    for denied in ["camera=()", "geolocation=()", "microphone=()", "usb=()", "display-capture=()", "payment=()"] {
        assert!(permissions.contains(denied), "{denied}");
    }
    assert!(!reply.headers.contains_key("strict-transport-security") && !reply.headers.contains_key("server"));
    assert!(!reply.headers.contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn the_console_is_served_with_its_policy() {
    let bed = Bed::new().await;
    let dist = bed.ground.folder().join("dist");
    std::fs::create_dir_all(dist.join("assets/ab12")).expect("folders");
    for (file, text) in [
        ("index.html", "<p>console"),
        ("integrity.json", r#"{"script_src":["sha384-abc+/=","x'; script-src *"]}"#),
        ("assets/ab12/main.js", "js"),
        ("assets/ab12/main.js.br", "br"),
    ] {
        std::fs::write(dist.join(file), text).expect("a file");
    }
    let ask = async |path: &str, accept: &str| {
        let request = Request::get(path).header("accept", accept).header("accept-encoding", "br");
        bed.send(request.body(Body::empty()).expect("a request")).await
    };
    for path in ["/", "/all/queue", "/c/harbor/incidents/HAR-1042", "/index.html"] {
        let page = ask(path, "text/html").await;
        assert_eq!(
            (page.status, &page.body[..], &page.headers["cache-control"]),
            (200, &b"<p>console"[..], &"no-store".parse().expect("a value")),
            "{path}"
        );
        let policy = page.headers["content-security-policy"].to_str().expect("text");
        assert!(
            policy.contains("script-src 'sha384-abc+/=' 'wasm-unsafe-eval'; style-src 'self'") && !policy.contains('*'),
            "{policy}"
        );
        assert_eq!(
            (&page.headers["x-frame-options"], &page.headers["cross-origin-opener-policy"]),
            (&"DENY".parse().expect("a value"), &"same-origin".parse().expect("a value"))
        );
    }
    let asset = ask("/assets/ab12/main.js", "*/*").await;
    assert_eq!(
        (asset.status, &asset.body[..], &asset.headers["content-encoding"]),
        (200, &b"br"[..], &"br".parse().expect("a value"))
    );
    assert_eq!(asset.headers["cache-control"], "public, max-age=31536000, immutable");
    assert!(asset.headers["vary"].to_str().expect("text").to_lowercase().contains("accept-encoding"));
    for (path, accept) in [
        ("/assets/cd34/main.js", "text/html"),
        ("/api", "text/html"),
        ("/api/v2/session", "text/html"),
        ("/nothing.js", "*/*"),
        ("/integrity.json", "*/*"),
    ] {
        assert_eq!(ask(path, accept).await.status, 404, "{path}");
    }
}

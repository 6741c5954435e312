//! Partners, their keys, and the documents that their pages may frame.

use crate::{
    harness::{Bed, Reply},
    portal::{ORIGIN, Portal, partner, session, with},
};
use axum::{body::Body, http::Request};
use serde_json::json;
use tenant_api::store::Everywhere;

#[tokio::test]
async fn partners_are_their_organisations_and_nobody_elses() {
    let bed = Bed::new().await;
    let portal = Portal::new(&bed).await;
    let listed = bed.get(&portal.admin, "/embed/partners").await;
    assert!(!String::from_utf8_lossy(&listed.body).contains(&portal.key), "a key is shown once");
    let listed = listed.items();
    assert_eq!((listed.len(), &listed[0]["keys"][0]["id"]), (1, &json!(portal.key_id)));
    assert_eq!(listed[0]["clients"], json!(["cedar", "harbor"]));
    for path in ["/embed/partners", "/nothing"] {
        let lead = bed.sign_in("lead@aurora.example").await;
        assert_eq!(bed.get(&lead, path).await.status, 404, "{path}");
    }
    let basalt = bed.sign_in("admin@basalt.example").await;
    assert_eq!(bed.get(&basalt, "/embed/partners").await.items(), Vec::<serde_json::Value>::new());
    for (method, path) in [("PATCH", ""), ("POST", "/keys"), ("DELETE", &*format!("/keys/{}", portal.key_id))] {
        let ask = async |partner: &str| {
            let body = (method == "PATCH").then(|| json!({"status": "suspended"}));
            bed.call(Some(&basalt), method, &format!("/embed/partners/{partner}{path}"), body, &[]).await.blind()
        };
        let never = ask("never").await;
        assert_eq!((never.0, ask(&portal.id).await), (404, never), "{method} {path}");
    }
    portal.open(&bed).await;
}

#[tokio::test]
async fn a_partner_is_right_in_every_field_or_not_made() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    for (fields, field) in [
        (json!({"name": " "}), "name"),
        (json!({"origins": []}), "origins"),
        (json!({"origins": ["https://portal.example/"]}), "origins"),
        (json!({"origins": ["http://portal.example"]}), "origins"),
        (json!({"origins": ["https://*.example"]}), "origins"),
        (json!({"views": []}), "views"),
        (json!({"views": ["incident"]}), "views"),
        (json!({"clients": ["harbor", "ember"]}), "clients"),
        (json!({"clients": ["never"]}), "clients"),
        (json!({"id": "mine"}), "id"),
    ] {
        let reply = bed.post(&admin, "/embed/partners", with(partner(), fields.clone())).await;
        assert_eq!((reply.status, &reply.json()["fields"][0]["field"]), (422, &json!(field)), "{fields}");
    }
    assert!(bed.get(&admin, "/embed/partners").await.items().is_empty());
    let portal = Portal::new(&bed).await;
    let foreign = portal.change(&bed, json!({"clients": ["ember"]})).await;
    assert_eq!((foreign.status, &foreign.json()["fields"][0]["field"]), (422, &json!("clients")));
    let renamed = portal.change(&bed, json!({"name": "Other"})).await;
    let kept = [&renamed.json()["origins"], &renamed.json()["status"]].map(Clone::clone);
    assert_eq!((renamed.status, kept), (200, [json!([ORIGIN]), json!("active")]), "what is not named stays");
}

#[tokio::test]
async fn a_key_is_revoked_once_and_opens_nothing_any_more() {
    let bed = Bed::new().await;
    let portal = Portal::new(&bed).await;
    assert_eq!(portal.revoke_key(&bed).await.status, 204);
    assert_eq!(portal.revoke_key(&bed).await.status, 404);
    assert_eq!(portal.ask(&bed, session()).await.status, 401);
    let key = &bed.get(&portal.admin, "/embed/partners").await.items()[0]["keys"][0];
    assert!(key["revoked_at"].is_string(), "{key}");
}

#[tokio::test]
async fn what_becomes_of_partners_is_audited() {
    let bed = Bed::new().await;
    let portal = Portal::new(&bed).await;
    portal.open(&bed).await;
    portal.open(&bed).await;
    portal.change(&bed, json!({"status": "suspended"})).await;
    portal.revoke_key(&bed).await;
    let told =
        sqlx::query_as("SELECT owner_id, action FROM audit WHERE action LIKE '%partner%' OR action LIKE 'embed%'");
    let told: Vec<(String, String)> =
        told.fetch_all(&mut *bed.app.store.read(&Everywhere).await.expect("a reader")).await.expect("entries");
    let count = |owner: &str, action: &str| {
        told.iter().filter(|entry| (entry.0.as_str(), entry.1.as_str()) == (owner, action)).count()
    };
    for action in ["partner_added", "partner_key_added", "partner_changed", "partner_key_revoked"] {
        assert_eq!(count("aurora", action), 1, "{action}");
    }
    assert_eq!(
        (count("harbor", "embed_session_begun"), told.len()),
        (1, 5),
        "a token in place of another begins nothing"
    );
}

async fn document(bed: &Bed, path: &str) -> Reply {
    bed.send(Request::get(path).header("accept", "text/html").body(Body::empty()).expect("a request")).await
}

fn header<'a>(reply: &'a Reply, name: &str) -> Option<&'a str> {
    reply.headers.get(name).map(|value| value.to_str().expect("text"))
}

#[tokio::test]
async fn a_view_may_be_framed_by_its_partner_and_by_nobody_else() {
    let bed = Bed::new().await;
    let portal = Portal::new(&bed).await;
    let top = document(&bed, "/all/queue").await;
    let policy = header(&top, "content-security-policy").expect("a policy");
    for path in ["/embed/queue", "/embed/overview", "/embed/c/harbor/queue"] {
        let framed = document(&bed, &format!("{path}?partner={}", portal.id)).await;
        assert_eq!((framed.status, header(&framed, "x-frame-options")), (200, None), "{path}");
        assert_eq!(header(&framed, "cross-origin-resource-policy"), Some("cross-origin"));
        assert_eq!(header(&framed, "cross-origin-embedder-policy"), Some("require-corp"));
        assert_eq!((header(&framed, "cache-control"), header(&framed, "set-cookie")), (Some("no-store"), None));
        let ours = policy.replace("frame-ancestors 'none'", &format!("frame-ancestors {ORIGIN}"));
        assert_eq!(header(&framed, "content-security-policy"), Some(ours.as_str()), "the same policy otherwise");
    }
    let refused = async |path: &str| {
        let page = document(&bed, path).await;
        assert_eq!((page.status, header(&page, "content-security-policy")), (404, Some(policy)), "{path}");
        assert_eq!(header(&page, "x-frame-options"), Some("DENY"), "{path}");
        assert_eq!(header(&page, "cross-origin-resource-policy"), Some("same-origin"), "{path}");
    };
    refused("/embed/queue").await;
    refused("/embed/queue?partner=").await;
    refused("/embed/queue?partner=never").await;
    refused("/embed/queue?partner=%00").await;
    refused(&format!("/embed/queue?partner=never&partner={}", portal.id)).await;
    portal.change(&bed, json!({"views": ["overview"]})).await;
    refused(&format!("/embed/queue?partner={}", portal.id)).await;
    portal.change(&bed, json!({"views": ["queue"], "status": "suspended"})).await;
    refused(&format!("/embed/queue?partner={}", portal.id)).await;
}

#[tokio::test]
async fn the_script_for_partners_pages_may_be_loaded_by_them() {
    let bed = Bed::new().await;
    let dist = bed.ground.folder().join("dist");
    std::fs::create_dir_all(dist.join("embed")).expect("a folder");
    std::fs::write(dist.join("embed/v1.js"), "js").expect("a file");
    let script = document(&bed, "/embed/v1.js").await;
    assert_eq!((script.status, &script.body[..]), (200, &b"js"[..]));
    assert_eq!(header(&script, "cross-origin-resource-policy"), Some("cross-origin"));
    assert_eq!(header(&script, "cache-control"), Some("public, max-age=300"));
}

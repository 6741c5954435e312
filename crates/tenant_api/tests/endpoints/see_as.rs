//! Seeing as somebody: the same bytes, nothing written, no evidence, and over as soon as it is no longer allowed.

use crate::{
    events::Stream,
    harness::{Bed, Reply},
    people::{join, standing},
    places::Places,
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tenant_api::http::{Door, api};
use tenant_api::store::Everywhere;

/// What no view of somebody else's has.
const EVIDENCE: &str = "/c/{client}/incidents/{key}/evidence-openings/{receipt}/findings";

async fn begin(bed: &Bed, cookie: &str, client: &str, user: &str) -> String {
    let begun = bed.post(cookie, &format!("/c/{client}/see-as"), json!({"user": user})).await;
    assert_eq!(begun.status, 201, "{user}: {:?}", begun.body);
    begun.json()["token"].as_str().expect("a token").to_owned()
}

async fn see(bed: &Bed, cookie: &str, token: &str, method: &str, path: &str) -> Reply {
    bed.call(Some(cookie), method, path, None, &[("x-see-as", token)]).await
}

/// An answer without what is sealed, or says that it is seen, or what is shared of it.
fn plain(reply: &Reply) -> (u16, Vec<String>, String) {
    let (status, mut headers, body) = reply.blind();
    headers.retain(|header| !header.starts_with("x-shared-as"));
    let Ok(mut body) = serde_json::from_str::<Value>(&body) else { return (status, headers, body) };
    if let Some(fields) = body.as_object_mut() {
        fields.remove("seeing_as");
        fields.remove("shared_as");
        if fields.get("next_cursor").is_some_and(Value::is_string) {
            fields.insert("next_cursor".into(), "sealed".into());
        }
    }
    let sized = |header: &String| !header.starts_with("content-length");
    (status, headers.into_iter().filter(sized).collect(), body.to_string())
}

#[tokio::test]
async fn every_read_is_what_that_user_gets_and_no_write_passes() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let places = Places::new(&bed).await;
    for (email, user) in [
        ("viewer@harbor.example", "viewer-harbor"),
        ("manager@harbor.example", "manager-harbor"),
        ("analyst@aurora.example", "analyst-aurora"),
        ("junior@aurora.example", "junior-aurora"),
    ] {
        let theirs = bed.sign_in(email).await;
        let token = begin(&bed, &admin, "harbor", user).await;
        let mut answered = 0;
        let doors = api::doors().0.into_iter().filter(|((_, path), _)| !path.ends_with("/events"));
        for ((method, pattern), door) in doors {
            let mut seen = vec![];
            let before = bed.state().await;
            for target in places.targets(&method, &pattern) {
                seen.push((see(&bed, &admin, &token, &method, &target.path).await, target.path));
            }
            assert_eq!(bed.state().await, before, "{method} {pattern} wrote something");
            for (seen, path) in seen {
                if door == Door::Open {
                    // It asks for nobody.
                } else if method != "GET" || door == Door::SignedIn {
                    // Neither a write nor what is about how somebody signs in.
                    assert_eq!(seen.status, 403, "{method} {path}");
                } else if pattern != EVIDENCE {
                    let own = bed.get(&theirs, &path).await;
                    assert_eq!(plain(&seen), plain(&own), "{path} as {email}");
                    answered += u32::from(own.status == 200);
                }
            }
        }
        assert!(answered >= 3, "{email} gets something: {answered}");
        let session = see(&bed, &admin, &token, "GET", "/session").await.json();
        assert_eq!(session["seeing_as"]["by"]["name"], "Rita Kovacs");
    }
}

#[tokio::test]
async fn evidence_is_not_opened_through_it_and_nothing_is_read_for_them() {
    let bed = Bed::new().await;
    let (admin, theirs) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("analyst@harbor.example").await);
    let token = begin(&bed, &admin, "harbor", "analyst-harbor").await;
    let incident = "/c/harbor/incidents/HAR-1001";
    let opening = bed.post(&theirs, &format!("{incident}/evidence-openings"), json!({"reason": "x"})).await.json();
    let findings =
        format!("{incident}/evidence-openings/{}/findings", opening["receipt"]["id"].as_str().expect("an id"));
    assert_eq!(bed.get(&theirs, &findings).await.status, 200);
    assert_eq!(see(&bed, &admin, &token, "GET", &findings).await.status, 403);
    let unread = async || bed.get(&theirs, "/c/harbor/queue/rows?keys=HAR-1002").await.items()[0]["unread"].clone();
    assert_eq!(unread().await, true);
    assert_eq!(see(&bed, &admin, &token, "GET", "/c/harbor/incidents/HAR-1002").await.status, 200);
    assert_eq!(unread().await, true, "whoever looked is not whoever has to read it");
}

#[tokio::test]
async fn nobody_sees_more_by_it_than_they_hold() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let capabilities = ["overview.read", "queue.read", "access.read", "access.manage"];
    let profile = bed.post(&admin, "/profiles", json!({"name": "Clerk", "capabilities": capabilities})).await.json();
    let profile = profile["id"].as_str().expect("an id");
    let (_, clerk) = join(&bed, &admin, "/users", standing("clerk@aurora.example", profile)).await;
    let status = async |client: &str, user: &str| {
        bed.post(&clerk, &format!("/c/{client}/see-as"), json!({"user": user})).await.status
    };
    assert_eq!(status("harbor", "viewer-harbor").await, 201);
    assert_eq!(status("harbor", "analyst-harbor").await, 403, "holds more than the clerk");
    assert_eq!(status("harbor", "junior-aurora").await, 403);
    assert_eq!(status("cedar", "viewer-harbor").await, 422, "nobody of that client");
    assert_eq!(status("harbor", "admin-quill").await, 422);
    assert_eq!(status("harbor", "nobody").await, 422);
}

#[tokio::test]
async fn it_ends_with_time_session_rights_and_on_asking() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let status = async |token: &str| see(&bed, &admin, token, "GET", "/c/harbor/overview/operational").await.status;
    let token = begin(&bed, &admin, "harbor", "viewer-harbor").await;
    assert_eq!((status(&token).await, status("wrong").await), (200, 401));
    let other = bed.sign_in("admin@aurora.example").await;
    assert_eq!(see(&bed, &other, &token, "GET", "/session").await.status, 401, "another session of the same person");
    assert_eq!(bed.delete(&admin, "/see-as").await.status, 204);
    assert_eq!(status(&token).await, 401);

    let token = begin(&bed, &admin, "harbor", "viewer-harbor").await;
    bed.pass(SignedDuration::from_mins(15));
    assert_eq!(status(&token).await, 401);

    let token = begin(&bed, &admin, "harbor", "viewer-harbor").await;
    bed.patch(&other, "/c/harbor/users/viewer-harbor", json!({"command": "suspend"})).await;
    assert_eq!(status(&token).await, 401, "there is nothing that they get");
    bed.patch(&other, "/c/harbor/users/viewer-harbor", json!({"command": "restore"})).await;
    assert_eq!(status(&token).await, 200);

    let over = json!({"added": [], "removed": ["overview.read"]});
    bed.patch(&other, "/c/harbor/profiles/aurora-administrator", over).await;
    assert_eq!(status(&token).await, 401, "whoever looks does not hold it any more");
    let told: Vec<String> = sqlx::query_scalar(
        "SELECT action FROM audit WHERE owner_id = 'harbor' AND action LIKE 'see_as%' ORDER BY number",
    )
    .fetch_all(&mut *bed.app.store.read(&Everywhere).await.expect("a reader"))
    .await
    .expect("the audit");
    assert_eq!(told, ["see_as_begun", "see_as_ended", "see_as_begun", "see_as_begun"]);
    for entry in bed.get(&admin, "/c/harbor/audit?action=see_as_begun,see_as_ended").await.items() {
        let contents = &entry["contents"];
        assert_eq!((&contents["subject"], &contents["detail"]), (&json!("viewer-harbor"), &json!("Elise Brandt")));
    }
}

#[tokio::test]
async fn a_stream_tells_what_they_are_told_and_ends_with_it() {
    let bed = Bed::new().await;
    tokio::spawn(bed.app.live.clone().watch());
    let admin = bed.sign_in("admin@aurora.example").await;
    let token = begin(&bed, &admin, "harbor", "manager-harbor").await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let (status, mut stream) = Stream::of(&bed, &[("cookie", &admin), ("x-see-as", &token)], "/all/events").await;
    assert_eq!(status, 200);
    let note = |visibility: &str| json!({"visibility": visibility, "body": "x"});
    bed.post(&admin, "/c/meridian/incidents/MER-1001/notes", note("shared")).await;
    bed.post(&admin, "/c/harbor/incidents/HAR-1001/notes", note("internal")).await;
    bed.post(&admin, "/c/harbor/incidents/HAR-1002/notes", note("shared")).await;
    assert_eq!(stream.next().await.expect("an event")["key"], "HAR-1002");
    bed.delete(&admin, "/see-as").await;
    assert_eq!(stream.next().await, None);
}

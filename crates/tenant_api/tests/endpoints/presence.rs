//! Who looks at an incident: colleagues know of each other, and nobody else does.

use crate::harness::Bed;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tenant_api::store::{Everywhere, presence};

const PATH: &str = "/c/harbor/incidents/HAR-1001/presence";

async fn others(bed: &Bed, cookie: &str) -> Vec<String> {
    let reply = bed.call(Some(cookie), "POST", PATH, None, &[("x-background", "1")]).await;
    assert_eq!(reply.status, 200, "{:?}", reply.body);
    let others = reply.json()["others"].as_array().expect("a list").clone();
    others.iter().map(|person| person["name"].as_str().expect("a name").to_owned()).collect()
}

#[tokio::test]
async fn colleagues_know_of_each_other_as_long_as_they_look() {
    let bed = Bed::new().await;
    let (analyst, lead) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    assert_eq!(others(&bed, &analyst).await, Vec::<String>::new(), "not of oneself");
    let seen = others(&bed, &lead).await;
    assert_eq!(seen.len(), 1);
    bed.pass(SignedDuration::from_secs(20));
    assert_eq!(others(&bed, &lead).await, seen, "for a while, and each once");
    bed.pass(SignedDuration::from_secs(6));
    assert_eq!(others(&bed, &lead).await, Vec::<String>::new(), "who went does not have to say so");
    assert_eq!(others(&bed, &analyst).await.len(), 1);
    let elsewhere = bed.post(&analyst, "/c/harbor/incidents/HAR-1002/presence", json!({})).await;
    assert_eq!(elsewhere.json()["others"], json!([]), "of this incident");
}

#[tokio::test]
async fn who_looked_and_when_is_kept_nowhere() {
    let bed = Bed::new().await;
    let kept = async || {
        let count = sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM presence");
        count.fetch_one(&mut *bed.app.store.read(&Everywhere).await.expect("a reader")).await.expect("a count")
    };
    others(&bed, &bed.sign_in("lead@aurora.example").await).await;
    assert_eq!(kept().await, 1);
    presence::forget(&bed.app.store, bed.app.now()).await.expect("forgotten");
    assert_eq!(kept().await, 1, "who still looks stays");
    bed.pass(SignedDuration::from_secs(26));
    presence::forget(&bed.app.store, bed.app.now()).await.expect("forgotten");
    assert_eq!(kept().await, 0);
}

#[tokio::test]
async fn it_is_known_in_every_process() {
    let bed = Bed::new().await;
    let other = bed.another_process().await;
    let (analyst, lead) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    others(&bed, &analyst).await;
    assert_eq!(others(&other, &lead).await.len(), 1);
}

#[tokio::test]
async fn a_client_is_not_told_who_looks_after_it_nor_who_of_its_own_looks() {
    let bed = Bed::new().await;
    let (lead, manager) = (bed.sign_in("lead@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    others(&bed, &lead).await;
    let refused = bed.post(&manager, PATH, json!({})).await;
    assert_eq!((refused.status, refused.json()["capability"].clone()), (403, json!("note.internal")));
    // Also where its MSP has written the capability into a profile of its people.
    let admin = bed.sign_in("admin@aurora.example").await;
    let added = json!({"added": ["note.internal"], "removed": []});
    assert_eq!(bed.patch(&admin, "/c/harbor/profiles/harbor-manager", added).await.status, 200);
    assert_eq!(bed.post(&manager, PATH, json!({})).await.status, 403);
    assert_eq!(others(&bed, &lead).await, Vec::<String>::new(), "and is told of nowhere");
    let outsider = bed.sign_in("admin@basalt.example").await;
    assert_eq!(bed.post(&outsider, PATH, json!({})).await.status, 404);
}

#[tokio::test]
async fn looking_keeps_no_session_alive_and_makes_nothing_read() {
    let bed = Bed::new().await;
    let lead = bed.sign_in("lead@aurora.example").await;
    for _ in 0..30 {
        others(&bed, &lead).await;
        bed.pass(SignedDuration::from_mins(1));
    }
    assert_eq!(bed.post(&lead, PATH, json!({})).await.status, 401);
    let again = bed.sign_in("lead@aurora.example").await;
    assert_eq!(bed.get(&again, "/c/harbor/queue/rows?keys=HAR-1001").await.items()[0]["unread"], true);
}

/// Who is told to look at which rows of a scope: `HAR-1001: João Oliveira`.
async fn rows(bed: &Bed, cookie: &str, scope: &str) -> Vec<String> {
    let reply = bed.call(Some(cookie), "GET", &format!("{scope}/queue/presence"), None, &[("x-background", "1")]).await;
    assert_eq!(reply.status, 200, "{:?}", reply.body);
    let rows = reply.json()["rows"].as_array().expect("a list").clone();
    let people = |row: &Value| {
        let people = row["people"].as_array().expect("people").clone();
        people.iter().map(|person| person["name"].as_str().expect("a name").to_owned()).collect::<Vec<_>>().join(", ")
    };
    rows.iter().map(|row| format!("{}: {}", row["key"].as_str().expect("a key"), people(row))).collect()
}

#[tokio::test]
async fn rows_tell_of_colleagues_in_the_scope_and_a_client_of_nobody() {
    let bed = Bed::new().await;
    let (analyst, lead) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    let junior = bed.sign_in("junior@aurora.example").await;
    assert_eq!(rows(&bed, &analyst, "/all").await, Vec::<String>::new());
    others(&bed, &lead).await;
    others(&bed, &junior).await;
    let elsewhere = bed.post(&lead, "/c/meridian/incidents/MER-1002/presence", json!({})).await;
    assert_eq!(elsewhere.status, 200);
    let seen = rows(&bed, &analyst, "/all").await;
    assert_eq!((seen.len(), seen[0].matches(", ").count()), (2, 1), "{seen:?}");
    assert!(seen[0].starts_with("HAR-1001: ") && seen[1].starts_with("MER-1002: "), "{seen:?}");
    assert_eq!(rows(&bed, &analyst, "/c/meridian").await, seen[1..], "of the scope alone");
    assert_eq!(rows(&bed, &lead, "/c/meridian").await, Vec::<String>::new(), "not of oneself");
    let of_junior = rows(&bed, &junior, "/all").await;
    assert_eq!((of_junior.len(), of_junior[0].starts_with("HAR-1001: ")), (1, true), "of one's own clients alone");
    bed.pass(SignedDuration::from_secs(26));
    assert_eq!(rows(&bed, &analyst, "/all").await, Vec::<String>::new(), "who went does not have to say so");

    // A client's own people are told of nobody, whatever their profile says.
    let (manager, admin) = (bed.sign_in("manager@harbor.example").await, bed.sign_in("admin@aurora.example").await);
    others(&bed, &lead).await;
    let added = json!({"added": ["note.internal"], "removed": []});
    assert_eq!(bed.patch(&admin, "/c/harbor/profiles/harbor-manager", added).await.status, 200);
    for scope in ["/all", "/c/harbor"] {
        let refused = bed.get(&manager, &format!("{scope}/queue/presence")).await;
        assert_eq!((refused.status, refused.json()["capability"].clone()), (403, json!("note.internal")));
    }
    let outsider = bed.sign_in("admin@basalt.example").await;
    assert_eq!(bed.get(&outsider, "/c/harbor/queue/presence").await.status, 404);
    assert_eq!(rows(&bed, &outsider, "/all").await, Vec::<String>::new());
}

#[tokio::test]
async fn asking_who_looks_at_rows_keeps_no_session_alive() {
    let bed = Bed::new().await;
    let lead = bed.sign_in("lead@aurora.example").await;
    for _ in 0..30 {
        rows(&bed, &lead, "/all").await;
        bed.pass(SignedDuration::from_mins(1));
    }
    assert_eq!(bed.get(&lead, "/all/queue/presence").await.status, 401);
}

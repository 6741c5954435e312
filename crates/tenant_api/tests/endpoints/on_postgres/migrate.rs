//! An installation moves from SQLite to PostgreSQL.

use crate::{
    devices::connect,
    ground::Ground,
    harness::{Bed, Reply, fill},
};
use serde_json::{Value, json};
use std::sync::Arc;
use tenant_api::store::{Address, Store};

/// What is looked at is read, so an incident comes before the queue.
const PATHS: [&str; 7] = [
    "/c/harbor/incidents/HAR-1001",
    "/all/queue",
    "/all/queue/bulk",
    "/c/harbor/evidence-openings",
    "/c/harbor/access-matrix",
    "/views",
    "/preferences",
];

/// A filled one on SQLite, and an empty database.
async fn both() -> (Ground, Ground) {
    let (here, there) = (Ground::empty(false).await, Ground::empty(true).await);
    fill(&here).await;
    let bed = Bed::again(Arc::new(here)).await;
    let cookie = bed.sign_in("lead@aurora.example").await;
    let opening = json!({"reason": "To see whether it moves"});
    assert_eq!(bed.post(&cookie, "/c/harbor/incidents/HAR-1001/evidence-openings", opening).await.status, 201);
    let over = json!({"kind": "rows", "rows": [{"key": "HAR-1001", "version": 1}, {"key": "nothing", "version": 1}]});
    let bulk = json!({"what": {"command": "close", "verdict": "benign"}, "over": over});
    assert_eq!(bed.post(&cookie, "/all/queue/bulk", bulk).await.status, 201);
    let view = json!({"name": "It moves", "visibility": "team", "filter": {"client": "harbor"}});
    let view = bed.post(&cookie, "/views", view).await.json();
    let prefer = json!({"default_view": view["id"], "visited": "/c/harbor", "single_keys": false});
    assert_eq!(bed.patch(&cookie, "/preferences", prefer).await.status, 200);
    let admin = bed.sign_in("admin@aurora.example").await;
    let (_, wall) = connect(&bed, &admin, json!({"pseudonyms": true})).await;
    assert_eq!(bed.get(&wall, "/wallboard").await.status, 200);
    (left(bed).await, there)
}

/// The files of one, its keys among them, and the database of the other.
fn moved(here: Ground, there: Ground) -> Ground {
    Ground { folder: here.folder, database: there.database }
}

/// What a list holds: places in it are sealed anew each time.
fn without_sealed(reply: &Reply) -> Value {
    let json = reply.json();
    json.get("items").cloned().unwrap_or(json)
}

/// The process ends.
async fn left(bed: Bed) -> Ground {
    let Bed { app, ground, router, .. } = bed;
    drop(router);
    app.store.close().await;
    Arc::into_inner(ground).expect("nobody else has it")
}

async fn migrate(from: &Ground, to: &Ground) -> bool {
    from.run(&["migrate", "--from", &from.database(), "--to", &to.database()]).await.contains("(0)")
}

/// Its tables, with nothing in them.
async fn prepare(here: &Ground, there: &Ground) {
    let address = there.database().parse::<Address>().expect("an address");
    Store::at(&address, here.keys()).await.expect("a store").close().await;
}

async fn at(ground: &Ground, sql: &'static str) {
    sqlx::raw_sql(sql).execute(&mut ground.superuser().await).await.expect("done");
}

#[tokio::test]
#[ignore = "of PostgreSQL alone"]
async fn everything_is_there_afterwards_and_opens_with_the_same_keys() {
    let (here, there) = both().await;
    let before = Bed::again(Arc::new(here)).await;
    let cookie = before.sign_in("lead@aurora.example").await;
    let mut told = vec![];
    for path in PATHS {
        let reply = before.get(&cookie, path).await;
        assert_eq!(reply.status, 200, "{path}");
        told.push(without_sealed(&reply));
    }
    let here = left(before).await;
    assert!(migrate(&here, &there).await);
    assert!(!migrate(&here, &there).await, "once: it may have been used since");
    let after = Bed::again(Arc::new(moved(here, there))).await;
    // Whoever was signed in before it moved still is.
    for (path, told) in PATHS.into_iter().zip(told) {
        assert_eq!(without_sealed(&after.get(&cookie, path).await), told, "{path}");
    }
    let cookie = after.sign_in("lead@aurora.example").await;
    let path = "/c/harbor/incidents/HAR-1001/evidence-openings";
    let opening = after.post(&cookie, path, json!({"reason": "To see whether it moved"})).await;
    assert_eq!(opening.status, 201);
    assert!(String::from_utf8_lossy(&opening.body).contains("canary-harbor0"), "the evidence opens");
    assert!(after.ground.run(&["audit", "verify"]).await.contains("(0)"), "the chains hold and go on");
}

#[tokio::test]
#[ignore = "of PostgreSQL alone"]
async fn an_interrupted_one_serves_nobody_and_goes_on() {
    let (here, there) = both().await;
    prepare(&here, &there).await;
    at(
        &there,
        "CREATE FUNCTION public.stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the disk is full'; END $$; \
         CREATE TRIGGER stop BEFORE INSERT ON bulkhead.incidents EXECUTE FUNCTION public.stop()",
    )
    .await;
    assert!(!migrate(&here, &there).await);
    let refusal = there.open().await.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(refusal.contains("run `tenant-api migrate` again"), "{refusal}");
    at(&there, "DROP TRIGGER stop ON bulkhead.incidents").await;
    assert!(migrate(&here, &there).await);
    moved(here, there).open().await.expect("it is whole").close().await;
}

#[tokio::test]
#[ignore = "of PostgreSQL alone"]
async fn what_differs_is_found() {
    let (here, there) = both().await;
    prepare(&here, &there).await;
    at(
        &there,
        "CREATE FUNCTION public.bend() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN NEW.category := NEW.category || ' '; RETURN NEW; END $$; \
         CREATE TRIGGER bend BEFORE INSERT ON bulkhead.incidents FOR EACH ROW EXECUTE FUNCTION public.bend()",
    )
    .await;
    assert!(!migrate(&here, &there).await, "as many rows, but others");
    assert!(there.open().await.is_err());
}

#[tokio::test]
#[ignore = "of PostgreSQL alone"]
async fn it_goes_into_nothing_that_is_used_and_in_no_other_direction() {
    let (here, there) = both().await;
    let used = Bed::new().await;
    assert!(!migrate(&here, &used.ground).await);
    assert!(!migrate(&there, &here).await);
    let missing = here.folder().join("missing.db").display().to_string();
    let run = here.run(&["migrate", "--from", &format!("sqlite:{missing}"), "--to", &there.database()]).await;
    assert!(!run.contains("(0)") && !std::path::Path::new(&missing).exists());
    assert!(migrate(&here, &there).await, "nothing of that was in the way");
}

//! What people choose for themselves: what is kept, what is refused, and what is told when rights are gone.

use crate::{
    ground::on_postgres,
    harness::{Bed, Reply},
};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::time::Duration;
use tenant_api::store::Everywhere;
use tokio::time::{sleep, timeout};

#[tokio::test]
async fn what_is_chosen_is_kept_told_with_the_session_and_taken_back() {
    let bed = Bed::new().await;
    let ana = bed.sign_in("analyst@aurora.example").await;
    let nothing = json!({"language": null, "time_zone": null, "theme": null, "density": null, "single_keys": null,
        "default_view": null, "default_query": null, "favourites": [], "recents": [], "queue_columns": []});
    assert_eq!(bed.get(&ana, "/preferences").await.json(), nothing);
    let view = json!({"name": "Mine", "visibility": "mine", "sort": "created", "filter": {"status": "new,on_hold", "q": "a&b ç"}});
    let view = bed.post(&ana, "/views", view).await.json();
    let columns = json!([{"column": "breach", "width_px": 120}, {"column": "incident"}]);
    let change = json!({"language": "pt-BR", "time_zone": "America/Sao_Paulo", "theme": "dark", "density": "compact",
        "single_keys": false, "default_view": view["id"], "favourites": ["/g/gold", "/c/harbor"], "queue_columns": columns});
    let changed = bed.patch(&ana, "/preferences", change.clone()).await;
    assert_eq!(changed.status, 200, "{:?}", changed.body);
    let mut told = changed.json();
    for (name, value) in change.as_object().expect("fields") {
        assert_eq!(&told[name], value, "{name}");
    }
    let query =
        format!("q=a%26b%20%C3%A7&status=new,on_hold&sort=created&view={}", view["id"].as_str().expect("an id"));
    assert_eq!(told["default_query"], query);
    assert_eq!(bed.get(&ana, "/preferences").await.json(), told);
    assert_eq!(bed.get(&ana, "/session").await.json()["preferences"], told);
    let again = bed.attempt("analyst@aurora.example", "bulkhead-demo").await.json();
    assert_eq!(again["preferences"], told, "and wherever she signs in");
    // What is not said stays; what is null is the browser's own again.
    told = bed.patch(&ana, "/preferences", json!({"theme": null, "favourites": []})).await.json();
    assert_eq!((&told["theme"], &told["favourites"], &told["density"]), (&Value::Null, &json!([]), &json!("compact")));
    // With the view the default goes.
    let removed = format!("/views/{}", view["id"].as_str().expect("an id"));
    assert_eq!(bed.call(Some(&ana), "DELETE", &removed, None, &[("if-match", "\"1\"")]).await.status, 204);
    told = bed.get(&ana, "/preferences").await.json();
    assert_eq!((&told["default_view"], &told["default_query"]), (&Value::Null, &Value::Null));
    let lead = bed.sign_in("lead@aurora.example").await;
    assert_eq!(bed.get(&lead, "/preferences").await.json(), nothing, "they are each person's own");
}

#[tokio::test]
async fn the_last_ten_scopes_that_were_switched_to_are_recent() {
    let bed = Bed::new().await;
    let ana = bed.sign_in("analyst@aurora.example").await;
    let clients = ["harbor", "meridian", "cedar", "lumen", "orchard", "tidewater", "granite", "larkspur", "pinnacle"];
    for scope in clients.map(|client| format!("/c/{client}")).iter().map(String::as_str).chain(["/g/gold", "/g/silver"])
    {
        assert_eq!(bed.patch(&ana, "/preferences", json!({"visited": scope})).await.status, 200, "{scope}");
    }
    let told = bed.patch(&ana, "/preferences", json!({"visited": "/c/cedar"})).await.json();
    let recents = told["recents"].as_array().expect("a list");
    assert_eq!((recents.len(), &recents[0], &recents[1]), (10, &json!("/c/cedar"), &json!("/g/silver")));
    assert!(!recents.contains(&json!("/c/harbor")), "the first of eleven");
}

#[tokio::test]
async fn what_is_no_preference_is_refused_and_changes_nothing() {
    let bed = Bed::new().await;
    let (ana, junior) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("junior@aurora.example").await);
    let before = bed.state().await;
    let many: Vec<String> = (0..51).map(|n| format!("/c/{n}")).collect();
    let columns = |columns: Value| json!({"queue_columns": columns});
    for (change, field) in [
        (json!({"language": "english language"}), "language"),
        (json!({"time_zone": "Mars/Olympus"}), "time_zone"),
        (json!({"theme": "sepia"}), "theme"),
        (json!({"density": "airy"}), "density"),
        (json!({"single_keys": "no"}), "single_keys"),
        (json!({"default_view": "00000000000000000000000000000000"}), "default_view"),
        (json!({"favourites": many}), "favourites"),
        (json!({"favourites": ["/c/harbor", "/c/harbor"]}), "favourites"),
        (json!({"favourites": ["/all"]}), "favourites"),
        (json!({"favourites": ["harbor"]}), "favourites"),
        (json!({"visited": "/all"}), "visited"),
        (json!({"visited": "/c/ember"}), "visited"),
        (json!({"recents": ["/c/harbor"]}), "recents"),
        (columns(json!([{"column": "evidence"}])), "queue_columns"),
        (columns(json!([{"column": "key"}, {"column": "key"}])), "queue_columns"),
        (columns(json!([{"column": "key", "width_px": 39}])), "queue_columns"),
        (columns(json!([{"column": "key", "width_px": 801}])), "queue_columns"),
    ] {
        assert_eq!(bed.patch(&ana, "/preferences", change.clone()).await.field(), field, "{change}");
    }
    let refused = async |scope: &str| bed.patch(&junior, "/preferences", json!({"favourites": [scope]})).await;
    let (unseen, unknown) = (refused("/c/meridian").await, refused("/c/nowhere").await);
    assert_eq!((unseen.status, unseen.blind()), (422, unknown.blind()), "unseen and unknown are alike");
    assert_eq!(refused("/g/bronze").await.blind(), unknown.blind());
    assert_eq!(bed.state().await, before);
}

#[tokio::test]
async fn what_is_no_longer_seen_is_not_told() {
    let bed = Bed::new().await;
    let (admin, junior) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("junior@aurora.example").await);
    for scope in ["/c/cedar", "/g/silver", "/c/harbor"] {
        assert_eq!(bed.patch(&junior, "/preferences", json!({"visited": scope})).await.status, 200);
    }
    let favourites = json!(["/c/cedar", "/g/silver", "/c/harbor", "/g/gold"]);
    assert_eq!(
        bed.patch(&junior, "/preferences", json!({"favourites": favourites})).await.json()["favourites"],
        favourites
    );
    let grants = |clients: &[&str]| {
        let clients: Vec<_> = clients.iter().map(|id| json!({"client": id, "profile": "aurora-junior"})).collect();
        json!({"command": "set_grants", "grants": {"standing": null, "groups": [], "clients": clients}})
    };
    assert_eq!(bed.patch(&admin, "/users/junior-aurora", grants(&["harbor"])).await.status, 200);
    let told = bed.get(&junior, "/preferences").await.json();
    assert_eq!((&told["favourites"], &told["recents"]), (&json!(["/c/harbor", "/g/gold"]), &json!(["/c/harbor"])));
    let session = String::from_utf8_lossy(&bed.get(&junior, "/session").await.body).into_owned();
    assert!(!session.contains("cedar") && !session.contains("silver"), "{session}");
    // Kept, for when the right comes back.
    assert_eq!(bed.patch(&admin, "/users/junior-aurora", grants(&["harbor", "cedar"])).await.status, 200);
    assert_eq!(bed.get(&junior, "/preferences").await.json()["favourites"], favourites);
}

/// Sends a change while somebody else's is under way, which is done before it: what the change then is answered.
async fn meanwhile(bed: &Bed, cookie: &str, change: Value, others: &'static str) -> Reply {
    let mut other = bed.ground.somebody().await;
    other.run(if on_postgres() { "BEGIN" } else { "BEGIN IMMEDIATE" }).await;
    other.run(others).await;
    let done = async {
        sleep(Duration::from_millis(500)).await;
        other.run("COMMIT").await;
    };
    tokio::join!(bed.patch(cookie, "/preferences", change), done).0
}

#[tokio::test]
async fn a_change_writes_what_it_says_and_nothing_else() {
    let bed = Bed::new().await;
    let ana = bed.sign_in("analyst@aurora.example").await;
    let view = bed.post(&ana, "/views", json!({"name": "Mine", "visibility": "mine", "filter": {}})).await.json();
    let before =
        json!({"language": "pt-BR", "density": "compact", "default_view": view["id"], "favourites": ["/c/harbor"]});
    assert_eq!(bed.patch(&ana, "/preferences", before).await.status, 200);
    let others = "UPDATE users SET language = 'de', time_zone = 'Europe/Berlin' WHERE user_id = 'analyst-aurora'; \
         UPDATE preferences SET favourites = '[\"/c/cedar\"]'; DELETE FROM saved_views";
    let changed = meanwhile(&bed, &ana, json!({"visited": "/c/harbor"}), others).await;
    assert_eq!(changed.status, 200, "{:?}", changed.body);
    let told = changed.json();
    assert_eq!((&told["language"], &told["time_zone"]), (&json!("de"), &json!("Europe/Berlin")));
    assert_eq!((&told["favourites"], &told["recents"]), (&json!(["/c/cedar"]), &json!(["/c/harbor"])));
    assert_eq!((&told["default_view"], &told["density"]), (&Value::Null, &json!("compact")));
    assert_eq!(bed.get(&ana, "/preferences").await.json(), told);
}

#[tokio::test]
async fn a_view_that_is_removed_meanwhile_is_nobodys_default() {
    let bed = Bed::new().await;
    let ana = bed.sign_in("analyst@aurora.example").await;
    let view = bed.post(&ana, "/views", json!({"name": "Mine", "visibility": "mine", "filter": {}})).await.json();
    let refused = meanwhile(&bed, &ana, json!({"default_view": view["id"]}), "DELETE FROM saved_views").await;
    assert_eq!(refused.field(), "default_view");
}

#[tokio::test]
async fn what_one_person_changes_at_once_is_all_kept() {
    let bed = Bed::new().await;
    let ana = bed.sign_in("analyst@aurora.example").await;
    let visited = ["/c/harbor", "/c/cedar", "/c/lumen", "/g/gold"].map(|scope| json!({"visited": scope}));
    let others = [json!({"favourites": ["/c/cedar"]}), json!({"theme": "dark"}), json!({"language": "de"})];
    let changes = visited.into_iter().chain(others);
    for changed in join_all(changes.map(|change| bed.patch(&ana, "/preferences", change))).await {
        assert_eq!(changed.status, 200, "{:?}", changed.body);
    }
    let told = bed.get(&ana, "/preferences").await.json();
    assert_eq!(told["recents"].as_array().map(Vec::len), Some(4), "{told}");
    assert_eq!(
        (&told["favourites"], &told["theme"], &told["language"]),
        (&json!(["/c/cedar"]), &json!("dark"), &json!("de"))
    );
}

/// Two tabs, each of which knows nothing of what was chosen in the other.
#[tokio::test]
async fn favourites_are_chosen_one_at_a_time_and_take_no_other_away() {
    let bed = Bed::new().await;
    let ana = bed.sign_in("analyst@aurora.example").await;
    let change = async |change: Value| bed.patch(&ana, "/preferences", change).await;
    let starred = ["/c/harbor", "/c/cedar", "/g/gold"].map(|scope| json!({"starred": scope}));
    for changed in join_all(starred.map(|change| bed.patch(&ana, "/preferences", change))).await {
        assert_eq!(changed.status, 200, "{:?}", changed.body);
    }
    let favourites = async || bed.get(&ana, "/preferences").await.json()["favourites"].clone();
    let mut all: Vec<String> = serde_json::from_value(favourites().await).expect("scopes");
    all.sort();
    assert_eq!(all, ["/c/cedar", "/c/harbor", "/g/gold"]);
    let told = change(json!({"unstarred": "/c/harbor", "starred": "/c/lumen"})).await.json();
    assert_eq!(told["favourites"].as_array().and_then(|all| all.last()), Some(&json!("/c/lumen")), "behind the others");
    assert_eq!(change(json!({"starred": "/c/lumen"})).await.json()["favourites"], told["favourites"], "each once");
    assert_eq!(change(json!({"unstarred": "/c/never"})).await.json()["favourites"], told["favourites"]);
    for scope in ["/c/ember", "/c/never", "/all", "harbor"] {
        assert_eq!(change(json!({"starred": scope})).await.field(), "starred", "{scope}");
    }
}

/// A switch of clients is many a day's; access is changed under a lock of its own.
#[tokio::test]
async fn nobody_waits_to_switch_while_access_is_changed() {
    // On SQLite everybody who writes waits for everybody else.
    if !on_postgres() {
        return;
    }
    let bed = Bed::new().await;
    let ana = bed.sign_in("analyst@aurora.example").await;
    let access = bed.app.store.write(&Everywhere).await.expect("the installation's writer");
    let switched = bed.patch(&ana, "/preferences", json!({"visited": "/c/harbor", "language": "de"}));
    let switched = timeout(Duration::from_secs(5), switched).await.expect("at once");
    assert_eq!(switched.status, 200, "{:?}", switched.body);
    drop(access);
}

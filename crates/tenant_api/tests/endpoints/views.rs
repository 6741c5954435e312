//! Saved views: whose they are, who sees them, and what a queue says to the filters that they hold.

use crate::{
    harness::{Bed, Reply},
    people::join,
};
use futures_util::future::join_all;
use serde_json::{Value, json};
use tenant_api::{ingest, store::Everywhere};
use wire::session::ClientId;

fn view(name: &str, visibility: &str, filter: Value) -> Value {
    json!({"name": name, "visibility": visibility, "filter": filter})
}

async fn save(bed: &Bed, cookie: &str, name: &str, visibility: &str, filter: Value) -> Value {
    let reply = bed.post(cookie, "/views", view(name, visibility, filter)).await;
    assert_eq!(reply.status, 201, "{name}: {:?}", reply.body);
    reply.json()
}

fn path(view: &Value) -> String {
    format!("/views/{}", view["id"].as_str().expect("an id"))
}

async fn names(bed: &Bed, cookie: &str) -> Vec<String> {
    let views = bed.get(cookie, "/views").await.items();
    views.iter().map(|view| view["name"].as_str().expect("a name").to_owned()).collect()
}

async fn delete(bed: &Bed, cookie: &str, view: &Value) -> Reply {
    let tag = format!("\"{}\"", view["version"]);
    bed.call(Some(cookie), "DELETE", &path(view), None, &[("if-match", &tag)]).await
}

#[tokio::test]
async fn a_view_is_saved_in_its_canonical_form_changed_by_its_version_and_removed() {
    let bed = Bed::new().await;
    let ana = bed.sign_in("analyst@aurora.example").await;
    let asked = json!({"name": " What burns ", "visibility": "mine", "sort": "created",
        "filter": {"priority": "high,,critical", "status": "new", "unread": "true", "created_from": "-24h", "q": "  sign-ins "}});
    let made = bed.post(&ana, "/views", asked).await;
    assert_eq!((made.status, &made.headers["etag"]), (201, &"\"1\"".parse().expect("a value")));
    let made = made.json();
    let filter = json!({"priority": "high,critical", "status": "new", "unread": "true", "created_from": "-24h", "q": "sign-ins"});
    assert_eq!((&made["name"], &made["filter"], &made["scopes"]), (&json!("What burns"), &filter, &json!("any")));
    assert_eq!(made["owner"], json!({"id": "analyst-aurora", "name": "Ana Moreira"}));
    assert_eq!((&made["sort"], &made["may_change"], &made["version"]), (&json!("created"), &json!(true), &json!(1)));
    assert_eq!(bed.get(&ana, "/views").await.items(), std::slice::from_ref(&made));

    let change = json!({"name": "All of Harbor's", "filter": {"client": "harbor"}});
    assert_eq!(bed.patch(&ana, &path(&made), change.clone()).await.status, 428);
    let stale = bed.command(&ana, &path(&made), "\"7\"", change.clone()).await;
    assert_eq!((stale.status, stale.problem()), (412, "stale".to_owned()));
    let changed = bed.command(&ana, &path(&made), "\"1\"", change.clone()).await;
    assert_eq!((changed.status, &changed.headers["etag"]), (200, &"\"2\"".parse().expect("a value")));
    let changed = changed.json();
    assert_eq!((&changed["filter"], &changed["scopes"]), (&json!({"client": "harbor"}), &json!("several")));
    assert_eq!(
        (&changed["sort"], &changed["visibility"]),
        (&json!("created"), &json!("mine")),
        "what was not said stays"
    );
    assert_eq!(bed.command(&ana, &path(&made), "\"1\"", change).await.status, 412);
    assert_eq!(delete(&bed, &ana, &made).await.status, 412, "it is another version");
    assert_eq!(bed.delete(&ana, &path(&made)).await.status, 428);
    assert_eq!(delete(&bed, &ana, &changed).await.status, 204);
    assert_eq!(delete(&bed, &ana, &changed).await.status, 404);
    assert_eq!(bed.get(&ana, "/views").await.items(), Vec::<Value>::new());
}

#[tokio::test]
async fn what_is_no_view_is_refused_and_says_why() {
    let bed = Bed::new().await;
    let ana = bed.sign_in("analyst@aurora.example").await;
    save(&bed, &ana, "Mine", "mine", json!({})).await;
    let other = save(&bed, &ana, "Other", "mine", json!({})).await;
    let before = bed.state().await;
    let long = "x".repeat(5000);
    for (body, field) in [
        (view("", "mine", json!({})), "name"),
        (view(&"x".repeat(101), "mine", json!({})), "name"),
        (view("Mine", "mine", json!({})), "name"),
        (view("A", "everybody", json!({})), "visibility"),
        (view("A", "mine", json!({"colour": "red"})), "filter.colour"),
        (view("A", "mine", json!({"view": "x"})), "filter.view"),
        (view("A", "mine", json!({"status": "asleep"})), "filter.status"),
        (view("A", "mine", json!({"tactic": "TA9999"})), "filter.tactic"),
        (view("A", "mine", json!({"created_from": "yesterday"})), "created_from"),
        (view("A", "mine", json!({"q": long})), "filter"),
        (json!({"name": "A", "visibility": "mine", "filter": {}, "sort": "mood"}), "sort"),
        (json!({"name": "A", "visibility": "mine", "filter": {}, "scope": "/all"}), "scope"),
        (json!({"name": "A", "filter": {}}), "visibility"),
    ] {
        assert_eq!(bed.post(&ana, "/views", body.clone()).await.field(), field, "{body}");
    }
    assert_eq!(bed.command(&ana, &path(&other), "\"1\"", json!({"name": "Mine"})).await.field(), "name");
    assert_eq!(bed.command(&ana, &path(&other), "\"1\"", json!({"owner": "me"})).await.field(), "owner");
    assert_eq!(bed.state().await, before);
    // A name is one person's own.
    save(&bed, &bed.sign_in("lead@aurora.example").await, "Mine", "team", json!({})).await;
    for n in 2..99 {
        save(&bed, &ana, &format!("View {n}"), "mine", json!({})).await;
    }
    // Whoever asks for several at once has a hundred, too.
    let more = (0..8).map(|n| view(&format!("One of many {n}"), "mine", json!({})));
    let more = join_all(more.map(|view| bed.post(&ana, "/views", view))).await;
    let mut more: Vec<_> = more.iter().map(|reply| reply.status).collect();
    more.sort_unstable();
    assert_eq!(more, [201, 409, 409, 409, 409, 409, 409, 409]);
    assert_eq!(bed.post(&ana, "/views", view("One more", "mine", json!({}))).await.status, 409);
}

#[tokio::test]
async fn a_view_is_its_owners_or_its_teams_and_nobody_elses() {
    let bed = Bed::new().await;
    let mut cookies = vec![];
    for email in ["analyst@aurora", "lead@aurora", "manager@harbor", "analyst@harbor", "admin@basalt", "admin@quill"] {
        cookies.push(bed.sign_in(&format!("{email}.example")).await);
    }
    let [ana, lead, manager, tom, basalt, quill] = &cookies[..] else { panic!("six of them") };
    let own = save(&bed, ana, "Ana's own", "mine", json!({"status": "new"})).await;
    let teams = save(&bed, ana, "Aurora's", "team", json!({"status": "new"})).await;
    let clients = save(&bed, tom, "Harbor's", "team", json!({"status": "new"})).await;
    save(&bed, tom, "Tom's own", "mine", json!({})).await;
    save(&bed, basalt, "Basalt's", "team", json!({})).await;
    for (cookie, seen) in [
        (ana, vec!["Ana's own", "Aurora's"]),
        (lead, vec!["Aurora's"]),
        (manager, vec!["Harbor's"]),
        (tom, vec!["Harbor's", "Tom's own"]),
        (basalt, vec!["Basalt's"]),
        (quill, vec![]),
    ] {
        assert_eq!(names(&bed, cookie).await, seen);
    }
    let before = bed.state().await;
    let never = bed.command(lead, "/views/00000000000000000000000000000000", "\"1\"", json!({})).await.blind();
    assert_eq!(never.0, 404);
    for (cookie, foreign) in [
        (lead, &own),
        (manager, &teams),
        (manager, &own),
        (tom, &teams),
        (ana, &clients),
        (basalt, &teams),
        (quill, &own),
    ] {
        let refused = bed.command(cookie, &path(foreign), "\"1\"", json!({"name": "Taken"})).await;
        assert_eq!(refused.blind(), never, "{foreign}");
        assert_eq!(delete(&bed, cookie, foreign).await.status, 404, "{foreign}");
        assert_eq!(
            bed.patch(cookie, "/preferences", json!({"default_view": foreign["id"]})).await.field(),
            "default_view"
        );
    }
    // The team's are seen, and are their owner's to change; whoever administers may, too.
    let refused = bed.command(lead, &path(&teams), "\"1\"", json!({"name": "Taken"})).await;
    assert_eq!((refused.status, &refused.json()["capability"]), (403, &json!("access.manage")));
    assert_eq!(delete(&bed, lead, &teams).await.status, 403);
    assert_eq!(bed.state().await, before);
    let admin = bed.sign_in("admin@aurora.example").await;
    assert_eq!(
        bed.command(&admin, &path(&own), "\"1\"", json!({})).await.status,
        404,
        "and not what is nobody's but hers"
    );
    assert_eq!(
        bed.command(&admin, &path(&teams), "\"1\"", json!({"name": "Ours"})).await.json()["owner"]["name"],
        "Ana Moreira"
    );
    // Shared with the team by whoever gives people work.
    let asked = view("The manager's", "team", json!({}));
    let refused = bed.post(manager, "/views", asked).await;
    assert_eq!((refused.status, &refused.json()["capability"]), (403, &json!("incident.assign")));
    let managers = save(&bed, manager, "The manager's", "mine", json!({})).await;
    assert_eq!(bed.command(manager, &path(&managers), "\"1\"", json!({"visibility": "team"})).await.status, 403);
    let viewer = bed.sign_in("viewer@harbor.example").await;
    assert_eq!(bed.get(&viewer, "/views").await.status, 404, "without a queue there are no views of it");
}

#[tokio::test]
async fn a_view_that_names_what_its_reader_does_not_see_is_not_there() {
    let bed = Bed::new().await;
    let (ana, junior) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("junior@aurora.example").await);
    let people = join(
        &bed,
        &bed.sign_in("admin@aurora.example").await,
        "/c/meridian/users",
        json!({"email": "own@meridian.example", "name": "Own", "profile": "harbor-analyst"}),
    )
    .await;
    for (name, filter) in [
        ("By client", json!({"client": "harbor,meridian"})),
        ("By group", json!({"group": "gold"})),
        ("By an unseen group", json!({"group": "bronze"})),
        ("By kind", json!({"same_as": "MER-1001"})),
        ("By key", json!({"q": "mer-10"})),
        ("By name", json!({"q": "meridian bank"})),
        ("By slug", json!({"q": "/c/meridian"})),
        ("What burns in meridian", json!({})),
        ("Meridian Bank, new", json!({"status": "new"})),
        ("MER: what burns", json!({"priority": "critical"})),
        ("By person", json!({"assignee": people.0})),
        ("Harbor Logistics", json!({"client": "harbor"})),
        ("HAR and CED", json!({"q": "HAR-1"})),
        ("Merged", json!({"assignee": "lead-aurora"})),
    ] {
        save(&bed, &ana, name, "team", filter).await;
    }
    assert_eq!(names(&bed, &junior).await, ["By group", "HAR and CED", "Harbor Logistics", "Merged"]);
    let body = String::from_utf8_lossy(&bed.get(&junior, "/views").await.body).to_lowercase();
    assert!(!body.contains("meridian") && !body.contains("bronze"), "{body}");
    // Unseen and unknown are refused alike.
    for (unseen, unknown) in [
        (json!({"client": "meridian"}), json!({"client": "nowhere"})),
        (json!({"group": "bronze"}), json!({"group": "nothing"})),
        (json!({"same_as": "MER-1001"}), json!({"same_as": "NOW-1"})),
        (json!({"assignee": people.0}), json!({"assignee": "nobody-at-all"})),
        (json!({"assignee": "admin-basalt"}), json!({"assignee": "nobody-at-all"})),
    ] {
        let [unseen, unknown] = [unseen, unknown].map(|filter| view("Junior's", "mine", filter));
        let (unseen, unknown) = (bed.post(&junior, "/views", unseen).await, bed.post(&junior, "/views", unknown).await);
        assert_eq!((unseen.status, unseen.blind()), (422, unknown.blind()));
    }
    // What somebody does not know they cannot tell: a name of their own is a name.
    save(&bed, &junior, "Meridian Bank", "mine", json!({})).await;
    assert!(names(&bed, &junior).await.contains(&"Meridian Bank".to_owned()));
}

/// Who sees only a client's dashboards knows of it, and can tell others.
#[tokio::test]
async fn a_view_tells_nobody_of_a_client_whose_queue_its_author_does_not_see() {
    let bed = Bed::new().await;
    let (admin, lead) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    let dashboards = json!([{"client": "meridian", "profile": "aurora-dashboards"}]);
    let grants = json!({"standing": "aurora-lead", "groups": [], "clients": dashboards});
    let given = bed.patch(&admin, "/users/lead-aurora", json!({"command": "set_grants", "grants": grants})).await;
    assert_eq!(given.status, 200, "{:?}", given.body);
    let unseen = view("By client", "team", json!({"client": "meridian"}));
    assert_eq!(bed.post(&lead, "/views", unseen).await.field(), "filter.client");
    save(&bed, &lead, "As Meridian: new", "team", json!({"status": "new"})).await;
    for (email, seen) in [
        ("lead@aurora.example", vec!["As Meridian: new"]),
        ("analyst@aurora.example", vec!["As Meridian: new"]),
        ("junior@aurora.example", vec![]),
    ] {
        assert_eq!(names(&bed, &bed.sign_in(email).await).await, seen, "{email}");
    }
}

#[tokio::test]
async fn views_come_in_pages_that_pass_by_what_is_not_seen() {
    let bed = Bed::new().await;
    let (ana, junior) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("junior@aurora.example").await);
    for n in 0..9 {
        let client = if n % 3 == 0 { "harbor" } else { "meridian" };
        save(&bed, &ana, &format!("Team's {n}"), "team", json!({"client": client})).await;
    }
    for (name, visibility) in [("Z", "mine"), ("Y", "mine"), ("Y", "team")] {
        save(&bed, &junior, name, visibility, json!({})).await;
    }
    let all = ["Y", "Y", "Z", "Team's 0", "Team's 3", "Team's 6"];
    assert_eq!(names(&bed, &junior).await, all);
    assert_eq!(bed.get(&junior, "/views").await.json()["next_cursor"], Value::Null);
    for limit in 1..=7 {
        let (mut paged, mut next) = (vec![], String::new());
        loop {
            let page = bed.get(&junior, &format!("/views?limit={limit}{next}")).await;
            paged.extend(page.items().iter().map(|view| view["name"].as_str().expect("a name").to_owned()));
            match page.json()["next_cursor"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
            assert_eq!(page.items().len(), limit);
        }
        assert_eq!(paged, all, "by {limit}");
    }
    let cursor = bed.get(&junior, "/views?limit=1").await.json()["next_cursor"].clone();
    let foreign = format!("/views?cursor={}", cursor.as_str().expect("more"));
    assert_eq!(bed.get(&ana, &foreign).await.status, 400, "it is another's");
    for (query, field) in
        [("colour=red", "query"), ("status=new", "query"), ("limit=0", "limit"), ("limit=201", "limit")]
    {
        assert_eq!(bed.get(&ana, &format!("/views?{query}")).await.field(), field, "{query}");
    }
}

#[tokio::test]
async fn whoever_administers_neither_hides_a_view_nor_learns_what_its_owner_has_besides() {
    let bed = Bed::new().await;
    let (ana, admin) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("admin@aurora.example").await);
    let own = save(&bed, &ana, "Ana's own", "mine", json!({})).await;
    let teams = save(&bed, &ana, "Aurora's", "team", json!({})).await;
    save(&bed, &ana, "Another", "team", json!({})).await;
    let change = async |cookie: &str, view: &Value, change: Value| {
        let version = bed.get(cookie, "/views").await.items().into_iter().find(|one| one["id"] == view["id"]);
        let version = format!("\"{}\"", version.expect("it is seen")["version"]);
        bed.command(cookie, &path(view), &version, change).await
    };
    assert_eq!(change(&admin, &teams, json!({"visibility": "mine"})).await.field(), "visibility");
    assert_eq!(change(&admin, &teams, json!({"name": "Another"})).await.field(), "name");
    let renamed = change(&admin, &teams, json!({"visibility": "team", "name": "Ana's own"})).await;
    assert_eq!(renamed.status, 200, "{:?}", renamed.body);
    assert_eq!(change(&ana, &own, json!({"visibility": "team"})).await.field(), "name");
    assert_eq!(change(&ana, &teams, json!({"visibility": "mine", "name": "Hers"})).await.status, 200);
    assert_eq!(names(&bed, &admin).await, ["Another"]);
}

#[tokio::test]
async fn with_a_group_the_views_that_name_it_go() {
    let bed = Bed::new().await;
    let (admin, ana) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("analyst@aurora.example").await);
    let made = bed.post(&admin, "/groups", json!({"name": "Ports", "clients": ["harbor"]})).await.json();
    let id = made["id"].as_str().expect("an id");
    let ports = save(&bed, &ana, "Ports", "mine", json!({"group": id})).await;
    save(&bed, &ana, "Gold and ports", "team", json!({"group": format!("gold,{id}")})).await;
    save(&bed, &ana, "Gold", "team", json!({"group": "gold"})).await;
    save(&bed, &ana, "Looked for", "team", json!({"q": id})).await;
    assert_eq!(bed.patch(&ana, "/preferences", json!({"default_view": ports["id"]})).await.status, 200);
    assert_eq!(bed.delete(&admin, &format!("/groups/{id}")).await.status, 204);
    assert_eq!(names(&bed, &ana).await, ["Gold", "Looked for"]);
    let mut read = bed.app.store.read(&Everywhere).await.expect("a connection");
    let left = sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM saved_views").fetch_one(&mut *read).await;
    assert_eq!(left.expect("a count"), 2, "nor do they count any more");
    drop(read);
    save(&bed, &ana, "Ports", "mine", json!({})).await;
    assert_eq!(bed.get(&ana, "/preferences").await.json()["default_view"], Value::Null);
}

#[tokio::test]
async fn with_a_right_the_views_that_needed_it_go_and_come_back() {
    let bed = Bed::new().await;
    let (admin, lead) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    let own = save(&bed, &lead, "Meridian's", "mine", json!({"client": "meridian"})).await;
    save(&bed, &lead, "Everything", "mine", json!({})).await;
    assert_eq!(bed.patch(&lead, "/preferences", json!({"default_view": own["id"]})).await.status, 200);
    let grant = |clients: Value| {
        let grants = json!({"standing": "aurora-lead", "groups": [], "clients": clients});
        bed.patch(&admin, "/users/lead-aurora", json!({"command": "set_grants", "grants": grants}))
    };
    let nothing = bed.post(&admin, "/profiles", json!({"name": "Nothing", "capabilities": []})).await.json();
    let kept_out = grant(json!([{"client": "meridian", "profile": nothing["id"]}])).await;
    assert_eq!(kept_out.status, 200, "{:?}", kept_out.body);
    assert_eq!(names(&bed, &lead).await, ["Everything"]);
    assert_eq!(delete(&bed, &lead, &own).await.status, 404);
    let preferences = bed.get(&lead, "/preferences").await.json();
    assert_eq!((&preferences["default_view"], &preferences["default_query"]), (&Value::Null, &Value::Null));
    assert!(!String::from_utf8_lossy(&bed.get(&lead, "/session").await.body).contains("meridian"));
    assert_eq!(grant(json!([])).await.status, 200);
    assert_eq!(names(&bed, &lead).await, ["Everything", "Meridian's"]);
    assert_eq!(bed.get(&lead, "/session").await.json()["preferences"]["default_view"], own["id"]);
}

#[tokio::test]
async fn a_queue_is_narrowed_by_tactic_disposition_group_and_a_time_that_moves() {
    let bed = Bed::new().await;
    let ana = bed.sign_in("analyst@aurora.example").await;
    let mut found = crate::harness::finding("moved", "moved", 4);
    found["attacks"] = json!([{"tactics": [{"uid": "TA0006"}, {"uid": "TA0008"}], "technique": {"uid": "T1110"}}]);
    found["disposition_id"] = json!(2);
    let (client, body) = (ClientId("harbor".into()), found.to_string());
    ingest::take(&bed.app.store, &client, body.as_bytes(), || bed.app.now()).await.expect("taken");
    let keys = async |cookie: &str, query: &str| {
        let (rows, facets) = (format!("/all/queue?limit=200&{query}"), format!("/all/queue/facets?{query}"));
        let (keys, facets) = (bed.get(cookie, &rows).await.keys(), bed.get(cookie, &facets).await.json());
        assert_eq!(facets["total"], keys.len(), "{query}");
        keys
    };
    for query in ["tactic=TA0008", "tactic=TA0008,TA0043", "tactic=TA0006&disposition=blocked", "disposition=blocked"] {
        assert_eq!(keys(&ana, query).await, ["HAR-1008"], "{query}");
    }
    assert_eq!(keys(&ana, "tactic=TA0043").await, Vec::<String>::new());
    assert_eq!(bed.get(&ana, "/all/queue?tactic=T1110").await.field(), "tactic");
    assert_eq!(bed.get(&ana, "/all/queue?disposition=unknown").await.field(), "disposition");
    // Gold is Harbor and Meridian here, silver Cedar; who sees less of a group gets less.
    assert_eq!(keys(&ana, "group=gold").await.len(), 13);
    assert_eq!(keys(&ana, "group=gold,silver").await.len(), 16);
    assert_eq!(keys(&ana, "group=gold&client=harbor,cedar").await.len(), 8);
    assert_eq!(keys(&ana, "group=industry").await, Vec::<String>::new(), "another MSP's");
    let junior = bed.sign_in("junior@aurora.example").await;
    assert_eq!(keys(&junior, "group=gold").await.len(), 8);
    assert_eq!(keys(&junior, "group=bronze").await, keys(&junior, "group=nothing").await);
    let tom = bed.sign_in("analyst@harbor.example").await;
    assert_eq!(keys(&tom, "group=gold").await, Vec::<String>::new(), "an MSP's groups are nothing to its clients");
    // The others came in half an hour ago, this one now. Whoever looks again and again keeps their session.
    let pass_minutes = async |minutes: i64| {
        for _ in 0..minutes / 20 {
            bed.pass(jiff::SignedDuration::from_mins(20));
            assert_eq!(bed.get(&ana, "/session").await.status, 200);
        }
    };
    pass_minutes(40).await;
    assert_eq!(keys(&ana, "created_from=-1h").await, ["HAR-1008"]);
    assert_eq!(keys(&ana, "created_to=-1h").await.len(), 15);
    pass_minutes(60).await;
    assert_eq!(keys(&ana, "created_from=-1h").await, Vec::<String>::new());
    assert_eq!(keys(&ana, "created_from=-7d").await.len(), 16);
    for wrong in ["-0d", "-1w", "1h", "-h"] {
        assert_eq!(bed.get(&ana, &format!("/all/queue?created_from={wrong}")).await.field(), "created_from");
    }
}

/// A person who goes takes what is theirs along, and a client everything, also what its MSP's people say of it.
#[tokio::test]
async fn a_client_that_is_deleted_leaves_no_view() {
    let bed = Bed::new().await;
    let tom = bed.sign_in("analyst@harbor.example").await;
    let view = save(&bed, &tom, "Harbor's", "team", json!({})).await;
    let prefer = json!({"default_view": view["id"], "favourites": ["/c/harbor"]});
    assert_eq!(bed.patch(&tom, "/preferences", prefer).await.status, 200);
    let (ana, lead) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    let named = save(&bed, &ana, "One client", "team", json!({"client": "cedar,harbor"})).await;
    for (name, filter) in [
        ("One kind", json!({"same_as": "HAR-1001"})),
        ("Looked for", json!({"q": "HAR-1"})),
        ("What burns in Harbor", json!({})),
        ("Cedar's", json!({"client": "cedar"})),
    ] {
        save(&bed, &ana, name, "mine", filter).await;
    }
    for (cookie, favourites) in
        [(&ana, vec!["/c/harbor", "/c/cedar", "/g/gold"]), (&lead, vec!["/c/cedar", "/c/harbor"])]
    {
        let prefer = json!({"default_view": named["id"], "favourites": favourites, "visited": "/c/harbor"});
        assert_eq!(bed.patch(cookie, "/preferences", prefer).await.status, 200);
    }
    crate::offboarding::gone(&bed, "harbor").await;
    let mut read = bed.app.store.read(&Everywhere).await.expect("a connection");
    let left = "SELECT name, filter FROM saved_views";
    let left: Vec<(String, String)> = sqlx::query_as(left).fetch_all(&mut *read).await.expect("rows");
    assert_eq!(left, [("Cedar's".to_owned(), r#"{"client":"cedar"}"#.to_owned())]);
    let left = "SELECT user_id, favourites, recents, COALESCE(default_view, '') FROM preferences ORDER BY user_id";
    let left: Vec<(String, String, String, String)> = sqlx::query_as(left).fetch_all(&mut *read).await.expect("rows");
    let kept = |user: &str, favourites: &str| (user.to_owned(), favourites.to_owned(), "[]".to_owned(), String::new());
    assert_eq!(left, [kept("analyst-aurora", r#"["/c/cedar","/g/gold"]"#), kept("lead-aurora", r#"["/c/cedar"]"#)]);
}

//! People: invited, given, lowered, suspended; nobody gives what they do not hold, and the last administrator stays.

use crate::harness::{Bed, Reply};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tenant_api::store::Everywhere;

const PASSWORD: &str = "a long enough password";

/// Invites somebody and lets them in: their id, and their cookie.
pub(crate) async fn join(bed: &Bed, admin: &str, path: &str, invite: Value) -> (String, String) {
    let email = invite["email"].as_str().expect("an address").to_owned();
    let invited = bed.post(admin, path, invite).await;
    assert_eq!(invited.status, 201, "{:?}", invited.body);
    assert_eq!(accept(bed, &invited).await.status, 204);
    (invited.json()["user"].as_str().expect("an id").to_owned(), sign_in(bed, &email).await)
}

/// Signs in with the password that [`join`] set.
pub(crate) async fn sign_in(bed: &Bed, email: &str) -> String {
    let reply = bed.attempt(email, PASSWORD).await;
    assert_eq!(reply.status, 200, "{email}");
    reply.headers["set-cookie"].to_str().expect("text").split(';').next().expect("a pair").to_owned()
}

async fn accept(bed: &Bed, invited: &Reply) -> Reply {
    let path = format!("/invitations/{}", invited.json()["token"].as_str().expect("a token"));
    bed.call(None, "POST", &path, Some(json!({"name": "New Person", "password": PASSWORD})), &[]).await
}

pub(crate) fn standing(email: &str, profile: &str) -> Value {
    json!({"email": email, "name": "New", "grants": {"standing": profile, "groups": [], "clients": []}})
}

/// An administrator of people who works no incident: a profile of their own, and the cookie.
async fn clerk(bed: &Bed, admin: &str) -> String {
    let capabilities = ["overview.read", "access.read", "access.manage", "client.manage"];
    let profile = bed.post(admin, "/profiles", json!({"name": "Clerk", "capabilities": capabilities})).await.json();
    let id = profile["id"].as_str().expect("an id");
    join(bed, admin, "/users", standing("clerk@aurora.example", id)).await.1
}

#[tokio::test]
async fn a_link_lets_somebody_in_once_and_not_for_ever() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let invited = bed.post(&admin, "/users", standing("New@Aurora.example", "aurora-analyst")).await;
    let path = format!("/invitations/{}", invited.json()["token"].as_str().expect("a token"));
    let shown = bed.call(None, "GET", &path, None, &[]).await.json();
    assert_eq!(
        (&shown["email"], &shown["organisation"]),
        (&"new@aurora.example".into(), &"Aurora Managed Security".into())
    );
    assert_eq!(bed.attempt("new@aurora.example", PASSWORD).await.status, 401, "not before the link is used");
    let short = bed.call(None, "POST", &path, Some(json!({"name": "x", "password": "too short"})), &[]).await;
    assert_eq!(short.json()["fields"][0]["field"], "password");
    assert_eq!(accept(&bed, &invited).await.status, 204);
    assert_eq!(accept(&bed, &invited).await.status, 404, "once");
    let cookie = sign_in(&bed, "new@aurora.example").await;
    assert_eq!(bed.get(&cookie, "/c/harbor/queue").await.status, 200);

    let late = bed.post(&admin, "/users", standing("late@aurora.example", "aurora-analyst")).await;
    bed.pass(SignedDuration::from_hours(72));
    assert_eq!(accept(&bed, &late).await.status, 404, "72 hours");
    let admin = bed.sign_in("admin@aurora.example").await;
    let user = late.json()["user"].as_str().expect("an id").to_owned();
    let again = bed.post(&admin, &format!("/users/{user}/invitation"), json!(null)).await;
    assert_eq!((again.status, accept(&bed, &again).await.status), (201, 204));
    assert_eq!(bed.post(&admin, &format!("/users/{user}/invitation"), json!(null)).await.status, 422, "has come in");
}

#[tokio::test]
async fn whether_an_address_is_known_elsewhere_is_not_told() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@basalt.example").await;
    let shape = |reply: &Reply| {
        let mut body = reply.json();
        let fields = body.as_object_mut().expect("an object");
        let lengths: Vec<_> = fields.iter().map(|(name, value)| (name.clone(), value.to_string().len())).collect();
        (reply.status, lengths)
    };
    let unknown = bed.post(&admin, "/users", standing("nobody@aurora.example", "basalt-administrator")).await;
    let known = bed.post(&admin, "/users", standing("analyst@aurora.example", "basalt-administrator")).await;
    assert_eq!(shape(&unknown), shape(&known));
    let accepted = (accept(&bed, &unknown).await, accept(&bed, &known).await);
    assert_eq!(accepted.0.blind(), accepted.1.blind());
    let mut listed = bed.get(&admin, "/users").await.items();
    listed.retain(|account| account["name"] == "New Person");
    let kept: Vec<_> =
        listed.iter().map(|account| (&account["state"], &account["email"], &account["invited_until"])).collect();
    assert_eq!(kept.len(), 2);
    assert_eq!((kept[0].0, kept[0].2), (kept[1].0, kept[1].2));
    assert_eq!(bed.attempt("analyst@aurora.example", PASSWORD).await.status, 401, "nobody takes an account over");
    let theirs = bed.sign_in("analyst@aurora.example").await;
    assert_eq!(bed.get(&theirs, "/session").await.json()["organisation"]["id"], "aurora");
    let twice = bed.post(&admin, "/users", standing("nobody@aurora.example", "basalt-administrator")).await;
    assert_eq!(twice.status, 422, "in one organisation it is told");
}

#[tokio::test]
async fn nobody_gives_what_they_do_not_hold() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let clerk = clerk(&bed, &admin).await;
    let spare = bed.post(&admin, "/users", standing("spare@aurora.example", "aurora-dashboards")).await.json();
    let spare = format!("/users/{}", spare["user"].as_str().expect("an id"));
    let before = bed.state().await;
    let grants = |standing: Value, clients: Value| json!({"command": "set_grants", "grants": {"standing": standing, "groups": [], "clients": clients}});
    for (path, method, body) in [
        ("/users", "POST", standing("more@aurora.example", "aurora-analyst")),
        (&spare, "PATCH", grants(json!("aurora-analyst"), json!([]))),
        (&spare, "PATCH", grants(json!(null), json!([{"client": "cedar", "profile": "aurora-junior"}]))),
        ("/users/analyst-harbor", "PATCH", grants(json!(null), json!([]))),
        ("/c/harbor/users/viewer-harbor", "PATCH", json!({"command": "set_profile", "profile": "harbor-analyst"})),
        ("/profiles", "POST", json!({"name": "More", "capabilities": ["evidence.open"]})),
        ("/profiles/aurora-dashboards", "PATCH", json!({"capabilities": ["overview.read", "evidence.open"]})),
        ("/c/harbor/profiles/harbor-dashboards", "PATCH", json!({"added": ["evidence.open"], "removed": []})),
    ] {
        let reply = bed.call(Some(&clerk), method, path, Some(body), &[]).await;
        let foreign = path.contains("analyst-harbor");
        assert_eq!(reply.status, if foreign { 404 } else { 403 }, "{method} {path}: {:?}", reply.body);
        assert_eq!(bed.state().await, before, "{method} {path}");
    }
    assert_eq!(bed.patch(&clerk, &spare, grants(json!("aurora-dashboards"), json!([]))).await.status, 200);
    assert_eq!(bed.patch(&clerk, &spare, json!({"command": "suspend"})).await.status, 200, "taking is not giving");
    assert_eq!(bed.patch(&clerk, "/users/analyst-aurora", json!({"command": "suspend"})).await.status, 200);
    let restored = bed.patch(&clerk, "/users/analyst-aurora", json!({"command": "restore"})).await;
    assert_eq!(restored.status, 403, "giving back is giving");
}

#[tokio::test]
async fn what_is_hidden_by_a_nearer_grant_is_given_by_removing_it() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let clerk = clerk(&bed, &admin).await;
    let group = json!({"name": "Quiet", "clients": ["cedar"]});
    let group = bed.post(&admin, "/groups", group).await.json()["id"].as_str().expect("an id").to_owned();
    let grants = json!({"standing": "aurora-analyst", "clients": [], "groups": [{"group": group, "profile": "aurora-dashboards"}]});
    let set = bed.patch(&admin, "/users/analyst-aurora", json!({"command": "set_grants", "grants": grants})).await;
    assert_eq!(set.status, 200, "{:?}", set.body);
    let analyst = bed.sign_in("analyst@aurora.example").await;
    assert_eq!(bed.get(&analyst, "/c/cedar/queue").await.status, 404);
    assert_eq!(bed.delete(&clerk, &format!("/groups/{group}")).await.status, 403);
    assert_eq!(bed.patch(&clerk, &format!("/groups/{group}"), json!({"clients": []})).await.status, 403);
    assert_eq!(bed.get(&analyst, "/c/cedar/queue").await.status, 404);
    assert_eq!(bed.delete(&admin, &format!("/groups/{group}")).await.status, 204);
    assert_eq!(bed.get(&analyst, "/c/cedar/queue").await.status, 200);
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let bed = Bed::new().await;
    for (email, user, profile) in [
        ("admin@aurora.example", "admin-aurora", "aurora-administrator"),
        ("admin@quill.example", "admin-quill", "quill-administrator"),
    ] {
        let admin = bed.sign_in(email).await;
        let before = bed.state().await;
        let nothing = json!({"standing": null, "groups": [], "clients": []});
        for (path, body) in [
            (format!("/users/{user}"), json!({"command": "suspend"})),
            (format!("/users/{user}"), json!({"command": "set_grants", "grants": nothing})),
            (format!("/profiles/{profile}"), json!({"capabilities": ["access.read"]})),
        ] {
            assert_eq!(bed.patch(&admin, &path, body).await.status, 422, "{email} {path}");
            assert_eq!(bed.state().await, before);
        }
    }
    let admin = bed.sign_in("admin@aurora.example").await;
    let second = bed.post(&admin, "/users", standing("second@aurora.example", "aurora-administrator")).await;
    let grants =
        json!({"command": "set_grants", "grants": {"standing": "aurora-analyst", "groups": [], "clients": []}});
    assert_eq!(
        bed.patch(&admin, "/users/admin-aurora", grants.clone()).await.status,
        422,
        "an invited one does not count"
    );
    assert_eq!(accept(&bed, &second).await.status, 204);
    assert_eq!(bed.patch(&admin, "/users/admin-aurora", grants).await.status, 200);
    assert_eq!(bed.get(&admin, "/users").await.status, 404, "from the next request on");
}

#[tokio::test]
async fn a_clients_manager_lowers_and_never_raises() {
    let bed = Bed::new().await;
    let (manager, admin) = (bed.sign_in("manager@harbor.example").await, bed.sign_in("admin@aurora.example").await);
    let analyst = bed.sign_in("analyst@harbor.example").await;
    let them = "/c/harbor/users/analyst-harbor";
    let dropped = bed.patch(&manager, them, json!({"command": "drop", "capabilities": ["evidence.open"]})).await;
    assert_eq!(dropped.json()["dropped"], json!([{"client": "harbor", "capabilities": ["evidence.open"]}]));
    let opening = "/c/harbor/incidents/HAR-1001/evidence-openings";
    assert_eq!(bed.post(&analyst, opening, json!({"reason": "x"})).await.status, 403);
    let lift = json!({"command": "lift", "capabilities": ["evidence.open"]});
    assert_eq!(bed.patch(&manager, them, lift.clone()).await.json()["capability"], "access.manage");
    assert_eq!(bed.patch(&manager, them, json!({"command": "sign_out"})).await.json()["sessions"], 0);
    assert_eq!(bed.get(&analyst, "/session").await.status, 401);
    let analyst = bed.sign_in("analyst@harbor.example").await;
    assert_eq!(bed.patch(&manager, them, json!({"command": "suspend"})).await.json()["state"], "suspended");
    assert_eq!(bed.attempt("analyst@harbor.example", "bulkhead-demo").await.status, 401);
    for raise in [json!({"command": "restore"}), json!({"command": "set_profile", "profile": "harbor-manager"})] {
        assert_eq!(bed.patch(&manager, them, raise).await.json()["capability"], "access.manage");
    }
    for user in ["analyst-aurora", "admin-aurora", "admin-quill", "nobody"] {
        let reply = bed.patch(&manager, &format!("/c/harbor/users/{user}"), json!({"command": "suspend"})).await;
        assert_eq!(reply.status, 404, "{user}");
    }
    assert_eq!(bed.patch(&manager, "/c/harbor/users/manager-harbor", json!({"command": "suspend"})).await.status, 422);
    assert_eq!(bed.patch(&admin, them, json!({"command": "restore"})).await.json()["state"], "active");
    assert_eq!(bed.get(&analyst, "/session").await.status, 401, "what was ended does not come back");
    assert_eq!(bed.patch(&admin, them, lift).await.json()["dropped"], json!([]));
    let analyst = bed.sign_in("analyst@harbor.example").await;
    assert_eq!(bed.post(&analyst, opening, json!({"reason": "x"})).await.status, 201);
}

#[tokio::test]
async fn a_client_is_told_when_its_msps_access_widens() {
    let bed = Bed::new().await;
    let (manager, admin) = (bed.sign_in("manager@harbor.example").await, bed.sign_in("admin@aurora.example").await);
    let changes = "/c/harbor/access-changes";
    let before = bed.get(&manager, changes).await.items().len();
    let grant = |profile: &str| {
        let clients =
            json!([{"client": "harbor", "profile": profile}, {"client": "cedar", "profile": "aurora-junior"}]);
        json!({"command": "set_grants", "grants": {"standing": null, "groups": [], "clients": clients}})
    };
    assert_eq!(bed.patch(&admin, "/users/junior-aurora", grant("aurora-analyst")).await.status, 200);
    let told = bed.get(&manager, changes).await.items();
    assert_eq!(told.len(), before + 1);
    let change = told.iter().find(|change| change["person"]["name"] == "Sam Whitfield").expect("the change");
    assert_eq!((&change["gained"], &change["manages"]), (&json!(["evidence.open", "silence.manage"]), &true.into()));
    assert_eq!(change["by"]["name"], "Rita Kovacs");
    // What happens in another client alone is not told here.
    let cedar_alone = json!({"added": ["access.read"], "removed": []});
    assert_eq!(bed.patch(&admin, "/c/cedar/profiles/aurora-junior", cedar_alone).await.status, 200);
    assert_eq!(bed.get(&manager, changes).await.items(), told);
    let widened: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM audit WHERE owner_id = 'harbor' AND action = 'access_widened'")
            .fetch_one(&mut *bed.app.store.read(&Everywhere).await.expect("a reader"))
            .await
            .expect("a count");
    assert_eq!(widened, 1);
}

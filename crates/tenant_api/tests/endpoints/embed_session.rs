//! Sessions of a partner's users: what they see, what ends them, and what a token is no good for.

use crate::{
    events::Stream,
    harness::{Bed, Reply},
    portal::{ORIGIN, Portal, session, with},
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tenant_api::store::Everywhere;

async fn opened(portal: &Portal, bed: &Bed, fields: Value) -> String {
    let reply = portal.ask(bed, with(session(), fields)).await;
    assert_eq!(reply.status, 201, "{:?}", reply.body);
    reply.json()["token"].as_str().expect("a token").to_owned()
}

async fn execute(bed: &Bed, sql: &'static str) {
    let mut write = bed.app.store.write(&Everywhere).await.expect("the writer");
    sqlx::raw_sql(sql).execute(&mut *write).await.expect("executed");
    write.commit().await.expect("committed");
}

#[tokio::test]
async fn a_partners_user_sees_what_was_asked_for_and_nothing_else() {
    let bed = Bed::new().await;
    let portal = Portal::new(&bed).await;
    let token = portal.open(&bed).await;
    let session = portal.get(&bed, &token, "/session").await.json();
    let clients = session["clients"].as_array().expect("clients");
    assert_eq!((clients.len(), &clients[0]["id"]), (1, &json!("harbor")));
    // The profile opens evidence and reads receipts; a partner's user never does.
    assert_eq!(clients[0]["capabilities"], json!(["overview.read", "queue.read"]));
    assert_eq!((&session["organisation"]["capabilities"], &session["groups"]), (&json!([]), &json!([])));
    assert_eq!(session["user"]["name"], "Ines Duarte");
    let ours = bed.sign_in("manager@harbor.example").await;
    let theirs = portal.get(&bed, &token, "/all/queue").await.keys();
    assert_eq!((theirs.len(), &theirs), (7, &bed.get(&ours, "/all/queue").await.keys()));
    let rows = portal.get(&bed, &token, "/all/queue").await.items();
    assert!(rows.iter().all(|row| row["unread"] == false), "what cannot be read is not unread");
    assert_eq!(portal.get(&bed, &token, "/c/harbor/overview/operational").await.status, 200);
    let never = portal.get(&bed, &token, "/c/never/queue").await.blind();
    for path in ["/c/cedar/queue", "/c/meridian/queue", "/c/ember/queue", "/g/gold/queue", "/c/harbor/overview/clients"]
    {
        assert_eq!(portal.get(&bed, &token, path).await.blind(), never, "{path}");
    }
    let named = portal.get(&bed, &token, "/all/queue/rows?keys=HAR-1001,CED-1001,MER-1001").await.keys();
    assert_eq!(named, ["HAR-1001"]);
}

#[tokio::test]
async fn each_token_shows_its_own_clients() {
    let bed = Bed::new().await;
    let portal = Portal::new(&bed).await;
    let tokens = [portal.open(&bed).await, opened(&portal, &bed, json!({"clients": ["cedar"]})).await];
    for (token, (own, others)) in tokens.iter().zip([("harbor", "cedar"), ("cedar", "harbor")]) {
        let session = portal.get(&bed, token, "/session").await.json();
        let clients = session["clients"].as_array().expect("clients").iter().map(|client| &client["id"]);
        assert_eq!(clients.collect::<Vec<_>>(), [&json!(own)]);
        assert_eq!(portal.get(&bed, token, &format!("/c/{own}/queue")).await.status, 200);
        assert_eq!(portal.get(&bed, token, &format!("/c/{others}/queue")).await.status, 404);
    }
}

#[tokio::test]
async fn nothing_is_opened_beyond_what_the_partner_may_embed() {
    let bed = Bed::new().await;
    let portal = Portal::new(&bed).await;
    let before = bed.state().await;
    for (fields, field) in [
        (json!({"clients": []}), "clients"),
        (json!({"clients": ["harbor", "meridian"]}), "clients"),
        (json!({"clients": ["ember"]}), "clients"),
        (json!({"clients": ["never"]}), "clients"),
        (json!({"views": []}), "views"),
        (json!({"views": ["incident"]}), "views"),
        (json!({"profile": "harbor-dashboards"}), "views"),
        (json!({"profile": "basalt-administrator"}), "profile"),
        (json!({"profile": "never"}), "profile"),
        (json!({"origin": "https://other.example"}), "origin"),
        (json!({"origin": "https://portal.example/"}), "origin"),
        (json!({"external_user": {"id": "", "name": "x"}}), "external_user.id"),
        (json!({"external_user": {"id": "x", "name": "y".repeat(201)}}), "external_user.name"),
        (json!({"lasts_s": 601}), "lasts_s"),
        (json!({"lasts_s": 0}), "lasts_s"),
        (json!({"capabilities": ["evidence.open"]}), "capabilities"),
    ] {
        let reply = portal.ask(&bed, with(session(), fields.clone())).await;
        assert_eq!((reply.status, &reply.json()["fields"][0]["field"]), (422, &json!(field)), "{fields}");
    }
    execute(&bed, "UPDATE clients SET managed_by = 'basalt' WHERE client_id = 'harbor'").await;
    assert_eq!(portal.ask(&bed, session()).await.json()["fields"][0]["field"], "clients", "no longer Aurora's");
    execute(&bed, "UPDATE clients SET managed_by = 'aurora' WHERE client_id = 'harbor'").await;
    assert_eq!(bed.state().await, before);
    portal.change(&bed, json!({"views": ["overview"]})).await;
    assert_eq!(portal.ask(&bed, session()).await.status, 422);
    portal.change(&bed, json!({"status": "suspended"})).await;
    assert_eq!(portal.ask(&bed, session()).await.status, 401);
}

#[tokio::test]
async fn a_token_is_no_good_later_elsewhere_or_for_another_view() {
    let bed = Bed::new().await;
    let portal = Portal::new(&bed).await;
    let token = opened(&portal, &bed, json!({"views": ["queue"]})).await;
    assert_eq!(portal.get(&bed, &token, "/c/harbor/queue").await.status, 200);
    assert_eq!(portal.get(&bed, &token, "/c/harbor/overview/operational").await.status, 404);
    let bearer = format!("Bearer {token}");
    for origin in [None, Some("https://evil.example"), Some("null"), Some(""), Some("https://PORTAL.example")] {
        let mut headers = vec![("authorization", bearer.as_str())];
        headers.extend(origin.map(|origin| ("x-embed-origin", origin)));
        assert_eq!(bed.call(None, "GET", "/c/harbor/queue", None, &headers).await.status, 401, "{origin:?}");
    }
    bed.pass(SignedDuration::from_secs(599));
    assert_eq!(portal.get(&bed, &token, "/c/harbor/queue").await.status, 200);
    bed.pass(SignedDuration::from_secs(1));
    assert_eq!(portal.get(&bed, &token, "/c/harbor/queue").await.status, 401);
    let short = opened(&portal, &bed, json!({"lasts_s": 5})).await;
    bed.pass(SignedDuration::from_secs(5));
    assert_eq!(portal.get(&bed, &short, "/c/harbor/queue").await.status, 401);
}

#[tokio::test]
async fn whatever_is_taken_away_is_gone_at_the_next_request() {
    for taken in ["suspended", "origin", "client", "view", "key", "profile", "capabilities", "managed", "going"] {
        let bed = Bed::new().await;
        let portal = Portal::new(&bed).await;
        let token = opened(&portal, &bed, json!({"views": ["queue"], "profile": "harbor-analyst"})).await;
        assert_eq!(portal.get(&bed, &token, "/c/harbor/queue").await.status, 200);
        let changed = match taken {
            "suspended" => portal.change(&bed, json!({"status": "suspended"})).await.status,
            "origin" => portal.change(&bed, json!({"origins": ["https://new.example"]})).await.status,
            "client" => portal.change(&bed, json!({"clients": ["cedar"]})).await.status,
            "view" => portal.change(&bed, json!({"views": ["overview"]})).await.status,
            "key" => portal.revoke_key(&bed).await.status - 4,
            "profile" => {
                execute(
                    &bed,
                    "DELETE FROM grants WHERE profile_id = 'harbor-analyst';
                     DELETE FROM profile_capabilities WHERE profile_id = 'harbor-analyst';
                     DELETE FROM profiles WHERE profile_id = 'harbor-analyst'",
                )
                .await;
                200
            }
            "capabilities" => {
                execute(&bed, "DELETE FROM profile_capabilities WHERE capability = 'queue.read'").await;
                200
            }
            "going" => {
                execute(
                    &bed,
                    "INSERT INTO offboardings (client_id, reason, asked_by, asked_at, gone_at)
                     VALUES ('harbor', 'Leaves', 'x', 1, 2)",
                )
                .await;
                200
            }
            _ => {
                execute(&bed, "UPDATE clients SET managed_by = 'basalt' WHERE client_id = 'harbor'").await;
                200
            }
        };
        assert_eq!((changed, portal.get(&bed, &token, "/c/harbor/queue").await.status), (200, 401), "{taken}");
    }
}

#[tokio::test]
async fn a_suspended_partners_tokens_do_not_come_back_with_it() {
    let bed = Bed::new().await;
    let portal = Portal::new(&bed).await;
    let token = portal.open(&bed).await;
    for status in ["suspended", "active"] {
        assert_eq!(portal.change(&bed, json!({"status": status})).await.status, 200);
    }
    assert_eq!(portal.get(&bed, &token, "/session").await.status, 401);
    portal.open(&bed).await;
}

#[tokio::test]
async fn a_stream_ends_with_its_token_and_within_a_second_of_what_ends_it() {
    let bed = Bed::new().await;
    let portal = Portal::new(&bed).await;
    for ends in ["time", "client", "suspended"] {
        let token = opened(&portal, &bed, json!({"clients": ["harbor", "cedar"]})).await;
        let [(one, bearer), (other, origin)] = portal.credential(&token);
        let (status, mut stream) = Stream::of(&bed, &[(one, &bearer), (other, &origin)], "/all/events").await;
        assert_eq!(status, 200);
        match ends {
            "time" => bed.pass(SignedDuration::from_mins(10)),
            "client" => drop(portal.change(&bed, json!({"clients": ["harbor"]})).await),
            _ => drop(portal.change(&bed, json!({"status": "suspended"})).await),
        }
        let begun = std::time::Instant::now();
        assert_eq!(stream.next().await, None, "{ends}");
        assert!(begun.elapsed().as_millis() < 1500, "{ends}");
        portal.change(&bed, json!({"status": "active", "clients": ["harbor", "cedar"]})).await;
    }
}

#[tokio::test]
async fn internal_notes_are_not_told() {
    let bed = Bed::new().await;
    tokio::spawn(bed.app.live.clone().watch());
    let portal = Portal::new(&bed).await;
    let token = opened(&portal, &bed, json!({"profile": "aurora-analyst"})).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let [(one, bearer), (other, origin)] = portal.credential(&token);
    let (_, mut stream) = Stream::of(&bed, &[(one, &bearer), (other, &origin)], "/all/events").await;
    for (key, visibility) in [("HAR-1001", "internal"), ("HAR-1002", "shared")] {
        let note = json!({"visibility": visibility, "body": "x"});
        bed.post(&portal.admin, &format!("/c/harbor/incidents/{key}/notes"), note).await;
    }
    assert_eq!(stream.next().await.expect("an event")["key"], "HAR-1002");
}

#[tokio::test]
async fn a_cursor_is_its_users_and_outlives_the_token() {
    let bed = Bed::new().await;
    let portal = Portal::new(&bed).await;
    let token = portal.open(&bed).await;
    let page: Reply = portal.get(&bed, &token, "/all/queue?limit=3").await;
    let cursor = page.json()["next_cursor"].as_str().expect("a cursor").to_owned();
    let path = format!("/all/queue?limit=3&cursor={cursor}");
    let renewed = portal.open(&bed).await;
    assert_eq!(portal.get(&bed, &renewed, &path).await.items().len(), 3);
    for fields in [json!({"external_user": {"id": "u-8", "name": "x"}}), json!({"clients": ["harbor", "cedar"]})] {
        let other = opened(&portal, &bed, fields.clone()).await;
        assert_eq!(portal.get(&bed, &other, &path).await.status, 400, "{fields}");
    }
    let other = Portal { admin: portal.admin.clone(), ..Portal::new(&bed).await };
    let token = other.open(&bed).await;
    assert_eq!(other.get(&bed, &token, &path).await.status, 400, "another partner's user of the same name");
}

#[tokio::test]
async fn neither_keys_nor_tokens_are_in_the_store() {
    let bed = Bed::new().await;
    let portal = Portal::new(&bed).await;
    let token = portal.open(&bed).await;
    for secret in [&token, &portal.key] {
        assert!(!bed.ground.holds(secret).await);
    }
    assert!(bed.ground.holds(ORIGIN).await, "the search finds what is there");
}

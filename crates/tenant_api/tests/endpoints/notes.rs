//! Notes: whom they mention, how they are drawn, and what is only begun.

use crate::{
    harness::{Bed, Reply},
    incident::seen_by_the_client,
    retention::days,
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tenant_api::store::{Everywhere, retention::sweep};

const PATH: &str = "/c/harbor/incidents/HAR-1001";

async fn write(bed: &Bed, cookie: &str, visibility: &str, body: &str) -> Reply {
    bed.post(cookie, &format!("{PATH}/notes"), json!({"visibility": visibility, "body": body})).await
}

async fn keep(bed: &Bed, cookie: &str, visibility: &str, body: &str) -> u16 {
    let draft = json!({"visibility": visibility, "body": body});
    bed.call(Some(cookie), "PUT", &format!("{PATH}/draft"), Some(draft), &[]).await.status
}

async fn draft(bed: &Bed, cookie: &str) -> Value {
    bed.get(cookie, &format!("{PATH}/draft")).await.json()["draft"].clone()
}

async fn unread(bed: &Bed, cookie: &str) -> Value {
    bed.get(cookie, "/all/queue/rows?keys=HAR-1001").await.items()[0]["unread"].clone()
}

fn ids(people: &[Value]) -> Vec<&str> {
    people.iter().map(|person| person["id"].as_str().expect("an id")).collect()
}

async fn drafts_kept(bed: &Bed) -> i64 {
    let mut read = bed.app.store.read(&Everywhere).await.expect("a reader");
    sqlx::query_scalar("SELECT COUNT(*) FROM drafts").fetch_one(&mut *read).await.expect("a count")
}

#[tokio::test]
async fn a_note_is_drawn_as_it_was_meant_and_kept_as_it_was_typed() {
    let bed = Bed::new().await;
    let (ours, theirs) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    let body = "**Please** look, @[manager-harbor]: <b>now</b>";
    let written = write(&bed, &ours, "shared", body).await;
    assert_eq!(written.status, 201, "{:?}", written.body);
    let listed = bed.get(&theirs, &format!("{PATH}/notes")).await.items();
    assert_eq!(listed, [written.json()]);
    let name = listed[0]["mentions"][0]["name"].clone();
    assert_eq!((&listed[0]["body"], &listed[0]["mentions"][0]["id"]), (&json!(body), &json!("manager-harbor")));
    let text = |text: &str| json!({"kind": "text", "text": text});
    let parts = json!([
        {"kind": "strong", "parts": [text("Please")]}, text(" look, "), {"kind": "mention", "text": name},
        text(": <b>now</b>")
    ]);
    assert_eq!(listed[0]["content"], json!([{"kind": "paragraph", "parts": parts}]));
    let told = bed.get(&theirs, &format!("{PATH}/timeline")).await.items();
    assert_eq!(told[0]["note"], listed[0]);
}

#[tokio::test]
async fn somebody_who_may_not_read_it_is_not_mentioned() {
    let bed = Bed::new().await;
    let (ours, theirs) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    let before = bed.state().await;
    let never = write(&bed, &ours, "internal", "@[nobody-at-all]").await.blind();
    assert_eq!(never.0, 422);
    for (cookie, visibility, user) in [
        // A client's own people read no internal note; another organisation's people, and whoever sees dashboards only, read none.
        (&ours, "internal", "manager-harbor"),
        (&ours, "internal", "admin-basalt"),
        (&ours, "internal", "viewer-aurora"),
        (&ours, "shared", "admin-basalt"),
        (&ours, "shared", "viewer-harbor"),
        (&ours, "shared", "viewer-aurora"),
        (&theirs, "shared", "admin-quill"),
    ] {
        let refused = write(&bed, cookie, visibility, &format!("Ask @[{user}]")).await;
        assert_eq!(refused.blind(), never, "{user}");
        assert_eq!(refused.field(), "body");
    }
    let elsewhere = json!({"visibility": "internal", "body": "Ask @[junior-aurora]"});
    let meridian = bed.post(&ours, "/c/meridian/incidents/MER-1001/notes", elsewhere.clone()).await;
    assert_eq!(meridian.status, 422, "who sees other clients only");
    assert_eq!(bed.state().await, before);
    assert_eq!(bed.post(&ours, &format!("{PATH}/notes"), elsewhere).await.status, 201);
    let code = write(&bed, &ours, "internal", "`@[nobody-at-all]`").await;
    assert_eq!((code.status, &code.json()["mentions"]), (201, &json!([])), "code mentions nobody");
}

#[tokio::test]
async fn who_can_be_mentioned_is_who_may_read_it() {
    let bed = Bed::new().await;
    let (ours, theirs) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    let of = async |cookie: &str, visibility: &str| {
        bed.get(cookie, &format!("{PATH}/mentionable?visibility={visibility}")).await
    };
    let internal = of(&ours, "internal").await.items();
    for (user, reads) in
        [("lead-aurora", true), ("junior-aurora", true), ("manager-harbor", false), ("viewer-aurora", false)]
    {
        assert_eq!(ids(&internal).contains(&user), reads, "{user}");
    }
    // Nobody is learnt of who is not among those who can be given the incident.
    for cookie in [&ours, &theirs] {
        let shared = of(cookie, "shared").await.items();
        assert_eq!(shared, bed.get(cookie, "/c/harbor/assignees").await.items());
        assert!(ids(&shared).contains(&"manager-harbor"));
    }
    let refused = of(&theirs, "internal").await;
    assert_eq!((refused.status, &refused.json()["capability"]), (403, &json!("note.internal")));
    assert_eq!(of(&ours, "everybody").await.field(), "visibility");
    let outsider = bed.sign_in("admin@basalt.example").await;
    assert_eq!(of(&outsider, "shared").await.status, 404);
}

#[tokio::test]
async fn a_mention_makes_it_unread_for_whom_it_mentions_and_nobody_else() {
    let bed = Bed::new().await;
    let ours = bed.sign_in("analyst@aurora.example").await;
    let (lead, junior) = (bed.sign_in("lead@aurora.example").await, bed.sign_in("junior@aurora.example").await);
    for cookie in [&ours, &lead, &junior] {
        bed.get(cookie, PATH).await;
        assert_eq!(unread(&bed, cookie).await, false);
    }
    bed.pass(SignedDuration::from_secs(1));
    assert_eq!(write(&bed, &ours, "internal", "@[lead-aurora] and @[analyst-aurora], look").await.status, 201);
    assert_eq!((unread(&bed, &lead).await, unread(&bed, &junior).await), (json!(true), json!(false)));
    assert_eq!(unread(&bed, &ours).await, false, "who wrote it has read it");
    bed.get(&lead, PATH).await;
    assert_eq!(unread(&bed, &lead).await, false);
}

#[tokio::test]
async fn an_internal_mention_and_a_draft_change_no_byte_of_the_clients() {
    let bed = Bed::new().await;
    let (ours, theirs) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    seen_by_the_client(&bed, &theirs).await;
    let before = seen_by_the_client(&bed, &theirs).await;
    assert_eq!(keep(&bed, &ours, "shared", "Not sent yet").await, 204);
    assert_eq!(write(&bed, &ours, "internal", "Ask @[lead-aurora]").await.status, 201);
    assert_eq!(keep(&bed, &ours, "internal", "Nor this").await, 204);
    assert_eq!(seen_by_the_client(&bed, &theirs).await, before);
}

#[tokio::test]
async fn a_draft_is_its_authors_alone_until_it_is_written() {
    let bed = Bed::new().await;
    let (ours, lead) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    assert_eq!(draft(&bed, &ours).await, Value::Null);
    assert_eq!(keep(&bed, &ours, "shared", "I have seen").await, 204);
    assert_eq!(keep(&bed, &ours, "internal", "I have seen tha").await, 204);
    let kept = json!({"visibility": "internal", "body": "I have seen tha"});
    let elsewhere = bed.another_process().await;
    assert_eq!(draft(&elsewhere, &ours).await, kept, "the last one, in whichever browser");
    assert_eq!(draft(&bed, &lead).await, Value::Null);
    let admin = bed.sign_in("admin@aurora.example").await;
    let token = bed.post(&admin, "/c/harbor/see-as", json!({"user": "analyst-aurora"})).await.json()["token"].clone();
    let see_as = [("x-see-as", token.as_str().expect("a token"))];
    let seen = bed.call(Some(&admin), "GET", &format!("{PATH}/draft"), None, &see_as).await;
    assert_eq!((seen.status, &seen.json()["draft"]), (200, &Value::Null), "not by seeing as its author either");
    assert_eq!(keep(&bed, &ours, "internal", "  ").await, 422);
    assert_eq!(draft(&bed, &ours).await, kept);

    assert_eq!(write(&bed, &lead, "internal", "Mine").await.status, 201);
    assert_eq!(draft(&bed, &ours).await, kept, "what others write leaves it");
    assert_eq!(write(&bed, &ours, "internal", "I have seen that").await.status, 201);
    assert_eq!(draft(&bed, &ours).await, Value::Null);
    assert_eq!(keep(&bed, &ours, "shared", "More").await, 204);
    for _ in 0..2 {
        assert_eq!(bed.delete(&ours, &format!("{PATH}/draft")).await.status, 204);
    }
    assert_eq!(drafts_kept(&bed).await, 0);
}

#[tokio::test]
async fn a_draft_asks_for_the_right_to_write_such_a_note_and_goes_with_its_incident() {
    let bed = Bed::new().await;
    let (ours, theirs) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    assert_eq!(keep(&bed, &theirs, "internal", "x").await, 403);
    let viewer = bed.sign_in("viewer@harbor.example").await;
    assert_eq!(keep(&bed, &viewer, "shared", "x").await, 404);
    assert_eq!(drafts_kept(&bed).await, 0);
    for (cookie, visibility) in [(&ours, "internal"), (&theirs, "shared")] {
        assert_eq!(keep(&bed, cookie, visibility, "x").await, 204);
    }
    let close = json!({"command": "close", "verdict": "benign"});
    assert_eq!(bed.command(&ours, PATH, "\"1\"", close).await.status, 200);
    bed.pass(days(25 * 31));
    assert_eq!(sweep(&bed.app.store, bed.app.now()).await.expect("swept").incidents, 1);
    assert_eq!(drafts_kept(&bed).await, 0);
}

#[tokio::test]
async fn whether_somebody_has_written_to_a_client_before_is_known_for_each() {
    let bed = Bed::new().await;
    let ours = bed.sign_in("analyst@aurora.example").await;
    let known = async |path: &str| bed.get(&ours, &format!("{path}/draft")).await.json()["has_shared"].clone();
    assert_eq!(write(&bed, &ours, "internal", "Only for us").await.status, 201);
    assert_eq!(known(PATH).await, false, "the client does not read it");
    assert_eq!(write(&bed, &ours, "shared", "For both").await.status, 201);
    assert_eq!(known("/c/harbor/incidents/HAR-1002").await, true);
    assert_eq!(known("/c/meridian/incidents/MER-1001").await, false, "another client is another matter");
    let lead = bed.sign_in("lead@aurora.example").await;
    assert_eq!(bed.get(&lead, &format!("{PATH}/draft")).await.json()["has_shared"], false);
}

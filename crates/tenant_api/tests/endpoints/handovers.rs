//! Hand-overs: one person's open incidents, offered to a colleague, and taken over as they are then.

use crate::{
    harness::{Bed, Reply},
    offboarding::gone,
};
use futures_util::future::join_all;
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::ops::Range;
use tenant_api::store::{Everywhere, handovers};
use tokio::sync::Barrier;

/// Gives incidents to a user, as the lead.
async fn give(bed: &Bed, user: &str, keys: &[&str]) {
    let lead = bed.sign_in("lead@aurora.example").await;
    for key in keys {
        let assigned = change(bed, &lead, key, json!({"command": "assign", "assignee": user})).await;
        assert_eq!(assigned.status, 200, "{key}: {:?}", assigned.body);
    }
}

fn address(key: &str) -> String {
    let client = if key.starts_with("HAR") { "harbor" } else { "meridian" };
    format!("/c/{client}/incidents/{key}")
}

/// The incident as it is, for somebody who may read it.
async fn head(bed: &Bed, cookie: &str, key: &str) -> Value {
    bed.get(cookie, &address(key)).await.json()
}

async fn change(bed: &Bed, cookie: &str, key: &str, command: Value) -> Reply {
    let version = head(bed, cookie, key).await["version"].clone();
    bed.command(cookie, &address(key), &format!("\"{version}\""), command).await
}

fn to(user: &str, keys: &[&str]) -> Value {
    let rows: Vec<_> = keys.iter().map(|key| json!({"key": key})).collect();
    json!({"to": {"kind": "person", "id": user}, "rows": rows})
}

async fn offer(bed: &Bed, cookie: &str, body: Value) -> Value {
    let offered = bed.post(cookie, "/all/handovers", body).await;
    assert_eq!(offered.status, 201, "{:?}", offered.body);
    offered.json()
}

async fn command(bed: &Bed, cookie: &str, scope: &str, id: &str, command: Value) -> Reply {
    bed.post(cookie, &format!("{scope}/handovers/{id}/commands"), command).await
}

/// Accepts rows in the versions that they have.
async fn accept(bed: &Bed, cookie: &str, scope: &str, id: &str, keys: &[&str]) -> Reply {
    let mut rows = vec![];
    for key in keys {
        rows.push(json!({"key": key, "version": head(bed, cookie, key).await["version"]}));
    }
    command(bed, cookie, scope, id, json!({"command": "accept", "rows": rows})).await
}

fn id(offered: &Value) -> String {
    offered["handover"]["id"].as_str().expect("an id").to_owned()
}

/// `HAR-1001 open`, of each row.
fn outcomes(handover: &Value) -> Vec<String> {
    told(&handover["rows"])
}

fn told(rows: &Value) -> Vec<String> {
    let word = |row: &Value, name: &str| row[name].as_str().expect("text").to_owned();
    let rows = rows.as_array().expect("rows").iter();
    rows.map(|row| format!("{} {}", word(row, "key"), word(row, "outcome"))).collect()
}

/// The hand-overs that somebody gets to know in a scope, by their rows.
async fn listed(bed: &Bed, cookie: &str, scope: &str) -> Vec<Vec<String>> {
    bed.get(cookie, &format!("{scope}/handovers")).await.items().iter().map(outcomes).collect()
}

#[tokio::test]
async fn it_is_between_two_people_and_nothing_to_anybody_else() {
    let bed = Bed::new().await;
    give(&bed, "analyst-aurora", &["HAR-1001", "HAR-1002", "MER-1001"]).await;
    let (analyst, junior) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("junior@aurora.example").await);
    let offered = offer(&bed, &analyst, to("junior-aurora", &["MER-1001", "HAR-1002", "HAR-1001", "NOW-1"])).await;
    assert_eq!(outcomes(&offered["handover"]), ["HAR-1001 open", "HAR-1002 open"]);
    assert_eq!(told(&offered["left"]), ["MER-1001 recipient", "NOW-1 missing"], "what they cannot see is left");
    let handover = &offered["handover"];
    assert_eq!((&handover["from"]["name"], &handover["to"]["name"]), (&json!("Ana Moreira"), &json!("Sam Whitfield")));
    assert_eq!(handover["expires_at"], json!("2026-11-25T09:00:00Z"));
    let id = id(&offered);
    assert_eq!(listed(&bed, &analyst, "/all").await, [["HAR-1001 open", "HAR-1002 open"]]);
    let theirs = bed.get(&junior, "/all/handovers").await.items();
    assert_eq!((theirs.len(), &theirs[0]["may_accept"]), (1, &json!(true)));
    let other = bed.another_process().await;
    assert_eq!(listed(&other, &other.sign_in("junior@aurora.example").await, "/all").await.len(), 1);

    for (who, lists) in [
        ("lead@aurora.example", 200),
        ("admin@aurora.example", 200),
        ("manager@harbor.example", 200),
        ("analyst@harbor.example", 200),
        ("admin@basalt.example", 200),
        ("admin@quill.example", 200),
        ("viewer@aurora.example", 404),
        ("viewer@harbor.example", 404),
    ] {
        let cookie = bed.sign_in(who).await;
        let list = bed.get(&cookie, "/all/handovers").await;
        assert_eq!(list.status, lists, "{who}");
        if lists == 200 {
            assert_eq!(list.items(), Vec::<Value>::new(), "{who}");
        }
        let never = command(&bed, &cookie, "/all", "0123", json!({"command": "withdraw"})).await;
        for asked in ["accept", "decline", "withdraw"] {
            let asked =
                if asked == "accept" { json!({"command": asked, "rows": []}) } else { json!({"command": asked}) };
            let refused = command(&bed, &cookie, "/all", &id, asked).await;
            assert_eq!((refused.status, refused.blind()), (404, never.blind()), "{who}");
        }
    }
    // Each of the two does their own part alone.
    assert_eq!(command(&bed, &junior, "/all", &id, json!({"command": "withdraw"})).await.status, 409);
    assert_eq!(command(&bed, &analyst, "/all", &id, json!({"command": "decline"})).await.status, 409);
    assert_eq!(accept(&bed, &analyst, "/all", &id, &["HAR-1001"]).await.status, 409);
}

#[tokio::test]
async fn what_is_taken_over_is_given_and_on_record_and_the_rest_stays_offered() {
    let bed = Bed::new().await;
    give(&bed, "analyst-aurora", &["HAR-1001", "HAR-1002", "MER-1001"]).await;
    let (analyst, lead) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    let id = id(&offer(&bed, &analyst, to("lead-aurora", &["HAR-1001", "HAR-1002", "MER-1001"])).await);
    let taken = accept(&bed, &lead, "/all", &id, &["HAR-1001", "MER-1001"]).await;
    assert_eq!(taken.status, 200, "{:?}", taken.body);
    assert_eq!(outcomes(&taken.json()), ["HAR-1001 accepted", "HAR-1002 open", "MER-1001 accepted"]);
    for (key, name) in [("HAR-1001", "João Oliveira"), ("HAR-1002", "Ana Moreira"), ("MER-1001", "João Oliveira")] {
        let head = head(&bed, &lead, key).await;
        assert_eq!((&head["assignee"]["name"], &head["status"]), (&json!(name), &json!("in_progress")), "{key}");
    }
    let entry = bed.get(&lead, "/c/harbor/incidents/HAR-1001/timeline").await.items()[0].clone();
    assert_eq!(entry["kind"], "handed_over");
    assert_eq!((&entry["by"]["name"], &entry["from"]["name"]), (&json!("João Oliveira"), &json!("Ana Moreira")));
    let manager = bed.sign_in("manager@harbor.example").await;
    let entries = bed.get(&manager, "/c/harbor/audit?action=handover_accepted").await.items();
    let contents = &entries[0]["contents"];
    let detail = json!("1 incidents, from analyst-aurora to lead-aurora");
    assert_eq!((entries.len(), &contents["detail"], &contents["subject"]), (1, &detail, &json!(id)), "its own alone");
    // Once more, and nothing comes of it.
    let again = accept(&bed, &lead, "/all", &id, &["HAR-1001"]).await.json();
    assert_eq!(outcomes(&again)[0], "HAR-1001 accepted");
    assert_eq!(head(&bed, &lead, "HAR-1001").await["version"], 3);
    // The rest is declined: its giver has it still.
    let declined = command(&bed, &lead, "/all", &id, json!({"command": "decline"})).await.json();
    assert_eq!(outcomes(&declined), ["HAR-1001 accepted", "HAR-1002 declined", "MER-1001 accepted"]);
    assert_eq!(listed(&bed, &lead, "/all").await, Vec::<Vec<String>>::new());
    assert_eq!(listed(&bed, &analyst, "/all").await.len(), 1, "its giver learns what became of it");
    assert_eq!(head(&bed, &analyst, "HAR-1002").await["assignee"]["name"], "Ana Moreira");
}

#[tokio::test]
async fn what_happened_meanwhile_is_told_row_by_row() {
    let bed = Bed::new().await;
    let keys = ["HAR-1001", "HAR-1002", "HAR-1003", "HAR-1004"];
    give(&bed, "analyst-aurora", &keys).await;
    let (analyst, lead) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    let id = id(&offer(&bed, &analyst, to("lead-aurora", &keys)).await);
    // Given to somebody else, resolved, and changed in some other way since it was seen.
    give(&bed, "admin-aurora", &["HAR-1001"]).await;
    assert_eq!(
        change(&bed, &analyst, "HAR-1002", json!({"command": "set_status", "status": "resolved"})).await.status,
        200
    );
    let mut rows = vec![];
    for key in keys {
        rows.push(json!({"key": key, "version": head(&bed, &lead, key).await["version"]}));
    }
    let raise = json!({"command": "set_priority", "priority": "critical"});
    assert_eq!(change(&bed, &analyst, "HAR-1003", raise).await.status, 200);
    let asked = json!({"command": "accept", "rows": rows});
    let taken = command(&bed, &lead, "/all", &id, asked).await.json();
    assert_eq!(
        outcomes(&taken),
        ["HAR-1001 not_theirs", "HAR-1002 state", "HAR-1003 changed", "HAR-1004 accepted"],
        "each by itself"
    );
    assert_eq!(head(&bed, &lead, "HAR-1001").await["assignee"]["name"], "Rita Kovacs");
    assert_eq!(listed(&bed, &lead, "/all").await[0][2], "HAR-1003 open", "what changed is looked at again");
    let taken = accept(&bed, &lead, "/all", &id, &["HAR-1003"]).await.json();
    assert_eq!(outcomes(&taken)[2], "HAR-1003 accepted");
}

/// Takes a row over in the version that was seen, as soon as everybody is ready.
async fn race_to_take(bed: &Bed, ready: &Barrier, cookie: &str, (id, key): (&str, &str)) -> u16 {
    ready.wait().await;
    let rows = json!([{"key": key, "version": 2}]);
    command(bed, cookie, "/all", id, json!({"command": "accept", "rows": rows})).await.status
}

/// Gives the same row, in the same version, to somebody else.
async fn race_to_give(bed: &Bed, ready: &Barrier, cookie: &str, key: &str) -> u16 {
    ready.wait().await;
    let assign = json!({"command": "assign", "assignee": "admin-aurora"});
    bed.command(cookie, &address(key), "\"2\"", assign).await.status
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_race_for_a_row_is_won_by_one_of_them() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let night = json!({"name": "Night", "members": ["lead-aurora", "junior-aurora", "admin-aurora"]});
    let night = bed.post(&admin, "/teams", night).await.json()["id"].clone();
    let analyst = bed.sign_in("analyst@aurora.example").await;
    let (lead, junior) = (bed.sign_in("lead@aurora.example").await, bed.sign_in("junior@aurora.example").await);
    let (everybody, keys) = ([&lead, &junior, &admin], ["HAR-1001", "HAR-1002", "HAR-1003", "HAR-1004"]);
    for key in keys {
        give(&bed, "analyst-aurora", &[key]).await;
        let offered = json!({"to": {"kind": "team", "id": night}, "rows": [{"key": key}]});
        let (id, ready) = (id(&offer(&bed, &analyst, offered).await), Barrier::new(2 * everybody.len()));
        let taking = join_all(everybody.map(|cookie| race_to_take(&bed, &ready, cookie, (&id, key))));
        let giving = join_all(everybody.map(|cookie| race_to_give(&bed, &ready, cookie, key)));
        let (taking, giving) = tokio::join!(taking, giving);
        assert_eq!(taking, [200; 3], "{key}: each is told what became of it");
        assert!(giving.iter().all(|status| matches!(status, 200 | 412)), "{key}: {giving:?}");
        let timeline = bed.get(&admin, &format!("{}/timeline", address(key))).await.items();
        let taken = timeline.iter().filter(|entry| entry["kind"] == "handed_over").count();
        let given = giving.iter().filter(|status| **status == 200).count();
        let version = head(&bed, &admin, key).await["version"].clone();
        assert_eq!((taken + given, version), (1, json!(3)), "{key}: one change and not two");
    }
}

/// Hand-overs of Aurora's analyst to its lead that stand, each of one incident, the later ones newer.
async fn stand(bed: &Bed, ids: Range<u32>, (client, number): (&str, i64)) {
    let mut write = bed.app.store.write(&Everywhere).await.expect("the writer");
    let now_ms = bed.app.now().as_millisecond();
    for n in ids {
        let id = format!("{n:032x}");
        let insert = "INSERT INTO handovers (owner_id, handover_id, from_id, to_kind, to_id, offered_at, expires_at) \
                      VALUES ('aurora', $1, 'analyst-aurora', 'person', 'lead-aurora', $2, $3)";
        let insert = sqlx::query(insert).bind(&id).bind(now_ms + i64::from(n)).bind(now_ms + 3_600_000);
        insert.execute(&mut *write).await.expect("inserted");
        let row = sqlx::query("INSERT INTO handover_rows (client_id, handover_id, number) VALUES ($1, $2, $3)");
        row.bind(client).bind(&id).bind(number).execute(&mut *write).await.expect("inserted");
    }
    write.commit().await.expect("committed");
}

#[tokio::test]
async fn a_list_is_cut_after_what_is_not_in_it_and_goes_on() {
    let bed = Bed::new().await;
    stand(&bed, 0..1, ("harbor", 1001)).await;
    stand(&bed, 1..151, ("meridian", 1001)).await;
    let lead = bed.sign_in("lead@aurora.example").await;
    assert_eq!(listed(&bed, &lead, "/c/harbor").await, [["HAR-1001 open"]], "however many newer ones are elsewhere");
    let ids = |reply: &Reply| {
        reply.items().iter().map(|one| one["id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    let page = bed.get(&lead, "/all/handovers").await;
    let cursor = page.json()["next_cursor"].as_str().expect("there are more").to_owned();
    let rest = bed.get(&lead, &format!("/all/handovers?limit=200&cursor={cursor}")).await;
    assert_eq!(rest.json()["next_cursor"], Value::Null);
    let all = [ids(&page), ids(&rest)].concat();
    assert_eq!(all, (0..151).rev().map(|n| format!("{n:032x}")).collect::<Vec<_>>(), "each once, newest first");
    let analyst = bed.sign_in("analyst@aurora.example").await;
    for (cookie, scope) in [(&analyst, "/all"), (&lead, "/c/meridian")] {
        let refused = bed.get(cookie, &format!("{scope}/handovers?cursor={cursor}")).await;
        assert_eq!(refused.status, 400, "{scope}: it is one reader's and one scope's");
    }
}

#[tokio::test]
async fn one_persons_stand_in_no_greater_number_whatever_scope_they_are_offered_in() {
    let bed = Bed::new().await;
    give(&bed, "analyst-aurora", &["HAR-1001"]).await;
    let analyst = bed.sign_in("analyst@aurora.example").await;
    stand(&bed, 0..50, ("meridian", 1001)).await;
    let body = to("lead-aurora", &["HAR-1001"]);
    for scope in ["/all", "/c/harbor"] {
        let refused = bed.post(&analyst, &format!("{scope}/handovers"), body.clone()).await;
        assert_eq!(refused.status, 409, "{scope}: {:?}", refused.body);
    }
    let last = format!("{:032x}", 49);
    assert_eq!(command(&bed, &analyst, "/all", &last, json!({"command": "withdraw"})).await.status, 200);
    assert_eq!(bed.post(&analyst, "/c/harbor/handovers", body).await.status, 201, "what is withdrawn stands no more");
}

#[tokio::test]
async fn a_line_is_an_internal_note_and_stands_nowhere_else() {
    let bed = Bed::new().await;
    give(&bed, "analyst-aurora", &["HAR-1001", "HAR-1002"]).await;
    let (analyst, lead) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    let line = "Waits for the owner of db-canary-04";
    let mut body = to("lead-aurora", &["HAR-1001", "HAR-1002"]);
    body["rows"][0]["line"] = json!(line);
    let reply = bed.post(&analyst, "/all/handovers", body).await;
    assert_eq!(reply.status, 201, "{:?}", reply.body);
    let id = id(&reply.json());
    let mut answers = vec![reply, bed.get(&analyst, "/all/handovers").await, bed.get(&lead, "/all/handovers").await];
    let notes = async |cookie: &str| bed.get(cookie, "/c/harbor/incidents/HAR-1001/notes").await.items();
    let note = notes(&lead).await[0].clone();
    let expected = (json!(line), json!("internal"), json!("Ana Moreira"));
    assert_eq!((note["body"].clone(), note["visibility"].clone(), note["author"]["name"].clone()), expected);
    let manager = bed.sign_in("manager@harbor.example").await;
    assert_eq!(notes(&manager).await, Vec::<Value>::new(), "nothing for the client");
    assert_eq!(head(&bed, &lead, "HAR-1001").await["version"], 2, "and no change");
    answers.push(accept(&bed, &lead, "/all", &id, &["HAR-1001"]).await);
    answers.push(command(&bed, &lead, "/all", &id, json!({"command": "decline"})).await);
    for answer in answers {
        assert!(!String::from_utf8_lossy(&answer.body).contains("canary"), "{:?}", answer.body);
    }
    assert_eq!(notes(&analyst).await.len(), 1, "once");

    for wrong in ["", "  ", "two\nlines", &"x".repeat(281)] {
        let mut body = to("lead-aurora", &["HAR-1002"]);
        body["rows"][0]["line"] = json!(wrong);
        assert_eq!(bed.post(&analyst, "/all/handovers", body).await.field(), "rows.line", "{wrong}");
    }
}

#[tokio::test]
async fn only_colleagues_who_can_have_them_are_offered_them() {
    let bed = Bed::new().await;
    give(&bed, "analyst-aurora", &["HAR-1001", "MER-1001"]).await;
    let analyst = bed.sign_in("analyst@aurora.example").await;
    let candidates = bed.get(&analyst, "/all/handovers/recipients").await.items();
    let people = candidates.iter().filter(|one| one["to"]["kind"] == "person");
    let told: Vec<_> = people.map(|one| (&one["to"]["name"], &one["clients"])).collect();
    let (both, harbor) = (json!(["harbor", "meridian"]), json!(["harbor"]));
    let expected = [(json!("João Oliveira"), &both), (json!("Rita Kovacs"), &both), (json!("Sam Whitfield"), &harbor)];
    assert_eq!(told, expected.iter().map(|(name, clients)| (name, *clients)).collect::<Vec<_>>());
    let in_meridian = bed.get(&analyst, "/c/meridian/handovers/recipients").await.items();
    let people = in_meridian.iter().filter(|one| one["to"]["kind"] == "person");
    assert_eq!(people.count(), 2, "of the scope's clients");
    let refused = async |user: &str| bed.post(&analyst, "/all/handovers", to(user, &["HAR-1001"])).await;
    let nobody = refused("nobody-at-all").await;
    assert_eq!(nobody.field(), "to");
    for user in ["analyst-aurora", "viewer-aurora", "manager-harbor", "analyst-harbor", "admin-basalt", "admin-quill"] {
        assert_eq!(refused(user).await.blind(), nobody.blind(), "{user}");
    }
    let mut team = to("lead-aurora", &["HAR-1001"]);
    team["to"]["kind"] = json!("somebody_else");
    assert_eq!(bed.post(&analyst, "/all/handovers", team).await.field(), "to");
    // Nothing of one's own, the same twice, or nothing at all.
    let wrong = [to("lead-aurora", &["HAR-1002"]), to("lead-aurora", &["HAR-1001"; 2]), to("lead-aurora", &[])];
    for body in wrong {
        assert_eq!(bed.post(&analyst, "/all/handovers", body).await.field(), "rows");
    }
    let many: Vec<String> = (1..=201).map(|number| format!("HAR-{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(bed.post(&analyst, "/all/handovers", to("lead-aurora", &many)).await.field(), "rows");
    // What is offered already is not offered twice.
    offer(&bed, &analyst, to("lead-aurora", &["HAR-1001"])).await;
    let second = offer(&bed, &analyst, to("admin-aurora", &["HAR-1001", "MER-1001"])).await;
    assert_eq!(told_of(&second), (vec!["MER-1001 open".to_owned()], vec!["HAR-1001 offered".to_owned()]));
}

#[tokio::test]
async fn what_is_offered_to_a_team_is_for_whoever_of_it_takes_it() {
    let bed = Bed::new().await;
    give(&bed, "analyst-aurora", &["HAR-1001", "HAR-1002", "MER-1001"]).await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let night = json!({"name": "Night watch", "members": ["analyst-aurora", "junior-aurora", "lead-aurora"]});
    let night = bed.post(&admin, "/teams", night).await.json()["id"].as_str().expect("an id").to_owned();
    let lonely = json!({"name": "Alone", "members": ["analyst-aurora"]});
    let lonely = bed.post(&admin, "/teams", lonely).await.json()["id"].as_str().expect("an id").to_owned();
    let analyst = bed.sign_in("analyst@aurora.example").await;
    let candidates = bed.get(&analyst, "/all/handovers/recipients").await.items();
    let teams = candidates.iter().filter(|one| one["to"]["kind"] == "team");
    let named: Vec<_> = teams.map(|one| (one["to"]["name"].clone(), one["clients"].clone())).collect();
    assert!(named.contains(&(json!("Night watch"), json!(["harbor", "meridian"]))), "{named:?}");
    assert!(named.iter().all(|(name, _)| name != "Alone"), "nobody of it but oneself");
    let mut body = to(&lonely, &["HAR-1001"]);
    body["to"]["kind"] = json!("team");
    assert_eq!(bed.post(&analyst, "/all/handovers", body).await.field(), "to");
    let mut body = to(&night, &["HAR-1001", "HAR-1002", "MER-1001"]);
    body["to"]["kind"] = json!("team");
    let offered = offer(&bed, &analyst, body).await;
    let id = id(&offered);
    assert_eq!((&offered["handover"]["to"]["name"], outcomes(&offered["handover"]).len()), (&json!("Night watch"), 3));
    // Its giver is of it too, and takes nothing over from themselves.
    assert_eq!(accept(&bed, &analyst, "/all", &id, &["HAR-1001"]).await.status, 409);
    let (junior, lead) = (bed.sign_in("junior@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    assert_eq!(listed(&bed, &junior, "/all").await, [["HAR-1001 open", "HAR-1002 open"]], "what each may see");
    assert_eq!(command(&bed, &junior, "/all", &id, json!({"command": "decline"})).await.status, 409);
    assert_eq!(outcomes(&accept(&bed, &junior, "/all", &id, &["HAR-1001"]).await.json())[0], "HAR-1001 accepted");
    let taken = accept(&bed, &lead, "/all", &id, &["HAR-1001", "MER-1001"]).await.json();
    assert_eq!(outcomes(&taken), ["HAR-1001 accepted", "HAR-1002 open", "MER-1001 accepted"]);
    let head = head(&bed, &lead, "HAR-1001").await;
    let has_it = (&head["assignee"]["name"], &head["assignee_group"]["name"]);
    assert_eq!(has_it, (&json!("Sam Whitfield"), &json!("Night watch")));
    // Whoever is not of the team, or no more, gets to know nothing of it.
    assert_eq!(command(&bed, &admin, "/all", &id, json!({"command": "withdraw"})).await.status, 404);
    let path = format!("/teams/{night}");
    assert_eq!(bed.patch(&admin, &path, json!({"members": ["lead-aurora"]})).await.status, 200);
    let junior = bed.sign_in("junior@aurora.example").await;
    assert_eq!(listed(&bed, &junior, "/all").await, Vec::<Vec<String>>::new());
    assert_eq!(accept(&bed, &junior, "/all", &id, &["HAR-1002"]).await.status, 404);
    let (analyst, lead) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    assert_eq!(bed.delete(&admin, &path).await.status, 204);
    assert_eq!(listed(&bed, &lead, "/all").await, Vec::<Vec<String>>::new());
    let withdrawn = command(&bed, &analyst, "/all", &id, json!({"command": "withdraw"})).await.json();
    assert_eq!(outcomes(&withdrawn)[1], "HAR-1002 withdrawn", "its giver has it back all the same");
}

fn told_of(offered: &Value) -> (Vec<String>, Vec<String>) {
    (outcomes(&offered["handover"]), told(&offered["left"]))
}

#[tokio::test]
async fn a_clients_own_people_hand_over_among_themselves_and_without_a_line() {
    let bed = Bed::new().await;
    give(&bed, "analyst-harbor", &["HAR-1001", "HAR-1002"]).await;
    let (tom, carla) = (bed.sign_in("analyst@harbor.example").await, bed.sign_in("manager@harbor.example").await);
    let candidates = bed.get(&tom, "/all/handovers/recipients").await.items();
    assert_eq!(candidates.len(), 1, "nobody of its MSP: {candidates:?}");
    let mut body = to("manager-harbor", &["HAR-1001", "HAR-1002"]);
    body["rows"][1]["line"] = json!("Call the plant");
    let offered = offer(&bed, &tom, body).await;
    assert_eq!(told_of(&offered), (vec!["HAR-1001 open".to_owned()], vec!["HAR-1002 capability".to_owned()]));
    let taken = accept(&bed, &carla, "/c/harbor", &id(&offered), &["HAR-1001"]).await;
    assert_eq!(outcomes(&taken.json()), ["HAR-1001 accepted"], "who can be given it can take it");
    let lead = bed.sign_in("lead@aurora.example").await;
    assert_eq!(listed(&bed, &lead, "/all").await, Vec::<Vec<String>>::new());
}

#[tokio::test]
async fn a_scope_is_about_its_own_rows_and_no_others() {
    let bed = Bed::new().await;
    give(&bed, "analyst-aurora", &["HAR-1001", "MER-1001"]).await;
    let (analyst, lead) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    let id = id(&offer(&bed, &analyst, to("lead-aurora", &["HAR-1001", "MER-1001"])).await);
    assert_eq!(listed(&bed, &lead, "/c/harbor").await, [["HAR-1001 open"]]);
    assert_eq!(listed(&bed, &lead, "/c/cedar").await, Vec::<Vec<String>>::new());
    assert_eq!(command(&bed, &lead, "/c/cedar", &id, json!({"command": "decline"})).await.status, 404);
    let taken = accept(&bed, &lead, "/c/harbor", &id, &["HAR-1001", "MER-1001"]).await.json();
    assert_eq!(outcomes(&taken), ["HAR-1001 accepted"]);
    assert_eq!(listed(&bed, &lead, "/all").await, [["HAR-1001 accepted", "MER-1001 open"]]);
    assert_eq!(command(&bed, &analyst, "/c/harbor", &id, json!({"command": "withdraw"})).await.status, 200);
    assert_eq!(listed(&bed, &analyst, "/all").await, [["HAR-1001 accepted", "MER-1001 open"]]);
}

#[tokio::test]
async fn it_is_withdrawn_or_expires_and_is_forgotten() {
    let bed = Bed::new().await;
    give(&bed, "analyst-aurora", &["HAR-1001", "HAR-1002"]).await;
    let (analyst, lead) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    let first = id(&offer(&bed, &analyst, to("lead-aurora", &["HAR-1001"])).await);
    let withdrawn = command(&bed, &analyst, "/all", &first, json!({"command": "withdraw"})).await.json();
    assert_eq!(outcomes(&withdrawn), ["HAR-1001 withdrawn"]);
    let late = accept(&bed, &lead, "/all", &first, &["HAR-1001"]).await;
    assert_eq!((late.status, outcomes(&late.json())), (200, vec!["HAR-1001 withdrawn".to_owned()]));
    assert_eq!(head(&bed, &lead, "HAR-1001").await["assignee"]["name"], "Ana Moreira");

    bed.pass(SignedDuration::from_secs(1));
    let second = id(&offer(&bed, &analyst, to("lead-aurora", &["HAR-1001", "HAR-1002"])).await);
    bed.pass(SignedDuration::from_hours(24));
    let (analyst, lead) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    assert_eq!(accept(&bed, &lead, "/all", &second, &["HAR-1001"]).await.status, 409);
    assert_eq!(listed(&bed, &lead, "/all").await, Vec::<Vec<String>>::new());
    assert_eq!(listed(&bed, &analyst, "/all").await[0], ["HAR-1001 expired", "HAR-1002 expired"]);
    let again = offer(&bed, &analyst, to("lead-aurora", &["HAR-1001"])).await;
    assert_eq!(outcomes(&again["handover"]), ["HAR-1001 open"], "what has expired is offered anew");
    let kept = async || {
        handovers::forget(&bed.app.store, bed.app.now()).await.expect("forgotten");
        rows_kept(&bed, "handovers").await
    };
    assert_eq!(kept().await, 3);
    bed.pass(SignedDuration::from_hours(25));
    assert_eq!(kept().await, 1, "a day after");
    assert_eq!(rows_kept(&bed, "handover_rows").await, 1);
}

async fn rows_kept(bed: &Bed, table: &str) -> i64 {
    let count = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}")));
    count.fetch_one(&mut *bed.app.store.read(&Everywhere).await.expect("a reader")).await.expect("a count")
}

#[tokio::test]
async fn whoever_lost_the_right_meanwhile_hands_over_and_takes_over_nothing() {
    let bed = Bed::new().await;
    give(&bed, "analyst-aurora", &["HAR-1001", "HAR-1002"]).await;
    let (analyst, junior) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("junior@aurora.example").await);
    let id = id(&offer(&bed, &analyst, to("junior-aurora", &["HAR-1001", "HAR-1002"])).await);
    let admin = bed.sign_in("admin@aurora.example").await;
    let narrow = async |profile: &str, removed: Value| {
        let path = format!("/c/harbor/profiles/{profile}");
        assert_eq!(bed.patch(&admin, &path, json!({"added": [], "removed": removed})).await.status, 200);
    };
    // Who it is offered to sees nothing of the client any more: it is not there.
    let all = ["overview.read", "queue.read", "incident.read", "incident.assign"];
    narrow("aurora-junior", json!(all)).await;
    assert_eq!(listed(&bed, &junior, "/all").await, Vec::<Vec<String>>::new());
    assert_eq!(command(&bed, &junior, "/all", &id, json!({"command": "decline"})).await.status, 404);
    narrow("aurora-junior", json!([])).await;
    // Who gives may give nothing there any more.
    narrow("aurora-analyst", json!(["incident.assign"])).await;
    let refused = bed.post(&analyst, "/all/handovers", to("lead-aurora", &["HAR-1001"])).await;
    assert_eq!(refused.status, 422);
    let taken = accept(&bed, &junior, "/all", &id, &["HAR-1001"]).await;
    assert_eq!(outcomes(&taken.json()), ["HAR-1001 capability", "HAR-1002 open"]);
    narrow("aurora-analyst", json!([])).await;
    // Who gives has left.
    assert_eq!(bed.patch(&admin, "/users/analyst-aurora", json!({"command": "suspend"})).await.status, 200);
    let taken = accept(&bed, &junior, "/all", &id, &["HAR-1002"]).await;
    assert_eq!(outcomes(&taken.json()), ["HAR-1001 capability", "HAR-1002 capability"]);
    assert_eq!(head(&bed, &junior, "HAR-1002").await["assignee"]["name"], "Ana Moreira");
}

#[tokio::test]
async fn a_client_that_is_deleted_takes_its_rows_along() {
    let bed = Bed::new().await;
    give(&bed, "analyst-aurora", &["HAR-1001", "MER-1001"]).await;
    give(&bed, "analyst-harbor", &["HAR-1002"]).await;
    let analyst = bed.sign_in("analyst@aurora.example").await;
    offer(&bed, &analyst, to("lead-aurora", &["HAR-1001", "MER-1001"])).await;
    let tom = bed.sign_in("analyst@harbor.example").await;
    offer(&bed, &tom, to("manager-harbor", &["HAR-1002"])).await;
    gone(&bed, "harbor").await;
    assert_eq!((rows_kept(&bed, "handover_rows").await, rows_kept(&bed, "handovers").await), (1, 1));
}

//! Teams: named sets of an organisation's people, given incidents as a person is.

use crate::{
    bulk::worked,
    harness::{Bed, Reply},
    people::{join, standing},
};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::{sync::Barrier, time::timeout};

const NIGHT: &str = "team:night-shift";

/// Harbor's incident of this number, which nobody has changed.
fn incident(number: u32) -> String {
    format!("/c/harbor/incidents/HAR-{number}")
}

async fn give(bed: &Bed, cookie: &str, number: u32, version: u64, assignee: Value) -> Reply {
    let command = json!({"command": "assign", "assignee": assignee});
    bed.command(cookie, &incident(number), &format!("\"{version}\""), command).await
}

/// Its status, who has it, and its team.
fn stands(head: &Value) -> (&str, Option<&str>, Option<&str>) {
    let status = head["status"].as_str().expect("a status");
    (status, head["assignee"]["id"].as_str(), head["assignee_group"]["name"].as_str())
}

async fn made(bed: &Bed, cookie: &str, name: &str, members: Value) -> String {
    let reply = bed.post(cookie, "/teams", json!({"name": name, "members": members})).await;
    assert_eq!(reply.status, 201, "{:?}", reply.body);
    reply.json()["id"].as_str().expect("an id").to_owned()
}

async fn keys(bed: &Bed, cookie: &str, assignee: &str) -> Vec<String> {
    let filter = format!("assignee={assignee}&sort=client");
    let facets = bed.get(cookie, &format!("/all/queue/facets?assignee={assignee}")).await.json();
    let keys = bed.get(cookie, &format!("/all/queue?{filter}")).await.keys();
    assert_eq!(facets["total"], keys.len(), "{assignee}");
    for sort in ["breach", "priority", "severity", "created", "updated"] {
        let mut sorted = bed.get(cookie, &format!("/all/queue?assignee={assignee}&sort={sort}")).await.keys();
        sorted.sort();
        let mut all = keys.clone();
        all.sort();
        assert_eq!(sorted, all, "{assignee} by {sort}");
    }
    keys
}

#[tokio::test]
async fn a_team_is_of_its_organisations_people() {
    let bed = Bed::new().await;
    let (admin, lead) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    let twice = json!(["lead-aurora", "lead-aurora"]);
    let id = made(&bed, &admin, " Ports ", twice).await;
    assert!(id.starts_with("ports-"), "{id}");
    let listed = bed.get(&admin, "/teams").await.items();
    let names: Vec<_> = listed.iter().map(|team| team["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["Day shift", "Night shift", "Ports"]);
    assert_eq!(listed[2]["members"].as_array().expect("members").len(), 1);
    let session = bed.get(&lead, "/session").await.json();
    assert_eq!(session["own_teams"], json!(["day-shift", id]));
    assert_eq!(session["teams"][1], json!({"id": "night-shift", "name": "Night shift"}));
    let path = format!("/teams/{id}");
    for stranger in ["admin-basalt", "analyst-harbor", "nobody-at-all"] {
        let refused = bed.patch(&admin, &path, json!({"members": [stranger]})).await;
        assert_eq!((refused.status, refused.field().as_str()), (422, "members"), "{stranger}");
    }
    assert_eq!(bed.post(&admin, "/teams", json!({"name": " ", "members": []})).await.field(), "name");
    let changed = bed.patch(&admin, &path, json!({"name": "Harbours", "members": []})).await.json();
    assert_eq!((&changed["name"], &changed["members"]), (&json!("Harbours"), &json!([])));
    assert_eq!(bed.get(&lead, "/session").await.json()["own_teams"], json!(["day-shift"]));
    assert_eq!(bed.get(&lead, "/teams").await.status, 404, "who is in which is for whoever administers them");
    assert_eq!(bed.delete(&admin, &path).await.status, 204);
    let told = bed.audited("aurora").await;
    for action in ["team_added", "team_changed", "team_removed"] {
        assert!(told.iter().any(|line| line.contains(action)), "{action}: {told:?}");
    }
}

#[tokio::test]
async fn another_organisations_team_is_as_if_it_were_not_there() {
    let bed = Bed::new().await;
    let (admin, basalt) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("admin@basalt.example").await);
    let theirs = made(&bed, &basalt, "Foundry", json!(["admin-basalt"])).await;
    let change = json!({"name": "Mine"});
    let nothing = bed.patch(&admin, "/teams/nothing", change.clone()).await.blind();
    assert_eq!(bed.patch(&admin, &format!("/teams/{theirs}"), change).await.blind(), nothing);
    let nothing = bed.delete(&admin, "/teams/nothing").await.blind();
    assert_eq!(bed.delete(&admin, &format!("/teams/{theirs}")).await.blind(), nothing);
    let nothing = give(&bed, &admin, 1001, 1, json!("team:nothing")).await;
    let foreign = give(&bed, &admin, 1001, 1, json!(format!("team:{theirs}"))).await;
    assert_eq!((foreign.status, foreign.field().as_str()), (422, "assignee"));
    assert_eq!(foreign.blind(), nothing.blind());
    let view = |team: &str| json!({"name": "x", "visibility": "mine", "filter": {"assignee": format!("team:{team}")}});
    let nothing = bed.post(&admin, "/views", view("nothing")).await;
    let foreign = bed.post(&admin, "/views", view(&theirs)).await;
    assert_eq!((foreign.status, foreign.blind()), (422, nothing.blind()));
    assert_eq!(keys(&bed, &admin, &format!("team:{theirs}")).await, Vec::<String>::new());
    let names = |reply: &Reply| reply.items().iter().map(|team| team["name"].clone()).collect::<Vec<_>>();
    assert_eq!(names(&bed.get(&basalt, "/c/ember/teams").await), ["Foundry"]);
    assert_eq!(bed.get(&basalt, "/teams").await.items().len(), 1);
}

/// As of the MSP's people: names, where they stand on an incident of one's own and among those who can be given it.
#[tokio::test]
async fn a_client_sees_of_its_msps_teams_their_names() {
    let bed = Bed::new().await;
    let (ana, tom) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("analyst@harbor.example").await);
    let here = bed.get(&tom, "/c/harbor/teams").await.items();
    let night = json!({"id": "night-shift", "name": "Night shift", "organisation": "Aurora Managed Security"});
    assert_eq!(
        here,
        [json!({"id": "day-shift", "name": "Day shift", "organisation": "Aurora Managed Security"}), night]
    );
    assert_eq!(give(&bed, &ana, 1001, 1, json!(NIGHT)).await.status, 200);
    assert_eq!(stands(&bed.get(&tom, &incident(1001)).await.json()), ("new", None, Some("Night shift")));
    let of_night = async |cookie: &str| {
        let listed = bed.get(cookie, "/c/harbor/queue?assignee=team:night-shift&limit=100").await.items();
        listed.iter().any(|row| row["key"] == "HAR-1001")
    };
    assert!(of_night(&tom).await && of_night(&ana).await);
    assert_eq!(give(&bed, &ana, 1001, 2, json!("analyst-aurora")).await.status, 200);
    let read = bed.get(&ana, &incident(1001)).await.json();
    assert_eq!(stands(&read), ("in_progress", Some("analyst-aurora"), Some("Night shift")));
    let read = bed.get(&tom, &incident(1001)).await.json();
    assert_eq!(stands(&read), ("in_progress", Some("analyst-aurora"), None), "not who is in it");
    assert!(of_night(&ana).await && !of_night(&tom).await);
    let session = bed.get(&tom, "/session").await.json();
    assert_eq!((&session["teams"], &session["own_teams"]), (&json!([]), &json!([])));
    for email in ["manager@harbor.example", "viewer@harbor.example", "analyst@harbor.example"] {
        let cookie = bed.sign_in(email).await;
        assert_eq!(bed.get(&cookie, "/teams").await.status, 404, "{email}");
        let made = bed.post(&cookie, "/teams", json!({"name": "Ours", "members": []})).await;
        assert_eq!(made.status, 404, "{email}");
    }
    let quill = bed.sign_in("admin@quill.example").await;
    assert_eq!(bed.get(&quill, "/c/quill/teams").await.items(), Vec::<Value>::new());
    let own = made(&bed, &quill, "Newsroom", json!(["admin-quill"])).await;
    let own = json!({"command": "assign", "assignee": format!("team:{own}")});
    assert_eq!(bed.command(&quill, "/c/quill/incidents/QUI-1001", "\"1\"", own).await.status, 200);
}

#[tokio::test]
async fn who_takes_it_keeps_the_team_where_they_are_one_of_it() {
    let bed = Bed::new().await;
    let (ana, lead) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    let given = give(&bed, &lead, 1002, 1, json!(NIGHT)).await;
    assert_eq!((given.status, stands(&given.json())), (200, ("new", None, Some("Night shift"))));
    let start = json!({"command": "set_status", "status": "in_progress"});
    assert_eq!(bed.command(&lead, &incident(1002), "\"2\"", start).await.status, 409, "nobody has begun it");
    let taken = give(&bed, &ana, 1002, 2, json!("analyst-aurora")).await.json();
    assert_eq!(stands(&taken), ("in_progress", Some("analyst-aurora"), Some("Night shift")));
    let others = give(&bed, &ana, 1002, 3, json!("lead-aurora")).await.json();
    assert_eq!(stands(&others), ("in_progress", Some("lead-aurora"), None));
    let back = give(&bed, &lead, 1002, 4, json!(NIGHT)).await.json();
    assert_eq!(stands(&back), ("in_progress", None, Some("Night shift")), "what was begun stays so");
    let nobodys = give(&bed, &lead, 1002, 5, Value::Null).await.json();
    assert_eq!(stands(&nobodys), ("in_progress", None, None));
    let timeline = bed.get(&ana, &format!("{}/timeline", incident(1002))).await.items();
    let told: Vec<_> = timeline.iter().map(|entry| (entry["kind"].as_str().expect("a kind"), &entry["team"])).collect();
    assert_eq!(told[1], ("assigned_to_team", &json!("Night shift")));
    assert_eq!(told.iter().filter(|(kind, _)| *kind == "assigned_to_team").count(), 2);

    give(&bed, &lead, 1003, 1, json!(NIGHT)).await;
    let close = json!({"command": "close", "verdict": "benign"});
    assert_eq!(bed.command(&lead, &incident(1003), "\"2\"", close).await.status, 200);
    let reopened = bed.command(&lead, &incident(1003), "\"3\"", json!({"command": "reopen", "reason": "again"})).await;
    assert_eq!(stands(&reopened.json()), ("in_progress", Some("lead-aurora"), None), "reopening takes it");
}

#[tokio::test]
async fn a_filter_finds_what_a_team_has_and_what_nobody_of_mine_has_taken() {
    let bed = Bed::new().await;
    let (ana, lead) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    for number in [1001, 1004, 1006] {
        give(&bed, &lead, number, 1, json!(NIGHT)).await;
    }
    give(&bed, &lead, 1005, 1, json!("team:day-shift")).await;
    give(&bed, &ana, 1004, 2, json!("analyst-aurora")).await;
    assert_eq!(keys(&bed, &ana, NIGHT).await, ["HAR-1006", "HAR-1004", "HAR-1001"]);
    assert_eq!(keys(&bed, &ana, "my_teams").await, ["HAR-1006", "HAR-1005", "HAR-1001"]);
    assert_eq!(keys(&bed, &lead, "my_teams").await, ["HAR-1005"]);
    assert_eq!(keys(&bed, &bed.sign_in("admin@aurora.example").await, "my_teams").await, Vec::<String>::new());
    assert!(keys(&bed, &ana, "nobody").await.contains(&"HAR-1006".to_owned()), "no person has it");
    let view = json!({"name": "Night", "visibility": "team", "filter": {"assignee": NIGHT}});
    let view = bed.post(&lead, "/views", view).await;
    assert_eq!((view.status, &view.json()["filter"]["assignee"]), (201, &json!(NIGHT)));
}

#[tokio::test]
async fn many_are_given_to_a_team_at_once_and_taken_back() {
    let bed = Bed::new().await;
    let ana = bed.sign_in("analyst@aurora.example").await;
    give(&bed, &ana, 1003, 1, json!("analyst-aurora")).await;
    let rows = json!({"kind": "rows", "rows": [{"key": "HAR-1001", "version": 1}, {"key": "HAR-1003", "version": 2},
        {"key": "MER-1001", "version": 1}]});
    let bulk = json!({"what": {"command": "assign", "assignee": NIGHT}, "over": rows});
    let begun = bed.post(&ana, "/all/queue/bulk", bulk).await.json();
    assert_eq!(begun["what"]["assignee"], json!(NIGHT));
    worked(&bed).await;
    let path = format!("/all/queue/bulk/{}", begun["id"].as_str().expect("an id"));
    assert_eq!(bed.get(&ana, &path).await.json()["done"], 3);
    assert_eq!(keys(&bed, &ana, "my_teams").await, ["HAR-1003", "HAR-1001", "MER-1001"]);
    assert_eq!(bed.call(Some(&ana), "POST", &format!("{path}/undo"), None, &[]).await.status, 200);
    worked(&bed).await;
    assert_eq!(keys(&bed, &ana, NIGHT).await, Vec::<String>::new());
    let head = bed.get(&ana, &incident(1003)).await.json();
    assert_eq!(stands(&head), ("in_progress", Some("analyst-aurora"), None));
}

#[tokio::test]
async fn what_a_removed_team_had_is_nobodys_again() {
    let bed = Bed::new().await;
    let (admin, ana) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("analyst@aurora.example").await);
    for number in [1001, 1002, 1003] {
        give(&bed, &ana, number, 1, json!(NIGHT)).await;
    }
    give(&bed, &ana, 1002, 2, json!("analyst-aurora")).await;
    let close = json!({"command": "close", "verdict": "benign"});
    assert_eq!(bed.command(&ana, &incident(1003), "\"2\"", close).await.status, 200);
    for (name, assignee) in [("Night", NIGHT), ("Day", "team:day-shift")] {
        let view = json!({"name": name, "visibility": "mine", "filter": {"assignee": assignee}});
        assert_eq!(bed.post(&ana, "/views", view).await.status, 201);
    }
    assert_eq!(bed.delete(&admin, "/teams/night-shift").await.status, 204);
    let (waiting, taken) = (bed.get(&ana, &incident(1001)).await.json(), bed.get(&ana, &incident(1002)).await.json());
    assert_eq!((stands(&waiting), waiting["version"].as_u64()), (("new", None, None), Some(3)));
    assert_eq!(stands(&taken), ("in_progress", Some("analyst-aurora"), None));
    assert_eq!(taken["version"], 3, "nobody changed it");
    let timeline = bed.get(&ana, &format!("{}/timeline", incident(1001))).await.items();
    assert_eq!((&timeline[0]["by"]["name"], &timeline[0]["assignee"]), (&json!("Rita Kovacs"), &Value::Null));
    assert_eq!(timeline[1]["team"], "Night shift", "what it was called");
    let views = bed.get(&ana, "/views").await.items();
    assert_eq!(views.iter().map(|view| &view["name"]).collect::<Vec<_>>(), ["Day"]);
    assert_eq!(keys(&bed, &ana, NIGHT).await, Vec::<String>::new());
    assert_eq!(give(&bed, &ana, 1001, 3, json!(NIGHT)).await.status, 422);
}

/// What is undone comes back as it was, but to no team that is no more.
#[tokio::test]
async fn what_a_team_had_that_was_removed_since_is_undone_to_nobody() {
    let bed = Bed::new().await;
    let (admin, ana) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("analyst@aurora.example").await);
    give(&bed, &ana, 1001, 1, json!(NIGHT)).await;
    let rows = json!([{"key": "HAR-1001", "version": 2}, {"key": "HAR-1002", "version": 1}]);
    let what = json!({"command": "assign", "assignee": "team:day-shift"});
    let bulk = json!({"what": what, "over": {"kind": "rows", "rows": rows}});
    let begun = bed.post(&ana, "/all/queue/bulk", bulk).await.json();
    worked(&bed).await;
    assert_eq!(keys(&bed, &ana, "team:day-shift").await.len(), 2);
    assert_eq!(bed.delete(&admin, "/teams/night-shift").await.status, 204);
    let path = format!("/all/queue/bulk/{}", begun["id"].as_str().expect("an id"));
    assert_eq!(bed.call(Some(&ana), "POST", &format!("{path}/undo"), None, &[]).await.status, 200);
    worked(&bed).await;
    let told = bed.get(&ana, &path).await.json();
    assert_eq!((&told["state"], &told["failed"], &told["failures"]), (&json!("undone"), &json!(0), &json!([])));
    for number in [1001, 1002] {
        assert_eq!(stands(&bed.get(&ana, &incident(number)).await.json()), ("new", None, None), "{number}");
    }
}

/// Gives one incident to the team again and again, until there is no such team; what the last time was answered.
async fn keep_giving(bed: &Bed, ready: &Barrier, cookie: &str, number: u32) -> u16 {
    ready.wait().await;
    loop {
        let version = bed.get(cookie, &incident(number)).await.json()["version"].as_u64().expect("a version");
        let status = give(bed, cookie, number, version, json!(NIGHT)).await.status;
        if !matches!(status, 200 | 412) {
            return status;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_team_is_removed_whole_while_it_is_being_given_incidents() {
    let bed = Bed::new().await;
    let (admin, ana) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("analyst@aurora.example").await);
    give(&bed, &ana, 1001, 1, json!(NIGHT)).await;
    let ready = Barrier::new(5);
    let removing = async {
        ready.wait().await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        bed.delete(&admin, "/teams/night-shift").await.status
    };
    let given = |number| keep_giving(&bed, &ready, &ana, number);
    let all = async { tokio::join!(removing, given(1001), given(1002), given(1003), given(1004)) };
    let ended = timeout(Duration::from_secs(60), all).await.expect("it comes to an end");
    assert_eq!(ended, (204, 422, 422, 422, 422), "it goes, and from then on there is no such team");
    for number in 1001..=1004 {
        assert_eq!(stands(&bed.get(&ana, &incident(number)).await.json()), ("new", None, None), "{number}");
    }
}

/// It is its organisation's act: what its remover does not see is given back as well, and nothing tells them where that was.
#[tokio::test]
async fn a_removed_team_gives_back_what_its_remover_does_not_see_and_names_it_nowhere() {
    let bed = Bed::new().await;
    let (admin, ana) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("analyst@aurora.example").await);
    let nothing = bed.post(&admin, "/profiles", json!({"name": "Nothing", "capabilities": []})).await.json();
    let mut invite = standing("second@aurora.example", "aurora-administrator");
    invite["grants"]["clients"] = json!([{"client": "cedar", "profile": nothing["id"]}]);
    let (id, second) = join(&bed, &admin, "/users", invite).await;
    let cedars = "/c/cedar/incidents/CED-1001";
    let assign = json!({"command": "assign", "assignee": NIGHT});
    assert_eq!(bed.command(&ana, cedars, "\"1\"", assign).await.status, 200);
    assert_eq!(bed.get(&second, cedars).await.status, 404);
    let removed = bed.delete(&second, "/teams/night-shift").await;
    assert_eq!((removed.status, removed.body.len()), (204, 0));
    assert_eq!(stands(&bed.get(&ana, cedars).await.json()), ("new", None, None));
    let entry = bed.get(&ana, &format!("{cedars}/timeline")).await.items()[0].clone();
    let told = (&entry["kind"], &entry["by"]["id"]);
    assert_eq!(told, (&json!("assigned"), &json!(id)), "who did it is told where it was");
    let record = bed.get(&second, "/audit?action=team_removed").await;
    assert_eq!(record.items().len(), 1);
    for reply in [record, bed.get(&second, "/all/audit?action=team_removed").await] {
        let said = String::from_utf8_lossy(&reply.body).to_lowercase();
        assert!(reply.status == 200 && !said.contains("cedar") && !said.contains("ced-"), "{said}");
    }
}

//! Playbooks and tasks: who gets to know of which, who answers what, and what holds back closing.

use crate::harness::{Bed, Reply, finding};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tenant_api::ingest;
use wire::session::ClientId;

const PATH: &str = "/c/harbor/incidents/HAR-1001";

/// What a step says where nothing else is said.
fn step(text: &str, more: Value) -> Value {
    let mut step = json!({"phase": "containment", "text": text, "owner": "msp"});
    for (name, value) in more.as_object().expect("fields") {
        step[name] = value.clone();
    }
    step
}

/// A question to the client.
fn question(text: &str) -> Value {
    step(text, json!({"owner": "client", "approval": true, "mandatory": true, "due_min": 60}))
}

async fn add(bed: &Bed, cookie: &str, path: &str, step: Value) -> Reply {
    bed.post(cookie, &format!("{path}/tasks"), json!({"task": step})).await
}

/// The id of the task that asks for this.
async fn id(bed: &Bed, cookie: &str, path: &str, text: &str) -> String {
    let tasks = bed.get(cookie, &format!("{path}/tasks")).await.items();
    let task =
        tasks.iter().find(|task| task["text"] == text).unwrap_or_else(|| panic!("{text} is not among {tasks:?}"));
    task["id"].as_str().expect("an id").to_owned()
}

async fn answer(bed: &Bed, cookie: &str, path: &str, id: &str, command: Value) -> Reply {
    bed.patch(cookie, &format!("{path}/tasks/{id}"), command).await
}

async fn close(bed: &Bed, cookie: &str, path: &str) -> Reply {
    let version = bed.get(cookie, path).await.json()["version"].clone();
    bed.command(cookie, path, &format!("\"{version}\""), json!({"command": "close", "verdict": "benign"})).await
}

/// Why closing is not offered.
async fn held_back(bed: &Bed, cookie: &str, path: &str) -> Value {
    let head = bed.get(cookie, path).await.json();
    let offers = head["actions"].as_array().expect("offers");
    offers.iter().find(|offer| offer["action"] == "close").expect("an offer")["refusal"].clone()
}

/// A playbook that every incident of the organisation begins with.
async fn playbook(bed: &Bed, cookie: &str, name: &str, steps: Value) -> String {
    let categories: Vec<_> = wire::vocabulary::Category::ALL.iter().map(|category| category.caption()).collect();
    let made = bed.post(cookie, "/playbooks", json!({"name": name, "categories": categories, "steps": steps})).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    made.json()["id"].as_str().expect("an id").to_owned()
}

/// Another incident of a client; its key.
async fn opened(bed: &Bed, client: &str, name: &str) -> String {
    let body = finding(name, name, 4).to_string();
    let answer = ingest::take(&bed.app.store, &ClientId(client.into()), body.as_bytes(), || bed.app.now()).await;
    answer.expect("taken").incidents[0].0.clone()
}

#[tokio::test]
async fn each_side_answers_its_own_and_a_mandatory_task_holds_back_closing() {
    let bed = Bed::new().await;
    let (ours, theirs) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("analyst@harbor.example").await);
    let none = json!({"open": 0, "mandatory_open": 0, "due_at": null, "changes": 0, "may_add": true});
    assert_eq!(bed.get(&ours, PATH).await.json()["tasks"], none);
    assert_eq!(bed.get(&theirs, PATH).await.json()["tasks"]["may_add"], false);
    bed.pass(SignedDuration::from_mins(1));
    let added = add(&bed, &ours, PATH, question("May we isolate it?")).await;
    assert_eq!(added.status, 201, "{:?}", added.body);
    let task = added.json()["items"][0].clone();
    assert_eq!((&task["state"], &task["answer"]), (&json!("open"), &Value::Null));
    assert_eq!(task["due_at"], "2026-11-24T09:30:00Z", "an hour after it was created, half an hour ago");
    assert_eq!(task["may"], json!(["skip", "record"]));
    let asked = id(&bed, &theirs, PATH, "May we isolate it?").await;
    let theirs_to_do = bed.get(&theirs, &format!("{PATH}/tasks")).await.items()[0]["may"].clone();
    assert_eq!(theirs_to_do, json!(["skip", "approve", "decline"]));
    for cookie in [&ours, &theirs] {
        assert_eq!(held_back(&bed, cookie, PATH).await, json!({"why": "tasks_open", "count": 1}));
        let refused = close(&bed, cookie, PATH).await;
        assert_eq!((refused.status, refused.problem()), (409, "not_allowed".into()));
        let allowed = refused.json()["allowed"].clone();
        assert!(!allowed.as_array().expect("a list").contains(&json!("close")), "{allowed}");
    }
    // Nothing of it is a version, and all of it is news.
    let head = bed.get(&theirs, PATH).await.json();
    assert_eq!((&head["version"], &head["updated_at"]), (&json!(1), &json!("2026-11-24T09:01:00Z")));

    let not_ours = answer(&bed, &ours, PATH, &asked, json!({"command": "approve"})).await;
    assert_eq!((not_ours.status, not_ours.problem()), (409, "conflict".into()), "{:?}", not_ours.body);
    assert_eq!(answer(&bed, &theirs, PATH, &asked, json!({"command": "done"})).await.field(), "command");
    let approved = answer(&bed, &theirs, PATH, &asked, json!({"command": "approve"})).await;
    assert_eq!(approved.status, 200, "{:?}", approved.body);
    assert_eq!(
        (&approved.json()["state"], &approved.json()["answer"]["by"]["name"]),
        (&json!("approved"), &json!("Tom Achebe"))
    );
    assert_eq!(answer(&bed, &theirs, PATH, &asked, json!({"command": "approve"})).await.status, 409, "once");
    assert_eq!(held_back(&bed, &ours, PATH).await, Value::Null);

    // One's own: done, opened again by whoever works it, and skipped with a reason.
    assert_eq!(add(&bed, &ours, PATH, step("Block the address", json!({"mandatory": true}))).await.status, 201);
    let block = id(&bed, &ours, PATH, "Block the address").await;
    assert_eq!(answer(&bed, &theirs, PATH, &block, json!({"command": "done"})).await.status, 409);
    assert_eq!(answer(&bed, &ours, PATH, &block, json!({"command": "done"})).await.status, 200);
    assert_eq!(answer(&bed, &ours, PATH, &block, json!({"command": "reopen"})).await.json()["answer"], Value::Null);
    assert_eq!(close(&bed, &ours, PATH).await.status, 409);
    assert_eq!(answer(&bed, &ours, PATH, &block, json!({"command": "skip", "reason": " "})).await.field(), "reason");
    let skipped = answer(&bed, &ours, PATH, &block, json!({"command": "skip", "reason": "it is gone"})).await;
    assert_eq!(skipped.json()["answer"]["reason"], "it is gone");
    let closed = close(&bed, &ours, PATH).await;
    assert_eq!((closed.status, &closed.json()["tasks"]["open"]), (200, &json!(0)), "{:?}", closed.body);
    for refused in [
        add(&bed, &ours, PATH, step("Too late", json!({}))).await,
        answer(&bed, &ours, PATH, &block, json!({"command": "reopen"})).await,
    ] {
        assert_eq!(refused.status, 409, "a closed incident's tasks stay");
    }
    let timeline = bed.get(&theirs, &format!("{PATH}/timeline?show=changes")).await.items();
    let told = timeline.iter().rev().filter(|entry| entry["kind"] == "tasked").map(|entry| entry["did"].clone());
    assert_eq!(json!(told.collect::<Vec<_>>()), json!(["added", "approved", "added", "done", "reopened", "skipped"]));
}

#[tokio::test]
async fn what_was_said_by_phone_is_written_down_with_who_said_it() {
    let bed = Bed::new().await;
    let (ours, theirs) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("analyst@harbor.example").await);
    add(&bed, &ours, PATH, question("May we isolate it?")).await;
    let asked = id(&bed, &ours, PATH, "May we isolate it?").await;
    let record = |outcome: &str, told_by: &str| json!({"command": "record", "outcome": outcome, "told_by": told_by});
    assert_eq!(
        answer(&bed, &theirs, PATH, &asked, record("approved", "Carla")).await.status,
        409,
        "they answer themselves"
    );
    assert_eq!(answer(&bed, &ours, PATH, &asked, record("done", "Carla")).await.field(), "outcome");
    assert_eq!(answer(&bed, &ours, PATH, &asked, record("declined", "")).await.field(), "told_by");
    let told = answer(&bed, &ours, PATH, &asked, record("declined", "Carla Nyström, by phone")).await.json();
    assert_eq!((&told["state"], &told["answer"]["told_by"]), (&json!("declined"), &json!("Carla Nyström, by phone")));
    assert_eq!(told["answer"]["by"]["name"], "Ana Moreira");
    assert_eq!(close(&bed, &ours, PATH).await.status, 200, "it is answered, if by no");
    let entries = bed.get(&theirs, &format!("{PATH}/timeline")).await.items();
    let entry = entries.iter().find(|entry| entry["did"] == "declined").expect("it is told");
    assert_eq!((&entry["told_by"], &entry["by"]["name"]), (&json!("Carla Nyström, by phone"), &json!("Ana Moreira")));
}

/// Everything that the client's analyst, who may close, gets of it.
async fn seen(bed: &Bed, cookie: &str) -> Vec<(u16, Vec<String>, String)> {
    let mut seen = vec![];
    for path in ["", "/tasks", "/timeline", "/notes"] {
        seen.push(bed.get(cookie, &format!("{PATH}{path}")).await.blind());
    }
    for path in ["/c/harbor/queue?sort=updated", "/all/queue/rows?keys=HAR-1001", "/c/harbor/overview/operational"] {
        seen.push(bed.get(cookie, path).await.blind());
    }
    seen
}

#[tokio::test]
async fn an_internal_step_changes_no_byte_of_the_clients() {
    let bed = Bed::new().await;
    let (ours, theirs) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("analyst@harbor.example").await);
    let junior = bed.sign_in("junior@aurora.example").await;
    assert_eq!(add(&bed, &ours, PATH, step("For both", json!({}))).await.status, 201);
    seen(&bed, &theirs).await;
    let before = seen(&bed, &theirs).await;
    bed.pass(SignedDuration::from_secs(1));
    let internal = json!({"internal": true, "mandatory": true, "due_min": 5});
    assert_eq!(add(&bed, &ours, PATH, step("Only for us", internal)).await.status, 201);
    let task = id(&bed, &junior, PATH, "Only for us").await;
    for command in [
        json!({"command": "done"}),
        json!({"command": "reopen"}),
        json!({"command": "skip", "reason": "no"}),
        json!({"command": "reopen"}),
    ] {
        assert_eq!(answer(&bed, &ours, PATH, &task, command).await.status, 200);
    }
    // The clock stands in every list and dashboard: what is compared is of the same moment.
    bed.pass(SignedDuration::from_secs(-1));
    assert_eq!(seen(&bed, &theirs).await, before);

    assert_eq!(bed.get(&ours, PATH).await.json()["tasks"]["mandatory_open"], 1);
    assert_eq!(held_back(&bed, &ours, PATH).await, json!({"why": "tasks_open", "count": 1}));
    assert_eq!(held_back(&bed, &theirs, PATH).await, Value::Null, "nobody learns of it by what it holds back");
    let entries = bed.get(&ours, &format!("{PATH}/timeline")).await.items();
    assert_eq!(entries.iter().filter(|entry| entry["internal"] == true).count(), 5);
    let never = answer(&bed, &theirs, PATH, "0123", json!({"command": "done"})).await.blind();
    assert_eq!(answer(&bed, &theirs, PATH, &task, json!({"command": "done"})).await.blind(), never);
    let of_the_client = step("What is theirs is told", json!({"internal": true, "owner": "client"}));
    assert_eq!(add(&bed, &ours, PATH, of_the_client).await.field(), "task");
}

#[tokio::test]
async fn a_task_is_of_its_own_incident_and_its_own_client() {
    let bed = Bed::new().await;
    let ours = bed.sign_in("analyst@aurora.example").await;
    let (other, elsewhere) = ("/c/harbor/incidents/HAR-1002", "/c/meridian/incidents/MER-1001");
    assert_eq!(add(&bed, &ours, PATH, step("Here", json!({}))).await.status, 201);
    let here = id(&bed, &ours, PATH, "Here").await;
    let never = answer(&bed, &ours, other, "0123", json!({"command": "done"})).await;
    assert_eq!(never.status, 404);
    for path in [other, elsewhere] {
        assert_eq!(answer(&bed, &ours, path, &here, json!({"command": "done"})).await.blind(), never.blind(), "{path}");
        assert_eq!(bed.get(&ours, &format!("{path}/tasks")).await.items(), Vec::<Value>::new(), "{path}");
        assert_eq!(bed.get(&ours, path).await.json()["tasks"]["changes"], 0, "{path}");
    }
    assert_eq!(answer(&bed, &ours, PATH, &here, json!({"command": "done"})).await.status, 200);
}

#[tokio::test]
async fn incidents_begin_with_their_playbook_and_are_given_one_by_hand_once() {
    let bed = Bed::new().await;
    let (admin, ours) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("analyst@aurora.example").await);
    let theirs = bed.sign_in("analyst@harbor.example").await;
    let steps = json!([
        step("Look who else has it", json!({"phase": "identification", "due_min": 30})),
        step("Ask the other desk", json!({"phase": "preparation", "internal": true})),
        question("May we isolate it?"),
    ]);
    let playbook = playbook(&bed, &admin, "For everything", steps).await;
    let tasks = bed.get(&ours, &format!("{PATH}/tasks")).await.items();
    assert!(tasks.is_empty(), "what was there before has none: {tasks:?}");
    let key = opened(&bed, "harbor", "newcomer").await;
    let path = format!("/c/harbor/incidents/{key}");
    let texts = async |cookie: &str, path: &str| {
        let tasks = bed.get(cookie, &format!("{path}/tasks")).await.items();
        json!(tasks.iter().map(|task| task["text"].clone()).collect::<Vec<_>>())
    };
    let all = json!(["Ask the other desk", "Look who else has it", "May we isolate it?"]);
    let shared = json!(["Look who else has it", "May we isolate it?"]);
    assert_eq!((texts(&ours, &path).await, texts(&theirs, &path).await), (all.clone(), shared.clone()), "by phase");
    assert_eq!(bed.get(&theirs, &path).await.json()["tasks"]["due_at"], "2026-11-24T09:30:00Z");
    let ember = bed.sign_in("admin@basalt.example").await;
    let elsewhere = opened(&bed, "ember", "newcomer").await;
    assert_eq!(texts(&ember, &format!("/c/ember/incidents/{elsewhere}")).await, json!([]), "another MSP's have none");

    let offered = bed.get(&ours, "/c/harbor/playbooks").await.items();
    assert_eq!(json!(offered), json!([{"id": playbook, "name": "For everything"}]));
    assert_eq!(bed.get(&theirs, "/c/harbor/playbooks").await.items(), Vec::<Value>::new());
    let apply =
        async |cookie: &str, id: &str| bed.post(cookie, &format!("{PATH}/tasks"), json!({"playbook": id})).await;
    assert_eq!(apply(&theirs, &playbook).await.status, 409, "whoever looks after the client adds its tasks");
    assert_eq!(apply(&ours, "never-was").await.field(), "playbook");
    assert_eq!(apply(&ours, &playbook).await.status, 201);
    assert_eq!(apply(&ours, &playbook).await.status, 409, "once");
    assert_eq!((texts(&ours, PATH).await, texts(&theirs, PATH).await), (all, shared));
    let told = async |cookie: &str| {
        let entries = bed.get(cookie, &format!("{PATH}/timeline?show=changes")).await.items();
        let told = entries.iter().filter(|entry| entry["kind"] == "tasked").map(|entry| entry["count"].clone());
        json!(told.collect::<Vec<_>>())
    };
    assert_eq!((told(&ours).await, told(&theirs).await), (json!([1, 2]), json!([2])), "and each of what it is told");

    // Removed, it begins nothing more, and what it has begun stays.
    assert_eq!(bed.delete(&admin, &format!("/playbooks/{playbook}")).await.status, 204);
    let key = opened(&bed, "harbor", "latecomer").await;
    assert_eq!(texts(&ours, &format!("/c/harbor/incidents/{key}")).await, json!([]));
    assert_eq!(texts(&ours, &path).await.as_array().expect("a list").len(), 3);
    let audited = bed.audited("aurora").await;
    for action in ["playbook_added", "playbook_removed"] {
        assert!(audited.iter().any(|known| known == action), "{action}: {audited:?}");
    }
}

#[tokio::test]
async fn what_one_client_has_approved_beforehand_is_asked_of_the_others() {
    let bed = Bed::new().await;
    let (admin, ours) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("analyst@aurora.example").await);
    let mut given = question("May we isolate it?");
    given["preauthorised"] = json!(["harbor"]);
    let playbook = playbook(&bed, &admin, "Isolation", json!([step("Look", json!({})), given])).await;
    for (client, state, held) in [("harbor", "approved", 0), ("meridian", "open", 1)] {
        let key = opened(&bed, client, "newcomer").await;
        let path = format!("/c/{client}/incidents/{key}");
        let task = bed.get(&ours, &format!("{path}/tasks")).await.items()[1].clone();
        assert_eq!((&task["state"], &task["answer"]["by"]), (&json!(state), &Value::Null), "{client}");
        assert_eq!(bed.get(&ours, &path).await.json()["tasks"]["mandatory_open"], held, "{client}");
    }
    // A step that is put in before it takes nobody's approval.
    let steps = json!([question("May we look?"), step("Look", json!({})), question("May we isolate it?")]);
    let path = format!("/playbooks/{playbook}");
    assert_eq!(bed.patch(&admin, &path, json!({"steps": steps})).await.status, 200);
    let kept = bed.get(&admin, "/playbooks").await.items()[0]["steps"].clone();
    assert!(kept.as_array().expect("steps").iter().all(|step| step["preauthorised"] == json!([])), "{kept}");
    assert_eq!(bed.patch(&admin, &path, json!({"name": "Another"})).await.json()["steps"], kept, "the rest stays");
}

#[tokio::test]
async fn a_playbook_is_its_organisations_and_says_what_can_be_done() {
    let bed = Bed::new().await;
    let (aurora, basalt) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("admin@basalt.example").await);
    let id = playbook(&bed, &aurora, "Ours", json!([step("Look", json!({}))])).await;
    let never = bed.patch(&basalt, "/playbooks/never-was", json!({"name": "Theirs"})).await;
    assert_eq!(bed.patch(&basalt, &format!("/playbooks/{id}"), json!({"name": "Theirs"})).await.blind(), never.blind());
    assert_eq!(bed.delete(&basalt, &format!("/playbooks/{id}")).await.blind(), never.blind());
    let other = "/c/ember/incidents/EMB-1001/tasks";
    assert_eq!(bed.post(&basalt, other, json!({"playbook": id})).await.field(), "playbook");
    let lead = bed.sign_in("lead@aurora.example").await;
    assert_eq!(bed.get(&lead, "/playbooks").await.status, 404, "whoever administers no clients sees none");
    let with = |fields: Value| {
        let mut playbook = json!({"name": "Mine", "categories": ["phishing"], "steps": [step("Look", json!({}))]});
        for (name, value) in fields.as_object().expect("fields") {
            playbook[name] = value.clone();
        }
        playbook
    };
    for (fields, field) in [
        (json!({"name": " "}), "name"),
        (json!({"categories": ["nonsense"]}), "categories"),
        (json!({"steps": []}), "steps"),
        (json!({"steps": [step("", json!({}))]}), "steps"),
        (json!({"steps": [step("Look", json!({"phase": "nonsense"}))]}), "steps"),
        (json!({"steps": [step("Look", json!({"preauthorised": ["harbor"]}))]}), "steps"),
        (
            json!({"steps": [step("Ask", json!({"approval": true, "owner": "client", "preauthorised": ["ember"]}))]}),
            "steps",
        ),
        (
            json!({"steps": [step("Ask", json!({"approval": true, "owner": "client", "preauthorised": ["nowhere"]}))]}),
            "steps",
        ),
    ] {
        assert_eq!(bed.post(&aurora, "/playbooks", with(fields.clone())).await.field(), field, "{fields}");
    }
    assert_eq!(bed.get(&aurora, "/playbooks").await.items().len(), 1, "and none of them was kept");
    // A client that looks after itself has its own, and answers for both sides.
    let quill = bed.sign_in("admin@quill.example").await;
    playbook(&bed, &quill, "Quill's", json!([question("May we isolate it?")])).await;
    let path = format!("/c/quill/incidents/{}", opened(&bed, "quill", "newcomer").await);
    let asked = self::id(&bed, &quill, &path, "May we isolate it?").await;
    assert_eq!(answer(&bed, &quill, &path, &asked, json!({"command": "approve"})).await.status, 200);
}

#[tokio::test]
async fn whoever_may_not_work_it_reads_its_tasks_and_does_nothing_to_them() {
    let bed = Bed::new().await;
    let (ours, manager) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    add(&bed, &ours, PATH, question("May we isolate it?")).await;
    let asked = id(&bed, &manager, PATH, "May we isolate it?").await;
    assert_eq!(bed.get(&manager, &format!("{PATH}/tasks")).await.items()[0]["may"], json!([]));
    for refused in [
        answer(&bed, &manager, PATH, &asked, json!({"command": "approve"})).await,
        add(&bed, &manager, PATH, step("Mine", json!({}))).await,
    ] {
        assert_eq!((refused.status, &refused.json()["capability"]), (403, &json!("incident.set_status")));
    }
    let both = json!({"playbook": "x", "task": step("Look", json!({}))});
    for body in [json!({}), both] {
        assert_eq!(bed.post(&ours, &format!("{PATH}/tasks"), body).await.field(), "task");
    }
}

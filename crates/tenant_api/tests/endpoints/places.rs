//! Where every operation is tried: its path for what is somebody's own, for what is somebody else's, and for what never was.

use crate::{
    devices::device,
    harness::Bed,
    people::{join, standing},
    portal::{partner, with},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tenant_api::store::silences;
use wire::silence::{DAYS_MAX, NewSilence};

/// One address, and whether nothing was ever there.
pub(crate) struct Target {
    pub(crate) path: String,
    pub(crate) never_existed: bool,
    client: &'static str,
}

impl Target {
    /// Where there is nothing, for anybody.
    pub(crate) fn nothing() -> Self {
        Self { path: "/nothing".to_owned(), never_existed: true, client: "harbor" }
    }
}

/// The client that is deleted where the table is made, after an incident of it was there.
pub(crate) const DELETED: &str = "lumen";
/// Clients with an incident: the caller's own, their MSP's other, another MSP's, a deleted one, and none.
const CLIENTS: [(&str, &str); 5] = [
    ("harbor", "HAR-1001"),
    ("meridian", "MER-1001"),
    ("ember", "EMB-1001"),
    (DELETED, "LUM-1001"),
    ("nowhere", "NOW-1001"),
];

/// Things to point at in two organisations and their clients, made so that pointing at them does not change who asks.
pub(crate) struct Places {
    /// People who never come in: of Aurora, Harbor, Basalt.
    users: [String; 3],
    /// Groups of Aurora and of Basalt: to keep, and to remove.
    groups: [[String; 2]; 2],
    /// Teams of Aurora and of Basalt: to keep, and to remove.
    teams: [[String; 2]; 2],
    /// Playbooks of Aurora and of Basalt: to keep, and to remove.
    playbooks: [[String; 2]; 2],
    /// Keys of Harbor, Meridian and Ember.
    keys: [String; 3],
    /// Partners of Aurora and of Basalt.
    partners: [String; 2],
    /// Views of Aurora's and of Basalt's team.
    views: [String; 2],
    /// Hand-overs of Aurora's administrator, of incidents of Harbor and Meridian, and of Basalt's, of one of Ember.
    handovers: [String; 2],
    /// Silences of Harbor, Meridian and Ember, by their MSPs' administrators.
    silences: [String; 3],
    /// Wallboards of Aurora and of Basalt that no screen shows.
    devices: [String; 2],
    /// Bulks of Aurora's and of Basalt's administrator, by where they were made.
    bulks: BTreeMap<&'static str, String>,
    made: u32,
}

impl Places {
    pub(crate) async fn new(bed: &Bed) -> Self {
        let (aurora, basalt) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("admin@basalt.example").await);
        let person = |email: &str| json!({"email": email, "name": "Spare", "grants": {"standing": null, "groups": [], "clients": []}});
        let in_harbor = json!({"email": "spare@harbor.example", "name": "Spare", "profile": "harbor-dashboards"});
        let key = json!({"name": "spare"});
        let group = json!({"name": "Spare", "clients": []});
        let team = json!({"name": "Spare", "members": []});
        let playbook = playbook();
        let made = async |cookie: &str, path: &str, body: &Value, field: &str| {
            let reply = bed.post(cookie, path, body.clone()).await;
            assert_eq!(reply.status, 201, "{path}: {:?}", reply.body);
            reply.json()[field].as_str().expect("an id").to_owned()
        };
        let wall = async |cookie: &str| {
            let reply = bed.post(cookie, "/devices", device()).await;
            reply.json()["device"]["id"].as_str().expect("an id").to_owned()
        };
        let mut bulks = BTreeMap::new();
        let own = ["/all", "/g/gold", "/c/harbor", "/c/meridian"].map(|scope| (&aurora, scope));
        for (cookie, scope) in own.into_iter().chain(["/g/industry", "/c/ember"].map(|scope| (&basalt, scope))) {
            bulks.insert(scope, made(cookie, &format!("{scope}/queue/bulk"), &bulk(), "id").await);
        }
        for incident in
            ["/c/harbor/incidents/HAR-1003", "/c/harbor/incidents/HAR-1004", "/c/meridian/incidents/MER-1003"]
        {
            let take = json!({"command": "assign", "assignee": "admin-aurora"});
            assert_eq!(bed.command(&aurora, incident, "\"1\"", take).await.status, 200, "{incident}");
        }
        let offered = async |cookie: &str, body: Value| {
            let offered = bed.post(cookie, "/all/handovers", body).await;
            assert_eq!(offered.status, 201, "{:?}", offered.body);
            offered.json()["handover"]["id"].as_str().expect("an id").to_owned()
        };
        let (colleague, _) =
            join(bed, &basalt, "/users", standing("colleague@basalt.example", "basalt-administrator")).await;
        let take = json!({"command": "assign", "assignee": "admin-basalt"});
        assert_eq!(bed.command(&basalt, "/c/ember/incidents/EMB-1002", "\"1\"", take).await.status, 200);
        let handovers = [
            offered(&aurora, handover("lead-aurora", &["HAR-1003", "MER-1003"])).await,
            offered(&basalt, handover(&colleague, &["EMB-1002"])).await,
        ];
        for (cookie, client) in [(&aurora, "harbor"), (&aurora, "meridian"), (&basalt, "ember")] {
            let asked = bed.post(cookie, &format!("/c/{client}/requests"), request()).await;
            assert_eq!(asked.status, 201, "{client}: {:?}", asked.body);
        }
        Self {
            bulks,
            handovers,
            users: [
                made(&aurora, "/users", &person("spare@aurora.example"), "user").await,
                made(&aurora, "/c/harbor/users", &in_harbor, "user").await,
                made(&basalt, "/users", &person("spare@basalt.example"), "user").await,
            ],
            groups: [
                [made(&aurora, "/groups", &group, "id").await, made(&aurora, "/groups", &group, "id").await],
                [made(&basalt, "/groups", &group, "id").await, made(&basalt, "/groups", &group, "id").await],
            ],
            teams: [
                [made(&aurora, "/teams", &team, "id").await, made(&aurora, "/teams", &team, "id").await],
                [made(&basalt, "/teams", &team, "id").await, made(&basalt, "/teams", &team, "id").await],
            ],
            playbooks: [
                [
                    made(&aurora, "/playbooks", &playbook, "id").await,
                    made(&aurora, "/playbooks", &playbook, "id").await,
                ],
                [
                    made(&basalt, "/playbooks", &playbook, "id").await,
                    made(&basalt, "/playbooks", &playbook, "id").await,
                ],
            ],
            keys: [
                made(&aurora, "/c/harbor/ingest-keys", &key, "id").await,
                made(&aurora, "/c/meridian/ingest-keys", &key, "id").await,
                made(&basalt, "/c/ember/ingest-keys", &key, "id").await,
            ],
            partners: [
                made(&aurora, "/embed/partners", &partner(), "id").await,
                made(&basalt, "/embed/partners", &with(partner(), json!({"clients": ["ember"]})), "id").await,
            ],
            views: [
                made(&aurora, "/views", &view("Spare"), "id").await,
                made(&basalt, "/views", &view("Spare"), "id").await,
            ],
            silences: [
                silence(bed, "admin-aurora", "harbor").await,
                silence(bed, "admin-aurora", "meridian").await,
                silence(bed, "admin-basalt", "ember").await,
            ],
            devices: [wall(&aurora).await, wall(&basalt).await],
            made: 0,
        }
    }

    /// Where an operation is tried, what never existed last.
    pub(crate) fn targets(&self, method: &str, pattern: &str) -> Vec<Target> {
        if pattern.contains("{client}") {
            return (0..CLIENTS.len()).map(|place| self.in_client(pattern, place)).collect();
        }
        let never = |count: usize| "00000000000000000000000000000000".chars().take(count).collect::<String>();
        let to_remove = usize::from(method == "DELETE");
        let of = |[ours, theirs]: &[[String; 2]; 2]| [ours[to_remove].clone(), theirs[to_remove].clone(), never(8)];
        let (name, ids) = match pattern.split(['{', '}']).nth(1) {
            Some("group") if pattern.starts_with("/g/") => ("{group}", ["gold".into(), "industry".into(), never(8)]),
            Some("group") => ("{group}", of(&self.groups)),
            Some("team") => ("{team}", of(&self.teams)),
            Some("playbook") => ("{playbook}", of(&self.playbooks)),
            Some("user") => ("{user}", [self.users[0].clone(), self.users[2].clone(), never(32)]),
            Some("profile") => ("{profile}", ["aurora-junior".into(), "basalt-administrator".into(), never(32)]),
            Some("view") => ("{view}", [self.views[0].clone(), self.views[1].clone(), never(32)]),
            Some("device") => ("{device}", [self.devices[0].clone(), self.devices[1].clone(), never(32)]),
            Some("handover") => ("{handover}", [self.handovers[0].clone(), self.handovers[1].clone(), never(32)]),
            Some("token") => ("{token}", [never(32), never(31), never(30)]),
            Some("partner") => ("{partner}", [self.partners[0].clone(), self.partners[1].clone(), never(16)]),
            // Of one's own, or one answer for everybody.
            _ => {
                let pattern = pattern.replace("/bulk/{id}", &format!("/bulk/{}", self.bulk("/all")));
                let parts = pattern.split('/').map(|part| if part.starts_with('{') { "0123" } else { part });
                let path = with_query(&parts.collect::<Vec<_>>().join("/"));
                return vec![Target { path, never_existed: false, client: "harbor" }];
            }
        };
        let target = |(place, id): (usize, String)| Target {
            path: with_query(
                &pattern
                    .replace(name, &id)
                    .replace("{key}", "0123")
                    .replace("{handover}", &self.handovers[place.min(1)])
                    .replace("{id}", self.bulk(&format!("/g/{id}"))),
            ),
            never_existed: place == 2,
            client: "harbor",
        };
        ids.into_iter().enumerate().map(target).collect()
    }

    /// One that was made there, or none.
    fn bulk(&self, scope: &str) -> &str {
        self.bulks.get(scope).map_or("00000000000000000000000000000000", String::as_str)
    }

    fn in_client(&self, pattern: &str, place: usize) -> Target {
        let (client, incident) = CLIENTS[place];
        // The first that was asked in it, or one of its incidents.
        let asked = format!("{}-R1", &incident[..3]);
        let key = if pattern.contains("/requests/") { asked.as_str() } else { incident };
        let profiles = ["harbor-dashboards", "aurora-junior", "basalt-administrator", "aurora-junior", "aurora-junior"];
        let path = pattern
            .replace("/bulk/{id}", &format!("/bulk/{}", self.bulk(&format!("/c/{client}"))))
            .replace("{client}", client)
            .replace("{key}", key)
            .replace("{receipt}", "0123")
            .replace("{request}", "0123")
            .replace("{task}", "0123")
            .replace("{artifact}", "0123")
            .replace("{handover}", &self.handovers[usize::from(client == "ember")])
            .replace("{silence}", if place > 2 { "0123" } else { &self.silences[place] })
            // Of Harbor; in the other clients it is somebody else's.
            .replace("{user}", &self.users[1])
            .replace("{profile}", profiles[place])
            .replace("{id}", &self.keys[place.min(2)]);
        Target { path: with_query(&path), never_existed: place == 4, client }
    }

    /// What is sent there: something that could be done, new each time where it has to be.
    pub(crate) fn body(&mut self, method: &str, target: &Target) -> Option<Value> {
        self.made += 1;
        let n = self.made;
        let path = target.path.split('?').next().expect("a path");
        let last = path.rsplit('/').next().expect("a part");
        let in_client = path.starts_with("/c/");
        let profile = if target.client == "ember" { "basalt-administrator" } else { "harbor-dashboards" };
        let grants = json!({"standing": null, "groups": [], "clients": []});
        Some(match (method, last) {
            ("GET" | "DELETE", _) | ("POST", "invitation" | "close" | "presence" | "undo" | "artifacts") => {
                return None;
            }
            // Without a reason: it is seen who could, and nothing is done.
            ("POST", "exports") => json!({"reason": ""}),
            ("PATCH", "retention") => json!({"command": "place_hold", "reason": ""}),
            ("PATCH", "offboarding") => json!({"command": "ask", "reason": ""}),
            ("POST", "bulk") => bulk(),
            ("POST", "handovers") => handover("lead-aurora", &["HAR-1004"]),
            ("POST", "commands") => json!({"command": "withdraw"}),
            ("POST", "agreement") => json!({"agree": true}),
            ("PUT", "draft") => json!({"visibility": "shared", "body": "A dra"}),
            ("POST", "notes") => json!({"visibility": "shared", "body": "A note"}),
            ("POST", "requests") => request(),
            ("POST", "messages") => json!({"visibility": "shared", "body": "A word"}),
            ("POST", "evidence-openings" | "evidence-requests") => json!({"reason": "Triage"}),
            ("POST", "answer") => json!({"grant": true}),
            ("POST", "0123") => json!({"reason": "To analyse it"}),
            ("POST", "silences") => json!({"alert": 1, "with_entity": false, "reason": "Noise"}),
            ("POST", "evidence-searches") => json!({"kind": "ip", "value": "192.0.2.1", "reason": "Seen elsewhere"}),
            ("POST", "copies") => json!({"what": "title"}),
            ("POST", "see-as") => {
                json!({"user": if target.client == "harbor" { "viewer-harbor" } else { "viewer-aurora" }})
            }
            ("POST", "ingest-keys") => json!({"name": "another"}),
            ("POST", "profiles") => json!({"name": format!("Profile {n}"), "capabilities": ["overview.read"]}),
            ("POST", "alarms") => json!({"scope": "/all"}),
            ("POST", "devices") => device(),
            ("POST", "views") => view(&format!("View {n}")),
            ("POST", "groups") => json!({"name": "Group", "clients": []}),
            ("POST", "teams") => json!({"name": "Team", "members": []}),
            ("POST", "playbooks") => playbook(),
            ("POST", "tasks") => json!({"task": look()}),
            ("PATCH", _) if path.contains("/tasks/") => json!({"command": "done"}),
            ("POST", "clients") => json!({"name": "Client", "code": format!("X{n}"), "colour": "#123456"}),
            ("POST", "users") if in_client => {
                json!({"email": format!("n{n}@new.example"), "name": "New", "profile": profile})
            }
            ("POST", "users") => json!({"email": format!("n{n}@new.example"), "name": "New", "grants": grants}),
            ("POST", "findings") => json!([]),
            ("POST", _) if path.starts_with("/invitations/") => {
                json!({"name": "New", "password": "a long enough password"})
            }
            ("PUT", "rating") => json!({"score": 4}),
            _ if path.contains("/requests/") => json!({"command": "set_criticality", "criticality": "high"}),
            _ if path.contains("/incidents/") => json!({"command": "set_priority", "priority": "high"}),
            _ if path.contains("/users/") && in_client => json!({"command": "suspend"}),
            _ if path.contains("/users/") => json!({"command": "rename", "name": "Spare"}),
            _ if path.contains("/profiles/") && in_client => json!({"added": [], "removed": []}),
            _ => json!({}),
        })
    }
}

/// Of the client's first alert, which is critical nowhere; made without opening its evidence.
async fn silence(bed: &Bed, by: &str, client: &str) -> String {
    let seat = bed.seat(by, client).await;
    let mut write = bed.app.store.write(&seat).await.expect("the writer");
    let asked = NewSilence { alert: 1, with_entity: true, reason: "Spare".to_owned(), expires_in_days: DAYS_MAX };
    let made = silences::make(&mut write, bed.app.store.vault(), &seat, 1001, &asked, bed.app.now()).await;
    write.commit().await.expect("committed");
    made.expect("made").id.0
}

/// Of the team, of everything.
fn view(name: &str) -> Value {
    json!({"name": name, "visibility": "team", "filter": {}})
}

/// Of no category: nothing begins with it.
fn playbook() -> Value {
    json!({"name": "Spare", "categories": [], "steps": [look()]})
}

fn look() -> Value {
    json!({"phase": "identification", "text": "Look", "owner": "msp"})
}

fn request() -> Value {
    json!({"category": "question", "criticality": "low", "subject": "Spare", "body": "Spare"})
}

fn handover(to: &str, keys: &[&str]) -> Value {
    let rows: Vec<_> = keys.iter().map(|key| json!({"key": key})).collect();
    json!({"to": {"kind": "person", "id": to}, "rows": rows})
}

/// Sets a priority, where there is one.
fn bulk() -> Value {
    let over = json!({"kind": "rows", "rows": [{"key": "HAR-1001", "version": 1}]});
    json!({"what": {"command": "set_priority", "priority": "high"}, "over": over})
}

fn with_query(path: &str) -> String {
    match path.rsplit('/').next() {
        Some("rows") => format!("{path}?keys=HAR-1001"),
        Some("mentionable") => format!("{path}?visibility=internal"),
        _ => path.to_owned(),
    }
}

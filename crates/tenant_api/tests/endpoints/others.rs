//! What others do, and what they have: nothing of it changes what somebody gets.

use crate::harness::{Bed, finding};
use jiff::SignedDuration;
use serde_json::json;
use tenant_api::ingest;
use wire::session::ClientId;

/// Every kind of answer that a client's manager gets of their own. None of them has a next page: cursors are sealed anew.
const OWN: [&str; 19] = [
    "/all/queue?limit=200",
    "/all/queue/rows?keys=HAR-1001,HAR-1002",
    "/all/queue/facets",
    "/all/queue/marks",
    "/all/overview/operational",
    "/c/harbor/incidents/HAR-1001",
    "/c/harbor/incidents/HAR-1001/notes",
    "/c/harbor/incidents/HAR-1001/timeline",
    "/c/harbor/incidents/HAR-1001/tasks",
    "/c/harbor/incidents/HAR-1001/alerts",
    "/c/harbor/incidents/HAR-1001/alerts/volume",
    "/c/harbor/assignees",
    "/c/harbor/evidence-openings",
    "/c/harbor/evidence-openings/head",
    "/c/harbor/audit?action=evidence_opened",
    "/c/harbor/users",
    "/session",
    "/views",
    "/preferences",
];

#[tokio::test]
async fn what_happens_to_another_client_changes_no_byte_here() {
    let bed = Bed::new().await;
    let (ours, theirs) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    let own = "/c/harbor/incidents/HAR-1001";
    assert_eq!(bed.post(&theirs, &format!("{own}/evidence-openings"), json!({"reason": "Triage"})).await.status, 201);
    let seen = async || {
        let mut seen = vec![];
        for path in OWN {
            let reply = bed.get(&theirs, path).await;
            assert_eq!(reply.status, 200, "{path}");
            seen.push((path, reply.blind()));
        }
        seen
    };
    bed.pass(SignedDuration::from_mins(1));
    // Reading makes read: what is compared comes after.
    seen().await;
    let before = seen().await;
    for (client, key) in [("meridian", "MER-1001"), ("cedar", "CED-1001")] {
        // The same numbers, and with one finding the same host and rule; the other is of another hour.
        let (again, mut joins) = (finding("again", "harbor0", 6), finding("joins", &format!("{client}0"), 6));
        joins["time"] = json!(bed.app.now().as_millisecond());
        let (id, findings) = (ClientId(client.into()), json!([again, joins]).to_string());
        ingest::take(&bed.app.store, &id, findings.as_bytes(), || bed.app.now()).await.expect("taken");
        let path = format!("/c/{client}/incidents/{key}");
        let note = json!({"visibility": "shared", "body": "x"});
        assert_eq!(bed.post(&ours, &format!("{path}/notes"), note).await.status, 201);
        let opened = bed.post(&ours, &format!("{path}/evidence-openings"), json!({"reason": "Triage"})).await;
        assert_eq!(opened.status, 201);
        let close = json!({"command": "close", "verdict": "benign"});
        assert_eq!(bed.command(&ours, &path, "\"1\"", close).await.status, 200);
    }
    for (before, now) in before.into_iter().zip(seen().await) {
        assert_eq!(now, before);
    }
}

/// Of the administrator of another MSP, who may read all of it.
#[tokio::test]
async fn what_an_organisation_lists_is_its_own() {
    let bed = Bed::new().await;
    let (ours, theirs) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("admin@basalt.example").await);
    for client in ["harbor", "meridian"] {
        let made = bed.post(&ours, &format!("/c/{client}/ingest-keys"), json!({"name": format!("of {client}")})).await;
        assert_eq!(made.status, 201);
    }
    let look = json!({"phase": "identification", "text": "Look", "owner": "msp"});
    let playbook = json!({"name": "Aurora's", "categories": ["phishing"], "steps": [look]});
    assert_eq!(bed.post(&ours, "/playbooks", playbook).await.status, 201);
    for path in [
        "/session",
        "/sessions",
        "/users",
        "/profiles",
        "/groups",
        "/teams",
        "/playbooks",
        "/clients",
        "/service-levels",
        "/audit",
        "/embed/partners",
        "/devices",
        "/certificates",
        "/views",
        "/preferences",
        "/all/queue",
        "/all/audit",
        "/all/overview/clients",
        "/g/industry/queue",
        "/c/ember/users",
        "/c/ember/assignees",
        "/c/ember/teams",
        "/c/ember/playbooks",
        "/c/ember/profiles",
        "/c/ember/access-matrix",
        "/c/ember/access-changes",
        "/c/ember/ingest-keys",
        "/c/ember/evidence-openings",
    ] {
        let reply = bed.get(&theirs, path).await;
        assert_eq!(reply.status, 200, "{path}");
        let body = String::from_utf8_lossy(&reply.body).to_lowercase();
        for foreign in ["aurora", "harbor", "meridian", "cedar", "gold", "quill"] {
            assert!(!body.contains(foreign), "{path} names {foreign}");
        }
    }
    let keys = bed.get(&ours, "/c/harbor/ingest-keys").await.items();
    assert_eq!(
        keys.iter().map(|key| &key["name"]).collect::<Vec<_>>(),
        [&json!("of harbor")],
        "and not of its other client"
    );
}

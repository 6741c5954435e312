//! Access profiles: templates of the MSP, and what a client makes of them.

use crate::harness::Bed;
use serde_json::json;

#[tokio::test]
async fn a_template_is_made_changed_and_removed_when_nobody_holds_it() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let asked = json!({"name": " Reader ", "capabilities": ["queue.read", "overview.read", "queue.read"]});
    let made = bed.post(&admin, "/profiles", asked).await.json();
    assert_eq!((&made["name"], &made["capabilities"]), (&"Reader".into(), &json!(["overview.read", "queue.read"])));
    let path = format!("/profiles/{}", made["id"].as_str().expect("an id"));
    let again = bed.post(&admin, "/profiles", json!({"name": "READER", "capabilities": []})).await;
    assert_eq!(again.json()["fields"][0]["field"], "name");
    let unknown = bed.post(&admin, "/profiles", json!({"name": "x", "capabilities": ["everything"]})).await;
    assert_eq!(unknown.json()["fields"][0]["field"], "capabilities");
    let grants = json!({"standing": null, "clients": [{"client": "cedar", "profile": made["id"]}], "groups": []});
    let given = bed.patch(&admin, "/users/junior-aurora", json!({"command": "set_grants", "grants": grants})).await;
    assert_eq!(given.status, 200);
    assert_eq!(bed.delete(&admin, &path).await.status, 422);
    let junior = bed.sign_in("junior@aurora.example").await;
    assert_eq!(bed.get(&junior, "/c/cedar/incidents/CED-1001").await.status, 404);
    let wider = json!({"capabilities": ["queue.read", "incident.read"]});
    assert_eq!(bed.patch(&admin, &path, wider).await.json()["people"], 1);
    assert_eq!(bed.get(&junior, "/c/cedar/incidents/CED-1001").await.status, 200);
    let grants = json!({"standing": null, "clients": [], "groups": []});
    bed.patch(&admin, "/users/junior-aurora", json!({"command": "set_grants", "grants": grants})).await;
    assert_eq!(bed.delete(&admin, &path).await.status, 204);
    assert_eq!(bed.delete(&admin, &path).await.status, 404);
}

#[tokio::test]
async fn an_override_holds_in_its_client_alone() {
    let bed = Bed::new().await;
    let (admin, analyst) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("analyst@aurora.example").await);
    let over = json!({"added": ["audit.read"], "removed": ["evidence.open"]});
    let made = bed.patch(&admin, "/c/cedar/profiles/aurora-analyst", over).await.json();
    assert_eq!((&made["added"], &made["removed"]), (&json!(["audit.read"]), &json!(["evidence.open"])));
    let open = async |client: &str, key: &str| {
        bed.post(&analyst, &format!("/c/{client}/incidents/{key}/evidence-openings"), json!({"reason": "x"}))
            .await
            .status
    };
    assert_eq!((open("cedar", "CED-1001").await, open("harbor", "HAR-1001").await), (403, 201));
    let both = json!({"added": ["audit.read"], "removed": ["audit.read"]});
    assert_eq!(bed.patch(&admin, "/c/cedar/profiles/aurora-analyst", both).await.status, 422);
    assert_eq!(
        bed.patch(&admin, "/c/cedar/profiles/basalt-administrator", json!({"added": [], "removed": []})).await.status,
        404
    );
    bed.patch(&admin, "/c/cedar/profiles/aurora-analyst", json!({"added": [], "removed": []})).await;
    assert_eq!(open("cedar", "CED-1001").await, 201);
}

#[tokio::test]
async fn a_client_sees_the_templates_that_are_used_in_it_and_no_others() {
    let bed = Bed::new().await;
    let (manager, lead) = (bed.sign_in("manager@harbor.example").await, bed.sign_in("lead@aurora.example").await);
    let names = |items: Vec<serde_json::Value>| items.iter().map(|item| item["name"].to_string()).collect::<Vec<_>>();
    let ours = names(bed.get(&lead, "/c/meridian/profiles").await.items());
    assert!(ours.contains(&"\"Client viewer\"".to_owned()), "templates are there before they are used");
    let before = bed.get(&manager, "/c/harbor/profiles").await.items();
    let admin = bed.sign_in("admin@aurora.example").await;
    bed.post(&admin, "/profiles", json!({"name": "For Meridian Bank only", "capabilities": []})).await;
    assert_eq!(bed.get(&manager, "/c/harbor/profiles").await.items(), before);
    assert!(!before.is_empty() && bed.get(&manager, "/profiles").await.items().is_empty());
}

#[tokio::test]
async fn a_clients_people_hold_nothing_that_is_only_for_whoever_looks_after_it() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let given = json!({"command": "set_profile", "profile": "aurora-administrator"});
    assert_eq!(bed.patch(&admin, "/c/harbor/users/manager-harbor", given).await.status, 200);
    let manager = bed.sign_in("manager@harbor.example").await;
    let session = bed.get(&manager, "/session").await.json();
    let held = format!("{} {}", session["clients"][0]["capabilities"], session["organisation"]["capabilities"]);
    assert!(held.contains("retention.manage") && !held.contains("access.manage") && !held.contains("client.manage"));
    for (path, body) in [
        ("/profiles", json!({"name": "Ours", "capabilities": []})),
        ("/c/harbor/users", json!({"email": "a@b.example", "name": "x", "profile": "harbor-dashboards"})),
        ("/c/harbor/see-as", json!({"user": "viewer-harbor"})),
    ] {
        assert_eq!(bed.post(&manager, path, body).await.status, 403, "{path}");
    }
    assert_eq!(bed.get(&manager, "/c/harbor/ingest-keys").await.status, 404);
    let quill = bed.sign_in("admin@quill.example").await;
    let own = bed.post(&quill, "/profiles", json!({"name": "Ours", "capabilities": ["overview.read"]})).await;
    assert_eq!(own.status, 201, "a client without an MSP defines its own");
}

//! Clients, groups, service levels and ingest keys.

use crate::harness::{Bed, finding, now};
use serde_json::{Value, json};

#[tokio::test]
async fn a_new_client_is_there_for_its_msp_and_tells_of_nobody_elses() {
    let bed = Bed::new().await;
    let (admin, junior) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("junior@aurora.example").await);
    let client = |code: &str| json!({"name": "Ember Steelworks", "code": code, "colour": "#AA0011"});
    let made = bed.post(&admin, "/clients", client("EMB")).await;
    assert_eq!(made.status, 201, "another MSP has that code and that name: {:?}", made.body);
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    assert!(id.starts_with("ember-steelworks-") && made.json()["colour"] == "#aa0011", "{id}");
    assert_eq!(bed.post(&admin, "/clients", client("EMB")).await.json()["fields"][0]["field"], "code");
    assert_eq!(bed.post(&admin, "/clients", client("emb")).await.status, 422);
    assert_eq!(bed.get(&admin, &format!("/c/{id}/queue")).await.status, 200, "from the next request on");
    assert_eq!(bed.get(&junior, &format!("/c/{id}/queue")).await.status, 404);
    let key = bed.post(&admin, &format!("/c/{id}/ingest-keys"), json!({"name": "sensor"})).await.json();
    let key = format!("Bearer {}", key["key"].as_str().expect("a key"));
    let sent = finding("one", "host", 4);
    let taken = bed.call(None, "POST", "/ingest/findings", Some(sent), &[("authorization", &key)]).await;
    assert_eq!(taken.json()["incidents"], json!(["EMB-1001"]));
    let renamed = bed.patch(&admin, &format!("/clients/{id}"), json!({"name": "Ember North"})).await.json();
    assert_eq!((&renamed["name"], &renamed["ingest_keys"]), (&"Ember North".into(), &1.into()));
    let quill = bed.sign_in("admin@quill.example").await;
    assert_eq!(bed.post(&quill, "/clients", client("QQQ")).await.status, 404, "no MSP");
    let basalt = bed.sign_in("admin@basalt.example").await;
    let theirs = bed.get(&basalt, "/clients").await.items();
    assert_eq!(theirs.iter().map(|client| &client["id"]).collect::<Vec<_>>(), ["ember", "fjord", "juniper"]);
}

#[tokio::test]
async fn a_group_is_of_its_msps_clients_and_is_a_scope_at_once() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let made = bed.post(&admin, "/groups", json!({"name": "Ports", "clients": ["harbor", "harbor"]})).await.json();
    let id = made["id"].as_str().expect("an id").to_owned();
    assert_eq!(made["clients"], json!(["harbor"]));
    assert_eq!(bed.get(&admin, &format!("/g/{id}/queue")).await.items().len(), 7);
    let cursor = bed.get(&admin, &format!("/g/{id}/queue?limit=1")).await.json()["next_cursor"]
        .as_str()
        .expect("more")
        .to_owned();
    let path = format!("/groups/{id}");
    assert_eq!(bed.patch(&admin, &path, json!({"clients": ["ember"]})).await.status, 422, "another MSP's");
    assert_eq!(bed.patch(&admin, &path, json!({"clients": ["cedar"]})).await.json()["clients"], json!(["cedar"]));
    let stale = bed.get(&admin, &format!("/g/{id}/queue?limit=1&cursor={cursor}")).await;
    assert_eq!(stale.status, 400, "a cursor of what the group was");
    assert_eq!(bed.delete(&admin, &path).await.status, 204);
    assert_eq!(bed.get(&admin, &format!("/g/{id}/queue")).await.status, 404);
}

#[tokio::test]
async fn a_group_is_named_with_the_clients_that_its_reader_sees() {
    let bed = Bed::new().await;
    let junior = bed.sign_in("junior@aurora.example").await;
    let groups = bed.get(&junior, "/session").await.json()["groups"].clone();
    let named = groups.as_array().expect("groups").iter().map(|group| (&group["id"], &group["clients"]));
    let expected = [(&json!("gold"), &json!(["harbor"])), (&json!("silver"), &json!(["cedar"]))];
    assert_eq!(named.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn a_client_may_be_promised_more_and_inherits_the_rest() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let level = |priority: &str, respond_s: u32| json!({"priority": priority, "respond_s": respond_s, "resolve_s": 7200, "calendar": "always"});
    let respond = |levels: &Value| {
        levels["levels"].as_array().expect("levels").iter().map(|level| level["respond_s"].clone()).collect::<Vec<_>>()
    };
    let meridian = bed.get(&admin, "/c/meridian/service-levels").await.json();
    assert_eq!(
        (respond(&meridian), &meridian["own_levels"]),
        (vec![600.into(), 1200.into(), 14400.into(), 28800.into()], &json!(["critical", "high"]))
    );
    let changed = bed.patch(&admin, "/service-levels", json!({"levels": [level("low", 3600)]})).await.json();
    assert_eq!(respond(&changed), [900, 1800, 14400, 3600], "the product's where the MSP says nothing");
    assert_eq!(respond(&bed.get(&admin, "/c/meridian/service-levels").await.json()), [600, 1200, 14400, 3600]);
    let lifted = bed.patch(&admin, "/c/meridian/service-levels", json!({"levels": []})).await.json();
    assert_eq!(
        (respond(&lifted), &lifted["own_levels"]),
        (vec![900.into(), 1800.into(), 14400.into(), 3600.into()], &json!([]))
    );

    let hours = json!({"time_zone": "Europe/Vienna", "opens_min": 480, "closes_min": 1080, "days": ["monday", "friday"], "holidays": ["2026-12-25"]});
    let own = bed.patch(&admin, "/c/harbor/service-levels", json!({"business_hours": hours})).await.json();
    assert_eq!((&own["business_hours"], &own["own_business_hours"]), (&hours, &true.into()));
    let back = bed.patch(&admin, "/c/harbor/service-levels", json!({"business_hours": null})).await.json();
    assert_eq!(
        (&back["business_hours"]["time_zone"], &back["own_business_hours"]),
        (&"America/Sao_Paulo".into(), &false.into())
    );
    let with = |field: &str, value: Value| {
        let mut wrong = hours.clone();
        wrong[field] = value;
        json!({"business_hours": wrong})
    };
    for wrong in [
        with("time_zone", "Mars/Olympus".into()),
        with("closes_min", 480.into()),
        with("days", json!([])),
        with("days", json!(["someday"])),
        with("holidays", json!(["yesterday"])),
        json!({"levels": [level("low", 7201)]}),
        json!({"levels": [level("low", 0)]}),
        json!({"levels": [level("low", 1), level("low", 1)]}),
        json!({"levels": [level("urgent", 1)]}),
    ] {
        assert_eq!(bed.patch(&admin, "/c/harbor/service-levels", wrong.clone()).await.status, 422, "{wrong}");
    }
}

#[tokio::test]
async fn what_is_promised_counts_for_the_next_incident_and_holidays_do_not() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let level = json!({"priority": "low", "respond_s": 3600, "resolve_s": 7200, "calendar": "business"});
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday"];
    let hours =
        json!({"time_zone": "UTC", "opens_min": 540, "closes_min": 1020, "days": days, "holidays": ["2026-11-24"]});
    let asked = json!({"levels": [level], "business_hours": hours});
    assert_eq!(bed.patch(&admin, "/c/harbor/service-levels", asked).await.status, 200);
    let key = bed.post(&admin, "/c/harbor/ingest-keys", json!({"name": "sensor"})).await.json();
    let key = format!("Bearer {}", key["key"].as_str().expect("a key"));
    let taken = bed
        .call(None, "POST", "/ingest/findings", Some(finding("due", "new-host", 2)), &[("authorization", &key)])
        .await;
    let incident = taken.json()["incidents"][0].as_str().expect("a key").to_owned();
    let head = bed.get(&admin, &format!("/c/harbor/incidents/{incident}")).await.json();
    assert!(now().to_string().starts_with("2026-11-24"), "a holiday");
    assert_eq!(head["clocks"]["respond_due_at"], "2026-11-25T10:00:00Z");
}

#[tokio::test]
async fn a_key_is_seen_once_and_lets_nothing_in_when_revoked() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let made = bed.post(&admin, "/c/harbor/ingest-keys", json!({"name": "firewall"})).await.json();
    let (id, key) = (made["id"].as_str().expect("an id"), made["key"].as_str().expect("a key"));
    let send = async || {
        let bearer = format!("Bearer {key}");
        bed.call(None, "POST", "/ingest/findings", Some(json!([])), &[("authorization", &bearer)]).await.status
    };
    let listed = bed.get(&admin, "/c/harbor/ingest-keys").await;
    let text = String::from_utf8_lossy(&listed.body).into_owned();
    assert!(!text.contains(key) && text.contains(&key[..8]));
    let shown = listed.items()[0].clone();
    assert_eq!(
        (&shown["name"], &shown["last_used_at"], &shown["created_by"]["name"]),
        (&"firewall".into(), &Value::Null, &"Rita Kovacs".into())
    );
    assert_eq!(send().await, 200);
    assert_eq!(bed.get(&admin, "/c/harbor/ingest-keys").await.items()[0]["last_used_at"], "2026-11-24T09:00:00Z");
    assert_eq!(bed.delete(&admin, &format!("/c/meridian/ingest-keys/{id}")).await.status, 404, "of another client");
    assert_eq!(send().await, 200);
    for _ in 0..2 {
        assert_eq!(bed.delete(&admin, &format!("/c/harbor/ingest-keys/{id}")).await.status, 204);
        assert_eq!(send().await, 401);
    }
    assert_eq!(bed.get(&admin, "/c/harbor/ingest-keys").await.items()[0]["revoked_at"], "2026-11-24T09:00:00Z");
}

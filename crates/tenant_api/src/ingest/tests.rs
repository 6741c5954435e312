//! Grouping and writing, on a real store.

use super::take;
use crate::store::{DatabaseRow, Everywhere, Store, alerts::Alert};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sqlx::Row;
use tempfile::TempDir;
use wire::{ingest::IngestAnswer, session::ClientId, vocabulary::Severity};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const HOUR_MS: i64 = 3_600_000;
const NOON_MS: i64 = 1_764_072_000_000;

struct Trial {
    store: Store,
    client: ClientId,
    _folder: TempDir,
}

impl Trial {
    async fn new() -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let store = Store::open(&folder.path().join("t.db")).await?;
        let mut write = store.write(&Everywhere).await?;
        for id in ["one", "two"] {
            sqlx::query("INSERT INTO organisations (organisation_id, name, kind) VALUES ($1, $1, 'client')")
                .bind(id)
                .execute(&mut *write)
                .await?;
            sqlx::query("INSERT INTO clients (client_id, code, name, colour) VALUES ($1, upper($1), $1, '#000000')")
                .bind(id)
                .execute(&mut *write)
                .await?;
        }
        write.commit().await?;
        Ok(Self { store, client: ClientId("one".to_owned()), _folder: folder })
    }

    async fn send(&self, findings: &[Value]) -> Outcome<IngestAnswer> {
        let now = Timestamp::from_millisecond(NOON_MS)? + SignedDuration::from_hours(100);
        Ok(take(&self.store, &self.client, serde_json::to_string(findings)?.as_bytes(), || now).await?)
    }

    async fn row(&self, number: i64) -> Outcome<DatabaseRow> {
        let row = sqlx::query("SELECT * FROM incidents WHERE client_id = 'one' AND number = $1");
        Ok(row.bind(number).fetch_one(&mut *self.store.read(&Everywhere).await?).await?)
    }

    async fn set(&self, sql: &'static str) -> Outcome {
        let mut write = self.store.write(&Everywhere).await?;
        sqlx::query(sql).execute(&mut *write).await?;
        Ok(write.commit().await?)
    }
}

/// An alert of one rule on one device, this many hours after noon.
fn alert(uid: &str, hours: i64) -> Value {
    json!({
        "class_uid": 2004, "severity_id": 3, "time": NOON_MS + hours * HOUR_MS, "metadata": { "uid": uid },
        "finding_info": { "title": "Port scan", "analytic": { "uid": "rule" } }, "device": { "hostname": "alpha" },
    })
}

fn keys(answer: &IngestAnswer) -> Vec<&str> {
    answer.incidents.iter().map(|key| key.0.as_str()).collect()
}

#[tokio::test]
async fn alerts_join_within_the_window_of_the_first_ones_own_time() -> Outcome {
    let trial = Trial::new().await?;
    let answer = trial.send(&[alert("a", 0), alert("b", 24), alert("c", 25), alert("d", -1), alert("e", 3)]).await?;
    assert_eq!((answer.accepted, keys(&answer)), (5, vec!["ONE-1001", "ONE-1002"]));
    let row = trial.row(1001).await?;
    assert_eq!((row.try_get::<i64, _>("alerts_count")?, row.try_get::<i64, _>("version")?), (4, 1));
    assert_eq!(row.try_get::<i64, _>("occurred_at")?, NOON_MS - HOUR_MS);
    assert_eq!(keys(&trial.send(&[alert("f", 26)]).await?), ["ONE-1002"]);
    Ok(())
}

#[tokio::test]
async fn newest_first_is_grouped_like_oldest_first() -> Outcome {
    let trial = Trial::new().await?;
    let newest_first: Vec<_> = (0..=30).rev().map(|hours| alert(&hours.to_string(), hours)).collect();
    assert_eq!(keys(&trial.send(&newest_first).await?), ["ONE-1001", "ONE-1002"]);
    Ok(())
}

#[tokio::test]
async fn a_number_too_long_to_be_told_from_others_is_no_identity() -> Outcome {
    let trial = Trial::new().await?;
    let long = |last: u8| {
        let mut finding = alert("a", 0).to_string();
        finding = finding.replace("\"a\"", &format!("12345678901234567890123456789{last}"));
        serde_json::value::RawValue::from_string(finding)
    };
    let body = serde_json::to_vec(&[long(1)?, long(2)?])?;
    let noon = Timestamp::from_millisecond(NOON_MS)?;
    assert_eq!(take(&trial.store, &trial.client, &body, || noon).await?.accepted, 2);
    Ok(())
}

#[tokio::test]
async fn another_device_or_rule_is_another_incident() -> Outcome {
    let trial = Trial::new().await?;
    let (mut device, mut rule) = (alert("b", 0), alert("c", 0));
    device["device"]["hostname"] = json!("beta");
    rule["finding_info"]["analytic"]["uid"] = json!("other");
    assert_eq!(trial.send(&[alert("a", 0), device, rule]).await?.incidents.len(), 3);
    Ok(())
}

#[tokio::test]
async fn sending_again_is_a_duplicate_also_within_one_request() -> Outcome {
    let trial = Trial::new().await?;
    let first = trial.send(&[alert("a", 0), alert("a", 0)]).await?;
    assert_eq!((first.accepted, first.duplicates), (1, 1));
    let again = trial.send(&[alert("a", 5)]).await?;
    assert_eq!((again.accepted, again.duplicates, again.incidents.len()), (0, 1, 0));
    Ok(())
}

#[tokio::test]
async fn nothing_joins_what_is_resolved_or_closed() -> Outcome {
    let trial = Trial::new().await?;
    trial.send(&[alert("a", 0)]).await?;
    trial.set("UPDATE incidents SET status = 4").await?;
    assert_eq!(keys(&trial.send(&[alert("b", 1)]).await?), ["ONE-1002"]);
    Ok(())
}

#[tokio::test]
async fn a_worse_alert_raises_and_ends_a_hold_and_an_equal_one_does_not() -> Outcome {
    let trial = Trial::new().await?;
    trial.send(&[alert("a", 0)]).await?;
    trial.set("UPDATE incidents SET status = 3, hold_reason = 'awaiting_client', attention_at = 0").await?;
    trial.send(&[alert("b", 1)]).await?;
    let row = trial.row(1001).await?;
    assert_eq!((row.try_get::<i64, _>("status")?, row.try_get::<i64, _>("attention_at")?), (3, 0));
    let mut worse = alert("c", 2);
    worse["severity_id"] = json!(6);
    trial.send(&[worse]).await?;
    let row = trial.row(1001).await?;
    let raised: (i64, i64, i64, i64) =
        (row.try_get("status")?, row.try_get("severity")?, row.try_get("priority")?, row.try_get("version")?);
    assert_eq!(raised, (1, 6, 4, 1));
    assert!(row.try_get::<i64, _>("attention_at")? > 0 && row.try_get::<Option<&str>, _>("hold_reason")?.is_none());
    Ok(())
}

#[tokio::test]
async fn a_priority_that_somebody_set_stays() -> Outcome {
    let trial = Trial::new().await?;
    trial.send(&[alert("a", 0)]).await?;
    trial.set("UPDATE incidents SET priority = 1, priority_set = 1").await?;
    let mut worse = alert("b", 1);
    worse["severity_id"] = json!(5);
    trial.send(&[worse]).await?;
    let row = trial.row(1001).await?;
    assert_eq!((row.try_get::<i64, _>("priority")?, row.try_get::<i64, _>("severity")?), (1, 5));
    Ok(())
}

#[tokio::test]
async fn bad_items_are_told_by_their_place_and_the_others_are_taken() -> Outcome {
    let trial = Trial::new().await?;
    let answer = trial.send(&[json!(7), alert("a", 0), json!({ "class_uid": 1 })]).await?;
    let told: Vec<_> = answer.rejected.iter().map(|item| (item.index, item.problem.as_str())).collect();
    assert_eq!((answer.accepted, told), (1, vec![(0, "not an object"), (2, "class_uid: neither 2004 nor 2001")]));
    Ok(())
}

#[tokio::test]
async fn the_evidence_is_kept_byte_for_byte_and_read_by_its_own_client_only() -> Outcome {
    let trial = Trial::new().await?;
    let body = r#" { "class_uid" : 2004, "time": 1764072000000, "finding_info": {"title": "Port scan \u2028"}, "zzz": [1e2] } "#;
    let noon = Timestamp::from_millisecond(NOON_MS)?;
    take(&trial.store, &trial.client, body.as_bytes(), || noon).await?;
    let first =
        Alert { number: 1, severity: Severity::Unknown, occurred_at: noon, received_at: noon, is_silenced: false };
    let (found, _) = trial.store.vault().findings(&trial.client, &[first]).await?;
    assert_eq!((found.len(), found[0].record.as_str()), (1, body.trim()));
    assert_eq!(found[0].finding_info.title, "Port scan \u{2028}");
    let (others, _) = trial.store.vault().findings(&ClientId("two".to_owned()), &[first]).await?;
    assert_eq!((others.len(), others[0].record.as_str()), (1, ""), "it is another client's");
    Ok(())
}

//! An incident closed as the duplicate of another one of its client, whose its alerts are then; and all of that taken back.

use super::{
    Declined, Dialect, Values, Write, alerts, codes, evidence_requests,
    incident::Incident,
    restricted,
    values::{json, text},
    workflow::{self, Recorded},
};
use crate::{
    clocks::ServiceLevels,
    ingest::{self, Gravity},
    policy::Seat,
    sabotage::{self, Fault},
    store::DatabaseConnection,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, Row};
use wire::{
    session::IncidentKey,
    vocabulary::{Confidence, Disposition, Impact, Severity},
};

/// The most alerts that move in one transaction, during which nobody else writes to their client.
const ALERTS_MAX: u32 = 20_000;

/// What both were before.
#[derive(Serialize, Deserialize)]
struct Was {
    source: Incident,
    target: Incident,
    target_severity: Severity,
    target_impact: Impact,
    target_confidence: Confidence,
    target_disposition: Disposition,
}

/// A merge that can be taken back.
pub(super) struct Merge {
    target: Incident,
    next_alert: i64,
    was: Was,
}

/// Moves what `source` has to `into`: it `was` open, and is closed already. The write lane has one writer for a client, so
/// nobody else changes either meanwhile.
///
/// # Errors
/// [`Declined::Invalid`] for whatever is not another open incident of the same client, [`Declined::Conflict`] for too many alerts.
pub(super) async fn merge(
    write: &mut Write,
    seat: &Seat,
    (was, source): (Incident, &mut Incident),
    into: &IncidentKey,
    levels: &ServiceLevels,
    now: Timestamp,
) -> Result<Recorded, Declined> {
    let target = match seat.number(into).filter(|number| *number != source.number) {
        Some(number) => Incident::load(write, seat, number).await?.filter(|target| target.status.is_open()),
        None => None,
    };
    let target = target.ok_or_else(|| Declined::field("into", "another open incident of this client"))?;
    let (client, from, to) = (&seat.client().0, source.number, target.number);
    check_size(write, seat, from).await?;
    // What is known of either stands in both from now on.
    source.readers = restricted::stricter(source.readers.as_ref(), target.readers.as_ref());
    let readers = if sabotage::is(Fault::MergeLoosens) { target.readers.clone() } else { source.readers.clone() };
    if target.assignee.as_ref().zip(readers.as_ref()).is_some_and(|(user, readers)| !readers.contains(user)) {
        return Err(Declined::field("into", "somebody has it who could not read it any more"));
    }
    // Whoever was let open one incident was not let open the other.
    evidence_requests::end(write, seat, to, now).await?;
    let bad = gravity(write, seat, to).await?;
    let was = Was {
        source: was,
        target,
        target_severity: bad.severity,
        target_impact: bad.impact,
        target_confidence: bad.confidence,
        target_disposition: bad.disposition,
    };
    let next_alert = sqlx::query_scalar("SELECT next_alert FROM clients WHERE client_id = $1");
    let next_alert: i64 = next_alert.bind(client).fetch_one(&mut **write).await?;
    source.merged_into = Some(to);
    // The workflow counts the version after this.
    let left_as = Incident { version: source.version + 1, ..source.clone() }.digest()?;
    forget(write, seat, from).await?;
    sqlx::query(
        "INSERT INTO merges (client_id, number, into_number, next_alert, last_receipt, was, left_as, into_left_as) \
         VALUES ($1, $2, $3, $4, (SELECT COALESCE(MAX(receipt), 0) FROM receipts WHERE client_id = $1), $5, $6, '')",
    )
    .bind(client)
    .bind(from)
    .bind(to)
    .bind(next_alert)
    .bind(text(&was)?)
    .bind(left_as)
    .execute(&mut **write)
    .await?;
    let moved = move_all(write, seat, from, to).await?;
    let by = gravity(write, seat, from).await?;
    ingest::worsen(write, (seat.client(), to), by, levels, now).await?;
    for number in [from, to] {
        recount(write, seat, number).await?;
    }
    let mut target = Incident::load(write, seat, to).await?.ok_or(Declined::Missing)?;
    target.version += 1;
    target.readers = readers;
    workflow::keep(write, seat, &target, &Recorded::TookIn { number: from, count: moved }, now).await?;
    sqlx::query("UPDATE merges SET into_left_as = $3 WHERE client_id = $1 AND number = $2")
        .bind(client)
        .bind(from)
        .bind(target.digest()?)
        .execute(&mut **write)
        .await?;
    Ok(Recorded::MergedInto { number: to, count: moved })
}

async fn check_size(write: &mut Write, seat: &Seat, number: i64) -> Result<(), Declined> {
    let alerts = sqlx::query("SELECT alerts_count FROM incidents WHERE client_id = $1 AND number = $2");
    let alerts = alerts.bind(&seat.client().0).bind(number).fetch_one(&mut **write).await?;
    match alerts.count::<u32>("alerts_count")? > ALERTS_MAX {
        true => Err(Declined::Conflict("It has more than 20,000 alerts: merge the other one into it")),
        false => Ok(()),
    }
}

/// Everything that stands under an incident's number and goes with its alerts; how many these are.
async fn move_all(write: &mut Write, seat: &Seat, from: i64, to: i64) -> Result<u32, sqlx::Error> {
    const ALERTS: &str = "UPDATE alerts SET arrived_in = COALESCE(arrived_in, number), number = $3 \
         WHERE client_id = $1 AND number = $2";
    let client = &seat.client().0;
    sqlx::query(
        "INSERT INTO merged_alerts (client_id, number, alert) \
         SELECT client_id, number, alert FROM alerts WHERE client_id = $1 AND number = $2",
    )
    .bind(client)
    .bind(from)
    .execute(&mut **write)
    .await?;
    let alerts = sabotage::instead(Fault::MergeByNumberAlone, ALERTS, "client_id = $1", "$1 <> ''");
    let moved = sqlx::query(alerts).bind(client).bind(from).bind(to).execute(&mut **write).await?.rows_affected();
    sqlx::query(
        "INSERT INTO incident_assets (client_id, number, asset_mac, merged_from) \
         SELECT client_id, $3, asset_mac, $2 FROM incident_assets WHERE client_id = $1 AND number = $2 \
         ON CONFLICT DO NOTHING",
    )
    .bind(client)
    .bind(from)
    .bind(to)
    .execute(&mut **write)
    .await?;
    Ok(u32::try_from(moved).unwrap_or(u32::MAX))
}

/// How bad an incident is by its alerts.
async fn gravity(write: &mut Write, seat: &Seat, number: i64) -> Result<Gravity, sqlx::Error> {
    let row = sqlx::query("SELECT * FROM incidents WHERE client_id = $1 AND number = $2");
    let row = row.bind(&seat.client().0).bind(number).fetch_one(&mut **write).await?;
    Ok(Gravity {
        severity: codes::severity(row.try_get("severity")?),
        impact: Impact::from_caption(row.try_get("impact")?).unwrap_or_default(),
        confidence: Confidence::from_caption(row.try_get("confidence")?).unwrap_or_default(),
        disposition: Disposition::from_caption(row.try_get("disposition")?).unwrap_or_default(),
    })
}

/// Counts what an incident's alerts say anew, after some of them moved.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub(super) async fn recount(write: &mut Write, seat: &Seat, number: i64) -> Result<(), sqlx::Error> {
    let own = Dialect::of(write).hint(alerts::BY_INCIDENT);
    for sql in [
        "DELETE FROM incident_hours WHERE client_id = $1 AND number = $2".to_owned(),
        format!(
            "INSERT INTO incident_hours (client_id, number, hour, alerts) \
             SELECT client_id, number, occurred_at / 3600000, COUNT(*) FROM alerts {own} \
             WHERE client_id = $1 AND number = $2 GROUP BY client_id, number, occurred_at / 3600000"
        ),
        format!(
            "UPDATE incidents SET \
             alerts_count = (SELECT COUNT(*) FROM alerts a WHERE a.client_id = $1 AND a.number = $2), \
             assets_count = (SELECT COUNT(*) FROM incident_assets s WHERE s.client_id = $1 AND s.number = $2), \
             occurred_at = COALESCE( \
                 (SELECT MIN(a.occurred_at) FROM alerts a {own} WHERE a.client_id = $1 AND a.number = $2), occurred_at) \
             WHERE client_id = $1 AND number = $2"
        ),
    ] {
        sqlx::query(AssertSqlSafe(sql)).bind(&seat.client().0).bind(number).execute(&mut **write).await?;
    }
    Ok(())
}

/// The merge of an incident, if it can be taken back: neither of the two was changed since, by people, time or a worse alert, and
/// nobody has opened the target since: what they read of this one is on record there alone.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub(super) async fn to_take_back(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    source: &Incident,
) -> Result<Option<Merge>, sqlx::Error> {
    let found = sqlx::query("SELECT * FROM merges WHERE client_id = $1 AND number = $2");
    let Some(row) = found.bind(&seat.client().0).bind(source.number).fetch_optional(&mut *conn).await? else {
        return Ok(None);
    };
    let Some(target) = Incident::load(conn, seat, row.try_get("into_number")?).await? else { return Ok(None) };
    let digests: [String; 2] = [row.try_get("left_as")?, row.try_get("into_left_as")?];
    if digests != [source.digest()?, target.digest()?] {
        return Ok(None);
    }
    let opened =
        sqlx::query("SELECT COUNT(*) AS count FROM receipts WHERE client_id = $1 AND number = $2 AND receipt > $3");
    let opened = opened.bind(&seat.client().0).bind(target.number).bind(row.try_get::<i64, _>("last_receipt")?);
    if opened.fetch_one(conn).await?.count::<u64>("count")? > 0 && !sabotage::is(Fault::UnmergedAfterOpening) {
        return Ok(None);
    }
    let was = json(row.try_get("was")?)?;
    Ok(Some(Merge { target, next_alert: row.try_get("next_alert")?, was }))
}

/// Makes both what they were. What joined the target since stays there, as if it had joined without the merge.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub(super) async fn take_back(
    write: &mut Write,
    seat: &Seat,
    source: &mut Incident,
    merge: Merge,
    levels: &ServiceLevels,
    now: Timestamp,
) -> Result<Recorded, sqlx::Error> {
    let Merge { target, next_alert, was } = merge;
    let (client, from, to) = (&seat.client().0, source.number, target.number);
    for sql in [
        "UPDATE alerts SET number = $2 WHERE client_id = $1 AND number = $3 \
         AND alert IN (SELECT m.alert FROM merged_alerts m WHERE m.client_id = $1 AND m.number = $2)",
        "DELETE FROM incident_assets WHERE client_id = $1 AND merged_from = $2 AND number = $3",
    ] {
        sqlx::query(sql).bind(client).bind(from).bind(to).execute(&mut **write).await?;
    }
    forget(write, seat, from).await?;
    workflow::restore(write, seat, target.version, was.target, &Recorded::Unmerged { number: from }, now).await?;
    let joined = sqlx::query(
        "SELECT COUNT(*) AS count, MAX(severity) AS severity FROM alerts \
         WHERE client_id = $1 AND number = $2 AND alert >= $3",
    );
    let joined = joined.bind(client).bind(to).bind(next_alert).fetch_one(&mut **write).await?;
    let bad = gravity(write, seat, to).await?;
    let is_as_left = joined.try_get::<i64, _>("count")? == 0;
    let (impact, confidence, disposition) = match is_as_left {
        true => (was.target_impact, was.target_confidence, was.target_disposition),
        // Which of these came with which alert is not kept.
        false => (bad.impact, bad.confidence, bad.disposition),
    };
    sqlx::query(
        "UPDATE incidents SET severity = $3, impact = $4, confidence = $5, disposition = $6 \
         WHERE client_id = $1 AND number = $2",
    )
    .bind(client)
    .bind(to)
    .bind(codes::severity_code(was.target_severity))
    .bind(impact.caption())
    .bind(confidence.caption())
    .bind(disposition.caption())
    .execute(&mut **write)
    .await?;
    if let Some(severity) = joined.try_get::<Option<i64>, _>("severity")?.map(codes::severity) {
        let by = Gravity { severity, impact, confidence, disposition };
        ingest::worsen(write, (seat.client(), to), by, levels, now).await?;
    }
    for number in [from, to] {
        recount(write, seat, number).await?;
    }
    *source = Incident { version: source.version, ..was.source };
    Ok(Recorded::Unmerged { number: to })
}

/// That it was merged is on record in the timelines; from here on it cannot be taken back.
async fn forget(write: &mut Write, seat: &Seat, number: i64) -> Result<(), sqlx::Error> {
    let merge = sqlx::query("DELETE FROM merges WHERE client_id = $1 AND number = $2");
    merge.bind(&seat.client().0).bind(number).execute(&mut **write).await.map(drop)
}

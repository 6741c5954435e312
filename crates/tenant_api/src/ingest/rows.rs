//! What ingest writes to the store, many rows a statement.

use super::{
    intake::Placed,
    known::open_incident,
    open::{Gravity, OpenIncident, Opening},
};
use crate::{
    clocks::ServiceLevels,
    evidence::MacBytes,
    store::{Dialect, QueryBuilder, Write, codes, incident::bind_clocks},
};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use wire::{session::ClientId, vocabulary::HoldReason};

/// Rows a statement: enough that the statement costs nothing, few enough for SQLite's limit of bound values.
pub(super) const PAGE: usize = 500;

/// Takes in what another incident's alerts say of how bad it is, as if they had joined by themselves.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub(crate) async fn worsen(
    write: &mut Write,
    (client, number): (&ClientId, i64),
    by: Gravity,
    levels: &ServiceLevels,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let row = sqlx::query("SELECT * FROM incidents WHERE client_id = $1 AND number = $2");
    let row = row.bind(&client.0).bind(number).fetch_one(&mut **write).await?;
    let mut incident = open_incident(&row)?;
    incident.worsen(by, levels, now);
    update(write, client, &incident, now).await
}

/// Inserts the opened ones and updates the joined ones.
pub(super) async fn write_incidents(
    write: &mut Write,
    client: &ClientId,
    incidents: impl Iterator<Item = &OpenIncident>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    for incident in incidents {
        if let Some(opening) = &incident.opening {
            insert(write, client, incident, opening, now).await?;
        }
        update(write, client, incident, now).await?;
    }
    Ok(())
}

/// The columns that never change again; [`update`] writes the others.
async fn insert(
    write: &mut Write,
    client: &ClientId,
    incident: &OpenIncident,
    opening: &Opening,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO incidents (client_id, number, group_mac, title_id, category, tactics, techniques, status, severity, \
         priority, impact, confidence, disposition, asset_class, assets_count, alerts_count, occurred_at, joins_until, \
         created_at, updated_at, attention_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '', '', $11, 0, 0, $12, $13, $14, $14, $14)",
    )
    .bind(&client.0)
    .bind(incident.number)
    .bind(opening.group.as_slice())
    .bind(&opening.entry.id)
    .bind(opening.entry.category.caption())
    .bind(&opening.tactics)
    .bind(&opening.techniques)
    .bind(codes::status_code(incident.status))
    .bind(codes::severity_code(incident.severity))
    .bind(codes::priority_code(incident.priority))
    .bind(opening.asset_class.caption())
    .bind(incident.occurred_at.as_millisecond())
    .bind(incident.joins_until.as_millisecond())
    .bind(now.as_millisecond())
    .execute(&mut **write)
    .await
    .map(drop)
}

/// What alerts change; the version is people's.
async fn update(
    write: &mut Write,
    client: &ClientId,
    incident: &OpenIncident,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    if !incident.attention {
        return count(write, client, incident, now).await;
    }
    let ms = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
    let update = sqlx::query(
        "UPDATE incidents SET status = $3, hold_reason = $4, hold_until = $5, first_in_progress_at = $6, severity = $7, \
         priority = $8, impact = $9, confidence = $10, disposition = $11, running_since = $12, paused_since = $13, \
         paused_ms = $14, respond_used_s = $15, resolve_used_s = $16, respond_due_at = $17, resolve_due_at = $18, \
         missed = $19, breach_at = $20, breach_kind = $21, alerts_count = alerts_count + $22, updated_at = $23, \
         attention_at = $23, occurred_at = $24, hold_due_at = $25 \
         WHERE client_id = $1 AND number = $2",
    )
    .bind(&client.0)
    .bind(incident.number)
    .bind(codes::status_code(incident.status))
    .bind(incident.hold_reason.map(HoldReason::caption))
    .bind(ms(incident.hold_until))
    .bind(ms(incident.first_in_progress_at))
    .bind(codes::severity_code(incident.severity))
    .bind(codes::priority_code(incident.priority))
    .bind(incident.impact.caption())
    .bind(incident.confidence.caption())
    .bind(incident.disposition.caption());
    bind_clocks(update, &incident.clocks)
        .bind(incident.joined)
        .bind(now.as_millisecond())
        .bind(incident.occurred_at.as_millisecond())
        .bind(ms(incident.hold_due_at))
        .execute(&mut **write)
        .await
        .map(drop)
}

/// The same where no alert asks to be looked at: then none is worse, and nothing that rows are ordered or found by is another
/// than before but the time of the change. SQLite writes each index of a column that is set, whatever it is set to.
async fn count(
    write: &mut Write,
    client: &ClientId,
    incident: &OpenIncident,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE incidents SET impact = $3, confidence = $4, disposition = $5, alerts_count = alerts_count + $6, \
         updated_at = $7, occurred_at = $8 WHERE client_id = $1 AND number = $2",
    )
    .bind(&client.0)
    .bind(incident.number)
    .bind(incident.impact.caption())
    .bind(incident.confidence.caption())
    .bind(incident.disposition.caption())
    .bind(incident.joined)
    .bind(now.as_millisecond())
    .bind(incident.occurred_at.as_millisecond())
    .execute(&mut **write)
    .await
    .map(drop)
}

pub(super) async fn write_alerts(
    write: &mut Write,
    client: &ClientId,
    placed: &[Placed<'_>],
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    for page in placed.chunks(PAGE) {
        let mut query = QueryBuilder::new(
            "INSERT INTO alerts (client_id, alert, number, identity_mac, severity, occurred_at, created_at) ",
        );
        query.push_values(page, |mut row, placed| {
            row.push_bind(client.0.as_str())
                .push_bind(placed.alert)
                .push_bind(placed.number)
                .push_bind(placed.arrival.identity.as_slice())
                .push_bind(codes::severity_code(placed.arrival.finding.severity))
                .push_bind(placed.arrival.finding.occurred_at.as_millisecond())
                .push_bind(now.as_millisecond());
        });
        query.build(Dialect::of(write)).execute(&mut **write).await?;
    }
    Ok(())
}

/// Adds the assets that an incident has not touched before, and counts them.
pub(super) async fn write_assets(
    write: &mut Write,
    client: &ClientId,
    placed: &[Placed<'_>],
) -> Result<(), sqlx::Error> {
    let touched = placed.iter().flat_map(|placed| placed.arrival.assets.iter().map(|mac| (placed.number, *mac)));
    let touched: Vec<(i64, MacBytes)> = touched.collect::<BTreeSet<_>>().into_iter().collect();
    for page in touched.chunks(PAGE) {
        let mut query = QueryBuilder::new("INSERT INTO incident_assets (client_id, number, asset_mac) ");
        query.push_values(page, |mut row, (number, mac)| {
            row.push_bind(client.0.as_str()).push_bind(*number).push_bind(mac.as_slice());
        });
        query.push(
            " ON CONFLICT (client_id, number, asset_mac) DO UPDATE SET merged_from = NULL \
             WHERE incident_assets.merged_from IS NOT NULL",
        );
        query.build(Dialect::of(write)).execute(&mut **write).await?;
    }
    let numbers: Vec<_> = touched.into_iter().map(|(number, _)| number).collect::<BTreeSet<_>>().into_iter().collect();
    for page in numbers.chunks(PAGE) {
        let mut query = QueryBuilder::new(
            "UPDATE incidents SET assets_count = (SELECT COUNT(*) FROM incident_assets a \
             WHERE a.client_id = incidents.client_id AND a.number = incidents.number) WHERE client_id = ",
        );
        let mut listed = query.push_bind(client.0.as_str()).push(" AND number IN (").separated(", ");
        for number in page {
            listed.push_bind(*number);
        }
        query.push(")");
        query.build(Dialect::of(write)).execute(&mut **write).await?;
    }
    Ok(())
}

pub(super) async fn write_hours(
    write: &mut Write,
    client: &ClientId,
    placed: &[Placed<'_>],
) -> Result<(), sqlx::Error> {
    const HOUR_MS: i64 = 3_600_000;
    let mut hours: BTreeMap<(i64, i64), i64> = BTreeMap::new();
    for placed in placed {
        let hour = placed.arrival.finding.occurred_at.as_millisecond().div_euclid(HOUR_MS);
        *hours.entry((placed.number, hour)).or_default() += 1;
    }
    let hours: Vec<_> = hours.into_iter().collect();
    for page in hours.chunks(PAGE) {
        let mut query = QueryBuilder::new("INSERT INTO incident_hours (client_id, number, hour, alerts) ");
        query.push_values(page, |mut row, ((number, hour), alerts)| {
            row.push_bind(client.0.as_str()).push_bind(*number).push_bind(*hour).push_bind(*alerts);
        });
        query.push(
            " ON CONFLICT (client_id, number, hour) DO UPDATE \
                    SET alerts = incident_hours.alerts + excluded.alerts",
        );
        query.build(Dialect::of(write)).execute(&mut **write).await?;
    }
    Ok(())
}

/// One live change for each incident of the batch.
pub(super) async fn tell(
    write: &mut Write,
    client: &ClientId,
    incidents: impl Iterator<Item = &OpenIncident>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let incidents: Vec<&OpenIncident> = incidents.collect();
    for page in incidents.chunks(PAGE) {
        let mut query = QueryBuilder::new("INSERT INTO outbox (client_id, number, version, kind, at) ");
        query.push_values(page, |mut row, incident| {
            let kind = if incident.opening.is_some() { "created" } else { "changed" };
            row.push_bind(client.0.as_str())
                .push_bind(incident.number)
                .push_bind(incident.version)
                .push_bind(kind)
                .push_bind(now.as_millisecond());
        });
        query.build(Dialect::of(write)).execute(&mut **write).await?;
    }
    Ok(())
}

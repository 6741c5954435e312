//! Alerts that a silence keeps from opening or joining anything: kept with their evidence, and counted.

use super::{intake::Arrival, known::mac, normalise::Normalised, rows::PAGE};
use crate::{
    evidence::{Keys, MacBytes},
    sabotage::{self, Fault},
    store::{DatabaseRow, Dialect, QueryBuilder, Values, Write, codes},
};
use jiff::Timestamp;
use sqlx::Row;
use std::collections::BTreeMap;
use wire::{session::ClientId, vocabulary::Severity};

const ACTING: &str = "SELECT silence_id, detection_mac, entity_mac, agreed_at IS NOT NULL AS agreed FROM silences \
    WHERE client_id = $1 AND ended_at IS NULL AND expires_at > $2 AND (awaits = 'nobody' OR agreed_at IS NOT NULL) \
    ORDER BY made_at, silence_id";

/// A silence, as findings are held against it.
pub(super) struct Acting {
    id: String,
    detection: MacBytes,
    /// Of that one alone.
    entity: Option<MacBytes>,
    /// A second person has agreed to it.
    agreed: bool,
}

/// An arrival with its number and what keeps it from an incident.
pub(super) struct Kept<'a> {
    pub(super) alert: i64,
    pub(super) silence: &'a Acting,
    pub(super) arrival: Arrival<'a>,
}

/// What a silence is of: the detection, and the entity.
pub(crate) fn macs(keys: &Keys, finding: &Normalised) -> (MacBytes, MacBytes) {
    if sabotage::is(Fault::SilenceOfEveryClient) {
        return ([0; 32], [0; 32]);
    }
    (keys.mac("detection", &finding.detection), keys.mac("entity", &finding.entity))
}

/// Whether two persons are needed to silence it.
pub(crate) const fn is_critical(severity: Severity) -> bool {
    matches!(severity, Severity::Critical | Severity::Fatal)
}

/// The client's silences that act at `now`, the oldest first.
pub(super) async fn acting(write: &mut Write, client: &ClientId, now: Timestamp) -> Result<Vec<Acting>, sqlx::Error> {
    let sql = sabotage::instead(Fault::SilenceOfEveryClient, ACTING, "client_id = $1", "$1 <> ''");
    let sql = sabotage::instead(Fault::SilenceForEver, sql, "expires_at > $2", "$2 > 0");
    let is_agreed = "(awaits = 'nobody' OR agreed_at IS NOT NULL)";
    let sql = sabotage::instead(Fault::SilenceOfOne, sql, is_agreed, "awaits <> ''");
    let rows = sqlx::query(sql).bind(&client.0).bind(now.as_millisecond()).fetch_all(&mut **write).await?;
    rows.iter().map(read).collect()
}

fn read(row: &DatabaseRow) -> Result<Acting, sqlx::Error> {
    let is_bound = row.try_get::<Option<&[u8]>, _>("entity_mac")?.is_some();
    Ok(Acting {
        id: row.try_get("silence_id")?,
        detection: mac(row, "detection_mac")?,
        entity: is_bound.then(|| mac(row, "entity_mac")).transpose()?,
        agreed: row.flag("agreed")?,
    })
}

/// The silence that keeps a finding from opening or joining anything.
pub(super) fn keeper<'s>(acting: &'s [Acting], keys: &Keys, finding: &Normalised) -> Option<&'s Acting> {
    if acting.is_empty() {
        return None;
    }
    let (detection, entity) = macs(keys, finding);
    acting.iter().find(|silence| {
        let is_let = silence.agreed || !is_critical(finding.severity) || sabotage::is(Fault::SilenceOfOne);
        is_let && silence.detection == detection && silence.entity.is_none_or(|bound| bound == entity)
    })
}

/// Keeps them apart from what incidents are made of, and counts them.
pub(super) async fn write(
    write: &mut Write,
    client: &ClientId,
    kept: &[Kept<'_>],
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    for page in kept.chunks(PAGE) {
        let mut query = QueryBuilder::new(
            "INSERT INTO silenced_alerts (client_id, alert, silence_id, identity_mac, severity, occurred_at, created_at) ",
        );
        query.push_values(page, |mut row, kept| {
            *counts.entry(&kept.silence.id).or_default() += 1;
            row.push_bind(client.0.as_str())
                .push_bind(kept.alert)
                .push_bind(kept.silence.id.as_str())
                .push_bind(kept.arrival.identity.as_slice())
                .push_bind(codes::severity_code(kept.arrival.finding.severity))
                .push_bind(kept.arrival.finding.occurred_at.as_millisecond())
                .push_bind(now.as_millisecond());
        });
        query.build(Dialect::of(write)).execute(&mut **write).await?;
    }
    for (silence, count) in counts {
        sqlx::query(
            "UPDATE silences SET alerts_count = alerts_count + $3, last_at = $4 WHERE client_id = $1 AND silence_id = $2",
        )
        .bind(&client.0)
        .bind(silence)
        .bind(count)
        .bind(now.as_millisecond())
        .execute(&mut **write)
        .await?;
    }
    Ok(())
}

//! Some alerts of an incident become another incident of the same client.

use super::{
    Declined, Dialect, QueryBuilder, Values, Write, codes, incident::Incident, merges::recount, opened,
    workflow::Recorded,
};
use crate::{
    clocks::ServiceLevels,
    ingest::priority_of,
    policy::Seat,
    sabotage::{self, Fault},
};
use jiff::Timestamp;
use sqlx::Row;
use std::collections::BTreeSet;
use wire::vocabulary::Severity;

/// The most alerts that are split off at once.
const ALERTS_MAX: usize = 1000;

/// Everything that an incident and the one that is split off it have in common. Nothing joins it by itself: it has the same
/// grouping key, whose alerts go on to the former; what is merged into it brings its own. Whoever may read the one may read the
/// other.
const OPEN: &str = "\
    INSERT INTO incidents (client_id, number, group_mac, title_id, category, tactics, techniques, status, severity, \
    priority, impact, confidence, disposition, asset_class, assets_count, alerts_count, occurred_at, joins_until, \
    created_at, updated_at, attention_at, split_from, readers) \
    SELECT client_id, $3, group_mac, title_id, category, tactics, techniques, 1, $4, $5, impact, confidence, \
    disposition, asset_class, 0, 0, occurred_at, 0, $6, $6, $6, number, readers FROM incidents \
    WHERE client_id = $1 AND number = $2";

/// Opens another incident with these alerts of `source`, which keeps its severity, priority and clocks.
///
/// # Errors
/// [`Declined::Invalid`] for alerts that are not its own, for none, and for all of them.
pub(super) async fn split(
    write: &mut Write,
    seat: &Seat,
    source: &Incident,
    alerts: &[u64],
    levels: &ServiceLevels,
    now: Timestamp,
) -> Result<Recorded, Declined> {
    let alerts: BTreeSet<i64> = alerts.iter().map(|alert| i64::try_from(*alert).unwrap_or(0)).collect();
    let severity = check(write, seat, source.number, &alerts).await?;
    let (client, from) = (&seat.client().0, source.number);
    let to = opened::next_number(write, seat).await?;
    let priority = priority_of(severity);
    sqlx::query(OPEN)
        .bind(client)
        .bind(from)
        .bind(to)
        .bind(codes::severity_code(severity))
        .bind(codes::priority_code(priority))
        .bind(now.as_millisecond())
        .execute(&mut **write)
        .await?;
    if !sabotage::is(Fault::SplitLeavesEvidence) {
        let mut moving = QueryBuilder::new("UPDATE alerts SET arrived_in = COALESCE(arrived_in, number), number = ");
        moving.push_bind(to);
        of_these(moving, client, from, &alerts).build(Dialect::of(write)).execute(&mut **write).await?;
    }
    // Which alert touched which of them is not kept beside the evidence.
    sqlx::query(
        "INSERT INTO incident_assets (client_id, number, asset_mac) \
         SELECT client_id, $3, asset_mac FROM incident_assets WHERE client_id = $1 AND number = $2",
    )
    .bind(client)
    .bind(from)
    .bind(to)
    .execute(&mut **write)
    .await?;
    for number in [from, to] {
        recount(write, seat, number).await?;
    }
    let count = u32::try_from(alerts.len()).unwrap_or(u32::MAX);
    opened::begin(write, seat, to, (severity, priority), levels, now).await?;
    let recorded = Recorded::SplitFrom { number: from, count };
    recorded.write(write, (seat.client(), seat.caller().user()), (to, 1), now).await?;
    Ok(Recorded::SplitOff { number: to, count })
}

/// How bad the worst of them is.
async fn check(write: &mut Write, seat: &Seat, number: i64, alerts: &BTreeSet<i64>) -> Result<Severity, Declined> {
    if !(1..=ALERTS_MAX).contains(&alerts.len()) {
        return Err(Declined::field("alerts", "1 to 1000 numbers"));
    }
    let query = QueryBuilder::new("SELECT COUNT(*) AS count, MAX(severity) AS severity FROM alerts");
    let row =
        of_these(query, &seat.client().0, number, alerts).build(Dialect::of(write)).fetch_one(&mut **write).await?;
    if row.count::<usize>("count")? != alerts.len() {
        return Err(Declined::field("alerts", "not all of them are this incident's"));
    }
    let all = sqlx::query_scalar("SELECT COUNT(*) FROM alerts WHERE client_id = $1 AND number = $2");
    let all: i64 = all.bind(&seat.client().0).bind(number).fetch_one(&mut **write).await?;
    if usize::try_from(all).is_ok_and(|all| all == alerts.len()) {
        return Err(Declined::field("alerts", "at least one has to stay"));
    }
    Ok(codes::severity(row.try_get("severity")?))
}

fn of_these(mut query: QueryBuilder, client: &str, number: i64, alerts: &BTreeSet<i64>) -> QueryBuilder {
    query.push(" WHERE client_id = ").push_bind(client).push(" AND number = ").push_bind(number);
    let mut list = query.push(" AND alert IN (").separated(", ");
    for alert in alerts {
        list.push_bind(*alert);
    }
    query.push(")");
    query
}

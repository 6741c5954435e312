//! The alerts of an incident: what may be known of them without their evidence.

use super::codes;
use crate::store::{DatabaseConnection, Dialect, Values};
use crate::{
    instants::{from_ms, ms_to_wire},
    policy::Seat,
};
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Row, SqlSafeStr};
use wire::{
    alert::{AlertVolume, BUCKETS_MAX},
    vocabulary::Severity,
};

/// One alert of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alert {
    pub number: u64,
    pub severity: Severity,
    pub occurred_at: Timestamp,
    pub received_at: Timestamp,
    /// Whether a silence kept it from every incident.
    pub is_silenced: bool,
}

/// The way to an incident's alerts: by their key SQLite would go past all of the client's.
pub(super) const BY_INCIDENT: &str = "INDEXED BY alerts_by_incident";

/// The alerts of an incident, newest first, those before the number `before`.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<Alert>, sqlx::Error> {
    let hint = Dialect::of(conn).hint(BY_INCIDENT);
    let list = AssertSqlSafe(format!(
        "SELECT alert, severity, occurred_at, created_at FROM alerts {hint} \
         WHERE client_id = $1 AND number = $2 AND alert < $3 ORDER BY alert DESC LIMIT $4"
    ));
    page(conn, seat, (list, false), number, before, limit).await
}

/// The alerts that silences made from an incident kept from any, as [`list`] does.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn silenced(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<Alert>, sqlx::Error> {
    const LIST: &str = "SELECT a.alert, a.severity, a.occurred_at, a.created_at FROM silenced_alerts a \
        JOIN silences s ON s.client_id = a.client_id AND s.silence_id = a.silence_id \
        WHERE a.client_id = $1 AND s.number = $2 AND a.alert < $3 ORDER BY a.alert DESC LIMIT $4";
    page(conn, seat, (LIST, true), number, before, limit).await
}

async fn page(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    (sql, is_silenced): (impl SqlSafeStr, bool),
    number: i64,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<Alert>, sqlx::Error> {
    let before = before.and_then(|before| i64::try_from(before).ok()).unwrap_or(i64::MAX);
    let found: Vec<(i64, i64, i64, i64)> = sqlx::query_as(sql)
        .bind(&seat.client().0)
        .bind(number)
        .bind(before)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(conn)
        .await?;
    let alert = |(number, severity, occurred_ms, received_ms)| Alert {
        number: u64::try_from(number).unwrap_or(0),
        severity: codes::severity(severity),
        occurred_at: from_ms(occurred_ms),
        received_at: from_ms(received_ms),
        is_silenced,
    };
    Ok(found.into_iter().map(alert).collect())
}

/// How many alerts of an incident happened in each of at most [`BUCKETS_MAX`] equal stretches, from the first to the last.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn volume(conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<AlertVolume, sqlx::Error> {
    let hint = Dialect::of(conn).hint(BY_INCIDENT);
    let ends = sqlx::query(AssertSqlSafe(format!(
        "SELECT MIN(occurred_at) AS first, MAX(occurred_at) AS last FROM alerts {hint} \
         WHERE client_id = $1 AND number = $2"
    )));
    let ends = ends.bind(&seat.client().0).bind(number).fetch_one(&mut *conn).await?;
    let ends = (ends.try_get::<Option<i64>, _>("first")?, ends.try_get::<Option<i64>, _>("last")?);
    let (Some(first), Some(last)) = ends else {
        return Ok(AlertVolume { from: None, to: None, bucket_s: 1, counts: vec![] });
    };
    let width_ms = width_ms(last - first);
    let counted = sqlx::query(AssertSqlSafe(format!(
        "SELECT (occurred_at - $3) / $4 AS place, COUNT(*) AS count FROM alerts {hint} \
         WHERE client_id = $1 AND number = $2 GROUP BY place"
    )));
    let counted = counted.bind(&seat.client().0).bind(number).bind(first).bind(width_ms).fetch_all(conn).await?;
    let mut counts = vec![0; usize::try_from((last - first) / width_ms).unwrap_or(0) + 1];
    for row in counted {
        let place = usize::try_from(row.try_get::<i64, _>("place")?).unwrap_or(usize::MAX);
        if let Some(count) = counts.get_mut(place) {
            *count = row.count("count")?;
        }
    }
    let [from, to] = [first, last].map(|at_ms| Some(ms_to_wire(at_ms)));
    Ok(AlertVolume { from, to, bucket_s: u64::try_from(width_ms / 1000).unwrap_or(1), counts })
}

/// Whole seconds, so many that a span is at most [`BUCKETS_MAX`] of them.
fn width_ms(span_ms: i64) -> i64 {
    let buckets_ms = BUCKETS_MAX.cast_signed() * 1000;
    (span_ms / buckets_ms + 1) * 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_alert_is_in_the_last_stretch() {
        for span_ms in [0, 1, 999, 1000, 95_999, 96_000, 96_001, 3_600_000, 7_000_000_001] {
            let buckets = span_ms / width_ms(span_ms) + 1;
            assert!((1..=BUCKETS_MAX.cast_signed()).contains(&buckets), "{span_ms}: {buckets}");
        }
    }
}

//! The alerts of an incident: what may be known of them without their evidence.

use super::codes;
use crate::store::DatabaseConnection;
use crate::{instants::from_ms, policy::Seat};
use jiff::Timestamp;
use wire::vocabulary::Severity;

/// One alert of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alert {
    pub number: u64,
    pub severity: Severity,
    pub occurred_at: Timestamp,
}

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
    let before = before.and_then(|before| i64::try_from(before).ok()).unwrap_or(i64::MAX);
    let found: Vec<(i64, i64, i64)> = sqlx::query_as(
        "SELECT alert, severity, occurred_at FROM alerts WHERE client_id = $1 AND number = $2 AND alert < $3 \
         ORDER BY alert DESC LIMIT $4",
    )
    .bind(&seat.client().0)
    .bind(number)
    .bind(before)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(conn)
    .await?;
    let alert = |(number, severity, occurred_ms)| Alert {
        number: u64::try_from(number).unwrap_or(0),
        severity: codes::severity(severity),
        occurred_at: from_ms(occurred_ms),
    };
    Ok(found.into_iter().map(alert).collect())
}

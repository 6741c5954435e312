//! The alerts of an incident, by number: what may be known of them without their evidence.

use crate::policy::Seat;
use sqlx::SqliteConnection;

/// Numbers of the alerts of an incident, newest first, those before `before`.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn numbers(
    conn: &mut SqliteConnection,
    seat: &Seat,
    number: i64,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<u64>, sqlx::Error> {
    let before = before.and_then(|before| i64::try_from(before).ok()).unwrap_or(i64::MAX);
    sqlx::query_scalar(
        "SELECT alert FROM alerts WHERE client_id = $1 AND number = $2 AND alert < $3 ORDER BY alert DESC LIMIT $4",
    )
    .bind(&seat.client().0)
    .bind(number)
    .bind(before)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(conn)
    .await
}

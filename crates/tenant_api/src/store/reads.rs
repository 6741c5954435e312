//! What each user has looked at: `unread` is theirs alone.

use crate::policy::Seat;
use crate::store::{DatabaseConnection, Flag};
use jiff::Timestamp;
use wire::session::UserId;

/// The seat's user has seen the incident as it is at `now`.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn mark(conn: &mut DatabaseConnection, seat: &Seat, number: i64, now: Timestamp) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO reads (user_id, client_id, number, seen_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (user_id, client_id, number) DO UPDATE \
         SET seen_at = excluded.seen_at WHERE excluded.seen_at > reads.seen_at",
    )
    .bind(&seat.caller().user().0)
    .bind(&seat.client().0)
    .bind(number)
    .bind(now.as_millisecond())
    .execute(conn)
    .await
    .map(drop)
}

/// Somebody has to look again: the incident is unread for them, as it was just before it last asked to be looked at.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn unmark(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
    user: &UserId,
) -> Result<(), sqlx::Error> {
    let unmark = sqlx::query(
        "UPDATE reads SET seen_at = (SELECT attention_at - 1 FROM incidents WHERE client_id = $2 AND number = $3) \
         WHERE user_id = $1 AND client_id = $2 AND number = $3 \
         AND seen_at >= (SELECT attention_at FROM incidents WHERE client_id = $2 AND number = $3)",
    );
    unmark.bind(&user.0).bind(&seat.client().0).bind(number).execute(conn).await.map(drop)
}

/// Whether something happened that the seat's user has not looked at.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn is_unread(conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<bool, sqlx::Error> {
    let unread: Flag = sqlx::query_scalar(
        "SELECT COUNT(*) > 0 FROM incidents i LEFT JOIN reads r \
         ON r.user_id = $1 AND r.client_id = i.client_id AND r.number = i.number \
         WHERE i.client_id = $2 AND i.number = $3 AND i.attention_at > COALESCE(r.seen_at, 0)",
    )
    .bind(&seat.caller().user().0)
    .bind(&seat.client().0)
    .bind(number)
    .fetch_one(conn)
    .await?;
    Ok(unread.0)
}

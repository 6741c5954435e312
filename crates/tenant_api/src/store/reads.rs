//! What each user has looked at, and when: `unread` and `looked_at` are theirs alone.

use crate::{
    instants,
    policy::Seat,
    store::{DatabaseConnection, Values},
};
use jiff::Timestamp;
use sqlx::Row;
use wire::{Instant, session::UserId};

/// For so long after they saw it somebody is still at the same look, milliseconds.
const LOOK_MS: i64 = 10 * 60_000;
/// It is written down that somebody goes on looking at most this often, milliseconds.
const SEEN_FOR_MS: i64 = 60_000;

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

/// Somebody has to look again: the incident is unread for them, as it was just before it last asked to be looked at. Until when they
/// saw it stays known.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn unmark(conn: &mut DatabaseConnection, seat: &Seat, number: i64, user: &UserId) -> Result<(), sqlx::Error> {
    let unmark = sqlx::query(
        "UPDATE reads SET looked_at = seen_at, \
         seen_at = (SELECT attention_at - 1 FROM incidents WHERE client_id = $2 AND number = $3) \
         WHERE user_id = $1 AND client_id = $2 AND number = $3 \
         AND seen_at >= (SELECT attention_at FROM incidents WHERE client_id = $2 AND number = $3)",
    );
    unmark.bind(&user.0).bind(&seat.client().0).bind(number).execute(conn).await.map(drop)
}

/// The seat's user looks at the incident at `now`. A look begins where the last has been over for a while: what was seen until
/// then is what the new one is compared with, and so is what was seen before somebody had to look again.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn look(conn: &mut DatabaseConnection, seat: &Seat, number: i64, now: Timestamp) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO reads (user_id, client_id, number, seen_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (user_id, client_id, number) DO UPDATE SET seen_at = excluded.seen_at, \
         looked_at = CASE WHEN reads.seen_at >= $5 OR reads.looked_at > reads.seen_at THEN reads.looked_at \
           ELSE reads.seen_at END \
         WHERE excluded.seen_at > reads.seen_at",
    )
    .bind(&seat.caller().user().0)
    .bind(&seat.client().0)
    .bind(number)
    .bind(now.as_millisecond())
    .bind(now.as_millisecond() - LOOK_MS)
    .execute(conn)
    .await
    .map(drop)
}

/// What the seat's user has seen of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Last {
    /// Something happened since that asks to be looked at.
    pub is_unread: bool,
    seen_ms: Option<i64>,
    looked_ms: Option<i64>,
}

impl Last {
    /// Whether it is to be written down that somebody looks at `now`.
    #[must_use]
    pub fn is_over(self, now: Timestamp) -> bool {
        self.is_unread || self.seen_ms.is_none_or(|seen_ms| now.as_millisecond() - seen_ms >= SEEN_FOR_MS)
    }

    /// When they saw it before they looked as they do now.
    #[must_use]
    pub fn looked_at(self) -> Option<Instant> {
        self.looked_ms.map(instants::ms_to_wire)
    }
}

/// What the seat's user has seen of it until now.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn last(conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<Last, sqlx::Error> {
    let row = sqlx::query(
        "SELECT i.attention_at > COALESCE(r.seen_at, 0) AS unread, r.seen_at, r.looked_at \
         FROM incidents i LEFT JOIN reads r ON r.user_id = $1 AND r.client_id = i.client_id AND r.number = i.number \
         WHERE i.client_id = $2 AND i.number = $3",
    );
    let row = row.bind(&seat.caller().user().0).bind(&seat.client().0).bind(number).fetch_one(conn).await?;
    Ok(Last { is_unread: row.flag("unread")?, seen_ms: row.try_get("seen_at")?, looked_ms: row.try_get("looked_at")? })
}

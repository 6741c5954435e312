//! What people did to an incident's tasks: told in its timeline, and news for everybody unless it is internal.

use super::super::{
    DatabaseConnection, Values, Write,
    outbox::Change,
    people, reads,
    values::{json, text},
};
use crate::{
    policy::Seat,
    sabotage::{self, Fault},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use wire::{
    event::EventKind,
    session::{Person, UserId},
    task::TaskAct,
    timeline::What,
};

const ACTS: &str = "SELECT * FROM task_acts WHERE client_id = $1 AND number = $2 AND (internal = 0 OR $3) ORDER BY act";

/// One of them, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Act {
    pub(super) did: TaskAct,
    pub(super) text: String,
    pub(super) count: u32,
    pub(super) reason: Option<String>,
    pub(super) told_by: Option<String>,
}

/// Writes down what the seat's user did, and tells whoever gets to know of it. It is no version of the incident.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub(super) async fn record(
    write: &mut Write,
    seat: &Seat,
    (number, version): (i64, i64),
    internal: bool,
    act: &Act,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let (client, at_ms) = (seat.client().clone(), now.as_millisecond());
    sqlx::query(
        "INSERT INTO task_acts (client_id, number, act, internal, at, by_user_id, what) \
         SELECT $1, $2, COALESCE(MAX(act), 0) + 1, $3, $4, $5, $6 FROM task_acts WHERE client_id = $1 AND number = $2",
    )
    .bind(&client.0)
    .bind(number)
    .bind(i64::from(internal))
    .bind(at_ms)
    .bind(&seat.caller().user().0)
    .bind(text(act)?)
    .execute(&mut **write)
    .await?;
    if !internal || sabotage::is(Fault::InternalTaskMovesIncident) {
        sqlx::query("UPDATE incidents SET updated_at = $3, attention_at = $3 WHERE client_id = $1 AND number = $2")
            .bind(&client.0)
            .bind(number)
            .bind(at_ms)
            .execute(&mut **write)
            .await?;
        reads::mark(write, seat, number, now).await?;
    }
    Change { client, number, version, kind: EventKind::Timeline, internal, at_ms }.tell(write).await
}

/// Those that the seat's user gets to know of, oldest first: when, by whom, and what.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub(in crate::store) async fn all(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
) -> Result<Vec<(i64, Option<Person>, What)>, sqlx::Error> {
    let rows = sqlx::query(ACTS).bind(&seat.client().0).bind(number).bind(super::sees_internal(seat));
    let rows = rows.fetch_all(&mut *conn).await?;
    let by = rows.iter().map(|row| Ok(UserId(row.try_get("by_user_id")?)));
    let by = by.collect::<Result<Vec<_>, sqlx::Error>>()?;
    let people = people::named(conn, &by.iter().collect()).await?;
    let told = rows.iter().zip(by).map(|(row, by)| {
        let Act { did, text, count, reason, told_by } = json(row.try_get("what")?)?;
        let what = What::Tasked { did, text, count, reason, told_by, internal: row.flag("internal")? };
        Ok((row.try_get("at")?, people.get(&by).cloned(), what))
    });
    told.collect()
}

//! Silences: detections of one client that open nothing for a while, by whom and for how long; ingest holds findings against them.

mod decide;
mod make;

pub use decide::{agree, end, expire};
pub use make::make;

use super::{DatabaseConnection, DatabaseRow, Declined, Dialect, QueryBuilder, Values, restricted, retention};
use crate::{
    instants,
    policy::{Scope, Seat},
    sabotage::{self, Fault},
};
use jiff::Timestamp;
use sqlx::Row;
use wire::{
    session::{ClientId, Person, SilenceId},
    silence::{Silence, SilenceAwaits, SilenceState},
    timeline::What,
    vocabulary::Capability,
};

/// A silence's place in a list.
pub type Position = (i64, String);

/// Those of a scope's clients but for what is restricted to others, newest first, each with its place; those behind `after`. No text
/// of theirs is read.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(
    conn: &mut DatabaseConnection,
    scope: &Scope,
    after: Option<Position>,
    limit: usize,
    now: Timestamp,
) -> Result<Vec<(Position, Silence)>, sqlx::Error> {
    let mut query = QueryBuilder::new("SELECT * FROM silences WHERE ");
    match sabotage::is(Fault::SilencesOfEveryClient) {
        true => drop(query.push("client_id <> ''")),
        false => Dialect::of(conn).push_among(&mut query, "client_id", scope.clients()),
    }
    restricted::push_but_hidden(&mut query, scope.hidden(), "silences");
    if let Some((made_at, id)) = after {
        query.push(" AND (made_at, silence_id) < (").push_bind(made_at).push(", ").push_bind(id).push(")");
    }
    query.push(format_args!(" ORDER BY made_at DESC, silence_id DESC LIMIT {limit}"));
    let mut silences = vec![];
    for row in query.build(Dialect::of(conn)).fetch_all(conn).await? {
        let client = ClientId(row.try_get("client_id")?);
        let Some(seat) = scope.caller().enter(&client, Capability::IncidentRead) else { continue };
        let place = (row.try_get("made_at")?, row.try_get("silence_id")?);
        silences.push((place, told(&seat, &row, now)?));
    }
    Ok(silences)
}

/// Those that were made from an incident, newest first, each with why.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn of_incident(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
    now: Timestamp,
) -> Result<Vec<Silence>, sqlx::Error> {
    rows_of(conn, seat, number).await?.iter().map(|row| told_inside(seat, row, now)).collect()
}

/// What was done about those that were made from an incident, from the first on: when, by whom, and nobody where time did it. What
/// comes later takes no other's place.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn acts(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
) -> Result<Vec<Option<(i64, Option<Person>, What)>>, sqlx::Error> {
    let mut acts = vec![];
    for row in rows_of(conn, seat, number).await?.iter().rev() {
        let (with_entity, reason) = (has_entity(row)?, row.try_get("reason")?);
        let made = (row.try_get("made_at")?, person(row, "owner")?, What::Silenced { with_entity, reason });
        let agreed = row.try_get::<Option<i64>, _>("agreed_at")?;
        let ended = row.try_get::<Option<i64>, _>("ended_at")?;
        let (agreed_by, ended_by) = (person(row, "agreed_by")?, person(row, "ended_by")?);
        let agreed = agreed.map(|at_ms| (at_ms, agreed_by, What::SilenceAgreed));
        acts.extend([Some(made), agreed, ended.map(|at_ms| (at_ms, ended_by, What::SilenceEnded))]);
    }
    Ok(acts)
}

/// Newest first.
async fn rows_of(conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<Vec<DatabaseRow>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT * FROM silences WHERE client_id = $1 AND number = $2 ORDER BY made_at DESC, silence_id DESC",
    );
    rows.bind(&seat.client().0).bind(number).fetch_all(conn).await
}

fn person(row: &DatabaseRow, column: &str) -> Result<Option<Person>, sqlx::Error> {
    row.try_get::<Option<String>, _>(column)?.as_deref().map(retention::person).transpose()
}

fn has_entity(row: &DatabaseRow) -> Result<bool, sqlx::Error> {
    Ok(row.try_get::<Option<Vec<u8>>, _>("entity_mac")?.is_some())
}

/// How many were made from an incident.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn count(conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<u32, sqlx::Error> {
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM silences WHERE client_id = $1 AND number = $2");
    let count: i64 = count.bind(&seat.client().0).bind(number).fetch_one(conn).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// One of the seat's client, and the incident that it was made from.
///
/// # Errors
/// [`Declined::Missing`] if the client has no such silence, or its incident is restricted to others.
pub async fn find(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    id: &SilenceId,
    now: Timestamp,
) -> Result<(Silence, i64), Declined> {
    let row = sqlx::query("SELECT * FROM silences WHERE client_id = $1 AND silence_id = $2");
    let row = row.bind(&seat.client().0).bind(&id.0).fetch_optional(conn).await?.ok_or(Declined::Missing)?;
    let number = row.try_get("number")?;
    if !seat.sees(number) {
        return Err(Declined::Missing);
    }
    Ok((told(seat, &row, now)?, number))
}

/// With why, for its incident.
fn told_inside(seat: &Seat, row: &DatabaseRow, now: Timestamp) -> Result<Silence, sqlx::Error> {
    Ok(Silence { reason: Some(row.try_get("reason")?), ..told(seat, row, now)? })
}

/// As it stands, without a text of its own.
fn told(seat: &Seat, row: &DatabaseRow, now: Timestamp) -> Result<Silence, sqlx::Error> {
    let at = |name| Ok::<_, sqlx::Error>(row.try_get::<Option<i64>, _>(name)?.map(instants::ms_to_wire));
    let (agreed_by, ended_by, ended_at) = (person(row, "agreed_by")?, person(row, "ended_by")?, at("ended_at")?);
    let awaits = SilenceAwaits::from_caption(row.try_get("awaits")?).unwrap_or_default();
    let expires_ms: i64 = row.try_get("expires_at")?;
    let state = match () {
        () if ended_by.is_some() => SilenceState::Ended,
        () if ended_at.is_some() || expires_ms <= now.as_millisecond() => SilenceState::Expired,
        () if awaits != SilenceAwaits::Nobody && agreed_by.is_none() => SilenceState::Waiting,
        () => SilenceState::Acting,
    };
    let owner = retention::person(&row.try_get::<String, _>("owner")?)?;
    let is_anothers = owner.id != *seat.caller().user();
    Ok(Silence {
        id: SilenceId(row.try_get("silence_id")?),
        client: seat.client().clone(),
        incident: seat.key(row.try_get("number")?),
        with_entity: has_entity(row)?,
        owner,
        made_at: instants::ms_to_wire(row.try_get("made_at")?),
        expires_at: instants::ms_to_wire(expires_ms),
        state,
        awaits,
        agreed_by,
        ended_by,
        ended_at,
        alerts_count: row.count("alerts_count")?,
        last_at: at("last_at")?,
        may_agree: state == SilenceState::Waiting && is_anothers && decide::check_may_agree(seat, awaits).is_ok(),
        may_end: is_standing(state) && seat.may(Capability::SilenceManage),
        reason: None,
    })
}

/// Whether it acts, or will once somebody agrees.
const fn is_standing(state: SilenceState) -> bool {
    matches!(state, SilenceState::Acting | SilenceState::Waiting)
}

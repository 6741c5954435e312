//! Somebody offers their open incidents. What is written with one becomes an internal note on it at once.

use super::{Record, To, recipients, refusal, tell};
use crate::{
    policy::{Scope, Seat},
    store::{
        DatabaseConnection, Declined, Dialect, QueryBuilder, Values, Write, incident::Incident, notes, queue, random_id,
    },
};
use jiff::{SignedDuration, Timestamp};
use std::{collections::BTreeSet, slice};
use wire::{
    handover::{HandoverOutcome, LASTS_S, LINE_MAX, LeftRow, NewHandover, Offered, OfferedRow, ROWS_MAX},
    note::NewNote,
    session::{ClientId, HandoverId},
    vocabulary::{Capability, Visibility},
};

/// How many of one person's may stand at once.
const STANDING_MAX: u64 = 50;

/// Offers incidents; those that cannot be handed over are left, each with why.
///
/// # Errors
/// [`Declined::Invalid`] for somebody who can be given none of them, for no rows or too many, for a line that is none, and
/// where none is left.
pub async fn offer(write: &mut Write, scope: &Scope, new: &NewHandover, now: Timestamp) -> Result<Offered, Declined> {
    check(new)?;
    let nobody = || Declined::field("to", "nobody who can be given them");
    let to = To::of(&new.to).ok_or_else(nobody)?;
    let given = recipients::clients_of(write, scope, &to).await?;
    if given.is_empty() {
        return Err(nobody());
    }
    let record = Record {
        id: HandoverId(random_id()),
        from: scope.caller().user().clone(),
        to,
        offered_at: now.as_millisecond(),
        expires_at: now.saturating_add(SignedDuration::from_secs(LASTS_S.into())).unwrap_or(now).as_millisecond(),
    };
    insert(write, scope, &record).await?;
    let mut left = vec![];
    for row in &new.rows {
        if let Some(outcome) = offer_row(write, scope, &record, &given, row, now).await? {
            left.push(LeftRow { key: row.key.clone(), outcome });
        }
    }
    let none = || Declined::field("rows", "none of them can be handed over");
    Ok(Offered { handover: tell(write, scope, &record, now).await?.ok_or_else(none)?, left })
}

/// Counted in `all` that the caller sees, whatever scope is offered in: PostgreSQL shows a scope nothing of other clients.
///
/// # Errors
/// [`Declined::Conflict`] for somebody of whose hand-overs too many have rows that can still be taken over.
pub async fn check_standing(conn: &mut DatabaseConnection, all: &Scope, now: Timestamp) -> Result<(), Declined> {
    let mut query = QueryBuilder::new("SELECT COUNT(*) AS count FROM handovers h WHERE h.owner_id = ");
    query.push_bind(all.caller().organisation().0.as_str());
    query.push(" AND h.from_id = ").push_bind(all.caller().user().0.as_str());
    query.push(" AND h.expires_at > ").push_bind(now.as_millisecond());
    query.push(" AND EXISTS (SELECT 1 FROM handover_rows r WHERE r.handover_id = h.handover_id ");
    query.push("AND r.outcome IS NULL AND ");
    Dialect::of(conn).push_among(&mut query, "r.client_id", all.clients());
    query.push(")");
    match query.build(Dialect::of(conn)).fetch_one(conn).await?.count::<u64>("count")? {
        ..STANDING_MAX => Ok(()),
        _ => Err(Declined::Conflict("Too many of yours stand: withdraw one first")),
    }
}

fn check(new: &NewHandover) -> Result<(), Declined> {
    let keys: BTreeSet<_> = new.rows.iter().map(|row| &row.key).collect();
    if !(1..=ROWS_MAX).contains(&new.rows.len()) || keys.len() != new.rows.len() {
        return Err(Declined::field("rows", "1 to 200 of them, each once"));
    }
    let is_line = |line: &String| {
        let is_short = (1..=LINE_MAX).contains(&line.trim().chars().count());
        is_short && !line.chars().any(char::is_control)
    };
    match new.rows.iter().filter_map(|row| row.line.as_ref()).all(is_line) {
        true => Ok(()),
        false => Err(Declined::field("rows.line", "1 to 280 characters on one line")),
    }
}

async fn insert(write: &mut Write, scope: &Scope, record: &Record) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO handovers (owner_id, handover_id, from_id, to_kind, to_id, offered_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&scope.caller().organisation().0)
    .bind(&record.id.0)
    .bind(&record.from.0)
    .bind(record.to.kind().caption())
    .bind(record.to.id())
    .bind(record.offered_at)
    .bind(record.expires_at)
    .execute(&mut **write)
    .await
    .map(drop)
}

/// One row; why it is left, if it is.
async fn offer_row(
    write: &mut Write,
    scope: &Scope,
    record: &Record,
    given: &[ClientId],
    row: &OfferedRow,
    now: Timestamp,
) -> Result<Option<HandoverOutcome>, Declined> {
    let Some((client, number)) = queue::named(scope, slice::from_ref(&row.key)).pop() else {
        return Ok(Some(HandoverOutcome::Missing));
    };
    let Some(seat) = scope.caller().enter(&client, Capability::IncidentRead) else {
        return Ok(Some(HandoverOutcome::Missing));
    };
    let incident = Incident::load(write, &seat, number).await?;
    if let Some(refusal) = refusal(Some(&seat), incident.as_ref()) {
        return Ok(Some(refusal));
    }
    let readers = incident.as_ref().and_then(|incident| incident.readers.as_ref());
    let reads = record.to.person().is_none_or(|user| readers.is_none_or(|readers| readers.contains(user)));
    if !given.contains(&client) || !reads {
        return Ok(Some(HandoverOutcome::Recipient));
    }
    if row.line.is_some() && !seat.sees_internal() {
        return Ok(Some(HandoverOutcome::Capability));
    }
    if is_offered(write, &seat, number, record, now).await? {
        return Ok(Some(HandoverOutcome::Offered));
    }
    sqlx::query("INSERT INTO handover_rows (client_id, handover_id, number) VALUES ($1, $2, $3)")
        .bind(&client.0)
        .bind(&record.id.0)
        .bind(number)
        .execute(&mut **write)
        .await?;
    if let Some(line) = &row.line {
        let note = NewNote { visibility: Visibility::Internal, body: line.trim().to_owned() };
        notes::add(write, &seat, number, &note, now).await?;
    }
    Ok(None)
}

/// Whether somebody could take it over already, from the same giver.
async fn is_offered(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    record: &Record,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    let offered = sqlx::query(
        "SELECT COUNT(*) AS count FROM handover_rows r JOIN handovers h ON h.handover_id = r.handover_id \
         WHERE r.client_id = $1 AND r.number = $2 AND r.outcome IS NULL AND h.from_id = $3 AND h.expires_at > $4",
    );
    let offered = offered.bind(&seat.client().0).bind(number).bind(&record.from.0).bind(now.as_millisecond());
    Ok(offered.fetch_one(&mut **write).await?.count::<u64>("count")? > 0)
}

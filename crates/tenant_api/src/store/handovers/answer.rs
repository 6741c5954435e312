//! What people answer to a hand-over: whom it is offered to takes it over, row by row, or declines; its giver withdraws it.

use super::{Record, refusal, tell};
use crate::{
    policy::{Caller, Scope, Seat},
    sabotage::{self, Fault},
    store::{Declined, Dialect, QueryBuilder, Write, audit, incident::Incident, workflow},
};
use jiff::Timestamp;
use std::{collections::BTreeMap, sync::Arc};
use wire::{
    audit::AuditAction,
    bulk::Seen,
    handover::{Handover, HandoverOutcome},
    session::{ClientId, IncidentKey},
    vocabulary::Capability,
};

/// Takes over the rows that are named and still offered, each as it was seen; `giver` is who offered them, as they are now.
/// What people changed since it was seen is told so this once, and stays offered.
///
/// # Errors
/// [`Declined::Conflict`] for anybody but whom it is offered to, and once it has expired.
pub async fn accept(
    write: &mut Write,
    scope: &Scope,
    record: &Record,
    giver: Option<&Arc<Caller>>,
    rows: &[Seen],
    now: Timestamp,
) -> Result<Handover, Declined> {
    check_is_offered(scope, record)?;
    if record.is_over(now) {
        return Err(Declined::Conflict("It has expired"));
    }
    let asked: BTreeMap<&IncidentKey, u64> = rows.iter().map(|row| (&row.key, row.version)).collect();
    let (mut passing, mut taken) = (vec![], BTreeMap::<ClientId, u32>::new());
    for (client, number, _) in open(write, scope, record).await? {
        let Some(seat) = scope.caller().enter(&client, Capability::IncidentRead) else { continue };
        let key = seat.key(number);
        let Some(seen) = asked.get(&key) else { continue };
        let giver = giver.and_then(|giver| giver.enter(&client, Capability::IncidentRead));
        match take_over(write, &seat, giver.as_ref(), record, number, *seen, now).await? {
            // Looked at again, or by somebody else of the team, it may go.
            outcome @ (HandoverOutcome::Changed | HandoverOutcome::Recipient) => passing.push((key, outcome)),
            outcome => {
                keep(write, record, &client, number, outcome).await?;
                let is_taken = outcome == HandoverOutcome::Accepted;
                *taken.entry(client).or_default() += u32::from(is_taken);
            }
        }
    }
    for (client, count) in taken.into_iter().filter(|(_, count)| *count > 0) {
        let detail = format!("{count} incidents, from {} to {}", record.from, scope.caller().user());
        let place = audit::Place::Client(client);
        audit::append_with(write, scope.caller(), &place, AuditAction::HandoverAccepted, (&record.id.0, &detail), now)
            .await?;
    }
    let mut told = tell(write, scope, record, now).await?.ok_or(Declined::Missing)?;
    for row in &mut told.rows {
        if let Some((_, outcome)) = passing.iter().find(|(key, _)| *key == row.key) {
            row.outcome = *outcome;
        }
    }
    Ok(told)
}

/// Takes over nothing more of its rows in the scope.
///
/// # Errors
/// [`Declined::Conflict`] for anybody but whom it is offered to, and for one of a team: others of it may take it over.
pub async fn decline(write: &mut Write, scope: &Scope, record: &Record, now: Timestamp) -> Result<Handover, Declined> {
    check_is_offered(scope, record)?;
    if record.to.team().is_some() {
        return Err(Declined::Conflict("It is offered to a team: nobody declines for the others"));
    }
    end(write, scope, record, HandoverOutcome::Declined, now).await
}

/// Offers nothing more of its rows in the scope.
///
/// # Errors
/// [`Declined::Conflict`] for anybody but its giver.
pub async fn withdraw(write: &mut Write, scope: &Scope, record: &Record, now: Timestamp) -> Result<Handover, Declined> {
    if !record.is_givers(scope) {
        return Err(Declined::Conflict("It is for whoever offered it to withdraw"));
    }
    end(write, scope, record, HandoverOutcome::Withdrawn, now).await
}

fn check_is_offered(scope: &Scope, record: &Record) -> Result<(), Declined> {
    match record.is_givers(scope) {
        false => Ok(()),
        true => Err(Declined::Conflict("It is for whom it is offered to to take over")),
    }
}

/// Its rows in the scope that are offered still.
async fn open(write: &mut Write, scope: &Scope, record: &Record) -> Result<Vec<super::Stored>, sqlx::Error> {
    let mut rows = record.rows(write, scope).await?;
    rows.retain(|(_, _, outcome)| outcome.is_none());
    Ok(rows)
}

/// One row, by whoever sits in the seat.
async fn take_over(
    write: &mut Write,
    seat: &Seat,
    giver: Option<&Seat>,
    record: &Record,
    number: i64,
    seen: u64,
    now: Timestamp,
) -> Result<HandoverOutcome, Declined> {
    let incident = Incident::load(write, seat, number).await?;
    let refusal = refusal(giver, incident.as_ref()).filter(|_| !sabotage::is(Fault::HandoverOfAnothers));
    let (None, Some(mut incident)) = (refusal, incident) else {
        return Ok(refusal.unwrap_or(HandoverOutcome::Missing));
    };
    if u64::try_from(incident.version) != Ok(seen) {
        return Ok(HandoverOutcome::Changed);
    }
    match workflow::take_over(write, seat, &mut incident, (&record.from, record.to.team()), now).await {
        Ok(()) => Ok(HandoverOutcome::Accepted),
        Err(Declined::Store(error)) => Err(error.into()),
        Err(Declined::NotAllowed { .. }) => Ok(HandoverOutcome::State),
        Err(_) => Ok(HandoverOutcome::Recipient),
    }
}

async fn keep(
    write: &mut Write,
    record: &Record,
    client: &ClientId,
    number: i64,
    outcome: HandoverOutcome,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE handover_rows SET outcome = $4 WHERE client_id = $1 AND handover_id = $2 AND number = $3")
        .bind(&client.0)
        .bind(&record.id.0)
        .bind(number)
        .bind(outcome.caption())
        .execute(&mut **write)
        .await
        .map(drop)
}

/// Whatever is offered still comes to this; what has expired has come to that already.
async fn end(
    write: &mut Write,
    scope: &Scope,
    record: &Record,
    outcome: HandoverOutcome,
    now: Timestamp,
) -> Result<Handover, Declined> {
    if !record.is_over(now) {
        let mut query = QueryBuilder::new("UPDATE handover_rows SET outcome = ");
        query.push_bind(outcome.caption().to_owned()).push(" WHERE outcome IS NULL AND handover_id = ");
        query.push_bind(record.id.0.clone()).push(" AND ");
        Dialect::of(write).push_among(&mut query, "client_id", scope.clients());
        query.build(Dialect::of(write)).execute(&mut **write).await?;
    }
    tell(write, scope, record, now).await?.ok_or(Declined::Missing)
}

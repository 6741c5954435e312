//! The source-blind head of one incident.

use super::{
    Declined, evidence_requests, evidence_rules, incident::Incident, people, queue, reads, receipts, related, requests,
    restricted, silences, tasks, workflow,
};
use crate::store::{DatabaseConnection, DatabaseRow};
use crate::{catalogue, instants, policy::Seat};
use jiff::Timestamp;
use sqlx::Row;
use wire::{
    incident::{Clocks, EvidenceSummary, IncidentHead},
    queue::QueueRow,
    session::Person,
    vocabulary::Capability,
};

/// Reads it as the seat's user may know it.
///
/// # Errors
/// [`Declined::Missing`] if the client has no such incident.
pub async fn read(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
    now: Timestamp,
) -> Result<IncidentHead, Declined> {
    let (row, clocks, stored) = row(conn, seat, number, now).await?;
    let evidence = evidence(conn, seat, number, row.alerts_count, now).await?;
    let incident = Incident::from_row(&stored)?;
    let actions = workflow::offers(conn, seat, &incident).await?;
    let related = related::list(conn, seat, &incident, &stored).await?;
    let rating = incident.rating.and_then(|score| u8::try_from(score).ok());
    let looked_at = reads::last(conn, seat, number).await?.looked_at();
    let merged_into = incident.merged_into.filter(|number| seat.sees(*number)).map(|number| seat.key(number));
    let readers = readers(conn, &incident).await?;
    let attack = row.techniques.iter().map(|id| catalogue::technique(id)).collect();
    let tasks = tasks::counts(conn, seat, &incident).await?;
    let requests = requests::of_incident(conn, seat, number).await?;
    Ok(IncidentHead {
        row,
        clocks,
        evidence,
        actions,
        related,
        rating,
        looked_at,
        merged_into,
        readers,
        attack,
        tasks,
        requests,
    })
}

/// Its row in the queue, its clocks, and as it is stored.
///
/// # Errors
/// [`Declined::Missing`] if the client has no such incident.
pub async fn row(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
    now: Timestamp,
) -> Result<(QueueRow, Clocks, DatabaseRow), Declined> {
    let row = queue::read_row(conn, &seat.as_scope(), seat.client(), number, now).await?.ok_or(Declined::Missing)?;
    let stored = sqlx::query("SELECT * FROM incidents WHERE client_id = $1 AND number = $2");
    let stored = stored.bind(&seat.client().0).bind(number).fetch_one(conn).await?;
    let at = |name| Ok::<_, sqlx::Error>(stored.try_get::<Option<i64>, _>(name)?.map(instants::ms_to_wire));
    let clocks = Clocks {
        occurred_at: row.occurred_at.clone(),
        created_at: row.created_at.clone(),
        first_in_progress_at: at("first_in_progress_at")?,
        resolved_at: at("resolved_at")?,
        closed_at: at("closed_at")?,
        respond_due_at: at("respond_due_at")?,
        resolve_due_at: at("resolve_due_at")?,
    };
    Ok((row, clocks, stored))
}

/// Who alone may read it, by name; nobody where it is not restricted.
async fn readers(conn: &mut DatabaseConnection, incident: &Incident) -> Result<Vec<Person>, sqlx::Error> {
    let readers = incident.readers.iter().flatten().collect();
    let mut readers: Vec<Person> = people::named(conn, &readers).await?.into_values().collect();
    readers.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
    Ok(readers)
}

/// What may be known of its evidence without opening it, and how the seat's user gets to it.
async fn evidence(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
    alerts_count: u32,
    now: Timestamp,
) -> Result<EvidenceSummary, Declined> {
    let holds = seat.may(Capability::EvidenceOpen);
    let grant = if holds { None } else { evidence_requests::grant(conn, seat, number, now).await? };
    let waiting = evidence_requests::waiting(conn, seat, number, now).await?;
    Ok(EvidenceSummary {
        alerts_count,
        openings_count: receipts::count(conn, seat, number).await?,
        may_open: holds || grant.is_some(),
        reason: evidence_rules::asked(conn, seat, number).await?,
        granted_until: grant.map(|grant| instants::to_wire(grant.until)),
        has_asked: waiting.own,
        requests_count: if holds { waiting.others } else { 0 },
        silences_count: silences::count(conn, seat, number).await?,
    })
}

/// The incident's version: its entity tag.
///
/// # Errors
/// [`Declined::Missing`] if the client has no such incident, or it is restricted to others.
pub async fn version(conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<i64, Declined> {
    if !seat.sees(number) {
        return Err(Declined::Missing);
    }
    let found = sqlx::query("SELECT version, readers FROM incidents WHERE client_id = $1 AND number = $2");
    let found = found.bind(&seat.client().0).bind(number).fetch_optional(conn).await?.ok_or(Declined::Missing)?;
    match restricted::readers_of(&found)? {
        Some(readers) if !seat.reads(&readers) => Err(Declined::Missing),
        _ => Ok(found.try_get("version")?),
    }
}

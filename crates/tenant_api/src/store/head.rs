//! The source-blind head of one incident.

use super::{
    Declined, evidence_requests, evidence_rules, incident::Incident, queue, reads, receipts, related, requests, workflow,
};
use crate::store::DatabaseConnection;
use crate::{instants, policy::Seat};
use jiff::Timestamp;
use sqlx::Row;
use wire::{
    incident::{Clocks, EvidenceSummary, IncidentHead},
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
    let row = queue::read_row(conn, &seat.as_scope(), seat.client(), number, now).await?.ok_or(Declined::Missing)?;
    let stored = sqlx::query("SELECT * FROM incidents WHERE client_id = $1 AND number = $2");
    let stored = stored.bind(&seat.client().0).bind(number).fetch_one(&mut *conn).await?;
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
    let evidence = evidence(conn, seat, number, row.alerts_count, now).await?;
    let incident = Incident::from_row(&stored)?;
    let actions = workflow::offers(conn, seat, &incident).await?;
    let related = related::list(conn, seat, &incident, &stored).await?;
    let rating = incident.rating.and_then(|score| u8::try_from(score).ok());
    let looked_at = reads::last(conn, seat, number).await?.looked_at();
    let merged_into = incident.merged_into.map(|number| seat.key(number));
    let requests = requests::of_incident(conn, seat, number).await?;
    Ok(IncidentHead { row, clocks, evidence, actions, related, rating, looked_at, merged_into, requests })
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
    })
}

/// The incident's version: its entity tag.
///
/// # Errors
/// [`Declined::Missing`] if the client has no such incident.
pub async fn version(conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<i64, Declined> {
    let version = sqlx::query_scalar("SELECT version FROM incidents WHERE client_id = $1 AND number = $2");
    version.bind(&seat.client().0).bind(number).fetch_optional(conn).await?.ok_or(Declined::Missing)
}

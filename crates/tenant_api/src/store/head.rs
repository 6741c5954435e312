//! The source-blind head of one incident.

use super::{Declined, evidence_requests, evidence_rules, queue, receipts};
use crate::store::DatabaseConnection;
use crate::{instants, policy::Seat, store::codes};
use jiff::Timestamp;
use sqlx::Row;
use wire::{
    incident::{Clocks, EvidenceSummary, IncidentHead, Related},
    vocabulary::{Capability, Verdict},
    workflow,
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
    let actions = workflow::offers(row.status, row.assignee.is_some(), |capability| seat.may(capability));
    let related = related(conn, seat, number, stored.try_get::<&[u8], _>("group_mac")?).await?;
    Ok(IncidentHead { row, clocks, evidence, actions, related })
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

async fn related(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
    group_mac: &[u8],
) -> Result<Vec<Related>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT number, status, verdict, created_at FROM incidents \
         WHERE client_id = $1 AND group_mac = $2 AND number <> $3 ORDER BY created_at DESC LIMIT 10",
    );
    let rows = rows.bind(&seat.client().0).bind(group_mac).bind(number).fetch_all(conn).await?;
    let related = rows.iter().map(|row| {
        Ok(Related {
            key: seat.key(row.try_get("number")?),
            status: codes::status(row.try_get("status")?),
            verdict: row.try_get::<Option<&str>, _>("verdict")?.and_then(Verdict::from_caption),
            created_at: instants::ms_to_wire(row.try_get("created_at")?),
        })
    });
    related.collect()
}

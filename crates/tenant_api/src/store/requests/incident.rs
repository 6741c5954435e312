//! A request that becomes an incident, or is about one that there is.

use crate::{
    catalogue,
    clocks::ServiceLevels,
    policy::Seat,
    store::{DatabaseConnection, Declined, Write, codes, head, opened, receipts, workflow::Recorded},
};
use jiff::Timestamp;
use wire::{
    session::{IncidentKey, RequestKey},
    vocabulary::{AssetClass, Capability, Category, Priority, Severity},
};

/// Without an alert: nothing joins it by itself, and no other has its grouping key.
const OPEN: &str = "\
    INSERT INTO incidents (client_id, number, group_mac, title_id, category, tactics, techniques, status, severity, \
    priority, impact, confidence, disposition, asset_class, assets_count, alerts_count, occurred_at, joins_until, \
    created_at, updated_at, attention_at) \
    VALUES ($1, $2, $3, $4, $5, $6, '', 1, $7, $8, '', '', '', $9, 0, 0, $10, 0, $10, $10, $10)";

/// Opens an incident of this category, as severe as the request is critical; its number.
///
/// # Errors
/// [`Declined::Invalid`] for a category that this build does not know.
pub(super) async fn open(
    write: &mut Write,
    seat: &Seat,
    (request, criticality): (i64, Priority),
    category: Category,
    now: Timestamp,
) -> Result<i64, Declined> {
    let title = catalogue::reported(category).ok_or_else(|| Declined::field("category", "not one of its values"))?;
    let levels = ServiceLevels::load(write, seat.client()).await?;
    let (number, severity) = (opened::next_number(write, seat).await?, severity_of(criticality));
    sqlx::query(OPEN)
        .bind(&seat.client().0)
        .bind(number)
        .bind(rand::random::<[u8; 32]>().as_slice())
        .bind(&title.id)
        .bind(category.caption())
        .bind(catalogue::tactic(category).unwrap_or_default())
        .bind(codes::severity_code(severity))
        .bind(codes::priority_code(criticality))
        .bind(AssetClass::Unknown.caption())
        .bind(now.as_millisecond())
        .execute(&mut **write)
        .await?;
    opened::begin(write, seat, number, (severity, criticality), &levels, now).await?;
    let recorded = Recorded::Requested { number: request };
    recorded.write(write, (seat.client(), seat.caller().user()), (number, 1), now).await?;
    Ok(number)
}

/// Notes on an incident of the same client that the request is about it; its number.
///
/// # Errors
/// [`Declined::Invalid`] for any other key, whosever it is.
pub(super) async fn join(
    write: &mut Write,
    seat: &Seat,
    request: i64,
    incident: &IncidentKey,
    now: Timestamp,
) -> Result<i64, Declined> {
    let unknown = || Declined::field("incident", "an incident of this client");
    let number = seat.number(incident).ok_or_else(unknown)?;
    let version = head::version(write, seat, number).await.map_err(|declined| match declined {
        Declined::Missing => unknown(),
        other => other,
    })?;
    let recorded = Recorded::Requested { number: request };
    recorded.append(write, (seat.client(), Some(seat.caller().user())), number, now).await?;
    receipts::tell(write, seat, number, version, now).await?;
    Ok(number)
}

/// The key of the incident that a request is about, for whoever may read that.
pub(super) fn told(seat: &Seat, number: i64) -> Option<IncidentKey> {
    (seat.may(Capability::IncidentRead) && seat.sees(number)).then(|| seat.key(number))
}

/// The requests that are about an incident, for whoever may read requests.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub(in crate::store) async fn of_incident(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
) -> Result<Vec<RequestKey>, sqlx::Error> {
    if !seat.may(Capability::RequestRead) {
        return Ok(vec![]);
    }
    let numbers =
        sqlx::query_scalar("SELECT number FROM requests WHERE client_id = $1 AND incident = $2 ORDER BY number");
    let numbers: Vec<i64> = numbers.bind(&seat.client().0).bind(number).fetch_all(conn).await?;
    Ok(numbers.into_iter().map(|number| seat.request_key(number)).collect())
}

fn severity_of(criticality: Priority) -> Severity {
    match criticality {
        Priority::Critical => Severity::Critical,
        Priority::High => Severity::High,
        Priority::Medium => Severity::Medium,
        Priority::Low | Priority::Unknown => Severity::Low,
    }
}

//! Evidence openings: append-only, hash-chained per client; one comes before the first byte of evidence.

use super::{Declined, Write, chain, outbox::Change};
use crate::store::{DatabaseConnection, DatabaseRow};
use crate::{
    instants,
    policy::Seat,
    sabotage::{self, Fault},
};
use jiff::{SignedDuration, Timestamp};
use sqlx::Row;
use wire::{
    audit::Chain,
    event::EventKind,
    session::{IncidentKey, OrganisationId, Person, ReceiptId, UserId},
    vocabulary::Capability,
};
use wire_evidence::Receipt;

/// The longest reason, characters.
pub const REASON_MAX: usize = 500;
/// How long the rest of the evidence may be read under a receipt.
const LASTS: SignedDuration = SignedDuration::from_mins(10);
/// Appends a receipt. The evidence may be read only once `write` is committed.
///
/// # Errors
/// [`Declined`]: nothing was appended then.
pub async fn append(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    reason: &str,
    now: Timestamp,
) -> Result<Receipt, Declined> {
    let version = sqlx::query_scalar("SELECT version FROM incidents WHERE client_id = $1 AND number = $2");
    let version: Option<i64> = version.bind(&seat.client().0).bind(number).fetch_optional(&mut **write).await?;
    let version = version.ok_or(Declined::Missing)?;
    if !seat.may(Capability::EvidenceOpen) {
        return Err(Declined::Lacks(Capability::EvidenceOpen));
    }
    let reason = reason.trim();
    if !(1..=REASON_MAX).contains(&reason.chars().count()) {
        return Err(Declined::field("reason", "1 to 500 characters"));
    }
    let mut receipt = Receipt {
        id: ReceiptId(super::random_id()),
        incident: seat.key(number),
        opened_by: seat.caller().person(),
        opened_at: instants::to_wire(now),
        reason: reason.to_owned(),
        expires_at: instants::to_wire(now.saturating_add(LASTS).unwrap_or(Timestamp::MAX)),
        salt: Some(super::random_id()),
        followed: None,
        number: 0,
        digest: String::new(),
        hash: String::new(),
        previous_hash: String::new(),
    };
    let owner = OrganisationId(seat.client().0.clone());
    let link = chain::append(write, Chain::EvidenceOpenings, &owner, digest(&receipt)?, now).await?;
    receipt.number = link.number;
    (receipt.digest, receipt.hash, receipt.previous_hash) = (link.digest, link.hash, link.previous_hash);
    insert(write, seat, number, &receipt, now).await?;
    tell(write, seat, number, version, now).await?;
    Ok(receipt)
}

/// SHA-256 over the RFC 8785 form of the receipt's contents, lower-case hexadecimal.
///
/// # Errors
/// [`sqlx::Error::Encode`] when they have no canonical form.
pub fn digest(receipt: &Receipt) -> Result<String, sqlx::Error> {
    let mut contents = serde_json::to_value(receipt).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    if let Some(fields) = contents.as_object_mut() {
        for of_link in ["number", "digest", "hash", "previous_hash"] {
            fields.remove(of_link);
        }
        if let Some(followed) = fields.remove("followed") {
            fields.insert("previous_hash".to_owned(), followed);
        }
    }
    chain::digest(&contents)
}

/// A receipt that its opener may still read evidence under.
///
/// # Errors
/// [`Declined::Missing`] for everybody else's, an expired one, and one that never was.
pub async fn valid(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
    id: &ReceiptId,
    now: Timestamp,
) -> Result<Receipt, Declined> {
    const VALID: &str = "SELECT * FROM linked_receipts WHERE client_id = $1 AND receipt_id = $2 AND number = $3 \
         AND opened_by = $4 AND expires_at > $5";
    let sql = sabotage::instead(Fault::ReceiptOfAnybody, VALID, "opened_by = $4", "$4 <> ''");
    let sql = sabotage::instead(Fault::ReceiptOfAnyIncident, sql, "number = $3", "$3 > 0");
    let found = sqlx::query(sabotage::instead(Fault::ReceiptForEver, sql, "expires_at > $5", "$5 > 0"));
    let found = found.bind(&seat.client().0).bind(&id.0).bind(number).bind(&seat.caller().user().0);
    let row = found.bind(now.as_millisecond()).fetch_optional(conn).await?.ok_or(Declined::Missing)?;
    Ok(receipt(seat, &row)?)
}

/// Notes when its opener closed the evidence; a second time changes nothing.
///
/// # Errors
/// [`Declined::Missing`] for a receipt that is not the caller's.
pub async fn close(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    id: &ReceiptId,
    now: Timestamp,
) -> Result<(), Declined> {
    let found = sqlx::query(
        "SELECT r.receipt, i.version FROM receipts r JOIN incidents i USING (client_id, number) \
         WHERE r.client_id = $1 AND r.receipt_id = $2 AND r.number = $3 AND r.opened_by = $4",
    );
    let found = found.bind(&seat.client().0).bind(&id.0).bind(number).bind(&seat.caller().user().0);
    let row = found.fetch_optional(&mut **write).await?.ok_or(Declined::Missing)?;
    sqlx::query(
        "INSERT INTO receipt_closings (client_id, receipt, closed_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(&seat.client().0)
    .bind(row.try_get::<i64, _>("receipt")?)
    .bind(now.as_millisecond())
    .execute(&mut **write)
    .await?;
    tell(write, seat, number, row.try_get("version")?, now).await?;
    Ok(())
}

/// The receipts of a client, newest first, each with its place in the chain; those before `before`.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<(i64, Receipt)>, sqlx::Error> {
    let rows = sqlx::query(sabotage::instead(
        Fault::ReceiptsOfEveryClient,
        "SELECT * FROM linked_receipts WHERE client_id = $1 AND receipt < $2 ORDER BY receipt DESC LIMIT $3",
        "client_id = $1",
        "$1 <> ''",
    ));
    let rows = rows.bind(&seat.client().0).bind(before.unwrap_or(i64::MAX)).bind(i64::try_from(limit).unwrap_or(200));
    let rows = rows.fetch_all(conn).await?;
    rows.iter().map(|row| Ok((row.try_get("receipt")?, receipt(seat, row)?))).collect()
}

/// How often the evidence of an incident has been opened.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn count(conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<u32, sqlx::Error> {
    let count = "SELECT COUNT(*) FROM receipts WHERE client_id = $1 AND number = $2";
    let count =
        sqlx::query_scalar(sabotage::instead(Fault::OpeningsByNumberAlone, count, "client_id = $1", "$1 <> ''"));
    let count: i64 = count.bind(&seat.client().0).bind(number).fetch_one(conn).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

async fn insert(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    receipt: &Receipt,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO receipts (client_id, receipt, receipt_id, number, opened_by, opened_by_name, \
         opened_by_organisation, opened_at, reason, expires_at, salt) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(&seat.client().0)
    .bind(receipt.number)
    .bind(&receipt.id.0)
    .bind(number)
    .bind(&receipt.opened_by.id.0)
    .bind(&receipt.opened_by.name)
    .bind(&receipt.opened_by.organisation)
    .bind(now.as_millisecond())
    .bind(&receipt.reason)
    .bind(now.saturating_add(LASTS).unwrap_or(Timestamp::MAX).as_millisecond())
    .bind(&receipt.salt)
    .execute(&mut **write)
    .await
    .map(drop)
}

async fn tell(write: &mut Write, seat: &Seat, number: i64, version: i64, now: Timestamp) -> Result<(), sqlx::Error> {
    let client = seat.client().clone();
    let at_ms = now.as_millisecond();
    Change { client, number, version, kind: EventKind::Timeline, internal: false, at_ms }.tell(write).await
}

fn receipt(seat: &Seat, row: &DatabaseRow) -> Result<Receipt, sqlx::Error> {
    read(seat.key(row.try_get("number")?), row)
}

/// Reads a row of `linked_receipts`.
pub(super) fn read(incident: IncidentKey, row: &DatabaseRow) -> Result<Receipt, sqlx::Error> {
    Ok(Receipt {
        id: ReceiptId(row.try_get("receipt_id")?),
        incident,
        opened_by: Person {
            id: UserId(row.try_get("opened_by")?),
            name: row.try_get("opened_by_name")?,
            organisation: row.try_get("opened_by_organisation")?,
        },
        opened_at: instants::ms_to_wire(row.try_get("opened_at")?),
        reason: row.try_get("reason")?,
        expires_at: instants::ms_to_wire(row.try_get("expires_at")?),
        salt: row.try_get("salt")?,
        followed: row.try_get("followed")?,
        number: row.try_get("receipt")?,
        digest: row.try_get("digest")?,
        hash: row.try_get("hash")?,
        previous_hash: row.try_get("previous_hash")?,
    })
}

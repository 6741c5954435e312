//! Evidence openings: append-only, hash-chained per client; one comes before the first byte of evidence.

mod noted;

pub(super) use noted::all_saved;
pub use noted::{close, copied, saved};

use super::{Declined, Dialect, QueryBuilder, Values, Write, chain, head, outbox::Change, restricted, retention};
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
use wire_evidence::{Receipt, Recorded};

/// How long the rest of the evidence may be read under a receipt.
const LASTS: SignedDuration = SignedDuration::from_mins(10);

/// Appends a receipt; `granted_by` is who let the opener in, where the right is not their own. The evidence may be read only once
/// `write` is committed.
///
/// # Errors
/// [`Declined`]: nothing was appended then.
pub async fn append(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    reason: &str,
    granted_by: Option<Person>,
    now: Timestamp,
) -> Result<Receipt, Declined> {
    let version = head::version(write, seat, number).await?;
    if granted_by.is_none() {
        seat.check(Capability::EvidenceOpen)?;
    }
    let reason = retention::checked(reason)?;
    let mut receipt = Receipt {
        id: ReceiptId(super::random_id()),
        incident: seat.key(number),
        opened_by: seat.caller().person(),
        opened_at: instants::to_wire(now),
        reason: reason.to_owned(),
        expires_at: instants::to_wire(now.saturating_add(LASTS).unwrap_or(Timestamp::MAX)),
        granted_by,
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
/// [`Declined::Missing`] for everybody else's, an expired one, one that never was, and where something was merged into the incident
/// since: that has to be opened anew.
pub async fn valid(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
    id: &ReceiptId,
    now: Timestamp,
) -> Result<Receipt, Declined> {
    const VALID: &str = "SELECT * FROM linked_receipts WHERE client_id = $1 AND receipt_id = $2 AND number = $3 \
         AND opened_by = $4 AND expires_at > $5 AND receipt > COALESCE( \
         (SELECT MAX(m.last_receipt) FROM merges m WHERE m.client_id = $1 AND $3 = m.into_number), 0)";
    let sql = sabotage::instead(Fault::ReceiptOfWhatWasMerged, VALID, "MAX(m.last_receipt)", "MIN(0)");
    let sql = sabotage::instead(Fault::ReceiptOfAnybody, sql, "opened_by = $4", "$4 <> ''");
    let sql = sabotage::instead(Fault::ReceiptOfAnyIncident, sql, "number = $3", "$3 > 0");
    let found = sqlx::query(sabotage::instead(Fault::ReceiptForEver, sql, "expires_at > $5", "$5 > 0"));
    let found = found.bind(&seat.client().0).bind(&id.0).bind(number).bind(&seat.caller().user().0);
    let row = found.bind(now.as_millisecond()).fetch_optional(conn).await?.ok_or(Declined::Missing)?;
    Ok(receipt(seat, &row)?)
}

/// The receipts of a client, or of one incident of it, newest first, each with its place in the chain; those before `before`.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: Option<i64>,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<(i64, Recorded)>, sqlx::Error> {
    const LIST: &str = "SELECT r.*, c.closed_at, \
        (SELECT COUNT(*) FROM receipt_copies k \
           WHERE k.client_id = r.client_id AND k.receipt = r.receipt AND k.what <> 'file') AS copies, \
        (SELECT COUNT(*) FROM receipt_copies k \
           WHERE k.client_id = r.client_id AND k.receipt = r.receipt AND k.what = 'file') AS downloads \
        FROM linked_receipts r \
        LEFT JOIN receipt_closings c ON c.client_id = r.client_id AND c.receipt = r.receipt \
        WHERE r.client_id = ";
    let mut query =
        QueryBuilder::new(sabotage::instead(Fault::ReceiptsOfEveryClient, LIST, "WHERE r.client_id =", "WHERE '' <>"));
    query.push_bind(seat.client().0.as_str());
    if let Some(number) = number {
        query.push(" AND r.number = ").push_bind(number);
    }
    query.push(" AND r.receipt < ").push_bind(before.unwrap_or(i64::MAX));
    query.push(restricted::but_hidden(seat.hidden(), seat.client()));
    query.push(" ORDER BY r.receipt DESC LIMIT ").push_bind(i64::try_from(limit).unwrap_or(i64::MAX));
    let rows = query.build(Dialect::of(conn)).fetch_all(conn).await?;
    rows.iter().map(|row| Ok((row.try_get("receipt")?, recorded(seat, row)?))).collect()
}

fn recorded(seat: &Seat, row: &DatabaseRow) -> Result<Recorded, sqlx::Error> {
    let (opened_ms, closed_ms): (i64, Option<i64>) = (row.try_get("opened_at")?, row.try_get("closed_at")?);
    Ok(Recorded {
        receipt: receipt(seat, row)?,
        open_s: closed_ms.map(|closed_ms| u64::try_from((closed_ms - opened_ms) / 1000).unwrap_or(0)),
        copies: row.count("copies")?,
        downloads: row.count("downloads")?,
    })
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
         opened_by_organisation, opened_at, reason, expires_at, salt, granted_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
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
    .bind(receipt.granted_by.as_ref().map(chain::canonical).transpose()?)
    .execute(&mut **write)
    .await
    .map(drop)
}

/// Whoever has the incident before them reads its timeline again.
pub(super) async fn tell(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    version: i64,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let client = seat.client().clone();
    let at_ms = now.as_millisecond();
    Change { client, number, version, kind: EventKind::Timeline, internal: false, at_ms }.tell(write).await
}

fn receipt(seat: &Seat, row: &DatabaseRow) -> Result<Receipt, sqlx::Error> {
    read(seat.key(row.try_get("number")?), row)
}

/// Who opened it, as they were called then.
fn opener(row: &DatabaseRow) -> Result<Person, sqlx::Error> {
    Ok(Person {
        id: UserId(row.try_get("opened_by")?),
        name: row.try_get("opened_by_name")?,
        organisation: row.try_get("opened_by_organisation")?,
    })
}

/// Reads a row of `linked_receipts`.
pub(super) fn read(incident: IncidentKey, row: &DatabaseRow) -> Result<Receipt, sqlx::Error> {
    Ok(Receipt {
        id: ReceiptId(row.try_get("receipt_id")?),
        incident,
        opened_by: opener(row)?,
        opened_at: instants::ms_to_wire(row.try_get("opened_at")?),
        reason: row.try_get("reason")?,
        expires_at: instants::ms_to_wire(row.try_get("expires_at")?),
        granted_by: row.try_get::<Option<String>, _>("granted_by")?.as_deref().map(retention::person).transpose()?,
        salt: row.try_get("salt")?,
        followed: row.try_get("followed")?,
        number: row.try_get("receipt")?,
        digest: row.try_get("digest")?,
        hash: row.try_get("hash")?,
        previous_hash: row.try_get("previous_hash")?,
    })
}

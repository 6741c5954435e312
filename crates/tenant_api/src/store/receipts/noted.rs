//! What is noted of an opening while it lasts: what was copied or saved, and when it was closed.

use super::{opener, tell};
use crate::{
    policy::Seat,
    sabotage::{self, Fault},
    store::{
        DatabaseConnection, DatabaseRow, Declined, Write,
        audit::{self, Place},
        sessions::ABSOLUTE,
    },
};
use jiff::Timestamp;
use sqlx::Row;
use wire::{
    audit::AuditAction,
    opening::CopiedKind,
    session::{Person, ReceiptId},
};

/// What stands for a saved file among the kinds of things that were taken along.
const FILE: &str = "file";
/// The most that is noted of one opening.
const NOTED_MAX: i64 = 1000;

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
    let row = own(write, seat, number, id).await?;
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

/// Notes that its opener copied something, in the client's audit too. What was opened stays before whoever uses it, at most as long
/// as a session lasts.
///
/// # Errors
/// [`Declined::Missing`] for a receipt that is not the caller's, or older than any session, [`Declined::Invalid`] for a kind that this
/// build does not know, [`Declined::Conflict`] where too much is noted of it.
pub async fn copied(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    id: &ReceiptId,
    what: CopiedKind,
    now: Timestamp,
) -> Result<(), Declined> {
    let row = own(write, seat, number, id).await?;
    if row.try_get::<i64, _>("opened_at")? + i64::try_from(ABSOLUTE.as_millis()).unwrap_or(i64::MAX)
        <= now.as_millisecond()
    {
        return Err(Declined::Missing);
    }
    if what == CopiedKind::Unknown {
        return Err(Declined::field("what", "observable, record or title"));
    }
    if !sabotage::is(Fault::CopyIsNotRecorded) {
        note(write, seat, &row, (what.caption(), None), now).await?;
    }
    let key = seat.key(number);
    let told = (key.0.as_str(), what.caption());
    audit::append_with(write, seat.caller(), &Place::from(seat), AuditAction::EvidenceCopied, told, now).await?;
    tell(write, seat, number, row.try_get("version")?, now).await?;
    Ok(())
}

/// Notes that its opener saves a file, and why; in the client's audit too, without the reason.
///
/// # Errors
/// [`Declined::Missing`] for a receipt that is not the caller's, [`Declined::Conflict`] where too much is noted of it.
pub async fn saved(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    id: &ReceiptId,
    (file, reason): (&str, &str),
    now: Timestamp,
) -> Result<(), Declined> {
    let row = own(write, seat, number, id).await?;
    note(write, seat, &row, (FILE, Some(reason)), now).await?;
    let key = seat.key(number);
    let told = (key.0.as_str(), file);
    audit::append_with(write, seat.caller(), &Place::from(seat), AuditAction::ArtifactDownloaded, told, now).await?;
    tell(write, seat, number, row.try_get("version")?, now).await?;
    Ok(())
}

/// A file that was saved: by whom, when, and why.
pub(in crate::store) struct Saved {
    pub(in crate::store) by: Person,
    pub(in crate::store) at_ms: i64,
    pub(in crate::store) reason: String,
}

/// Every file that was saved out of an incident's evidence, oldest first.
pub(in crate::store) async fn all_saved(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
) -> Result<Vec<Saved>, sqlx::Error> {
    // SQLite would begin with every copy of the client, if the order were not said.
    let rows = sqlx::query(
        "SELECT r.opened_by, r.opened_by_name, r.opened_by_organisation, k.copied_at, k.reason FROM receipts r \
         CROSS JOIN receipt_copies k WHERE r.client_id = $1 AND r.number = $2 \
         AND k.client_id = r.client_id AND k.receipt = r.receipt AND k.what = $3 ORDER BY k.copied_at, k.receipt, k.copy",
    );
    let rows = rows.bind(&seat.client().0).bind(number).bind(FILE).fetch_all(conn).await?;
    let saved = rows.iter().map(|row| {
        let reason = row.try_get::<Option<String>, _>("reason")?.unwrap_or_default();
        Ok(Saved { by: opener(row)?, at_ms: row.try_get("copied_at")?, reason })
    });
    saved.collect()
}

/// That something was taken along.
async fn note(
    write: &mut Write,
    seat: &Seat,
    receipt: &DatabaseRow,
    (what, reason): (&str, Option<&str>),
    now: Timestamp,
) -> Result<(), Declined> {
    let receipt: i64 = receipt.try_get("receipt")?;
    let last = sqlx::query_scalar("SELECT MAX(copy) FROM receipt_copies WHERE client_id = $1 AND receipt = $2");
    let last: Option<i64> = last.bind(&seat.client().0).bind(receipt).fetch_one(&mut **write).await?;
    let copy = last.unwrap_or(0) + 1;
    if copy > NOTED_MAX {
        return Err(Declined::Conflict("1,000 copies are noted of this opening: open it again"));
    }
    sqlx::query(
        "INSERT INTO receipt_copies (client_id, receipt, copy, what, copied_at, reason) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&seat.client().0)
    .bind(receipt)
    .bind(copy)
    .bind(what)
    .bind(now.as_millisecond())
    .bind(reason)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// A receipt of the caller's, whether or not it has expired: its place in the chain, and its incident's version.
async fn own(write: &mut Write, seat: &Seat, number: i64, id: &ReceiptId) -> Result<DatabaseRow, Declined> {
    let found = sqlx::query(
        "SELECT r.receipt, r.opened_at, i.version FROM receipts r JOIN incidents i USING (client_id, number) \
         WHERE r.client_id = $1 AND r.receipt_id = $2 AND r.number = $3 AND r.opened_by = $4",
    );
    let found = found.bind(&seat.client().0).bind(&id.0).bind(number).bind(&seat.caller().user().0);
    found.fetch_optional(&mut **write).await?.ok_or(Declined::Missing)
}

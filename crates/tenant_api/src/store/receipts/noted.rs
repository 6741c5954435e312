//! What is noted of an opening while it lasts: what was copied, and when it was closed.

use super::tell;
use crate::{
    policy::Seat,
    sabotage::{self, Fault},
    store::{
        DatabaseRow, Declined, Write,
        audit::{self, Place},
    },
};
use jiff::Timestamp;
use sqlx::Row;
use wire::{audit::AuditAction, opening::CopiedKind, session::ReceiptId};

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

/// Notes that its opener copied something, in the client's audit too.
///
/// # Errors
/// [`Declined::Missing`] for a receipt that is not the caller's, [`Declined::Invalid`] for a kind that this build does not know.
pub async fn copied(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    id: &ReceiptId,
    what: CopiedKind,
    now: Timestamp,
) -> Result<(), Declined> {
    let row = own(write, seat, number, id).await?;
    if what == CopiedKind::Unknown {
        return Err(Declined::field("what", "observable, record or title"));
    }
    if !sabotage::is(Fault::CopyIsNotRecorded) {
        sqlx::query(
            "INSERT INTO receipt_copies (client_id, receipt, copy, what, copied_at) VALUES ($1, $2, \
             (SELECT COUNT(*) + 1 FROM receipt_copies WHERE client_id = $1 AND receipt = $2), $3, $4)",
        )
        .bind(&seat.client().0)
        .bind(row.try_get::<i64, _>("receipt")?)
        .bind(what.caption())
        .bind(now.as_millisecond())
        .execute(&mut **write)
        .await?;
    }
    let key = seat.key(number);
    let told = (key.0.as_str(), what.caption());
    audit::append_with(write, seat.caller(), &Place::from(seat), AuditAction::EvidenceCopied, told, now).await?;
    tell(write, seat, number, row.try_get("version")?, now).await?;
    Ok(())
}

/// A receipt of the caller's, whether or not it has expired: its place in the chain, and its incident's version.
async fn own(write: &mut Write, seat: &Seat, number: i64, id: &ReceiptId) -> Result<DatabaseRow, Declined> {
    let found = sqlx::query(
        "SELECT r.receipt, i.version FROM receipts r JOIN incidents i USING (client_id, number) \
         WHERE r.client_id = $1 AND r.receipt_id = $2 AND r.number = $3 AND r.opened_by = $4",
    );
    let found = found.bind(&seat.client().0).bind(&id.0).bind(number).bind(&seat.caller().user().0);
    found.fetch_optional(&mut **write).await?.ok_or(Declined::Missing)
}

//! What people decide about a bulk: a second one agrees or declines, its maker undoes it.

use super::{Record, begin::start, read::tell, record};
use crate::{
    policy::Scope,
    store::{Declined, Write},
};
use jiff::Timestamp;
use wire::{
    audit::AuditAction,
    bulk::{Bulk, BulkState},
};

/// Agrees to a bulk, which begins then, or declines it.
///
/// # Errors
/// [`Declined::Missing`] for whoever could not, [`Declined::Conflict`] for its maker, and where it does not wait for that.
pub async fn agree(write: &mut Write, scope: &Scope, id: &str, agree: bool, now: Timestamp) -> Result<(), Declined> {
    let (mut bulk, told) = held(write, scope, id, now).await?;
    if bulk.state != BulkState::AwaitingAgreement {
        return Err(Declined::Conflict("It does not wait for an agreement"));
    }
    if !told.may_agree {
        return Err(Declined::Conflict("Somebody else has to agree"));
    }
    if agree {
        start(&mut bulk, now);
        let asked = format!(", asked for by {}", bulk.user);
        record(write, scope.caller(), &bulk, AuditAction::BulkBegun, &asked, now).await?;
    } else {
        bulk.state = BulkState::Declined;
        bulk.finished_at = Some(now.as_millisecond());
    }
    sqlx::query("UPDATE bulks SET state = $2, begins_at = $3, finished_at = $4, agreed_by = $5 WHERE bulk_id = $1")
        .bind(&bulk.id)
        .bind(bulk.state.caption())
        .bind(bulk.begins_at)
        .bind(bulk.finished_at)
        .bind(agree.then(|| scope.caller().user().0.clone()))
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// Undoes a bulk: what is still to come is not done any more, and what was done goes back, row by row. Asked for again, it
/// is the same.
///
/// # Errors
/// [`Declined::Missing`] for anybody but its maker, [`Declined::Conflict`] when it is too late.
pub async fn undo(write: &mut Write, scope: &Scope, id: &str, now: Timestamp) -> Result<(), Declined> {
    let (bulk, _) = held(write, scope, id, now).await?;
    if bulk.user != *scope.caller().user() {
        return Err(Declined::Missing);
    }
    let state = match bulk.state {
        BulkState::Undoing | BulkState::Undone => return Ok(()),
        _ if bulk.undo_until(now).is_none() => return Err(Declined::Conflict("It can no longer be undone")),
        BulkState::AwaitingAgreement | BulkState::Waiting => BulkState::Undone,
        _ => BulkState::Undoing,
    };
    if bulk.state != BulkState::AwaitingAgreement {
        record(write, scope.caller(), &bulk, AuditAction::BulkUndone, "", now).await?;
    }
    let undo = sqlx::query("UPDATE bulks SET state = $2, finished_at = $3 WHERE bulk_id = $1");
    undo.bind(&bulk.id).bind(state.caption()).bind(now.as_millisecond()).execute(&mut **write).await?;
    Ok(())
}

/// A bulk that the caller may know of, as it stays until this transaction ends: on PostgreSQL the worker takes it under
/// another lock.
async fn held(write: &mut Write, scope: &Scope, id: &str, now: Timestamp) -> Result<(Record, Bulk), Declined> {
    sqlx::query("UPDATE bulks SET state = state WHERE bulk_id = $1").bind(id).execute(&mut **write).await?;
    let bulk = Record::load(write, scope, id).await?.ok_or(Declined::Missing)?;
    let told = tell(write, scope, bulk.clone(), now).await?.ok_or(Declined::Missing)?;
    Ok((bulk, told))
}

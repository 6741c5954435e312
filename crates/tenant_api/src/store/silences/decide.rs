//! What becomes of a silence: a second person agrees to it or declines it, somebody ends it, or its time does.

use super::{find, is_standing};
use crate::{
    policy::Seat,
    store::{
        Declined, Everywhere, Store, Upkeep, Write,
        audit::{self, Actor, Place},
        chain, head,
        outbox::Change,
        receipts,
    },
};
use jiff::Timestamp;
use sqlx::Row;
use wire::{
    audit::AuditAction,
    event::EventKind,
    session::{ClientId, SilenceId},
    silence::{Silence, SilenceAwaits, SilenceState},
    vocabulary::Capability,
};

/// A client that is leaving is read-only, for time too.
const CLIENTS: &str = "SELECT DISTINCT s.client_id FROM silences s JOIN active_clients c ON c.client_id = s.client_id \
    WHERE s.ended_at IS NULL AND s.expires_at <= $1 ORDER BY s.client_id";
const DUE: &str = "SELECT s.silence_id, s.number, s.alerts_count, i.version, c.code FROM silences s \
    JOIN incidents i ON i.client_id = s.client_id AND i.number = s.number JOIN clients c ON c.client_id = s.client_id \
    WHERE s.client_id = $1 AND s.ended_at IS NULL AND s.expires_at <= $2 ORDER BY s.expires_at, s.silence_id";
const END: &str = "UPDATE silences SET ended_by = $3, ended_at = $4 WHERE client_id = $1 AND silence_id = $2";

/// Whether somebody in this seat is a person whose agreement it awaits.
///
/// # Errors
/// [`Declined::Lacks`] for everybody else.
pub(super) fn check_may_agree(seat: &Seat, awaits: SilenceAwaits) -> Result<(), Declined> {
    match awaits {
        _ if seat.speaks_for_client() => Ok(()),
        SilenceAwaits::Client => Err(Declined::Lacks(Capability::IncidentSetStatus)),
        // Whoever agrees to what is critical can look at it.
        _ => seat.check(Capability::SilenceManage).and_then(|()| seat.check(Capability::EvidenceOpen)),
    }
}

/// A second person lets a silence act, or declines it.
///
/// # Errors
/// [`Declined`]: nothing was changed then.
pub async fn agree(
    write: &mut Write,
    seat: &Seat,
    id: &SilenceId,
    agrees: bool,
    now: Timestamp,
) -> Result<Silence, Declined> {
    let (silence, number) = find(write, seat, id, now).await?;
    check_may_agree(seat, silence.awaits)?;
    if silence.state != SilenceState::Waiting {
        return Err(Declined::Conflict("It waits for nobody’s agreement"));
    }
    if silence.owner.id == *seat.caller().user() {
        return Err(Declined::Conflict("Somebody else has to agree"));
    }
    if !agrees {
        return over(write, seat, id, (number, "declined"), now).await;
    }
    sqlx::query("UPDATE silences SET agreed_by = $3, agreed_at = $4 WHERE client_id = $1 AND silence_id = $2")
        .bind(&seat.client().0)
        .bind(&id.0)
        .bind(chain::canonical(&seat.caller().person())?)
        .bind(now.as_millisecond())
        .execute(&mut **write)
        .await?;
    let (place, key) = (Place::from(seat), seat.key(number));
    audit::append(write, seat.caller(), &place, AuditAction::SilenceAgreed, &key.0, now).await?;
    told(write, seat, id, number, now).await
}

/// Ends a silence before its time.
///
/// # Errors
/// [`Declined`]: nothing was changed then.
pub async fn end(write: &mut Write, seat: &Seat, id: &SilenceId, now: Timestamp) -> Result<Silence, Declined> {
    let (silence, number) = find(write, seat, id, now).await?;
    seat.check(Capability::SilenceManage)?;
    if !is_standing(silence.state) {
        return Err(Declined::Conflict("It is over"));
    }
    over(write, seat, id, (number, "ended"), now).await
}

async fn over(
    write: &mut Write,
    seat: &Seat,
    id: &SilenceId,
    (number, how): (i64, &str),
    now: Timestamp,
) -> Result<Silence, Declined> {
    let by = chain::canonical(&seat.caller().person())?;
    let end = sqlx::query(END).bind(&seat.client().0).bind(&id.0).bind(by).bind(now.as_millisecond());
    end.execute(&mut **write).await?;
    let (place, key) = (Place::from(seat), seat.key(number));
    let about = (key.0.as_str(), how);
    audit::append_with(write, seat.caller(), &place, AuditAction::SilenceEnded, about, now).await?;
    told(write, seat, id, number, now).await
}

/// Has whoever looks at its incident read it again.
async fn told(
    write: &mut Write,
    seat: &Seat,
    id: &SilenceId,
    number: i64,
    now: Timestamp,
) -> Result<Silence, Declined> {
    let version = head::version(write, seat, number).await?;
    receipts::tell(write, seat, number, version, now).await?;
    Ok(find(write, seat, id, now).await?.0)
}

/// Puts on record that silences have expired, each once however many processes look. `clock` is asked once the writer is held.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read or written.
pub async fn expire(store: &Store, clock: impl Fn() -> Timestamp) -> Result<(), sqlx::Error> {
    let clients = sqlx::query_scalar(CLIENTS).bind(clock().as_millisecond());
    let clients: Vec<String> = clients.fetch_all(&mut *store.read(&Everywhere).await?).await?;
    for client in clients.into_iter().map(ClientId) {
        let mut write = store.write(&Upkeep(&client)).await?;
        let now = clock();
        let due = sqlx::query(DUE).bind(&client.0).bind(now.as_millisecond()).fetch_all(&mut *write).await?;
        for row in &due {
            let (number, count): (i64, i64) = (row.try_get("number")?, row.try_get("alerts_count")?);
            sqlx::query("UPDATE silences SET ended_at = expires_at WHERE client_id = $1 AND silence_id = $2")
                .bind(&client.0)
                .bind(row.try_get::<String, _>("silence_id")?)
                .execute(&mut *write)
                .await?;
            let key = format!("{}-{number}", row.try_get::<String, _>("code")?);
            let (place, detail) = (Place::Client(client.clone()), format!("expired, {count} alerts"));
            let about = (key.as_str(), detail.as_str());
            audit::append_with(&mut write, Actor::Schedule, &place, AuditAction::SilenceEnded, about, now).await?;
            let (version, at_ms) = (row.try_get("version")?, now.as_millisecond());
            let client = client.clone();
            Change { client, number, version, kind: EventKind::Timeline, internal: false, at_ms }
                .tell(&mut write)
                .await?;
        }
        write.commit().await?;
    }
    Ok(())
}

//! Letting a colleague open evidence: somebody without the right asks, somebody with it answers, and it ends by itself.

use super::{
    DatabaseConnection, DatabaseRow, Declined, Values, Write,
    audit::{self, Place},
    chain, head, people, receipts, retention,
};
use crate::{
    instants,
    policy::Seat,
    sabotage::{self, Fault},
};
use jiff::{SignedDuration, Timestamp};
use sqlx::Row;
use wire::{audit::AuditAction, opening::EvidenceRequest, session::Person, vocabulary::Capability};

/// How long a request waits for an answer.
const WAITS: SignedDuration = SignedDuration::from_hours(24);
/// How long whoever was let may open it.
const LASTS: SignedDuration = SignedDuration::from_mins(30);

/// Somebody was let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub by: Person,
    pub until: Timestamp,
}

/// Who waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The seat's own user does.
    pub own: bool,
    pub others: u32,
}

/// What is told of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) asker: Person,
    pub(super) reason: String,
    pub(super) asked_ms: i64,
    pub(super) answer: Option<Answer>,
}

/// Who answered it, when, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) by: Person,
    pub(super) at_ms: i64,
    pub(super) granted: bool,
}

/// Asks whoever may open an incident's evidence to be let.
///
/// # Errors
/// [`Declined`]: nothing was asked then.
pub async fn ask(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    reason: &str,
    now: Timestamp,
) -> Result<EvidenceRequest, Declined> {
    let version = head::version(write, seat, number).await?;
    if seat.may(Capability::EvidenceOpen) || grant(write, seat, number, now).await?.is_some() {
        return Err(Declined::Conflict("You may open it"));
    }
    if people::is_dropped(write, seat, seat.caller().user(), Capability::EvidenceOpen).await? {
        return Err(Declined::Lacks(Capability::EvidenceOpen));
    }
    if waiting(write, seat, number, now).await?.own {
        return Err(Declined::Conflict("You have asked, and nobody has answered yet"));
    }
    let reason = retention::checked(reason)?;
    let (id, by) = (super::random_id(), seat.caller().person());
    sqlx::query(
        "INSERT INTO evidence_requests (client_id, request_id, number, asker_id, asker, reason, asked_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&seat.client().0)
    .bind(&id)
    .bind(number)
    .bind(&by.id.0)
    .bind(chain::canonical(&by)?)
    .bind(reason)
    .bind(now.as_millisecond())
    .execute(&mut **write)
    .await?;
    let key = seat.key(number);
    audit::append(write, seat.caller(), &Place::from(seat), AuditAction::EvidenceRequested, &key.0, now).await?;
    receipts::tell(write, seat, number, version, now).await?;
    Ok(EvidenceRequest { id, by, asked_at: instants::to_wire(now), reason: reason.to_owned() })
}

/// Lets the asker open this one incident's evidence for half an hour, or declines.
///
/// # Errors
/// [`Declined`]: nothing was answered then.
pub async fn answer(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    id: &str,
    granted: bool,
    now: Timestamp,
) -> Result<(), Declined> {
    seat.check(Capability::EvidenceOpen)?;
    let version = head::version(write, seat, number).await?;
    let found = sqlx::query("SELECT * FROM evidence_requests WHERE client_id = $1 AND request_id = $2 AND number = $3");
    let found = found.bind(&seat.client().0).bind(id).bind(number).fetch_optional(&mut **write).await?;
    let row = found.ok_or(Declined::Missing)?;
    let Told { asker, asked_ms, answer, .. } = told(&row)?;
    if asker.id == *seat.caller().user() {
        return Err(Declined::Conflict("Somebody else has to answer"));
    }
    if answer.is_some() || asked_ms <= waits_since(now) {
        return Err(Declined::Conflict("It was answered, or waited too long"));
    }
    if granted && people::is_dropped(write, seat, &asker.id, Capability::EvidenceOpen).await? {
        return Err(Declined::Conflict("The right was taken from whoever asks"));
    }
    let until = granted.then(|| now.saturating_add(LASTS).unwrap_or(Timestamp::MAX).as_millisecond());
    sqlx::query(
        "UPDATE evidence_requests SET answered_by = $3, answered_at = $4, ends_at = $5 \
         WHERE client_id = $1 AND request_id = $2",
    )
    .bind(&seat.client().0)
    .bind(id)
    .bind(chain::canonical(&seat.caller().person())?)
    .bind(now.as_millisecond())
    .bind(until)
    .execute(&mut **write)
    .await?;
    let action = if granted { AuditAction::EvidenceGranted } else { AuditAction::EvidenceDeclined };
    let key = seat.key(number);
    let about = (key.0.as_str(), asker.name.as_str());
    audit::append_with(write, seat.caller(), &Place::from(seat), action, about, now).await?;
    receipts::tell(write, seat, number, version, now).await?;
    Ok(())
}

/// Whether somebody has let the seat's user open this incident's evidence, and it has not ended: by time, with the right of whoever
/// let them, or because the right was taken from the user.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn grant(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
    now: Timestamp,
) -> Result<Option<Grant>, sqlx::Error> {
    const GRANT: &str = "SELECT answered_by, ends_at FROM evidence_requests \
        WHERE client_id = $1 AND number = $2 AND asker_id = $3 AND ends_at > $4 ORDER BY ends_at DESC LIMIT 1";
    let sql = sabotage::instead(Fault::GrantOfAnyIncident, GRANT, "number = $2", "$2 > 0");
    let found = sqlx::query(sabotage::instead(Fault::GrantForEver, sql, "ends_at > $4", "ends_at > 0 AND $4 > 0"));
    let found = found.bind(&seat.client().0).bind(number).bind(&seat.caller().user().0).bind(now.as_millisecond());
    let Some(row) = found.fetch_optional(&mut *conn).await? else { return Ok(None) };
    let by = retention::person(&row.try_get::<String, _>("answered_by")?)?;
    let is_over = people::is_dropped(conn, seat, seat.caller().user(), Capability::EvidenceOpen).await?
        || !people::holds(conn, seat, &by.id, Capability::EvidenceOpen).await?;
    if is_over && !sabotage::is(Fault::GrantOfFormerRights) {
        return Ok(None);
    }
    Ok(Some(Grant { by, until: instants::from_ms(row.try_get("ends_at")?) }))
}

/// Ends what lets somebody open an incident's evidence: from now on that is more than they were let open.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub(super) async fn end(write: &mut Write, seat: &Seat, number: i64, now: Timestamp) -> Result<(), sqlx::Error> {
    if sabotage::is(Fault::GrantOfWhatWasMerged) {
        return Ok(());
    }
    let end =
        sqlx::query("UPDATE evidence_requests SET ends_at = $3 WHERE client_id = $1 AND number = $2 AND ends_at > $3");
    end.bind(&seat.client().0).bind(number).bind(now.as_millisecond()).execute(&mut **write).await.map(drop)
}

/// Who waits for an answer about an incident.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn waiting(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
    now: Timestamp,
) -> Result<Waiting, sqlx::Error> {
    let counts = sqlx::query(
        "SELECT COUNT(CASE WHEN asker_id = $3 THEN 1 END) AS own, COUNT(CASE WHEN asker_id <> $3 THEN 1 END) AS others \
         FROM evidence_requests WHERE client_id = $1 AND number = $2 AND answered_at IS NULL AND asked_at > $4",
    );
    let counts = counts.bind(&seat.client().0).bind(number).bind(&seat.caller().user().0).bind(waits_since(now));
    let row = counts.fetch_one(conn).await?;
    Ok(Waiting { own: row.count::<u32>("own")? > 0, others: row.count("others")? })
}

/// The requests of others that wait for an answer, oldest first.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
    now: Timestamp,
) -> Result<Vec<EvidenceRequest>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT * FROM evidence_requests WHERE client_id = $1 AND number = $2 AND asker_id <> $3 \
         AND answered_at IS NULL AND asked_at > $4 ORDER BY asked_at, request_id",
    );
    let rows = rows.bind(&seat.client().0).bind(number).bind(&seat.caller().user().0).bind(waits_since(now));
    let request = |row: &DatabaseRow| {
        let Told { asker, reason, asked_ms, .. } = told(row)?;
        Ok(EvidenceRequest {
            id: row.try_get("request_id")?,
            by: asker,
            asked_at: instants::ms_to_wire(asked_ms),
            reason,
        })
    };
    rows.fetch_all(conn).await?.iter().map(request).collect()
}

/// Every request about an incident, oldest first.
pub(super) async fn all(conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<Vec<Told>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT * FROM evidence_requests WHERE client_id = $1 AND number = $2 ORDER BY asked_at, request_id",
    );
    rows.bind(&seat.client().0).bind(number).fetch_all(conn).await?.iter().map(told).collect()
}

fn waits_since(now: Timestamp) -> i64 {
    now.saturating_sub(WAITS).unwrap_or(Timestamp::MIN).as_millisecond()
}

fn told(row: &DatabaseRow) -> Result<Told, sqlx::Error> {
    let answer = match row.try_get::<Option<String>, _>("answered_by")? {
        Some(by) => Some(Answer {
            by: retention::person(&by)?,
            at_ms: row.try_get("answered_at")?,
            granted: row.try_get::<Option<i64>, _>("ends_at")?.is_some(),
        }),
        None => None,
    };
    Ok(Told {
        asker: retention::person(&row.try_get::<String, _>("asker")?)?,
        reason: row.try_get("reason")?,
        asked_ms: row.try_get("asked_at")?,
        answer,
    })
}

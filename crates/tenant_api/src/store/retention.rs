//! How long a client's data are kept, and the legal hold that stops it.

mod sweep;

pub(super) use sweep::OF_INCIDENT;
pub use sweep::{Swept, sweep};

use super::{
    DatabaseConnection, Declined, Values, Write,
    audit::{self, Place},
    values::json,
};
use crate::{instants, policy::Seat};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use sqlx::Row;
use wire::{
    audit::AuditAction,
    retention::{LegalHold, Retention, RetentionCommand},
    session::{ClientId, Person},
};

/// What holds for a client that has said nothing else, and for an MSP's own audit.
pub const DEFAULT: Periods = Periods { evidence_days: 180, records_months: 25 };
const EVIDENCE_DAYS_MAX: u32 = 3660;
const RECORDS_MONTHS_MAX: u32 = 120;
/// The shortest month, so that no evidence outlives the record of it.
const DAYS_IN_MONTH: u32 = 28;
/// The longest reason, characters.
const REASON_MAX: usize = 500;

/// How long, in the units they are set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Periods {
    pub evidence_days: u32,
    pub records_months: u32,
}

impl Periods {
    /// What came in before this is deleted at `now`.
    fn evidence_before(self, now: Timestamp) -> Timestamp {
        self.back(now, i64::from(self.evidence_days).days())
    }

    fn records_before(self, now: Timestamp) -> Timestamp {
        self.back(now, i64::from(self.records_months).months())
    }

    fn back(self, now: Timestamp, span: jiff::Span) -> Timestamp {
        now.to_zoned_datetime(TimeZone::UTC).checked_sub(span).map_or(Timestamp::MIN, |then| then.timestamp())
    }
}

/// As it is set.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn read(conn: &mut DatabaseConnection, seat: &Seat) -> Result<Retention, sqlx::Error> {
    let Periods { evidence_days, records_months } = periods(conn, seat.client()).await?;
    Ok(Retention { evidence_days, records_months, legal_hold: hold(conn, seat.client()).await? })
}

/// Does what was asked, on record.
///
/// # Errors
/// [`Declined`]: nothing was changed then.
pub async fn command(
    write: &mut Write,
    seat: &Seat,
    command: &RetentionCommand,
    now: Timestamp,
) -> Result<Retention, Declined> {
    let client = seat.client();
    let held = hold(write, client).await?;
    let (action, detail) = match command {
        RetentionCommand::SetPeriods { evidence_days, records_months } => {
            let asked = Periods { evidence_days: *evidence_days, records_months: *records_months };
            let before = periods(write, client).await?;
            set(write, client, asked).await?;
            let told = |periods: Periods| {
                format!("{} days of evidence, {} months of records", periods.evidence_days, periods.records_months)
            };
            (AuditAction::RetentionChanged, format!("{}; before: {}", told(asked), told(before)))
        }
        RetentionCommand::PlaceHold { reason } if held.is_none() => {
            let reason = checked(reason)?;
            sqlx::query("INSERT INTO legal_holds (client_id, reason, placed_by, placed_at) VALUES ($1, $2, $3, $4)")
                .bind(&client.0)
                .bind(reason)
                .bind(super::chain::canonical(&seat.caller().person())?)
                .bind(now.as_millisecond())
                .execute(&mut **write)
                .await?;
            (AuditAction::LegalHoldPlaced, reason.to_owned())
        }
        RetentionCommand::LiftHold { reason } if held.is_some() => {
            let reason = checked(reason)?;
            sqlx::query("DELETE FROM legal_holds WHERE client_id = $1").bind(&client.0).execute(&mut **write).await?;
            (AuditAction::LegalHoldLifted, reason.to_owned())
        }
        RetentionCommand::PlaceHold { .. } => return Err(Declined::Conflict("There is a legal hold already")),
        RetentionCommand::LiftHold { .. } => return Err(Declined::Conflict("There is no legal hold")),
    };
    audit::append_with(write, seat.caller(), &Place::from(seat), action, (&client.0, &detail), now).await?;
    Ok(read(write, seat).await?)
}

/// A reason as it is kept.
///
/// # Errors
/// [`Declined::Invalid`] for none, and for one that is too long.
pub fn checked(reason: &str) -> Result<&str, Declined> {
    let reason = reason.trim();
    match (1..=REASON_MAX).contains(&reason.chars().count()) {
        true => Ok(reason),
        false => Err(Declined::field("reason", "1 to 500 characters")),
    }
}

async fn set(write: &mut Write, client: &ClientId, asked: Periods) -> Result<(), Declined> {
    if !(1..=EVIDENCE_DAYS_MAX).contains(&asked.evidence_days) {
        return Err(Declined::field("evidence_days", "1 to 3660"));
    }
    if !(1..=RECORDS_MONTHS_MAX).contains(&asked.records_months) {
        return Err(Declined::field("records_months", "1 to 120"));
    }
    if asked.evidence_days > asked.records_months * DAYS_IN_MONTH {
        return Err(Declined::field("evidence_days", "not longer than records are kept"));
    }
    sqlx::query(
        "INSERT INTO retention (client_id, evidence_days, records_months) VALUES ($1, $2, $3) \
         ON CONFLICT (client_id) DO UPDATE SET evidence_days = excluded.evidence_days, \
         records_months = excluded.records_months",
    )
    .bind(&client.0)
    .bind(i64::from(asked.evidence_days))
    .bind(i64::from(asked.records_months))
    .execute(&mut **write)
    .await?;
    Ok(())
}

async fn periods(conn: &mut DatabaseConnection, client: &ClientId) -> Result<Periods, sqlx::Error> {
    let row = sqlx::query("SELECT evidence_days, records_months FROM retention WHERE client_id = $1");
    match row.bind(&client.0).fetch_optional(conn).await? {
        Some(row) => {
            Ok(Periods { evidence_days: row.count("evidence_days")?, records_months: row.count("records_months")? })
        }
        None => Ok(DEFAULT),
    }
}

/// Since when evidence is there that a client keeps at `now`: under a legal hold all of it is.
pub(super) async fn evidence_since(
    conn: &mut DatabaseConnection,
    client: &ClientId,
    now: Timestamp,
) -> Result<Timestamp, sqlx::Error> {
    match hold(conn, client).await? {
        Some(_) => Ok(Timestamp::MIN),
        None => Ok(periods(conn, client).await?.evidence_before(now)),
    }
}

/// The client's legal hold, if there is one.
pub(super) async fn hold(conn: &mut DatabaseConnection, client: &ClientId) -> Result<Option<LegalHold>, sqlx::Error> {
    let row = sqlx::query("SELECT reason, placed_by, placed_at FROM legal_holds WHERE client_id = $1");
    let Some(row) = row.bind(&client.0).fetch_optional(conn).await? else { return Ok(None) };
    Ok(Some(LegalHold {
        reason: row.try_get("reason")?,
        placed_by: person(&row.try_get::<String, _>("placed_by")?)?,
        placed_at: instants::ms_to_wire(row.try_get("placed_at")?),
    }))
}

/// A person as they were when they did it.
pub(super) fn person(stored: &str) -> Result<Person, sqlx::Error> {
    json(stored)
}

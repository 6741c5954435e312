//! How a client leaves: one person asks, another confirms, and after a delay in which it is read-only everything is deleted.

mod certificates;
mod delete;

pub use certificates::{certificate, certificates};
pub use delete::delete_due;

use super::{
    DatabaseConnection, DatabaseRow, Declined, Write,
    access::{By, settle},
    audit::{self, Place},
    chain, retention,
};
use crate::{
    instants,
    policy::Seat,
    sabotage::{self, Fault},
};
use jiff::{SignedDuration, Timestamp};
use sqlx::Row;
use wire::{
    audit::AuditAction,
    retention::{Asked, ClientState, Confirmed, Offboarding, OffboardingCommand},
    session::{ClientId, OrganisationId},
};

/// Between the second person's word and the end.
const DELAY: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Where the seat's client stands.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn read(conn: &mut DatabaseConnection, seat: &Seat) -> Result<Offboarding, sqlx::Error> {
    let row = sqlx::query("SELECT * FROM offboardings WHERE client_id = $1");
    let row = row.bind(&seat.client().0).fetch_optional(conn).await?;
    let nothing = Offboarding { state: ClientState::Active, asked: None, confirmed: None, deletes_at: None };
    row.as_ref().map_or(Ok(nothing), offboarding)
}

/// Does what was asked, on record.
///
/// # Errors
/// [`Declined`]: nothing was changed then.
pub async fn command(
    write: &mut Write,
    seat: &Seat,
    command: &OffboardingCommand,
    now: Timestamp,
) -> Result<Offboarding, Declined> {
    let stands = read(write, seat).await?;
    let client = seat.client();
    if retention::hold(write, client).await?.is_some() && !matches!(command, OffboardingCommand::CallOff { .. }) {
        return Err(Declined::Conflict("There is a legal hold"));
    }
    let (action, detail) = match (command, &stands.asked, &stands.confirmed) {
        (OffboardingCommand::Ask { reason }, None, _) => {
            let reason = retention::checked(reason)?;
            ask(write, seat, reason, now).await?;
            (AuditAction::OffboardingAsked, reason.to_owned())
        }
        (OffboardingCommand::Confirm {}, Some(asked), None) => {
            if asked.by.id == *seat.caller().user() && !sabotage::is(Fault::OffboardedByOne) {
                return Err(Declined::Conflict("Another person than who asked has to confirm"));
            }
            let deletes_at = now.saturating_add(DELAY).unwrap_or(Timestamp::MAX);
            confirm(write, seat, deletes_at, now).await?;
            settle(write, &OrganisationId(client.0.clone()), None, By::Founder(seat.caller()), now).await?;
            (AuditAction::OffboardingConfirmed, format!("deleted from {} on", instants::to_wire(deletes_at).0))
        }
        (OffboardingCommand::CallOff { reason }, Some(_), confirmed) => {
            let reason = retention::checked(reason)?;
            sqlx::query("DELETE FROM offboardings WHERE client_id = $1").bind(&client.0).execute(&mut **write).await?;
            if confirmed.is_some() {
                rights_changed(write, client).await?;
                settle(write, &OrganisationId(client.0.clone()), None, By::Founder(seat.caller()), now).await?;
            }
            (AuditAction::OffboardingCalledOff, reason.to_owned())
        }
        (OffboardingCommand::Ask { .. }, Some(_), _) => {
            return Err(Declined::Conflict("It has been asked for already"));
        }
        (OffboardingCommand::Confirm {}, _, Some(_)) => {
            return Err(Declined::Conflict("It has been confirmed already"));
        }
        (_, None, _) => return Err(Declined::Conflict("Nobody has asked for it")),
    };
    audit::append_with(write, seat.caller(), &Place::from(seat), action, (&client.0, &detail), now).await?;
    Ok(read(write, seat).await?)
}

async fn ask(write: &mut Write, seat: &Seat, reason: &str, now: Timestamp) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO offboardings (client_id, reason, asked_by, asked_at) VALUES ($1, $2, $3, $4)")
        .bind(&seat.client().0)
        .bind(reason)
        .bind(chain::canonical(&seat.caller().person())?)
        .bind(now.as_millisecond())
        .execute(&mut **write)
        .await
        .map(drop)
}

async fn confirm(write: &mut Write, seat: &Seat, deletes_at: Timestamp, now: Timestamp) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE offboardings SET confirmed_by = $2, confirmed_at = $3, deletes_at = $4 WHERE client_id = $1")
        .bind(&seat.client().0)
        .bind(chain::canonical(&seat.caller().person())?)
        .bind(now.as_millisecond())
        .bind(deletes_at.as_millisecond())
        .execute(&mut **write)
        .await?;
    rights_changed(write, seat.client()).await
}

/// Whoever may see something of the client has other rights from here on: streams end, cursors do not go on.
async fn rights_changed(write: &mut Write, client: &ClientId) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE users SET permission_version = permission_version + 1 WHERE organisation_id = $1 \
         OR organisation_id IN (SELECT managed_by FROM clients WHERE client_id = $1)",
    )
    .bind(&client.0)
    .execute(&mut **write)
    .await
    .map(drop)
}

/// Reads a row of `offboardings`.
fn offboarding(row: &DatabaseRow) -> Result<Offboarding, sqlx::Error> {
    let asked = Asked {
        by: retention::person(&row.try_get::<String, _>("asked_by")?)?,
        at: instants::ms_to_wire(row.try_get("asked_at")?),
        reason: row.try_get("reason")?,
    };
    let confirmed = match (row.try_get::<Option<String>, _>("confirmed_by")?, row.try_get("confirmed_at")?) {
        (Some(by), Some(at)) => Some(Confirmed { by: retention::person(&by)?, at: instants::ms_to_wire(at) }),
        _ => None,
    };
    Ok(Offboarding {
        state: if confirmed.is_some() { ClientState::Leaving } else { ClientState::Active },
        asked: Some(asked),
        confirmed,
        deletes_at: row.try_get::<Option<i64>, _>("deletes_at")?.map(instants::ms_to_wire),
    })
}

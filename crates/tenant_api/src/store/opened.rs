//! An incident that people open, and no alert: its number, its clocks, and whom to tell.

use super::{Declined, Write, incident::Incident, outbox::Change, reads};
use crate::{
    clocks::{Clocks, ServiceLevels},
    policy::Seat,
};
use jiff::Timestamp;
use wire::{
    event::EventKind,
    vocabulary::{Priority, Severity},
};

/// The next number of the seat's client; nobody else gets it.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub(super) async fn next_number(write: &mut Write, seat: &Seat) -> Result<i64, sqlx::Error> {
    let client = &seat.client().0;
    let number = sqlx::query_scalar("SELECT next_incident FROM clients WHERE client_id = $1");
    let number: i64 = number.bind(client).fetch_one(&mut **write).await?;
    let next = sqlx::query("UPDATE clients SET next_incident = $2 WHERE client_id = $1");
    next.bind(client).bind(number + 1).execute(&mut **write).await?;
    Ok(number)
}

/// Its clocks run from now on, and whoever looks is told that it is there.
///
/// # Errors
/// [`Declined::Missing`] for one that was not inserted before.
pub(super) async fn begin(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    (severity, priority): (Severity, Priority),
    levels: &ServiceLevels,
    now: Timestamp,
) -> Result<(), Declined> {
    let mut opened = Incident::load(write, seat, number).await?.ok_or(Declined::Missing)?;
    if Clocks::apply_to(severity, priority) {
        opened.clocks = Clocks::start(levels, priority, now);
        opened.save(write, seat.client(), now).await?;
    }
    let told = Change {
        client: seat.client().clone(),
        number,
        version: opened.version,
        kind: EventKind::Created,
        internal: false,
        at_ms: now.as_millisecond(),
    };
    told.tell(write).await?;
    Ok(reads::mark(write, seat, number, now).await?)
}

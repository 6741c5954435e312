//! What is done to a request: given to somebody, moved, closed and reopened, tied to an incident.

use super::{Record, conversation::append_change, incident, may_write};
use crate::{
    clocks::ServiceLevels,
    policy::Seat,
    store::{Declined, Write, people},
};
use jiff::Timestamp;
use wire::{
    request::{RequestCommand, RequestEntryKind as Kind, RequestStatus},
    session::UserId,
    vocabulary::{Capability, Priority},
};

/// Whether the seat's user may do such a thing at all.
///
/// # Errors
/// [`Declined::Lacks`] for the first capability that is missing.
pub fn check_may(seat: &Seat, command: &RequestCommand) -> Result<(), Declined> {
    if matches!(command, RequestCommand::Close {} | RequestCommand::Reopen {}) {
        return if may_write(seat) { Ok(()) } else { Err(Declined::Lacks(Capability::RequestWrite)) };
    }
    if !seat.handles_requests() {
        return Err(Declined::Lacks(Capability::RequestHandle));
    }
    match command {
        RequestCommand::Link { .. } => seat.check(Capability::IncidentRead),
        // As whoever splits one off.
        RequestCommand::OpenIncident { .. } => seat.check(Capability::IncidentSetStatus),
        _ => Ok(()),
    }
}

/// Does one command at `now`, of whoever [`check_may`] lets.
///
/// # Errors
/// [`Declined`]: nothing was changed then.
pub async fn apply(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    command: &RequestCommand,
    now: Timestamp,
) -> Result<(), Declined> {
    check_may(seat, command)?;
    let mut request = Record::load(write, seat, number).await?;
    let is_closed = request.status == RequestStatus::Closed;
    if is_closed && !matches!(command, RequestCommand::Reopen {}) {
        return Err(Declined::Conflict("It is closed: reopen it first"));
    }
    let (kind, became) = match command {
        RequestCommand::Assign { assignee } => {
            check_assignee(write, seat, assignee.as_ref()).await?;
            request.assignee.clone_from(assignee);
            (Kind::Assigned, assignee.as_ref().map_or_else(String::new, |user| user.0.clone()))
        }
        RequestCommand::SetStatus { status } => {
            check_status(*status)?;
            request.status = *status;
            (Kind::StatusSet, status.caption().to_owned())
        }
        RequestCommand::SetCriticality { criticality } => {
            if *criticality == Priority::Unknown {
                return Err(Declined::field("criticality", "not one of its values"));
            }
            let levels = ServiceLevels::load(write, seat.client()).await?;
            request.clock.reprioritise(&levels, request.criticality, *criticality, now);
            request.criticality = *criticality;
            (Kind::CriticalitySet, criticality.caption().to_owned())
        }
        RequestCommand::Close {} => {
            request.clock.stopped(now);
            (request.status, request.closed_ms) = (RequestStatus::Closed, Some(now.as_millisecond()));
            (Kind::StatusSet, RequestStatus::Closed.caption().to_owned())
        }
        RequestCommand::Reopen {} if !is_closed => return Err(Declined::Conflict("It is not closed")),
        RequestCommand::Reopen {} => {
            let levels = ServiceLevels::load(write, seat.client()).await?;
            request.clock.resumed(&levels, request.criticality, now);
            let was_answered = request.clock.answered_at.is_some();
            request.status = if was_answered { RequestStatus::WaitingMsp } else { RequestStatus::Open };
            request.closed_ms = None;
            (Kind::StatusSet, request.status.caption().to_owned())
        }
        RequestCommand::Link { incident } => {
            let incident = incident::join(write, seat, number, incident, now).await?;
            request.incident = Some(incident);
            (Kind::Linked, incident.to_string())
        }
        // To whoever may not read it, there is none.
        RequestCommand::OpenIncident { .. } if request.incident.is_some_and(|number| seat.sees(number)) => {
            return Err(Declined::Conflict("It is about an incident already"));
        }
        RequestCommand::OpenIncident { category } => {
            let incident = incident::open(write, seat, (number, request.criticality), *category, now).await?;
            request.incident = Some(incident);
            (Kind::Linked, incident.to_string())
        }
    };
    append_change(write, seat, number, (kind, &became), now).await?;
    Ok(request.keep(write, seat, now).await?)
}

async fn check_assignee(write: &mut Write, seat: &Seat, assignee: Option<&UserId>) -> Result<(), Declined> {
    let Some(assignee) = assignee else { return Ok(()) };
    let handlers = people::handlers_of_requests(write, seat).await?;
    match handlers.iter().any(|person| person.id == *assignee) {
        true => Ok(()),
        false => Err(Declined::field("assignee", "nobody who can have it")),
    }
}

/// The others have commands of their own, or come by themselves.
fn check_status(status: RequestStatus) -> Result<(), Declined> {
    match status {
        RequestStatus::WaitingClient | RequestStatus::WaitingMsp => Ok(()),
        _ => Err(Declined::field("status", "waiting_client or waiting_msp")),
    }
}

//! What was written about a request, and what was done to it, in order. An internal message moves nothing that a client can see.

use super::{Record, incident, may_write, tell};
use crate::{
    instants,
    policy::Seat,
    sabotage::{self, Fault},
    store::{DatabaseConnection, DatabaseRow, Declined, Write, people},
};
use jiff::Timestamp;
use sqlx::Row;
use std::collections::BTreeMap;
use wire::{
    request::{MESSAGE_MAX, NewMessage, RequestEntry, RequestEntryKind as Kind, RequestStatus},
    session::{Person, UserId},
    vocabulary::{Capability, Priority, Visibility},
};

/// The most entries of one request: each answer tells all of them.
const ENTRIES_MAX: i64 = 1000;

/// One entry, as it is stored.
pub(super) struct Entry {
    kind: Kind,
    visibility: Visibility,
    /// What was written; of a change what it came to.
    body: String,
    by: UserId,
    at_ms: i64,
    /// To whom it was given.
    assignee: Option<UserId>,
}

impl Entry {
    fn read(row: &DatabaseRow) -> Result<Self, sqlx::Error> {
        let kind = Kind::from_caption(row.try_get("kind")?).unwrap_or_default();
        let body: String = row.try_get("body")?;
        let assignee = (kind == Kind::Assigned && !body.is_empty()).then(|| UserId(body.clone()));
        Ok(Self {
            kind,
            visibility: Visibility::from_caption(row.try_get("visibility")?).unwrap_or_default(),
            body,
            by: UserId(row.try_get("by_user_id")?),
            at_ms: row.try_get("at")?,
            assignee,
        })
    }

    /// Whom it names.
    pub(super) fn people(&self) -> impl Iterator<Item = &UserId> {
        self.assignee.iter().chain([&self.by])
    }

    /// The number of the incident that it ties the request to.
    fn incident(&self) -> Option<i64> {
        if self.kind == Kind::Linked { self.body.parse().ok() } else { None }
    }

    pub(super) fn told(self, seat: &Seat, named: &BTreeMap<UserId, Person>) -> RequestEntry {
        let incident = self.incident().and_then(|number| incident::told(seat, number));
        let Self { kind, visibility, body, by, at_ms, assignee } = self;
        RequestEntry {
            kind,
            at: instants::ms_to_wire(at_ms),
            by: people::one_of(named, &by),
            visibility,
            status: if kind == Kind::StatusSet { RequestStatus::from_caption(&body) } else { None },
            criticality: if kind == Kind::CriticalitySet { Priority::from_caption(&body) } else { None },
            assignee: assignee.map(|user| people::one_of(named, &user)),
            incident,
            body: (kind == Kind::Message).then_some(body),
        }
    }
}

/// What the seat's user may read of a request's conversation, oldest first; what ties it to an incident that is restricted to others
/// is left out.
pub(super) async fn read(conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<Vec<Entry>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT * FROM request_entries WHERE client_id = $1 AND number = $2 AND (visibility = 'shared' OR $3) \
         ORDER BY entry",
    );
    let rows = rows.bind(&seat.client().0).bind(number);
    let rows = rows.bind(seat.sees_internal() || sabotage::is(Fault::InternalMessageIsTold));
    let mut entries = rows.fetch_all(conn).await?.iter().map(Entry::read).collect::<Result<Vec<_>, _>>()?;
    entries.retain(|entry| entry.incident().is_none_or(|number| seat.sees(number)));
    Ok(entries)
}

/// Writes a message at `now`. One that both sides read changes whose turn it is, and the first of whoever answers meets the clock.
///
/// # Errors
/// [`Declined`]: nothing was written then.
pub async fn say(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    message: &NewMessage,
    now: Timestamp,
) -> Result<(), Declined> {
    let mut request = Record::load(write, seat, number).await?;
    let internal = match message.visibility {
        Visibility::Internal => true,
        Visibility::Shared => false,
        Visibility::Unknown => return Err(Declined::field("visibility", "internal or shared")),
    };
    if internal && !seat.sees_internal() {
        return Err(Declined::Lacks(Capability::NoteInternal));
    }
    if internal && !seat.handles_requests() {
        return Err(Declined::Lacks(Capability::RequestHandle));
    }
    let said: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM request_entries WHERE client_id = $1 AND number = $2")
        .bind(&seat.client().0)
        .bind(number)
        .fetch_one(&mut **write)
        .await?;
    if said >= ENTRIES_MAX {
        return Err(Declined::Conflict("It has 1,000 entries: make another request"));
    }
    if !may_write(seat) {
        return Err(Declined::Lacks(Capability::RequestWrite));
    }
    if !internal && request.status == RequestStatus::Closed {
        return Err(Declined::Conflict("It is closed: reopen it first"));
    }
    check_body(&message.body)?;
    append_message(write, seat, number, (message.visibility, message.body.as_str()), now).await?;
    if internal {
        return Ok(tell(write, seat, (number, request.version), true, now).await?);
    }
    if seat.handles_requests() && request.asker != *seat.caller().user() {
        request.clock.answered(now);
        request.status = RequestStatus::WaitingClient;
    } else if request.status == RequestStatus::WaitingClient {
        request.status = RequestStatus::WaitingMsp;
    }
    Ok(request.keep(write, seat, now).await?)
}

/// # Errors
/// [`Declined::Invalid`] for a message that is empty or too long.
pub(super) fn check_body(body: &str) -> Result<(), Declined> {
    match !body.trim().is_empty() && body.chars().count() <= MESSAGE_MAX {
        true => Ok(()),
        false => Err(Declined::field("body", "1 to 16384 characters")),
    }
}

pub(super) async fn append_message(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    (visibility, body): (Visibility, &str),
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    append(write, seat, number, (Kind::Message, visibility, body), now).await
}

/// Notes what the seat's user did to it; both sides read it.
pub(super) async fn append_change(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    (kind, became): (Kind, &str),
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    append(write, seat, number, (kind, Visibility::Shared, became), now).await
}

async fn append(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    (kind, visibility, body): (Kind, Visibility, &str),
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO request_entries (client_id, number, entry, kind, visibility, body, by_user_id, at) \
         SELECT $1, $2, COALESCE(MAX(entry), 0) + 1, $3, $4, $5, $6, $7 FROM request_entries \
         WHERE client_id = $1 AND number = $2",
    )
    .bind(&seat.client().0)
    .bind(number)
    .bind(kind.caption())
    .bind(visibility.caption())
    .bind(body)
    .bind(&seat.caller().user().0)
    .bind(now.as_millisecond())
    .execute(&mut **write)
    .await
    .map(drop)
}

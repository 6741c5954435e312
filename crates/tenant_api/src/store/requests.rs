//! Requests: asked by a client, answered by whoever looks after it. What is written in one is told with that one alone.

mod command;
mod conversation;
mod incident;
mod list;

pub use command::{apply, check_may};
pub use conversation::say;
pub(super) use incident::of_incident;
pub use list::{Place, list};

use super::{DatabaseConnection, DatabaseRow, Declined, Values, Write, codes, outbox::Change, people};
use crate::{
    clocks::{AnswerClock, ServiceLevels},
    instants::{self, from_ms},
    policy::{self, Seat},
    sabotage::{self, Fault},
};
use conversation::Entry;
use jiff::Timestamp;
use sqlx::Row;
use std::collections::{BTreeMap, BTreeSet};
use wire::{
    event::EventKind,
    queue::ClientLabel,
    request::{NewRequest, Request, RequestCategory, RequestRow, RequestStatus, SUBJECT_MAX},
    session::{Person, RequestKey, UserId},
    vocabulary::{Capability, Priority, Visibility},
};

const FIND: &str = "SELECT * FROM requests WHERE client_id = $1 AND number = $2";

/// One request, as it is stored.
#[derive(Clone, Debug)]
struct Record {
    number: i64,
    category: RequestCategory,
    status: RequestStatus,
    criticality: Priority,
    subject: String,
    asker: UserId,
    assignee: Option<UserId>,
    /// The number of the incident that it is about.
    incident: Option<i64>,
    created_ms: i64,
    updated_ms: i64,
    closed_ms: Option<i64>,
    clock: AnswerClock,
    version: i64,
}

impl Record {
    fn read(row: &DatabaseRow) -> Result<Self, sqlx::Error> {
        let instant = |name| Ok::<_, sqlx::Error>(row.try_get::<Option<i64>, _>(name)?.map(from_ms));
        Ok(Self {
            number: row.try_get("number")?,
            category: RequestCategory::from_caption(row.try_get("category")?).unwrap_or_default(),
            status: RequestStatus::from_caption(row.try_get("status")?).unwrap_or_default(),
            criticality: codes::priority(row.try_get("criticality")?),
            subject: row.try_get("subject")?,
            asker: UserId(row.try_get("asker_id")?),
            assignee: row.try_get::<Option<String>, _>("assignee_id")?.map(UserId),
            incident: row.try_get("incident")?,
            created_ms: row.try_get("created_at")?,
            updated_ms: row.try_get("updated_at")?,
            closed_ms: row.try_get("closed_at")?,
            clock: AnswerClock {
                since: from_ms(row.try_get("answer_since")?),
                due_at: instant("answer_due_at")?,
                answered_at: instant("answered_at")?,
                missed: row.flag("missed")?,
            },
            version: row.try_get("version")?,
        })
    }

    async fn load(conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<Self, Declined> {
        let found = sqlx::query(sabotage::instead(Fault::RequestByNumberAlone, FIND, "client_id = $1", "$1 <> ''"));
        let row = found.bind(&seat.client().0).bind(number).fetch_optional(conn).await?;
        Ok(Self::read(&row.ok_or(Declined::Missing)?)?)
    }

    /// Writes what people change, as a change of its own, and tells of it.
    async fn keep(&mut self, write: &mut Write, seat: &Seat, now: Timestamp) -> Result<(), sqlx::Error> {
        self.version += 1;
        let ms = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
        sqlx::query(
            "UPDATE requests SET status = $3, criticality = $4, assignee_id = $5, incident = $6, updated_at = $7, \
             closed_at = $8, answer_since = $9, answer_due_at = $10, answered_at = $11, missed = $12, version = $13 \
             WHERE client_id = $1 AND number = $2",
        )
        .bind(&seat.client().0)
        .bind(self.number)
        .bind(self.status.caption())
        .bind(codes::priority_code(self.criticality))
        .bind(self.assignee.as_ref().map(|user| user.0.as_str()))
        .bind(self.incident)
        .bind(now.as_millisecond())
        .bind(self.closed_ms)
        .bind(self.clock.since.as_millisecond())
        .bind(ms(self.clock.due_at))
        .bind(ms(self.clock.answered_at))
        .bind(i64::from(self.clock.missed))
        .bind(self.version)
        .execute(&mut **write)
        .await?;
        tell(write, seat, (self.number, self.version), false, now).await
    }

    /// Whom its row names.
    fn people(&self) -> impl Iterator<Item = &UserId> {
        self.assignee.iter().chain([&self.asker])
    }

    /// Its row, with the names of [`Record::people`].
    fn row(&self, label: &ClientLabel, named: &BTreeMap<UserId, Person>, now: Timestamp) -> RequestRow {
        RequestRow {
            key: policy::request_key(label, self.number),
            client: label.clone(),
            category: self.category,
            criticality: self.criticality,
            status: self.status,
            asker: people::one_of(named, &self.asker),
            assignee: self.assignee.as_ref().map(|user| people::one_of(named, user)),
            created_at: instants::ms_to_wire(self.created_ms),
            updated_at: instants::ms_to_wire(self.updated_ms),
            breach_at: self.clock.due_at.map(instants::to_wire),
            breached: self.clock.breached(now),
            version: self.version.unsigned_abs(),
        }
    }
}

/// The number of a request that is there, and its version.
///
/// # Errors
/// [`Declined::Missing`] for a key that is not this client's, and for one that never was.
pub async fn find(conn: &mut DatabaseConnection, seat: &Seat, key: &RequestKey) -> Result<(i64, i64), Declined> {
    let number = seat.request_number(key).ok_or(Declined::Missing)?;
    let record = Record::load(conn, seat, number).await?;
    Ok((number, record.version))
}

/// A request as the seat's user may know it, with its conversation.
///
/// # Errors
/// [`Declined::Missing`] if the client has no such request.
pub async fn read(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
    now: Timestamp,
) -> Result<Request, Declined> {
    let record = Record::load(conn, seat, number).await?;
    let entries = conversation::read(conn, seat, number).await?;
    let users: BTreeSet<&UserId> = record.people().chain(entries.iter().flat_map(Entry::people)).collect();
    let named = people::named(conn, &users).await?;
    let may_handle = seat.handles_requests();
    Ok(Request {
        row: record.row(seat.label(), &named, now),
        subject: record.subject,
        incident: record.incident.and_then(|number| incident::told(seat, number)),
        may_write: may_write(seat),
        may_handle,
        assignees: if may_handle { people::handlers_of_requests(conn, seat).await? } else { vec![] },
        conversation: entries.into_iter().map(|entry| entry.told(seat, &named)).collect(),
    })
}

/// Every request of the client, oldest first.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn numbers(conn: &mut DatabaseConnection, seat: &Seat) -> Result<Vec<i64>, sqlx::Error> {
    let numbers = sqlx::query_scalar("SELECT number FROM requests WHERE client_id = $1 ORDER BY number");
    numbers.bind(&seat.client().0).fetch_all(conn).await
}

/// Asks something at `now`; its number.
///
/// # Errors
/// [`Declined`]: nothing was asked then.
pub async fn make(write: &mut Write, seat: &Seat, new: &NewRequest, now: Timestamp) -> Result<i64, Declined> {
    seat.check(Capability::RequestWrite)?;
    let subject = check(new)?;
    let client = &seat.client().0;
    let number = sqlx::query_scalar("SELECT next_request FROM clients WHERE client_id = $1");
    let number: i64 = number.bind(client).fetch_one(&mut **write).await?;
    let next = sqlx::query("UPDATE clients SET next_request = $2 WHERE client_id = $1");
    next.bind(client).bind(number + 1).execute(&mut **write).await?;
    let clock = AnswerClock::start(&ServiceLevels::load(write, seat.client()).await?, new.criticality, now);
    sqlx::query(
        "INSERT INTO requests (client_id, number, category, status, criticality, subject, asker_id, created_at, \
         updated_at, answer_since, answer_due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $8, $9)",
    )
    .bind(client)
    .bind(number)
    .bind(new.category.caption())
    .bind(RequestStatus::Open.caption())
    .bind(codes::priority_code(new.criticality))
    .bind(subject)
    .bind(&seat.caller().user().0)
    .bind(now.as_millisecond())
    .bind(clock.due_at.map(Timestamp::as_millisecond))
    .execute(&mut **write)
    .await?;
    conversation::append_message(write, seat, number, (Visibility::Shared, new.body.as_str()), now).await?;
    tell(write, seat, (number, 1), false, now).await?;
    Ok(number)
}

/// Whether the seat's user writes messages that both sides read, closes and reopens.
fn may_write(seat: &Seat) -> bool {
    seat.may(Capability::RequestWrite) || seat.handles_requests()
}

/// The subject, if all of it can be asked.
fn check(new: &NewRequest) -> Result<&str, Declined> {
    if new.category == RequestCategory::Unknown {
        return Err(Declined::field("category", "not one of its values"));
    }
    if new.criticality == Priority::Unknown {
        return Err(Declined::field("criticality", "not one of its values"));
    }
    let subject = new.subject.trim();
    if !(1..=SUBJECT_MAX).contains(&subject.chars().count()) || subject.contains(char::is_control) {
        return Err(Declined::field("subject", "1 to 200 characters on one line"));
    }
    conversation::check_body(&new.body)?;
    Ok(subject)
}

/// Tells streams of a request's change, by its number and version; of an internal one those who look after the client.
async fn tell(
    write: &mut Write,
    seat: &Seat,
    (number, version): (i64, i64),
    internal: bool,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let (client, at_ms) = (seat.client().clone(), now.as_millisecond());
    Change { client, number, version, kind: EventKind::Request, internal, at_ms }.tell(write).await
}

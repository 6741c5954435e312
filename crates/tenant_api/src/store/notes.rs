//! Notes: shared ones are news for everybody, internal ones move nothing that a client can see.

use super::{Declined, Write, outbox::Change, people, reads};
use crate::store::{DatabaseConnection, DatabaseRow};
use crate::{
    instants,
    policy::Seat,
    sabotage::{self, Fault},
};
use jiff::Timestamp;
use sqlx::Row;
use wire::{
    event::EventKind,
    note::{NewNote, Note},
    vocabulary::{Capability, Visibility},
};

/// The longest note, characters.
pub const BODY_MAX: usize = 16_384;

const NOTES: &str = "\
    SELECT n.*, u.user_id, u.name, o.name AS organisation FROM notes n JOIN users u ON u.user_id = n.author_id \
    JOIN organisations o USING (organisation_id) \
    WHERE n.client_id = $1 AND n.number = $2 AND (n.visibility = 'shared' OR $3) ORDER BY n.created_at DESC, n.note_id DESC";

/// What somebody needs who writes a note for these readers.
///
/// # Errors
/// [`Declined::Invalid`] for readers that this build does not know.
pub fn capability(visibility: Visibility) -> Result<Capability, Declined> {
    match visibility {
        Visibility::Internal => Ok(Capability::NoteInternal),
        Visibility::Shared => Ok(Capability::NoteShared),
        Visibility::Unknown => Err(Declined::field("visibility", "internal or shared")),
    }
}

/// Whether the seat has a capability; that of internal notes is of no use to a client's own people.
#[must_use]
pub fn may(seat: &Seat, capability: Capability) -> bool {
    if capability == Capability::NoteInternal { seat.sees_internal() } else { seat.may(capability) }
}

/// # Errors
/// [`Declined::Invalid`] for an empty note and one that is too long.
pub fn check_body(body: &str) -> Result<(), Declined> {
    match !body.trim().is_empty() && body.chars().count() <= BODY_MAX {
        true => Ok(()),
        false => Err(Declined::field("body", "1 to 16384 characters")),
    }
}

/// Adds a note at `now`.
///
/// # Errors
/// [`Declined`]: nothing was added then.
pub async fn add(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    note: &NewNote,
    now: Timestamp,
) -> Result<Note, Declined> {
    let capability = capability(note.visibility)?;
    let internal = capability == Capability::NoteInternal;
    let version = sqlx::query_scalar("SELECT version FROM incidents WHERE client_id = $1 AND number = $2");
    let version: Option<i64> = version.bind(&seat.client().0).bind(number).fetch_optional(&mut **write).await?;
    let version = version.ok_or(Declined::Missing)?;
    if !may(seat, capability) {
        return Err(Declined::Lacks(capability));
    }
    check_body(&note.body)?;
    let id = super::random_id();
    sqlx::query(
        "INSERT INTO notes (client_id, number, note_id, visibility, body, author_id, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&seat.client().0)
    .bind(number)
    .bind(&id)
    .bind(note.visibility.caption())
    .bind(&note.body)
    .bind(&seat.caller().user().0)
    .bind(now.as_millisecond())
    .execute(&mut **write)
    .await?;
    if !internal || sabotage::is(Fault::InternalNoteMovesIncident) {
        sqlx::query("UPDATE incidents SET updated_at = $3, attention_at = $3 WHERE client_id = $1 AND number = $2")
            .bind(&seat.client().0)
            .bind(number)
            .bind(now.as_millisecond())
            .execute(&mut **write)
            .await?;
        reads::mark(write, seat, number, now).await?;
    }
    let told = Change {
        client: seat.client().clone(),
        number,
        version,
        kind: EventKind::Timeline,
        internal,
        at_ms: now.as_millisecond(),
    };
    told.tell(write).await?;
    let author = seat.caller().person();
    Ok(Note { id, visibility: note.visibility, body: note.body.clone(), author, created_at: instants::to_wire(now) })
}

/// The notes of an incident that the seat's user may read, newest first.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<Vec<Note>, sqlx::Error> {
    let rows = sqlx::query(sabotage::instead(Fault::NotesByNumberAlone, NOTES, "n.client_id = $1", "$1 <> ''"))
        .bind(&seat.client().0)
        .bind(number);
    let rows = rows.bind(seat.sees_internal() || sabotage::is(Fault::InternalNoteIsListed));
    rows.fetch_all(conn).await?.iter().map(note).collect()
}

fn note(row: &DatabaseRow) -> Result<Note, sqlx::Error> {
    Ok(Note {
        id: row.try_get("note_id")?,
        visibility: Visibility::from_caption(row.try_get("visibility")?).unwrap_or_default(),
        body: row.try_get("body")?,
        author: people::person(row)?,
        created_at: instants::ms_to_wire(row.try_get("created_at")?),
    })
}

//! Notes: shared ones are news for everybody, internal ones move nothing that a client can see.

use super::{
    Declined, Write, head,
    outbox::Change,
    people, reads,
    values::{json, text},
};
use crate::store::{DatabaseConnection, DatabaseRow};
use crate::{
    instants, markdown,
    policy::Seat,
    sabotage::{self, Fault},
};
use jiff::Timestamp;
use sqlx::Row;
use std::collections::{BTreeMap, BTreeSet};
use wire::{
    event::EventKind,
    note::{NewNote, Note},
    session::{Person, UserId},
    vocabulary::{Capability, Visibility},
};

/// The longest note, characters.
pub const BODY_MAX: usize = 16_384;
/// How many people a note mentions at most.
const MENTIONS_MAX: usize = 20;

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
/// [`Declined::Lacks`] for whoever cannot write notes of this visibility, [`Declined::Invalid`] for one that there is not.
pub fn check_may(seat: &Seat, visibility: Visibility) -> Result<(), Declined> {
    let capability = capability(visibility)?;
    if may(seat, capability) { Ok(()) } else { Err(Declined::Lacks(capability)) }
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
    let version = head::version(write, seat, number).await?;
    if !may(seat, capability) {
        return Err(Declined::Lacks(capability));
    }
    check_body(&note.body)?;
    let mentioned = mentioned(write, seat, number, note).await?;
    let mentions = text(&mentioned.keys().collect::<Vec<_>>())?;
    let id = super::random_id();
    sqlx::query(
        "INSERT INTO notes (client_id, number, note_id, visibility, body, author_id, created_at, mentions) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&seat.client().0)
    .bind(number)
    .bind(&id)
    .bind(note.visibility.caption())
    .bind(&note.body)
    .bind(&seat.caller().user().0)
    .bind(now.as_millisecond())
    .bind(mentions)
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
    for user in mentioned.keys().filter(|user| *user != seat.caller().user()) {
        reads::unmark(write, seat, number, user).await?;
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
    let (author, created_at) = (seat.caller().person(), instants::to_wire(now));
    let (visibility, body) = (note.visibility, note.body.clone());
    let note = Note { id, visibility, body, author, created_at, content: vec![], mentions: vec![] };
    Ok(drawn(note, mentioned.into_values().collect()))
}

/// Who is mentioned in a note that is about to be added.
///
/// # Errors
/// [`Declined::Invalid`] where somebody is who may not read it, whether or not there is such a person, and where too many are.
async fn mentioned(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    note: &NewNote,
) -> Result<BTreeMap<UserId, Person>, Declined> {
    let ids = markdown::mentioned(&note.body);
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    if ids.len() > MENTIONS_MAX {
        return Err(Declined::field("body", "mentions more than 20 people"));
    }
    if sabotage::is(Fault::MentionsAnybody) {
        return Ok(people::named(write, &ids.iter().collect()).await?);
    }
    let readers = people::readers_of_notes(write, seat, number, note.visibility).await?;
    let readers: BTreeMap<_, _> = readers.into_iter().map(|person| (person.id.clone(), person)).collect();
    let mentioned = |id: UserId| Some((id.clone(), readers.get(&id)?.clone()));
    let mentioned: Option<BTreeMap<_, _>> = ids.into_iter().map(mentioned).collect();
    mentioned.ok_or_else(|| Declined::field("body", "mentions somebody who may not read it"))
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
    let rows = rows.fetch_all(&mut *conn).await?;
    let notes = rows.iter().map(note).collect::<Result<Vec<_>, _>>()?;
    let named = people::named(conn, &notes.iter().flat_map(|(_, mentions)| mentions).collect()).await?;
    let with_names = |(note, mentions): (Note, BTreeSet<UserId>)| {
        drawn(note, mentions.iter().filter_map(|id| named.get(id).cloned()).collect())
    };
    Ok(notes.into_iter().map(with_names).collect())
}

/// A note as it was written, and whom it mentions.
fn note(row: &DatabaseRow) -> Result<(Note, BTreeSet<UserId>), sqlx::Error> {
    let mentions = json(row.try_get("mentions")?)?;
    let note = Note {
        id: row.try_get("note_id")?,
        visibility: Visibility::from_caption(row.try_get("visibility")?).unwrap_or_default(),
        body: row.try_get("body")?,
        author: people::person(row)?,
        created_at: instants::ms_to_wire(row.try_get("created_at")?),
        content: vec![],
        mentions: vec![],
    };
    Ok((note, mentions))
}

/// The note as it is drawn.
fn drawn(note: Note, mentions: Vec<Person>) -> Note {
    let name_of = |id: &UserId| mentions.iter().find(|person| person.id == *id).map(|person| person.name.clone());
    Note { content: markdown::pieces(&note.body, &name_of), mentions, ..note }
}

//! Files kept with an incident's evidence, as far as may be known of them without opening it: whose, when, and how large.

use super::{Declined, Write, head, people, reads, receipts, retention};
use crate::{
    instants,
    policy::Seat,
    sabotage::{self, Fault},
    store::{DatabaseConnection, Values},
};
use jiff::Timestamp;
use sqlx::Row;
use wire::{session::Person, vocabulary::Capability};

/// The largest file, bytes.
pub const SIZE_MAX: usize = 16 * 1024 * 1024;
/// The longest name, characters.
const NAME_MAX: usize = 200;
/// How many files an incident has at most.
const FILES_MAX: i64 = 100;
/// What all files of a client come to at most, bytes.
const CLIENT_MAX: u64 = 4 * 1024 * 1024 * 1024;

const IS_KEPT: &str = "SELECT COUNT(*) FROM kept_files WHERE client_id = $1 AND artifact_id = $2 AND number = $3";

/// A file that was kept.
#[derive(Clone, Debug)]
pub struct Kept {
    pub id: String,
    pub by: Person,
    pub at: Timestamp,
    pub size_bytes: u64,
}

/// Whether the seat's user may keep a file of so many bytes with this incident's evidence: whoever may open it, and write notes
/// that the client reads, for it is told of the file.
///
/// # Errors
/// [`Declined::Lacks`] for whoever may not, [`Declined::Conflict`] where there are too many, or too much.
pub async fn check(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
    size_bytes: u64,
    now: Timestamp,
) -> Result<(), Declined> {
    seat.check(Capability::EvidenceOpen)?;
    seat.check(Capability::NoteShared)?;
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM kept_files WHERE client_id = $1 AND number = $2");
    let count: i64 = count.bind(&seat.client().0).bind(number).fetch_one(&mut *conn).await?;
    if count >= FILES_MAX {
        return Err(Declined::Conflict("The incident has 100 files already"));
    }
    let since = retention::evidence_since(conn, seat.client(), now).await?;
    // PostgreSQL adds whole numbers up to one that it calls numeric.
    let all = sqlx::query(
        "SELECT CAST(COALESCE(SUM(size_bytes), 0) AS BIGINT) AS bytes FROM kept_files \
         WHERE client_id = $1 AND kept_at >= $2",
    );
    let all = all.bind(&seat.client().0).bind(since.as_millisecond()).fetch_one(conn).await?;
    match all.count::<u64>("bytes")?.saturating_add(size_bytes) > CLIENT_MAX {
        true => Err(Declined::Conflict("The client's files come to 4 GiB already")),
        false => Ok(()),
    }
}

/// What a file is called, as it is kept.
///
/// # Errors
/// [`Declined::Invalid`] for no name, one that is too long, and one that holds what cannot be seen.
pub fn checked(name: &str) -> Result<&str, Declined> {
    let name = name.trim();
    match (1..=NAME_MAX).contains(&name.chars().count()) && !name.chars().any(is_unseen) {
        true => Ok(name),
        false => Err(Declined::field("x-file-name", "1 to 200 characters, encoded as in an address")),
    }
}

/// Whether a character is none that is seen: Unicode's controls and formats (Cc, Cf), which turn the direction of what follows
/// among other things, and what begins a line or a paragraph (Zl, Zp).
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character as u32,
            0xad | 0x600..=0x605 | 0x61c | 0x6dd | 0x70f | 0x890..=0x891 | 0x8e2 | 0x180e | 0x200b..=0x200f
            | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff | 0xfff9..=0xfffb | 0x110bd | 0x110cd | 0x13430..=0x1343f
            | 0x1bca0..=0x1bca3 | 0x1d173..=0x1d17a | 0xe0000..=0xe007f)
}

/// Notes that a file was kept. It is news for everybody, as a shared note is.
///
/// # Errors
/// [`Declined`]: nothing was noted then.
pub async fn add(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    (id, size_bytes): (&str, u64),
    now: Timestamp,
) -> Result<(), Declined> {
    let version = head::version(write, seat, number).await?;
    check(write, seat, number, size_bytes, now).await?;
    sqlx::query(
        "INSERT INTO kept_files (client_id, number, artifact_id, size_bytes, kept_by, kept_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&seat.client().0)
    .bind(number)
    .bind(id)
    .bind(size_bytes.cast_signed())
    .bind(&seat.caller().user().0)
    .bind(now.as_millisecond())
    .execute(&mut **write)
    .await?;
    sqlx::query("UPDATE incidents SET updated_at = $3, attention_at = $3 WHERE client_id = $1 AND number = $2")
        .bind(&seat.client().0)
        .bind(number)
        .bind(now.as_millisecond())
        .execute(&mut **write)
        .await?;
    reads::mark(write, seat, number, now).await?;
    Ok(receipts::tell(write, seat, number, version, now).await?)
}

/// The files of an incident, the oldest first.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<Vec<Kept>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT k.artifact_id, k.size_bytes, k.kept_at, u.user_id, u.name, o.name AS organisation FROM kept_files k \
         JOIN users u ON u.user_id = k.kept_by JOIN organisations o ON o.organisation_id = u.organisation_id \
         WHERE k.client_id = $1 AND k.number = $2 ORDER BY k.kept_at, k.artifact_id",
    );
    let rows = rows.bind(&seat.client().0).bind(number).fetch_all(conn).await?;
    let kept = rows.iter().map(|row| {
        Ok(Kept {
            id: row.try_get("artifact_id")?,
            by: people::person(row)?,
            at: instants::from_ms(row.try_get("kept_at")?),
            size_bytes: row.count("size_bytes")?,
        })
    });
    kept.collect()
}

/// # Errors
/// [`Declined::Missing`] for a file of another incident, and for one that never was.
pub async fn check_kept(conn: &mut DatabaseConnection, seat: &Seat, number: i64, id: &str) -> Result<(), Declined> {
    let count = sabotage::instead(Fault::FileOfAnyIncident, IS_KEPT, "number = $3", "$3 > 0");
    let count: i64 = sqlx::query_scalar(count).bind(&seat.client().0).bind(id).bind(number).fetch_one(conn).await?;
    if count > 0 { Ok(()) } else { Err(Declined::Missing) }
}

//! Bulks: one command over many rows of a scope, each done in a transaction that also says what came of it.

mod begin;
mod decide;
mod read;
mod row;
mod run;

pub use begin::{Chosen, begin};
pub use decide::{agree, undo};
pub use read::{find, list};
pub use run::{forget, round};

use super::{DatabaseConnection, DatabaseRow, Declined, Write, audit, notes, values::json, workflow};
use crate::policy::{Caller, Scope};
use jiff::Timestamp;
use sqlx::Row;
use wire::{
    audit::AuditAction,
    bulk::{AGREED_FROM, BulkCommand, BulkState, UNDO_S},
    note::NewNote,
    session::{ClientId, IncidentKey, OrganisationId, UserId},
    vocabulary::Capability,
};

const UNDO_MS: i64 = UNDO_S as i64 * 1000;
/// After that it is forgotten, agreed to or not.
const KEPT_MS: i64 = 24 * 3_600_000;

/// What is stored of a bulk, without its rows.
#[derive(Clone, Debug)]
pub struct Record {
    id: String,
    owner: OrganisationId,
    user: UserId,
    scope: String,
    what: BulkCommand,
    state: BulkState,
    chosen: u64,
    missing: Vec<IncidentKey>,
    created_at: i64,
    begins_at: i64,
    finished_at: Option<i64>,
}

impl Record {
    fn read(row: &DatabaseRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("bulk_id")?,
            owner: OrganisationId(row.try_get("owner_id")?),
            user: UserId(row.try_get("user_id")?),
            scope: row.try_get("scope")?,
            what: json(row.try_get("what")?)?,
            state: BulkState::from_caption(row.try_get("state")?).unwrap_or_default(),
            chosen: super::Values::count(row, "chosen")?,
            missing: json(row.try_get("missing")?)?,
            created_at: row.try_get("created_at")?,
            begins_at: row.try_get("begins_at")?,
            finished_at: row.try_get("finished_at")?,
        })
    }

    /// Of those that were made in a scope by somebody of the reader's organisation.
    async fn load(conn: &mut DatabaseConnection, scope: &Scope, id: &str) -> Result<Option<Self>, sqlx::Error> {
        let found = sqlx::query("SELECT * FROM bulks WHERE bulk_id = $1 AND owner_id = $2 AND scope = $3");
        let found = found.bind(id).bind(&scope.caller().organisation().0).bind(scope.path());
        found.fetch_optional(conn).await?.as_ref().map(Self::read).transpose()
    }

    /// Until when it can be undone, if it still can: a note that somebody may have read cannot.
    fn undo_until(&self, now: Timestamp) -> Option<i64> {
        let now = now.as_millisecond();
        let is_note = matches!(self.what, BulkCommand::AddNote { .. });
        let until = match self.state {
            BulkState::AwaitingAgreement => self.created_at + KEPT_MS,
            BulkState::Waiting => self.begins_at - 1,
            BulkState::Running if !is_note => now + UNDO_MS,
            BulkState::Done if !is_note => self.finished_at? + UNDO_MS,
            _ => return None,
        };
        (now <= until).then_some(until)
    }

    const fn needs_agreement(&self) -> bool {
        self.chosen >= AGREED_FROM
    }
}

/// The capability that a command needs in every client.
///
/// # Errors
/// [`Declined::Invalid`] for a command that can be done to no incident.
fn needs(what: &BulkCommand) -> Result<Capability, Declined> {
    match (what, what.to_one()) {
        (BulkCommand::AddNote { visibility, .. }, _) => notes::capability(*visibility),
        (_, Some(command)) => Ok(workflow::action_of(&command)?.capability()),
        (_, None) => Err(Declined::field("what", "not one of its values")),
    }
}

/// # Errors
/// [`Declined::Invalid`] for a command that can be done to no incident, whatever state it is in.
fn check(what: &BulkCommand, now: Timestamp) -> Result<(), Declined> {
    match (note(what), what.to_one()) {
        (Some(note), _) => notes::capability(note.visibility).and_then(|_| notes::check_body(&note.body)),
        (_, Some(command)) => workflow::check(&command, now).map(drop),
        (None, None) => Err(Declined::field("what", "not one of its values")),
    }
}

fn note(what: &BulkCommand) -> Option<NewNote> {
    match what {
        BulkCommand::AddNote { visibility, body } => Some(NewNote { visibility: *visibility, body: body.clone() }),
        _ => None,
    }
}

/// The word of a command.
const fn word(what: &BulkCommand) -> &'static str {
    match what {
        BulkCommand::Assign { .. } => "assign",
        BulkCommand::SetStatus { .. } => "set_status",
        BulkCommand::SetPriority { .. } => "set_priority",
        BulkCommand::Close { .. } => "close",
        BulkCommand::Reopen { .. } => "reopen",
        BulkCommand::AddNote { .. } => "add_note",
    }
}

/// Puts it on record in every client that has rows in it, in each with its own rows alone.
async fn record(
    write: &mut Write,
    caller: &Caller,
    bulk: &Record,
    action: AuditAction,
    suffix: &str,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let rows = sqlx::query(
        "SELECT client_id, COUNT(*) AS count FROM bulk_rows WHERE bulk_id = $1 GROUP BY client_id ORDER BY client_id",
    );
    for row in rows.bind(&bulk.id).fetch_all(&mut **write).await? {
        let place = audit::Place::Client(ClientId(row.try_get("client_id")?));
        let detail = format!("{}: {} incidents{suffix}", word(&bulk.what), row.try_get::<i64, _>("count")?);
        audit::append_with(write, caller, &place, action, (&bulk.id, &detail), now).await?;
    }
    Ok(())
}

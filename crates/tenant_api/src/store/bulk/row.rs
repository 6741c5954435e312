//! One row of a bulk: done by the workflow like a command to one incident, or made what it was before.

use super::{
    super::values::{json, text},
    needs, note,
};
use crate::{
    policy::Seat,
    sabotage::{self, Fault},
    store::{
        DatabaseRow, Declined, Write,
        incident::Incident,
        notes,
        workflow::{self, Recorded},
    },
};
use jiff::Timestamp;
use sqlx::Row;
use wire::{
    bulk::{BulkCommand, BulkProblem},
    vocabulary::Capability,
};

/// A row as it is stored.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) number: i64,
    seen: i64,
    was: Option<String>,
    left_as: Option<String>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    /// What the incident was, and the digest of what it is now; nothing for a note, which is never undone.
    Done {
        was: Option<String>,
        left_as: Option<String>,
    },
    Undone,
    Left(BulkProblem, Option<Capability>),
}

impl Stored {
    pub(super) fn read(row: &DatabaseRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            number: row.try_get("number")?,
            seen: row.try_get("seen")?,
            was: row.try_get("was")?,
            left_as: row.try_get("left_as")?,
        })
    }

    /// Does it, unless people changed the incident since it was seen.
    pub(super) async fn perform(
        &self,
        write: &mut Write,
        seat: &Seat,
        what: &BulkCommand,
        now: Timestamp,
    ) -> Result<Outcome, sqlx::Error> {
        let Some(mut incident) = Incident::load(write, seat, self.number).await? else {
            return Ok(Outcome::Left(BulkProblem::Missing, None));
        };
        if let Some(left) = lacks(seat, what) {
            return Ok(left);
        }
        if incident.version != self.seen && !sabotage::is(Fault::BulkOfAnyVersion) {
            return Ok(Outcome::Left(BulkProblem::Changed, None));
        }
        let declined = match (note(what), what.to_one()) {
            (Some(note), _) => notes::add(write, seat, self.number, &note, now)
                .await
                .map(|_| Outcome::Done { was: None, left_as: None }),
            (_, Some(command)) => {
                let was = text(&incident)?;
                match workflow::apply_to(write, seat, &mut incident, &command, now).await {
                    Ok(()) => return Ok(Outcome::Done { was: Some(was), left_as: Some(incident.digest()?) }),
                    Err(declined) => Err(declined),
                }
            }
            (None, None) => Ok(Outcome::Left(BulkProblem::Invalid, None)),
        };
        declined.or_else(left)
    }

    /// Makes it what it was, unless it has become something else since.
    pub(super) async fn undo(
        &self,
        write: &mut Write,
        seat: &Seat,
        what: &BulkCommand,
        now: Timestamp,
    ) -> Result<Outcome, sqlx::Error> {
        let Some(incident) = Incident::load(write, seat, self.number).await? else {
            return Ok(Outcome::Left(BulkProblem::Missing, None));
        };
        if let Some(left) = lacks(seat, what) {
            return Ok(left);
        }
        match &self.was {
            Some(was) if self.left_as == Some(incident.digest()?) => {
                workflow::restore(write, seat, incident.version, json(was)?, &Recorded::Undone, now).await?;
                Ok(Outcome::Undone)
            }
            _ => Ok(Outcome::Left(BulkProblem::Changed, None)),
        }
    }
}

fn lacks(seat: &Seat, what: &BulkCommand) -> Option<Outcome> {
    match needs(what) {
        Ok(capability) if notes::may(seat, capability) => None,
        Ok(capability) => Some(Outcome::Left(BulkProblem::Capability, Some(capability))),
        Err(_) => Some(Outcome::Left(BulkProblem::Invalid, None)),
    }
}

/// Why the rules left it; a failure of the store is none of theirs.
fn left(declined: Declined) -> Result<Outcome, sqlx::Error> {
    Ok(match declined {
        Declined::Missing => Outcome::Left(BulkProblem::Missing, None),
        Declined::Lacks(capability) => Outcome::Left(BulkProblem::Capability, Some(capability)),
        Declined::NotAllowed { .. } | Declined::Conflict(_) => Outcome::Left(BulkProblem::State, None),
        Declined::Invalid(_) => Outcome::Left(BulkProblem::Invalid, None),
        Declined::Store(error) => return Err(error),
    })
}

//! The history of people's changes, as it is stored: ids instead of names, so a person's new name is everywhere at once.

use crate::store::DatabaseConnection;
use crate::{policy::Seat, store::incident::Incident};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use wire::{
    session::{Person, UserId},
    timeline::What,
    vocabulary::{HoldReason, Priority, Status, Verdict},
};

/// One change, under the version it led to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Recorded {
    Assigned { assignee: Option<UserId> },
    StatusSet { status: Status, hold_reason: Option<HoldReason> },
    PrioritySet { priority: Priority },
    Closed { verdict: Verdict, reason: Option<String> },
    Reopened { reason: String },
    Undone,
}

impl Recorded {
    pub(super) async fn write(
        &self,
        conn: &mut DatabaseConnection,
        seat: &Seat,
        incident: &Incident,
        now: Timestamp,
    ) -> Result<(), sqlx::Error> {
        let what = serde_json::to_string(self).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
        sqlx::query(
            "INSERT INTO changes (client_id, number, version, at, by_user_id, what) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&seat.client().0)
        .bind(incident.number)
        .bind(incident.version)
        .bind(now.as_millisecond())
        .bind(&seat.caller().user().0)
        .bind(what)
        .execute(conn)
        .await
        .map(drop)
    }

    /// Who it was given to.
    #[must_use]
    pub fn assignee(&self) -> Option<&UserId> {
        match self {
            Self::Assigned { assignee } => assignee.as_ref(),
            _ => None,
        }
    }

    /// As the timeline tells it, with names.
    #[must_use]
    pub fn told(self, person: impl Fn(&UserId) -> Option<Person>) -> What {
        match self {
            Self::Assigned { assignee } => What::Assigned { assignee: assignee.and_then(|user| person(&user)) },
            Self::StatusSet { status, hold_reason } => What::StatusSet { status, hold_reason },
            Self::PrioritySet { priority } => What::PrioritySet { priority },
            Self::Closed { verdict, reason } => What::Closed { verdict, reason },
            Self::Reopened { reason } => What::Reopened { reason },
            Self::Undone => What::Undone,
        }
    }
}

//! The history of an incident, as it is stored: ids instead of names, so a person's new name is everywhere at once. A team,
//! which may be no more, is called what it was called.

use crate::{
    policy::Seat,
    store::{DatabaseConnection, values::text},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use wire::{
    session::{ClientId, Person, TeamId, UserId},
    timeline::What,
    vocabulary::{HoldReason, Priority, Status, Verdict},
};

/// One change, under the version it led to, or something else that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Recorded {
    Assigned {
        assignee: Option<UserId>,
    },
    AssignedToTeam {
        team: TeamId,
        name: String,
    },
    /// Whoever did it took it over from them.
    HandedOver {
        from: UserId,
    },
    StatusSet {
        status: Status,
        hold_reason: Option<HoldReason>,
    },
    PrioritySet {
        priority: Priority,
    },
    Closed {
        verdict: Verdict,
        reason: Option<String>,
    },
    Reopened {
        reason: String,
    },
    Undone,
    /// Time went on with a hold: the client was told that it is awaited.
    ClientReminded,
    /// Time ended a hold.
    HoldEnded {
        status: Status,
    },
    Rated {
        score: u8,
        comment: Option<String>,
    },
    /// Here and below: between this incident and another of the client's, by its number.
    MergedInto {
        number: i64,
        count: u32,
    },
    TookIn {
        number: i64,
        count: u32,
    },
    Unmerged {
        number: i64,
    },
    SplitOff {
        number: i64,
        count: u32,
    },
    SplitFrom {
        number: i64,
        count: u32,
    },
    /// These alone may read it from then on.
    Restricted {
        readers: BTreeSet<UserId>,
    },
    Unrestricted,
    /// It is about what the client asked, by that request's number.
    Requested {
        number: i64,
    },
}

impl Recorded {
    /// Writes down what a user did to a client's incident, by its number and the version that it has now.
    pub(in crate::store) async fn write(
        &self,
        conn: &mut DatabaseConnection,
        (client, by): (&ClientId, &UserId),
        (number, version): (i64, i64),
        now: Timestamp,
    ) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO changes (client_id, number, version, at, by_user_id, what) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&client.0)
        .bind(number)
        .bind(version)
        .bind(now.as_millisecond())
        .bind(&by.0)
        .bind(text(self)?)
        .execute(conn)
        .await
        .map(drop)
    }

    /// Writes down what happened to a client's incident and leaves its version as it is; nobody did what time brought.
    pub(in crate::store) async fn append(
        &self,
        conn: &mut DatabaseConnection,
        (client, by): (&ClientId, Option<&UserId>),
        number: i64,
        at: Timestamp,
    ) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO happenings (client_id, number, happening, at, by_user_id, what) \
             SELECT $1, $2, COALESCE(MAX(happening), 0) + 1, $3, $4, $5 FROM happenings \
             WHERE client_id = $1 AND number = $2",
        )
        .bind(&client.0)
        .bind(number)
        .bind(at.as_millisecond())
        .bind(by.map(|user| user.0.as_str()))
        .bind(text(self)?)
        .execute(conn)
        .await
        .map(drop)
    }

    /// Whom it names beside who did it.
    #[must_use]
    pub fn other(&self) -> Option<&UserId> {
        match self {
            Self::Assigned { assignee } => assignee.as_ref(),
            Self::HandedOver { from } => Some(from),
            _ => None,
        }
    }

    /// Another incident that it names, by its number.
    #[must_use]
    pub fn other_incident(&self) -> Option<i64> {
        match self {
            Self::MergedInto { number, .. }
            | Self::TookIn { number, .. }
            | Self::Unmerged { number }
            | Self::SplitOff { number, .. }
            | Self::SplitFrom { number, .. } => Some(*number),
            _ => None,
        }
    }

    /// Whether others may read the incident after it than before.
    pub(in crate::store) const fn moves_readers(&self) -> bool {
        matches!(self, Self::Restricted { .. } | Self::MergedInto { .. } | Self::TookIn { .. } | Self::Unmerged { .. })
    }

    /// As the timeline tells it, with names and keys.
    #[must_use]
    pub fn told(self, seat: &Seat, person: impl Fn(&UserId) -> Option<Person>) -> What {
        let key = |number| seat.key(number);
        match self {
            Self::Assigned { assignee } => What::Assigned { assignee: assignee.and_then(|user| person(&user)) },
            Self::HandedOver { from } => What::HandedOver { from: person(&from) },
            Self::AssignedToTeam { name, .. } => What::AssignedToTeam { team: name },
            Self::StatusSet { status, hold_reason } => What::StatusSet { status, hold_reason },
            Self::PrioritySet { priority } => What::PrioritySet { priority },
            Self::Closed { verdict, reason } => What::Closed { verdict, reason },
            Self::Reopened { reason } => What::Reopened { reason },
            Self::Undone => What::Undone,
            Self::ClientReminded => What::ClientReminded,
            Self::HoldEnded { status } => What::HoldEnded { status },
            Self::Rated { score, comment } => What::Rated { score, comment },
            Self::MergedInto { number, count } => What::MergedInto { incident: key(number), count },
            Self::TookIn { number, count } => What::TookIn { incident: key(number), count },
            Self::Unmerged { number } => What::Unmerged { incident: key(number) },
            Self::SplitOff { number, count } => What::SplitOff { incident: key(number), count },
            Self::SplitFrom { number, count } => What::SplitFrom { incident: key(number), count },
            Self::Restricted { readers } => {
                What::Restricted { count: u32::try_from(readers.len()).unwrap_or(u32::MAX) }
            }
            Self::Unrestricted => What::Unrestricted,
            Self::Requested { number } => What::Requested { request: seat.request_key(number) },
        }
    }
}

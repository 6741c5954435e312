//! What happened to an incident, in one order.

use crate::{
    Instant,
    note::Note,
    session::Person,
    vocabulary::{HoldReason, Priority, Status, Verdict},
};
use serde::{Deserialize, Serialize};

/// One entry of `GET …/timeline`, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(from = "Flat")]
pub struct Entry {
    pub at: Instant,
    /// Who did it; `None` for what came in by itself.
    pub by: Option<Person>,
    #[serde(flatten)]
    pub what: What,
}

/// What an entry tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum What {
    /// The incident was opened by its first alert.
    Created,
    /// Alerts that joined between `since` and the entry's own time, taken together.
    AlertsJoined {
        count: u32,
        since: Instant,
    },
    Assigned {
        assignee: Option<Person>,
    },
    /// Who did it took it over from somebody who offered it.
    HandedOver {
        from: Option<Person>,
    },
    AssignedToTeam {
        /// Its name as it was then.
        team: String,
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
    /// A bulk that changed it was undone: it is what it was before.
    Undone,
    Note {
        note: Note,
    },
    /// A file was kept with the evidence; what it is called is evidence.
    FileKept {
        size_bytes: u64,
    },
    EvidenceOpened {
        /// What the opener gave as the reason.
        reason: String,
        /// How long it was open, once it has been closed.
        open_s: Option<u64>,
    },
    /// An entry of a newer tenant API.
    #[serde(other)]
    Unknown,
}

/// An entry as it travels. serde's `flatten` and `tag` buffer every value to read this, 40 kB of the incident's chunk.
#[derive(Deserialize)]
struct Flat {
    at: Instant,
    by: Option<Person>,
    kind: String,
    #[serde(default)]
    count: u32,
    since: Option<Instant>,
    assignee: Option<Person>,
    from: Option<Person>,
    team: Option<String>,
    #[serde(default)]
    status: Status,
    hold_reason: Option<HoldReason>,
    #[serde(default)]
    priority: Priority,
    #[serde(default)]
    verdict: Verdict,
    reason: Option<String>,
    note: Option<Note>,
    open_s: Option<u64>,
    #[serde(default)]
    size_bytes: u64,
}

impl From<Flat> for Entry {
    fn from(flat: Flat) -> Self {
        let Flat {
            at,
            by,
            count,
            since,
            assignee,
            from,
            team,
            status,
            hold_reason,
            priority,
            verdict,
            reason,
            note,
            open_s,
            size_bytes,
            ..
        } = flat;
        let what = match flat.kind.as_str() {
            "created" => What::Created,
            "alerts_joined" => What::AlertsJoined { count, since: since.unwrap_or_else(|| at.clone()) },
            "assigned" => What::Assigned { assignee },
            "handed_over" => What::HandedOver { from },
            "assigned_to_team" => What::AssignedToTeam { team: team.unwrap_or_default() },
            "status_set" => What::StatusSet { status, hold_reason },
            "priority_set" => What::PrioritySet { priority },
            "closed" => What::Closed { verdict, reason },
            "reopened" => What::Reopened { reason: reason.unwrap_or_default() },
            "undone" => What::Undone,
            "note" => note.map_or(What::Unknown, |note| What::Note { note }),
            "file_kept" => What::FileKept { size_bytes },
            "evidence_opened" => What::EvidenceOpened { reason: reason.unwrap_or_default(), open_s },
            _ => What::Unknown,
        };
        Self { at, by, what }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_survives_its_travel() {
        let at = Instant("2026-11-24T08:30:00Z".into());
        let all = [
            What::Created,
            What::AlertsJoined { count: 3, since: Instant("2026-11-24T08:00:00Z".into()) },
            What::Assigned { assignee: None },
            What::HandedOver { from: None },
            What::AssignedToTeam { team: "Night shift".into() },
            What::StatusSet { status: Status::OnHold, hold_reason: Some(HoldReason::Scheduled) },
            What::PrioritySet { priority: Priority::High },
            What::Closed { verdict: Verdict::Benign, reason: None },
            What::Reopened { reason: "again".into() },
            What::Undone,
            What::FileKept { size_bytes: 512 },
            What::EvidenceOpened { reason: "Triage".into(), open_s: Some(7) },
        ];
        for what in all {
            let entry = Entry { at: at.clone(), by: None, what };
            let text = serde_json::to_string(&entry).expect("it is plain data");
            assert_eq!(serde_json::from_str::<Entry>(&text).expect("it was just written"), entry, "{text}");
        }
    }

    #[test]
    fn a_newer_kind_of_entry_is_survived() {
        let entry: Entry = serde_json::from_str(r#"{"at":"2026-11-24T08:30:00Z","by":null,"kind":"split","into":7}"#)
            .expect("an unknown kind is no error");
        assert_eq!(entry.what, What::Unknown);
    }
}

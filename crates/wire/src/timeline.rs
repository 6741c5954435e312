//! What happened to an incident, in one order.

use crate::{
    Instant,
    note::Note,
    session::{IncidentKey, Person, RequestKey},
    task::TaskAct,
    vocabulary::{HoldReason, Priority, Status, Verdict, closed_list},
};
use serde::{Deserialize, Serialize};

closed_list! {
    /// Which entries `GET …/timeline?show=` is about; without it, all of them.
    Show { Changes = "changes", Notes = "notes", Alerts = "alerts", Openings = "openings" }
}

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
    /// The client was reminded that it is awaited, once for a hold.
    ClientReminded,
    /// A hold came to its end by itself, and led there.
    HoldEnded {
        status: Status,
    },
    /// The client said how well it was handled.
    Rated {
        /// 1 to 5.
        score: u8,
        comment: Option<String>,
    },
    /// Its alerts were moved to that incident, as a duplicate of it.
    MergedInto {
        incident: IncidentKey,
        count: u32,
    },
    /// That incident was a duplicate: its alerts came here.
    TookIn {
        incident: IncidentKey,
        count: u32,
    },
    /// A merge with that incident was taken back.
    Unmerged {
        incident: IncidentKey,
    },
    /// That incident was opened with some of its alerts.
    SplitOff {
        incident: IncidentKey,
        count: u32,
    },
    /// It was opened with alerts of that incident.
    SplitFrom {
        incident: IncidentKey,
        count: u32,
    },
    /// From then on so many people alone may read it.
    Restricted {
        count: u32,
    },
    /// From then on whoever may read the client's incidents reads it.
    Unrestricted,
    /// Tasks came, or something was done to one.
    Tasked {
        did: TaskAct,
        /// What the task is about; of a playbook's, what that is called.
        text: String,
        /// How many came of a playbook; 0 of a task by itself.
        count: u32,
        reason: Option<String>,
        /// Who of the client said it, where somebody else wrote it down.
        told_by: Option<String>,
        /// Only whoever reads internal notes is told.
        internal: bool,
    },
    /// What detected one of its alerts was silenced: on every entity, or on the one of that alert.
    Silenced {
        with_entity: bool,
        reason: String,
    },
    /// A silence that was made from it got the agreement that it waited for.
    SilenceAgreed,
    /// One came to its end: by somebody, or by its time.
    SilenceEnded,
    /// It became, or joined, what the client asked.
    Requested {
        request: RequestKey,
    },
    Note {
        note: Note,
    },
    /// A file was kept with the evidence; what it is called is evidence.
    FileKept {
        size_bytes: u64,
    },
    /// A file was saved out of the evidence.
    FileSaved {
        /// Why.
        reason: String,
    },
    EvidenceOpened {
        /// What the opener gave as the reason.
        reason: String,
        /// How long it was open, once it has been closed.
        open_s: Option<u64>,
        /// Who let the opener in, where the right was not their own.
        granted_by: Option<Person>,
        /// How often something was copied out of it.
        copies: u32,
        /// How many files were saved.
        downloads: u32,
    },
    /// Somebody who may not open the evidence asks those who may.
    EvidenceAsked {
        reason: String,
    },
    /// Who did it let an asker open it for half an hour.
    EvidenceGranted {
        to: Option<Person>,
    },
    EvidenceDeclined {
        to: Option<Person>,
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
    granted_by: Option<Person>,
    #[serde(default)]
    copies: u32,
    #[serde(default)]
    downloads: u32,
    to: Option<Person>,
    #[serde(default)]
    score: u8,
    comment: Option<String>,
    incident: Option<IncidentKey>,
    request: Option<RequestKey>,
    #[serde(default)]
    size_bytes: u64,
    #[serde(default)]
    did: TaskAct,
    text: Option<String>,
    told_by: Option<String>,
    #[serde(default)]
    internal: bool,
    #[serde(default)]
    with_entity: bool,
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
            granted_by,
            copies,
            downloads,
            to,
            score,
            comment,
            incident,
            request,
            size_bytes,
            did,
            text,
            told_by,
            internal,
            with_entity,
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
            "client_reminded" => What::ClientReminded,
            "hold_ended" => What::HoldEnded { status },
            "rated" => What::Rated { score, comment },
            "restricted" => What::Restricted { count },
            "unrestricted" => What::Unrestricted,
            "tasked" => What::Tasked { did, text: text.unwrap_or_default(), count, reason, told_by, internal },
            "silenced" => What::Silenced { with_entity, reason: reason.unwrap_or_default() },
            "silence_agreed" => What::SilenceAgreed,
            "silence_ended" => What::SilenceEnded,
            "requested" => request.map_or(What::Unknown, |request| What::Requested { request }),
            "note" => note.map_or(What::Unknown, |note| What::Note { note }),
            "file_kept" => What::FileKept { size_bytes },
            "file_saved" => What::FileSaved { reason: reason.unwrap_or_default() },
            "evidence_opened" => {
                What::EvidenceOpened { reason: reason.unwrap_or_default(), open_s, granted_by, copies, downloads }
            }
            "evidence_asked" => What::EvidenceAsked { reason: reason.unwrap_or_default() },
            "evidence_granted" => What::EvidenceGranted { to },
            "evidence_declined" => What::EvidenceDeclined { to },
            kind => incident.map_or(What::Unknown, |incident| between(kind, incident, count)),
        };
        Self { at, by, what }
    }
}

/// What happened between two incidents.
fn between(kind: &str, incident: IncidentKey, count: u32) -> What {
    match kind {
        "merged_into" => What::MergedInto { incident, count },
        "took_in" => What::TookIn { incident, count },
        "unmerged" => What::Unmerged { incident },
        "split_off" => What::SplitOff { incident, count },
        "split_from" => What::SplitFrom { incident, count },
        _ => What::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_survives_its_travel() {
        let at = Instant("2026-11-24T08:30:00Z".into());
        let incident = IncidentKey("HAR-1042".into());
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
            What::ClientReminded,
            What::HoldEnded { status: Status::New },
            What::Rated { score: 4, comment: Some("quick".into()) },
            What::MergedInto { incident: incident.clone(), count: 4 },
            What::TookIn { incident: incident.clone(), count: 4 },
            What::Unmerged { incident: incident.clone() },
            What::SplitOff { incident: incident.clone(), count: 1 },
            What::SplitFrom { incident, count: 1 },
            What::Restricted { count: 2 },
            What::Unrestricted,
            What::Silenced { with_entity: true, reason: "every night".into() },
            What::SilenceAgreed,
            What::SilenceEnded,
            What::Requested { request: RequestKey("HAR-R12".into()) },
            What::EvidenceOpened {
                reason: "Triage".into(),
                open_s: Some(7),
                granted_by: None,
                copies: 2,
                downloads: 1,
            },
            What::EvidenceAsked { reason: "to compare".into() },
            What::EvidenceGranted { to: None },
            What::EvidenceDeclined { to: None },
            What::Tasked {
                did: TaskAct::Declined,
                text: "Isolate the host?".into(),
                count: 0,
                reason: Some("not now".into()),
                told_by: Some("Carla".into()),
                internal: false,
            },
            What::FileKept { size_bytes: 512 },
            What::FileSaved { reason: "to take it apart".into() },
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

//! One incident's source-blind head, and the commands that change it.

use crate::{
    Instant,
    attack::Technique,
    opening::ReasonAsked,
    queue::QueueRow,
    session::{IncidentKey, Person, RequestKey, TeamId, UserId},
    task::TaskCounts,
    vocabulary::{HoldReason, Priority, Status, Verdict, closed_list},
    workflow::{Action, Offer},
};
use serde::{Deserialize, Serialize};

/// `GET /c/{client}/incidents/{key}`; the entity tag is the row's `version`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IncidentHead {
    #[serde(flatten)]
    pub row: QueueRow,
    pub clocks: Clocks,
    pub evidence: EvidenceSummary,
    /// Every action, with the reason where it is not offered.
    pub actions: Vec<Offer>,
    /// Other incidents of this client: first those that alerts were moved from or to, then possible duplicates, then those with
    /// the same grouping key; each newest first, at most ten of each.
    pub related: Vec<Related>,
    /// How the client rated the handling, 1 to 5; `None` until it has, and from a reopening on.
    pub rating: Option<u8>,
    /// When this user saw it before they looked as they do now; `None` at their first look.
    pub looked_at: Option<Instant>,
    /// The incident that this one was merged into, as its duplicate.
    pub merged_into: Option<IncidentKey>,
    /// Who alone may read it, by name; nobody where it is not restricted.
    #[serde(default)]
    pub readers: Vec<Person>,
    /// What the row's techniques are called.
    #[serde(default)]
    pub attack: Vec<Technique>,
    #[serde(default)]
    pub tasks: TaskCounts,
    /// What the client asked that it is about, for whoever may read requests.
    #[serde(default)]
    pub requests: Vec<RequestKey>,
}

/// The instants that are stored; durations are drawn from them where they are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Clocks {
    pub occurred_at: Instant,
    pub created_at: Instant,
    pub first_in_progress_at: Option<Instant>,
    pub resolved_at: Option<Instant>,
    pub closed_at: Option<Instant>,
    /// When the response is due; `None` without a respond clock, once met, or while paused.
    pub respond_due_at: Option<Instant>,
    /// When the resolution is due; `None` without a resolve clock, once met, or while paused.
    pub resolve_due_at: Option<Instant>,
}

/// What may be known of the evidence without opening it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EvidenceSummary {
    pub alerts_count: u32,
    pub openings_count: u32,
    /// Whether this user may open it, by a right of their own or because a colleague let them.
    pub may_open: bool,
    /// What the reason has to be.
    #[serde(default)]
    pub reason: ReasonAsked,
    /// Until when a colleague has let this user, whose own right it is not.
    #[serde(default)]
    pub granted_until: Option<Instant>,
    /// Whether this user has asked to be let, and nobody has answered.
    #[serde(default)]
    pub has_asked: bool,
    /// How many ask to be let whom this user can answer.
    #[serde(default)]
    pub requests_count: u32,
    /// How many silences were made from it.
    #[serde(default)]
    pub silences_count: u32,
}

closed_list! {
    /// What an incident is to another.
    Relation {
        /// It was merged into the other.
        Merged = "merged",
        /// One was opened with alerts of the other.
        Split = "split",
        /// It is open, and may be about the same thing: it has the same grouping key, or the same category and an asset in
        /// common, within a day.
        PossibleDuplicate = "possible_duplicate",
        /// It has the same grouping key.
        SameKind = "same_kind",
    }
}

/// Another incident that has to do with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Related {
    pub key: IncidentKey,
    pub relation: Relation,
    /// Its neutral title.
    pub title: String,
    pub status: Status,
    pub verdict: Option<Verdict>,
    pub created_at: Instant,
}

/// Whom an incident is given to: a person, or a team, of whom somebody will take it. It travels as the person's id, or as
/// `team:` and the team's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum AssignTo {
    Person(UserId),
    Team(TeamId),
}

impl From<String> for AssignTo {
    fn from(text: String) -> Self {
        TeamId::read(&text).map_or_else(|| Self::Person(UserId(text)), Self::Team)
    }
}

impl From<AssignTo> for String {
    fn from(to: AssignTo) -> Self {
        match to {
            AssignTo::Person(user) => user.0,
            AssignTo::Team(team) => team.beside_people(),
        }
    }
}

/// `GET /c/{client}/teams`: a team that can be given a client's incidents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssignableTeam {
    pub id: TeamId,
    pub name: String,
    /// The name of the organisation whose it is.
    pub organisation: String,
}

/// `PATCH /c/{client}/incidents/{key}`, with `If-Match`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "command", deny_unknown_fields)]
pub enum Command {
    /// A person's id, `team:` and a team's, or `null`, which gives it back to nobody. Assigning a New incident to a person moves
    /// it to In Progress; a team has not begun it yet.
    Assign {
        // Said even where it is null: what was left out takes nobody's incident away.
        #[serde(deserialize_with = "Option::deserialize")]
        #[cfg_attr(feature = "openapi", schema(required = true, value_type = Option<String>))]
        assignee: Option<AssignTo>,
    },
    SetStatus {
        status: Status,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hold_reason: Option<HoldReason>,
        /// When the hold ends by itself. Required where the reason is `scheduled`; otherwise it is 72 hours from now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hold_until: Option<Instant>,
    },
    SetPriority {
        priority: Priority,
    },
    Close {
        verdict: Verdict,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    Reopen {
        reason: String,
    },
    /// Closes it as the duplicate of another open incident of the same client, which its alerts move to.
    Merge {
        into: IncidentKey,
    },
    /// Takes a merge back: both are what they were.
    Unmerge {},
    /// Opens another incident of the same client with 1 to 1,000 of its alerts, by their numbers; at least one stays.
    Split {
        alerts: Vec<u64>,
    },
    /// These alone may read it from now on, and whoever restricts it: at most 100 people by their ids, who may read the client's
    /// incidents. For everybody else there is no such incident any more.
    Restrict {
        #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
        readers: Vec<UserId>,
    },
    /// Whoever may read the client's incidents reads it again.
    Unrestrict {},
}

impl Command {
    /// The action that it is; `None` for a status that is not reached by setting it.
    #[must_use]
    pub const fn action(&self) -> Option<Action> {
        match self {
            Self::Assign { .. } => Some(Action::Assign),
            Self::SetStatus { status, .. } => Action::of_status(*status),
            Self::SetPriority { .. } => Some(Action::SetPriority),
            Self::Close { .. } => Some(Action::Close),
            Self::Reopen { .. } => Some(Action::Reopen),
            Self::Merge { .. } => Some(Action::Merge),
            Self::Unmerge {} => Some(Action::Unmerge),
            Self::Split { .. } => Some(Action::Split),
            Self::Restrict { .. } | Self::Unrestrict {} => Some(Action::Restrict),
        }
    }
}

/// The best rating.
pub const RATING_MAX: u8 = 5;

/// `PUT …/incidents/{key}/rating`: how well the client finds it was handled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Rating {
    /// 1 to 5.
    pub score: u8,
    /// At most 1,000 characters, read by both sides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// `POST …/incidents/{key}/presence`: who else looks at the incident, among those who may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Presence {
    /// By name.
    pub others: Vec<Person>,
    /// Seconds from now, until which whoever asked is taken to look.
    pub lasts_s: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_it_is_given_to_travels_in_one_word() {
        for to in [AssignTo::Person(UserId("u1".into())), AssignTo::Team(TeamId("night-x7k2qa".into()))] {
            let text =
                serde_json::to_string(&Command::Assign { assignee: Some(to.clone()) }).expect("it is plain data");
            let read: Command = serde_json::from_str(&text).expect("it was just written");
            assert_eq!(read, Command::Assign { assignee: Some(to) }, "{text}");
        }
        let text = serde_json::to_string(&AssignTo::Team(TeamId("night".into()))).expect("it is plain data");
        assert_eq!(text, r#""team:night""#);
        assert!(serde_json::from_str::<Command>(r#"{"command":"assign"}"#).is_err(), "nobody is said");
        let more = r#"{"command":"unmerge","into":"HAR-1"}"#;
        assert!(serde_json::from_str::<Command>(more).is_err(), "a field that it has not");
    }
}

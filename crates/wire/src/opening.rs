//! Opening evidence, as far as it is told outside it: what is asked of whoever opens it, and how somebody is let in.

use crate::{
    Instant,
    list::Partial,
    queue::QueueRow,
    session::{ClientId, Person},
    vocabulary::closed_list,
};
use serde::{Deserialize, Serialize};

/// Reasons that are chosen instead of typed, as they travel and stand in the record.
pub const PRESET_REASONS: [&str; 4] = ["Triage", "Investigation", "Client asked", "Quality review"];

/// Whether a reason is one of those, however it is written.
#[must_use]
pub fn is_preset(reason: &str) -> bool {
    PRESET_REASONS.iter().any(|preset| preset.eq_ignore_ascii_case(reason.trim()))
}

closed_list! {
    /// What the reason of an opening has to be.
    ReasonAsked {
        /// Any; one of [`PRESET_REASONS`] will do.
        Preset = "preset",
        /// Written for this opening.
        Typed = "typed",
    }
}

/// `GET /c/{client}/evidence-rules`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EvidenceRules {
    /// Whether every opening asks for a typed reason.
    pub typed_reason: bool,
    /// Hosts of source systems that opened evidence may link to, by name; any other is shown as text.
    pub source_hosts: Vec<String>,
    /// Whether a silence acts only once somebody of the client has agreed to it.
    pub silence_approval: bool,
}

/// `PATCH /c/{client}/evidence-rules`: what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EvidenceRulesChange {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typed_reason: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_hosts: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silence_approval: Option<bool>,
}

/// `POST …/incidents/{key}/evidence-requests`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskForEvidence {
    /// Why; 1 to 500 characters.
    pub reason: String,
}

/// Somebody who may not open an incident's evidence asks those who may; one of `GET …/incidents/{key}/evidence-requests`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EvidenceRequest {
    pub id: String,
    pub by: Person,
    pub asked_at: Instant,
    pub reason: String,
}

/// `POST …/evidence-requests/{request}/answer`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswerRequest {
    /// Whether the asker may open it for the next half hour.
    pub grant: bool,
}

closed_list! {
    /// What was copied out of opened evidence.
    CopiedKind { Observable = "observable", Record = "record", Title = "title" }
}

/// `POST …/evidence-openings/{receipt}/copies`: what kind of thing it was, and never what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Copied {
    pub what: CopiedKind,
}

closed_list! {
    /// What evidence is searched for.
    SearchKind {
        Host = "host",
        /// An account, by its name or its e-mail address.
        User = "user",
        Ip = "ip", Hash = "hash", Domain = "domain",
    }
}

/// `POST {scope}/evidence-searches`. It says what its author knows; the answer says where, and nothing of what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SearchEvidence {
    pub kind: SearchKind,
    /// All of it: 1 to 500 characters, compared without regard to case.
    pub value: String,
    /// Why, typed; 1 to 500 characters.
    pub reason: String,
}

/// The answer to `POST {scope}/evidence-searches`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FoundIncidents {
    /// At most 200, those whose alerts came in last first.
    pub items: Vec<QueueRow>,
    /// How many there are.
    pub total: u32,
    /// Clients whose evidence was searched, each with a record of it.
    pub searched: Vec<ClientId>,
    pub as_of: Instant,
    /// Clients whose evidence could not be searched, or whose rows could not be read.
    pub partial: Vec<Partial>,
}

//! Opening evidence, as far as it is told outside it: what is asked of whoever opens it, and how somebody is let in.

use crate::{Instant, session::Person, vocabulary::closed_list};
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

//! The one error document: RFC 9457, `application/problem+json`.

use crate::{incident::IncidentHead, vocabulary::Capability, workflow::Action};
use serde::{Deserialize, Serialize};

/// A problem and, where it helps, what would work instead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    pub detail: String,
    /// Quote it to whoever runs the tenant API.
    pub request_id: String,
    /// 403: what is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capability: Option<Capability>,
    /// 409: what the state allows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed: Option<Vec<Action>>,
    /// 412: the incident as it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<Box<IncidentHead>>,
    /// 422: which fields, and what is wrong with each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldProblem {
    pub field: String,
    pub problem: String,
}

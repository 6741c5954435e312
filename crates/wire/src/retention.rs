//! How long a client's data are kept, what stops that, and how a client leaves.

use crate::{
    Instant,
    audit::ChainHead,
    session::{ClientId, OrganisationId, Person},
    vocabulary::closed_list,
};
use serde::{Deserialize, Serialize};

/// `GET /c/{client}/retention`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Retention {
    /// Days after its arrival that evidence is kept.
    pub evidence_days: u32,
    /// Months that incidents are kept after they were done with, and records of the audit and of evidence openings.
    pub records_months: u32,
    /// While there is one, nothing is deleted.
    pub legal_hold: Option<LegalHold>,
}

/// An order that nothing may be deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LegalHold {
    pub reason: String,
    pub placed_by: Person,
    pub placed_at: Instant,
}

/// `PATCH /c/{client}/retention`. Reasons have 1 to 500 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "command", deny_unknown_fields)]
pub enum RetentionCommand {
    SetPeriods { evidence_days: u32, records_months: u32 },
    PlaceHold { reason: String },
    LiftHold { reason: String },
}

closed_list! {
    /// Where a client stands. One that is deleted is not there to be asked about.
    ClientState {
        Active = "active",
        /// Read-only, and its ingest keys do not work.
        Leaving = "leaving",
    }
}

/// `GET /c/{client}/offboarding`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Offboarding {
    pub state: ClientState,
    /// Who asked for it, and why; another person has to confirm.
    pub asked: Option<Asked>,
    pub confirmed: Option<Confirmed>,
    /// From then on it cannot be called off.
    pub deletes_at: Option<Instant>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Asked {
    pub by: Person,
    pub at: Instant,
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Confirmed {
    pub by: Person,
    pub at: Instant,
}

/// `PATCH /c/{client}/offboarding`. Reasons have 1 to 500 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "command", deny_unknown_fields)]
pub enum OffboardingCommand {
    Ask { reason: String },
    Confirm {},
    CallOff { reason: String },
}

/// What is left of a client that was deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Certificate {
    pub client: ClientId,
    pub code: String,
    pub name: String,
    pub managed_by: Option<OrganisationId>,
    pub asked: Asked,
    pub confirmed: Confirmed,
    pub deleted_at: Instant,
    pub deleted: Deleted,
    /// Names the key that was destroyed; `None` if the client never had evidence.
    pub key_destroyed: Option<String>,
    /// Where its chains ended.
    pub heads: Vec<ChainHead>,
}

/// One of `GET /certificates`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Issued {
    /// SHA-256 over the certificate's RFC 8785 form; the MSP's audit holds it too.
    pub digest: String,
    pub certificate: Certificate,
}

/// How many of each were deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deleted {
    pub incidents: u64,
    pub alerts: u64,
    pub notes: u64,
    pub evidence_openings: u64,
    pub audit_entries: u64,
    pub people: u64,
}

/// `POST /c/{client}/exports`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MakeExport {
    /// Why; 1 to 500 characters.
    pub reason: String,
}

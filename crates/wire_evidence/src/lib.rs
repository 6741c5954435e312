//! Shapes of evidence on the network. Only the incident screen and the tenant API know this crate.

use serde::{Deserialize, Serialize};
use wire::{
    Instant,
    opening::SearchKind,
    session::{IncidentKey, Person, ReceiptId},
    vocabulary::Severity,
};

/// `POST …/evidence-openings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OpenEvidence {
    /// Why; 1 to 500 characters.
    pub reason: String,
}

/// `POST …/evidence-openings/{receipt}/artifacts/{artifact}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DownloadArtifact {
    /// Why, in somebody's own words; 1 to 500 characters.
    pub reason: String,
}

/// What is answered to an opening: the record of it, then the first page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Opening {
    pub receipt: Receipt,
    pub evidence: Evidence,
}

/// One act of one person opening the evidence of one incident, and its link in the chain `evidence_openings` of the client.
/// Its contents, which `digest` is of, are all fields but `number`, `digest`, `previous_hash` and `hash`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Receipt {
    pub id: ReceiptId,
    /// Whose evidence was opened.
    pub incident: IncidentKey,
    pub opened_by: Person,
    pub opened_at: Instant,
    pub reason: String,
    /// Until then the rest of the evidence may be read under this receipt.
    pub expires_at: Instant,
    /// Who let the opener in; absent where the right was the opener's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted_by: Option<Person>,
    /// Keeps the digest from being guessed once the rest is deleted; absent from receipts older than links.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    /// Only in receipts older than links: the receipt's hash that this one followed, `previous_hash` in its contents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub followed: Option<String>,
    /// Its place in the chain, from 1.
    #[serde(default)]
    pub number: i64,
    #[serde(default)]
    pub digest: String,
    pub hash: String,
    pub previous_hash: String,
}

/// A receipt, and what was noted of its opening later: no digest covers that. One of `GET /c/{client}/evidence-openings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Recorded {
    #[serde(flatten)]
    pub receipt: Receipt,
    /// How long it was open, once it has been closed.
    pub open_s: Option<u64>,
    /// How often something was copied out of it.
    pub copies: u32,
    /// How many files were saved.
    pub downloads: u32,
}

/// One search of a client's evidence, as it is on record. One of `GET /c/{client}/evidence-searches/records`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Searched {
    /// SHA-256 over the RFC 8785 form of the other fields, `null` ones among them: the subject of the audit's entry.
    pub id: String,
    pub by: Person,
    pub at: Instant,
    pub kind: SearchKind,
    pub reason: String,
    /// How many incidents matched.
    pub incidents: u32,
    /// What was searched for, as it was compared; `None` where nothing matched.
    pub value: Option<String>,
    /// Keeps the digest from being guessed once the rest is deleted.
    pub salt: String,
}

/// One page of opened evidence, at most 100 findings, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Evidence {
    pub findings: Vec<Finding>,
    pub next_cursor: Option<String>,
    pub artifacts: Vec<Artifact>,
}

/// One finding as it came in, in OCSF's own names. Absent means the source did not say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Finding {
    /// The alert's number within its client.
    pub alert: u64,
    /// Whether a silence made from this incident kept it from opening or joining any.
    pub silenced: bool,
    pub time: Option<Instant>,
    pub severity: Severity,
    pub finding_info: FindingInfo,
    pub metadata: Metadata,
    /// Every address, name, account, hash or file that the finding names, typed.
    pub observables: Vec<Observable>,
    pub resources: Vec<Resource>,
    /// What the finding says of MITRE ATT&CK.
    pub attacks: Vec<Attack>,
    /// OCSF `raw_data`: the record the source wrote, where it sent one.
    pub raw_data: Option<String>,
    /// The whole finding as it was received, byte for byte; empty where it is lost, and then all that is known of it is
    /// its number, time and severity.
    pub record: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct FindingInfo {
    /// The source's own title.
    pub title: String,
    pub desc: Option<String>,
    pub src_url: Option<String>,
    /// The same as a link, where its host is one of the client's `source_hosts`.
    pub src_link: Option<String>,
    pub analytic: Option<String>,
    pub data_sources: Vec<String>,
    pub types: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Metadata {
    pub product: Option<String>,
    pub vendor: Option<String>,
    pub log_name: Option<String>,
}

/// A typed value: OCSF `observables[]`, and what `src_endpoint`, `dst_endpoint`, `device`, `actor` and their like hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Observable {
    /// Where it stood, e.g. `evidences[0].src_endpoint.ip`.
    pub name: String,
    pub kind: ObservableKind,
    pub value: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ObservableKind {
    Ip,
    Host,
    User,
    Domain,
    Url,
    Hash,
    File,
    Process,
    Email,
    #[default]
    #[serde(other)]
    Other,
}

impl ObservableKind {
    /// As what one of this kind is searched for; `None` where it is not.
    #[must_use]
    pub const fn search_kind(self) -> Option<SearchKind> {
        Some(match self {
            Self::Host => SearchKind::Host,
            Self::User | Self::Email => SearchKind::User,
            Self::Ip => SearchKind::Ip,
            Self::Hash => SearchKind::Hash,
            Self::Domain => SearchKind::Domain,
            Self::Url | Self::File | Self::Process | Self::Other => return None,
        })
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Resource {
    pub kind: Option<String>,
    pub name: Option<String>,
    pub uid: Option<String>,
}

/// OCSF `attacks[]`: a technique, or the sub-technique where one is said, with the name that the source gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Attack {
    pub technique: Option<String>,
    pub name: Option<String>,
    /// Ids of tactics, `TA0006`.
    pub tactics: Vec<String>,
}

/// A file kept with the evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Artifact {
    pub id: String,
    pub name: String,
    pub size_bytes: u64,
    pub sha256: String,
}

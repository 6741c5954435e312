//! Silences: detections of one client that open nothing for a while.

use crate::{
    Instant,
    session::{ClientId, IncidentKey, Person, SilenceId},
    vocabulary::closed_list,
};
use serde::{Deserialize, Serialize};

/// How long one lasts where nothing else is said, days.
pub const LASTS_DAYS: u32 = 14;
/// The longest one, days.
pub const DAYS_MAX: u32 = 90;

/// `POST …/evidence-openings/{receipt}/silences`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewSilence {
    /// Of the incident's, the alert whose detection it is.
    pub alert: u64,
    /// Of its primary entity alone.
    pub with_entity: bool,
    /// Why; 1 to 500 characters. Shown in the incident and nowhere else.
    pub reason: String,
    /// 1 to 90.
    #[serde(default = "lasts_days")]
    pub expires_in_days: u32,
}

const fn lasts_days() -> u32 {
    LASTS_DAYS
}

/// `POST /c/{client}/silences/{silence}/agreement`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SilenceAgreement {
    /// Otherwise it is declined, and over.
    pub agree: bool,
}

closed_list! {
    /// How far a silence is.
    SilenceState {
        /// Somebody has to agree to it before it acts.
        Waiting = "waiting",
        Acting = "acting",
        Expired = "expired",
        /// Somebody ended it, or declined it.
        Ended = "ended",
    }
}

closed_list! {
    /// By whose agreement a silence acts.
    SilenceAwaits {
        Nobody = "nobody",
        /// A second person's: it was made from a critical alert.
        Somebody = "somebody",
        /// Of a person of the client: the client asks for it.
        Client = "client",
    }
}

/// One of `GET {scope}/silences` and of `GET …/incidents/{key}/silences`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Silence {
    pub id: SilenceId,
    pub client: ClientId,
    /// The incident that it was made from.
    pub incident: IncidentKey,
    pub with_entity: bool,
    pub owner: Person,
    pub made_at: Instant,
    pub expires_at: Instant,
    pub state: SilenceState,
    pub awaits: SilenceAwaits,
    pub agreed_by: Option<Person>,
    pub ended_by: Option<Person>,
    pub ended_at: Option<Instant>,
    /// Alerts that it kept from opening or joining anything.
    pub alerts_count: u32,
    /// When the last of them came in.
    pub last_at: Option<Instant>,
    /// Whether the reader can agree to it now.
    pub may_agree: bool,
    /// Whether the reader can end it now.
    pub may_end: bool,
    /// In its incident only.
    pub reason: Option<String>,
}

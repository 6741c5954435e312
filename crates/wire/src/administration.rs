//! What an organisation looks after: its people, its clients and groups, what they are promised, and their ingest keys.

use crate::{
    Instant,
    access::Grants,
    session::{ClientId, GroupId, IngestKeyId, Person, ProfileId, TeamId, UserId},
    vocabulary::{AccountState, Capability, Priority, ServiceCalendar, Weekday},
};
use serde::{Deserialize, Serialize};

/// A person as whoever administers them sees them. `GET /users`, `GET /c/{client}/users`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Account {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub state: AccountState,
    pub grants: Grants,
    /// Capabilities dropped for this person, client by client.
    pub dropped: Vec<Dropped>,
    /// Sessions that live now.
    pub sessions: u32,
    /// Last sign of life of these.
    pub last_seen_at: Option<Instant>,
    /// Until when the link works, for somebody invited.
    pub invited_until: Option<Instant>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dropped {
    pub client: ClientId,
    pub capabilities: Vec<Capability>,
}

/// `POST /users`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Invite {
    pub email: String,
    /// What they are called until they say themselves.
    pub name: String,
    pub grants: Grants,
}

/// `POST /c/{client}/users`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ClientInvite {
    pub email: String,
    pub name: String,
    /// What they will hold here.
    pub profile: ProfileId,
}

/// An invitation, shown this once; `POST …/users/{user}/invitation` makes a new link and ends the former one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invited {
    pub user: UserId,
    /// The console's page is `/invitation/{token}`.
    pub token: String,
    pub expires_at: Instant,
}

/// What the holder of a link is shown. `GET /invitations/{token}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invitation {
    pub email: String,
    pub name: String,
    /// The organisation's name.
    pub organisation: String,
    pub expires_at: Instant,
}

/// `POST /invitations/{token}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {
    pub name: String,
    /// 12 to 1,024 bytes.
    pub password: String,
}

/// `PATCH /users/{user}` → the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "command", deny_unknown_fields)]
pub enum AccountCommand {
    Rename {
        name: String,
    },
    /// All of them.
    SetGrants {
        grants: Grants,
    },
    /// Ends every session; nothing can be done until restored.
    Suspend {},
    Restore {},
    /// Ends every session.
    SignOut {},
}

/// `PATCH /c/{client}/users/{user}` → the account. `suspend`, `sign_out` and `drop` need `access.lower` or
/// `access.manage`, the others `access.manage`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "command", deny_unknown_fields)]
pub enum ClientAccountCommand {
    SetProfile {
        profile: ProfileId,
    },
    Suspend {},
    Restore {},
    SignOut {},
    /// Takes these from this person here, whatever their profile says.
    Drop {
        capabilities: Vec<Capability>,
    },
    /// Gives back what was dropped.
    Lift {
        capabilities: Vec<Capability>,
    },
}

/// `GET /clients`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ManagedClient {
    pub id: ClientId,
    pub code: String,
    pub name: String,
    /// `#rrggbb`.
    pub colour: String,
    pub groups: Vec<GroupId>,
    /// The client's own people.
    pub people: u32,
    /// Ingest keys that work.
    pub ingest_keys: u32,
    /// It has service levels of its own.
    pub own_service_levels: bool,
}

/// `POST /clients`. The slug is made of the name and a random suffix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewClient {
    /// 1 to 100 characters.
    pub name: String,
    /// Two to five capital letters or digits, a letter first; no other client of this MSP has it. It stays.
    pub code: String,
    /// `#rrggbb`.
    pub colour: String,
}

/// `PATCH /clients/{client}`: what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ClientChange {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
}

/// `POST /groups`; `GET /groups` answers `session::Group`s with all of their clients.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewGroup {
    pub name: String,
    pub clients: Vec<ClientId>,
}

/// `PATCH /groups/{group}`: what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GroupChange {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// All of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clients: Option<Vec<ClientId>>,
}

/// A team as whoever administers it sees it. `GET /teams`, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ManagedTeam {
    pub id: TeamId,
    pub name: String,
    /// By name.
    pub members: Vec<Person>,
}

/// `POST /teams`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewTeam {
    /// 1 to 100 characters.
    pub name: String,
    /// People of the organisation.
    pub members: Vec<UserId>,
}

/// `PATCH /teams/{team}`: what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TeamChange {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// All of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<Vec<UserId>>,
}

/// What is promised: of the organisation `GET /service-levels`, of one client `GET /c/{client}/service-levels`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServiceLevels {
    /// Critical first, all four.
    pub levels: Vec<ServiceLevel>,
    pub business_hours: BusinessHours,
    /// Priorities whose level is set here; the others come from the MSP, or are the product's.
    pub own_levels: Vec<Priority>,
    pub own_business_hours: bool,
}

/// The two clocks of one priority, in seconds of service time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ServiceLevel {
    pub priority: Priority,
    pub respond_s: u32,
    /// Not less than `respond_s`.
    pub resolve_s: u32,
    pub calendar: ServiceCalendar,
}

/// When the clocks of a `business` level tick.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BusinessHours {
    /// IANA name, e.g. `America/Sao_Paulo`.
    pub time_zone: String,
    /// Minutes after local midnight.
    pub opens_min: u16,
    /// At most 1440.
    pub closes_min: u16,
    pub days: Vec<Weekday>,
    /// Local dates on which nothing ticks, `2026-12-25`.
    pub holidays: Vec<String>,
}

/// `PATCH …/service-levels`: what is left out stays; clocks that run keep the end they have until they are next set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ServiceLevelsChange {
    /// All that are set here; a priority that is not among them is inherited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub levels: Option<Vec<ServiceLevel>>,
    /// `null` inherits them.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::said")]
    pub business_hours: Option<Option<BusinessHours>>,
}

/// A key that lets findings of one client in. `GET /c/{client}/ingest-keys`, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IngestKey {
    pub id: IngestKeyId,
    pub name: String,
    /// How the key begins, to tell keys apart; empty where it is not known any more.
    pub prefix: String,
    pub created_at: Instant,
    /// `None` is whoever runs the installation.
    pub created_by: Option<Person>,
    /// To the minute.
    pub last_used_at: Option<Instant>,
    pub revoked_at: Option<Instant>,
}

/// `POST /c/{client}/ingest-keys`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewIngestKey {
    /// What it is for, 1 to 100 characters.
    pub name: String,
}

/// What it answers: the only time that the key is seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeIngestKey {
    pub id: IngestKeyId,
    pub key: String,
}

//! Who may do what: access profiles, how they are applied, who sees what because of it, and seeing it as they do.

use crate::{
    Instant,
    queue::ClientLabel,
    session::{ClientId, GroupId, IncidentKey, Person, ProfileId, UserId},
    vocabulary::{AccountState, Capability, Reach},
};
use serde::{Deserialize, Serialize};

/// An access profile of the organisation: a named set of capabilities. `GET /profiles`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Profile {
    pub id: ProfileId,
    pub name: String,
    /// In the order of the closed list.
    pub capabilities: Vec<Capability>,
    /// How many people hold it, wherever that is. A profile that nobody holds can be removed.
    pub people: u32,
}

/// `POST /profiles`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewProfile {
    /// 1 to 100 characters.
    pub name: String,
    pub capabilities: Vec<Capability>,
}

/// `PATCH /profiles/{profile}`: what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ProfileChange {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// All of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capabilities: Option<Vec<Capability>>,
}

/// A profile as it is used in one client. `GET /c/{client}/profiles`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientProfile {
    pub id: ProfileId,
    pub name: String,
    /// What it allows here: the template's, with `added` and without `removed`.
    pub capabilities: Vec<Capability>,
    /// This client's override.
    pub added: Vec<Capability>,
    pub removed: Vec<Capability>,
    /// How many people hold it here.
    pub people: u32,
}

/// `PATCH /c/{client}/profiles/{profile}`: the whole override of a template in this client; both empty lifts it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ProfileOverride {
    pub added: Vec<Capability>,
    pub removed: Vec<Capability>,
}

/// The profiles that a person holds. In one client the nearest counts: its own grant before those of its groups (which
/// count together) before the standing one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Grants {
    /// In every client of the organisation, also those added later, and over the organisation itself.
    pub standing: Option<ProfileId>,
    pub groups: Vec<GroupGrant>,
    pub clients: Vec<ClientGrant>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GroupGrant {
    pub group: GroupId,
    pub profile: ProfileId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ClientGrant {
    pub client: ClientId,
    pub profile: ProfileId,
}

/// "Who can see this?" `GET /c/{client}/access-matrix`, with `?incident=HAR-1042` of those who may read that incident,
/// with `?at=` as it was then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessMatrix {
    pub client: ClientLabel,
    pub incident: Option<IncidentKey>,
    /// The moment it tells of.
    pub as_of: Instant,
    /// Nothing is known of the time before.
    pub known_since: Option<Instant>,
    /// Everybody who holds something here: the client's own people first, then by name.
    pub people: Vec<Holder>,
}

/// A person, what they hold in one client, and by what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Holder {
    pub person: Person,
    /// Invited people can come in as soon as they use their link; suspended ones hold nothing and are not here.
    pub state: AccountState,
    /// They belong to the organisation that looks after the client.
    pub manages: bool,
    pub capabilities: Vec<Capability>,
    pub through: Vec<Through>,
    /// Held although the profile does not say so, by an override of this client.
    pub added: Vec<Capability>,
    /// Not held although a profile may say so, by an override of this client.
    pub removed: Vec<Capability>,
    /// Not held whatever the profile says, because somebody dropped it for this person.
    pub dropped: Vec<Capability>,
}

/// One profile that reaches a client, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Through {
    pub reach: Reach,
    /// The profile's name.
    pub profile: String,
    /// The group's name, where it is by a group, for people of whoever looks after the client.
    pub group: Option<String>,
}

/// One change of what one person may do in a client, newest first in `GET /c/{client}/access-changes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessChange {
    pub at: Instant,
    pub person: Person,
    /// They belong to the organisation that looks after the client: gaining then means that its access widened.
    pub manages: bool,
    pub gained: Vec<Capability>,
    pub lost: Vec<Capability>,
    /// Who did it; `None` is whoever runs the installation.
    pub by: Option<Person>,
}

/// `POST /c/{client}/see-as`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SeeAs {
    pub user: UserId,
}

/// What it answers. Requests of the same session with the header `X-See-As: {token}` get what that user gets; they can
/// only read, and never evidence. `DELETE /see-as` ends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeeAsToken {
    /// Shown this once. Keep it in memory only.
    pub token: String,
    pub user: Person,
    /// It ends by itself then.
    pub until: Instant,
}

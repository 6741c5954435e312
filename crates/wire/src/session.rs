//! Who is signed in, and what they may do where.

use crate::{
    Instant,
    preferences::Preferences,
    vocabulary::{Capability, OrganisationKind},
};
use serde::{Deserialize, Serialize};

/// Declares an opaque identifier that travels as a string.
macro_rules! opaque_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

opaque_id! {
    /// A client's slug: it stands in the path, `/c/harbor`.
    ClientId
}
opaque_id! {
    /// A group's slug: it stands in the path, `/g/gold`.
    GroupId
}
opaque_id! { OrganisationId }
opaque_id! { UserId }
opaque_id! {
    /// An incident's key: the client's code and the client's own counter, `HAR-1042`.
    IncidentKey
}
opaque_id! {
    /// A request's key: the client's code and a counter of its own, `HAR-R12`.
    RequestKey
}
opaque_id! {
    /// A team of an organisation's people.
    TeamId
}
opaque_id! {
    /// What has to be done about incidents of a kind.
    PlaybookId
}
opaque_id! {
    /// Something that has to be done about an incident.
    TaskId
}
opaque_id! { ReceiptId }
opaque_id! { ProfileId }
opaque_id! { IngestKeyId }
opaque_id! {
    /// A session's name: not its cookie, which nobody but the browser has.
    SessionId
}
opaque_id! {
    /// A partner's id: public, it stands in the address of what is embedded.
    PartnerId
}
opaque_id! { PartnerKeyId }
opaque_id! {
    /// A screen that shows a wallboard.
    DeviceId
}
opaque_id! {
    /// A hand-over of incidents.
    HandoverId
}
opaque_id! {
    /// A silence of a client.
    SilenceId
}
opaque_id! {
    /// A saved view of the queue.
    ViewId
}

/// `POST /session`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub email: String,
    pub password: String,
    /// The second factor, where one is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// The answer to sign-in and to "who am I".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    pub user: User,
    pub organisation: Organisation,
    /// Every client the user may see, by name.
    pub clients: Vec<Client>,
    pub groups: Vec<Group>,
    /// The teams of the user's own organisation, by name.
    #[serde(default)]
    pub teams: Vec<Team>,
    /// Those of them that the user is one of.
    #[serde(default)]
    pub own_teams: Vec<TeamId>,
    pub preferences: Preferences,
    pub branding: Branding,
    /// All of this is another user's, looked at by somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seeing_as: Option<SeeingAs>,
    /// What the pages of one browser call what they share of this session: another name after every sign-in and every change
    /// of rights. Nothing is shared where there is none (a partner's page, another's view).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared_as: Option<String>,
}

/// Who looks at the console as its user sees it, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeeingAs {
    pub by: Person,
    pub until: Instant,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    pub id: UserId,
    pub name: String,
    pub email: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Organisation {
    pub id: OrganisationId,
    pub name: String,
    pub kind: OrganisationKind,
    /// Capabilities over the organisation itself.
    pub capabilities: Vec<Capability>,
}

/// A client as its label on every row, and what the user may do there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Client {
    pub id: ClientId,
    /// Three letters that begin its incidents' keys.
    pub code: String,
    pub name: String,
    /// `#rrggbb`.
    pub colour: String,
    pub capabilities: Vec<Capability>,
}

/// A named set of clients of one MSP.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Group {
    pub id: GroupId,
    pub name: String,
    /// Those of its clients that the user may see.
    pub clients: Vec<ClientId>,
}

/// A named set of people of one organisation, as it stands beside what it is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Team {
    pub id: TeamId,
    pub name: String,
}

/// The name on the console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Branding {
    pub product_name: String,
}

/// A person who can be assigned, or who did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    pub id: UserId,
    pub name: String,
    /// The name of the organisation they belong to.
    pub organisation: String,
}

impl TeamId {
    const PREFIX: &'static str = "team:";

    /// As it stands where a person's id could: in a filter, in a command.
    #[must_use]
    pub fn beside_people(&self) -> String {
        [Self::PREFIX, &self.0].concat()
    }

    /// Reads what [`TeamId::beside_people`] gives; `None` for a person's id.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        text.strip_prefix(Self::PREFIX).map(|id| Self(id.to_owned()))
    }
}

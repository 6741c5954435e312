//! Requests: what a client asks of whoever looks after it, and what is answered. Free text travels with one request alone.

use crate::{
    Instant,
    queue::{BadFilter, ClientLabel, Pairs},
    session::{ClientId, IncidentKey, Person, RequestKey, UserId},
    vocabulary::{Category, Priority, Visibility, closed_list},
};
use serde::{Deserialize, Serialize};

/// The longest subject, characters.
pub const SUBJECT_MAX: usize = 200;
/// The longest message, characters.
pub const MESSAGE_MAX: usize = 16_384;

closed_list! {
    /// What a client asks for.
    RequestCategory {
        Question = "question", Access = "access", Whitelisting = "whitelisting", Report = "report", Change = "change",
        /// The client tells of something that has happened.
        IncidentReport = "incident_report",
        Other = "other",
    }
}

closed_list! {
    /// Whose turn it is.
    RequestStatus {
        /// Nobody has answered yet.
        Open = "open",
        WaitingClient = "waiting_client",
        WaitingMsp = "waiting_msp",
        Closed = "closed",
    }
}

impl RequestStatus {
    /// Those of what is still to be done.
    pub const OPEN: [Self; 3] = [Self::Open, Self::WaitingClient, Self::WaitingMsp];
}

/// A row of `GET {scope}/requests`: closed lists, times and people, and nothing that somebody wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RequestRow {
    pub key: RequestKey,
    pub client: ClientLabel,
    pub category: RequestCategory,
    pub criticality: Priority,
    pub status: RequestStatus,
    pub asker: Person,
    /// Who answers it.
    pub assignee: Option<Person>,
    pub created_at: Instant,
    /// When somebody last wrote or changed something that this reader may know of.
    pub updated_at: Instant,
    /// When the first answer is due; `None` once there is one, and while it is closed.
    pub breach_at: Option<Instant>,
    /// The first answer is, or was, late.
    pub breached: bool,
    /// Counts people's changes and the messages that both sides read; the entity tag of the request.
    pub version: u64,
}

/// `GET /c/{client}/requests/{key}`, and the answer to whatever changes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Request {
    pub row: RequestRow,
    pub subject: String,
    /// The incident that it became or joined, for whoever may read incidents.
    pub incident: Option<IncidentKey>,
    /// What this reader may do: write messages, close and reopen.
    pub may_write: bool,
    /// Answer it: assign, set, link, open an incident, write internal messages.
    pub may_handle: bool,
    /// Who can be given it, by name; nobody for whoever may not give it.
    pub assignees: Vec<Person>,
    /// Oldest first.
    pub conversation: Vec<RequestEntry>,
}

closed_list! {
    /// What an entry of a conversation tells.
    RequestEntryKind {
        Message = "message", StatusSet = "status_set", CriticalitySet = "criticality_set", Assigned = "assigned",
        Linked = "linked",
    }
}

/// Something that was written or done. One shape for all of them: a reader for every kind would cost the console more than its
/// empty fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RequestEntry {
    pub kind: RequestEntryKind,
    pub at: Instant,
    pub by: Person,
    /// An internal message is told to whoever looks after the client alone.
    pub visibility: Visibility,
    /// Of a message: plain text, as it was typed.
    pub body: Option<String>,
    pub status: Option<RequestStatus>,
    pub criticality: Option<Priority>,
    /// To whom it was given; `None` where it was given back.
    pub assignee: Option<Person>,
    pub incident: Option<IncidentKey>,
}

/// `POST /c/{client}/requests`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewRequest {
    pub category: RequestCategory,
    pub criticality: Priority,
    /// 1 to 200 characters on one line.
    pub subject: String,
    /// 1 to 16,384 characters: the first message.
    pub body: String,
}

/// `POST …/requests/{key}/messages`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewMessage {
    pub visibility: Visibility,
    /// 1 to 16,384 characters.
    pub body: String,
}

/// `PATCH /c/{client}/requests/{key}`, with `If-Match`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "command", deny_unknown_fields)]
pub enum RequestCommand {
    /// `null` gives it back to nobody.
    Assign {
        // Said even where it is null, as for an incident.
        #[serde(deserialize_with = "Option::deserialize")]
        #[cfg_attr(feature = "openapi", schema(required = true, value_type = Option<String>))]
        assignee: Option<UserId>,
    },
    /// `waiting_client` or `waiting_msp`.
    SetStatus {
        status: RequestStatus,
    },
    SetCriticality {
        criticality: Priority,
    },
    Close {},
    Reopen {},
    /// It is about an incident of the same client.
    Link {
        incident: IncidentKey,
    },
    /// It becomes an incident of this category, as severe as it is critical.
    OpenIncident {
        category: Category,
    },
}

/// What a list of requests is narrowed to. An empty list narrows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RequestFilter {
    pub status: Vec<RequestStatus>,
    pub category: Vec<RequestCategory>,
    pub client: Vec<ClientId>,
    /// Asked by the reader, or given to them.
    pub mine: bool,
}

impl RequestFilter {
    /// Everything that is still to be done.
    #[must_use]
    pub fn open() -> Self {
        Self { status: RequestStatus::OPEN.to_vec(), ..Self::default() }
    }

    /// The filter as decoded query pairs, in one canonical order.
    #[must_use]
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = vec![
            ("status", self.status.iter().map(|status| status.caption()).collect::<Vec<_>>().join(",")),
            ("category", self.category.iter().map(|category| category.caption()).collect::<Vec<_>>().join(",")),
            ("client", self.client.iter().map(|id| id.0.as_str()).collect::<Vec<_>>().join(",")),
            ("mine", if self.mine { "true".to_owned() } else { String::new() }),
        ];
        pairs.retain(|(_, value)| !value.is_empty());
        pairs
    }

    /// Reads decoded query pairs. Names that are not a filter's are left to the caller, which gets them back.
    ///
    /// # Errors
    /// [`BadFilter`] for a value that its field does not know.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<(Self, Pairs<'a>), BadFilter> {
        let (mut filter, mut rest) = (Self::default(), Vec::new());
        for (name, value) in pairs {
            let listed = || value.split(',').filter(|part| !part.is_empty());
            let unknown = || BadFilter { field: name.to_owned(), problem: "not one of its values" };
            match name {
                "status" => {
                    let status = listed().map(|caption| RequestStatus::from_caption(caption).ok_or_else(unknown));
                    filter.status = status.collect::<Result<_, _>>()?;
                }
                "category" => {
                    let category = listed().map(|caption| RequestCategory::from_caption(caption).ok_or_else(unknown));
                    filter.category = category.collect::<Result<_, _>>()?;
                }
                "client" => filter.client = listed().map(|id| ClientId(id.to_owned())).collect(),
                "mine" => filter.mine = value.parse().map_err(|_neither| unknown())?,
                _ => rest.push((name, value)),
            }
        }
        Ok((filter, rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_survives_its_address() {
        let filter = RequestFilter {
            category: vec![RequestCategory::Whitelisting],
            client: vec![ClientId("harbor".into())],
            mine: true,
            ..RequestFilter::open()
        };
        let pairs = filter.to_pairs();
        let read = RequestFilter::from_pairs(pairs.iter().map(|(name, value)| (*name, value.as_str())));
        assert_eq!(read, Ok((filter, vec![])));
        assert_eq!(RequestFilter::default().to_pairs(), vec![]);
        for bad in [("status", "asleep"), ("category", "gift"), ("mine", "perhaps")] {
            assert!(RequestFilter::from_pairs([bad]).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn nobody_is_said() {
        assert!(serde_json::from_str::<RequestCommand>(r#"{"command":"assign"}"#).is_err());
        let given_back = serde_json::from_str::<RequestCommand>(r#"{"command":"assign","assignee":null}"#);
        assert_eq!(given_back.ok(), Some(RequestCommand::Assign { assignee: None }));
        assert!(serde_json::from_str::<RequestCommand>(r#"{"command":"close","reason":"x"}"#).is_err());
    }
}

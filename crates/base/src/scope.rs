//! What a screen is about: one client, a group, or every managed client; and what may be done there.

use crate::words;
use leptos::prelude::{expect_context, provide_context};
use std::sync::Arc;
use wire::{
    session::{Client, ClientId, GroupId, Session},
    vocabulary::Capability,
};

/// A scope as it stands in an address. "No selection" is not one of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ScopeAddress {
    All,
    Group(GroupId),
    Client(ClientId),
}

impl ScopeAddress {
    /// Reads the beginning of a path: `/all/…`, `/g/gold/…`, `/c/harbor/…`.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        let mut parts = path.strip_prefix('/')?.split('/');
        let (kind, id) = (parts.next()?, parts.next().filter(|id| !id.is_empty()));
        match (kind, id) {
            ("all", _) => Some(Self::All),
            ("g", Some(id)) => Some(Self::Group(GroupId(id.to_owned()))),
            ("c", Some(id)) => Some(Self::Client(ClientId(id.to_owned()))),
            _ => None,
        }
    }

    /// `/all`, `/g/gold`, `/c/harbor`: the same in the console's addresses and in the API's.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::All => String::from("/all"),
            Self::Group(id) => ["/g/", &id.0].concat(),
            Self::Client(id) => ["/c/", &id.0].concat(),
        }
    }
}

impl AsRef<ScopeAddress> for ScopeAddress {
    fn as_ref(&self) -> &ScopeAddress {
        self
    }
}

impl AsRef<ScopeAddress> for Scope {
    fn as_ref(&self) -> &ScopeAddress {
        self.address()
    }
}

/// A scope that this session may see. There is one way to have one: [`Scope::open`].
#[derive(Clone, Debug, PartialEq)]
pub struct Scope(Arc<Inner>);

#[derive(Debug, PartialEq)]
struct Inner {
    address: ScopeAddress,
    label: String,
    clients: Vec<Client>,
}

impl Scope {
    /// The scope at `address`, or `None` where the session sees no client of it: denied looks like not there.
    #[must_use]
    pub fn open(address: &ScopeAddress, session: &Session) -> Option<Self> {
        let (clients, name): (Vec<Client>, Option<&str>) = match address {
            ScopeAddress::All => (session.clients.clone(), None),
            ScopeAddress::Group(id) => {
                let group = session.groups.iter().find(|group| group.id == *id)?;
                let clients = session.clients.iter().filter(|client| group.clients.contains(&client.id));
                (clients.cloned().collect(), Some(&group.name))
            }
            ScopeAddress::Client(id) => {
                (session.clients.iter().filter(|client| client.id == *id).cloned().collect(), None)
            }
        };
        let label = match (name, &clients[..]) {
            (_, []) => return None,
            (Some(name), _) => name.to_owned(),
            (None, [only]) => only.name.clone(),
            (None, _) => words::all_managed_clients().to_owned(),
        };
        Some(Self(Arc::new(Inner { address: address.clone(), label, clients })))
    }

    #[must_use]
    pub fn address(&self) -> &ScopeAddress {
        &self.0.address
    }

    /// See [`ScopeAddress::path`].
    #[must_use]
    pub fn path(&self) -> String {
        self.0.address.path()
    }

    /// The client's name, the group's, or "All managed clients".
    #[must_use]
    pub fn label(&self) -> &str {
        &self.0.label
    }

    /// The client's colour, `#rrggbb`; `None` over several clients, where the band is neutral.
    #[must_use]
    pub fn colour(&self) -> Option<&str> {
        match &self.0.clients[..] {
            [only] => Some(&only.colour),
            _ => None,
        }
    }

    #[must_use]
    pub fn clients(&self) -> &[Client] {
        &self.0.clients
    }

    #[must_use]
    pub fn client(&self, id: &ClientId) -> Option<&Client> {
        self.0.clients.iter().find(|client| client.id == *id)
    }

    #[must_use]
    pub fn contains(&self, id: &ClientId) -> bool {
        self.client(id).is_some()
    }

    /// Whether it is about one client only.
    #[must_use]
    pub fn is_single(&self) -> bool {
        self.0.clients.len() == 1
    }

    /// Whether the user holds `capability` in some client of the scope.
    #[must_use]
    pub fn may(&self, capability: Capability) -> bool {
        self.0.clients.iter().any(|client| client.capabilities.contains(&capability))
    }

    /// Whether the user holds `capability` in that client.
    #[must_use]
    pub fn may_in(&self, id: &ClientId, capability: Capability) -> bool {
        self.client(id).is_some_and(|client| client.capabilities.contains(&capability))
    }
}

/// Makes `scope` the one that everything below is about.
pub fn provide_scope(scope: Scope) {
    provide_context(scope);
}

/// The scope of this screen. Only below a door that provides one (`layouts/scope.rs`).
#[must_use]
pub fn use_scope() -> Scope {
    expect_context()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use wire::{
        session::{Branding, Group, Organisation, OrganisationId, User, UserId},
        vocabulary::OrganisationKind,
    };

    pub(crate) fn session(user: &str, clients: &[(&str, &[Capability])]) -> Session {
        Session {
            user: User { id: UserId(user.into()), name: user.into(), email: String::new() },
            organisation: Organisation {
                id: OrganisationId("aurora".into()),
                name: "Aurora".into(),
                kind: OrganisationKind::Msp,
                capabilities: vec![],
            },
            clients: clients
                .iter()
                .map(|(id, capabilities)| Client {
                    id: ClientId((*id).into()),
                    code: id[..3].to_ascii_uppercase(),
                    name: (*id).into(),
                    colour: "#2a78d0".into(),
                    capabilities: capabilities.to_vec(),
                })
                .collect(),
            groups: vec![Group {
                id: GroupId("gold".into()),
                name: "Gold".into(),
                clients: vec![ClientId("harbor".into())],
            }],
            teams: vec![],
            own_teams: vec![],
            preferences: Default::default(),
            branding: Branding { product_name: "Bulkhead".into() },
            seeing_as: None,
            shared_as: None,
        }
    }

    #[test]
    fn an_address_is_one_of_three_or_nothing() {
        for path in ["/all", "/g/gold", "/c/harbor"] {
            assert_eq!(
                ScopeAddress::parse(&[path, "/queue"].concat()).map(|address| address.path()),
                Some(path.into())
            );
        }
        for path in ["", "/", "/c", "/c/", "/g//queue", "/everything"] {
            assert_eq!(ScopeAddress::parse(path), None, "{path}");
        }
    }

    #[test]
    fn only_what_the_session_sees_opens() {
        let session = session("ana", &[("harbor", &[Capability::QueueRead]), ("cedar", &[])]);
        let open = |path| Scope::open(&ScopeAddress::parse(path)?, &session);
        assert!(open("/c/meridian").is_none() && open("/g/silver").is_none());
        let all = open("/all").expect("two clients");
        assert!(all.may(Capability::QueueRead) && !all.may_in(&ClientId("cedar".into()), Capability::QueueRead));
        assert_eq!((all.colour(), all.is_single()), (None, false));
        assert_eq!(open("/g/gold").expect("one client").clients().len(), 1);
    }

    #[test]
    fn without_clients_there_is_no_scope_at_all() {
        assert!(Scope::open(&ScopeAddress::All, &session("nobody", &[])).is_none());
    }
}

//! A scope as it stands in a path.

use wire::session::{ClientId, GroupId};

/// Which clients are asked about; which of them those are depends on who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// `/all`
    All,
    /// `/g/{group}`
    Group(GroupId),
    /// `/c/{client}`
    Client(ClientId),
}

impl Address {
    /// As an API's path begins.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::All => "/all".to_owned(),
            Self::Group(id) => format!("/g/{id}"),
            Self::Client(id) => format!("/c/{id}"),
        }
    }

    /// Reads what [`Address::path`] wrote.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        match path.split_at_checked(3)? {
            ("/g/", id) => Some(Self::Group(GroupId(id.to_owned()))),
            ("/c/", id) => Some(Self::Client(ClientId(id.to_owned()))),
            _ => (path == "/all").then_some(Self::All),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_survives_its_path() {
        for path in ["/all", "/g/gold", "/c/harbor"] {
            assert_eq!(Address::of_path(path).map(|address| address.path()).as_deref(), Some(path));
        }
        assert_eq!((Address::of_path("/al"), Address::of_path("/allx"), Address::of_path("")), (None, None, None));
    }
}

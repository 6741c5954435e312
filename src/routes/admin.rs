//! The addresses of the administration, and who they open for.

use base::{links, office::Office};
use wire::{
    session::{ClientId, Session},
    vocabulary::Capability,
};

/// What belongs to an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Admin {
    /// `/admin/clients`
    Clients,
    /// `/admin/clients/{client}`
    Client(ClientId),
    /// `/admin/groups`
    Groups,
    /// `/admin/service-levels`
    ServiceLevels,
    /// `/admin/playbooks`
    Playbooks,
    /// `/admin/profiles`
    Profiles,
    /// `/admin/people`
    People,
    /// `/admin/teams`
    Teams,
    /// `/admin/wallboards`
    Wallboards,
    /// `/admin/audit`: who did what in the organisation's own affairs.
    Audit,
}

impl Admin {
    /// Those that are about the organisation as a whole, in their order.
    pub(crate) const ALL: [Self; 9] = [
        Self::Clients,
        Self::Groups,
        Self::ServiceLevels,
        Self::Playbooks,
        Self::Profiles,
        Self::People,
        Self::Teams,
        Self::Wallboards,
        Self::Audit,
    ];

    /// What the parts of a path after `/admin` name.
    pub(super) fn of_parts(parts: &[&str]) -> Option<Self> {
        match parts {
            ["clients", client] if !client.is_empty() => Some(Self::Client(ClientId((*client).to_owned()))),
            [name] => Self::ALL.into_iter().find(|admin| admin.link().strip_prefix("/admin/") == Some(*name)),
            _ => None,
        }
    }

    /// The first that is there for this user.
    pub(crate) fn first(session: &Session) -> Option<Self> {
        Self::ALL.into_iter().find(|admin| admin.is_open(session))
    }

    pub(crate) fn link(&self) -> String {
        match self {
            Self::Clients => links::ADMIN_CLIENTS.to_owned(),
            Self::Client(client) => links::admin_client(client),
            Self::Groups => links::ADMIN_GROUPS.to_owned(),
            Self::ServiceLevels => links::ADMIN_SERVICE_LEVELS.to_owned(),
            Self::Playbooks => links::ADMIN_PLAYBOOKS.to_owned(),
            Self::Profiles => links::ADMIN_PROFILES.to_owned(),
            Self::People => links::ADMIN_PEOPLE.to_owned(),
            Self::Teams => links::ADMIN_TEAMS.to_owned(),
            Self::Wallboards => links::ADMIN_WALLBOARDS.to_owned(),
            Self::Audit => links::ADMIN_AUDIT.to_owned(),
        }
    }

    /// Whether it is there for this user. What only several clients have is not there for a client that looks after itself.
    pub(crate) fn is_open(&self, session: &Session) -> bool {
        let over = |asks| Office::open(session, asks);
        let manages = |client: &wire::session::Client| client.capabilities.contains(&Capability::ClientManage);
        match self {
            Self::Clients => over(Capability::ClientManage).is_some() || session.clients.iter().any(manages),
            Self::Client(id) => session.clients.iter().any(|client| client.id == *id && manages(client)),
            Self::Groups | Self::ServiceLevels => over(Capability::ClientManage).is_some_and(|office| office.is_msp()),
            Self::Playbooks => over(Capability::ClientManage).is_some(),
            // The people of a client that looks after itself are those of its own access screen.
            Self::People => over(Capability::AccessRead).is_some_and(|office| office.is_msp()),
            Self::Profiles => over(Capability::AccessRead).is_some(),
            Self::Teams | Self::Wallboards => over(Capability::AccessManage).is_some(),
            Self::Audit => over(Capability::AuditRead).is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::samples::session;
    use wire::vocabulary::OrganisationKind;

    fn open(session: &Session) -> Vec<Admin> {
        Admin::ALL.into_iter().filter(|admin| admin.is_open(session)).collect()
    }

    #[test]
    fn nothing_of_it_is_there_for_whoever_administers_nothing() {
        let mut session = session(&["harbor", "cedar"]);
        assert_eq!(open(&session), []);
        session.clients[0].capabilities = vec![Capability::AccessRead, Capability::AccessLower, Capability::AuditRead];
        assert_eq!(open(&session), [], "a client's manager has the client's own screens");
    }

    #[test]
    fn whoever_manages_some_clients_sees_those() {
        let mut session = session(&["harbor", "cedar"]);
        session.clients[0].capabilities = vec![Capability::ClientManage];
        assert_eq!(open(&session), [Admin::Clients]);
        let client = |id: &str| Admin::Client(ClientId(id.into()));
        assert!(client("harbor").is_open(&session) && !client("cedar").is_open(&session));
        assert!(!client("meridian").is_open(&session));
    }

    #[test]
    fn a_client_of_its_own_has_no_groups() {
        let mut session = session(&["quill"]);
        session.organisation.capabilities = Capability::ALL.to_vec();
        assert_eq!(open(&session), Admin::ALL);
        session.organisation.kind = OrganisationKind::Client;
        use Admin::{Audit, Clients, Playbooks, Profiles, Teams, Wallboards};
        assert_eq!(open(&session), [Clients, Playbooks, Profiles, Teams, Wallboards, Audit]);
    }
}

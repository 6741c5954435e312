//! The whole route table: which address is which screen, which scope it is about, and which capability opens it.

mod admin;

pub(crate) use admin::Admin;
use base::{embed, links, scope::ScopeAddress};
use wire::{
    session::{ClientId, IncidentKey, RequestKey, Session},
    vocabulary::Capability,
};

/// Everything there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// `/`: wherever this user's work begins.
    Home,
    /// `/sign-in`
    SignIn,
    /// `/preferences`: one's own, whatever the scope.
    Preferences,
    /// `{scope}/{screen}`
    In(ScopeAddress, Screen),
    /// `/c/{client}/incidents/{key}`
    Incident(ClientId, IncidentKey),
    /// `/c/{client}/requests/{key}`
    Request(ClientId, RequestKey),
    /// `/c/{client}/access`: the client's people, and who can see what.
    Access(ClientId),
    /// `/c/{client}/access-records`
    AccessRecords(ClientId),
    /// `/admin/…`: what belongs to the organisation, whatever the scope.
    Admin(Admin),
    /// `/invitation/{token}`: for somebody who has no session yet.
    Invitation(String),
    /// `/wallboard`: for a screen that nobody is signed in at.
    Wallboard,
}

/// A screen of any scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Screen {
    Overview,
    /// The clients of the scope beside each other.
    Clients,
    /// Incidents by tactic and technique.
    Attack,
    Queue,
    /// One's own incidents to hand over, and what colleagues offer.
    Handover,
    /// In which incidents a value stands.
    EvidenceSearch,
    /// What is silenced, by whom and for how long.
    Silences,
    /// What clients ask.
    Requests,
    Audit,
}

/// Every screen, with what of its address follows the scope's, and what a user must hold, in some client of the scope, to be
/// there.
const SCREENS: [(Screen, &str, Capability); 9] = [
    (Screen::Overview, "/overview", Capability::OverviewRead),
    (Screen::Clients, "/overview/clients", Capability::OverviewRead),
    (Screen::Attack, "/overview/attack", Capability::OverviewRead),
    (Screen::Queue, "/queue", Capability::QueueRead),
    (Screen::Handover, "/handover", Capability::IncidentRead),
    (Screen::EvidenceSearch, "/evidence-search", Capability::EvidenceOpen),
    (Screen::Silences, "/silences", Capability::IncidentRead),
    (Screen::Requests, "/requests", Capability::RequestRead),
    (Screen::Audit, "/audit", Capability::AuditRead),
];

impl Place {
    /// The place that a decoded path names.
    pub(crate) fn of_path(path: &str) -> Option<Self> {
        let parts: Vec<&str> = embed::place(path).strip_prefix('/')?.split('/').collect();
        match parts.as_slice() {
            [""] => Some(Self::Home),
            ["sign-in"] => Some(Self::SignIn),
            ["preferences"] => Some(Self::Preferences),
            ["wallboard"] => Some(Self::Wallboard),
            // What a partner's page frames, when it names no client.
            rest @ ["overview" | "queue"] if embed::is_embedded() => Self::in_scope(ScopeAddress::All, rest),
            ["all", rest @ ..] => Self::in_scope(ScopeAddress::All, rest),
            ["g", group, rest @ ..] if !group.is_empty() => {
                Self::in_scope(ScopeAddress::Group(wire::session::GroupId((*group).to_owned())), rest)
            }
            ["admin", rest @ ..] => Admin::of_parts(rest).map(Self::Admin),
            ["invitation", token] if !token.is_empty() => Some(Self::Invitation((*token).to_owned())),
            ["c", client, rest @ ..] if !client.is_empty() => Self::of_client(ClientId((*client).to_owned()), rest),
            _ => None,
        }
    }

    fn of_client(client: ClientId, rest: &[&str]) -> Option<Self> {
        match rest {
            ["incidents", key] if !key.is_empty() => Some(Self::Incident(client, IncidentKey((*key).to_owned()))),
            ["requests", key] if !key.is_empty() => Some(Self::Request(client, RequestKey((*key).to_owned()))),
            ["access"] => Some(Self::Access(client)),
            ["access-records"] => Some(Self::AccessRecords(client)),
            rest => Self::in_scope(ScopeAddress::Client(client), rest),
        }
    }

    fn in_scope(address: ScopeAddress, rest: &[&str]) -> Option<Self> {
        let is_meant = |path: &str| path.split('/').skip(1).eq(rest.iter().copied());
        SCREENS.iter().find(|(_, path, _)| is_meant(path)).map(|(screen, ..)| Self::In(address, *screen))
    }

    /// The address of the place, with the queue as people open it.
    pub(crate) fn link(&self) -> String {
        match self {
            Self::Home => String::from("/"),
            Self::SignIn => links::sign_in().to_owned(),
            Self::Preferences => links::preferences().to_owned(),
            Self::In(address, Screen::Queue) => links::open_queue(address),
            Self::In(address, Screen::Requests) => links::open_requests(address),
            Self::In(address, screen) => links::screen(address, screen.told().0),
            Self::Incident(client, key) => links::incident(client, key),
            Self::Request(client, key) => links::request(client, key),
            Self::Access(client) => links::access(client),
            Self::AccessRecords(client) => links::access_records(client),
            Self::Admin(admin) => admin.link(),
            Self::Invitation(token) => links::invitation(token),
            Self::Wallboard => links::wallboard().to_owned(),
        }
    }

    /// What a user must hold, in some client of the scope, to be here; [`Admin::is_open`] says it of the administration.
    pub(crate) fn capability(&self) -> Option<Capability> {
        match self {
            Self::Home | Self::SignIn | Self::Preferences | Self::Admin(_) | Self::Invitation(_) | Self::Wallboard => {
                None
            }
            Self::In(_, screen) => Some(screen.told().1),
            Self::Incident(..) => Some(Capability::IncidentRead),
            Self::Request(..) => Some(Capability::RequestRead),
            Self::Access(_) => Some(Capability::AccessRead),
            Self::AccessRecords(_) => Some(Capability::ReceiptsRead),
        }
    }

    /// The scope whose subtree shows this place. An incident, or a request, is shown inside the scope it was opened from, so that
    /// the list is still there to go back to; a fresh page shows it inside its own client.
    pub(crate) fn scope(&self, from: Option<&ScopeAddress>, session: &Session) -> Option<ScopeAddress> {
        match self {
            Self::Home | Self::SignIn | Self::Preferences | Self::Invitation(_) | Self::Wallboard => None,
            Self::In(address, _) => Some(address.clone()),
            Self::Access(client) | Self::AccessRecords(client) => Some(ScopeAddress::Client(client.clone())),
            Self::Admin(Admin::Client(client)) => Some(ScopeAddress::Client(client.clone())),
            // What belongs to the organisation stands under no single client's band.
            Self::Admin(_) => best_scope(session),
            Self::Incident(client, _) | Self::Request(client, _) => Some(
                from.filter(|from| contains(from, client, session))
                    .cloned()
                    .unwrap_or_else(|| ScopeAddress::Client(client.clone())),
            ),
        }
    }

    /// The same screen in another scope; what does not fit there becomes its queue or overview.
    pub(crate) fn moved_to(&self, address: ScopeAddress, single: bool) -> Self {
        let screen = match self {
            Self::In(_, Screen::Clients) if single => Screen::Overview,
            Self::In(_, screen) => *screen,
            Self::Incident(..) => Screen::Queue,
            Self::Request(..) => Screen::Requests,
            _ => Screen::Overview,
        };
        Self::In(address, screen)
    }
}

impl Screen {
    /// Its address after the scope's, and what opens it.
    fn told(self) -> (&'static str, Capability) {
        let told = SCREENS.iter().find(|(screen, ..)| *screen == self);
        told.map_or(("", Capability::Unknown), |(_, path, capability)| (*path, *capability))
    }
}

fn contains(address: &ScopeAddress, client: &ClientId, session: &Session) -> bool {
    match address {
        ScopeAddress::All => session.clients.iter().any(|known| known.id == *client),
        ScopeAddress::Group(id) => session.groups.iter().any(|group| group.id == *id && group.clients.contains(client)),
        ScopeAddress::Client(id) => id == client,
    }
}

/// Where this user's work begins: all clients, or the only one; `None` for somebody who may see none.
pub(crate) fn best_scope(session: &Session) -> Option<ScopeAddress> {
    match session.clients.as_slice() {
        [] => None,
        [only] => Some(ScopeAddress::Client(only.id.clone())),
        _ => Some(ScopeAddress::All),
    }
}

#[cfg(test)]
pub(crate) mod samples {
    use wire::{
        session::{Branding, Client, ClientId, Group, GroupId, Organisation, OrganisationId, Session, User, UserId},
        vocabulary::OrganisationKind,
    };

    /// A session of Aurora that sees `clients`, with one group, `gold`, of Harbor alone.
    pub(crate) fn session(clients: &[&str]) -> Session {
        Session {
            user: User { id: UserId("u1".into()), name: "Ana".into(), email: "ana@aurora.example".into() },
            organisation: Organisation {
                id: OrganisationId("aurora".into()),
                name: "Aurora".into(),
                kind: OrganisationKind::Msp,
                capabilities: vec![],
            },
            clients: clients
                .iter()
                .map(|id| Client {
                    id: ClientId((*id).into()),
                    code: id[..3].to_ascii_uppercase(),
                    name: (*id).into(),
                    colour: "#2a78d0".into(),
                    capabilities: vec![],
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
}

#[cfg(test)]
mod tests {
    use super::samples::session;
    use super::*;
    use wire::session::GroupId;

    fn harbor() -> ClientId {
        ClientId("harbor".into())
    }

    #[test]
    fn every_address_and_no_other_is_a_place() {
        use Place::{Access, AccessRecords, Home, In, Incident, Invitation, Preferences, Request, SignIn};
        let gold = || ScopeAddress::Group(GroupId("gold".into()));
        let there = [
            ("/", Home),
            ("/sign-in", SignIn),
            ("/preferences", Preferences),
            ("/all/overview", In(ScopeAddress::All, Screen::Overview)),
            ("/g/gold/overview", In(gold(), Screen::Overview)),
            ("/g/gold/overview/clients", In(gold(), Screen::Clients)),
            ("/g/gold/overview/attack", In(gold(), Screen::Attack)),
            ("/g/gold/handover", In(gold(), Screen::Handover)),
            ("/all/evidence-search", In(ScopeAddress::All, Screen::EvidenceSearch)),
            ("/g/gold/silences", In(gold(), Screen::Silences)),
            ("/c/harbor/queue", In(ScopeAddress::Client(harbor()), Screen::Queue)),
            ("/c/harbor/incidents/HAR-1042", Incident(harbor(), IncidentKey("HAR-1042".into()))),
            ("/g/gold/requests", In(gold(), Screen::Requests)),
            ("/c/harbor/requests/HAR-R12", Request(harbor(), RequestKey("HAR-R12".into()))),
            ("/c/harbor/access", Access(harbor())),
            ("/c/harbor/access-records", AccessRecords(harbor())),
            ("/g/gold/audit", In(gold(), Screen::Audit)),
            ("/admin/clients", Place::Admin(Admin::Clients)),
            ("/admin/clients/harbor", Place::Admin(Admin::Client(harbor()))),
            ("/admin/people", Place::Admin(Admin::People)),
            ("/invitation/8k3", Invitation("8k3".into())),
            ("/wallboard", Place::Wallboard),
            ("/admin/teams", Place::Admin(Admin::Teams)),
            ("/admin/wallboards", Place::Admin(Admin::Wallboards)),
            ("/admin/playbooks", Place::Admin(Admin::Playbooks)),
        ];
        for (path, place) in there {
            assert_eq!(Place::of_path(path).as_ref(), Some(&place), "{path}");
            assert_eq!(place.link().split('?').next(), Some(path));
        }
        for path in [
            "",
            "/all",
            "/all/",
            "/all/queue/",
            "/c//queue",
            "/c/harbor/incidents",
            "/g/gold/incidents/X-1",
            "/g/gold/requests/X-R1",
            "/c/harbor/requests/",
            "/x",
            "/all/access",
            "/c//access",
            "/admin",
            "/admin/clients/",
            "/admin/everything",
            "/invitation/",
            "/wallboard/",
        ] {
            assert_eq!(Place::of_path(path), None, "{path}");
        }
    }

    #[test]
    fn an_incident_stays_in_the_scope_it_was_opened_from() {
        let session = session(&["harbor", "cedar"]);
        let place = Place::Incident(harbor(), IncidentKey("HAR-1".into()));
        let gold = ScopeAddress::Group(GroupId("gold".into()));
        let cedar = ScopeAddress::Client(ClientId("cedar".into()));
        assert_eq!(place.scope(Some(&ScopeAddress::All), &session), Some(ScopeAddress::All));
        assert_eq!(place.scope(Some(&gold), &session), Some(gold.clone()));
        let asked = Place::Request(harbor(), RequestKey("HAR-R1".into()));
        assert_eq!(asked.scope(Some(&gold), &session), Some(gold));
        assert_eq!(place.scope(Some(&cedar), &session), Some(ScopeAddress::Client(harbor())));
        assert_eq!(place.scope(None, &session), Some(ScopeAddress::Client(harbor())));
    }

    #[test]
    fn a_clients_administration_stands_in_that_client_and_the_rest_over_all() {
        let session = session(&["harbor", "cedar"]);
        let scope = |admin: Admin| Place::Admin(admin).scope(Some(&ScopeAddress::All), &session);
        assert_eq!(scope(Admin::Client(harbor())), Some(ScopeAddress::Client(harbor())));
        assert_eq!(scope(Admin::Clients), Some(ScopeAddress::All));
    }

    #[test]
    fn switching_keeps_the_screen_and_drops_what_does_not_fit() {
        let to = || ScopeAddress::Client(harbor());
        assert_eq!(Place::In(ScopeAddress::All, Screen::Queue).moved_to(to(), true), Place::In(to(), Screen::Queue));
        assert_eq!(
            Place::In(ScopeAddress::All, Screen::Clients).moved_to(to(), true),
            Place::In(to(), Screen::Overview)
        );
        assert_eq!(
            Place::Incident(harbor(), IncidentKey("HAR-1".into())).moved_to(ScopeAddress::All, false),
            Place::In(ScopeAddress::All, Screen::Queue)
        );
    }

    #[test]
    fn work_begins_over_everything_or_at_home() {
        assert_eq!(best_scope(&session(&["harbor", "cedar"])), Some(ScopeAddress::All));
        assert_eq!(best_scope(&session(&["harbor"])), Some(ScopeAddress::Client(harbor())));
        assert_eq!(best_scope(&session(&[])), None);
    }
}

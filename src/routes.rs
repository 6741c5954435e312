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
    /// `{scope}/overview`
    Overview(ScopeAddress),
    /// `{scope}/overview/clients`: the clients of the scope beside each other.
    Clients(ScopeAddress),
    /// `{scope}/overview/attack`: incidents by tactic and technique.
    Attack(ScopeAddress),
    /// `{scope}/queue`
    Queue(ScopeAddress),
    /// `{scope}/handover`: one's own incidents to hand over, and what colleagues offer.
    Handover(ScopeAddress),
    /// `{scope}/evidence-search`: in which incidents a value stands.
    EvidenceSearch(ScopeAddress),
    /// `{scope}/silences`: what is silenced, by whom and for how long.
    Silences(ScopeAddress),
    /// `/c/{client}/incidents/{key}`
    Incident(ClientId, IncidentKey),
    /// `{scope}/requests`: what clients ask.
    Requests(ScopeAddress),
    /// `/c/{client}/requests/{key}`
    Request(ClientId, RequestKey),
    /// `/c/{client}/access`: the client's people, and who can see what.
    Access(ClientId),
    /// `/c/{client}/access-records`
    AccessRecords(ClientId),
    /// `{scope}/audit`
    Audit(ScopeAddress),
    /// `/admin/…`: what belongs to the organisation, whatever the scope.
    Admin(Admin),
    /// `/invitation/{token}`: for somebody who has no session yet.
    Invitation(String),
    /// `/wallboard`: for a screen that nobody is signed in at.
    Wallboard,
}

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
            ["c", client, "incidents", key] if !client.is_empty() && !key.is_empty() => {
                Some(Self::Incident(ClientId((*client).to_owned()), IncidentKey((*key).to_owned())))
            }
            ["c", client, "requests", key] if !client.is_empty() && !key.is_empty() => {
                Some(Self::Request(ClientId((*client).to_owned()), RequestKey((*key).to_owned())))
            }
            ["c", client, "access"] if !client.is_empty() => Some(Self::Access(ClientId((*client).to_owned()))),
            ["c", client, "access-records"] if !client.is_empty() => {
                Some(Self::AccessRecords(ClientId((*client).to_owned())))
            }
            ["admin", rest @ ..] => Admin::of_parts(rest).map(Self::Admin),
            ["invitation", token] if !token.is_empty() => Some(Self::Invitation((*token).to_owned())),
            ["c", client, rest @ ..] if !client.is_empty() => {
                Self::in_scope(ScopeAddress::Client(ClientId((*client).to_owned())), rest)
            }
            _ => None,
        }
    }

    fn in_scope(address: ScopeAddress, rest: &[&str]) -> Option<Self> {
        match rest {
            ["overview"] => Some(Self::Overview(address)),
            ["overview", "clients"] => Some(Self::Clients(address)),
            ["overview", "attack"] => Some(Self::Attack(address)),
            ["queue"] => Some(Self::Queue(address)),
            ["handover"] => Some(Self::Handover(address)),
            ["evidence-search"] => Some(Self::EvidenceSearch(address)),
            ["silences"] => Some(Self::Silences(address)),
            ["requests"] => Some(Self::Requests(address)),
            ["audit"] => Some(Self::Audit(address)),
            _ => None,
        }
    }

    /// The address of the place, with the queue as people open it.
    pub(crate) fn link(&self) -> String {
        match self {
            Self::Home => String::from("/"),
            Self::SignIn => links::sign_in().to_owned(),
            Self::Preferences => links::preferences().to_owned(),
            Self::Overview(address) => links::overview(address),
            Self::Clients(address) => links::clients(address),
            Self::Attack(address) => links::attack(address),
            Self::Queue(address) => links::open_queue(address),
            Self::Handover(address) => links::handover(address),
            Self::EvidenceSearch(address) => links::evidence_search(address),
            Self::Silences(address) => links::silences(address),
            Self::Incident(client, key) => links::incident(client, key),
            Self::Requests(address) => links::open_requests(address),
            Self::Request(client, key) => links::request(client, key),
            Self::Access(client) => links::access(client),
            Self::AccessRecords(client) => links::access_records(client),
            Self::Audit(address) => links::whole_audit(address),
            Self::Admin(admin) => admin.link(),
            Self::Invitation(token) => links::invitation(token),
            Self::Wallboard => links::wallboard().to_owned(),
        }
    }

    /// What a user must hold, in some client of the scope, to be here; [`Admin::is_open`] says it of the administration.
    pub(crate) const fn capability(&self) -> Option<Capability> {
        match self {
            Self::Home | Self::SignIn | Self::Preferences | Self::Admin(_) | Self::Invitation(_) | Self::Wallboard => {
                None
            }
            Self::Overview(_) | Self::Clients(_) | Self::Attack(_) => Some(Capability::OverviewRead),
            Self::Queue(_) => Some(Capability::QueueRead),
            Self::Incident(..) | Self::Handover(_) | Self::Silences(_) => Some(Capability::IncidentRead),
            Self::EvidenceSearch(_) => Some(Capability::EvidenceOpen),
            Self::Requests(_) | Self::Request(..) => Some(Capability::RequestRead),
            Self::Access(_) => Some(Capability::AccessRead),
            Self::AccessRecords(_) => Some(Capability::ReceiptsRead),
            Self::Audit(_) => Some(Capability::AuditRead),
        }
    }

    /// The scope whose subtree shows this place. An incident, or a request, is shown inside the scope it was opened from, so that
    /// the list is still there to go back to; a fresh page shows it inside its own client.
    pub(crate) fn scope(&self, from: Option<&ScopeAddress>, session: &Session) -> Option<ScopeAddress> {
        match self {
            Self::Home | Self::SignIn | Self::Preferences | Self::Invitation(_) | Self::Wallboard => None,
            Self::Overview(address)
            | Self::Clients(address)
            | Self::Attack(address)
            | Self::Queue(address)
            | Self::Handover(address)
            | Self::EvidenceSearch(address)
            | Self::Silences(address)
            | Self::Requests(address)
            | Self::Audit(address) => Some(address.clone()),
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
        match self {
            Self::Clients(_) if !single => Self::Clients(address),
            Self::Attack(_) => Self::Attack(address),
            Self::Queue(_) | Self::Incident(..) => Self::Queue(address),
            Self::Handover(_) => Self::Handover(address),
            Self::EvidenceSearch(_) => Self::EvidenceSearch(address),
            Self::Silences(_) => Self::Silences(address),
            Self::Requests(_) | Self::Request(..) => Self::Requests(address),
            Self::Audit(_) => Self::Audit(address),
            _ => Self::Overview(address),
        }
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
        use Place::{
            Access, AccessRecords, Attack, Audit, Clients, EvidenceSearch, Handover, Home, Incident, Invitation,
            Overview, Preferences, Queue, Request, Requests, SignIn, Silences,
        };
        let gold = || ScopeAddress::Group(GroupId("gold".into()));
        let there = [
            ("/", Home),
            ("/sign-in", SignIn),
            ("/preferences", Preferences),
            ("/all/overview", Overview(ScopeAddress::All)),
            ("/g/gold/overview", Overview(gold())),
            ("/g/gold/overview/clients", Clients(gold())),
            ("/g/gold/overview/attack", Attack(gold())),
            ("/g/gold/handover", Handover(gold())),
            ("/all/evidence-search", EvidenceSearch(ScopeAddress::All)),
            ("/g/gold/silences", Silences(gold())),
            ("/c/harbor/queue", Queue(ScopeAddress::Client(harbor()))),
            ("/c/harbor/incidents/HAR-1042", Incident(harbor(), IncidentKey("HAR-1042".into()))),
            ("/g/gold/requests", Requests(gold())),
            ("/c/harbor/requests/HAR-R12", Request(harbor(), RequestKey("HAR-R12".into()))),
            ("/c/harbor/access", Access(harbor())),
            ("/c/harbor/access-records", AccessRecords(harbor())),
            ("/g/gold/audit", Audit(gold())),
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
        assert_eq!(Place::Queue(ScopeAddress::All).moved_to(to(), true), Place::Queue(to()));
        assert_eq!(Place::Clients(ScopeAddress::All).moved_to(to(), true), Place::Overview(to()));
        assert_eq!(
            Place::Incident(harbor(), IncidentKey("HAR-1".into())).moved_to(ScopeAddress::All, false),
            Place::Queue(ScopeAddress::All)
        );
    }

    #[test]
    fn work_begins_over_everything_or_at_home() {
        assert_eq!(best_scope(&session(&["harbor", "cedar"])), Some(ScopeAddress::All));
        assert_eq!(best_scope(&session(&["harbor"])), Some(ScopeAddress::Client(harbor())));
        assert_eq!(best_scope(&session(&[])), None);
    }
}

//! Who may do what where: the whole policy. A `Scope`, a `Seat` or an `Office` can only be had here, and the store asks for one first.

mod address;
mod device;
mod hidden;
mod roster;

pub use address::Address;
pub use device::Device;
pub use hidden::Hidden;
pub use roster::Roster;

use crate::{
    sabotage::{self, Fault},
    store::Declined,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use wire::{
    preferences::Preferences,
    queue::ClientLabel,
    session::{
        ClientId, Group, GroupId, IncidentKey, Organisation, OrganisationId, PartnerId, PartnerKeyId, Person,
        RequestKey, SeeingAs, User, UserId,
    },
    vocabulary::{Capability, OrganisationKind},
};

/// What a client's own people never hold while an MSP looks after it, whatever their profile says.
pub(crate) const ONLY_WHO_MANAGES: [Capability; 2] = [Capability::AccessManage, Capability::ClientManage];

/// What remains of anybody's capabilities in a client that is leaving: reading, lowering, and calling it off.
pub(crate) const KEPT_WHEN_LEAVING: [Capability; 10] = [
    Capability::OverviewRead,
    Capability::QueueRead,
    Capability::IncidentRead,
    Capability::RequestRead,
    Capability::EvidenceOpen,
    Capability::ReceiptsRead,
    Capability::AccessRead,
    Capability::AccessLower,
    Capability::AuditRead,
    Capability::RetentionManage,
];

/// Somebody who is known, and everything they may do. Loaded afresh for every request, so a revoked right is gone at once.
#[derive(Clone, Debug)]
pub struct Caller {
    pub(crate) user: User,
    pub(crate) organisation: Organisation,
    pub(crate) preferences: Preferences,
    pub(crate) permission_version: i64,
    pub(crate) clients: BTreeMap<ClientId, Visible>,
    pub(crate) groups: Vec<Group>,
    /// What they hold in all of their organisation, whatever they hold in single clients.
    pub(crate) standing: BTreeSet<Capability>,
    /// Somebody else looks at what this user gets.
    pub(crate) seeing_as: Option<SeeingAs>,
    /// What is restricted to others.
    pub(crate) hidden: Hidden,
}

/// A client that the caller may see something of; one without a capability is not among them.
#[derive(Clone, Debug)]
pub(crate) struct Visible {
    pub(crate) label: ClientLabel,
    /// The caller belongs to the organisation that looks after this client: its MSP, or itself where it has none.
    pub(crate) manages: bool,
    pub(crate) capabilities: BTreeSet<Capability>,
}

/// The clients a request is about: those of its address in which the caller holds the capability the request asks for.
#[derive(Clone, Debug)]
pub struct Scope {
    caller: Arc<Caller>,
    address: Address,
    clients: Vec<ClientId>,
}

/// A caller in one client, with the capability that got them in.
#[derive(Clone, Debug)]
pub struct Seat {
    caller: Arc<Caller>,
    client: ClientId,
}

/// A caller at the head of their own organisation, with the capability over it that got them in.
#[derive(Clone, Debug)]
pub struct Office {
    caller: Arc<Caller>,
}

/// A partner's own server, proven by its key: it acts for nobody, and opens sessions for its users.
#[derive(Clone, Debug)]
pub struct Portal {
    pub(crate) key: PartnerKeyId,
    pub(crate) partner: PartnerId,
    pub(crate) organisation: OrganisationId,
}

impl Caller {
    #[must_use]
    pub fn user(&self) -> &UserId {
        &self.user.id
    }

    /// The organisation that the caller belongs to.
    #[must_use]
    pub fn organisation(&self) -> &OrganisationId {
        &self.organisation.id
    }

    /// What the caller signs in with.
    #[must_use]
    pub fn email(&self) -> &str {
        &self.user.email
    }

    /// As others get to know the caller.
    #[must_use]
    pub fn person(&self) -> Person {
        Person { id: self.user.id.clone(), name: self.user.name.clone(), organisation: self.organisation.name.clone() }
    }

    /// The language that titles are rendered in.
    #[must_use]
    pub fn language(&self) -> &str {
        self.preferences.language.as_deref().unwrap_or("en")
    }

    /// Changes whenever the caller's rights do; sealed cursors are bound to it.
    #[must_use]
    pub fn permission_version(&self) -> i64 {
        self.permission_version
    }

    /// Whether what these alone may read is there for the caller: whoever sees as somebody has to be one of them, too.
    #[must_use]
    pub(crate) fn is_among(&self, readers: &BTreeSet<UserId>) -> bool {
        let mut eyes = std::iter::once(&self.user.id).chain(self.seeing_as.iter().map(|seeing| &seeing.by.id));
        eyes.all(|user| readers.contains(user))
    }

    /// Somebody else, who sees what the caller sees: nothing may be written, and no evidence opened.
    #[must_use]
    pub fn is_only_seen(&self) -> bool {
        self.seeing_as.is_some()
    }

    /// Whether the caller holds all that `other` does, wherever `other` holds it.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let over = |caller: &Self| BTreeSet::from_iter(caller.organisation.capabilities.iter().copied());
        let elsewhere = other.clients.contains_key(&ClientId(other.organisation.id.0.clone()));
        let organisation =
            elsewhere || other.organisation.id == self.organisation.id && over(self).is_superset(&over(other));
        organisation
            && other.clients.iter().all(|(id, theirs)| {
                self.clients.get(id).is_some_and(|own| own.capabilities.is_superset(&theirs.capabilities))
            })
    }

    /// The clients of these groups, as far as the caller sees groups and clients.
    #[must_use]
    pub(crate) fn clients_of(&self, groups: &[GroupId]) -> Vec<ClientId> {
        let named = self.groups.iter().filter(|group| groups.contains(&group.id));
        named.flat_map(|group| group.clients.iter().cloned()).collect()
    }

    /// Whether an address leads to some client of the caller's.
    #[must_use]
    pub(crate) fn sees(&self, address: &Address) -> bool {
        match address {
            Address::All => !self.clients.is_empty(),
            Address::Group(id) => self.groups.iter().any(|group| group.id == *id),
            Address::Client(id) => self.clients.contains_key(id),
        }
    }

    /// What the caller may give in a client, or over their own organisation: what they hold there.
    #[must_use]
    pub(crate) fn holds_at(&self, place: &OrganisationId, capability: Capability) -> bool {
        match self.clients.get(&ClientId(place.0.clone())) {
            Some(visible) => visible.capabilities.contains(&capability),
            None => *place == self.organisation.id && self.organisation.capabilities.contains(&capability),
        }
    }

    /// The clients of an address in which the caller holds `asks`; `None` where there is none, which looks the same as an
    /// address that does not exist.
    #[must_use]
    pub fn scope(self: &Arc<Self>, address: Address, asks: Capability) -> Option<Scope> {
        let group = match &address {
            Address::Group(id) => Some(self.groups.iter().find(|group| group.id == *id)?),
            _ => None,
        };
        let is_in = |id: &ClientId| match &address {
            Address::All => true,
            Address::Group(_) if sabotage::is(Fault::GroupIsEverything) => true,
            Address::Group(_) => group.is_some_and(|group| group.clients.contains(id)),
            Address::Client(client) => client == id,
        };
        let holds =
            |visible: &Visible| visible.capabilities.contains(&asks) || sabotage::is(Fault::ScopeWithoutTheRight);
        let clients: Vec<_> =
            self.clients.iter().filter(|(id, visible)| is_in(id) && holds(visible)).map(|(id, _)| id.clone()).collect();
        (!clients.is_empty()).then(|| Scope { caller: Arc::clone(self), address, clients })
    }

    /// A place at the head of the caller's own organisation, for a caller who holds `asks` over it.
    #[must_use]
    pub fn office(self: &Arc<Self>, asks: Capability) -> Option<Office> {
        self.organisation.capabilities.contains(&asks).then(|| Office { caller: Arc::clone(self) })
    }

    /// A place in one client, for a caller who holds `asks` there; otherwise `None`, as for a client that does not exist.
    #[must_use]
    pub fn enter(self: &Arc<Self>, client: &ClientId, asks: Capability) -> Option<Seat> {
        let visible = self.clients.get(client)?;
        visible.capabilities.contains(&asks).then(|| Seat { caller: Arc::clone(self), client: client.clone() })
    }
}

impl Scope {
    #[must_use]
    pub fn caller(&self) -> &Arc<Caller> {
        &self.caller
    }

    #[must_use]
    pub fn clients(&self) -> &[ClientId] {
        &self.clients
    }

    /// How a client is shown; only of this scope's clients.
    #[must_use]
    pub fn label(&self, client: &ClientId) -> Option<&ClientLabel> {
        self.clients.contains(client).then(|| &self.caller.clients[client].label)
    }

    /// Whether an incident, if it is there at all, is there for the caller.
    #[must_use]
    pub fn sees(&self, client: &ClientId, number: i64) -> bool {
        self.clients.contains(client) && !self.caller.hidden.has(client, number)
    }

    /// What is restricted to others.
    #[must_use]
    pub fn hidden(&self) -> &Hidden {
        &self.caller.hidden
    }

    /// The scope as sealed cursors and event ids are bound to it.
    #[must_use]
    pub fn path(&self) -> String {
        self.address.path()
    }

    /// Of its clients those in which the caller holds these, too; `None` where there is none.
    #[must_use]
    pub fn narrowed(mut self, asks: &[Capability]) -> Option<Self> {
        let caller = &self.caller;
        self.clients.retain(|client| asks.iter().all(|asked| caller.clients[client].capabilities.contains(asked)));
        (!self.clients.is_empty()).then_some(self)
    }

    /// Whether the caller may open this client's incidents. For whoever may not, none is unread.
    #[must_use]
    pub fn reads_incidents(&self, client: &ClientId) -> bool {
        self.clients.contains(client) && self.caller.clients[client].capabilities.contains(&Capability::IncidentRead)
    }

    /// Whether the caller may know of this client's requests.
    #[must_use]
    pub fn reads_requests(&self, client: &ClientId) -> bool {
        self.clients.contains(client) && self.caller.clients[client].capabilities.contains(&Capability::RequestRead)
    }

    /// Whether the caller is told of internal notes in this client.
    #[must_use]
    pub fn sees_internal(&self, client: &ClientId) -> bool {
        self.clients.contains(client) && self.caller.clients[client].sees_internal()
    }
}

impl Office {
    #[must_use]
    pub fn caller(&self) -> &Arc<Caller> {
        &self.caller
    }

    #[must_use]
    pub fn organisation(&self) -> &OrganisationId {
        &self.caller.organisation.id
    }

    #[must_use]
    pub fn may(&self, capability: Capability) -> bool {
        self.caller.organisation.capabilities.contains(&capability)
    }

    /// Whether the caller may write a capability into what the organisation gives its people: whether they hold it themselves.
    ///
    /// # Errors
    /// [`Declined::Lacks`] for the first that they do not.
    pub(crate) fn check_may_give(&self, capabilities: &[Capability]) -> Result<(), Declined> {
        let lacking = capabilities.iter().find(|capability| !self.caller.standing.contains(capability));
        lacking.map_or(Ok(()), |lacking| Err(Declined::Lacks(*lacking)))
    }

    /// # Errors
    /// [`Declined::Lacks`] for whoever came in by another capability.
    pub fn check(&self, capability: Capability) -> Result<(), Declined> {
        if self.may(capability) { Ok(()) } else { Err(Declined::Lacks(capability)) }
    }

    /// The organisation's own people.
    #[must_use]
    pub fn roster(&self) -> Roster {
        Roster::new(&self.caller, self.organisation().clone(), |capability| self.may(capability))
    }
}

impl Seat {
    #[must_use]
    pub fn caller(&self) -> &Arc<Caller> {
        &self.caller
    }

    #[must_use]
    pub fn client(&self) -> &ClientId {
        &self.client
    }

    #[must_use]
    pub fn label(&self) -> &ClientLabel {
        &self.visible().label
    }

    #[must_use]
    pub fn may(&self, capability: Capability) -> bool {
        self.visible().capabilities.contains(&capability)
    }

    /// Whether the caller reads and writes internal notes here: a client's own people never do, whatever their profile says.
    #[must_use]
    pub fn sees_internal(&self) -> bool {
        self.visible().sees_internal()
    }

    /// Whether the caller says how well incidents are handled here: the client's own people do, and never whoever looks after
    /// it for them, whatever their profile says.
    #[must_use]
    pub fn may_rate(&self) -> bool {
        (self.is_of_client() || sabotage::is(Fault::RatedByAnybody)) && self.may(Capability::IncidentRate)
    }

    /// Whether the caller is one of the client's own people.
    #[must_use]
    pub fn is_of_client(&self) -> bool {
        self.caller.organisation.id.0 == self.client.0
    }

    /// Whether the caller agrees to silences in the client's place: of its own people, whoever works its incidents.
    #[must_use]
    pub fn speaks_for_client(&self) -> bool {
        self.is_of_client() && self.may(Capability::IncidentSetStatus)
    }

    /// Whether the caller answers what is asked here: whoever looks after the client does, and never its own people under an MSP,
    /// whatever their profile says.
    #[must_use]
    pub fn handles_requests(&self) -> bool {
        self.manages() && self.may(Capability::RequestHandle)
    }

    /// # Errors
    /// [`Declined::Lacks`] for whoever came in by another capability.
    pub fn check(&self, capability: Capability) -> Result<(), Declined> {
        if self.may(capability) { Ok(()) } else { Err(Declined::Lacks(capability)) }
    }

    /// The client's own people.
    #[must_use]
    pub fn roster(&self) -> Roster {
        Roster::new(&self.caller, OrganisationId(self.client.0.clone()), |capability| self.may(capability))
    }

    /// Whether the caller belongs to whoever looks after the client.
    #[must_use]
    pub fn manages(&self) -> bool {
        self.visible().manages
    }

    /// The seat's client alone, as a scope.
    #[must_use]
    pub fn as_scope(&self) -> Scope {
        let client = self.client.clone();
        Scope { caller: Arc::clone(&self.caller), address: Address::Client(client.clone()), clients: vec![client] }
    }

    /// A reader of the same client in the client's own place, in the caller's language, from whom is hidden what is hidden from
    /// the caller; see [`Seat::of_client`].
    #[must_use]
    pub fn of_its_client(&self) -> Self {
        let seat = Self::of_client(self.label().clone());
        let mut caller = Caller::clone(&seat.caller);
        caller.preferences = self.caller.preferences.clone();
        caller.hidden = self.caller.hidden.clone();
        Self { caller: Arc::new(caller), ..seat }
    }

    /// A reader of everything that belongs to a client, and of nothing that is internal to its MSP: for what is handed over
    /// to the client as a whole.
    pub(crate) fn of_client(label: ClientLabel) -> Self {
        let client = label.id.clone();
        let name = label.name.clone();
        let visible = Visible { label, manages: false, capabilities: KEPT_WHEN_LEAVING.into_iter().collect() };
        let caller = Caller {
            user: User { id: UserId(String::new()), name: String::new(), email: String::new() },
            organisation: Organisation {
                id: OrganisationId(client.0.clone()),
                name,
                kind: OrganisationKind::Client,
                capabilities: vec![],
            },
            preferences: Preferences::default(),
            permission_version: 0,
            clients: BTreeMap::from([(client.clone(), visible)]),
            groups: vec![],
            standing: BTreeSet::new(),
            seeing_as: None,
            hidden: Hidden::default(),
        };
        Self { caller: Arc::new(caller), client }
    }

    /// An incident's number, from its key; `None` if the key cannot be one of this client's, and for what is restricted to
    /// others: to the caller its key is none.
    #[must_use]
    pub fn number(&self, key: &IncidentKey) -> Option<i64> {
        let number: i64 = key.0.strip_prefix(&self.label().code)?.strip_prefix('-')?.parse().ok()?;
        (self.key(number) == *key && self.sees(number)).then_some(number)
    }

    /// Whether an incident, if it is there at all, is there for the caller.
    #[must_use]
    pub fn sees(&self, number: i64) -> bool {
        !self.caller.hidden.has(&self.client, number)
    }

    /// Whether what these alone may read is there for the caller, as it stands in a row that was read under its client's writer:
    /// what is hidden was known before that was waited for. Who is no user, the operator's seat for one, is kept out by that alone.
    #[must_use]
    pub(crate) fn reads(&self, readers: &BTreeSet<UserId>) -> bool {
        self.caller.user.id.0.is_empty() || self.caller.is_among(readers)
    }

    /// What is restricted to others.
    #[must_use]
    pub fn hidden(&self) -> &Hidden {
        &self.caller.hidden
    }

    /// An incident's key, from its number.
    #[must_use]
    pub fn key(&self, number: i64) -> IncidentKey {
        key(self.label(), number)
    }

    /// A request's number, from its key; `None` if the key cannot be one of this client's.
    #[must_use]
    pub fn request_number(&self, key: &RequestKey) -> Option<i64> {
        let number: i64 = key.0.strip_prefix(&self.label().code)?.strip_prefix("-R")?.parse().ok()?;
        (self.request_key(number) == *key).then_some(number)
    }

    /// A request's key, from its number.
    #[must_use]
    pub fn request_key(&self, number: i64) -> RequestKey {
        request_key(self.label(), number)
    }

    fn visible(&self) -> &Visible {
        &self.caller.clients[&self.client]
    }
}

impl Visible {
    fn sees_internal(&self) -> bool {
        self.manages && self.capabilities.contains(&Capability::NoteInternal)
    }
}

/// An incident's key: its client's code and its number.
#[must_use]
pub fn key(label: &ClientLabel, number: i64) -> IncidentKey {
    IncidentKey(format!("{}-{number}", label.code))
}

/// A request's key: its client's code, and its number among the client's requests.
#[must_use]
pub fn request_key(label: &ClientLabel, number: i64) -> RequestKey {
    RequestKey(format!("{}-R{number}", label.code))
}

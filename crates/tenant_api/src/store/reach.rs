//! Whose rows a connection is for. None is to be had without saying it, and PostgreSQL holds it to that.

use crate::policy::{Caller, Office, Scope, Seat};
use std::{borrow::Cow, slice};
use wire::session::{ClientId, OrganisationId};

/// Whose rows may be read and written.
#[derive(Clone, Debug)]
pub enum Reached<'a> {
    /// These clients', and records that the organisation itself owns.
    Clients(Cow<'a, [ClientId]>, Option<&'a OrganisationId>),
    /// Everybody's. There is one writer at a time, who is this client's only one, too.
    Everybody(Option<&'a ClientId>),
}

impl<'a> Reached<'a> {
    /// One client.
    #[must_use]
    pub fn one(client: &'a ClientId) -> Self {
        Self::Clients(Cow::Borrowed(slice::from_ref(client)), None)
    }
}

mod proof {
    /// Only what is in this crate can say whose rows it is about.
    pub trait Proof {}
    impl Proof for super::Everywhere {}
    impl Proof for super::Custody<'_> {}
    impl Proof for super::Upkeep<'_> {}
    impl Proof for super::Scope {}
    impl Proof for super::Seat {}
    impl Proof for super::Office {}
    impl Proof for super::Caller {}
    impl Proof for crate::ingest::Feed {}
    impl Proof for crate::store::audit::Owners<'_> {}
}

/// Something that a connection can be lent for. This list is all there is.
pub trait Reach: proof::Proof {
    fn reached(&self) -> Reached<'_>;
}

/// Every client at once, for what belongs to the installation as a whole: who signs in, sessions, the outbox, the demo, the
/// command line. Never for what a person asks about clients.
#[derive(Clone, Copy, Debug)]
pub struct Everywhere;

impl Reach for Everywhere {
    fn reached(&self) -> Reached<'_> {
        Reached::Everybody(None)
    }
}

/// One client, in the hands of the installation itself: retention, and a client that leaves. Nobody else writes to it
/// meanwhile.
#[derive(Clone, Copy, Debug)]
pub struct Custody<'a>(pub &'a ClientId);

impl Reach for Custody<'_> {
    fn reached(&self) -> Reached<'_> {
        Reached::Everybody(Some(self.0))
    }
}

/// One client's own rows, in the hands of the installation itself: its holds, and its silences that end. Nobody else writes to it
/// meanwhile, and nobody waits for it elsewhere.
#[derive(Clone, Copy, Debug)]
pub struct Upkeep<'a>(pub &'a ClientId);

impl Reach for Upkeep<'_> {
    fn reached(&self) -> Reached<'_> {
        Reached::one(self.0)
    }
}

impl Reach for Scope {
    fn reached(&self) -> Reached<'_> {
        Reached::Clients(Cow::Borrowed(self.clients()), Some(self.caller().organisation()))
    }
}

impl Reach for Seat {
    fn reached(&self) -> Reached<'_> {
        Reached::Clients(Cow::Borrowed(slice::from_ref(self.client())), Some(self.caller().organisation()))
    }
}

impl Reach for Caller {
    /// What the caller's organisation has of its own, and nothing of any client.
    fn reached(&self) -> Reached<'_> {
        Reached::Clients(Cow::Borrowed(&[]), Some(self.organisation()))
    }
}

impl Reach for Office {
    /// The clients that its holder sees; one that is only being made is not among them yet.
    fn reached(&self) -> Reached<'_> {
        Reached::Clients(self.caller().clients.keys().cloned().collect(), Some(self.organisation()))
    }
}

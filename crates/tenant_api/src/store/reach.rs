//! Whose rows a connection is for. None is to be had without saying it, and PostgreSQL holds it to that.

use crate::policy::{Scope, Seat};
use wire::session::ClientId;

/// Clients whose rows may be read and written.
#[derive(Clone, Copy, Debug)]
pub enum Reached<'a> {
    Clients(&'a [ClientId]),
    Everybody,
}

/// Something that a connection can be lent for.
pub trait Reach {
    fn reached(&self) -> Reached<'_>;
}

/// Every client at once, for what belongs to the installation as a whole: who signs in, sessions, the outbox, the demo, the
/// command line. Never for what a person asks about clients.
#[derive(Clone, Copy, Debug)]
pub struct Everywhere;

impl Reach for Everywhere {
    fn reached(&self) -> Reached<'_> {
        Reached::Everybody
    }
}

impl Reach for Scope {
    fn reached(&self) -> Reached<'_> {
        Reached::Clients(self.clients())
    }
}

impl Reach for Seat {
    fn reached(&self) -> Reached<'_> {
        Reached::Clients(std::slice::from_ref(self.client()))
    }
}

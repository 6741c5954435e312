//! The people of one organisation, and how far somebody may change what they may do.

use super::Caller;
use crate::{
    sabotage::{self, Fault},
    store::Declined,
};
use std::sync::Arc;
use wire::{session::OrganisationId, vocabulary::Capability};

/// A caller over the people of one organisation: their own (from an `Office`), or a client's (from a `Seat`).
#[derive(Clone, Debug)]
pub struct Roster {
    caller: Arc<Caller>,
    organisation: OrganisationId,
    manages: bool,
    lowers: bool,
}

impl Roster {
    pub(super) fn new(caller: &Arc<Caller>, organisation: OrganisationId, may: impl Fn(Capability) -> bool) -> Self {
        let manages = may(Capability::AccessManage);
        Self { caller: Arc::clone(caller), organisation, manages, lowers: manages || may(Capability::AccessLower) }
    }

    #[must_use]
    pub fn caller(&self) -> &Arc<Caller> {
        &self.caller
    }

    /// Whose people.
    #[must_use]
    pub fn organisation(&self) -> &OrganisationId {
        &self.organisation
    }

    /// # Errors
    /// [`Declined::Lacks`] for whoever may not give.
    pub fn check_manages(&self) -> Result<(), Declined> {
        let manages = self.manages || (self.lowers && sabotage::is(Fault::LoweringRaises));
        if manages { Ok(()) } else { Err(Declined::Lacks(Capability::AccessManage)) }
    }

    /// # Errors
    /// [`Declined::Lacks`] for whoever may not even take.
    pub fn check_lowers(&self) -> Result<(), Declined> {
        if self.lowers { Ok(()) } else { Err(Declined::Lacks(Capability::AccessLower)) }
    }
}

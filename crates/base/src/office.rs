//! The user's own organisation, and what may be done there: what calls about people, clients and profiles take first.

use wire::{
    session::{Organisation, Session},
    vocabulary::{Capability, OrganisationKind},
};

/// An organisation that this session administers something of. There is one way to have one: [`Office::open`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office(Organisation);

impl Office {
    /// The session's organisation, or `None` where the user does not hold `asks` over it: denied looks like not there.
    #[must_use]
    pub fn open(session: &Session, asks: Capability) -> Option<Self> {
        session.organisation.capabilities.contains(&asks).then(|| Self(session.organisation.clone()))
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Whether it looks after clients, rather than after itself alone.
    #[must_use]
    pub fn is_msp(&self) -> bool {
        self.0.kind == OrganisationKind::Msp
    }

    #[must_use]
    pub fn may(&self, capability: Capability) -> bool {
        self.0.capabilities.contains(&capability)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::tests::session;

    #[test]
    fn only_what_is_held_over_the_organisation_opens() {
        let mut session = session("ana", &[("harbor", &[Capability::AccessRead])]);
        assert_eq!(Office::open(&session, Capability::AccessRead), None, "in a client is not over the organisation");
        session.organisation.capabilities.push(Capability::AccessRead);
        let office = Office::open(&session, Capability::AccessRead).expect("held");
        assert!(office.may(Capability::AccessRead) && !office.may(Capability::AccessManage) && office.is_msp());
    }
}

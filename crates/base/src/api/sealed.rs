//! The last lock of the scope: an answer that carries a foreign client's record is refused as a whole.

use super::ApiError;
use crate::{alarm, scope::Scope};
use wire::{
    access::AccessMatrix,
    attack::Attack,
    bulk::Bulk,
    handover::{Candidate, Handover, Offered},
    incident::IncidentHead,
    list::List,
    opening::FoundIncidents,
    overview::{Comparison, Operational},
    queue::{Facets, QueuePresence, QueueRow},
    request::{Request, RequestRow},
    session::{ClientId, OrganisationId},
    silence::Silence,
};

/// An answer that says which clients its records belong to. What names no client cannot be judged and is none of these:
/// timelines, notes and people are as foreign as their address, and that is the scope's own.
pub(super) trait Records {
    fn clients(&self) -> Vec<&ClientId>;
}

/// `answer`, if all of it lies within `scope`.
pub(super) fn within<T: Records>(scope: &Scope, answer: T) -> Result<T, ApiError> {
    if answer.clients().into_iter().all(|client| scope.contains(client)) {
        return Ok(answer);
    }
    alarm::raise(&scope.path());
    Err(ApiError::BadReply)
}

/// Whether every owner of a record is a client of the scope; the alarm sounds where one is not.
pub(super) fn owned<'a>(scope: &Scope, mut owners: impl Iterator<Item = &'a OrganisationId>) -> bool {
    let is_within = owners.all(|owner| scope.clients().iter().any(|client| client.id.0 == owner.0));
    if !is_within {
        alarm::raise(&scope.path());
    }
    is_within
}

impl Records for List<QueueRow> {
    fn clients(&self) -> Vec<&ClientId> {
        self.items.iter().map(|row| &row.client.id).chain(self.partial.iter().map(|partial| &partial.client)).collect()
    }
}

impl Records for QueueRow {
    fn clients(&self) -> Vec<&ClientId> {
        vec![&self.client.id]
    }
}

impl Records for IncidentHead {
    fn clients(&self) -> Vec<&ClientId> {
        vec![&self.row.client.id]
    }
}

impl Records for Facets {
    fn clients(&self) -> Vec<&ClientId> {
        self.client.iter().map(|count| &count.value).collect()
    }
}

impl Records for QueuePresence {
    fn clients(&self) -> Vec<&ClientId> {
        self.rows.iter().map(|row| &row.client).collect()
    }
}

impl Records for Bulk {
    fn clients(&self) -> Vec<&ClientId> {
        self.clients.iter().map(|outcome| &outcome.client).collect()
    }
}

impl Records for List<Bulk> {
    fn clients(&self) -> Vec<&ClientId> {
        self.items.iter().flat_map(Records::clients).collect()
    }
}

impl Records for Handover {
    fn clients(&self) -> Vec<&ClientId> {
        self.rows.iter().map(|row| &row.client).collect()
    }
}

impl Records for List<Handover> {
    fn clients(&self) -> Vec<&ClientId> {
        self.items.iter().flat_map(Records::clients).collect()
    }
}

impl Records for Offered {
    fn clients(&self) -> Vec<&ClientId> {
        self.handover.clients()
    }
}

impl Records for List<Candidate> {
    fn clients(&self) -> Vec<&ClientId> {
        self.items.iter().flat_map(|candidate| &candidate.clients).collect()
    }
}

impl Records for Silence {
    fn clients(&self) -> Vec<&ClientId> {
        vec![&self.client]
    }
}

impl Records for List<Silence> {
    fn clients(&self) -> Vec<&ClientId> {
        self.items.iter().map(|silence| &silence.client).collect()
    }
}

impl Records for FoundIncidents {
    fn clients(&self) -> Vec<&ClientId> {
        let missing = self.partial.iter().map(|partial| &partial.client);
        self.items.iter().map(|row| &row.client.id).chain(&self.searched).chain(missing).collect()
    }
}

impl Records for List<RequestRow> {
    fn clients(&self) -> Vec<&ClientId> {
        self.items.iter().map(|row| &row.client.id).collect()
    }
}

impl Records for Request {
    fn clients(&self) -> Vec<&ClientId> {
        vec![&self.row.client.id]
    }
}

impl Records for Operational {
    fn clients(&self) -> Vec<&ClientId> {
        self.partial.iter().map(|partial| &partial.client).collect()
    }
}

impl Records for Attack {
    fn clients(&self) -> Vec<&ClientId> {
        self.partial.iter().map(|partial| &partial.client).collect()
    }
}

impl Records for Comparison {
    fn clients(&self) -> Vec<&ClientId> {
        self.clients.iter().map(|figures| &figures.client.id).collect()
    }
}

impl Records for AccessMatrix {
    fn clients(&self) -> Vec<&ClientId> {
        vec![&self.client.id]
    }
}

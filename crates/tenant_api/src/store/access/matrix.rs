//! "Who can see this?": everybody who may do something in a client, now or as of a past moment.

use super::{history, holdings::holdings};
use crate::{
    instants,
    policy::Seat,
    sabotage::{self, Fault},
    store::{DatabaseConnection, Declined, head, restricted},
};
use jiff::Timestamp;
use wire::{
    access::{AccessMatrix, Holder},
    session::{IncidentKey, OrganisationId},
    vocabulary::Capability,
};

/// The matrix of the seat's client, of those who may read `incident` where one is named, as of `at` or of `now`.
///
/// # Errors
/// [`Declined::Missing`] for an incident that is not there, [`Declined::Invalid`] for a moment to come.
pub async fn read(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    incident: Option<IncidentKey>,
    at: Option<Timestamp>,
    now: Timestamp,
) -> Result<AccessMatrix, Declined> {
    let mut readers = None;
    if let Some(key) = &incident {
        let number = seat.number(key).ok_or(Declined::Missing)?;
        head::version(conn, seat, number).await?;
        readers = restricted::readers(conn, seat, number).await?;
    }
    let place = OrganisationId(seat.client().0.clone());
    let mut people: Vec<Holder> = match at {
        Some(at) if at > now => return Err(Declined::field("at", "has not been yet")),
        Some(at) => history::at(conn, seat.client(), at).await?,
        None if sabotage::is(Fault::MatrixOfOwnOrganisation) => {
            holdings(conn, seat.caller().organisation(), None).await?.into_values().collect()
        }
        None => holdings(conn, &place, None).await?.into_values().collect(),
    };
    if incident.is_some() {
        people.retain(|holder| holder.capabilities.contains(&Capability::IncidentRead));
        people.retain(|holder| readers.as_ref().is_none_or(|readers| readers.contains(&holder.person.id)));
    }
    if !seat.manages() && !sabotage::is(Fault::MatrixTellsGroups) {
        // How an MSP groups its clients is nobody else's.
        people.iter_mut().flat_map(|holder| &mut holder.through).for_each(|through| through.group = None);
    }
    people.sort_by(|one, other| {
        let place = |holder: &Holder| (holder.manages, holder.person.name.clone(), holder.person.id.clone());
        place(one).cmp(&place(other))
    });
    Ok(AccessMatrix {
        client: seat.label().clone(),
        incident,
        as_of: instants::to_wire(at.unwrap_or(now)),
        known_since: history::known_since(conn, &place).await?.map(instants::ms_to_wire),
        people,
    })
}

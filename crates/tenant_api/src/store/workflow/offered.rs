//! What is offered of an incident to whoever sits in a seat.

use crate::{
    policy::Seat,
    store::{DatabaseConnection, incident::Incident, merges, tasks},
};
use wire::workflow::{Action, Offer, Refusal};

/// Every action with its refusal: what the state machine says, also of the tasks that are open, and what is known of a merge.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub(in crate::store) async fn offers(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    incident: &Incident,
) -> Result<Vec<Offer>, sqlx::Error> {
    let (status, assigned) = (incident.status, incident.assignee.is_some());
    let tasks_open = tasks::hold_back(conn, seat, incident).await?;
    let mut offers = wire::workflow::offers(status, assigned, tasks_open, |capability| seat.may(capability));
    let is_merged = incident.merged_into.is_some();
    let can_be_taken_back = is_merged && merges::to_take_back(conn, seat, incident).await?.is_some();
    for offer in offers.iter_mut().filter(|offer| offer.refusal.is_none()) {
        offer.refusal = match offer.action {
            Action::Reopen if is_merged => Some(Refusal::Merged),
            Action::Unmerge if !can_be_taken_back => Some(Refusal::State { status }),
            _ => None,
        };
    }
    Ok(offers)
}

/// What can be done to an incident now.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub(super) async fn allowed(
    conn: &mut DatabaseConnection,
    incident: &Incident,
    seat: &Seat,
) -> Result<Vec<Action>, sqlx::Error> {
    let offers = offers(conn, seat, incident).await?;
    Ok(offers.into_iter().filter(|offer| offer.refusal.is_none()).map(|offer| offer.action).collect())
}

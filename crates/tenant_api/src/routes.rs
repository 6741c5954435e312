//! The operations of the API: each reads its request, asks the store, and answers in the wire's shapes.

pub mod assignees;
pub mod audit;
pub mod events;
pub mod evidence;
pub mod export;
pub mod health;
pub mod incident;
pub mod ingest;
pub mod notes;
pub mod offboarding;
pub mod openapi;
pub mod overview;
pub mod queue;
pub mod retention;
pub mod session;
pub mod timeline;

use crate::store::DatabaseConnection;
use crate::{
    http::{App, problem::ApiError},
    instants,
    policy::Seat,
    store::head,
};
use wire::{
    list::{List, Partial},
    queue::BadFilter,
    session::IncidentKey,
};

/// The envelope of a list as it is now.
fn list<T>(app: &App, (items, next_cursor): (Vec<T>, Option<String>), partial: Vec<Partial>) -> List<T> {
    List { items, next_cursor, as_of: instants::to_wire(app.now()), partial }
}

/// The number of an incident that is there.
///
/// # Errors
/// [`ApiError::Missing`] for a key that is not this client's, and for one that never was.
async fn number(conn: &mut DatabaseConnection, seat: &Seat, key: String) -> Result<i64, ApiError> {
    let number = seat.number(&IncidentKey(key)).ok_or(ApiError::Missing)?;
    head::version(conn, seat, number).await?;
    Ok(number)
}

/// What a cursor of an incident's list is bound to.
fn bound(list: &str, seat: &Seat, number: i64) -> String {
    let caller = seat.caller();
    format!("{list}|{}|{}|{number}|{}", caller.user(), seat.client(), caller.permission_version())
}

/// A name or a value of a query that its filter does not know.
fn unknown(filter: BadFilter) -> ApiError {
    ApiError::field(&filter.field, filter.problem)
}

//! The operations of the API: each reads its request, asks the store, and answers in the wire's shapes.

pub mod access;
pub mod alarms;
pub mod alerts;
pub mod assignees;
pub mod audit;
pub mod bulk;
pub mod clients;
pub mod devices;
pub mod drafts;
pub mod embed;
pub mod events;
pub mod evidence;
pub mod evidence_requests;
pub mod evidence_rules;
pub mod evidence_searches;
pub mod export;
pub mod factors;
pub mod groups;
pub mod handovers;
pub mod health;
pub mod identity_provider;
pub mod incident;
pub mod ingest;
pub mod ingest_keys;
pub mod invitations;
pub mod kept_files;
pub mod notes;
pub mod offboarding;
pub mod openapi;
pub mod organisation_sign_in;
pub mod overview;
pub mod passkeys;
pub mod playbooks;
pub mod preferences;
pub mod presence;
pub mod profiles;
pub mod queue;
pub mod requests;
pub mod retention;
mod second_factor;
pub mod see_as;
pub mod service_levels;
pub mod session;
pub mod sessions;
pub mod silences;
pub mod tasks;
pub mod teams;
pub mod timeline;
pub mod users;
pub mod views;

use crate::store::DatabaseConnection;
use crate::{
    http::{App, problem::ApiError},
    instants,
    policy::{Caller, Seat},
    sabotage::{self, Fault},
    store::{
        Write,
        audit::{self as chain, Place},
        head,
    },
};
use wire::{
    audit::AuditAction,
    list::{List, Partial},
    queue::BadFilter,
    session::IncidentKey,
};

/// The envelope of a list as it is now.
fn list<T>(app: &App, (items, next_cursor): (Vec<T>, Option<String>), partial: Vec<Partial>) -> List<T> {
    List { items, next_cursor, as_of: instants::to_wire(app.now()), partial }
}

/// What stands in a path where a name does in its pattern.
fn part(path: &[(String, String)], name: &str) -> String {
    path.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
}

/// Writes down what a caller did about their own way in; `subject` is an id, `detail` how or under which name.
async fn record(
    app: &App,
    write: &mut Write,
    caller: &Caller,
    action: AuditAction,
    (subject, detail): (&str, &str),
) -> Result<(), ApiError> {
    let place = Place::Organisation(caller.organisation.id.clone());
    match detail {
        "" => chain::append(write, caller, &place, action, subject, app.now()).await?,
        _ => chain::append_with(write, caller, &place, action, (subject, detail), app.now()).await?,
    }
    Ok(())
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
    if sabotage::is(Fault::ListCursorOfAnybody) {
        return list.to_owned();
    }
    let caller = seat.caller();
    format!("{list}|{}|{}|{number}|{}", caller.user(), seat.client(), caller.permission_version())
}

/// A name or a value of a query that its filter does not know.
fn unknown(filter: BadFilter) -> ApiError {
    ApiError::field(&filter.field, filter.problem)
}

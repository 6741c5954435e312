//! One incident: its head, and the commands that change it.

use super::number;
use crate::{
    http::{App, body::Raw, problem::ApiError},
    policy::Seat,
    sabotage::{self, Fault},
    store::{head, ratings, reads, workflow},
};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, header},
};
use wire::incident::{Command, IncidentHead, Rating};

type Tagged = ([(HeaderName, String); 1], Json<IncidentHead>);

/// The source-blind head; reading it makes it read, unless somebody else writes for too long.
///
/// # Errors
/// 404 for an incident that is not there.
#[utoipa::path(get, path = "/incidents/{key}", responses((status = 200, body = IncidentHead), (status = 404)))]
pub async fn read_incident(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
) -> Result<Tagged, ApiError> {
    let mut read = app.store.read(&seat).await?;
    let number = number(&mut read, &seat, key(path)).await?;
    if reads::last(&mut read, &seat, number).await?.is_over(app.now()) {
        drop(read);
        match look(&app, &seat, number).await {
            Ok(Some(seen)) => return Ok(tagged(seen)),
            Ok(None) | Err(ApiError::Busy) => read = app.store.read(&seat).await?,
            Err(error) => return Err(error),
        }
    }
    Ok(tagged(head::read(&mut read, &seat, number, app.now()).await?))
}

/// Writes down that the reader looks. What is seen in somebody else's place is answered, and not written.
async fn look(app: &App, seat: &Seat, number: i64) -> Result<Option<IncidentHead>, ApiError> {
    let mut write = app.store.write(seat).await?;
    reads::look(&mut write, seat, number, app.now()).await?;
    if seat.caller().is_only_seen() && !sabotage::is(Fault::SeeAsReadsForThem) {
        // What they will get, without having looked.
        return Ok(Some(head::read(&mut write, seat, number, app.now()).await?));
    }
    write.commit().await?;
    Ok(None)
}

/// One command; the answer is the incident as it is then.
///
/// # Errors
/// 403 without the command's capability, 428 without `If-Match`, 412 with another version, 409 from another state.
#[utoipa::path(patch, path = "/incidents/{key}", request_body = Command,
    params(("If-Match" = String, Header, description = "The version, in quotes")),
    responses((status = 200, body = IncidentHead), (status = 403), (status = 404), (status = 409), (status = 412),
        (status = 422), (status = 428)))]
pub async fn command_incident(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<Tagged, ApiError> {
    let mut write = app.store.write(&seat).await?;
    let number = number(&mut write, &seat, key(path)).await?;
    let command: Command = raw.tagged("command")?;
    let capability = workflow::action_of(&command)?.capability();
    if !seat.may(capability) {
        return Err(ApiError::Lacks(capability));
    }
    let asked = if_match(&raw.headers)?;
    let version = head::version(&mut write, &seat, number).await?;
    if asked != format!("\"{version}\"") && !sabotage::is(Fault::IfMatchIgnored) {
        return Err(ApiError::Stale(Box::new(head::read(&mut write, &seat, number, app.now()).await?)));
    }
    workflow::apply(&mut write, &seat, number, &command, app.now()).await?;
    let head = head::read(&mut write, &seat, number, app.now()).await?;
    write.commit().await?;
    Ok(tagged(head))
}

/// The client's people rate how it was handled; the answer is the incident as it is then.
///
/// # Errors
/// 403 for whoever is not of the client, or lacks the capability, 409 where the handling is not over, 422 for fields.
#[utoipa::path(put, path = "/incidents/{key}/rating", request_body = Rating,
    responses((status = 200, body = IncidentHead), (status = 403), (status = 404), (status = 409), (status = 422)))]
pub async fn rate_incident(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<Tagged, ApiError> {
    let mut write = app.store.write(&seat).await?;
    let number = number(&mut write, &seat, key(path)).await?;
    ratings::rate(&mut write, &seat, number, &raw.json()?, app.now()).await?;
    let head = head::read(&mut write, &seat, number, app.now()).await?;
    write.commit().await?;
    Ok(tagged(head))
}

pub(super) fn key(path: Vec<(String, String)>) -> String {
    path.into_iter().find(|(name, _)| name == "key").map(|(_, value)| value).unwrap_or_default()
}

pub(super) fn if_match(headers: &HeaderMap) -> Result<&str, ApiError> {
    let value = headers.get(header::IF_MATCH).ok_or(ApiError::NoIfMatch)?;
    Ok(value.to_str().unwrap_or_default())
}

fn tagged(head: IncidentHead) -> Tagged {
    ([(header::ETAG, format!("\"{}\"", head.row.version))], Json(head))
}

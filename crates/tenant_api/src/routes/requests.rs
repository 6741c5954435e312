//! Requests: asking, the list of a scope, and one with its conversation.

use super::{
    incident::{if_match, key},
    list, unknown,
};
use crate::{
    http::{
        App,
        body::Raw,
        paging::{Paging, Pairs, nothing_else},
        problem::ApiError,
    },
    policy::{Scope, Seat},
    sabotage::{self, Fault},
    store::requests,
};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderName, StatusCode, header},
};
use wire::{
    list::List,
    request::{NewMessage, NewRequest, Request, RequestCommand, RequestFilter, RequestRow},
    session::RequestKey,
};

type Tagged = ([(HeaderName, String); 1], Json<Request>);

/// What is asked in a scope: what is due first, then what moved last, then what is closed.
///
/// # Errors
/// 400 for a cursor that is not this list's, 422 for a filter that is none.
#[utoipa::path(get, path = "/requests", params(
    ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query),
    ("status" = Option<String>, Query, description = "Captions, separated by commas; none is all. So are the two below"),
    ("category" = Option<String>, Query), ("client" = Option<String>, Query),
    ("mine" = Option<bool>, Query, description = "Asked by the caller, or given to them"),
), responses((status = 200, body = List<RequestRow>), (status = 400), (status = 404), (status = 422)))]
pub async fn list_requests(
    State(app): State<App>,
    scope: Scope,
    pairs: Pairs,
) -> Result<Json<List<RequestRow>>, ApiError> {
    let (filter, rest) = RequestFilter::from_pairs(pairs.iter()).map_err(unknown)?;
    let (paging, rest) = Paging::take(rest)?;
    nothing_else(&rest)?;
    let caller = scope.caller();
    let (user, path, version) = (caller.user(), scope.path(), caller.permission_version());
    let bound = format!("requests|{user}|{path}|{:?}|{version}", filter.to_pairs());
    let after = paging.open(&app, &bound)?;
    let mut read = app.store.read(&scope).await?;
    let found = requests::list(&mut read, &scope, &filter, after, paging.limit + 1, app.now()).await?;
    Ok(Json(list(&app, paging.cut(&app, &bound, found)?, vec![])))
}

/// Asks whoever looks after the client for something.
///
/// # Errors
/// 403 without the capability, 422 for fields.
#[utoipa::path(post, path = "/requests", request_body = NewRequest,
    responses((status = 201, body = Request), (status = 403), (status = 404), (status = 422)))]
pub async fn make_request(
    State(app): State<App>,
    seat: Seat,
    raw: Raw,
) -> Result<(StatusCode, Json<Request>), ApiError> {
    let new: NewRequest = raw.json()?;
    let mut write = app.store.write(&seat).await?;
    let number = requests::make(&mut write, &seat, &new, app.now()).await?;
    let made = requests::read(&mut write, &seat, number, app.now()).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// A request with its conversation, as far as the caller may read it.
///
/// # Errors
/// 404 for a request that is not there.
#[utoipa::path(get, path = "/requests/{key}", responses((status = 200, body = Request), (status = 404)))]
pub async fn read_request(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
) -> Result<Tagged, ApiError> {
    let mut read = app.store.read(&seat).await?;
    let (number, _) = requests::find(&mut read, &seat, &RequestKey(key(path))).await?;
    Ok(tagged(requests::read(&mut read, &seat, number, app.now()).await?))
}

/// Writes about it: for both sides, or among those who look after the client.
///
/// # Errors
/// 403 without the capability for its visibility, 404 for a request that is not there, 409 where it is closed, 422 for fields.
#[utoipa::path(post, path = "/requests/{key}/messages", request_body = NewMessage,
    responses((status = 201, body = Request), (status = 403), (status = 404), (status = 409), (status = 422)))]
pub async fn add_message(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<(StatusCode, Json<Request>), ApiError> {
    let mut write = app.store.write(&seat).await?;
    let (number, _) = requests::find(&mut write, &seat, &RequestKey(key(path))).await?;
    requests::say(&mut write, &seat, number, &raw.json()?, app.now()).await?;
    let request = requests::read(&mut write, &seat, number, app.now()).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(request)))
}

/// One command; the answer is the request as it is then.
///
/// # Errors
/// 403 without the command's capability, 428 without `If-Match`, 412 with another version, 409 from another state, 422 for fields.
#[utoipa::path(patch, path = "/requests/{key}", request_body = RequestCommand,
    params(("If-Match" = String, Header, description = "The version, in quotes")),
    responses((status = 200, body = Request), (status = 403), (status = 404), (status = 409), (status = 412),
        (status = 422), (status = 428)))]
pub async fn command_request(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<Tagged, ApiError> {
    let mut write = app.store.write(&seat).await?;
    let (number, version) = requests::find(&mut write, &seat, &RequestKey(key(path))).await?;
    let command: RequestCommand = raw.tagged("command")?;
    requests::check_may(&seat, &command)?;
    if if_match(&raw.headers)? != format!("\"{version}\"") && !sabotage::is(Fault::IfMatchIgnored) {
        return Err(ApiError::Outdated);
    }
    requests::apply(&mut write, &seat, number, &command, app.now()).await?;
    let request = requests::read(&mut write, &seat, number, app.now()).await?;
    write.commit().await?;
    Ok(tagged(request))
}

fn tagged(request: Request) -> Tagged {
    ([(header::ETAG, format!("\"{}\"", request.row.version))], Json(request))
}

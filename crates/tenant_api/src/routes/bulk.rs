//! One command over many rows of a queue: begun, followed, agreed to by a second person, undone.

use super::{list, part, unknown};
use crate::{
    http::{App, body::Raw, paging::nothing_else, problem::ApiError},
    instants,
    policy::Scope,
    store::{
        Write,
        bulk::{self, Chosen},
        queue::Narrow,
    },
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use std::collections::BTreeSet;
use wire::{
    bulk::{Bulk, BulkAgreement, KEYS_MAX, NewBulk, Over},
    list::List,
    queue::QueueFilter,
};

/// A thousand keys and a long note.
const BULK_MAX: usize = 256 * 1024;

/// Takes down what is to be done, and answers before it is.
///
/// # Errors
/// 409 for whoever has fifty that are not over, 422 for a command that can be done to no incident, for no rows or too many, and for a filter that is none.
#[utoipa::path(post, path = "/queue/bulk", request_body = NewBulk,
    responses((status = 201, body = Bulk), (status = 403), (status = 404), (status = 409), (status = 422)))]
pub async fn begin_bulk(
    State(app): State<App>,
    scope: Scope,
    raw: Raw<BULK_MAX>,
) -> Result<(StatusCode, Json<Bulk>), ApiError> {
    let NewBulk { what, over } = raw.json()?;
    let chosen = chosen(over, &scope)?;
    let mut write = app.store.write(&scope).await?;
    let id = bulk::begin(&mut write, &scope, &what, &chosen, app.now()).await?;
    Ok((StatusCode::CREATED, Json(done(&app, write, &scope, &id).await?)))
}

/// The caller's own of the last hour, and those that the caller may agree to, newest first.
///
/// # Errors
/// [`ApiError::Internal`] if they cannot be read.
#[utoipa::path(get, path = "/queue/bulk", responses((status = 200, body = List<Bulk>), (status = 404)))]
pub async fn list_bulks(State(app): State<App>, scope: Scope) -> Result<Json<List<Bulk>>, ApiError> {
    let bulks = bulk::list(&mut *app.store.read(&scope).await?, &scope, app.now()).await?;
    Ok(Json(list(&app, (bulks, None), vec![])))
}

/// One bulk, as far as it is.
///
/// # Errors
/// 404 for whoever did not make it and may not agree to it.
#[utoipa::path(get, path = "/queue/bulk/{id}", responses((status = 200, body = Bulk), (status = 404)))]
pub async fn read_bulk(
    State(app): State<App>,
    scope: Scope,
    Path(path): Path<Vec<(String, String)>>,
) -> Result<Json<Bulk>, ApiError> {
    let mut read = app.store.read(&scope).await?;
    bulk::find(&mut read, &scope, &part(&path, "id"), app.now()).await?.map(Json).ok_or(ApiError::Missing)
}

/// A second person agrees to a large one, or declines it.
///
/// # Errors
/// 404 for whoever may not, 409 for its maker, and when it does not wait for that.
#[utoipa::path(post, path = "/queue/bulk/{id}/agreement", request_body = BulkAgreement,
    responses((status = 200, body = Bulk), (status = 403), (status = 404), (status = 409), (status = 422)))]
pub async fn agree_to_bulk(
    State(app): State<App>,
    scope: Scope,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<Json<Bulk>, ApiError> {
    let id = part(&path, "id");
    let mut write = app.store.write(&scope).await?;
    bulk::find(&mut write, &scope, &id, app.now()).await?.ok_or(ApiError::Missing)?;
    let BulkAgreement { agree } = raw.json()?;
    bulk::agree(&mut write, &scope, &id, agree, app.now()).await?;
    Ok(Json(done(&app, write, &scope, &id).await?))
}

/// Its maker takes it back: what was not done yet is not done, and what was done becomes what it was.
///
/// # Errors
/// 404 for everybody else, 409 when it is too late.
#[utoipa::path(post, path = "/queue/bulk/{id}/undo",
    responses((status = 200, body = Bulk), (status = 403), (status = 404), (status = 409)))]
pub async fn undo_bulk(
    State(app): State<App>,
    scope: Scope,
    Path(path): Path<Vec<(String, String)>>,
) -> Result<Json<Bulk>, ApiError> {
    let id = part(&path, "id");
    let mut write = app.store.write(&scope).await?;
    bulk::undo(&mut write, &scope, &id, app.now()).await?;
    Ok(Json(done(&app, write, &scope, &id).await?))
}

/// Commits, answers the bulk as it stands, and has it gone on with.
async fn done(app: &App, mut write: Write, scope: &Scope, id: &str) -> Result<Bulk, ApiError> {
    let bulk = bulk::find(&mut write, scope, id, app.now()).await?.ok_or(ApiError::Missing)?;
    write.commit().await?;
    app.bulks.wake();
    Ok(bulk)
}

fn chosen(over: Over, scope: &Scope) -> Result<Chosen, ApiError> {
    match over {
        Over::Rows { rows } => {
            let keys: BTreeSet<_> = rows.iter().map(|row| &row.key.0).collect();
            match (1..=KEYS_MAX).contains(&rows.len()) && keys.len() == rows.len() {
                true => Ok(Chosen::Rows(rows)),
                false => Err(ApiError::field("over.rows", "1 to 1000 of them, each once")),
            }
        }
        Over::Matching { filter, as_of } => {
            let pairs = filter.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let (filter, rest) = QueueFilter::from_pairs(pairs).map_err(unknown)?;
            nothing_else(&rest)?;
            let as_of = instants::read(&as_of).ok_or_else(|| ApiError::field("over.as_of", "an RFC 3339 instant"))?;
            Ok(Chosen::Matching { narrow: Box::new(Narrow::new(&filter, scope)?), as_of })
        }
    }
}

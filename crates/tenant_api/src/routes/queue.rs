//! The queue: pages, named rows, and how a filter's rows fall.

use super::{list, unknown};
use crate::{
    http::{
        App,
        paging::{self, Paging, nothing_else},
        problem::ApiError,
    },
    policy::Scope,
    sabotage::{self, Fault},
    store::queue::{self, Asked, Narrow},
};
use axum::{Json, extract::State};
use wire::{
    list::List,
    queue::{Facets, Pairs, QueueFilter, QueueRow, Sort},
    session::IncidentKey,
};

/// The most rows that can be asked for by name at once.
const KEYS_MAX: usize = 200;

/// One page of the queue.
///
/// # Errors
/// 400 for a cursor that is not this list's, 422 for a filter that is none.
#[utoipa::path(get, path = "/queue", params(
    ("sort" = Option<Sort>, Query), ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query),
    ("status" = Option<String>, Query, description = "Captions, separated by commas; none is all"),
    ("priority" = Option<String>, Query), ("severity" = Option<String>, Query), ("category" = Option<String>, Query),
    ("client" = Option<String>, Query), ("assignee" = Option<String>, Query, description = "me, nobody, or a user's id"),
    ("breached" = Option<bool>, Query), ("unread" = Option<bool>, Query),
    ("created_from" = Option<String>, Query), ("created_to" = Option<String>, Query),
    ("acknowledged_from" = Option<String>, Query), ("acknowledged_to" = Option<String>, Query),
    ("resolved_from" = Option<String>, Query), ("resolved_to" = Option<String>, Query), ("same_as" = Option<String>, Query, description = "A key: rows of the same client with the same grouping key"),
    ("q" = Option<String>, Query),
), responses((status = 200, body = List<QueueRow>), (status = 400), (status = 404), (status = 422)))]
pub async fn list_queue(
    State(app): State<App>,
    scope: Scope,
    pairs: paging::Pairs,
) -> Result<Json<List<QueueRow>>, ApiError> {
    let (filter, rest) = QueueFilter::from_pairs(pairs.iter()).map_err(unknown)?;
    let (paging, rest) = Paging::take(rest)?;
    let (sort, rest) = sort(rest)?;
    nothing_else(&rest)?;
    let narrow = Narrow::new(&filter, &scope)?;
    let caller = scope.caller();
    let user = if sabotage::is(Fault::CursorOfAnyCaller) { "" } else { &caller.user().0 };
    let path = if sabotage::is(Fault::CursorOfAnyScope) { String::new() } else { scope.path() };
    let pairs = if sabotage::is(Fault::CursorOfAnyFilter) { vec![] } else { filter.to_pairs() };
    let version = if sabotage::is(Fault::CursorOfFormerRights) { 0 } else { caller.permission_version() };
    let bound = format!("queue|{user}|{path}|{}|{pairs:?}|{version}", sort.caption());
    let after = paging.open(&app, &bound)?;
    let asked = Asked { narrow: &narrow, sort, limit: paging.limit, after: after.as_ref(), now: app.now() };
    let page = queue::page(&app.store, &scope, &asked).await?;
    let next = page.next.map(|next| app.sealer.seal(&next, &bound)).transpose()?;
    Ok(Json(list(&app, (page.rows, next), page.partial)))
}

/// Named rows, as they are now; what is not there is left out.
///
/// # Errors
/// 422 for no keys or too many.
#[utoipa::path(get, path = "/queue/rows", params(("keys" = String, Query, description = "At most 200, separated by commas")),
    responses((status = 200, body = List<QueueRow>), (status = 404), (status = 422)))]
pub async fn read_rows(
    State(app): State<App>,
    scope: Scope,
    pairs: paging::Pairs,
) -> Result<Json<List<QueueRow>>, ApiError> {
    let mut keys = Vec::new();
    for (name, value) in pairs.iter() {
        match name {
            "keys" => {
                keys.extend(value.split(',').filter(|key| !key.is_empty()).map(|key| IncidentKey(key.to_owned())))
            }
            _ => nothing_else(&[(name, value)])?,
        }
    }
    if !(1..=KEYS_MAX).contains(&keys.len()) {
        return Err(ApiError::field("keys", "1 to 200 of them"));
    }
    let named = queue::named(&scope, &keys);
    let read = app.store.read(&scope).await?;
    let (rows, partial) = queue::read_rows(&app.store, read, &scope, &named, app.now()).await?;
    Ok(Json(list(&app, (rows, None), partial)))
}

/// How many rows the filter holds, and how they fall.
///
/// # Errors
/// 422 for a filter that is none.
#[utoipa::path(get, path = "/queue/facets", responses((status = 200, body = Facets), (status = 404), (status = 422)))]
pub async fn read_facets(State(app): State<App>, scope: Scope, pairs: paging::Pairs) -> Result<Json<Facets>, ApiError> {
    let (filter, rest) = QueueFilter::from_pairs(pairs.iter()).map_err(unknown)?;
    nothing_else(&rest)?;
    let narrow = Narrow::new(&filter, &scope)?;
    Ok(Json(queue::facets(&app.store, &scope, &narrow, app.now()).await?))
}

fn sort(pairs: Pairs<'_>) -> Result<(Sort, Pairs<'_>), ApiError> {
    let (mut sort, mut rest) = (Sort::default(), Vec::new());
    for (name, value) in pairs {
        if name == "sort" {
            sort = Sort::from_caption(value).ok_or_else(|| ApiError::field("sort", "not one of its values"))?;
        } else {
            rest.push((name, value));
        }
    }
    Ok((sort, rest))
}

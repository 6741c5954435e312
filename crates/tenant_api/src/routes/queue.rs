//! The queue: pages, places along it, named rows, and how a filter's rows fall.

use super::{list, unknown};
use crate::{
    http::{
        App,
        paging::{self, Paging, nothing_else},
        problem::ApiError,
    },
    instants,
    policy::Scope,
    sabotage::{self, Fault},
    store::queue::{self, Along, Asked, Narrow},
};
use axum::{Json, extract::State};
use wire::{
    list::List,
    queue::{Facets, Mark, Pairs, QueueFilter, QueueMarks, QueueRow, Sort},
    session::IncidentKey,
};

/// The most rows that can be asked for by name at once.
const KEYS_MAX: usize = 200;
/// The most rows that marks can be asked for along.
const SPAN_MAX: u64 = 1_000_000;

/// What a queue is narrowed to, as it stands in a query; [`QueueFilter`] reads it.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what another type reads")]
struct FilterQuery {
    /// Captions, separated by commas; none is all. So are the lists below.
    status: Option<String>,
    priority: Option<String>,
    severity: Option<String>,
    category: Option<String>,
    /// ATT&CK tactic ids; any of them.
    tactic: Option<String>,
    /// ATT&CK technique ids, their sub-techniques included; any of them.
    technique: Option<String>,
    disposition: Option<String>,
    /// Groups' ids: rows of their clients.
    group: Option<String>,
    client: Option<String>,
    /// me, nobody, or a user's id.
    assignee: Option<String>,
    breached: Option<bool>,
    unread: Option<bool>,
    /// An instant, or so long ago: -24h, -7d; so are the other five.
    created_from: Option<String>,
    created_to: Option<String>,
    acknowledged_from: Option<String>,
    acknowledged_to: Option<String>,
    resolved_from: Option<String>,
    resolved_to: Option<String>,
    /// A key: rows of the same client with the same grouping key.
    same_as: Option<String>,
    /// Text over neutral titles and keys.
    q: Option<String>,
}

/// One page of the queue.
///
/// # Errors
/// 400 for a cursor that is not this list's, 422 for a filter that is none.
#[utoipa::path(get, path = "/queue", params(
    ("sort" = Option<Sort>, Query), ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query), FilterQuery,
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
    let bound = bound(&scope, &filter, sort);
    let after = paging.open(&app, &bound)?;
    let asked = Asked { narrow: &narrow, sort, limit: paging.limit, after: after.as_ref(), now: app.now() };
    let page = queue::page(&app.store, &scope, &asked).await?;
    let next = page.next.map(|next| app.sealer.seal(&next, &bound)).transpose()?;
    Ok(Json(list(&app, (page.rows, next), page.partial)))
}

/// Places along the list, evenly spaced: a page that begins at one is asked for with its cursor.
///
/// # Errors
/// 400 for a cursor that is not this list's, 422 for a filter or a span that is none.
#[utoipa::path(get, path = "/queue/marks", params(
    ("sort" = Option<Sort>, Query),
    ("after" = Option<String>, Query, description = "A cursor of this list: marks are along the rows from there on"),
    ("span" = Option<u64>, Query, description = "With `after`: along so many rows, 1 to 1000000"),
    FilterQuery,
), responses((status = 200, body = QueueMarks), (status = 400), (status = 404), (status = 422)))]
pub async fn read_marks(
    State(app): State<App>,
    scope: Scope,
    pairs: paging::Pairs,
) -> Result<Json<QueueMarks>, ApiError> {
    let (filter, rest) = QueueFilter::from_pairs(pairs.iter()).map_err(unknown)?;
    let (sort, rest) = sort(rest)?;
    let (part, rest) = part(rest)?;
    nothing_else(&rest)?;
    let narrow = Narrow::new(&filter, &scope)?;
    let bound = bound(&scope, &filter, sort);
    let part = part.map(|(after, span)| Ok::<_, ApiError>((paging::open(&app, after, &bound)?, span))).transpose()?;
    let part = part.as_ref().map(|(after, span)| (after, *span));
    let now = app.now();
    let marks = queue::marks(&app.store, &scope, &Along { narrow: &narrow, sort, part, now }).await?;
    let sealed = |(index, place)| Ok::<_, ApiError>(Mark { index, cursor: app.sealer.seal(&place, &bound)? });
    Ok(Json(QueueMarks {
        total: marks.total,
        every: marks.every,
        marks: marks.places.into_iter().map(sealed).collect::<Result<_, _>>()?,
        as_of: instants::to_wire(now),
        partial: marks.partial,
    }))
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
#[utoipa::path(get, path = "/queue/facets", params(FilterQuery), responses((status = 200, body = Facets), (status = 404), (status = 422)))]
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

/// What a cursor is good for: one caller's list, in one order, as their rights are.
fn bound(scope: &Scope, filter: &QueueFilter, sort: Sort) -> String {
    let caller = scope.caller();
    let user = if sabotage::is(Fault::CursorOfAnyCaller) { "" } else { &caller.user().0 };
    let path = if sabotage::is(Fault::CursorOfAnyScope) { String::new() } else { scope.path() };
    let pairs = if sabotage::is(Fault::CursorOfAnyFilter) { vec![] } else { filter.to_pairs() };
    let version = if sabotage::is(Fault::CursorOfFormerRights) { 0 } else { caller.permission_version() };
    format!("queue2|{user}|{path}|{}|{pairs:?}|{version}", sort.caption())
}

/// A cursor, and how many rows from there on.
type Part<'a> = (&'a str, u64);

/// `after` and `span`, which go together, and what else there is.
fn part(pairs: Pairs<'_>) -> Result<(Option<Part<'_>>, Pairs<'_>), ApiError> {
    let (mut after, mut span, mut rest) = (None, None, Vec::new());
    for (name, value) in pairs {
        match name {
            "after" => after = Some(value),
            "span" => {
                let rows = value.parse().ok().filter(|rows| (1..=SPAN_MAX).contains(rows));
                span = Some(rows.ok_or_else(|| ApiError::field("span", "1 to 1000000"))?);
            }
            _ => rest.push((name, value)),
        }
    }
    match (after, span) {
        (Some(_), None) => Err(ApiError::field("span", "has to stand beside after")),
        (None, Some(_)) => Err(ApiError::field("after", "has to stand beside span")),
        _ => Ok((after.zip(span), rest)),
    }
}

//! What happened to an incident.

use super::{bound, incident::key, list, number};
use crate::{
    http::{
        App,
        paging::{Paging, Pairs, nothing_else},
        problem::ApiError,
    },
    policy::Seat,
    store::timeline,
};
use axum::{
    Json,
    extract::{Path, State},
};
use wire::{
    list::List,
    timeline::{Entry, Show},
};

/// One page of the timeline, newest first.
///
/// # Errors
/// 400 for a cursor that is not this list's, 404 for an incident that is not there, 422 for entries that there are none of.
#[utoipa::path(get, path = "/incidents/{key}/timeline",
    params(("show" = Option<Show>, Query), ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = List<Entry>), (status = 400), (status = 404), (status = 422)))]
pub async fn list_timeline(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
    pairs: Pairs,
) -> Result<Json<List<Entry>>, ApiError> {
    let mut read = app.store.read(&seat).await?;
    let number = number(&mut read, &seat, key(path)).await?;
    let (paging, rest) = Paging::take(pairs.iter())?;
    let show = show(&rest)?;
    let bound = bound(&["timeline ", show.map_or("", Show::caption)].concat(), &seat, number);
    let after = paging.open(&app, &bound)?;
    let found = timeline::list(&mut read, &seat, number, show, after, paging.limit + 1).await?;
    let page = paging.cut(&app, &bound, found)?;
    Ok(Json(list(&app, page, vec![])))
}

fn show(rest: &[(&str, &str)]) -> Result<Option<Show>, ApiError> {
    match rest {
        [("show", caption)] => {
            let unknown = || ApiError::field("show", "one of changes, notes, alerts, openings");
            Show::from_caption(caption).map(Some).ok_or_else(unknown)
        }
        rest => nothing_else(rest).map(|()| None),
    }
}

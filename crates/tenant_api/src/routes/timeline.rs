//! What happened to an incident.

use super::{bound, incident::key, list, number};
use crate::{
    http::{
        App,
        paging::{Paging, Pairs},
        problem::ApiError,
    },
    policy::Seat,
    store::timeline,
};
use axum::{
    Json,
    extract::{Path, State},
};
use wire::{list::List, timeline::Entry};

/// One page of the timeline, newest first.
///
/// # Errors
/// 400 for a cursor that is not this list's, 404 for an incident that is not there.
#[utoipa::path(get, path = "/incidents/{key}/timeline",
    params(("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = List<Entry>), (status = 400), (status = 404)))]
pub async fn list_timeline(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
    pairs: Pairs,
) -> Result<Json<List<Entry>>, ApiError> {
    let mut read = app.store.read(&seat).await?;
    let number = number(&mut read, &seat, key(path)).await?;
    let paging = Paging::alone(&pairs)?;
    let bound = bound("timeline", &seat, number);
    let after = paging.open(&app, &bound)?;
    let found = timeline::list(&mut read, &seat, number, after, paging.limit + 1).await?;
    let page = paging.cut(&app, &bound, found)?;
    Ok(Json(list(&app, page, vec![])))
}

//! The alerts of an incident, without what they say.

use super::{bound, incident::key, list, number};
use crate::{
    http::{
        App,
        paging::{Paging, Pairs},
        problem::ApiError,
    },
    instants,
    policy::Seat,
    store::alerts,
};
use axum::{
    Json,
    extract::{Path, State},
};
use wire::{
    alert::{AlertItem, AlertVolume},
    list::List,
};

/// One page of the alerts, newest first.
///
/// # Errors
/// 400 for a cursor that is not this list's, 404 for an incident that is not there.
#[utoipa::path(get, path = "/incidents/{key}/alerts",
    params(("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = List<AlertItem>), (status = 400), (status = 404)))]
pub async fn list_alerts(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
    pairs: Pairs,
) -> Result<Json<List<AlertItem>>, ApiError> {
    let mut read = app.store.read(&seat).await?;
    let number = number(&mut read, &seat, key(path)).await?;
    let paging = Paging::alone(&pairs)?;
    let bound = bound("alerts", &seat, number);
    let before = paging.open(&app, &bound)?;
    let found = alerts::list(&mut read, &seat, number, before, paging.limit + 1).await?;
    let found = found.into_iter().map(|alert| (alert.number, item(&alert))).collect();
    let page = paging.cut(&app, &bound, found)?;
    Ok(Json(list(&app, page, vec![])))
}

/// How many of them happened when.
///
/// # Errors
/// 404 for an incident that is not there.
#[utoipa::path(get, path = "/incidents/{key}/alerts/volume",
    responses((status = 200, body = AlertVolume), (status = 404)))]
pub async fn read_alert_volume(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
) -> Result<Json<AlertVolume>, ApiError> {
    let mut read = app.store.read(&seat).await?;
    let number = number(&mut read, &seat, key(path)).await?;
    Ok(Json(alerts::volume(&mut read, &seat, number).await?))
}

fn item(alert: &alerts::Alert) -> AlertItem {
    AlertItem {
        number: alert.number,
        occurred_at: instants::to_wire(alert.occurred_at),
        received_at: instants::to_wire(alert.received_at),
        severity: alert.severity,
    }
}

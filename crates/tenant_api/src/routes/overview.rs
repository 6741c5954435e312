//! Dashboards.

use crate::{
    http::{
        App,
        paging::{Pairs, nothing_else},
        problem::ApiError,
    },
    instants,
    policy::Scope,
    store::overview,
};
use axum::{Json, extract::State};
use jiff::{SignedDuration, Timestamp};
use wire::{
    Instant,
    attack::Attack,
    overview::{Comparison, Operational},
    queue::hours_ago,
};

/// How far back incidents are looked at by ATT&CK where nobody says it.
const ATTACK_HOURS: u32 = 30 * 24;

/// What is going on in the scope.
///
/// # Errors
/// [`ApiError`] when the store cannot be read.
#[utoipa::path(get, path = "/overview/operational", responses((status = 200, body = Operational), (status = 404)))]
pub async fn read_operational(State(app): State<App>, scope: Scope) -> Result<Json<Operational>, ApiError> {
    Ok(Json(overview::operational(&app.store, &scope, app.now()).await?))
}

/// The scope's clients side by side; a scope of one client has none.
///
/// # Errors
/// 404 for a scope of one client.
#[utoipa::path(get, path = "/overview/clients", responses((status = 200, body = Comparison), (status = 404)))]
pub async fn read_comparison(State(app): State<App>, scope: Scope) -> Result<Json<Comparison>, ApiError> {
    if scope.clients().len() < 2 {
        return Err(ApiError::Missing);
    }
    Ok(Json(overview::comparison(&app.store, &scope, app.now()).await?))
}

/// The scope's incidents by ATT&CK's tactics and techniques: of the last 30 days, or of those that were created in another span.
///
/// # Errors
/// 422 for a moment that is none, and a span that ends before it begins.
#[utoipa::path(get, path = "/overview/attack",
    params(("from" = Option<String>, Query), ("to" = Option<String>, Query)),
    responses((status = 200, body = Attack), (status = 404), (status = 422)))]
pub async fn read_attack(State(app): State<App>, scope: Scope, pairs: Pairs) -> Result<Json<Attack>, ApiError> {
    let now = app.now();
    let (mut from, mut to, mut rest) = (before(now, ATTACK_HOURS), now, vec![]);
    for (name, value) in pairs.iter() {
        match name {
            "from" => from = moment(name, value, now)?,
            "to" => to = moment(name, value, now)?,
            _ => rest.push((name, value)),
        }
    }
    nothing_else(&rest)?;
    if from >= to {
        return Err(ApiError::field("to", "after from"));
    }
    Ok(Json(overview::attack(&app.store, &scope, (from, to), now).await?))
}

fn before(now: Timestamp, hours: u32) -> Timestamp {
    now.saturating_add(SignedDuration::from_hours(-i64::from(hours))).unwrap_or(Timestamp::MIN)
}

/// An instant, or so long ago, as in a queue's filter.
fn moment(field: &str, value: &str, now: Timestamp) -> Result<Timestamp, ApiError> {
    let at = Instant(value.to_owned());
    let at = hours_ago(&at).map_or_else(|| instants::read(&at), |hours| Some(before(now, hours)));
    at.ok_or_else(|| ApiError::field(field, "an RFC 3339 instant, or so long ago: -24h, -7d"))
}

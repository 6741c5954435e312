//! Who looks at which incident: told to each other by those who look after its client.

use super::{incident::key, number};
use crate::{
    http::{App, problem::ApiError},
    policy::{Scope, Seat},
    sabotage::{self, Fault},
    store::presence,
};
use axum::{
    Json,
    extract::{Path, State},
};
use wire::{incident::Presence, queue::QueuePresence, session::ClientId, vocabulary::Capability};

/// The caller looks at the incident, for the next moments: who else does?
///
/// # Errors
/// 403 for whoever is not told of what is internal, 404 for an incident that is not there.
#[utoipa::path(post, path = "/incidents/{key}/presence",
    responses((status = 200, body = Presence), (status = 403), (status = 404)))]
pub async fn look_at_incident(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
) -> Result<Json<Presence>, ApiError> {
    let mut write = app.store.write(&seat).await?;
    let number = number(&mut write, &seat, key(path)).await?;
    if !seat.sees_internal() && !sabotage::is(Fault::PresenceForClients) {
        return Err(ApiError::Lacks(Capability::NoteInternal));
    }
    let others = presence::look(&mut write, &seat, number, app.now()).await?;
    write.commit().await?;
    Ok(Json(Presence { others, lasts_s: presence::LASTS_S }))
}

/// Which of the caller's colleagues look at which incidents of the scope now.
///
/// # Errors
/// 403 for whoever is told of what is internal in no client of the scope.
#[utoipa::path(get, path = "/queue/presence",
    responses((status = 200, body = QueuePresence), (status = 403), (status = 404)))]
pub async fn read_queue_presence(State(app): State<App>, scope: Scope) -> Result<Json<QueuePresence>, ApiError> {
    let is_told = |client: &&ClientId| {
        scope.reads_incidents(client) && (scope.sees_internal(client) || sabotage::is(Fault::RowPresenceForClients))
    };
    let clients: Vec<_> = scope.clients().iter().filter(is_told).collect();
    if clients.is_empty() {
        return Err(ApiError::Lacks(Capability::NoteInternal));
    }
    let rows = presence::seen(&mut *app.store.read(&scope).await?, &scope, &clients, app.now()).await?;
    Ok(Json(QueuePresence { rows, lasts_s: presence::LASTS_S }))
}

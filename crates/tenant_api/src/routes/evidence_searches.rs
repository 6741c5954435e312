//! Searching evidence for one value, and the records that clients read of it. Values come in; none goes out but in those records.

use super::list;
use crate::{
    evidence::observables::comparable,
    http::{
        App,
        body::Raw,
        paging::{Paging, Pairs},
        problem::ApiError,
    },
    instants,
    policy::{Scope, Seat},
    store::{
        evidence_rules,
        evidence_searches::{self as searches, Matched, Search},
        queue,
    },
};
use axum::{Json, extract::State};
use std::cmp::Reverse;
use wire::{
    list::{List, Partial},
    opening::{FoundIncidents, SearchEvidence, SearchKind},
    session::ClientId,
    vocabulary::Capability,
};
use wire_evidence::Searched;

/// The most incidents that are answered.
const FOUND_MAX: usize = 200;

/// Where a value stands, in those of the scope's clients whose evidence the caller may open; each of them has a record of it before
/// the first row is answered.
///
/// # Errors
/// 404 for whoever may open evidence in none of them, 422 for what is no value of its kind, and without a typed reason.
#[utoipa::path(post, path = "/evidence-searches", request_body = SearchEvidence,
    responses((status = 200, body = FoundIncidents), (status = 403), (status = 404), (status = 422)))]
pub async fn search_evidence(State(app): State<App>, scope: Scope, raw: Raw) -> Result<Json<FoundIncidents>, ApiError> {
    if scope.caller().is_only_seen() {
        return Err(ApiError::OnlySeen);
    }
    let scope = scope.narrowed(&[Capability::QueueRead, Capability::IncidentRead]).ok_or(ApiError::Missing)?;
    let asked: SearchEvidence = raw.json()?;
    if asked.kind == SearchKind::Unknown {
        return Err(ApiError::field("kind", "host, user, ip, hash or domain"));
    }
    let reason = evidence_rules::typed(&asked.reason)?;
    let value = comparable(asked.kind, &asked.value);
    let value = value.ok_or_else(|| ApiError::field("value", "a whole value of that kind, at most 500 characters"))?;
    let search = Search { kind: asked.kind, value: &value, reason };
    let mut sought = Sought::default();
    for client in scope.clients() {
        if let Err(error) = seek(&app, &scope, client, search, &mut sought).await {
            eprintln!("evidence of {client} could not be searched: {error}");
            sought.partial.push(Partial { client: client.clone(), reason: "could not be searched".to_owned() });
        }
    }
    let searched = put_on_record(&app, &scope, search, &sought).await?;
    answer(&app, &scope, sought, searched).await.map(Json)
}

/// What came of a search so far.
#[derive(Default)]
struct Sought {
    /// Each client that was searched, and how many incidents its record tells of.
    clients: Vec<(ClientId, usize)>,
    /// When the last alert of each came in.
    incidents: Vec<(i64, ClientId, i64)>,
    partial: Vec<Partial>,
}

async fn seek(
    app: &App,
    scope: &Scope,
    client: &ClientId,
    search: Search<'_>,
    sought: &mut Sought,
) -> Result<(), sqlx::Error> {
    let naming = app.store.vault().naming(client, search.kind, search.value).await?;
    let mut read = app.store.read(scope).await?;
    let Matched { incidents, on_record } = searches::incidents(&mut read, scope, client, &naming.alerts).await?;
    if !naming.is_whole {
        let reason = "its older evidence cannot be searched yet".to_owned();
        sought.partial.push(Partial { client: client.clone(), reason });
    }
    if naming.is_cut {
        let reason = "too many alerts name it: the newest were looked at".to_owned();
        sought.partial.push(Partial { client: client.clone(), reason });
    }
    sought.clients.push((client.clone(), on_record));
    sought.incidents.extend(incidents.into_iter().map(|(number, last_at)| (last_at, client.clone(), number)));
    Ok(())
}

/// Committed before the first row is read: whatever fails from here on, the search is on record.
async fn put_on_record(
    app: &App,
    scope: &Scope,
    search: Search<'_>,
    sought: &Sought,
) -> Result<Vec<ClientId>, ApiError> {
    let (caller, now) = (scope.caller(), app.now());
    let mut records = Vec::with_capacity(sought.clients.len());
    for (client, count) in &sought.clients {
        let record = searches::record(caller, search, *count, now)?;
        let value = match &record.value {
            Some(value) => Some(app.store.vault().seal_searched(client, &record.id, value).await?),
            None => None,
        };
        records.push((client, record, value));
    }
    let mut write = app.store.write(scope).await?;
    let mut searched = Vec::with_capacity(records.len());
    for (client, record, value) in records {
        searches::append(&mut write, caller, client, &record, value, now).await?;
        searched.push(client.clone());
    }
    write.commit().await?;
    Ok(searched)
}

async fn answer(
    app: &App,
    scope: &Scope,
    mut sought: Sought,
    searched: Vec<ClientId>,
) -> Result<FoundIncidents, ApiError> {
    sought.incidents.sort_unstable_by_key(|(last_at, client, number)| (Reverse(*last_at), client.clone(), *number));
    let total = u32::try_from(sought.incidents.len()).unwrap_or(u32::MAX);
    let keys = sought.incidents.into_iter().take(FOUND_MAX).map(|(_, client, number)| (client, number));
    let keys: Vec<_> = keys.collect();
    let read = app.store.read(scope).await?;
    let (items, unread) = queue::read_rows(&app.store, read, scope, &keys, app.now()).await?;
    sought.partial.extend(unread);
    Ok(FoundIncidents { items, total, searched, as_of: instants::to_wire(app.now()), partial: sought.partial })
}

/// Who searched the client's evidence, when and why, newest first; for what, where it was found.
///
/// # Errors
/// 400 for a cursor that is not this list's.
#[utoipa::path(get, path = "/evidence-searches/records",
    params(("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = List<Searched>), (status = 400), (status = 404), (status = 422)))]
pub async fn list_evidence_searches(
    State(app): State<App>,
    seat: Seat,
    pairs: Pairs,
) -> Result<Json<List<Searched>>, ApiError> {
    let paging = Paging::alone(&pairs)?;
    let caller = seat.caller();
    let bound = format!("searches|{}|{}|{}", caller.user(), seat.client(), caller.permission_version());
    let after = paging.open(&app, &bound)?;
    let mut read = app.store.read(&seat).await?;
    let found = searches::list(&mut read, app.store.vault(), &seat, after, paging.limit + 1).await?;
    Ok(Json(list(&app, paging.cut(&app, &bound, found)?, vec![])))
}

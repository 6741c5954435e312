//! Searches of evidence: in which incidents a value stands, and the record that each searched client has of it.

use super::{
    DatabaseConnection, DatabaseRow, Dialect, Everywhere, QueryBuilder, Store, Write,
    audit::{self, Place},
    chain, random_id, restricted,
    values::json,
};
use crate::{
    evidence::Vault,
    instants,
    policy::{Caller, Scope, Seat},
    sabotage::{self, Fault},
};
use jiff::Timestamp;
use serde_json::Value;
use sqlx::Row;
use std::collections::BTreeMap;
use wire::{audit::AuditAction, opening::SearchKind, session::ClientId};
use wire_evidence::Searched;

/// Alerts a statement.
const PAGE: usize = 1000;

/// A record's place in the list of its client.
pub type Position = (i64, String);

/// What was searched for, and why.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    pub kind: SearchKind,
    /// As it is compared.
    pub value: &'a str,
    pub reason: &'a str,
}

/// Where a value stands in one client.
pub struct Matched {
    /// By number, each with when the last of its alerts came in: those that are not restricted to others.
    pub incidents: BTreeMap<i64, i64>,
    /// How many the client's record tells of: restricted ones are told to nobody by that.
    pub on_record: usize,
}

/// The incidents of a client that alerts belong to. What was silenced is told by the incident that its silence was made from.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn incidents(
    conn: &mut DatabaseConnection,
    scope: &Scope,
    client: &ClientId,
    alerts: &[i64],
) -> Result<Matched, sqlx::Error> {
    let mut found = BTreeMap::<i64, i64>::new();
    for select in [
        "SELECT a.number, MAX(a.created_at) AS last_at FROM alerts a WHERE a.client_id = ",
        "SELECT s.number, MAX(a.created_at) AS last_at FROM silenced_alerts a \
         JOIN silences s ON s.client_id = a.client_id AND s.silence_id = a.silence_id WHERE a.client_id = ",
    ] {
        for page in alerts.chunks(PAGE) {
            let mut query = QueryBuilder::new(select);
            let mut listed = query.push_bind(client.0.as_str()).push(" AND a.alert IN (").separated(", ");
            for alert in page {
                listed.push_bind(*alert);
            }
            query.push(") GROUP BY 1");
            for row in query.build(Dialect::of(conn)).fetch_all(&mut *conn).await? {
                let last_at: i64 = row.try_get("last_at")?;
                let known = found.entry(row.try_get("number")?).or_insert(last_at);
                *known = last_at.max(*known);
            }
        }
    }
    let restricted = restricted::hidden_from(conn, None, [client]).await?;
    let on_record = found.keys().filter(|number| !restricted.has(client, **number)).count();
    found.retain(|number, _| scope.sees(client, *number));
    Ok(Matched { incidents: found, on_record })
}

/// What a client's record of a search is to tell: what was searched for only where it was found.
///
/// # Errors
/// [`sqlx::Error::Encode`] when it has no canonical form.
pub fn record(caller: &Caller, search: Search<'_>, incidents: usize, now: Timestamp) -> Result<Searched, sqlx::Error> {
    let is_named = incidents > 0 || sabotage::is(Fault::SearchNamesWhatWasNotFound);
    let mut record = Searched {
        id: String::new(),
        by: caller.person(),
        at: instants::to_wire(now),
        kind: search.kind,
        reason: search.reason.to_owned(),
        incidents: u32::try_from(incidents).unwrap_or(u32::MAX),
        value: is_named.then(|| search.value.to_owned()),
        salt: random_id(),
    };
    record.id = chain::digest(&contents(&record)?)?;
    Ok(record)
}

/// Puts a search on record, in the client's audit too, which tells neither value nor reason. `value` is sealed for it.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn append(
    write: &mut Write,
    caller: &Caller,
    client: &ClientId,
    record: &Searched,
    value: Option<Vec<u8>>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    if sabotage::is(Fault::SearchIsNotRecorded) {
        return Ok(());
    }
    let mut kept = contents(record)?;
    if let Some(fields) = kept.as_object_mut() {
        fields.remove("value");
    }
    sqlx::query(
        "INSERT INTO evidence_searches (client_id, search_id, searched_at, contents, value) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(&client.0)
    .bind(&record.id)
    .bind(now.as_millisecond())
    .bind(chain::canonical(&kept)?)
    .bind(value)
    .execute(&mut **write)
    .await?;
    let detail = format!("{}, {} incidents", record.kind.caption(), record.incidents);
    let (place, told) = (Place::Client(client.clone()), (record.id.as_str(), detail.as_str()));
    audit::append_with(write, caller, &place, AuditAction::EvidenceSearched, told, now).await
}

/// The searches of a client's evidence, newest first, each with its place; those behind `after`.
///
/// # Errors
/// [`sqlx::Error`] when the store or the client's keys cannot be read.
pub async fn list(
    conn: &mut DatabaseConnection,
    vault: &Vault,
    seat: &Seat,
    after: Option<Position>,
    limit: usize,
) -> Result<Vec<(Position, Searched)>, sqlx::Error> {
    const LIST: &str = "SELECT * FROM evidence_searches WHERE client_id = $1 AND (searched_at, search_id) < ($2, $3) \
        ORDER BY searched_at DESC, search_id DESC LIMIT $4";
    let (at_ms, id) = after.unwrap_or((i64::MAX, String::new()));
    let rows = sqlx::query(sabotage::instead(Fault::SearchesOfEveryClient, LIST, "client_id = $1", "$1 <> ''"));
    let rows = rows.bind(&seat.client().0).bind(at_ms).bind(id).bind(i64::try_from(limit).unwrap_or(i64::MAX));
    let rows = rows.fetch_all(conn).await?;
    let sealed = rows.iter().filter_map(|row| {
        let id = row.try_get("search_id");
        let value = row.try_get::<Option<Vec<u8>>, _>("value").transpose()?;
        Some(id.and_then(|id| Ok((id, value?))))
    });
    let sealed = sealed.collect::<Result<Vec<(String, Vec<u8>)>, sqlx::Error>>()?;
    let mut values = vault.open_searched(seat.client(), &sealed).await?;
    rows.iter().map(|row| read(row, &mut values)).collect()
}

fn read(row: &DatabaseRow, values: &mut BTreeMap<String, String>) -> Result<(Position, Searched), sqlx::Error> {
    let (id, contents): (String, String) = (row.try_get("search_id")?, row.try_get("contents")?);
    let mut told: Value = json(&contents)?;
    told["value"] = values.remove(&id).into();
    told["id"] = id.as_str().into();
    let told = serde_json::from_value(told).map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(((row.try_get("searched_at")?, id), told))
}

/// What the digest is of: everything but that.
fn contents(record: &Searched) -> Result<Value, sqlx::Error> {
    let mut contents = serde_json::to_value(record).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    if let Some(fields) = contents.as_object_mut() {
        fields.remove("id");
    }
    Ok(contents)
}

/// Makes every client's older evidence searchable. What fails is logged, and goes on at the next start.
pub async fn make_searchable(store: Store) {
    let all = match clients(&store).await {
        Ok(all) => all,
        Err(error) => {
            eprintln!("evidence could not be made searchable: {error}");
            return;
        }
    };
    for client in all.into_iter().map(ClientId) {
        if let Err(error) = store.vault().make_searchable(&client).await {
            eprintln!("evidence of {client} could not be made searchable: {error}");
        }
    }
}

async fn clients(store: &Store) -> Result<Vec<String>, sqlx::Error> {
    let clients = sqlx::query_scalar("SELECT client_id FROM clients ORDER BY client_id");
    clients.fetch_all(&mut *store.read(&Everywhere).await?).await
}

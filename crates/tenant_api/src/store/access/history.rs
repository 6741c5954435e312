//! The history of who may do what where: appended to whenever it changes, and never rewritten.

use super::holdings::Key;
use crate::{
    instants,
    policy::Seat,
    store::{
        DatabaseConnection, DatabaseRow, Write,
        values::{json, text},
    },
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use std::collections::BTreeMap;
use wire::{
    access::{AccessChange, Holder},
    session::{ClientId, OrganisationId, Person, UserId},
    vocabulary::Capability,
};

/// The last entry of a person in a place.
#[derive(Clone, Debug)]
pub(super) struct Latest {
    pub(super) entry: i64,
    pub(super) holder: Holder,
}

/// What became different.
#[derive(Clone, Debug)]
pub(super) struct Difference {
    pub(super) entry: i64,
    pub(super) holder: Holder,
    pub(super) gained: Vec<Capability>,
    pub(super) lost: Vec<Capability>,
}

/// Where the list of changes goes on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Place {
    at: i64,
    user: String,
    entry: i64,
}

/// The last entries of a client, or of an organisation and all its clients; of one user, or of everybody.
pub(super) async fn latest(
    conn: &mut DatabaseConnection,
    place: &OrganisationId,
    user: Option<&UserId>,
) -> Result<BTreeMap<Key, Latest>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT h.place_id, h.user_id, h.entry, h.holding FROM access_history h \
         WHERE (h.place_id = $1 OR h.place_id IN (SELECT client_id FROM clients WHERE managed_by = $1)) \
         AND h.user_id = COALESCE($2, h.user_id) AND h.entry = (SELECT MAX(l.entry) FROM access_history l \
             WHERE l.place_id = h.place_id AND l.user_id = h.user_id)",
    );
    let rows = rows.bind(&place.0).bind(user.map(|user| user.0.as_str())).fetch_all(conn).await?;
    let latest = |row: &DatabaseRow| {
        let key = (OrganisationId(row.try_get("place_id")?), UserId(row.try_get("user_id")?));
        Ok((key, Latest { entry: row.try_get("entry")?, holder: json(row.try_get("holding")?)? }))
    };
    rows.iter().map(latest).collect()
}

pub(super) async fn append(
    write: &mut Write,
    (place, user): &Key,
    difference: &Difference,
    by: Option<&Person>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO access_history (place_id, user_id, entry, at, holding, gained, lost, by_person) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&place.0)
    .bind(&user.0)
    .bind(difference.entry)
    .bind(now.as_millisecond())
    .bind(text(&difference.holder)?)
    .bind(listed(&difference.gained))
    .bind(listed(&difference.lost))
    .bind(by.map(text).transpose()?)
    .execute(&mut **write)
    .await
    .map(drop)
}

/// Whether anything is known of a place; and since when.
pub(super) async fn known_since(
    conn: &mut DatabaseConnection,
    place: &OrganisationId,
) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT MIN(at) FROM access_history WHERE place_id = $1").bind(&place.0).fetch_one(conn).await
}

/// Who held something in a client at an instant.
pub(super) async fn at(
    conn: &mut DatabaseConnection,
    client: &ClientId,
    at: Timestamp,
) -> Result<Vec<Holder>, sqlx::Error> {
    let rows = sqlx::query_scalar(
        "SELECT h.holding FROM access_history h WHERE h.place_id = $1 AND h.entry = (SELECT MAX(l.entry) \
             FROM access_history l WHERE l.place_id = h.place_id AND l.user_id = h.user_id AND l.at <= $2)",
    );
    let rows: Vec<String> = rows.bind(&client.0).bind(at.as_millisecond()).fetch_all(conn).await?;
    let mut holders = rows.iter().map(|holding| json(holding)).collect::<Result<Vec<Holder>, _>>()?;
    holders.retain(|holder| !holder.capabilities.is_empty());
    Ok(holders)
}

/// What changed in the seat's client, newest first, each with its place in the list; those after `after`.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn changes(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    after: Option<Place>,
    limit: usize,
) -> Result<Vec<(Place, AccessChange)>, sqlx::Error> {
    let after = after.unwrap_or(Place { at: i64::MAX, user: String::new(), entry: 0 });
    let rows = sqlx::query(
        "SELECT * FROM access_history WHERE place_id = $1 AND gained || lost <> '' \
         AND (at < $2 OR at = $2 AND (user_id > $3 OR user_id = $3 AND entry < $4)) \
         ORDER BY at DESC, user_id, entry DESC LIMIT $5",
    );
    let rows = rows.bind(&seat.client().0).bind(after.at).bind(&after.user).bind(after.entry);
    let rows = rows.bind(i64::try_from(limit).unwrap_or(200)).fetch_all(conn).await?;
    rows.iter().map(change).collect()
}

fn change(row: &DatabaseRow) -> Result<(Place, AccessChange), sqlx::Error> {
    let holder: Holder = json(row.try_get("holding")?)?;
    let by: Option<&str> = row.try_get("by_person")?;
    let place = Place { at: row.try_get("at")?, user: row.try_get("user_id")?, entry: row.try_get("entry")? };
    let change = AccessChange {
        at: instants::ms_to_wire(place.at),
        person: holder.person,
        manages: holder.manages,
        gained: super::captions(row.try_get("gained")?).collect(),
        lost: super::captions(row.try_get("lost")?).collect(),
        by: by.map(json).transpose()?,
    };
    Ok((place, change))
}

fn listed(capabilities: &[Capability]) -> String {
    capabilities.iter().map(|capability| capability.caption()).collect::<Vec<_>>().join(",")
}

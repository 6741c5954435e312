//! What a device calls clients instead of by their names: letters, drawn in no order that tells of them, and each one client's
//! for as long as the device lives.

use super::{DatabaseConnection, Everywhere, Store, Write};
use crate::sabotage::{self, Fault};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};
use wire::session::{ClientId, DeviceId, OrganisationId};

/// Places of two letters, and of three for whoever looks after more clients than that: where one is drawn in them says nothing of
/// when it was.
const PLACES: [Range<i64>; 2] = [26..702, 702..18_278];

/// The letters of these clients on this device. Whoever has none yet is given some that nobody had before.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read or written.
pub async fn of(
    store: &Store,
    (owner, device): (&OrganisationId, &DeviceId),
    clients: &[ClientId],
) -> Result<BTreeMap<ClientId, String>, sqlx::Error> {
    let mut known = read(&mut *store.read(&Everywhere).await?, device).await?;
    if clients.iter().any(|client| !known.contains_key(client)) {
        let mut write = store.write(&Everywhere).await?;
        // Another request of the same device may have been faster.
        known = read(&mut write, device).await?;
        let mut given = given(&mut write, owner, device).await?;
        for client in clients {
            if !known.contains_key(client)
                && let Some(place) = draw(&given)
            {
                give(&mut write, (owner, device), client, place).await?;
                given.insert(place);
                known.insert(client.clone(), place);
            }
        }
        write.commit().await?;
    }
    Ok(known.into_iter().map(|(client, place)| (client, letters(place))).collect())
}

async fn read(conn: &mut DatabaseConnection, device: &DeviceId) -> Result<BTreeMap<ClientId, i64>, sqlx::Error> {
    let places = sqlx::query_as("SELECT client_id, place FROM device_pseudonyms WHERE device_id = $1").bind(&device.0);
    let places: Vec<(String, i64)> = places.fetch_all(conn).await?;
    Ok(places.into_iter().map(|(client, place)| (ClientId(client), place)).collect())
}

/// Every place that was ever given, also to clients that are no more.
async fn given(
    conn: &mut DatabaseConnection,
    owner: &OrganisationId,
    device: &DeviceId,
) -> Result<BTreeSet<i64>, sqlx::Error> {
    let places = sqlx::query_scalar(sabotage::instead(
        Fault::PseudonymsOfTheDead,
        "SELECT place FROM device_places WHERE owner_id = $1 AND device_id = $2",
        "FROM device_places WHERE owner_id = $1",
        "FROM device_pseudonyms WHERE $1 <> ''",
    ));
    Ok(places.bind(&owner.0).bind(&device.0).fetch_all(conn).await?.into_iter().collect())
}

async fn give(
    write: &mut Write,
    (owner, device): (&OrganisationId, &DeviceId),
    client: &ClientId,
    place: i64,
) -> Result<(), sqlx::Error> {
    let keep = sqlx::query("INSERT INTO device_places (owner_id, device_id, place) VALUES ($1, $2, $3)");
    keep.bind(&owner.0).bind(&device.0).bind(place).execute(&mut **write).await?;
    let give = sqlx::query("INSERT INTO device_pseudonyms (client_id, device_id, place) VALUES ($1, $2, $3)");
    give.bind(&client.0).bind(&device.0).bind(place).execute(&mut **write).await.map(drop)
}

/// Any place that was not given yet; `None` once all of them were.
fn draw(given: &BTreeSet<i64>) -> Option<i64> {
    let free = |places: Range<i64>| places.filter(|place| !given.contains(place)).collect::<Vec<_>>();
    let free = PLACES.into_iter().map(free).find(|free| !free.is_empty())?;
    free.get(rand::random_range(0..free.len())).copied()
}

/// A, B, …, Z, AA, AB, …
fn letters(place: i64) -> String {
    let last = char::from(b'A' + u8::try_from(place.rem_euclid(26)).unwrap_or(0));
    let before = if place < 26 { String::new() } else { letters(place / 26 - 1) };
    format!("{before}{last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!(
            [0, 1, 25, 26, 27, 51, 52, 701, 702].map(letters),
            ["A", "B", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA"]
        );
    }

    #[test]
    fn each_place_is_drawn_once_and_in_no_order() {
        let (mut given, mut drawn) = (BTreeSet::new(), vec![]);
        for _ in 0..677 {
            let place = draw(&given).expect("one is left");
            assert!(given.insert(place), "{place} was given before");
            drawn.push(place);
        }
        assert!(!drawn.is_sorted(), "in no order");
        assert_eq!(drawn.iter().filter(|place| letters(**place).len() == 2).count(), 676);
        assert_eq!(letters(drawn[676]).len(), 3);
        assert_eq!(draw(&(26..18_278).collect()), None);
    }
}

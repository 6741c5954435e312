//! What a device calls clients instead of by their names: letters, drawn in no order that tells of them, and kept.

use super::{DatabaseConnection, Everywhere, Store};
use std::collections::BTreeMap;
use wire::session::{ClientId, DeviceId};

/// The letters of these clients on this device. Whoever has none yet is given one.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read or written.
pub async fn of(
    store: &Store,
    device: &DeviceId,
    clients: &[ClientId],
) -> Result<BTreeMap<ClientId, String>, sqlx::Error> {
    let mut known = read(&mut *store.read(&Everywhere).await?, device).await?;
    if clients.iter().any(|client| !known.contains_key(client)) {
        let mut write = store.write(&Everywhere).await?;
        // Another request of the same device may have been faster.
        known = read(&mut write, device).await?;
        let mut without: Vec<_> = clients.iter().filter(|client| !known.contains_key(client)).cloned().collect();
        without.sort_by_cached_key(|_| rand::random::<u64>());
        let next = known.values().max().map_or(0, |last| last + 1);
        for (place, client) in (next..).zip(without) {
            sqlx::query("INSERT INTO device_pseudonyms (client_id, device_id, place) VALUES ($1, $2, $3)")
                .bind(&client.0)
                .bind(&device.0)
                .bind(place)
                .execute(&mut *write)
                .await?;
            known.insert(client, place);
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

/// A, B, …, Z, AA, AB, …
fn letters(place: i64) -> String {
    let last = char::from(b'A' + u8::try_from(place.rem_euclid(26)).unwrap_or(0));
    let before = if place < 26 { String::new() } else { letters(place / 26 - 1) };
    format!("{before}{last}")
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!(
            [0, 1, 25, 26, 27, 51, 52, 701, 702].map(letters),
            ["A", "B", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA"]
        );
    }
}

//! Who looks at which incident now. Nothing of it is kept: whoever does not say so again is forgotten.

use super::{DatabaseConnection, Dialect, Everywhere, QueryBuilder, Store, Write, people};
use crate::policy::{self, Scope, Seat};
use jiff::{SignedDuration, Timestamp};
use sqlx::Row;
use wire::{
    queue::RowPresence,
    session::{ClientId, Person},
};

/// How long whoever said that they look is taken to look, seconds.
pub const LASTS_S: u32 = 25;

const FORGET: &str = "DELETE FROM presence WHERE until <= $1";
const LOOK: &str = "INSERT INTO presence (client_id, number, user_id, until) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (client_id, number, user_id) DO UPDATE SET until = excluded.until";
/// Colleagues of whoever asks: nobody learns of another organisation's people here.
const OTHERS: &str = "SELECT u.user_id, u.name, o.name AS organisation FROM presence p \
    JOIN users u ON u.user_id = p.user_id JOIN organisations o ON o.organisation_id = u.organisation_id \
    WHERE p.client_id = $1 AND p.number = $2 AND p.user_id <> $3 AND u.organisation_id = $4 AND p.until > $5 \
    ORDER BY u.name, u.user_id";

/// Forgets who looked anywhere, but does not any more.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn forget(store: &Store, now: Timestamp) -> Result<(), sqlx::Error> {
    let mut write = store.write(&Everywhere).await?;
    sqlx::query(FORGET).bind(now.as_millisecond()).execute(&mut *write).await?;
    write.commit().await
}

/// The seat's user looks at an incident at `now`. Answers which colleagues do, by name.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn look(write: &mut Write, seat: &Seat, number: i64, now: Timestamp) -> Result<Vec<Person>, sqlx::Error> {
    let (client, caller) = (seat.client().0.as_str(), seat.caller());
    let until = now.saturating_add(SignedDuration::from_secs(LASTS_S.into())).unwrap_or(Timestamp::MAX);
    let look = sqlx::query(LOOK).bind(client).bind(number).bind(&caller.user().0).bind(until.as_millisecond());
    look.execute(&mut **write).await?;
    let others = sqlx::query(OTHERS).bind(client).bind(number).bind(&caller.user().0).bind(&caller.organisation().0);
    let others = others.bind(now.as_millisecond());
    others.fetch_all(&mut **write).await?.iter().map(people::person).collect()
}

/// Which of the caller's colleagues look at which incidents of these clients of the scope, by client, number and name.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn seen(
    conn: &mut DatabaseConnection,
    scope: &Scope,
    clients: &[&ClientId],
    now: Timestamp,
) -> Result<Vec<RowPresence>, sqlx::Error> {
    let caller = scope.caller();
    let mut query = QueryBuilder::new(
        "SELECT p.client_id, p.number, u.user_id, u.name, o.name AS organisation FROM presence p \
         JOIN users u ON u.user_id = p.user_id JOIN organisations o ON o.organisation_id = u.organisation_id WHERE ",
    );
    Dialect::of(conn).push_among(&mut query, "p.client_id", clients.iter().copied());
    query.push(" AND p.until > ").push_bind(now.as_millisecond());
    query.push(" AND p.user_id <> ").push_bind(caller.user().0.clone());
    query.push(" AND u.organisation_id = ").push_bind(caller.organisation().0.clone());
    query.push(" ORDER BY p.client_id, p.number, u.name, u.user_id");
    let mut rows: Vec<RowPresence> = vec![];
    for row in query.build(Dialect::of(conn)).fetch_all(conn).await? {
        let client = ClientId(row.try_get("client_id")?);
        let number = row.try_get("number")?;
        let Some(label) = scope.label(&client).filter(|_| scope.sees(&client, number)) else { continue };
        let (key, person) = (policy::key(label, number), people::person(&row)?);
        match rows.last_mut().filter(|last| last.key == key) {
            Some(last) => last.people.push(person),
            None => rows.push(RowPresence { client, key, people: vec![person] }),
        }
    }
    Ok(rows)
}

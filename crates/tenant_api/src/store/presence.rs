//! Who looks at which incident now. Nothing of it is kept: whoever does not say so again is forgotten.

use super::{Everywhere, Store, Write, people};
use crate::policy::Seat;
use jiff::{SignedDuration, Timestamp};
use wire::session::Person;

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

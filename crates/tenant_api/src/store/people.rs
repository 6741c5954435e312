//! People: who can be given an incident, and names for ids.

use super::{
    Declined,
    access::{Grant, counting},
    restricted,
};
use crate::{
    policy::Seat,
    sabotage::{self, Fault},
    store::{DatabaseConnection, DatabaseRow, Dialect, Flag, QueryBuilder},
};
use sqlx::Row;
use std::collections::{BTreeMap, BTreeSet};
use wire::{
    session::{Person, UserId},
    vocabulary::{Capability, Visibility},
};

/// Everybody with a grant in a client who has come in once.
const GRANTED: &str = concat!(
    counting!("c.client_id = $1 AND u.user_id = COALESCE($2, u.user_id) AND u.invited = 0"),
    "SELECT n.*, u.name, o.name AS organisation FROM counting n JOIN users u ON u.user_id = n.user_id \
     JOIN organisations o ON o.organisation_id = u.organisation_id ORDER BY u.name, u.user_id"
);

/// The people who can have an incident of the seat's client: whoever may read it, by name.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn assignable(conn: &mut DatabaseConnection, seat: &Seat) -> Result<Vec<Person>, sqlx::Error> {
    assignable_among(conn, seat, None).await
}

/// # Errors
/// [`Declined::Invalid`] for somebody who cannot have it, whether or not there is such a person.
pub(super) async fn check_assignable(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    user: &UserId,
) -> Result<(), Declined> {
    if sabotage::is(Fault::AssignedToAnybody) {
        return Ok(());
    }
    let found = assignable_among(conn, seat, Some(user)).await?.pop();
    found.map(drop).ok_or_else(|| Declined::field("assignee", "nobody who can have it"))
}

async fn assignable_among(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    user: Option<&UserId>,
) -> Result<Vec<Person>, sqlx::Error> {
    let rows = sqlx::query(GRANTED).bind(&seat.client().0).bind(user.map(|user| user.0.as_str()));
    let mut people = vec![];
    for row in rows.fetch_all(conn).await? {
        let may = Grant::read(&row)?.held().any(|held| held == Capability::IncidentRead);
        if may || sabotage::is(Fault::AssigneesWithoutTheRight) {
            people.push(person(&row)?);
        }
    }
    // Several groups may give it to one person.
    people.dedup();
    Ok(people)
}

/// Whether somebody holds a capability in the seat's client now.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub(super) async fn holds(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    user: &UserId,
    capability: Capability,
) -> Result<bool, sqlx::Error> {
    for row in sqlx::query(GRANTED).bind(&seat.client().0).bind(&user.0).fetch_all(conn).await? {
        if Grant::read(&row)?.held().any(|held| held == capability) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a capability was taken from somebody in the seat's client.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub(super) async fn is_dropped(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    user: &UserId,
    capability: Capability,
) -> Result<bool, sqlx::Error> {
    let dropped = sqlx::query_scalar(
        "SELECT COUNT(*) > 0 FROM dropped_capabilities WHERE client_id = $1 AND user_id = $2 AND capability = $3",
    );
    let dropped = dropped.bind(&seat.client().0).bind(&user.0).bind(capability.caption());
    dropped.fetch_one(conn).await.map(|Flag(dropped)| dropped)
}

/// The people who may read a note of an incident, by name: an internal one is for those who look after the client.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn readers_of_notes(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
    visibility: Visibility,
) -> Result<Vec<Person>, sqlx::Error> {
    let restricted = restricted::readers(conn, seat, number).await?;
    let asks: &[Capability] = match visibility {
        Visibility::Shared => &[Capability::IncidentRead],
        _ => &[Capability::IncidentRead, Capability::NoteInternal],
    };
    let mut people = holding(conn, seat, asks).await?;
    people.retain(|person| restricted.as_ref().is_none_or(|readers| readers.contains(&person.id)));
    Ok(people)
}

/// The people who can be given a request of the seat's client, by name: whoever answers them.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub(super) async fn handlers_of_requests(
    conn: &mut DatabaseConnection,
    seat: &Seat,
) -> Result<Vec<Person>, sqlx::Error> {
    holding(conn, seat, &[Capability::RequestRead, Capability::RequestHandle]).await
}

/// The people who hold all of these in the seat's client, by name.
async fn holding(conn: &mut DatabaseConnection, seat: &Seat, asks: &[Capability]) -> Result<Vec<Person>, sqlx::Error> {
    const OF_WHO_MANAGES: [Capability; 2] = [Capability::NoteInternal, Capability::RequestHandle];
    let rows = sqlx::query(GRANTED).bind(&seat.client().0).bind(None::<&str>);
    let mut holders: Vec<(Person, BTreeSet<Capability>)> = vec![];
    for row in rows.fetch_all(conn).await? {
        let (person, grant) = (person(&row)?, Grant::read(&row)?);
        let is_of_use = |held: &Capability| grant.manages() || !OF_WHO_MANAGES.contains(held);
        let held = grant.held().filter(is_of_use);
        match holders.last_mut().filter(|(last, _)| last.id == person.id) {
            // Several groups may give it to one person.
            Some((_, all)) => all.extend(held),
            None => holders.push((person, held.collect())),
        }
    }
    let holds = |(_, held): &(Person, BTreeSet<Capability>)| asks.iter().all(|asked| held.contains(asked));
    Ok(holders.into_iter().filter(holds).map(|(person, _)| person).collect())
}

/// Who these are; whoever is nobody is left out.
pub(super) async fn named(
    conn: &mut DatabaseConnection,
    users: &BTreeSet<&UserId>,
) -> Result<BTreeMap<UserId, Person>, sqlx::Error> {
    if users.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut query = QueryBuilder::new(
        "SELECT u.user_id, u.name, o.name AS organisation FROM users u JOIN organisations o USING (organisation_id) \
         WHERE u.user_id IN (",
    );
    let mut listed = query.separated(", ");
    for user in users {
        listed.push_bind(user.0.as_str());
    }
    query.push(")");
    let rows = query.build(Dialect::of(conn)).fetch_all(conn).await?;
    rows.iter().map(|row| person(row).map(|person| (person.id.clone(), person))).collect()
}

/// One of those that were [`named`]; whoever is not among them has no name any more.
pub(super) fn one_of(named: &BTreeMap<UserId, Person>, user: &UserId) -> Person {
    let nobody = || Person { id: user.clone(), name: String::new(), organisation: String::new() };
    named.get(user).cloned().unwrap_or_else(nobody)
}

/// Reads the columns `user_id`, `name` and `organisation`.
///
/// # Errors
/// [`sqlx::Error`] when the row lacks one of them.
pub(super) fn person(row: &DatabaseRow) -> Result<Person, sqlx::Error> {
    Ok(Person {
        id: UserId(row.try_get("user_id")?),
        name: row.try_get("name")?,
        organisation: row.try_get("organisation")?,
    })
}

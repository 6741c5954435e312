//! What everybody holds, and by what: with names, as the history keeps it.

use super::{Grant, counting, over_msp};
use crate::store::{DatabaseConnection, DatabaseRow, Values};
use sqlx::Row;
use std::collections::BTreeMap;
use wire::{
    access::{Holder, Through},
    session::{OrganisationId, Person, UserId},
    vocabulary::{AccountState, Reach},
};

/// A client, or an organisation over itself, and a person.
pub(super) type Key = (OrganisationId, UserId);

const COUNTING: &str = concat!(
    counting!("$1 IN (c.client_id, c.managed_by) AND u.user_id = COALESCE($2, u.user_id)"),
    "SELECT n.*, p.name AS profile, g.name AS group_name, u.name, u.invited, o.name AS organisation \
     FROM counting n JOIN users u ON u.user_id = n.user_id JOIN organisations o ON o.organisation_id = u.organisation_id \
     JOIN profiles p ON p.profile_id = n.profile_id LEFT JOIN groups g ON g.group_id = n.group_id \
     ORDER BY n.client_id, n.user_id, g.name, n.profile_id"
);

/// What is held in a client, or over an organisation and in all its clients; by one user, or by everybody. Whoever holds
/// nothing is not among them.
pub(super) async fn holdings(
    conn: &mut DatabaseConnection,
    place: &OrganisationId,
    user: Option<&UserId>,
) -> Result<BTreeMap<Key, Holder>, sqlx::Error> {
    let mut found: BTreeMap<Key, Holder> = BTreeMap::new();
    let rows = sqlx::query(COUNTING).bind(&place.0).bind(user.map(|user| user.0.as_str()));
    for row in rows.fetch_all(&mut *conn).await? {
        let (grant, nothing) = (Grant::read(&row)?, holder(&row, row.flag("manages")?)?);
        let key = (OrganisationId(row.try_get("client_id")?), nothing.person.id.clone());
        let holder = found.entry(key).or_insert(nothing);
        holder.through.push(through(&row)?);
        holder.capabilities.extend(grant.held());
        holder.added.extend(grant.added);
        holder.removed.extend(grant.removed);
        holder.dropped.extend(grant.dropped);
    }
    for holder in found.values_mut() {
        settle(holder);
    }
    found.extend(over(conn, place, user).await?.into_iter().map(|(user, holder)| ((place.clone(), user), holder)));
    found.retain(|_, holder| !holder.capabilities.is_empty());
    Ok(found)
}

/// What is held over an MSP itself; nothing where `msp` is a client.
pub(super) async fn over(
    conn: &mut DatabaseConnection,
    msp: &OrganisationId,
    user: Option<&UserId>,
) -> Result<BTreeMap<UserId, Holder>, sqlx::Error> {
    let mut over = over_msp(conn, msp, user).await?;
    if over.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = sqlx::query(
        "SELECT u.user_id, u.name, u.invited, o.name AS organisation FROM users u \
         JOIN organisations o USING (organisation_id) WHERE u.organisation_id = $1",
    );
    let mut found = BTreeMap::new();
    for row in rows.bind(&msp.0).fetch_all(conn).await? {
        let user = UserId(row.try_get("user_id")?);
        if let Some(standing) = over.remove(&user) {
            let capabilities = standing.into_iter().filter(|held| held.administers()).collect();
            found.insert(user, Holder { capabilities, ..holder(&row, true)? });
        }
    }
    Ok(found)
}

/// An override says nothing of what it does not decide.
fn settle(holder: &mut Holder) {
    let Holder { capabilities, added, removed, dropped, .. } = holder;
    for list in [&mut *capabilities, &mut *added, &mut *removed, &mut *dropped] {
        list.sort_unstable();
        list.dedup();
    }
    added.retain(|capability| capabilities.contains(capability));
    removed.retain(|capability| !capabilities.contains(capability));
}

fn through(row: &DatabaseRow) -> Result<Through, sqlx::Error> {
    let reach = match row.try_get::<i64, _>("reach")? {
        1 => Reach::Client,
        2 => Reach::Group,
        _ => Reach::Standing,
    };
    Ok(Through { reach, profile: row.try_get("profile")?, group: row.try_get("group_name")? })
}

fn holder(row: &DatabaseRow, manages: bool) -> Result<Holder, sqlx::Error> {
    let person = Person {
        id: UserId(row.try_get("user_id")?),
        name: row.try_get("name")?,
        organisation: row.try_get("organisation")?,
    };
    let state = if row.flag("invited")? { AccountState::Invited } else { AccountState::Active };
    let none = Vec::new;
    Ok(Holder {
        person,
        state,
        manages,
        capabilities: none(),
        through: vec![],
        added: none(),
        removed: none(),
        dropped: none(),
    })
}

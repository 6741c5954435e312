//! The people of an organisation, as whoever administers them sees them.

mod change;
pub mod invitations;

pub use change::{command, command_in_client};

use super::Declined;
use crate::{
    instants,
    policy::Roster,
    sabotage::{self, Fault},
    store::{DatabaseConnection, DatabaseRow, Values, sessions},
};
use jiff::Timestamp;
use sqlx::Row;
use std::collections::BTreeMap;
use wire::{
    access::{ClientGrant, Grants, GroupGrant},
    administration::{Account, Dropped},
    session::{ClientId, GroupId, ProfileId, UserId},
    vocabulary::{AccountState, Capability},
};

const ACCOUNTS: &str = "\
    SELECT u.user_id, u.name, COALESCE(u.invited_as, u.contact_email, u.email) AS email, u.suspended_at, u.invited, i.expires_at, \
           COUNT(s.token_hash) AS sessions, MAX(s.last_seen_at) AS last_seen_at \
    FROM users u LEFT JOIN invitations i ON i.user_id = u.user_id \
    LEFT JOIN sessions s ON s.user_id = u.user_id AND s.expires_at > $3 AND s.last_seen_at > $4 \
    WHERE u.organisation_id = $1 AND u.user_id = COALESCE($2, u.user_id) \
    GROUP BY u.user_id, u.name, u.invited_as, u.contact_email, u.email, u.suspended_at, u.invited, i.expires_at \
    ORDER BY u.name, email, u.user_id";

/// Who is given what, whichever way: `NULL` places are standing grants.
const GRANTS: &str = "\
    SELECT g.user_id, 'client' AS reach, g.client_id AS place, g.profile_id FROM grants g JOIN users u USING (user_id) \
      WHERE u.organisation_id = $1 \
    UNION ALL SELECT g.user_id, 'group', g.group_id, g.profile_id FROM group_grants g JOIN users u USING (user_id) \
      WHERE u.organisation_id = $1 \
    UNION ALL SELECT s.user_id, 'standing', CAST(NULL AS TEXT), s.profile_id FROM standing_grants s \
      JOIN users u USING (user_id) WHERE u.organisation_id = $1 \
    ORDER BY 1, 2, 3";

/// Everybody of the roster, by name.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(conn: &mut DatabaseConnection, roster: &Roster, now: Timestamp) -> Result<Vec<Account>, sqlx::Error> {
    accounts(conn, roster, None, now).await
}

/// One of them.
///
/// # Errors
/// [`Declined::Missing`] for anybody else.
pub async fn read(
    conn: &mut DatabaseConnection,
    roster: &Roster,
    user: &UserId,
    now: Timestamp,
) -> Result<Account, Declined> {
    accounts(conn, roster, Some(user), now).await?.pop().ok_or(Declined::Missing)
}

async fn accounts(
    conn: &mut DatabaseConnection,
    roster: &Roster,
    user: Option<&UserId>,
    now: Timestamp,
) -> Result<Vec<Account>, sqlx::Error> {
    let organisation = &roster.organisation().0;
    let sql = sabotage::instead(Fault::UsersOfEverybody, ACCOUNTS, "u.organisation_id = $1", "$1 <> ''");
    let rows = sqlx::query(sql).bind(organisation).bind(user.map(|user| user.0.as_str()));
    let rows = rows.bind(now.as_millisecond()).bind(now.as_millisecond() - sessions::IDLE.as_secs() * 1000);
    let rows = rows.fetch_all(&mut *conn).await?;
    let mut accounts = rows.iter().map(account).collect::<Result<Vec<_>, _>>()?;
    let places: BTreeMap<_, _> = accounts.iter().enumerate().map(|(at, account)| (account.id.clone(), at)).collect();
    for row in sqlx::query(GRANTS).bind(organisation).fetch_all(&mut *conn).await? {
        if let Some(at) = places.get(&UserId(row.try_get("user_id")?)) {
            grant(&mut accounts[*at].grants, &row)?;
        }
    }
    let rows = sqlx::query(
        "SELECT d.user_id, d.client_id, d.capability FROM dropped_capabilities d JOIN users u USING (user_id) \
         WHERE u.organisation_id = $1 ORDER BY d.user_id, d.client_id, d.capability",
    );
    for row in rows.bind(organisation).fetch_all(conn).await? {
        let capability = Capability::from_caption(row.try_get("capability")?).unwrap_or_default();
        let client = ClientId(row.try_get("client_id")?);
        let Some(at) = places.get(&UserId(row.try_get("user_id")?)) else { continue };
        let dropped = &mut accounts[*at].dropped;
        match dropped.last_mut().filter(|last| last.client == client) {
            Some(last) => last.capabilities.push(capability),
            None => dropped.push(Dropped { client, capabilities: vec![capability] }),
        }
    }
    Ok(accounts)
}

fn account(row: &DatabaseRow) -> Result<Account, sqlx::Error> {
    let (suspended_at, invited): (Option<i64>, bool) = (row.try_get("suspended_at")?, row.flag("invited")?);
    let at = |column: &str| Ok::<_, sqlx::Error>(row.try_get::<Option<i64>, _>(column)?.map(instants::ms_to_wire));
    Ok(Account {
        id: UserId(row.try_get("user_id")?),
        name: row.try_get("name")?,
        email: row.try_get("email")?,
        state: match (suspended_at, invited) {
            (Some(_), _) => AccountState::Suspended,
            (None, true) => AccountState::Invited,
            (None, false) => AccountState::Active,
        },
        grants: Grants::default(),
        dropped: vec![],
        sessions: row.count("sessions")?,
        last_seen_at: at("last_seen_at")?,
        invited_until: at("expires_at")?,
    })
}

fn grant(grants: &mut Grants, row: &DatabaseRow) -> Result<(), sqlx::Error> {
    let profile = ProfileId(row.try_get("profile_id")?);
    match row.try_get("reach")? {
        "client" => grants.clients.push(ClientGrant { client: ClientId(row.try_get("place")?), profile }),
        "group" => grants.groups.push(GroupGrant { group: GroupId(row.try_get("place")?), profile }),
        _ => grants.standing = Some(profile),
    }
    Ok(())
}

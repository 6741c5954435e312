//! What everybody may do: the one query that decides it, and whoever it is asked for.

pub mod history;
mod holdings;
pub mod matrix;
mod settle;

pub(super) use settle::begin_history;
pub(crate) use settle::{By, settle};

use super::{DatabaseConnection, DatabaseRow, Everywhere, Store, Values};
use crate::policy::{Caller, Visible};
use sqlx::Row;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use wire::{
    queue::ClientLabel,
    session::{
        Branding, Client, ClientId, Group, GroupId, Organisation, OrganisationId, Preferences, Session, User, UserId,
    },
    vocabulary::{Capability, OrganisationKind},
};

/// The grants that count, of the users `u` and clients `c` in question: of those that reach a client the nearest, which is
/// its own before those of its groups before the standing one. None reaches beyond the user's own organisation and what it
/// manages, and none reaches for somebody suspended.
macro_rules! nearest {
    ($in_question:literal) => {
        concat!(
            "WITH reaching AS (\
               SELECT g.user_id, g.client_id, g.profile_id, 1 AS reach, CAST(NULL AS TEXT) AS group_id \
                 FROM grants g JOIN users u USING (user_id) JOIN clients c USING (client_id) WHERE ",
            $in_question,
            " UNION ALL \
               SELECT g.user_id, gc.client_id, g.profile_id, 2, g.group_id \
                 FROM group_grants g JOIN users u USING (user_id) JOIN groups o USING (group_id) \
                 JOIN group_clients gc USING (group_id) JOIN clients c USING (client_id) \
                 WHERE o.organisation_id = u.organisation_id AND ",
            $in_question,
            " UNION ALL \
               SELECT s.user_id, c.client_id, s.profile_id, 3, CAST(NULL AS TEXT) \
                 FROM standing_grants s JOIN users u USING (user_id) \
                 JOIN clients c ON s.organisation_id IN (c.managed_by, c.client_id) WHERE ",
            $in_question,
            "), nearest AS (\
               SELECT r.user_id, r.client_id, r.profile_id, r.reach, r.group_id, \
                      COALESCE(c.managed_by, c.client_id) = u.organisation_id AS manages \
                 FROM (SELECT reaching.*, RANK() OVER (PARTITION BY user_id, client_id ORDER BY reach) AS place \
                         FROM reaching) r \
                 JOIN users u ON u.user_id = r.user_id JOIN clients c ON c.client_id = r.client_id \
                 WHERE r.place = 1 AND u.suspended_at IS NULL AND u.organisation_id IN (c.client_id, c.managed_by)) "
        )
    };
}

/// Who holds what where: what the nearest grants' profiles say, as the client overrides them, without what was dropped for the
/// person, and without what is only for whoever looks after a client; in a client that is leaving no more than
/// `policy::KEPT_WHEN_LEAVING`, and nothing in one that is gone. Columns `user_id, client_id, manages, capability`; one may
/// come twice.
macro_rules! held {
    ($in_question:literal) => {
        concat!(
            $crate::store::access::nearest!($in_question),
            ", held AS (\
               SELECT h.user_id, h.client_id, h.manages, h.capability FROM (\
                 SELECT n.user_id, n.client_id, n.manages, p.capability FROM nearest n \
                   JOIN profile_capabilities p ON p.profile_id = n.profile_id \
                   WHERE NOT EXISTS (SELECT 1 FROM profile_overrides o WHERE o.client_id = n.client_id \
                     AND o.profile_id = n.profile_id AND o.capability = p.capability AND o.effect = 'removed') \
                 UNION ALL \
                 SELECT n.user_id, n.client_id, n.manages, o.capability FROM nearest n \
                   JOIN profile_overrides o ON o.client_id = n.client_id AND o.profile_id = n.profile_id \
                   WHERE o.effect = 'added') h \
               WHERE (h.manages OR h.capability NOT IN ('access.manage', 'client.manage')) \
                 AND NOT EXISTS (SELECT 1 FROM dropped_capabilities d WHERE d.client_id = h.client_id \
                   AND d.user_id = h.user_id AND d.capability = h.capability) \
                 AND NOT EXISTS (SELECT 1 FROM offboardings l WHERE l.client_id = h.client_id \
                   AND (l.gone_at IS NOT NULL OR l.confirmed_at IS NOT NULL AND h.capability NOT IN (\
                     'overview.read', 'queue.read', 'incident.read', 'evidence.open', 'receipts.read', 'access.read', \
                     'access.lower', 'audit.read', 'retention.manage')))) "
        )
    };
}

pub(super) use {held, nearest};

const VISIBLE: &str = concat!(
    held!("u.user_id = $1"),
    "SELECT c.client_id, c.code, c.name, c.colour, h.manages, string_agg(h.capability, ',') AS capabilities \
     FROM held h JOIN clients c ON c.client_id = h.client_id \
     GROUP BY c.client_id, c.code, c.name, c.colour, h.manages"
);

/// What standing grants say over an MSP itself. A client is one place, so there it is what is held in that place.
const OVER_MSP: &str = "\
    SELECT u.user_id, p.capability FROM users u JOIN organisations o USING (organisation_id) \
    JOIN standing_grants s ON s.user_id = u.user_id AND s.organisation_id = u.organisation_id \
    JOIN profile_capabilities p ON p.profile_id = s.profile_id \
    WHERE o.kind = 'msp' AND u.suspended_at IS NULL AND u.organisation_id = $1 AND u.user_id = COALESCE($2, u.user_id)";

impl Caller {
    /// Everything about one user, or `None` if there is no such user, or they are suspended.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the store cannot be read.
    pub async fn load(conn: &mut DatabaseConnection, user: &UserId) -> Result<Option<Arc<Self>>, sqlx::Error> {
        let found = sqlx::query(
            "SELECT u.*, o.name AS organisation_name, o.kind FROM users u JOIN organisations o USING (organisation_id) \
             WHERE u.user_id = $1 AND u.suspended_at IS NULL",
        );
        let Some(row) = found.bind(&user.0).fetch_optional(&mut *conn).await? else { return Ok(None) };
        let mut clients = BTreeMap::new();
        for row in sqlx::query(VISIBLE).bind(&user.0).fetch_all(&mut *conn).await? {
            let visible = visible(&row)?;
            clients.insert(visible.label.id.clone(), visible);
        }
        let groups = groups(conn, user, &clients).await?;
        let id = OrganisationId(row.try_get("organisation_id")?);
        let standing = match clients.get(&ClientId(id.0.clone())) {
            Some(place) => place.capabilities.clone(),
            None => over_msp(conn, &id, Some(user)).await?.remove(user).unwrap_or_default(),
        };
        let organisation = Organisation {
            id,
            name: row.try_get("organisation_name")?,
            kind: OrganisationKind::from_caption(row.try_get("kind")?).unwrap_or_default(),
            capabilities: standing.iter().copied().filter(|held| held.administers()).collect(),
        };
        Ok(Some(Arc::new(Self {
            user: User { id: user.clone(), name: row.try_get("name")?, email: row.try_get("email")? },
            organisation,
            preferences: Preferences { language: row.try_get("language")?, time_zone: row.try_get("time_zone")? },
            permission_version: row.try_get("permission_version")?,
            clients,
            groups,
            standing,
            seeing_as: None,
        })))
    }

    /// The caller as the console gets to know it.
    #[must_use]
    pub fn session(&self) -> Session {
        let client = |visible: &Visible| Client {
            id: visible.label.id.clone(),
            code: visible.label.code.clone(),
            name: visible.label.name.clone(),
            colour: visible.label.colour.clone(),
            capabilities: visible.capabilities.iter().copied().collect(),
        };
        let mut clients: Vec<_> = self.clients.values().map(client).collect();
        clients.sort_by(|one, other| one.name.cmp(&other.name));
        Session {
            user: self.user.clone(),
            organisation: self.organisation.clone(),
            clients,
            groups: self.groups.clone(),
            preferences: self.preferences.clone(),
            branding: Branding { product_name: "Bulkhead".to_owned() },
            seeing_as: self.seeing_as.clone(),
        }
    }
}

impl Store {
    /// [`Caller::load`] over a connection of the read pool.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the store cannot be read.
    pub async fn caller(&self, user: &UserId) -> Result<Option<Arc<Caller>>, sqlx::Error> {
        Caller::load(&mut *self.read(&Everywhere).await?, user).await
    }
}

/// What everybody holds in all of an MSP; over the MSP itself it is that which administers.
async fn over_msp(
    conn: &mut DatabaseConnection,
    msp: &OrganisationId,
    user: Option<&UserId>,
) -> Result<BTreeMap<UserId, BTreeSet<Capability>>, sqlx::Error> {
    let rows = sqlx::query_as::<_, (String, String)>(OVER_MSP).bind(&msp.0).bind(user.map(|user| user.0.as_str()));
    let mut over: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (user, caption) in rows.fetch_all(conn).await? {
        over.entry(UserId(user)).or_default().extend(Capability::from_caption(&caption));
    }
    Ok(over)
}

fn visible(row: &DatabaseRow) -> Result<Visible, sqlx::Error> {
    Ok(Visible {
        label: label(row)?,
        manages: row.flag("manages")?,
        capabilities: captions(row.try_get("capabilities")?).collect(),
    })
}

/// Reads the columns `client_id`, `code`, `name` and `colour`.
pub(super) fn label(row: &DatabaseRow) -> Result<ClientLabel, sqlx::Error> {
    Ok(ClientLabel {
        id: ClientId(row.try_get("client_id")?),
        code: row.try_get("code")?,
        name: row.try_get("name")?,
        colour: row.try_get("colour")?,
    })
}

/// The capabilities of a list with commas between.
fn captions(listed: &str) -> impl Iterator<Item = Capability> {
    listed.split(',').filter_map(Capability::from_caption)
}

/// The organisation's groups, each with those of its clients that the user may see; one without any is not there.
async fn groups(
    conn: &mut DatabaseConnection,
    user: &UserId,
    clients: &BTreeMap<ClientId, Visible>,
) -> Result<Vec<Group>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT g.group_id, g.name, gc.client_id FROM users u JOIN groups g USING (organisation_id) \
         JOIN group_clients gc USING (group_id) WHERE u.user_id = $1 ORDER BY g.name, g.group_id, gc.client_id",
    );
    let mut groups: Vec<Group> = vec![];
    for row in rows.bind(&user.0).fetch_all(conn).await? {
        let client = ClientId(row.try_get("client_id")?);
        if !clients.contains_key(&client) {
            continue;
        }
        let id = GroupId(row.try_get("group_id")?);
        match groups.last_mut().filter(|group| group.id == id) {
            Some(group) => group.clients.push(client),
            None => groups.push(Group { id, name: row.try_get("name")?, clients: vec![client] }),
        }
    }
    Ok(groups)
}

#[cfg(test)]
mod tests {
    use super::VISIBLE;
    use crate::policy::KEPT_WHEN_LEAVING;

    #[test]
    fn the_query_keeps_what_is_kept_when_leaving() {
        let kept = VISIBLE.split("l.confirmed_at IS NOT NULL AND h.capability NOT IN (").nth(1).expect("the list");
        let kept: Vec<_> =
            kept.split(')').next().expect("its end").split(',').map(|held| held.trim().trim_matches('\'')).collect();
        assert_eq!(kept, KEPT_WHEN_LEAVING.map(wire::vocabulary::Capability::caption));
    }
}

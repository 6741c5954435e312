//! Reads who somebody is and what they may do.

use super::{DatabaseConnection, DatabaseRow, Everywhere, Store, Values};
use crate::policy::{Caller, KEPT_WHEN_LEAVING, Visible};
use sqlx::Row;
use std::{collections::BTreeMap, sync::Arc};
use wire::{
    queue::ClientLabel,
    session::{
        Branding, Client, ClientId, Group, GroupId, Organisation, OrganisationId, Preferences, Session, User, UserId,
    },
    vocabulary::{Capability, OrganisationKind},
};

/// A grant in a client goes before a standing one, and neither reaches beyond the user's own organisation and what it manages.
const VISIBLE: &str = "\
    SELECT c.client_id, c.code, c.name, c.colour, COALESCE(c.managed_by, c.client_id) = u.organisation_id AS manages, \
           string_agg(p.capability, ',') AS capabilities, COUNT(o.confirmed_at) > 0 AS leaving \
    FROM users u \
    JOIN (SELECT user_id, client_id, profile_id FROM grants WHERE user_id = $1 \
          UNION ALL \
          SELECT s.user_id, c.client_id, s.profile_id FROM standing_grants s \
          JOIN clients c ON s.organisation_id IN (c.managed_by, c.client_id) \
          WHERE s.user_id = $1 AND NOT EXISTS \
              (SELECT 1 FROM grants g WHERE g.client_id = c.client_id AND g.user_id = s.user_id)) a USING (user_id) \
    JOIN clients c ON c.client_id = a.client_id AND u.organisation_id IN (c.client_id, c.managed_by) \
    JOIN profile_capabilities p ON p.profile_id = a.profile_id \
    LEFT JOIN offboardings o ON o.client_id = c.client_id \
    WHERE u.user_id = $1 AND o.gone_at IS NULL GROUP BY c.client_id, c.code, c.name, c.colour, c.managed_by, u.organisation_id";

impl Caller {
    /// Everything about one user, or `None` if there is no such user.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the store cannot be read.
    pub async fn load(conn: &mut DatabaseConnection, user: &UserId) -> Result<Option<Arc<Self>>, sqlx::Error> {
        let found = sqlx::query(
            "SELECT u.*, o.name AS organisation_name, o.kind FROM users u JOIN organisations o USING (organisation_id) \
             WHERE u.user_id = $1",
        );
        let Some(row) = found.bind(&user.0).fetch_optional(&mut *conn).await? else { return Ok(None) };
        let mut clients = BTreeMap::new();
        for row in sqlx::query(VISIBLE).bind(&user.0).fetch_all(&mut *conn).await? {
            let visible = visible(&row)?;
            clients.insert(visible.label.id.clone(), visible);
        }
        let groups = groups(conn, user, &clients).await?;
        let mut organisation = Organisation {
            id: OrganisationId(row.try_get("organisation_id")?),
            name: row.try_get("organisation_name")?,
            kind: OrganisationKind::from_caption(row.try_get("kind")?).unwrap_or_default(),
            capabilities: over_organisation(conn, user).await?,
        };
        if organisation.kind == OrganisationKind::Client {
            // A client that is leaving is read-only for itself too.
            let own = clients.get(&ClientId(organisation.id.0.clone()));
            organisation.capabilities.retain(|held| own.is_some_and(|own| own.capabilities.contains(held)));
        }
        Ok(Some(Arc::new(Self {
            user: User { id: user.clone(), name: row.try_get("name")?, email: row.try_get("email")? },
            organisation,
            preferences: Preferences { language: row.try_get("language")?, time_zone: row.try_get("time_zone")? },
            permission_version: row.try_get("permission_version")?,
            clients,
            groups,
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

fn visible(row: &DatabaseRow) -> Result<Visible, sqlx::Error> {
    let capabilities: &str = row.try_get("capabilities")?;
    let leaving = row.flag("leaving")?;
    let remains = |capability: &Capability| !leaving || KEPT_WHEN_LEAVING.contains(capability);
    Ok(Visible {
        label: ClientLabel {
            id: ClientId(row.try_get("client_id")?),
            code: row.try_get("code")?,
            name: row.try_get("name")?,
            colour: row.try_get("colour")?,
        },
        manages: row.flag("manages")?,
        capabilities: capabilities.split(',').filter_map(Capability::from_caption).filter(remains).collect(),
    })
}

/// The organisation's groups, each with those of its clients that the user may see; one without any is not there.
/// What a user may do about their own organisation: what administers in the profile that they hold in all of it. A client
/// is one place, so there it is the profile in that place.
async fn over_organisation(conn: &mut DatabaseConnection, user: &UserId) -> Result<Vec<Capability>, sqlx::Error> {
    let held = sqlx::query_scalar(
        "SELECT p.capability FROM users u \
         JOIN (SELECT user_id, organisation_id, profile_id FROM standing_grants \
               UNION ALL SELECT user_id, client_id, profile_id FROM grants) a USING (user_id, organisation_id) \
         JOIN profile_capabilities p USING (profile_id) WHERE u.user_id = $1 ORDER BY p.capability",
    );
    let held: Vec<String> = held.bind(&user.0).fetch_all(conn).await?;
    let held = held.iter().filter_map(|caption| Capability::from_caption(caption));
    Ok(held.filter(|capability| capability.administers()).collect())
}

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

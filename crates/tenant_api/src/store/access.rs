//! What everybody may do: the one query of the grants that count, the one rule of what they come to, and whoever asks.

pub mod history;
mod holdings;
pub mod matrix;
mod settle;

pub(super) use settle::begin_history;
pub(crate) use settle::{By, settle, settle_ruled};

use super::{DatabaseConnection, DatabaseRow, Everywhere, Store, Values, restricted};
use crate::{
    policy::{Caller, Hidden, KEPT_WHEN_LEAVING, ONLY_WHO_MANAGES, Visible},
    sabotage::{self, Fault},
};
use sqlx::Row;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use wire::{
    preferences::Preferences,
    queue::ClientLabel,
    session::{Branding, Client, ClientId, Group, GroupId, Organisation, OrganisationId, Session, User, UserId},
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

/// The grants that count with all that decides what they come to ([`Grant`] reads it): the template, how the client
/// overrides it, what was dropped for the person, and whether the client is leaving. One that is gone is nobody's.
macro_rules! counting {
    ($in_question:literal) => {
        concat!(
            $crate::store::access::nearest!($in_question),
            ", templates AS (\
               SELECT profile_id, string_agg(capability, ',') AS template FROM profile_capabilities \
                 WHERE profile_id IN (SELECT profile_id FROM nearest) GROUP BY profile_id), \
             counting AS (\
               SELECT n.user_id, n.client_id, n.profile_id, n.reach, n.group_id, n.manages, t.template, \
                 (SELECT string_agg(o.effect || ' ' || o.capability, ',') FROM profile_overrides o \
                    WHERE o.client_id = n.client_id AND o.profile_id = n.profile_id) AS overrides, \
                 (SELECT string_agg(d.capability, ',') FROM dropped_capabilities d \
                    WHERE d.client_id = n.client_id AND d.user_id = n.user_id) AS dropped, \
                 (SELECT COUNT(l.confirmed_at) > 0 FROM offboardings l WHERE l.client_id = n.client_id) AS leaving \
               FROM nearest n LEFT JOIN templates t ON t.profile_id = n.profile_id \
               WHERE NOT EXISTS (SELECT 1 FROM offboardings l \
                 WHERE l.client_id = n.client_id AND l.gone_at IS NOT NULL)) "
        )
    };
}

pub(super) use {counting, nearest};

const VISIBLE: &str = concat!(
    counting!("u.user_id = $1"),
    "SELECT n.*, c.code, c.name, c.colour FROM counting n JOIN clients c ON c.client_id = n.client_id"
);

/// One grant that counts, and what it comes to.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    template: Vec<Capability>,
    added: Vec<Capability>,
    removed: Vec<Capability>,
    dropped: Vec<Capability>,
    manages: bool,
    leaving: bool,
}

impl Grant {
    /// Reads the columns of `counting`.
    pub(super) fn read(row: &DatabaseRow) -> Result<Self, sqlx::Error> {
        let listed = |column: &str| row.try_get::<Option<String>, _>(column).map(Option::unwrap_or_default);
        let overrides = listed("overrides")?;
        let of_effect = |effect: &str| {
            let of_it = overrides.split(',').filter_map(|one| one.strip_prefix(effect)?.strip_prefix(' '));
            of_it.filter_map(Capability::from_caption).collect()
        };
        Ok(Self {
            template: captions(&listed("template")?).collect(),
            added: of_effect("added"),
            removed: of_effect("removed"),
            dropped: captions(&listed("dropped")?).collect(),
            manages: row.flag("manages")?,
            leaving: row.flag("leaving")?,
        })
    }

    /// The template as the client overrides it, without what was dropped for the person, without what is only for whoever looks
    /// after the client, and where it is leaving without what does not remain.
    pub(super) fn held(&self) -> impl Iterator<Item = Capability> {
        let template = self.template.iter().filter(|capability| !self.removed.contains(capability));
        let held = template.chain(&self.added).filter(|capability| !self.dropped.contains(capability));
        let held = held.filter(|capability| self.manages || !ONLY_WHO_MANAGES.contains(capability));
        held.filter(|capability| !self.leaving || KEPT_WHEN_LEAVING.contains(capability)).copied()
    }

    /// Whether it is of somebody who belongs to whoever looks after the client.
    pub(super) const fn manages(&self) -> bool {
        self.manages
    }
}

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
        let found = sqlx::query(sabotage::instead(
            Fault::SuspendedWorksOn,
            "SELECT u.*, COALESCE(u.contact_email, u.email) AS shown_email, o.name AS organisation_name, o.kind, \
             EXISTS (SELECT 1 FROM incidents i WHERE i.readers > '') AS restricts \
             FROM users u JOIN organisations o USING (organisation_id) \
             WHERE u.user_id = $1 AND u.suspended_at IS NULL",
            " AND u.suspended_at IS NULL",
            "",
        ));
        let Some(row) = found.bind(&user.0).fetch_optional(&mut *conn).await? else { return Ok(None) };
        let clients = visible(&sqlx::query(VISIBLE).bind(&user.0).fetch_all(&mut *conn).await?)?;
        let groups = groups(conn, user, &clients).await?;
        let hidden = match row.flag("restricts")? {
            true => restricted::hidden_from(conn, Some(user), clients.keys()).await?,
            false => Hidden::default(),
        };
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
            user: User { id: user.clone(), name: row.try_get("name")?, email: row.try_get("shown_email")? },
            organisation,
            preferences: Preferences {
                language: row.try_get("language")?,
                time_zone: row.try_get("time_zone")?,
                ..Preferences::default()
            },
            permission_version: row.try_get("permission_version")?,
            clients,
            groups,
            standing,
            seeing_as: None,
            hidden,
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
            teams: vec![],
            own_teams: vec![],
            preferences: self.preferences.clone(),
            branding: Branding { product_name: "Bulkhead".to_owned() },
            seeing_as: self.seeing_as.clone(),
            shared_as: None,
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

/// The clients in which a user holds something.
fn visible(rows: &[DatabaseRow]) -> Result<BTreeMap<ClientId, Visible>, sqlx::Error> {
    let mut clients: BTreeMap<ClientId, Visible> = BTreeMap::new();
    for row in rows {
        let (label, grant) = (label(row)?, Grant::read(row)?);
        let nothing = Visible { label, manages: grant.manages, capabilities: BTreeSet::new() };
        clients.entry(nothing.label.id.clone()).or_insert(nothing).capabilities.extend(grant.held());
    }
    clients.retain(|_, visible| !visible.capabilities.is_empty());
    Ok(clients)
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
        if !clients.contains_key(&client) && !sabotage::is(Fault::GroupNamesUnseenClients) {
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

//! How one client uses its organisation's templates, and overrides them.

use crate::{
    policy::Seat,
    sabotage::{self, Fault},
    store::{
        DatabaseConnection, Declined, Values, Write,
        access::{By, nearest, settle},
        audit, fields,
    },
};
use jiff::Timestamp;
use sqlx::Row;
use std::collections::BTreeMap;
use wire::{
    access::{ClientProfile, ProfileOverride},
    audit::AuditAction,
    session::{OrganisationId, ProfileId},
    vocabulary::Capability,
};

const PROFILES: &str = concat!(
    nearest!("c.client_id = $1"),
    "SELECT p.profile_id, p.name, p.organisation_id, COUNT(DISTINCT n.user_id) AS people \
     FROM clients c JOIN profiles p ON p.organisation_id = COALESCE(c.managed_by, c.client_id) \
     LEFT JOIN nearest n ON n.profile_id = p.profile_id \
     WHERE c.client_id = $1 GROUP BY p.profile_id, p.name, p.organisation_id ORDER BY p.name, p.profile_id"
);

/// The templates as the seat's client uses them, by name. Its own people are told of those that somebody holds here: the others
/// are named for somebody else.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(conn: &mut DatabaseConnection, seat: &Seat) -> Result<Vec<ClientProfile>, sqlx::Error> {
    let rows = sqlx::query(PROFILES).bind(&seat.client().0).fetch_all(&mut *conn).await?;
    let Some(first) = rows.first() else { return Ok(vec![]) };
    let owner = OrganisationId(first.try_get("organisation_id")?);
    let (mut templates, mut overrides) = (super::capabilities(conn, &owner).await?, overrides(conn, seat).await?);
    let mut profiles = vec![];
    for row in rows {
        let id = ProfileId(row.try_get("profile_id")?);
        let (template, over) = (templates.remove(&id).unwrap_or_default(), overrides.remove(&id).unwrap_or_default());
        let profile = ClientProfile {
            id,
            name: row.try_get("name")?,
            capabilities: overridden(&template, &over),
            added: over.added,
            removed: over.removed,
            people: row.count("people")?,
        };
        profiles.push(profile);
    }
    let told_of_all = seat.manages() || sabotage::is(Fault::TemplatesOfEverybody);
    profiles.retain(|profile| told_of_all || profile.people > 0);
    Ok(profiles)
}

/// Replaces the client's override of a template.
///
/// # Errors
/// [`Declined`]: then it must not be committed.
pub async fn replace_override(
    write: &mut Write,
    seat: &Seat,
    id: &ProfileId,
    asked: &ProfileOverride,
    now: Timestamp,
) -> Result<ClientProfile, Declined> {
    let was = one(write, seat, id).await?;
    seat.check(Capability::AccessManage)?;
    let lists = [("added", &asked.added), ("removed", &asked.removed)];
    for (field, capabilities) in lists {
        fields::capabilities(field, capabilities)?;
    }
    if asked.added.iter().any(|capability| asked.removed.contains(capability)) {
        return Err(Declined::field("removed", "names what is added"));
    }
    let delete = sqlx::query("DELETE FROM profile_overrides WHERE client_id = $1 AND profile_id = $2");
    delete.bind(&seat.client().0).bind(&id.0).execute(&mut **write).await?;
    for (effect, capabilities) in lists {
        for capability in capabilities {
            sqlx::query(
                "INSERT INTO profile_overrides (client_id, profile_id, capability, effect) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT DO NOTHING",
            )
            .bind(&seat.client().0)
            .bind(&id.0)
            .bind(capability.caption())
            .bind(effect)
            .execute(&mut **write)
            .await?;
        }
    }
    let profile = one(write, seat, id).await?;
    for capability in profile.capabilities.iter().filter(|capability| !was.capabilities.contains(capability)) {
        // Also where nobody holds it yet: whoever is given it later is given it by this.
        seat.check(*capability)?;
    }
    let place = OrganisationId(seat.client().0.clone());
    settle(write, &place, None, By::Caller(seat.caller()), now).await?;
    let detail = format!("+ {} - {}", fields::listed(&asked.added), fields::listed(&asked.removed));
    let place = audit::Place::Client(seat.client().clone());
    audit::append_with(write, seat.caller(), &place, AuditAction::ProfileChanged, (&id.0, &detail), now).await?;
    Ok(profile)
}

/// # Errors
/// [`Declined::Missing`] for a template that is not used here.
pub async fn check(conn: &mut DatabaseConnection, seat: &Seat, id: &ProfileId) -> Result<(), Declined> {
    one(conn, seat, id).await.map(drop)
}

async fn one(conn: &mut DatabaseConnection, seat: &Seat, id: &ProfileId) -> Result<ClientProfile, Declined> {
    list(conn, seat).await?.into_iter().find(|profile| profile.id == *id).ok_or(Declined::Missing)
}

async fn overrides(
    conn: &mut DatabaseConnection,
    seat: &Seat,
) -> Result<BTreeMap<ProfileId, ProfileOverride>, sqlx::Error> {
    let rows = sqlx::query_as::<_, (String, String, String)>(
        "SELECT profile_id, capability, effect FROM profile_overrides WHERE client_id = $1",
    );
    let mut found: BTreeMap<_, ProfileOverride> = BTreeMap::new();
    for (id, caption, effect) in rows.bind(&seat.client().0).fetch_all(conn).await? {
        let over = found.entry(ProfileId(id)).or_default();
        let list = if effect == "added" { &mut over.added } else { &mut over.removed };
        list.extend(Capability::from_caption(&caption));
        list.sort_unstable();
    }
    Ok(found)
}

fn overridden(template: &[Capability], over: &ProfileOverride) -> Vec<Capability> {
    let kept = template.iter().filter(|capability| !over.removed.contains(capability));
    let mut held: Vec<_> = kept.chain(&over.added).copied().collect();
    held.sort_unstable();
    held.dedup();
    held
}

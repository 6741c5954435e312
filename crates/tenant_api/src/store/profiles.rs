//! Access profiles: an organisation's templates. A change of one is settled for everybody who holds it.

mod in_client;

pub use in_client::{check as check_in_client, list as list_in_client, replace_override};

use super::{
    Declined, Flag, Values, Write,
    access::{By, settle},
    audit, fields, random_id,
};
use crate::{policy::Office, store::DatabaseConnection};
use jiff::Timestamp;
use sqlx::Row;
use std::collections::BTreeMap;
use wire::{
    access::{NewProfile, Profile, ProfileChange},
    audit::AuditAction,
    session::{OrganisationId, ProfileId},
    vocabulary::Capability,
};

const PROFILES: &str = "\
    SELECT p.profile_id, p.name, COUNT(g.user_id) AS people FROM profiles p \
    LEFT JOIN (SELECT user_id, profile_id FROM grants UNION SELECT user_id, profile_id FROM group_grants \
               UNION SELECT user_id, profile_id FROM standing_grants) g ON g.profile_id = p.profile_id \
    WHERE p.organisation_id = $1 AND p.profile_id = COALESCE($2, p.profile_id) \
    GROUP BY p.profile_id, p.name ORDER BY p.name, p.profile_id";

/// The organisation's templates, by name.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(conn: &mut DatabaseConnection, office: &Office) -> Result<Vec<Profile>, sqlx::Error> {
    profiles(conn, office, None).await
}

/// One of them.
///
/// # Errors
/// [`Declined::Missing`] for anybody else's.
pub async fn read(conn: &mut DatabaseConnection, office: &Office, id: &ProfileId) -> Result<Profile, Declined> {
    profiles(conn, office, Some(id)).await?.pop().ok_or(Declined::Missing)
}

/// Makes one, of what its maker holds.
///
/// # Errors
/// [`Declined`]: then nothing must be committed.
pub async fn create(
    write: &mut Write,
    office: &Office,
    asked: &NewProfile,
    now: Timestamp,
) -> Result<Profile, Declined> {
    office.check(Capability::AccessManage)?;
    let (name, id) = (fields::name("name", &asked.name)?, ProfileId(random_id()));
    office.check_may_give(fields::capabilities("capabilities", &asked.capabilities)?)?;
    check_name_is_free(write, office, &id, name).await?;
    sqlx::query("INSERT INTO profiles (profile_id, organisation_id, name) VALUES ($1, $2, $3)")
        .bind(&id.0)
        .bind(&office.organisation().0)
        .bind(name)
        .execute(&mut **write)
        .await?;
    hold(write, &id, &asked.capabilities).await?;
    let detail = fields::listed(&asked.capabilities);
    record(write, office, AuditAction::ProfileAdded, &id, &format!("{name}: {detail}"), now).await?;
    read(write, office, &id).await
}

/// Changes one.
///
/// # Errors
/// [`Declined`]: then it must not be committed.
pub async fn change(
    write: &mut Write,
    office: &Office,
    id: &ProfileId,
    change: &ProfileChange,
    now: Timestamp,
) -> Result<Profile, Declined> {
    let was = read(write, office, id).await?;
    office.check(Capability::AccessManage)?;
    if let Some(name) = &change.name {
        let name = fields::name("name", name)?;
        check_name_is_free(write, office, id, name).await?;
        let rename = sqlx::query("UPDATE profiles SET name = $2 WHERE profile_id = $1").bind(&id.0).bind(name);
        rename.execute(&mut **write).await?;
    }
    if let Some(capabilities) = &change.capabilities {
        let added = fields::capabilities("capabilities", capabilities)?.iter().copied();
        let added: Vec<_> = added.filter(|capability| !was.capabilities.contains(capability)).collect();
        office.check_may_give(&added)?;
        let delete = sqlx::query("DELETE FROM profile_capabilities WHERE profile_id = $1").bind(&id.0);
        delete.execute(&mut **write).await?;
        hold(write, id, capabilities).await?;
    }
    settle(write, office.organisation(), None, By::Caller(office.caller()), now).await?;
    let profile = read(write, office, id).await?;
    let detail = format!("{}: {}", profile.name, fields::listed(&profile.capabilities));
    record(write, office, AuditAction::ProfileChanged, id, &detail, now).await?;
    Ok(profile)
}

/// Removes one that nobody holds.
///
/// # Errors
/// [`Declined`]: then it must not be committed.
pub async fn remove(write: &mut Write, office: &Office, id: &ProfileId, now: Timestamp) -> Result<(), Declined> {
    let was = read(write, office, id).await?;
    office.check(Capability::AccessManage)?;
    if was.people > 0 {
        return Err(Declined::field("profile", "is held by somebody"));
    }
    let given = sqlx::query_scalar("SELECT COUNT(*) > 0 FROM identity_provider_profiles WHERE profile_id = $1");
    if let Flag(true) = given.bind(&id.0).fetch_one(&mut **write).await? {
        return Err(Declined::field("profile", "is given by the organisation's own sign-in"));
    }
    for delete in [
        "DELETE FROM profile_overrides WHERE profile_id = $1",
        "DELETE FROM profile_capabilities WHERE profile_id = $1",
        "DELETE FROM profiles WHERE profile_id = $1",
    ] {
        sqlx::query(delete).bind(&id.0).execute(&mut **write).await?;
    }
    Ok(record(write, office, AuditAction::ProfileRemoved, id, &was.name, now).await?)
}

/// Whether the caller holds all that a profile says, so that a rule of theirs may give it.
///
/// # Errors
/// [`Declined::Lacks`] for the first that they do not.
pub async fn check_may_give(conn: &mut DatabaseConnection, office: &Office, id: &str) -> Result<(), Declined> {
    let held =
        sqlx::query_scalar("SELECT capability FROM profile_capabilities WHERE profile_id = $1 ORDER BY capability");
    let held: Vec<String> = held.bind(id).fetch_all(conn).await?;
    let held: Vec<_> = held.iter().filter_map(|caption| Capability::from_caption(caption)).collect();
    office.check_may_give(&held)
}

async fn profiles(
    conn: &mut DatabaseConnection,
    office: &Office,
    id: Option<&ProfileId>,
) -> Result<Vec<Profile>, sqlx::Error> {
    let rows = sqlx::query(PROFILES).bind(&office.organisation().0).bind(id.map(|id| id.0.as_str()));
    let rows = rows.fetch_all(&mut *conn).await?;
    let mut held = capabilities(conn, office.organisation()).await?;
    let mut profiles = vec![];
    for row in rows {
        let id = ProfileId(row.try_get("profile_id")?);
        let capabilities = held.remove(&id).unwrap_or_default();
        profiles.push(Profile { name: row.try_get("name")?, people: row.count("people")?, capabilities, id });
    }
    Ok(profiles)
}

/// What each profile of an organisation says, in the order of the closed list.
async fn capabilities(
    conn: &mut DatabaseConnection,
    owner: &OrganisationId,
) -> Result<BTreeMap<ProfileId, Vec<Capability>>, sqlx::Error> {
    let rows = sqlx::query_as::<_, (String, String)>(
        "SELECT p.profile_id, c.capability FROM profiles p JOIN profile_capabilities c USING (profile_id) \
         WHERE p.organisation_id = $1",
    );
    let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (id, caption) in rows.bind(&owner.0).fetch_all(conn).await? {
        found.entry(ProfileId(id)).or_default().extend(Capability::from_caption(&caption));
    }
    found.values_mut().for_each(|held| held.sort_unstable());
    Ok(found)
}

async fn hold(write: &mut Write, id: &ProfileId, capabilities: &[Capability]) -> Result<(), sqlx::Error> {
    for capability in capabilities {
        sqlx::query("INSERT INTO profile_capabilities (profile_id, capability) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(&id.0)
            .bind(capability.caption())
            .execute(&mut **write)
            .await?;
    }
    Ok(())
}

/// Two templates of one name cannot be told apart where they are chosen.
async fn check_name_is_free(write: &mut Write, office: &Office, id: &ProfileId, name: &str) -> Result<(), Declined> {
    let taken = sqlx::query_scalar(
        "SELECT COUNT(*) > 0 FROM profiles WHERE organisation_id = $1 AND lower(name) = lower($2) AND profile_id <> $3",
    );
    match taken.bind(&office.organisation().0).bind(name).bind(&id.0).fetch_one(&mut **write).await? {
        Flag(true) => Err(Declined::field("name", "is another profile's")),
        Flag(false) => Ok(()),
    }
}

async fn record(
    write: &mut Write,
    office: &Office,
    action: AuditAction,
    id: &ProfileId,
    detail: &str,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let place = audit::Place::Organisation(office.organisation().clone());
    audit::append_with(write, office.caller(), &place, action, (&id.0, detail), now).await
}

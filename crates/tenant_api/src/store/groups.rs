//! The groups of an MSP: named sets of its clients. What is granted by a group reaches whichever clients it has.

use super::{
    Declined, Write,
    access::{By, settle},
    audit::{self, Place},
    clients::{check_msp, slug},
    fields, views,
};
use crate::{
    policy::Office,
    sabotage::{self, Fault},
    store::DatabaseConnection,
};
use jiff::Timestamp;
use sqlx::Row;
use std::collections::BTreeSet;
use wire::{
    administration::{GroupChange, NewGroup},
    audit::AuditAction,
    session::{ClientId, Group, GroupId},
};

/// The organisation's groups with all of their clients, by name.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(conn: &mut DatabaseConnection, office: &Office) -> Result<Vec<Group>, sqlx::Error> {
    let rows = sqlx::query(sabotage::instead(
        Fault::GroupsOfEverybody,
        "SELECT g.group_id, g.name, gc.client_id FROM groups g LEFT JOIN group_clients gc USING (group_id) \
         WHERE g.organisation_id = $1 ORDER BY g.name, g.group_id, gc.client_id",
        "g.organisation_id = $1",
        "$1 <> ''",
    ));
    let mut groups: Vec<Group> = vec![];
    for row in rows.bind(&office.organisation().0).fetch_all(conn).await? {
        let id = GroupId(row.try_get("group_id")?);
        if groups.last().is_none_or(|last| last.id != id) {
            groups.push(Group { id, name: row.try_get("name")?, clients: vec![] });
        }
        let client = row.try_get::<Option<String>, _>("client_id")?.map(ClientId);
        if let Some(group) = groups.last_mut() {
            group.clients.extend(client);
        }
    }
    Ok(groups)
}

/// Makes one.
///
/// # Errors
/// [`Declined::Missing`] for an organisation that is no MSP, [`Declined::Invalid`] for a client that is not there.
pub async fn create(write: &mut Write, office: &Office, asked: &NewGroup, now: Timestamp) -> Result<Group, Declined> {
    check_msp(office)?;
    let (name, id) = (fields::name("name", &asked.name)?, GroupId(slug(&asked.name, "group")));
    sqlx::query("INSERT INTO groups (organisation_id, group_id, name) VALUES ($1, $2, $3)")
        .bind(&office.organisation().0)
        .bind(&id.0)
        .bind(name)
        .execute(&mut **write)
        .await?;
    fill(write, office, &id, &asked.clients).await?;
    done(write, office, &id, AuditAction::GroupAdded, now).await?;
    read(write, office, &id).await
}

/// Changes one, for everybody who holds something by it.
///
/// # Errors
/// [`Declined`]: then it must not be committed.
pub async fn change(
    write: &mut Write,
    office: &Office,
    id: &GroupId,
    asked: &GroupChange,
    now: Timestamp,
) -> Result<Group, Declined> {
    read(write, office, id).await?;
    if let Some(name) = &asked.name {
        let rename = sqlx::query("UPDATE groups SET name = $2 WHERE group_id = $1").bind(&id.0);
        rename.bind(fields::name("name", name)?).execute(&mut **write).await?;
    }
    if let Some(clients) = &asked.clients {
        empty(write, id).await?;
        fill(write, office, id, clients).await?;
    }
    done(write, office, id, AuditAction::GroupChanged, now).await?;
    read(write, office, id).await
}

/// Removes one, what is granted by it, and the views that name it.
///
/// # Errors
/// [`Declined`]: then it must not be committed.
pub async fn remove(write: &mut Write, office: &Office, id: &GroupId, now: Timestamp) -> Result<(), Declined> {
    read(write, office, id).await?;
    empty(write, id).await?;
    for delete in ["DELETE FROM group_grants WHERE group_id = $1", "DELETE FROM groups WHERE group_id = $1"] {
        sqlx::query(delete).bind(&id.0).execute(&mut **write).await?;
    }
    done(write, office, id, AuditAction::GroupRemoved, now).await?;
    // After people's rows, which whoever changes a preference takes first.
    Ok(views::forget_group(write, office.organisation(), id).await?)
}

/// One of them.
///
/// # Errors
/// [`Declined::Missing`] for another organisation's.
pub async fn read(conn: &mut DatabaseConnection, office: &Office, id: &GroupId) -> Result<Group, Declined> {
    list(conn, office).await?.into_iter().find(|group| group.id == *id).ok_or(Declined::Missing)
}

async fn empty(write: &mut Write, id: &GroupId) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM group_clients WHERE group_id = $1").bind(&id.0).execute(&mut **write).await.map(drop)
}

async fn fill(write: &mut Write, office: &Office, id: &GroupId, clients: &[ClientId]) -> Result<(), Declined> {
    for client in clients.iter().collect::<BTreeSet<_>>() {
        let added = sqlx::query(sabotage::instead(
            Fault::GroupOfForeignClients,
            "INSERT INTO group_clients (client_id, group_id) \
             SELECT client_id, $2 FROM clients WHERE client_id = $1 AND managed_by = $3 ON CONFLICT DO NOTHING",
            "managed_by = $3",
            "$3 <> ''",
        ));
        let added = added.bind(&client.0).bind(&id.0).bind(&office.organisation().0);
        let known = added.execute(&mut **write).await?.rows_affected() == 1;
        if !known {
            return Err(Declined::field("clients", "names one that is not there"));
        }
    }
    Ok(())
}

/// Settles it for those who gained or lost; and for everybody else of the organisation the scope `/g/{group}` is another one.
async fn done(
    write: &mut Write,
    office: &Office,
    id: &GroupId,
    action: AuditAction,
    now: Timestamp,
) -> Result<(), Declined> {
    let organisation = office.organisation();
    settle(write, organisation, None, By::Caller(office.caller()), now).await?;
    sqlx::query("UPDATE users SET permission_version = permission_version + 1 WHERE organisation_id = $1")
        .bind(&organisation.0)
        .execute(&mut **write)
        .await?;
    let group = read(write, office, id).await.ok();
    let clients = group.map(|group| group.clients.iter().map(|client| client.0.as_str()).collect::<Vec<_>>().join(" "));
    let (place, detail) = (Place::Organisation(organisation.clone()), clients.unwrap_or_default());
    audit::append_with(write, office.caller(), &place, action, (&id.0, &detail), now).await?;
    Ok(())
}

//! Playbooks: what an organisation has done about incidents of some categories, step by step.

use super::{
    DatabaseConnection, DatabaseRow, Declined, Values, Write,
    audit::{self, Place},
    clients::slug,
    fields, tasks,
    values::{json, text},
};
use crate::{
    policy::{Office, Seat},
    sabotage::{self, Fault},
};
use jiff::Timestamp;
use sqlx::Row;
use std::collections::BTreeSet;
use wire::{
    audit::AuditAction,
    session::{ClientId, OrganisationId, PlaybookId},
    task::{NewPlaybook, Playbook, PlaybookChange, PlaybookName, Step},
    vocabulary::Category,
};

/// How many an organisation has at most, and how many steps one has.
const PLAYBOOKS_MAX: usize = 100;
const STEPS_MAX: usize = 50;

const LISTED: &str = "SELECT * FROM playbooks WHERE owner_id = $1 ORDER BY name, playbook_id";
const PREAUTHORISED: &str = "\
    SELECT a.client_id, a.playbook_id, a.step FROM preauthorised_steps a JOIN playbooks p ON p.playbook_id = a.playbook_id \
    WHERE p.owner_id = $1 ORDER BY a.client_id, a.step";

/// The organisation's playbooks, by name. Which clients have approved a step is told of those that the caller sees.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(conn: &mut DatabaseConnection, office: &Office) -> Result<Vec<Playbook>, sqlx::Error> {
    let mut playbooks = of(conn, office.organisation()).await?;
    for step in playbooks.iter_mut().flat_map(|playbook| &mut playbook.steps) {
        step.preauthorised.retain(|client| office.caller().clients.contains_key(client));
    }
    Ok(playbooks)
}

/// One of them.
///
/// # Errors
/// [`Declined::Missing`] for another organisation's.
pub async fn read(conn: &mut DatabaseConnection, office: &Office, id: &PlaybookId) -> Result<Playbook, Declined> {
    list(conn, office).await?.into_iter().find(|playbook| playbook.id == *id).ok_or(Declined::Missing)
}

/// Makes one.
///
/// # Errors
/// [`Declined::Invalid`] for what cannot be done, [`Declined::Conflict`] where there are too many.
pub async fn create(
    write: &mut Write,
    office: &Office,
    asked: &NewPlaybook,
    now: Timestamp,
) -> Result<Playbook, Declined> {
    if of(write, office.organisation()).await?.len() >= PLAYBOOKS_MAX {
        return Err(Declined::Conflict("There are 100 playbooks already"));
    }
    let id = PlaybookId(slug(&asked.name, "playbook"));
    sqlx::query(
        "INSERT INTO playbooks (owner_id, playbook_id, name, categories, steps) VALUES ($1, $2, '', '[]', '[]')",
    )
    .bind(&office.organisation().0)
    .bind(&id.0)
    .execute(&mut **write)
    .await?;
    let playbook =
        Playbook { id, name: asked.name.clone(), categories: asked.categories.clone(), steps: asked.steps.clone() };
    keep(write, office, &playbook).await?;
    preauthorise(write, office, &playbook).await?;
    record(write, office, AuditAction::PlaybookAdded, &playbook, now).await?;
    read(write, office, &playbook.id).await
}

/// Changes one. What it was applied as before stays.
///
/// # Errors
/// [`Declined`]: then it must not be committed.
pub async fn change(
    write: &mut Write,
    office: &Office,
    id: &PlaybookId,
    asked: &PlaybookChange,
    now: Timestamp,
) -> Result<Playbook, Declined> {
    let was = read(write, office, id).await?;
    let playbook = Playbook {
        id: was.id,
        name: asked.name.clone().unwrap_or(was.name),
        categories: asked.categories.clone().unwrap_or(was.categories),
        steps: asked.steps.clone().unwrap_or(was.steps),
    };
    keep(write, office, &playbook).await?;
    if asked.steps.is_some() {
        preauthorise(write, office, &playbook).await?;
    }
    record(write, office, AuditAction::PlaybookChanged, &playbook, now).await?;
    read(write, office, id).await
}

/// Removes one. What it was applied as stays.
///
/// # Errors
/// [`Declined::Missing`] for another organisation's.
pub async fn remove(write: &mut Write, office: &Office, id: &PlaybookId, now: Timestamp) -> Result<(), Declined> {
    let playbook = read(write, office, id).await?;
    let remove = sqlx::query("DELETE FROM playbooks WHERE owner_id = $1 AND playbook_id = $2");
    remove.bind(&office.organisation().0).bind(&id.0).execute(&mut **write).await?;
    Ok(record(write, office, AuditAction::PlaybookRemoved, &playbook, now).await?)
}

/// Those that the seat's user can apply by hand, by name: of their own organisation, where it looks after the client.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn applicable(conn: &mut DatabaseConnection, seat: &Seat) -> Result<Vec<PlaybookName>, sqlx::Error> {
    let playbooks = if seat.manages() { of(conn, seat.caller().organisation()).await? } else { vec![] };
    Ok(playbooks.into_iter().map(|Playbook { id, name, .. }| PlaybookName { id, name }).collect())
}

/// One of those.
///
/// # Errors
/// [`Declined::Invalid`] for any other, whether or not there is such a playbook.
pub(super) async fn to_apply(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    id: &PlaybookId,
) -> Result<Playbook, Declined> {
    let playbooks = if seat.manages() { of(conn, seat.caller().organisation()).await? } else { vec![] };
    let found = playbooks.into_iter().find(|playbook| playbook.id == *id);
    found.ok_or_else(|| Declined::field("playbook", "no playbook that can be applied here"))
}

/// The playbooks that a client's incidents begin with, of whoever looks after it.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub(crate) async fn automatic(conn: &mut DatabaseConnection, client: &ClientId) -> Result<Vec<Playbook>, sqlx::Error> {
    let owner = sqlx::query_scalar("SELECT COALESCE(managed_by, client_id) FROM clients WHERE client_id = $1");
    let owner = OrganisationId(owner.bind(&client.0).fetch_one(&mut *conn).await?);
    let mut playbooks = of(conn, &owner).await?;
    playbooks.retain(|playbook| !playbook.categories.is_empty());
    Ok(playbooks)
}

async fn of(conn: &mut DatabaseConnection, owner: &OrganisationId) -> Result<Vec<Playbook>, sqlx::Error> {
    let listed = sabotage::instead(Fault::PlaybooksOfEverybody, LISTED, "owner_id = $1", "$1 <> ''");
    let rows = sqlx::query(listed).bind(&owner.0).fetch_all(&mut *conn).await?;
    let mut playbooks = rows.iter().map(playbook).collect::<Result<Vec<_>, _>>()?;
    if playbooks.is_empty() {
        return Ok(playbooks);
    }
    for row in sqlx::query(PREAUTHORISED).bind(&owner.0).fetch_all(conn).await? {
        let (id, step): (&str, usize) = (row.try_get("playbook_id")?, row.count("step")?);
        let playbook = playbooks.iter_mut().find(|playbook| playbook.id.0 == id);
        if let Some(step) = playbook.and_then(|playbook| playbook.steps.get_mut(step)) {
            step.preauthorised.push(ClientId(row.try_get("client_id")?));
        }
    }
    Ok(playbooks)
}

fn playbook(row: &DatabaseRow) -> Result<Playbook, sqlx::Error> {
    Ok(Playbook {
        id: PlaybookId(row.try_get("playbook_id")?),
        name: row.try_get("name")?,
        categories: json(row.try_get("categories")?)?,
        steps: json(row.try_get("steps")?)?,
    })
}

/// Stores what one is now, under its id.
async fn keep(write: &mut Write, office: &Office, playbook: &Playbook) -> Result<(), Declined> {
    let Playbook { id, name, categories, steps } = playbook;
    let name = fields::name("name", name)?;
    if categories.contains(&Category::Unknown) {
        return Err(Declined::field("categories", "names one that there is not"));
    }
    if !(1..=STEPS_MAX).contains(&steps.len()) {
        return Err(Declined::field("steps", "1 to 50"));
    }
    let mut kept = Vec::with_capacity(steps.len());
    for step in steps {
        let step = tasks::checked("steps", step)?;
        if !step.approval && !step.preauthorised.is_empty() {
            return Err(Declined::field("steps", "only an approval is given beforehand"));
        }
        kept.push(Step { preauthorised: vec![], ..step });
    }
    let categories: BTreeSet<&Category> = categories.iter().collect();
    sqlx::query("UPDATE playbooks SET name = $3, categories = $4, steps = $5 WHERE owner_id = $1 AND playbook_id = $2")
        .bind(&office.organisation().0)
        .bind(&id.0)
        .bind(name)
        .bind(text(&categories)?)
        .bind(text(&kept)?)
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// All of the approvals that clients have given beforehand: a step is known by its place, so none is left from before. Only where
/// steps are sent: whoever does without sees perhaps not every client that has given one.
async fn preauthorise(write: &mut Write, office: &Office, playbook: &Playbook) -> Result<(), Declined> {
    let former = sqlx::query("DELETE FROM preauthorised_steps WHERE playbook_id = $1");
    former.bind(&playbook.id.0).execute(&mut **write).await?;
    for (place, step) in (0_i64..).zip(&playbook.steps) {
        for client in step.preauthorised.iter().collect::<BTreeSet<_>>() {
            let added = sqlx::query(
                "INSERT INTO preauthorised_steps (client_id, playbook_id, step) SELECT client_id, $2, $3 FROM clients \
                 WHERE client_id = $1 AND COALESCE(managed_by, client_id) = $4",
            );
            let added = added.bind(&client.0).bind(&playbook.id.0).bind(place).bind(&office.organisation().0);
            let is_seen = office.caller().clients.contains_key(client);
            if !is_seen || added.execute(&mut **write).await?.rows_affected() != 1 {
                return Err(Declined::field("steps", "names a client that is not there"));
            }
        }
    }
    Ok(())
}

async fn record(
    write: &mut Write,
    office: &Office,
    action: AuditAction,
    playbook: &Playbook,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let place = Place::Organisation(office.organisation().clone());
    let about = (playbook.id.0.as_str(), playbook.name.trim());
    audit::append_with(write, office.caller(), &place, action, about, now).await
}

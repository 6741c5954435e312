//! Saved views. Each is a person's and their organisation's, and is there for whoever sees every client that it names.

mod draft;

pub use draft::Draft;

use super::{
    DatabaseConnection, DatabaseRow, Declined, Dialect, Values, Write, random_id,
    values::{json, text},
};
use crate::{
    policy::Scope,
    sabotage::{self, Fault},
};
use sqlx::Row;
use wire::{
    queue::Sort,
    session::{ClientId, GroupId, OrganisationId, TeamId, UserId, ViewId},
    view::{VIEWS_MAX, View, ViewFilter, ViewOwner, ViewScopes, ViewVisibility},
    vocabulary::Capability,
};

/// Where a view stands in the list: 0 for one's own or 1, its name, its id.
pub type Place = (i64, String, String);

/// One's own, and the team's, of the caller's organisation and no other, those behind a place.
const SELECT: &str = "\
    SELECT v.*, u.name AS owner_name FROM saved_views v JOIN users u ON u.user_id = v.user_id \
    WHERE v.owner_id = $1 AND (v.user_id = $2 OR v.visibility = 'team') AND v.view_id = COALESCE($3, v.view_id) \
    AND (CASE WHEN v.user_id = $2 THEN 0 ELSE 1 END, v.name, v.view_id) > ($4, $5, $6) \
    ORDER BY CASE WHEN v.user_id = $2 THEN 0 ELSE 1 END, v.name, v.view_id LIMIT $7";

/// A person's views are counted by one at a time; on SQLite there is one writer anyway.
const LOCK: &str =
    "SELECT COUNT(pg_advisory_xact_lock(hashtextextended(current_schema() || '/views/' || $1, 0))::text)";

/// The caller's own views and their team's, one's own first, by name, each with its place; at most so many behind `after`.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(
    conn: &mut DatabaseConnection,
    scope: &Scope,
    after: Option<Place>,
    limit: usize,
) -> Result<Vec<(Place, View)>, sqlx::Error> {
    let (mut after, mut found) = (after.unwrap_or_else(first), vec![]);
    loop {
        let rows = load(conn, scope, None, &after, limit).await?;
        for row in &rows {
            after = place(row, scope)?;
            found.extend(read(row, scope)?.map(|view| (after.clone(), view)));
        }
        // Rows that are not for this caller were passed by: the others may stand behind them.
        if found.len() >= limit || rows.len() < limit {
            found.truncate(limit);
            return Ok(found);
        }
    }
}

/// One of them.
///
/// # Errors
/// [`Declined::Missing`] for one that is not there, or not for this caller.
pub async fn find(conn: &mut DatabaseConnection, scope: &Scope, id: &ViewId) -> Result<View, Declined> {
    let rows = load(conn, scope, Some(id), &first(), 1).await?;
    let view = rows.first().map(|row| read(row, scope)).transpose()?;
    view.flatten().ok_or(Declined::Missing)
}

/// In front of every place.
fn first() -> Place {
    (-1, String::new(), String::new())
}

fn place(row: &DatabaseRow, scope: &Scope) -> Result<Place, sqlx::Error> {
    let is_own = row.try_get::<&str, _>("user_id")? == scope.caller().user().0;
    Ok((i64::from(!is_own), row.try_get("name")?, row.try_get("view_id")?))
}

async fn load(
    conn: &mut DatabaseConnection,
    scope: &Scope,
    id: Option<&ViewId>,
    (whose, name, last): &Place,
    limit: usize,
) -> Result<Vec<DatabaseRow>, sqlx::Error> {
    let select = sabotage::instead(Fault::ViewsOfEverybody, SELECT, "v.owner_id = $1", "$1 <> ''");
    let select = sabotage::instead(
        Fault::ViewsOfTheTeam,
        select,
        "(v.user_id = $2 OR v.visibility = 'team')",
        "v.visibility IN ('mine', 'team')",
    );
    let caller = scope.caller();
    let rows = sqlx::query(select).bind(&caller.organisation().0).bind(&caller.user().0);
    let rows = rows.bind(id.map(|id| id.0.as_str())).bind(*whose).bind(name).bind(last);
    rows.bind(i64::try_from(limit).unwrap_or(i64::MAX)).fetch_all(conn).await
}

/// `None` where it names what the caller does not see.
fn read(row: &DatabaseRow, scope: &Scope) -> Result<Option<View>, sqlx::Error> {
    let caller = scope.caller();
    let about: Vec<ClientId> = json(row.try_get("about")?)?;
    let said: Vec<ClientId> = json(row.try_get("said")?)?;
    let filter: ViewFilter = json(row.try_get("filter")?)?;
    let is_seen = about.iter().all(|client| scope.clients().contains(client))
        && said.iter().all(|client| caller.clients.contains_key(client))
        && groups(&filter).all(|id| caller.groups.iter().any(|group| group.id == id));
    if !is_seen && !sabotage::is(Fault::ViewNamesUnseenClients) {
        return Ok(None);
    }
    let owner = ViewOwner { id: UserId(row.try_get("user_id")?), name: row.try_get("owner_name")? };
    Ok(Some(View {
        id: ViewId(row.try_get("view_id")?),
        name: row.try_get("name")?,
        visibility: ViewVisibility::from_caption(row.try_get("visibility")?).unwrap_or_default(),
        scopes: match filter.contains_key("client") || filter.contains_key("group") {
            true => ViewScopes::Several,
            false => ViewScopes::Any,
        },
        sort: Sort::from_caption(row.try_get("sort")?).unwrap_or_default(),
        may_change: owner.id == *caller.user() || caller.office(Capability::AccessManage).is_some(),
        filter,
        owner,
        version: row.count("version")?,
    }))
}

/// The groups that a filter names.
fn groups(filter: &ViewFilter) -> impl Iterator<Item = GroupId> {
    let groups = filter.get("group").map(String::as_str).unwrap_or_default();
    groups.split(',').filter(|id| !id.is_empty()).map(|id| GroupId(id.to_owned()))
}

/// Makes one.
///
/// # Errors
/// [`Declined::Conflict`] for somebody who has too many, [`Declined::Invalid`] for a name that another of theirs has.
pub async fn create(write: &mut Write, scope: &Scope, draft: &Draft) -> Result<View, Declined> {
    let (caller, id) = (scope.caller(), ViewId(random_id()));
    if Dialect::of(write) == Dialect::Postgres {
        sqlx::query(LOCK).bind(&caller.user().0).execute(&mut **write).await?;
    }
    let count = sqlx::query("SELECT COUNT(*) AS count FROM saved_views WHERE owner_id = $1 AND user_id = $2");
    let count = count.bind(&caller.organisation().0).bind(&caller.user().0).fetch_one(&mut **write).await?;
    if count.count::<usize>("count")? >= VIEWS_MAX {
        return Err(Declined::Conflict("You have a hundred views: remove one first"));
    }
    let insert = sqlx::query(
        "INSERT INTO saved_views (owner_id, view_id, user_id, name, visibility, filter, sort, about, said) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&caller.organisation().0)
    .bind(&id.0)
    .bind(&caller.user().0)
    .bind(draft.name())
    .bind(draft.visibility().caption())
    .bind(draft.filter()?)
    .bind(draft.sort().caption())
    .bind(draft.about()?)
    .bind(draft.said()?);
    insert.execute(&mut **write).await.map_err(taken)?;
    find(write, scope, &id).await
}

/// Makes one what the draft says, if it still is as it was read; `None` where somebody was first.
///
/// # Errors
/// [`Declined::Invalid`] for a name that another of its owner's has.
pub async fn change(write: &mut Write, scope: &Scope, was: &View, draft: &Draft) -> Result<Option<View>, Declined> {
    let update = sqlx::query(
        "UPDATE saved_views SET name = $4, visibility = $5, filter = $6, sort = $7, about = $8, said = $9, \
         version = version + 1 WHERE owner_id = $1 AND view_id = $2 AND version = $3",
    )
    .bind(&scope.caller().organisation().0)
    .bind(&was.id.0)
    .bind(i64::try_from(was.version).unwrap_or(i64::MAX))
    .bind(draft.name())
    .bind(draft.visibility().caption())
    .bind(draft.filter()?)
    .bind(draft.sort().caption())
    .bind(draft.about()?)
    .bind(draft.said()?);
    match update.execute(&mut **write).await.map_err(taken)?.rows_affected() {
        0 => Ok(None),
        _ => find(write, scope, &was.id).await.map(Some),
    }
}

/// Removes one, if it still is as it was read; whether it was.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn remove(write: &mut Write, scope: &Scope, was: &View) -> Result<bool, sqlx::Error> {
    let delete = sqlx::query("DELETE FROM saved_views WHERE owner_id = $1 AND view_id = $2 AND version = $3");
    let delete = delete.bind(&scope.caller().organisation().0).bind(&was.id.0);
    let version = i64::try_from(was.version).unwrap_or(i64::MAX);
    Ok(delete.bind(version).execute(&mut **write).await?.rows_affected() == 1)
}

/// Removes an organisation's views that name a group which is no more: nobody would ever see them again.
pub(super) async fn forget_group(
    write: &mut Write,
    owner: &OrganisationId,
    group: &GroupId,
) -> Result<(), sqlx::Error> {
    let found = sqlx::query_as("SELECT view_id, filter FROM saved_views WHERE owner_id = $1 AND filter LIKE $2");
    let found: Vec<(String, String)> = found.bind(&owner.0).bind("%\"group\":%").fetch_all(&mut **write).await?;
    for (id, filter) in found {
        if groups(&json(&filter)?).any(|named| named == *group) {
            sqlx::query("DELETE FROM saved_views WHERE view_id = $1").bind(id).execute(&mut **write).await?;
        }
    }
    Ok(())
}

/// Removes everybody's views that name a client which is no more.
pub(super) async fn forget_client(write: &mut Write, client: &ClientId) -> Result<(), sqlx::Error> {
    let delete = sqlx::query("DELETE FROM saved_views WHERE REPLACE(about || said, $1, '') <> about || said");
    delete.bind(text(client)?).execute(&mut **write).await.map(drop)
}

/// Removes everybody's views that name a team which is no more.
pub(super) async fn forget_team(write: &mut Write, team: &TeamId) -> Result<(), sqlx::Error> {
    let delete = sqlx::query("DELETE FROM saved_views WHERE REPLACE(filter, $1, '') <> filter");
    let named = ["\"assignee\":", &text(&team.beside_people())?].concat();
    delete.bind(named).execute(&mut **write).await.map(drop)
}

/// A name stands once among one's own of a kind.
fn taken(error: sqlx::Error) -> Declined {
    match &error {
        sqlx::Error::Database(database) if database.is_unique_violation() => {
            Declined::field("name", "is the name of another view of the same person")
        }
        _ => error.into(),
    }
}

//! What people have chosen for themselves. What they no longer see of it is kept, and not told.

use super::{
    DatabaseConnection, DatabaseRow, Declined, Dialect, QueryBuilder, Reach, Store, Write,
    values::{json, text},
    views,
};
use crate::{
    policy::{Address, Caller},
    sabotage::{self, Fault},
};
use jiff::tz::TimeZone;
use sqlx::Row;
use std::sync::Arc;
use wire::{
    preferences::{
        Column, Density, FAVOURITES_MAX, Preferences, PreferencesChange, QueueColumn, RECENTS_MAX, Theme, WIDTH_MAX_PX,
        WIDTH_MIN_PX,
    },
    session::{ClientId, UserId, ViewId},
    view::View,
    vocabulary::Capability,
};

/// What the caller prefers, as far as they still see it.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn read(conn: &mut DatabaseConnection, caller: &Arc<Caller>) -> Result<Preferences, sqlx::Error> {
    let mut stored = load(conn, caller).await?;
    let view = match stored.default_view.take() {
        Some(id) => seen_view(conn, caller, &id).await?,
        None => None,
    };
    for scopes in [&mut stored.favourites, &mut stored.recents] {
        scopes.retain(|scope| is_seen(caller, scope) || sabotage::is(Fault::PreferenceOfLostClients));
    }
    Ok(Preferences { default_query: view.as_ref().map(query), default_view: view.map(|view| view.id), ..stored })
}

/// Takes the writer of what one person prefers. It is the installation's, for no client's connection may know of it; but
/// whatever else the installation changes does not wait for this, nor this for it.
///
/// # Errors
/// [`sqlx::Error`] when it is not free in time.
pub async fn begin(store: &Store, caller: &Caller) -> Result<Write, sqlx::Error> {
    store.everywhere.write(caller.reached()).await
}

/// Changes what is said and nothing else, and answers all of it.
///
/// # Errors
/// [`Declined::Invalid`] for what is none, and for what the caller does not see.
pub async fn change(
    write: &mut Write,
    caller: &Arc<Caller>,
    change: PreferencesChange,
) -> Result<Preferences, Declined> {
    check(&change)?;
    if let Some(Some(id)) = &change.default_view
        && seen_view(write, caller, id).await?.is_none()
    {
        return Err(no_view());
    }
    let starred = change.starred.iter().map(|scope| ("starred", scope));
    let visited = change.visited.iter().map(|scope| ("visited", scope));
    let mut named = change.favourites.iter().flatten().map(|scope| ("favourites", scope)).chain(starred).chain(visited);
    if let Some((field, _)) = named.find(|(_, scope)| !is_seen(caller, scope)) {
        return Err(Declined::field(field, "names a client or a group that is not there"));
    }
    keep(write, caller, change).await?;
    Ok(read(write, caller).await?)
}

/// What can be said of it without looking.
fn check(change: &PreferencesChange) -> Result<(), Declined> {
    let refuse = |field: &str, problem: &str| Err(Declined::field(field, problem));
    if change.language.iter().flatten().any(|language| !is_language(language)) {
        return refuse("language", "is no BCP 47 tag");
    }
    if change.time_zone.iter().flatten().any(|zone| TimeZone::get(zone).is_err()) {
        return refuse("time_zone", "is no IANA time zone");
    }
    if change.theme == Some(Some(Theme::Unknown)) {
        return refuse("theme", "light or dark");
    }
    if change.density == Some(Some(Density::Unknown)) {
        return refuse("density", "comfortable or compact");
    }
    let favourites = change.favourites.as_deref().unwrap_or_default();
    if favourites.len() > FAVOURITES_MAX || !is_each_once(favourites) {
        return refuse("favourites", "at most 50 of them, each once");
    }
    let columns = change.queue_columns.as_deref().unwrap_or_default();
    let names: Vec<_> = columns.iter().map(|column| column.column).collect();
    if names.contains(&Column::Unknown) || !is_each_once(&names) {
        return refuse("queue_columns", "columns of the queue, each once");
    }
    let widths = WIDTH_MIN_PX..=WIDTH_MAX_PX;
    if columns.iter().filter_map(|QueueColumn { width_px, .. }| *width_px).any(|width| !widths.contains(&width)) {
        return refuse("queue_columns", "are 40 to 800 pixels wide");
    }
    Ok(())
}

fn is_each_once<T: Ord>(values: &[T]) -> bool {
    values.iter().collect::<std::collections::BTreeSet<_>>().len() == values.len()
}

/// Subtags of letters and digits, the first one of letters (RFC 5646), not looked up anywhere.
fn is_language(tag: &str) -> bool {
    let fits = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let first = tag.split('-').next().unwrap_or_default();
    tag.len() <= 35
        && tag.split('-').all(fits)
        && first.len() >= 2
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Whether it is one client or group, and one that the caller sees.
fn is_seen(caller: &Caller, scope: &str) -> bool {
    Address::of_path(scope).is_some_and(|address| address != Address::All && caller.sees(&address))
}

fn no_view() -> Declined {
    Declined::field("default_view", "is not there")
}

async fn seen_view(
    conn: &mut DatabaseConnection,
    caller: &Arc<Caller>,
    id: &ViewId,
) -> Result<Option<View>, sqlx::Error> {
    let Some(scope) = caller.scope(Address::All, Capability::QueueRead) else { return Ok(None) };
    match views::find(conn, &scope, id).await {
        Ok(view) => Ok(Some(view)),
        Err(Declined::Store(error)) => Err(error),
        Err(_) => Ok(None),
    }
}

/// What a view asks for, and its name for the console, as the query of an address.
fn query(view: &View) -> String {
    let mut pairs: Vec<(&str, &str)> = view.filter.iter().map(|(name, value)| (&name[..], &value[..])).collect();
    pairs.extend([("sort", view.sort.caption()), ("view", &view.id.0)]);
    pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
}

/// As it may stand in a query: RFC 3986's unreserved, and the comma and colon of lists and instants.
fn encoded(value: &str) -> String {
    let kept = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~,:".contains(byte);
    value.bytes().map(|byte| if kept(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// All that is stored, whether or not it is still seen.
async fn load(conn: &mut DatabaseConnection, caller: &Caller) -> Result<Preferences, sqlx::Error> {
    let row = sqlx::query(
        "SELECT u.language, u.time_zone, p.* FROM users u LEFT JOIN preferences p ON p.user_id = u.user_id \
         WHERE u.user_id = $1",
    );
    let Some(row) = row.bind(&caller.user().0).fetch_optional(conn).await? else { return Ok(Preferences::default()) };
    let caption = |column| row.try_get::<Option<&str>, _>(column);
    Ok(Preferences {
        language: row.try_get("language")?,
        time_zone: row.try_get("time_zone")?,
        theme: caption("theme")?.and_then(Theme::from_caption),
        density: caption("density")?.and_then(Density::from_caption),
        single_keys: row.try_get::<Option<i64>, _>("single_keys")?.map(|on| on != 0),
        default_view: caption("default_view")?.map(|id| ViewId(id.to_owned())),
        default_query: None,
        favourites: listed(&row, "favourites")?,
        recents: listed(&row, "recents")?,
        queue_columns: listed(&row, "queue_columns")?,
    })
}

fn listed<T: serde::de::DeserializeOwned>(row: &DatabaseRow, column: &str) -> Result<Vec<T>, sqlx::Error> {
    row.try_get::<Option<&str>, _>(column)?.map_or(Ok(vec![]), json)
}

/// Writes what is said. Whoever removes a group changes people's rows first and then what they prefer, and so does this.
async fn keep(write: &mut Write, caller: &Caller, change: PreferencesChange) -> Result<(), Declined> {
    let user = caller.user();
    for (sql, said) in [
        ("UPDATE users SET language = $2 WHERE user_id = $1", &change.language),
        ("UPDATE users SET time_zone = $2 WHERE user_id = $1", &change.time_zone),
    ] {
        if let Some(value) = said {
            sqlx::query(sql).bind(&user.0).bind(value).execute(&mut **write).await?;
        }
    }
    hold(write, user).await?;
    let Preferences { mut recents, favourites, .. } = load(write, caller).await?;
    let mut favourites = change.favourites.unwrap_or(favourites);
    favourites.retain(|known| Some(known) != change.unstarred.as_ref());
    favourites.extend(change.starred.filter(|scope| !favourites.contains(scope)));
    if favourites.len() > FAVOURITES_MAX {
        return Err(Declined::field("starred", "at most 50 favourites"));
    }
    if let Some(scope) = change.visited {
        recents.retain(|known| *known != scope);
        recents.insert(0, scope);
        recents.truncate(RECENTS_MAX);
    }
    let mut update = QueryBuilder::new("UPDATE preferences SET recents = ");
    update.push_bind(text(&recents)?).push(", favourites = ").push_bind(text(&favourites)?);
    if let Some(theme) = change.theme {
        update.push(", theme = ").push_bind(theme.map(Theme::caption));
    }
    if let Some(density) = change.density {
        update.push(", density = ").push_bind(density.map(Density::caption));
    }
    if let Some(on) = change.single_keys {
        update.push(", single_keys = ").push_bind(on.map(i64::from));
    }
    if let Some(view) = change.default_view {
        update.push(", default_view = ").push_bind(view.map(|id| id.0));
    }
    if let Some(columns) = change.queue_columns {
        update.push(", queue_columns = ").push_bind(text(&columns)?);
    }
    update.push(" WHERE user_id = ").push_bind(user.0.as_str());
    match update.build(Dialect::of(write)).execute(&mut **write).await {
        // Removed since it was looked for.
        Err(sqlx::Error::Database(error)) if error.is_foreign_key_violation() => Err(no_view()),
        done => Ok(done.map(drop)?),
    }
}

/// Makes a person's row where there is none, and keeps everybody else from changing it until the write is over.
async fn hold(write: &mut Write, user: &UserId) -> Result<(), sqlx::Error> {
    let insert = sqlx::query("INSERT INTO preferences (user_id) VALUES ($1) ON CONFLICT DO NOTHING");
    insert.bind(&user.0).execute(&mut **write).await?;
    match Dialect::of(write) {
        Dialect::Sqlite => Ok(()),
        Dialect::Postgres => {
            let lock = sqlx::query("SELECT user_id FROM preferences WHERE user_id = $1 FOR UPDATE");
            lock.bind(&user.0).execute(&mut **write).await.map(drop)
        }
    }
}

/// Takes a client that is no more out of what everybody prefers.
pub(super) async fn forget_client(write: &mut Write, client: &ClientId) -> Result<(), sqlx::Error> {
    let scope = text(&Address::Client(client.clone()).path())?;
    for sql in [
        "UPDATE preferences SET favourites = REPLACE(REPLACE(REPLACE(favourites, $1 || ',', ''), ',' || $1, ''), $1, '') \
         WHERE REPLACE(favourites, $1, '') <> favourites",
        "UPDATE preferences SET recents = REPLACE(REPLACE(REPLACE(recents, $1 || ',', ''), ',' || $1, ''), $1, '') \
         WHERE REPLACE(recents, $1, '') <> recents",
    ] {
        sqlx::query(sql).bind(&scope).execute(&mut **write).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_a_tag_and_a_value_survives_a_query() {
        for tag in ["en", "pt-BR", "zh-Hant-TW", "es-419"] {
            assert!(is_language(tag), "{tag}");
        }
        for tag in ["", "e", "-", "en_GB", "en-", "1en", "english language", "abcdefghi"] {
            assert!(!is_language(tag), "{tag}");
        }
        assert_eq!(encoded("new,on_hold a&b=ç"), "new,on_hold%20a%26b%3D%C3%A7");
    }
}

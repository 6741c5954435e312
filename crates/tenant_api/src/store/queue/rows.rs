//! Rows of the store turned into the wire's queue rows.

use super::{UNREAD, push_reads, told, unread};
use crate::{
    catalogue, instants,
    policy::{self, Scope},
    sabotage::{self, Fault},
    store::{
        DatabaseConnection, DatabaseRow, Dialect, QueryBuilder, Read, Store, Values, codes, incident, is_busy,
        restricted,
    },
};
use jiff::{SignedDuration, Timestamp};
use sqlx::Row;
use std::collections::BTreeMap;
use wire::{
    list::Partial,
    queue::{Assignee, ClientLabel, History, QueueRow},
    session::{ClientId, IncidentKey, Team, TeamId, UserId},
    vocabulary::{AssetClass, BreachKind, Category, Confidence, Disposition, HoldReason, Impact, Verdict},
};

/// How many hours a sparkline shows.
const HOURS: usize = 24;

/// The incidents that keys name in a scope; what is not there, not the caller's to see, or restricted to others is left out.
#[must_use]
pub fn named(scope: &Scope, keys: &[IncidentKey]) -> Vec<(ClientId, i64)> {
    let place = |key: &IncidentKey| {
        let (code, number) = key.0.rsplit_once('-')?;
        let client =
            scope.clients().iter().find(|client| scope.label(client).is_some_and(|label| label.code == code))?;
        let number: i64 = number.parse().ok()?;
        let is_it = policy::key(scope.label(client)?, number) == *key && scope.sees(client, number);
        is_it.then(|| (client.clone(), number))
    };
    keys.iter().filter_map(place).collect()
}

/// Reads rows in the order they are asked for, and names the clients whose rows could not be; one that is not there, or
/// not of this scope, is left out.
///
/// # Errors
/// [`sqlx::Error`] when nothing more can be read.
pub async fn read(
    store: &Store,
    mut read: Read,
    scope: &Scope,
    keys: &[(ClientId, i64)],
    now: Timestamp,
) -> Result<(Vec<QueueRow>, Vec<Partial>), sqlx::Error> {
    let (mut rows, mut partial) = (BTreeMap::new(), Vec::new());
    read.narrow(&keys.iter().map(|(client, _)| client).collect()).await?;
    match read_keys(&mut read, scope, keys, now).await {
        Ok(found) => rows = found,
        Err(error) if is_busy(&error) => return Err(error),
        Err(error) => {
            told(&error);
            let mut by_client: BTreeMap<_, Vec<_>> = BTreeMap::new();
            for key in keys {
                by_client.entry(&key.0).or_default().push(key.clone());
            }
            for (client, keys) in by_client {
                let mut read = store.read(scope).await?;
                match read_keys(&mut read, scope, &keys, now).await {
                    Ok(found) => rows.extend(found),
                    Err(error) => partial.push(unread(client, &error)),
                }
            }
        }
    }
    Ok((keys.iter().filter_map(|key| rows.remove(key)).collect(), partial))
}

/// Reads one row; `None` if it is not there, or not of this scope.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn read_one(
    conn: &mut DatabaseConnection,
    scope: &Scope,
    client: &ClientId,
    number: i64,
    now: Timestamp,
) -> Result<Option<QueueRow>, sqlx::Error> {
    let key = (client.clone(), number);
    Ok(read_keys(conn, scope, std::slice::from_ref(&key), now).await?.remove(&key))
}

/// The rows of these keys that are the scope's, whosever they are: one statement for all of them, and one for their hours.
async fn read_keys(
    conn: &mut DatabaseConnection,
    scope: &Scope,
    keys: &[(ClientId, i64)],
    now: Timestamp,
) -> Result<BTreeMap<(ClientId, i64), QueueRow>, sqlx::Error> {
    let keys: Vec<_> = keys.iter().filter(|(client, number)| scope.sees(client, *number)).collect();
    let mut rows = BTreeMap::new();
    if keys.is_empty() {
        return Ok(rows);
    }
    let mut hours = hours(conn, &keys).await?;
    let mut query = asking(&keys);
    query
        .push("SELECT i.*, k.client_id AS of_client, u.name AS assignee_name, t.name AS team, t.organisation_id AS team_of, ")
        .push(UNREAD)
        .push(" AS unread");
    let since = now.saturating_add(SignedDuration::from_hours(-30 * 24)).unwrap_or(Timestamp::MIN);
    for (name, only) in [("count_30d", ""), ("false_positives_30d", " AND h.verdict = 'false_positive'")] {
        query.push(", (SELECT COUNT(*) FROM incidents h WHERE h.client_id = i.client_id AND h.group_mac = i.group_mac");
        restricted::push_but_hidden(&mut query, scope.hidden(), "h");
        query.push(" AND h.created_at >= ").push_bind(since.as_millisecond()).push(only).push(") AS ").push(name);
    }
    query.push(
        " FROM asked k CROSS JOIN incidents i LEFT JOIN users u ON u.user_id = i.assignee_id \
         LEFT JOIN teams t ON t.team_id = i.team_id",
    );
    push_reads(&mut query, scope);
    query.push(" WHERE i.number = k.number");
    if !sabotage::is(Fault::RowsByNumberAlone) {
        query.push(" AND i.client_id = k.client_id");
        // One client alone is named, so that no row of another is so much as passed by.
        if let Some((client, _)) = keys.first().filter(|first| keys.iter().all(|key| key.0 == first.0)) {
            query.push(" AND i.client_id = ").push_bind(client.0.clone());
        }
    }
    for row in query.build(Dialect::of(conn)).fetch_all(conn).await? {
        let key = (ClientId(row.try_get("of_client")?), row.try_get("number")?);
        let Some(label) = scope.label(&key.0) else { continue };
        let sparkline = hours.remove(&key).unwrap_or_else(|| vec![0; HOURS]);
        let team_of: Option<String> = row.try_get("team_of")?;
        let mut row = queue_row(&row, label, scope.caller().language(), sparkline, now)?;
        // Whoever has it is one of the team, and who is in it is nothing to another organisation.
        let is_own = team_of.is_some_and(|of| of == scope.caller().organisation().0);
        row.assignee_group = row.assignee_group.filter(|_| is_own || row.assignee.is_none());
        row.unread &= scope.reads_incidents(&label.id);
        rows.insert(key, row);
    }
    Ok(rows)
}

/// Begins a statement about `asked`, a table of keys.
fn asking(keys: &[&(ClientId, i64)]) -> QueryBuilder {
    let mut query = QueryBuilder::new("WITH asked (client_id, number) AS (");
    query.push_values(keys, |mut key, (client, number)| {
        key.push_bind(client.0.clone()).push_bind(*number);
    });
    query.push(") ");
    query
}

fn queue_row(
    row: &DatabaseRow,
    label: &ClientLabel,
    language: &str,
    alerts_per_hour: Vec<u32>,
    now: Timestamp,
) -> Result<QueueRow, sqlx::Error> {
    let caption = |name| row.try_get::<Option<&str>, _>(name);
    let listed = |name| {
        let list: &str = row.try_get(name)?;
        Ok::<_, sqlx::Error>(list.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect())
    };
    let at = |name| Ok::<_, sqlx::Error>(instants::ms_to_wire(row.try_get(name)?));
    let clocks = incident::clocks(row)?;
    let assignee: Option<String> = row.try_get("assignee_id")?;
    let assignee_name: Option<String> = row.try_get("assignee_name")?;
    let team: Option<String> = row.try_get("team_id")?;
    Ok(QueueRow {
        key: policy::key(label, row.try_get("number")?),
        client: label.clone(),
        title: catalogue::title(row.try_get("title_id")?, language).to_owned(),
        category: caption("category")?.and_then(Category::from_caption).unwrap_or_default(),
        tactics: listed("tactics")?,
        techniques: listed("techniques")?,
        status: codes::status(row.try_get("status")?),
        hold_reason: caption("hold_reason")?.and_then(HoldReason::from_caption),
        hold_until: row.try_get::<Option<i64>, _>("hold_until")?.map(instants::ms_to_wire),
        severity: codes::severity(row.try_get("severity")?),
        priority: codes::priority(row.try_get("priority")?),
        impact: caption("impact")?.and_then(Impact::from_caption).unwrap_or_default(),
        confidence: caption("confidence")?.and_then(Confidence::from_caption).unwrap_or_default(),
        disposition: caption("disposition")?.and_then(Disposition::from_caption).unwrap_or_default(),
        asset_class: caption("asset_class")?.and_then(AssetClass::from_caption).unwrap_or_default(),
        assets_count: row.count("assets_count")?,
        alerts_count: row.count("alerts_count")?,
        alerts_per_hour,
        history: History { count_30d: row.count("count_30d")?, false_positives_30d: row.count("false_positives_30d")? },
        verdict: caption("verdict")?.and_then(Verdict::from_caption),
        assignee: assignee.zip(assignee_name).map(|(id, name)| Assignee { id: UserId(id), name }),
        assignee_group: team.zip(row.try_get("team")?).map(|(id, name)| Team { id: TeamId(id), name }),
        occurred_at: at("occurred_at")?,
        created_at: at("created_at")?,
        updated_at: at("updated_at")?,
        breach_at: clocks.breach_at.map(instants::to_wire),
        breach_kind: caption("breach_kind")?.and_then(BreachKind::from_caption),
        breached: clocks.breached(now),
        paused: clocks.paused_since.is_some(),
        unread: row.flag("unread")?,
        version: row.count("version")?,
    })
}

/// The last 24 hours of each incident's activity, oldest first.
async fn hours(
    conn: &mut DatabaseConnection,
    keys: &[&(ClientId, i64)],
) -> Result<BTreeMap<(ClientId, i64), Vec<u32>>, sqlx::Error> {
    let mut query = asking(keys);
    query.push(sabotage::instead(
        Fault::HoursByNumberAlone,
        "SELECT k.client_id AS of_client, h.number, h.hour, h.alerts FROM asked k CROSS JOIN incident_hours h \
         WHERE h.client_id = k.client_id AND h.number = k.number",
        "h.client_id = k.client_id AND ",
        "",
    ));
    let mut counted: BTreeMap<_, Vec<(i64, u32)>> = BTreeMap::new();
    for row in query.build(Dialect::of(conn)).fetch_all(conn).await? {
        let key = (ClientId(row.try_get("of_client")?), row.try_get("number")?);
        counted.entry(key).or_default().push((row.try_get("hour")?, row.count("alerts")?));
    }
    Ok(counted.into_iter().map(|(key, counted)| (key, sparkline(&counted))).collect())
}

fn sparkline(counted: &[(i64, u32)]) -> Vec<u32> {
    let last = counted.iter().map(|(hour, _)| *hour).max().unwrap_or_default();
    let mut sparkline = vec![0; HOURS];
    for (hour, alerts) in counted {
        let place = usize::try_from(last - hour).ok().and_then(|back| (HOURS - 1).checked_sub(back));
        if let Some(place) = place {
            sparkline[place] = *alerts;
        }
    }
    sparkline
}

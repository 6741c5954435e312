//! What ingest reads of the store: which findings are here already, and which open incidents they can join.

use super::{
    intake::Arrival,
    open::{Joinable, OpenIncident},
    rows::PAGE,
};
use crate::{
    evidence::MacBytes,
    instants::from_ms,
    store::{DatabaseRow, Dialect, QueryBuilder, Values, Write, codes, incident::clocks},
};
use sqlx::Row;
use std::collections::{BTreeSet, HashMap, HashSet};
use wire::{
    session::ClientId,
    vocabulary::{Confidence, Disposition, HoldReason, Impact},
};

/// Which of the arrivals are here already.
pub(super) async fn known_identities(
    write: &mut Write,
    client: &ClientId,
    arrivals: &[Arrival<'_>],
) -> Result<HashSet<MacBytes>, sqlx::Error> {
    let mut known = HashSet::new();
    for select in [
        "SELECT identity_mac FROM alerts WHERE client_id = ",
        "SELECT identity_mac FROM silenced_alerts WHERE client_id = ",
    ] {
        for page in arrivals.chunks(PAGE) {
            let identities = page.iter().map(|arrival| arrival.identity);
            let query = among(select, client, " AND identity_mac IN (", identities);
            for row in query.build(Dialect::of(write)).fetch_all(&mut **write).await? {
                known.insert(mac(&row, "identity_mac")?);
            }
        }
    }
    Ok(known)
}

/// The open incidents that share a grouping key with an arrival, by themselves or by one that was merged into them, and their
/// places by those keys: each joined until the window of the one with that key ends.
pub(super) async fn open_incidents(
    write: &mut Write,
    client: &ClientId,
    arrivals: &[Arrival<'_>],
) -> Result<(Vec<OpenIncident>, HashMap<MacBytes, Vec<Joinable>>), sqlx::Error> {
    let groups: Vec<MacBytes> =
        arrivals.iter().map(|arrival| arrival.group).collect::<BTreeSet<_>>().into_iter().collect();
    let (mut incidents, mut places, mut found) = (vec![], HashMap::new(), HashMap::<MacBytes, Vec<Joinable>>::new());
    for page in groups.chunks(PAGE) {
        let query = among(
            "SELECT *, group_mac AS joins, joins_until AS until FROM incidents WHERE status <= 3 AND client_id = ",
            client,
            " AND group_mac IN (",
            page.iter().copied(),
        );
        let mut rows = query.build(Dialect::of(write)).fetch_all(&mut **write).await?;
        rows.extend(
            merged_into(Dialect::of(write), client, page).build(Dialect::of(write)).fetch_all(&mut **write).await?,
        );
        for row in rows {
            let incident = open_incident(&row)?;
            let place = *places.entry(incident.number).or_insert(incidents.len());
            if place == incidents.len() {
                incidents.push(incident);
            }
            let until = from_ms(row.try_get("until")?);
            found.entry(mac(&row, "joins")?).or_default().push(Joinable { place, until });
        }
    }
    Ok((incidents, found))
}

/// The open incidents that others with these grouping keys were merged into, and those into others.
fn merged_into(dialect: Dialect, client: &ClientId, groups: &[MacBytes]) -> QueryBuilder {
    // By their key SQLite would go past all of the client's.
    let merged = dialect.hint("INDEXED BY incidents_merged");
    let mut query = among(
        &format!(
            "WITH RECURSIVE led (joins, until, number) AS (SELECT group_mac, joins_until, merged_into FROM incidents {merged} \
             WHERE merged_into IS NOT NULL AND client_id = "
        ),
        client,
        " AND group_mac IN (",
        groups.iter().copied(),
    );
    // SQLite would begin with all of the client's open ones, if the order were not said.
    query
        .push(" UNION SELECT led.joins, led.until, i.merged_into FROM led CROSS JOIN incidents i")
        .push(" WHERE i.number = led.number AND i.merged_into IS NOT NULL AND i.client_id = ")
        .push_bind(client.0.clone())
        .push(") SELECT led.joins, led.until, i.* FROM led CROSS JOIN incidents i")
        .push(" WHERE i.number = led.number AND i.status <= 3 AND i.client_id = ")
        .push_bind(client.0.clone());
    query
}

fn among(select: &str, client: &ClientId, column: &str, macs: impl Iterator<Item = MacBytes>) -> QueryBuilder {
    let mut query = QueryBuilder::new(select);
    query.push_bind(client.0.clone()).push(column);
    let mut list = query.separated(", ");
    for mac in macs {
        list.push_bind(mac.to_vec());
    }
    query.push(")");
    query
}

pub(super) fn mac(row: &DatabaseRow, column: &str) -> Result<MacBytes, sqlx::Error> {
    let bytes: &[u8] = row.try_get(column)?;
    bytes.try_into().map_err(|wrong_length| sqlx::Error::Decode(Box::new(wrong_length)))
}

/// An incident as alerts change it.
pub(super) fn open_incident(row: &DatabaseRow) -> Result<OpenIncident, sqlx::Error> {
    let instant = |name| Ok::<_, sqlx::Error>(row.try_get::<Option<i64>, _>(name)?.map(from_ms));
    let hold_reason: Option<&str> = row.try_get("hold_reason")?;
    Ok(OpenIncident {
        number: row.try_get("number")?,
        opening: None,
        occurred_at: from_ms(row.try_get("occurred_at")?),
        joins_until: from_ms(row.try_get("joins_until")?),
        status: codes::status(row.try_get("status")?),
        hold_reason: hold_reason.and_then(HoldReason::from_caption),
        hold_until: instant("hold_until")?,
        hold_due_at: instant("hold_due_at")?,
        assigned: row.try_get::<Option<&str>, _>("assignee_id")?.is_some(),
        first_in_progress_at: instant("first_in_progress_at")?,
        severity: codes::severity(row.try_get("severity")?),
        priority: codes::priority(row.try_get("priority")?),
        priority_set: row.flag("priority_set")?,
        impact: Impact::from_caption(row.try_get("impact")?).unwrap_or_default(),
        confidence: Confidence::from_caption(row.try_get("confidence")?).unwrap_or_default(),
        disposition: Disposition::from_caption(row.try_get("disposition")?).unwrap_or_default(),
        clocks: clocks(row)?,
        version: row.try_get("version")?,
        joined: 0,
        attention: false,
    })
}

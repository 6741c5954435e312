//! Incidents with named readers: for everybody else there are none of them. What a statement over many incidents adds so that it
//! meets none, and how one is restricted.

use super::{
    Custody, DatabaseConnection, DatabaseRow, Declined, Dialect, QueryBuilder, Store, Write,
    audit::{self, Actor, Place},
    incident::Incident,
    outbox::Change,
    people, values,
    workflow::Recorded,
};
use crate::{
    policy::{Hidden, Seat},
    sabotage::{self, Fault},
};
use jiff::Timestamp;
use sqlx::Row;
use std::collections::BTreeSet;
use wire::{
    audit::AuditAction,
    event::EventKind,
    session::{ClientId, IncidentKey, UserId},
};

/// The most readers of one incident.
const READERS_MAX: usize = 100;

/// What is restricted, of these clients', to others than `user`; all of it, to whoever is no user.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub(super) async fn hidden_from<'c>(
    conn: &mut DatabaseConnection,
    user: Option<&UserId>,
    clients: impl IntoIterator<Item = &'c ClientId>,
) -> Result<Hidden, sqlx::Error> {
    let dialect = Dialect::of(conn);
    let mut query = QueryBuilder::new("SELECT i.client_id, i.number FROM incidents i ");
    query.push(dialect.hint("INDEXED BY incidents_restricted")).push(" WHERE i.readers > '' AND ");
    dialect.push_among(&mut query, "i.client_id", clients);
    if let Some(user) = user {
        // As the JSON list has it, quotes and all: this is asked with every request, and the lists may be long.
        query
            .push(format_args!(" AND {}(i.readers, ", dialect.position()))
            .push_bind(values::text(user)?)
            .push(") = 0");
    }
    let mut hidden = Hidden::default();
    for row in query.build(Dialect::of(conn)).fetch_all(conn).await? {
        hidden.add(ClientId(row.try_get("client_id")?), row.try_get("number")?);
    }
    Ok(hidden)
}

/// SQL: one condition more on a client's incidents, or what has their `number`; nothing, where nothing of it is hidden.
pub(super) fn but_hidden(hidden: &Hidden, client: &ClientId) -> String {
    match hidden.of(client) {
        Some(numbers) if !sabotage::is(Fault::RestrictedIsCounted) => {
            format!(" AND number NOT IN ({})", listed(numbers))
        }
        _ => String::new(),
    }
}

/// The same on many clients' rows, of a table with this alias.
pub(super) fn push_but_hidden(query: &mut QueryBuilder, hidden: &Hidden, alias: &str) {
    for (client, numbers) in hidden.iter() {
        query.push(format_args!(" AND NOT ({alias}.client_id = ")).push_bind(client.0.clone());
        query.push(format_args!(" AND {alias}.number IN ({}))", listed(numbers)));
    }
}

fn listed(numbers: &BTreeSet<i64>) -> String {
    numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(", ")
}

/// Reads the column `readers`.
///
/// # Errors
/// [`sqlx::Error`] when the row lacks it.
pub(super) fn readers_of(row: &DatabaseRow) -> Result<Option<BTreeSet<UserId>>, sqlx::Error> {
    row.try_get::<Option<&str>, _>("readers")?.map(values::json).transpose()
}

/// Who alone may read an incident; `None` where it is not restricted.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub(super) async fn readers(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
) -> Result<Option<BTreeSet<UserId>>, sqlx::Error> {
    let row = sqlx::query("SELECT readers FROM incidents WHERE client_id = $1 AND number = $2");
    let row = row.bind(&seat.client().0).bind(number).fetch_optional(conn).await?;
    row.as_ref().map_or(Ok(None), readers_of)
}

/// Who may read both of two: the stricter access.
pub(super) fn stricter(one: Option<&BTreeSet<UserId>>, other: Option<&BTreeSet<UserId>>) -> Option<BTreeSet<UserId>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one & other),
        (one, other) => one.or(other).cloned(),
    }
}

/// Restricts an incident to those who are named and whoever does it, in the place of former readers, on record.
///
/// # Errors
/// [`Declined::Invalid`] for somebody who may not read the client's incidents anyway, whether or not there is such a person, for
/// too many, and without whoever has it; [`Declined::Conflict`] while a silence made from it acts.
pub(super) async fn restrict(
    write: &mut Write,
    seat: &Seat,
    incident: &mut Incident,
    named: &[UserId],
    now: Timestamp,
) -> Result<Recorded, Declined> {
    let mut readers: BTreeSet<UserId> = named.iter().cloned().collect();
    readers.insert(seat.caller().user().clone());
    if readers.len() > READERS_MAX {
        return Err(Declined::field("readers", "at most 100 people"));
    }
    let may: BTreeSet<UserId> = people::assignable(write, seat).await?.into_iter().map(|person| person.id).collect();
    if !readers.is_subset(&may) {
        return Err(Declined::field("readers", "somebody who could not read it"));
    }
    if incident.assignee.as_ref().is_some_and(|assignee| !readers.contains(assignee)) {
        return Err(Declined::field("readers", "whoever has it is not among them"));
    }
    let silenced = sqlx::query(
        "SELECT 1 FROM silences WHERE client_id = $1 AND number = $2 AND ended_at IS NULL AND expires_at > $3 LIMIT 1",
    );
    let silenced = silenced.bind(&seat.client().0).bind(incident.number).bind(now.as_millisecond());
    if silenced.fetch_optional(&mut **write).await?.is_some() {
        return Err(Declined::Conflict("A silence made from it acts for everybody: end that first"));
    }
    take_along(write, seat, incident.number, &readers, now).await?;
    let action = match incident.readers.replace(readers.clone()) {
        Some(_) => AuditAction::ReadersChanged,
        None => AuditAction::IncidentRestricted,
    };
    let (key, detail) = (seat.key(incident.number), format!("{} readers", readers.len()));
    audit::append_with(write, seat.caller(), &Place::from(seat), action, (&key.0, &detail), now).await?;
    Ok(Recorded::Restricted { readers })
}

/// What was merged into an incident is read by nobody else from then on, whichever came first; whoever saw it is told once more.
async fn take_along(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    readers: &BTreeSet<UserId>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let merged = sqlx::query_as::<_, (i64, i64)>(
        "WITH RECURSIVE held (number) AS (SELECT number FROM incidents WHERE client_id = $1 AND merged_into = $2 \
         UNION SELECT i.number FROM held h JOIN incidents i ON i.client_id = $1 AND i.merged_into = h.number) \
         SELECT i.number, i.version FROM held h JOIN incidents i ON i.client_id = $1 AND i.number = h.number \
         WHERE i.readers IS NULL",
    );
    for (number, version) in merged.bind(&seat.client().0).bind(number).fetch_all(&mut **write).await? {
        let (client, at_ms) = (seat.client().clone(), now.as_millisecond());
        Change { client, number, version, kind: EventKind::Changed, internal: false, at_ms }.tell(write).await?;
        let update = sqlx::query("UPDATE incidents SET readers = $3 WHERE client_id = $1 AND number = $2");
        let update = update.bind(&seat.client().0).bind(number).bind(values::text(readers)?);
        update.execute(&mut **write).await?;
    }
    Ok(())
}

/// Gives an incident back to everybody who may read the client's, on record; `None` for one that is not restricted.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub(super) async fn unrestrict(
    write: &mut Write,
    seat: &Seat,
    incident: &mut Incident,
    now: Timestamp,
) -> Result<Option<Recorded>, sqlx::Error> {
    if incident.readers.take().is_none() {
        return Ok(None);
    }
    let (key, action) = (seat.key(incident.number), AuditAction::IncidentUnrestricted);
    audit::append(write, seat.caller(), &Place::from(seat), action, &key.0, now).await?;
    Ok(Some(Recorded::Unrestricted))
}

/// The operator's way back, where no reader is left to ask: no change of a person's, so the version stays. Whether it was restricted.
///
/// # Errors
/// [`Declined::Missing`] if the client has no such incident.
pub async fn lift(store: &Store, seat: &Seat, key: &IncidentKey, now: Timestamp) -> Result<bool, Declined> {
    let number = seat.number(key).ok_or(Declined::Missing)?;
    let mut write = store.write(&Custody(seat.client())).await?;
    let mut incident = Incident::load(&mut write, seat, number).await?.ok_or(Declined::Missing)?;
    if incident.readers.take().is_none() {
        return Ok(false);
    }
    incident.save(&mut write, seat.client(), now).await?;
    Recorded::Unrestricted.append(&mut write, (seat.client(), None), number, now).await?;
    let (place, action) = (Place::from(seat), AuditAction::IncidentUnrestricted);
    audit::append(&mut write, Actor::CommandLine, &place, action, &key.0, now).await?;
    let told = Change {
        client: seat.client().clone(),
        number,
        version: incident.version,
        kind: EventKind::Changed,
        internal: false,
        at_ms: now.as_millisecond(),
    };
    told.tell(&mut write).await?;
    write.commit().await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stricter_access_is_that_of_whoever_may_read_both() {
        let of = |ids: &[&str]| Some(ids.iter().map(|id| UserId((*id).to_owned())).collect::<BTreeSet<_>>());
        for (one, other, both) in [
            (None, None, None),
            (of(&["a"]), None, of(&["a"])),
            (None, of(&["a", "b"]), of(&["a", "b"])),
            (of(&["a", "b"]), of(&["b", "c"]), of(&["b"])),
        ] {
            assert_eq!(stricter(one.as_ref(), other.as_ref()), both);
        }
    }

    #[test]
    fn where_nothing_is_hidden_a_statement_is_as_it_was() {
        let (harbor, cedar) = (ClientId("harbor".into()), ClientId("cedar".into()));
        let mut hidden = Hidden::default();
        hidden.add(harbor.clone(), 1042);
        hidden.add(harbor.clone(), 1007);
        assert_eq!(but_hidden(&hidden, &harbor), " AND number NOT IN (1007, 1042)");
        assert_eq!(but_hidden(&hidden, &cedar), "");
        assert!(hidden.has(&harbor, 1007) && !hidden.has(&cedar, 1007));
        assert!(hidden.within(&[cedar]).is_empty());
    }
}

//! The audit as a list: a scope's clients, or an organisation's own affairs, newest first, evidence openings among them.

use crate::{
    instants,
    policy::{self, Office, Scope},
    sabotage::{self, Fault},
    store::{
        DatabaseConnection, DatabaseRow, Declined, Dialect, QueryBuilder, Reach, Reached, chain, restricted,
        values::json,
    },
};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use wire::{
    audit::{ActorKind, AuditAction, AuditContents, AuditEntry, AuditFilter, Chain},
    session::{OrganisationId, Person, UserId},
};

/// Whose audits are read.
#[derive(Clone, Copy, Debug)]
pub enum Owners<'a> {
    Scope(&'a Scope),
    Office(&'a Office),
}

/// An entry's place in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    at_ms: i64,
    owner: OrganisationId,
    chain: Chain,
    number: i64,
}

/// A filter, resolved to what the store can compare.
#[derive(Clone, Debug)]
pub struct Narrow {
    filter: AuditFilter,
    from_ms: Option<i64>,
    to_ms: Option<i64>,
}

impl Narrow {
    /// # Errors
    /// [`Declined::Invalid`] for an instant that is none.
    pub fn new(filter: &AuditFilter) -> Result<Self, Declined> {
        let ms = |field, at: &Option<wire::Instant>| {
            let read = |at| instants::read(at).ok_or_else(|| Declined::field(field, "an RFC 3339 instant"));
            at.as_ref().map(read).transpose().map(|at| at.map(jiff::Timestamp::as_millisecond))
        };
        let (from_ms, to_ms) = (ms("from", &filter.at.from)?, ms("to", &filter.at.to)?);
        Ok(Self { filter: filter.clone(), from_ms, to_ms })
    }

    fn push(&self, query: &mut QueryBuilder) {
        if let Some(from_ms) = self.from_ms {
            query.push(" AND l.at >= ").push_bind(from_ms);
        }
        if let Some(to_ms) = self.to_ms {
            query.push(" AND l.at < ").push_bind(to_ms);
        }
        if let Some(person) = &self.filter.person {
            query.push(" AND COALESCE(a.actor_id, r.opened_by) = ").push_bind(person.0.clone());
        }
        if !self.filter.action.is_empty() {
            let mut listed = query.push(" AND (a.action IN (").separated(", ");
            for action in &self.filter.action {
                listed.push_bind(action.caption());
            }
            let openings = self.filter.action.contains(&AuditAction::EvidenceOpened);
            query.push(if openings { ") OR r.receipt IS NOT NULL)" } else { "))" });
        }
    }
}

/// Up to `limit` entries below `after`, each with its place.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(
    conn: &mut DatabaseConnection,
    owners: Owners<'_>,
    narrow: &Narrow,
    after: Option<&Position>,
    limit: usize,
) -> Result<Vec<(Position, AuditEntry)>, sqlx::Error> {
    let ids: Vec<&str> = owners.ids().into_iter().filter(|id| narrow.has(id)).collect();
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let mut query = QueryBuilder::new(
        "SELECT l.*, a.contents, c.code, r.number AS incident, r.opened_by, r.opened_by_name, r.opened_by_organisation \
         FROM chain_links l \
         LEFT JOIN audit a ON l.chain = 'audit' AND a.owner_id = l.owner_id AND a.number = l.number",
    );
    owners.push_but_hidden(&mut query, Dialect::of(conn));
    query.push(
        " LEFT JOIN receipts r ON l.chain = 'evidence_openings' AND r.client_id = l.owner_id AND r.receipt = l.number",
    );
    if let Owners::Scope(scope) = owners {
        restricted::push_but_hidden(&mut query, scope.hidden(), "r");
    }
    query.push(" LEFT JOIN clients c ON c.client_id = l.owner_id WHERE l.owner_id IN (");
    let mut listed = query.separated(", ");
    for owner in ids {
        listed.push_bind(owner.to_owned());
    }
    query.push(if sabotage::is(Fault::AuditOfEverybody) { ", l.owner_id)" } else { ")" });
    narrow.push(&mut query);
    if let Some(after) = after {
        query.push(" AND (l.at, l.owner_id, l.chain, l.number) < (").push_bind(after.at_ms);
        query.push(", ").push_bind(after.owner.0.clone()).push(", ").push_bind(after.chain.caption());
        query.push(", ").push_bind(after.number).push(")");
    }
    query.push(" ORDER BY l.at DESC, l.owner_id DESC, l.chain DESC, l.number DESC LIMIT ");
    query.push_bind(i64::try_from(limit).unwrap_or(i64::MAX));
    query.build(Dialect::of(conn)).fetch_all(conn).await?.iter().map(entry).collect()
}

fn entry(row: &DatabaseRow) -> Result<(Position, AuditEntry), sqlx::Error> {
    let link = chain::link(row)?;
    let contents = match row.try_get::<Option<String>, _>("contents")? {
        Some(contents) => Some(json(&contents)?),
        None => opening(row)?,
    };
    let position =
        Position { at_ms: row.try_get("at")?, owner: link.owner.clone(), chain: link.chain, number: link.number };
    Ok((position, AuditEntry { link, contents }))
}

/// What a receipt tells here: outside its own list not the reason, which can name a host.
fn opening(row: &DatabaseRow) -> Result<Option<AuditContents>, sqlx::Error> {
    let Some(id) = row.try_get::<Option<String>, _>("opened_by")? else { return Ok(None) };
    let (code, incident): (String, i64) = (row.try_get("code")?, row.try_get("incident")?);
    Ok(Some(AuditContents {
        action: AuditAction::EvidenceOpened,
        actor: ActorKind::Person,
        by: Some(Person {
            id: UserId(id),
            name: row.try_get("opened_by_name")?,
            organisation: row.try_get("opened_by_organisation")?,
        }),
        subject: format!("{code}-{incident}"),
        detail: None,
        salt: String::new(),
    }))
}

impl Narrow {
    fn has(&self, owner: &str) -> bool {
        self.filter.client.is_empty() || self.filter.client.iter().any(|client| client.0 == owner)
    }
}

impl Reach for Owners<'_> {
    fn reached(&self) -> Reached<'_> {
        match self {
            Self::Scope(scope) => scope.reached(),
            Self::Office(office) => office.reached(),
        }
    }
}

impl Owners<'_> {
    /// What is said of an incident that is restricted to others is left out, as retention leaves it out: its link stays, for the
    /// chain to be whole.
    fn push_but_hidden(&self, query: &mut QueryBuilder, dialect: Dialect) {
        let Self::Scope(scope) = self else { return };
        for (client, numbers) in scope.hidden().iter() {
            let Some(label) = scope.label(client) else { continue };
            // One list, however long: conditions one behind the other go as deep as they are many.
            let subject = match dialect {
                Dialect::Sqlite => "json_extract(a.contents, '$.subject')",
                Dialect::Postgres => "(a.contents::json ->> 'subject')",
            };
            query.push(" AND NOT (a.owner_id = ").push_bind(client.0.clone());
            query.push(format_args!(" AND COALESCE({subject}, '') IN ("));
            let mut listed = query.separated(", ");
            for number in numbers {
                listed.push_bind(policy::key(label, *number).0);
            }
            query.push("))");
        }
    }

    fn ids(&self) -> Vec<&str> {
        match self {
            Self::Scope(scope) => scope.clients().iter().map(|client| client.0.as_str()).collect(),
            Self::Office(office) => vec![&office.organisation().0],
        }
    }
}

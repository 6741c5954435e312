//! Hand-overs: somebody's open incidents, offered to a colleague of the same organisation, and taken over one by one or not.

mod answer;
mod offer;
mod recipients;

pub use answer::{accept, decline, withdraw};
pub use offer::{check_standing, offer};
pub use recipients::list as list_recipients;

use super::{
    DatabaseConnection, DatabaseRow, Dialect, Everywhere, QueryBuilder, Store, incident::Incident, people, restricted,
    teams,
};
use crate::{
    instants::ms_to_wire,
    policy::{self, Scope, Seat},
    sabotage::{self, Fault},
};
use jiff::Timestamp;
use sqlx::Row;
use std::collections::BTreeSet;
use wire::{
    handover::{Handover, HandoverOutcome, HandoverRow, OfferedTo, Recipient, RecipientKind},
    session::{ClientId, HandoverId, TeamId, UserId},
    vocabulary::Capability,
};

/// How long one is kept after it has expired, so that its giver learns what became of it.
const KEPT_MS: i64 = 24 * 3_600_000;

/// Where one stands in a list: when it was offered, and its id.
pub type Place = (i64, String);

/// Whom incidents are offered to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum To {
    Person(UserId),
    /// Whoever of it takes it.
    Team(TeamId),
}

impl To {
    /// `None` for a kind that this build does not know.
    fn of(recipient: &Recipient) -> Option<Self> {
        match recipient.kind {
            RecipientKind::Person => Some(Self::Person(UserId(recipient.id.clone()))),
            RecipientKind::Team => Some(Self::Team(TeamId(recipient.id.clone()))),
            RecipientKind::Unknown => None,
        }
    }

    const fn kind(&self) -> RecipientKind {
        match self {
            Self::Person(_) => RecipientKind::Person,
            Self::Team(_) => RecipientKind::Team,
        }
    }

    fn id(&self) -> &str {
        match self {
            Self::Person(user) => &user.0,
            Self::Team(team) => &team.0,
        }
    }

    fn person(&self) -> Option<&UserId> {
        match self {
            Self::Person(user) => Some(user),
            Self::Team(_) => None,
        }
    }

    fn team(&self) -> Option<&TeamId> {
        match self {
            Self::Person(_) => None,
            Self::Team(team) => Some(team),
        }
    }
}

/// What is stored of one, without its rows.
#[derive(Clone, Debug)]
pub struct Record {
    id: HandoverId,
    from: UserId,
    to: To,
    offered_at: i64,
    expires_at: i64,
}

/// A row of one, with what became of it; `None` as long as it is offered.
type Stored = (ClientId, i64, Option<HandoverOutcome>);

impl Record {
    fn read(row: &DatabaseRow) -> Result<Self, sqlx::Error> {
        let kind = RecipientKind::from_caption(row.try_get("to_kind")?).unwrap_or_default();
        let to = To::of(&Recipient { kind, id: row.try_get("to_id")? });
        Ok(Self {
            id: HandoverId(row.try_get("handover_id")?),
            from: UserId(row.try_get("from_id")?),
            to: to.ok_or_else(|| sqlx::Error::Decode("nobody that this build knows".into()))?,
            offered_at: row.try_get("offered_at")?,
            expires_at: row.try_get("expires_at")?,
        })
    }

    /// Whose incidents they are.
    #[must_use]
    pub fn giver(&self) -> &UserId {
        &self.from
    }

    /// Whether the caller gave it. Whoever else gets to know it is offered it.
    fn is_givers(&self, scope: &Scope) -> bool {
        self.from == *scope.caller().user()
    }

    fn is_over(&self, now: Timestamp) -> bool {
        now.as_millisecond() >= self.expires_at
    }

    /// Its rows in the scope's clients, by client and number.
    async fn rows(&self, conn: &mut DatabaseConnection, scope: &Scope) -> Result<Vec<Stored>, sqlx::Error> {
        let mut query = QueryBuilder::new("SELECT client_id, number, outcome FROM handover_rows WHERE handover_id = ");
        query.push_bind(self.id.0.clone());
        if !sabotage::is(Fault::HandoverOfEveryClient) {
            query.push(" AND ");
            Dialect::of(conn).push_among(&mut query, "client_id", scope.clients());
        }
        query.push(" ORDER BY client_id, number");
        let rows = query.build(Dialect::of(conn)).fetch_all(conn).await?;
        let read = |row: &DatabaseRow| {
            let outcome = row.try_get::<Option<&str>, _>("outcome")?;
            let outcome = outcome.map(|caption| HandoverOutcome::from_caption(caption).unwrap_or_default());
            Ok((ClientId(row.try_get("client_id")?), row.try_get("number")?, outcome))
        };
        let rows = rows.iter().map(read).collect::<Result<Vec<Stored>, sqlx::Error>>()?;
        Ok(rows.into_iter().filter(|(client, number, _)| !scope.hidden().has(client, *number)).collect())
    }
}

/// One that the caller gave, or that is offered to the caller.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn find(
    conn: &mut DatabaseConnection,
    scope: &Scope,
    id: &HandoverId,
) -> Result<Option<Record>, sqlx::Error> {
    let mut query = known_to(scope);
    query.push(" AND handover_id = ").push_bind(id.0.as_str());
    query.build(Dialect::of(conn)).fetch_optional(conn).await?.as_ref().map(Record::read).transpose()
}

/// What is offered to the caller still, and all that the caller gave and that is not forgotten, as far as it has rows in the scope:
/// newest first, each with its place; at most so many behind `after`.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(
    conn: &mut DatabaseConnection,
    scope: &Scope,
    after: Option<Place>,
    limit: usize,
    now: Timestamp,
) -> Result<Vec<(Place, Handover)>, sqlx::Error> {
    let mut query = known_to(scope);
    if let Some((offered_at, id)) = after {
        query.push(" AND (h.offered_at < ").push_bind(offered_at).push(" OR h.offered_at = ").push_bind(offered_at);
        query.push(" AND h.handover_id > ").push_bind(id).push(")");
    }
    query.push(" AND EXISTS (SELECT 1 FROM handover_rows r WHERE r.handover_id = h.handover_id AND (h.from_id = ");
    query.push_bind(scope.caller().user().0.as_str()).push(" OR r.outcome IS NULL AND h.expires_at > ");
    query.push_bind(now.as_millisecond()).push(") AND ");
    Dialect::of(conn).push_among(&mut query, "r.client_id", scope.clients());
    restricted::push_but_hidden(&mut query, scope.hidden(), "r");
    query.push(format_args!(") ORDER BY h.offered_at DESC, h.handover_id LIMIT {limit}"));
    let mut handovers = vec![];
    for row in query.build(Dialect::of(conn)).fetch_all(&mut *conn).await? {
        let record = Record::read(&row)?;
        let told = tell(conn, scope, &record, now).await?;
        handovers.extend(told.map(|told| ((record.offered_at, record.id.0), told)));
    }
    Ok(handovers)
}

/// `SELECT` of those that the caller gave, and those that are offered to the caller.
fn known_to(scope: &Scope) -> QueryBuilder {
    let (caller, mut query) = (scope.caller(), QueryBuilder::new("SELECT * FROM handovers h WHERE h.owner_id = "));
    query.push_bind(caller.organisation().0.as_str());
    if sabotage::is(Fault::HandoverOfAnybody) {
        return query;
    }
    let user = caller.user().0.as_str();
    query.push(" AND (h.from_id = ").push_bind(user).push(" OR h.to_kind = 'person' AND h.to_id = ").push_bind(user);
    query.push(" OR h.to_kind = 'team' AND h.to_id IN (SELECT team_id FROM team_members WHERE user_id = ");
    query.push_bind(user).push("))");
    query
}

/// One as the caller gets to know it: its rows in the scope, if it has any there.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn tell(
    conn: &mut DatabaseConnection,
    scope: &Scope,
    record: &Record,
    now: Timestamp,
) -> Result<Option<Handover>, sqlx::Error> {
    let is_over = record.is_over(now);
    let offered = if is_over { HandoverOutcome::Expired } else { HandoverOutcome::Open };
    let rows = record.rows(conn, scope).await?.into_iter().filter_map(|(client, number, outcome)| {
        let key = policy::key(scope.label(&client)?, number);
        Some(HandoverRow { client, key, outcome: outcome.unwrap_or(offered) })
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let users: BTreeSet<_> = record.to.person().into_iter().chain([&record.from]).collect();
    let named = people::named(conn, &users).await?;
    let name = match &record.to {
        To::Person(user) => people::one_of(&named, user).name,
        To::Team(team) => teams::name(conn, team).await?.unwrap_or_else(|| team.0.clone()),
    };
    Ok(Some(Handover {
        id: record.id.clone(),
        from: people::one_of(&named, &record.from),
        to: OfferedTo { kind: record.to.kind(), id: record.to.id().to_owned(), name },
        offered_at: ms_to_wire(record.offered_at),
        expires_at: ms_to_wire(record.expires_at),
        may_accept: !record.is_givers(scope),
        rows,
    }))
}

/// Forgets those that have been over for a day.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn forget(store: &Store, now: Timestamp) -> Result<(), sqlx::Error> {
    let mut write = store.write(&Everywhere).await?;
    let forget = sqlx::query("DELETE FROM handovers WHERE expires_at < $1");
    forget.bind(now.as_millisecond() - KEPT_MS).execute(&mut *write).await?;
    write.commit().await
}

/// Why an incident cannot be handed over by whoever sits in the seat, if there is a reason.
fn refusal(giver: Option<&Seat>, incident: Option<&Incident>) -> Option<HandoverOutcome> {
    let (Some(seat), Some(incident)) = (giver, incident) else {
        return Some(if incident.is_none() { HandoverOutcome::Missing } else { HandoverOutcome::Capability });
    };
    match () {
        () if incident.assignee.as_ref() != Some(seat.caller().user()) => Some(HandoverOutcome::NotTheirs),
        () if !incident.status.is_open() => Some(HandoverOutcome::State),
        () if !seat.may(Capability::IncidentAssign) => Some(HandoverOutcome::Capability),
        () => None,
    }
}

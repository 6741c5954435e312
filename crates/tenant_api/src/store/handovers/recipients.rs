//! Who can be given somebody's own open incidents: colleagues and their teams, each with the clients in which they can.

use super::To;
use crate::{
    policy::Scope,
    sabotage::{self, Fault},
    store::{
        DatabaseConnection,
        access::{Grant, counting},
        people, teams,
    },
};
use sqlx::Row;
use wire::{
    handover::{Candidate, OfferedTo, RecipientKind},
    session::{ClientId, UserId},
    vocabulary::Capability,
};

/// Grants of an organisation's people who have come in once, in the clients of somebody's open incidents.
const GRANTED: &str = concat!(
    counting!(
        "u.organisation_id = $1 AND u.user_id <> $2 AND u.user_id = COALESCE($3, u.user_id) AND u.invited = 0 \
         AND c.client_id IN (SELECT i.client_id FROM incidents i \
           WHERE CASE WHEN i.assignee_id IS NULL THEN '' ELSE i.assignee_id END = $2 AND i.status <= 3)"
    ),
    "SELECT n.*, u.name, o.name AS organisation FROM counting n JOIN users u ON u.user_id = n.user_id \
     JOIN organisations o ON o.organisation_id = u.organisation_id ORDER BY u.name, u.user_id, n.client_id"
);

/// The caller's colleagues who can be given some of the caller's open incidents in the scope, by name, then their teams.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(conn: &mut DatabaseConnection, scope: &Scope) -> Result<Vec<Candidate>, sqlx::Error> {
    let mut candidates = among(conn, scope, None).await?;
    let of_teams = of_teams(conn, scope, &candidates).await?;
    candidates.extend(of_teams);
    Ok(candidates)
}

/// The clients in which a colleague, or somebody of a team, can be given the caller's open incidents; none for anybody else.
pub(super) async fn clients_of(
    conn: &mut DatabaseConnection,
    scope: &Scope,
    to: &To,
) -> Result<Vec<ClientId>, sqlx::Error> {
    let found = match to {
        To::Person(user) => among(conn, scope, Some(user)).await?.pop(),
        To::Team(team) => {
            let candidates = among(conn, scope, None).await?;
            of_teams(conn, scope, &candidates).await?.into_iter().find(|candidate| candidate.to.id == team.0)
        }
    };
    Ok(found.map(|candidate| candidate.clients).unwrap_or_default())
}

/// The teams of these people, each with the clients in which somebody of it can be given them.
async fn of_teams(
    conn: &mut DatabaseConnection,
    scope: &Scope,
    people: &[Candidate],
) -> Result<Vec<Candidate>, sqlx::Error> {
    let mut candidates: Vec<Candidate> = vec![];
    for (team, member) in teams::members(conn, scope.caller()).await? {
        let Some(person) = people.iter().find(|person| person.to.id == member.0) else { continue };
        if candidates.last().is_none_or(|last| last.to.id != team.id.0) {
            let to = OfferedTo { kind: RecipientKind::Team, id: team.id.0, name: team.name };
            candidates.push(Candidate { to, clients: vec![] });
        }
        if let Some(last) = candidates.last_mut() {
            last.clients.extend(person.clients.iter().cloned());
            last.clients.sort();
            last.clients.dedup();
        }
    }
    Ok(candidates)
}

async fn among(
    conn: &mut DatabaseConnection,
    scope: &Scope,
    user: Option<&UserId>,
) -> Result<Vec<Candidate>, sqlx::Error> {
    let caller = scope.caller();
    let granted = sabotage::instead(Fault::HandoverToAnybody, GRANTED, "u.organisation_id = $1", "$1 <> ''");
    let rows = sqlx::query(granted).bind(&caller.organisation().0).bind(&caller.user().0);
    let mut candidates: Vec<Candidate> = vec![];
    for row in rows.bind(user.map(|user| user.0.as_str())).fetch_all(conn).await? {
        let client = ClientId(row.try_get("client_id")?);
        let may = Grant::read(&row)?.held().any(|held| held == Capability::IncidentRead);
        let gives = |client| caller.enter(client, Capability::IncidentAssign).is_some();
        if !may || !scope.clients().contains(&client) || !gives(&client) {
            continue;
        }
        let person = people::person(&row)?;
        match candidates.last_mut().filter(|last| last.to.id == person.id.0) {
            // Several groups may give it to one person.
            Some(last) if last.clients.contains(&client) => {}
            Some(last) => last.clients.push(client),
            None => candidates.push(Candidate {
                to: OfferedTo { kind: RecipientKind::Person, id: person.id.0, name: person.name },
                clients: vec![client],
            }),
        }
    }
    Ok(candidates)
}

//! Teams: named sets of an organisation's people, to whom incidents can be given as to a person.

mod remove;

pub use remove::remove;

use super::{
    DatabaseConnection, Declined, Write,
    audit::{self, Place},
    clients::slug,
    fields, people,
};
use crate::{
    policy::{Caller, Office, Seat},
    sabotage::{self, Fault},
    store::incident::Incident,
};
use jiff::Timestamp;
use sqlx::Row;
use std::collections::BTreeSet;
use wire::{
    administration::{ManagedTeam, NewTeam, TeamChange},
    audit::AuditAction,
    incident::AssignableTeam,
    session::{Team, TeamId, UserId},
};

/// The most people that a team may have.
const MEMBERS_MAX: usize = 500;

/// The teams of whoever may work a client: of the MSP that looks after it, and its own.
const ASSIGNABLE: &str = "\
    SELECT t.team_id, t.name, o.name AS organisation FROM clients c \
    JOIN teams t ON t.organisation_id IN (c.client_id, c.managed_by) \
    JOIN organisations o ON o.organisation_id = t.organisation_id \
    WHERE c.client_id = $1 AND t.team_id = COALESCE($2, t.team_id) ORDER BY t.name, t.team_id";

/// The organisation's teams with their people, by name.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(conn: &mut DatabaseConnection, office: &Office) -> Result<Vec<ManagedTeam>, sqlx::Error> {
    let rows = sqlx::query(sabotage::instead(
        Fault::TeamsOfEverybody,
        "SELECT t.team_id, t.name AS team, u.user_id, u.name, o.name AS organisation FROM teams t \
         LEFT JOIN team_members m ON m.team_id = t.team_id LEFT JOIN users u ON u.user_id = m.user_id \
         LEFT JOIN organisations o ON o.organisation_id = u.organisation_id \
         WHERE t.organisation_id = $1 ORDER BY t.name, t.team_id, u.name, u.user_id",
        "t.organisation_id = $1",
        "$1 <> ''",
    ));
    let mut teams: Vec<ManagedTeam> = vec![];
    for row in rows.bind(&office.organisation().0).fetch_all(conn).await? {
        let id = TeamId(row.try_get("team_id")?);
        if teams.last().is_none_or(|last| last.id != id) {
            teams.push(ManagedTeam { id, name: row.try_get("team")?, members: vec![] });
        }
        if let Some(team) = teams.last_mut()
            && row.try_get::<Option<&str>, _>("user_id")?.is_some()
        {
            team.members.push(people::person(&row)?);
        }
    }
    Ok(teams)
}

/// One of them.
///
/// # Errors
/// [`Declined::Missing`] for another organisation's.
pub async fn read(conn: &mut DatabaseConnection, office: &Office, id: &TeamId) -> Result<ManagedTeam, Declined> {
    list(conn, office).await?.into_iter().find(|team| team.id == *id).ok_or(Declined::Missing)
}

/// Makes one.
///
/// # Errors
/// [`Declined::Invalid`] for a name that is none, and for somebody who is not of the organisation.
pub async fn create(
    write: &mut Write,
    office: &Office,
    asked: &NewTeam,
    now: Timestamp,
) -> Result<ManagedTeam, Declined> {
    let (name, id) = (fields::name("name", &asked.name)?, TeamId(slug(&asked.name, "team")));
    sqlx::query("INSERT INTO teams (organisation_id, team_id, name) VALUES ($1, $2, $3)")
        .bind(&office.organisation().0)
        .bind(&id.0)
        .bind(name)
        .execute(&mut **write)
        .await?;
    fill(write, office, &id, &asked.members).await?;
    let team = read(write, office, &id).await?;
    done(write, office, team, AuditAction::TeamAdded, now).await
}

/// Changes one. What it was given stays its own.
///
/// # Errors
/// [`Declined`]: then it must not be committed.
pub async fn change(
    write: &mut Write,
    office: &Office,
    id: &TeamId,
    asked: &TeamChange,
    now: Timestamp,
) -> Result<ManagedTeam, Declined> {
    read(write, office, id).await?;
    if let Some(name) = &asked.name {
        let rename = sqlx::query("UPDATE teams SET name = $2 WHERE team_id = $1").bind(&id.0);
        rename.bind(fields::name("name", name)?).execute(&mut **write).await?;
    }
    if let Some(members) = &asked.members {
        sqlx::query("DELETE FROM team_members WHERE team_id = $1").bind(&id.0).execute(&mut **write).await?;
        fill(write, office, id, members).await?;
    }
    let team = read(write, office, id).await?;
    done(write, office, team, AuditAction::TeamChanged, now).await
}

/// The teams that can be given the incidents of the seat's client, by name.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn assignable(conn: &mut DatabaseConnection, seat: &Seat) -> Result<Vec<AssignableTeam>, sqlx::Error> {
    assignable_among(conn, seat, None).await
}

/// The team, if it can be given the incidents of the seat's client.
///
/// # Errors
/// [`Declined::Invalid`] for any other, whether or not there is such a team.
pub(super) async fn check_assignable(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    id: &TeamId,
) -> Result<Team, Declined> {
    let found = assignable_among(conn, seat, Some(id)).await?.pop();
    let found = found.ok_or_else(|| Declined::field("assignee", "no team that can have it"))?;
    Ok(Team { id: found.id, name: found.name })
}

async fn assignable_among(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    id: Option<&TeamId>,
) -> Result<Vec<AssignableTeam>, sqlx::Error> {
    let rows = sqlx::query(sabotage::instead(
        Fault::AssignedToAnyTeam,
        ASSIGNABLE,
        "t.organisation_id IN (c.client_id, c.managed_by)",
        "t.organisation_id <> ''",
    ));
    let rows = rows.bind(&seat.client().0).bind(id.map(|id| id.0.as_str())).fetch_all(conn).await?;
    let read = rows.iter().map(|row| {
        Ok(AssignableTeam {
            id: TeamId(row.try_get("team_id")?),
            name: row.try_get("name")?,
            organisation: row.try_get("organisation")?,
        })
    });
    read.collect()
}

/// Whoever takes an incident takes it for their team; somebody else takes it from the team.
pub(super) async fn keep_or_leave(conn: &mut DatabaseConnection, incident: &mut Incident) -> Result<(), sqlx::Error> {
    if let (Some(team), Some(user)) = (&incident.team, &incident.assignee) {
        let member = sqlx::query("SELECT 1 FROM team_members WHERE team_id = $1 AND user_id = $2");
        if member.bind(&team.0).bind(&user.0).fetch_optional(conn).await?.is_none() {
            incident.team = None;
        }
    }
    Ok(())
}

/// The teams of the caller's organisation, by name, and those of them that the caller is one of.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn of_caller(
    conn: &mut DatabaseConnection,
    caller: &Caller,
) -> Result<(Vec<Team>, Vec<TeamId>), sqlx::Error> {
    let rows = sqlx::query_as(
        "SELECT t.team_id, t.name, (SELECT COUNT(*) FROM team_members m \
           WHERE m.team_id = t.team_id AND m.user_id = $2) AS own \
         FROM teams t WHERE t.organisation_id = $1 ORDER BY t.name, t.team_id",
    );
    let rows: Vec<(String, String, i64)> =
        rows.bind(&caller.organisation().0).bind(&caller.user().0).fetch_all(conn).await?;
    let own = rows.iter().filter(|(.., own)| *own > 0).map(|(id, ..)| TeamId(id.clone())).collect();
    Ok((rows.into_iter().map(|(id, name, _)| Team { id: TeamId(id), name }).collect(), own))
}

/// Who is in the teams of the caller's organisation: a team and one of it at a time, by the team's name.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub(super) async fn members(
    conn: &mut DatabaseConnection,
    caller: &Caller,
) -> Result<Vec<(Team, UserId)>, sqlx::Error> {
    let rows = sqlx::query_as(
        "SELECT t.team_id, t.name, m.user_id FROM teams t JOIN team_members m ON m.team_id = t.team_id \
         WHERE t.organisation_id = $1 ORDER BY t.name, t.team_id, m.user_id",
    );
    let rows: Vec<(String, String, String)> = rows.bind(&caller.organisation().0).fetch_all(conn).await?;
    let read = |(id, name, user)| (Team { id: TeamId(id), name }, UserId(user));
    Ok(rows.into_iter().map(read).collect())
}

/// A team that something had before, unless it was removed since.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub(super) async fn still_there(
    conn: &mut DatabaseConnection,
    team: Option<TeamId>,
) -> Result<Option<TeamId>, sqlx::Error> {
    let Some(team) = team else { return Ok(None) };
    Ok(name(conn, &team).await?.map(|_| team))
}

/// What a team is called, if it is there.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub(super) async fn name(conn: &mut DatabaseConnection, team: &TeamId) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT name FROM teams WHERE team_id = $1").bind(&team.0).fetch_optional(conn).await
}

async fn fill(write: &mut Write, office: &Office, id: &TeamId, members: &[UserId]) -> Result<(), Declined> {
    let members: BTreeSet<&UserId> = members.iter().collect();
    if members.len() > MEMBERS_MAX {
        return Err(Declined::field("members", "at most 500"));
    }
    for user in members {
        let added = sqlx::query(sabotage::instead(
            Fault::TeamOfForeignPeople,
            "INSERT INTO team_members (team_id, user_id) \
             SELECT $2, user_id FROM users WHERE user_id = $1 AND organisation_id = $3 ON CONFLICT DO NOTHING",
            "organisation_id = $3",
            "$3 <> ''",
        ));
        let added = added.bind(&user.0).bind(&id.0).bind(&office.organisation().0);
        let known = added.execute(&mut **write).await?.rows_affected() == 1;
        if !known {
            return Err(Declined::field("members", "names somebody who is not there"));
        }
    }
    Ok(())
}

/// Puts it on record; and everybody of the organisation reads anew which teams there are.
async fn done(
    write: &mut Write,
    office: &Office,
    team: ManagedTeam,
    action: AuditAction,
    now: Timestamp,
) -> Result<ManagedTeam, Declined> {
    let organisation = office.organisation();
    sqlx::query("UPDATE users SET permission_version = permission_version + 1 WHERE organisation_id = $1")
        .bind(&organisation.0)
        .execute(&mut **write)
        .await?;
    let members: Vec<_> = team.members.iter().map(|member| member.id.0.as_str()).collect();
    let detail = format!("{}: {}", team.name, members.join(" "));
    let place = Place::Organisation(organisation.clone());
    audit::append_with(write, office.caller(), &place, action, (&team.id.0, &detail), now).await?;
    Ok(team)
}

//! A team is removed: what waits for somebody of it is nobody's again, in every client at once.

use super::{done, read};
use crate::{
    policy::Office,
    store::{Declined, Everywhere, Store, Write, outbox, views, workflow::Recorded},
};
use jiff::Timestamp;
use wire::{
    audit::AuditAction,
    event::EventKind,
    session::{ClientId, TeamId, UserId},
};

/// The clients whose incidents an organisation's team can be given, and those in which it still has some.
const WORKED: &str = "\
    SELECT client_id FROM clients WHERE $1 IN (client_id, managed_by) \
    UNION SELECT client_id FROM incidents WHERE team_id = $2";

/// Removes one, and the views that name it: what it was given and nobody took is nobody's again. That is an act of its
/// organisation, in every client that it works, whether or not whoever does it sees that client: so nothing that it answers or puts on
/// the organisation's record tells in which it had anything. All of it is done or nothing: until then nobody else writes to a client
/// whose incidents could be given to it.
///
/// # Errors
/// [`Declined::Missing`] for another organisation's.
pub async fn remove(store: &Store, office: &Office, id: &TeamId, now: Timestamp) -> Result<(), Declined> {
    let mut write = store.write(&Everywhere).await?;
    let team = read(&mut write, office, id).await?;
    let worked = sqlx::query_scalar(WORKED).bind(&office.organisation().0).bind(&id.0);
    let worked = clients(worked.fetch_all(&mut *write).await?);
    store.everywhere.take_too(&mut write, &worked).await?;
    let given = sqlx::query_scalar("SELECT DISTINCT client_id FROM incidents WHERE team_id = $1 ORDER BY client_id");
    for client in clients(given.bind(&id.0).fetch_all(&mut *write).await?) {
        give_back(&mut write, &client, id, office.caller().user(), now).await?;
    }
    sqlx::query("DELETE FROM teams WHERE team_id = $1").bind(&id.0).execute(&mut *write).await?;
    // People's rows before their preferences, as whoever changes a preference takes them.
    done(&mut write, office, team, AuditAction::TeamRemoved, now).await?;
    views::forget_team(&mut write, id).await?;
    Ok(write.commit().await?)
}

fn clients(ids: Vec<String>) -> Vec<ClientId> {
    ids.into_iter().map(ClientId).collect()
}

/// Takes a client's incidents from a team: those that wait for somebody of it are given back, as a change of their own; whoever
/// has one keeps it, and what is done stays as it is but for the team's name.
async fn give_back(
    write: &mut Write,
    client: &ClientId,
    team: &TeamId,
    by: &UserId,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let waiting = sqlx::query_as(
        "UPDATE incidents SET team_id = NULL, version = version + 1, updated_at = $3, attention_at = $3 \
         WHERE client_id = $1 AND team_id = $2 AND assignee_id IS NULL AND status <= 3 RETURNING number, version",
    );
    let waiting = waiting.bind(&client.0).bind(&team.0).bind(now.as_millisecond());
    let mut waiting: Vec<(i64, i64)> = waiting.fetch_all(&mut **write).await?;
    waiting.sort_unstable();
    for (number, version) in waiting {
        Recorded::Assigned { assignee: None }.write(write, (client, by), (number, version), now).await?;
        let told = outbox::Change {
            client: client.clone(),
            number,
            version,
            kind: EventKind::Changed,
            internal: false,
            at_ms: now.as_millisecond(),
        };
        told.tell(write).await?;
    }
    let rest = sqlx::query("UPDATE incidents SET team_id = NULL WHERE client_id = $1 AND team_id = $2");
    rest.bind(&client.0).bind(&team.0).execute(&mut **write).await.map(drop)
}

//! Holds that time goes on with: the client that is awaited is reminded, and what is on hold comes back.

use super::{Everywhere, Store, Upkeep, Write, incident::Incident, outbox::Change, workflow::Recorded};
use crate::{
    clocks::ServiceLevels,
    sabotage::{self, Fault},
};
use jiff::Timestamp;
use wire::{event::EventKind, session::ClientId, vocabulary::Status, workflow::after_hold};

/// Holds that go on in one transaction, during which nobody else writes to their client.
const BATCH: usize = 50;

/// A client that is leaving is read-only, for time too.
const CLIENTS: &str = "SELECT DISTINCT i.client_id FROM incidents i JOIN active_clients c ON c.client_id = i.client_id \
    WHERE i.hold_due_at <= $1 ORDER BY i.client_id";
const DUE: &str =
    "SELECT * FROM incidents WHERE client_id = $1 AND hold_due_at <= $2 ORDER BY hold_due_at, number LIMIT $3";

/// Goes on with every hold that is due, each once however many processes do: what one has found under its client's writer and
/// changed is not due any more. `clock` is asked once the writer is held.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read; a client whose holds could not go on is logged, and tried again.
pub async fn go_on(store: &Store, clock: impl Fn() -> Timestamp) -> Result<(), sqlx::Error> {
    let clients = sqlx::query_scalar(CLIENTS).bind(clock().as_millisecond());
    let clients: Vec<String> = clients.fetch_all(&mut *store.read(&Everywhere).await?).await?;
    for client in clients.into_iter().map(ClientId) {
        loop {
            match batch(store, &client, &clock).await {
                Ok(BATCH) => {}
                Ok(_) => break,
                Err(error) => {
                    eprintln!("holds of {client} could not go on: {error}");
                    break;
                }
            }
        }
    }
    Ok(())
}

/// The next of a client; how many there were.
async fn batch(store: &Store, client: &ClientId, clock: &impl Fn() -> Timestamp) -> Result<usize, sqlx::Error> {
    let mut write = store.write(&Upkeep(client)).await?;
    let now = clock();
    let due = sqlx::query(sabotage::instead(Fault::HoldsOfEveryClient, DUE, "client_id = $1", "$1 <> ''"));
    let due = due.bind(&client.0).bind(now.as_millisecond()).bind(i64::try_from(BATCH).unwrap_or(i64::MAX));
    let due = due.fetch_all(&mut *write).await?;
    let levels = ServiceLevels::load(&mut write, client).await?;
    for row in &due {
        let mut incident = Incident::from_row(row)?;
        let (at, happened) = go_on_with(&mut incident, &levels, now);
        keep(&mut write, client, &incident, (&happened, at), now).await?;
    }
    write.commit().await?;
    Ok(due.len())
}

/// What time has brought a hold that is due at `now`, and since when: it counts from then, whenever somebody came to look.
fn go_on_with(incident: &mut Incident, levels: &ServiceLevels, now: Timestamp) -> (Timestamp, Recorded) {
    let due_at = incident.hold_due_at.unwrap_or(now);
    match incident.hold_until {
        Some(ends_at) if ends_at > now => {
            if !sabotage::is(Fault::RemindsAgain) {
                incident.hold_due_at = Some(ends_at);
            }
            (due_at, Recorded::ClientReminded)
        }
        ends_at => {
            let at = ends_at.unwrap_or(due_at);
            end(incident, levels, at);
            (at, Recorded::HoldEnded { status: incident.status })
        }
    }
}

fn end(incident: &mut Incident, levels: &ServiceLevels, at: Timestamp) {
    incident.leave_hold();
    incident.clocks.resume(levels, incident.priority, at);
    incident.status = after_hold(incident.assignee.is_some());
    if incident.status == Status::InProgress {
        incident.first_in_progress_at.get_or_insert(at);
        incident.clocks.responded(at);
    }
}

/// Stores what it has become, what happened, and whom to tell. It is no change of a person's: the version stays.
async fn keep(
    write: &mut Write,
    client: &ClientId,
    incident: &Incident,
    (happened, at): (&Recorded, Timestamp),
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    incident.save(write, client, now).await?;
    happened.append(write, (client, None), incident.number, at).await?;
    let told = Change {
        client: client.clone(),
        number: incident.number,
        version: incident.version,
        kind: EventKind::Changed,
        internal: false,
        at_ms: now.as_millisecond(),
    };
    told.tell(write).await
}

//! What a wallboard shows: figures and rows of its scope, under the names that its device has for clients.

use super::client::{self, Figures};
use crate::{
    instants,
    policy::{Device, Scope},
    sabotage::{self, Fault},
    store::{
        DatabaseConnection, Declined, Store, pseudonyms,
        queue::{self, Asked, Narrow},
    },
};
use jiff::{SignedDuration, Timestamp};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};
use wire::{
    device::{BoardClient, BoardLabel, BoardRow, CLIENTS_MAX, HOURS, ROWS_MAX, Wallboard},
    queue::{Count, QueueFilter, QueueRow, Sort},
    session::{ClientId, IncidentKey},
    vocabulary::{Priority, Status},
};

const HOUR_MS: i64 = 3_600_000;

/// `GET /wallboard`.
///
/// # Errors
/// [`Declined::Store`] when nothing could be read; a client that could not be is in `partial`.
pub async fn board(store: &Store, device: &Device, now: Timestamp) -> Result<Wallboard, Declined> {
    let mut board = Wallboard {
        name: device.name.clone(),
        scope: device.about.clone(),
        open: 0,
        new: 0,
        unassigned: 0,
        breached: 0,
        next: vec![],
        clients: vec![],
        clients_total: 0,
        by_priority: Priority::ALL.iter().rev().map(|value| Count { value: *value, count: 0 }).collect(),
        created_per_hour: vec![0; HOURS],
        as_of: instants::to_wire(now),
        partial: vec![],
    };
    let Some(scope) = &device.scope else { return Ok(board) };
    let labels = labels(store, device, scope).await?;
    let mut unread = BTreeSet::new();
    let mut read = store.read(scope).await?;
    for (client, label) in &labels {
        match figures(&mut read, (scope, client), now).await {
            Ok(figures) => add(&mut board, label, &figures, now),
            Err(error) => {
                unread.insert(queue::unread(client, &error).client);
                read = store.read(scope).await?;
            }
        }
    }
    drop(read);
    let narrow = Narrow::new(&QueueFilter::open(), scope)?;
    let asked = Asked { narrow: &narrow, sort: Sort::Breach, limit: ROWS_MAX, after: None, now };
    let page = queue::page(store, scope, &asked).await?;
    board.next = page.rows.into_iter().filter_map(|row| Some(shown(labels.get(&row.client.id)?, row))).collect();
    unread.extend(page.partial.into_iter().map(|partial| partial.client));
    board.partial = unread.iter().filter_map(|client| labels.get(client).cloned()).collect();
    board.partial.sort();
    board.clients_total = labels.len() as u64;
    board.clients.sort_by_cached_key(|one| {
        (Reverse(one.breached), Reverse(one.worst), Reverse(one.open), one.client.code.clone())
    });
    board.clients.truncate(CLIENTS_MAX);
    Ok(board)
}

/// What each client of the scope is called on this device.
async fn labels(store: &Store, device: &Device, scope: &Scope) -> Result<BTreeMap<ClientId, BoardLabel>, sqlx::Error> {
    let letters = match device.pseudonyms {
        true => {
            let whose = (scope.caller().organisation(), &device.id);
            Some(pseudonyms::of(store, whose, scope.clients()).await?)
        }
        false => None,
    };
    let label = |client: &ClientId| match &letters {
        Some(letters) => Some(BoardLabel { code: letters.get(client)?.clone(), name: None, colour: None }),
        None => {
            let label = scope.label(client)?.clone();
            Some(BoardLabel { code: label.code, name: Some(label.name), colour: Some(label.colour) })
        }
    };
    Ok(scope.clients().iter().filter_map(|client| Some((client.clone(), label(client)?))).collect())
}

async fn figures(
    conn: &mut DatabaseConnection,
    whose: (&Scope, &ClientId),
    now: Timestamp,
) -> Result<Figures, sqlx::Error> {
    let hours = SignedDuration::from_hours(-i64::try_from(HOURS).unwrap_or(0));
    let since = now.saturating_add(hours).unwrap_or(Timestamp::MIN);
    let mut figures = Figures { arrived: client::arrived(conn, whose, since).await?, ..Figures::default() };
    figures.add_open(conn, whose, now).await?;
    Ok(figures)
}

/// One client's part of the sums, and its tile.
fn add(board: &mut Wallboard, label: &BoardLabel, figures: &Figures, now: Timestamp) {
    board.open += figures.open;
    board.unassigned += figures.unassigned;
    board.breached += figures.breached;
    for ((priority, status), count) in &figures.by_priority {
        board.new += if *status == Status::New { *count } else { 0 };
        if let Some(of_it) = board.by_priority.iter_mut().find(|of_it| of_it.value == *priority) {
            of_it.count += count;
        }
    }
    for at_ms in &figures.arrived {
        let back = usize::try_from((now.as_millisecond() - at_ms).div_euclid(HOUR_MS)).ok();
        let place = back.and_then(|back| (HOURS - 1).checked_sub(back));
        if let Some(count) = place.and_then(|place| board.created_per_hour.get_mut(place)) {
            *count += 1;
        }
    }
    let known = figures.by_priority.keys().map(|(priority, _)| *priority);
    board.clients.push(BoardClient {
        client: label.clone(),
        open: figures.open,
        breached: figures.breached,
        worst: known.filter(|priority| *priority != Priority::Unknown).max(),
    });
}

/// A row of the queue as the board shows it: its key begins with what the client is called here.
fn shown(label: &BoardLabel, row: QueueRow) -> BoardRow {
    let number = row.key.0.rsplit_once('-').map(|(_, number)| number).unwrap_or_default();
    let key = IncidentKey([label.code.as_str(), "-", number].concat());
    BoardRow {
        waits_for_team: row.waits_for_team(),
        key: if sabotage::is(Fault::PseudonymsKeepKeys) { row.key } else { key },
        client: label.clone(),
        title: row.title,
        priority: row.priority,
        status: row.status,
        assignee: row.assignee.map(|assignee| initials(&assignee.name)),
        breach_at: row.breach_at,
        breach_kind: row.breach_kind,
        breached: row.breached,
        paused: row.paused,
    }
}

/// Of the first and the last word.
fn initials(name: &str) -> String {
    let mut letters = name.split_whitespace().filter_map(|word| word.chars().next());
    let (first, last) = (letters.next(), letters.next_back());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_two_letters_and_no_name() {
        assert_eq!(["Ana Moreira", "joão de oliveira", "plato", " "].map(initials), ["AM", "JO", "P", ""]);
    }
}

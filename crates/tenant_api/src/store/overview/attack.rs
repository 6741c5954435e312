//! Incidents by ATT&CK's tactics and techniques, over a span of time.

use crate::{
    catalogue, instants,
    policy::Scope,
    store::{DatabaseConnection, Store, Values, queue, restricted},
};
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Row};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};
use wire::{
    attack::{Attack, TacticFigures, TechniqueFigures},
    session::ClientId,
    vocabulary::Tactic,
};

/// How many, and how many of them are open.
#[derive(Clone, Copy, Default)]
struct Count {
    incidents: u64,
    open: u64,
}

/// By tactic, and by tactic and technique.
#[derive(Default)]
struct Counts {
    tactics: BTreeMap<Tactic, Count>,
    techniques: BTreeMap<(Tactic, String), Count>,
}

/// `GET {scope}/overview/attack`.
///
/// # Errors
/// [`sqlx::Error`] when nothing could be read; a client that could not be is in `partial`.
pub async fn attack(
    store: &Store,
    scope: &Scope,
    (from, to): (Timestamp, Timestamp),
    now: Timestamp,
) -> Result<Attack, sqlx::Error> {
    let (mut counts, mut partial) = (Counts::default(), vec![]);
    let mut read = store.read(scope).await?;
    for client in scope.clients() {
        match of_client(&mut read, (scope, client), (from, to)).await {
            Ok(of_client) => counts.add(of_client),
            Err(error) => {
                partial.push(queue::unread(client, &error));
                read = store.read(scope).await?;
            }
        }
    }
    let tactics = Tactic::ALL.iter().map(|tactic| counts.of(*tactic)).collect();
    let [from, to] = [from, to].map(instants::to_wire);
    Ok(Attack { tactics, from, to, as_of: instants::to_wire(now), partial })
}

/// One client's, all or nothing.
async fn of_client(
    conn: &mut DatabaseConnection,
    (scope, client): (&Scope, &ClientId),
    (from, to): (Timestamp, Timestamp),
) -> Result<Counts, sqlx::Error> {
    let but = restricted::but_hidden(scope.hidden(), client);
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT tactics, techniques, status <= 3 AS is_open, COUNT(*) AS count FROM incidents \
         WHERE client_id = $1 AND created_at >= $2 AND created_at < $3{but} GROUP BY 1, 2, 3",
    )));
    let rows = rows.bind(&client.0).bind(from.as_millisecond()).bind(to.as_millisecond());
    let mut counts = Counts::default();
    for row in rows.fetch_all(conn).await? {
        let incidents: u64 = row.count("count")?;
        let by = Count { incidents, open: if row.flag("is_open")? { incidents } else { 0 } };
        counts.count(row.try_get("tactics")?, row.try_get("techniques")?, by);
    }
    Ok(counts)
}

impl Count {
    fn add(&mut self, by: Self) {
        self.incidents += by.incidents;
        self.open += by.open;
    }
}

impl Counts {
    /// Incidents with these lists of ids: each of them once for a tactic, and for a technique below a tactic that it serves,
    /// whichever of its sub-techniques they name.
    fn count(&mut self, tactics: &str, techniques: &str, by: Count) {
        let tactics: BTreeSet<Tactic> = tactics.split(',').filter_map(Tactic::from_caption).collect();
        let techniques: BTreeSet<&str> =
            techniques.split(',').filter(|id| !id.is_empty()).map(catalogue::parent).collect();
        for tactic in &tactics {
            self.tactics.entry(*tactic).or_default().add(by);
            for id in &techniques {
                let serves = catalogue::technique(id).tactics;
                if serves.is_empty() || serves.contains(tactic) {
                    self.techniques.entry((*tactic, (*id).to_owned())).or_default().add(by);
                }
            }
        }
    }

    fn add(&mut self, other: Self) {
        for (tactic, by) in other.tactics {
            self.tactics.entry(tactic).or_default().add(by);
        }
        for (place, by) in other.techniques {
            self.techniques.entry(place).or_default().add(by);
        }
    }

    fn of(&self, tactic: Tactic) -> TacticFigures {
        let Count { incidents, open } = self.tactics.get(&tactic).copied().unwrap_or_default();
        let met = self.techniques.iter().filter(|((of, _), _)| *of == tactic);
        let mut techniques: Vec<_> = met
            .map(|((_, id), count)| TechniqueFigures {
                id: id.clone(),
                name: catalogue::technique(id).name,
                incidents: count.incidents,
                open: count.open,
            })
            .collect();
        techniques.sort_by(|one, other| (Reverse(one.incidents), &one.id).cmp(&(Reverse(other.incidents), &other.id)));
        TacticFigures { tactic, incidents, open, techniques }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_incident_counts_once_below_each_tactic_that_its_technique_serves() {
        let mut counts = Counts::default();
        counts.count("TA0006,TA0008", "T1110.001,T1110.003,T1021", Count { incidents: 2, open: 1 });
        counts.count("TA0006", "T9999", Count { incidents: 1, open: 0 });
        counts.count("", "T1110", Count { incidents: 7, open: 7 });
        let shown = |tactic| {
            let of = counts.of(tactic);
            let techniques = of.techniques.into_iter().map(|one| (one.id, one.incidents, one.open)).collect::<Vec<_>>();
            (of.incidents, of.open, techniques)
        };
        let met = |id: &str, incidents, open| (id.to_owned(), incidents, open);
        assert_eq!(shown(Tactic::CredentialAccess), (3, 1, vec![met("T1110", 2, 1), met("T9999", 1, 0)]));
        assert_eq!(shown(Tactic::LateralMovement), (2, 1, vec![met("T1021", 2, 1)]));
        assert_eq!(shown(Tactic::Impact), (0, 0, vec![]));
    }
}

//! What happened to an incident, put together from alerts, changes, tasks, silences, notes, files and evidence openings.

use super::{
    alerts, evidence_requests, kept_files, notes, people, receipts, silences, tasks, values::json, workflow::Recorded,
};
use crate::store::{DatabaseConnection, DatabaseRow, Dialect, Values};
use crate::{
    instants,
    policy::Seat,
    sabotage::{self, Fault},
};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use wire::{
    session::{Person, UserId},
    timeline::{Entry, Show, What},
    vocabulary::Capability,
};
use wire_evidence::Recorded as Opened;

/// An entry's place: newest first; at the same instant what people did is above what came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    at_ms: i64,
    rank: u8,
    ordinal: i64,
}

const CREATED: u8 = 0;
const JOINED: u8 = 1;
const HAPPENED: u8 = 2;
const CHANGED: u8 = 3;
const OPENED: u8 = 4;
const NOTED: u8 = 5;
const KEPT: u8 = 6;
const ASKED: u8 = 7;
const ANSWERED: u8 = 8;
const SAVED: u8 = 9;
const TASKED: u8 = 10;
const SILENCED: u8 = 11;

const CHANGES: &str = "SELECT * FROM changes WHERE client_id = $1 AND number = $2";
const HAPPENINGS: &str = "SELECT * FROM happenings WHERE client_id = $1 AND number = $2";

/// Up to `limit` entries, of all kinds or of the one to `show`, below `after`, newest first, each with its place.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
    show: Option<Show>,
    after: Option<Place>,
    limit: usize,
) -> Result<Vec<(Place, Entry)>, sqlx::Error> {
    let mut told = Told { entries: Vec::new() };
    let is_shown = |kind| show.is_none_or(|show| show == kind);
    if is_shown(Show::Alerts) {
        told.alerts(conn, seat, number).await?;
    }
    if is_shown(Show::Changes) {
        told.changes(conn, seat, number).await?;
        told.tasks(conn, seat, number).await?;
        told.silences(conn, seat, number).await?;
    }
    if is_shown(Show::Openings) {
        told.openings(conn, seat, number).await?;
        told.requests(conn, seat, number).await?;
    }
    if is_shown(Show::Notes) {
        told.notes(conn, seat, number).await?;
        told.files(conn, seat, number).await?;
    }
    let mut entries = told.entries;
    entries.retain(|(place, _)| after.is_none_or(|after| *place < after));
    entries.sort_by(|(one, _), (other, _)| other.cmp(one));
    entries.truncate(limit);
    Ok(entries)
}

struct Told {
    entries: Vec<(Place, Entry)>,
}

impl Told {
    fn add(&mut self, place: Place, by: Option<Person>, what: What) {
        self.entries.push((place, Entry { at: instants::ms_to_wire(place.at_ms), by, what }));
    }

    /// The opening, and the alerts that joined, an hour's worth in one entry. Those that were moved are told where they came
    /// in, whosever they are now; what people opened, by a split or for a request, is told as that.
    async fn alerts(&mut self, conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<(), sqlx::Error> {
        let created = sqlx::query_scalar(
            "SELECT created_at FROM incidents i WHERE client_id = $1 AND number = $2 AND NOT EXISTS \
             (SELECT 1 FROM changes c WHERE c.client_id = i.client_id AND c.number = i.number AND c.version = 1)",
        );
        let created = created.bind(&seat.client().0).bind(number);
        if let Some(at_ms) = created.fetch_optional(&mut *conn).await? {
            self.add(Place { at_ms, rank: CREATED, ordinal: 0 }, None, What::Created);
        }
        // By their key SQLite would go past all of the client's.
        let dialect = Dialect::of(conn);
        let own = dialect.hint(alerts::BY_INCIDENT);
        let came = dialect.hint("INDEXED BY alerts_by_arrival");
        let joined = sqlx::query(sqlx::AssertSqlSafe(format!(
            "WITH came (alert, at) AS (\
                 SELECT alert, created_at FROM alerts {own} WHERE client_id = $1 AND number = $2 AND arrived_in IS NULL \
                 UNION ALL SELECT alert, created_at FROM alerts {came} WHERE client_id = $1 AND arrived_in = $2) \
             SELECT COUNT(*) AS count, MIN(at) AS since, MAX(at) AS at FROM came \
             WHERE alert > (SELECT MIN(alert) FROM came) GROUP BY came.at / 3600000"
        )));
        for row in joined.bind(&seat.client().0).bind(number).fetch_all(conn).await? {
            let what =
                What::AlertsJoined { count: row.count("count")?, since: instants::ms_to_wire(row.try_get("since")?) };
            self.add(Place { at_ms: row.try_get("at")?, rank: JOINED, ordinal: 0 }, None, what);
        }
        Ok(())
    }

    /// What people changed, and what happened beside.
    async fn changes(&mut self, conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<(), sqlx::Error> {
        let mut changes: Vec<(Place, Option<UserId>, Recorded)> = vec![];
        for (fault, sql, rank, ordinal) in [
            (Fault::ChangesByNumberAlone, CHANGES, CHANGED, "version"),
            (Fault::HappeningsByNumberAlone, HAPPENINGS, HAPPENED, "happening"),
        ] {
            let rows = sqlx::query(sabotage::instead(fault, sql, "client_id = $1", "$1 <> ''"));
            for row in rows.bind(&seat.client().0).bind(number).fetch_all(&mut *conn).await? {
                changes.push(change(&row, rank, ordinal)?);
            }
        }
        // What is between it and one that is restricted to others is not told.
        changes.retain(|(_, _, recorded)| recorded.other_incident().is_none_or(|number| seat.sees(number)));
        // Nor which request it came of, to whoever reads none.
        changes.retain(|(_, _, recorded)| {
            !matches!(recorded, Recorded::Requested { .. }) || seat.may(Capability::RequestRead)
        });
        let named = changes.iter().flat_map(|(_, by, recorded)| by.iter().chain(recorded.other()));
        let people = people::named(conn, &named.collect()).await?;
        for (place, by, recorded) in changes {
            let by = by.and_then(|user| people.get(&user).cloned());
            self.add(place, by, recorded.told(seat, |user| people.get(user).cloned()));
        }
        Ok(())
    }

    async fn tasks(&mut self, conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<(), sqlx::Error> {
        // Counted as its reader is told of them: what is internal takes nobody else's place.
        for (ordinal, (at_ms, by, what)) in (0..).zip(tasks::all_acts(conn, seat, number).await?) {
            self.add(Place { at_ms, rank: TASKED, ordinal }, by, what);
        }
        Ok(())
    }

    async fn silences(&mut self, conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<(), sqlx::Error> {
        for (ordinal, act) in (0..).zip(silences::acts(conn, seat, number).await?) {
            if let Some((at_ms, by, what)) = act {
                self.add(Place { at_ms, rank: SILENCED, ordinal }, by, what);
            }
        }
        Ok(())
    }

    async fn notes(&mut self, conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<(), sqlx::Error> {
        // Counted from the oldest, so that a later note moves no earlier one's place.
        for (ordinal, note) in (0..).zip(notes::list(conn, seat, number).await?.into_iter().rev()) {
            let at_ms = instants::read(&note.created_at).map_or(0, jiff::Timestamp::as_millisecond);
            self.add(Place { at_ms, rank: NOTED, ordinal }, Some(note.author.clone()), What::Note { note });
        }
        Ok(())
    }

    async fn files(&mut self, conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<(), sqlx::Error> {
        for (ordinal, file) in (0..).zip(kept_files::list(conn, seat, number).await?) {
            let place = Place { at_ms: file.at.as_millisecond(), rank: KEPT, ordinal };
            self.add(place, Some(file.by), What::FileKept { size_bytes: file.size_bytes });
        }
        Ok(())
    }

    /// Who opened the evidence, and who saved a file out of it.
    async fn openings(&mut self, conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<(), sqlx::Error> {
        for (ordinal, recorded) in receipts::list(conn, seat, Some(number), None, usize::MAX).await? {
            let Opened { receipt, open_s, copies, downloads } = recorded;
            let at_ms = instants::read(&receipt.opened_at).map_or(0, jiff::Timestamp::as_millisecond);
            let (reason, granted_by) = (receipt.reason, receipt.granted_by);
            let what = What::EvidenceOpened { reason, open_s, granted_by, copies, downloads };
            self.add(Place { at_ms, rank: OPENED, ordinal }, Some(receipt.opened_by), what);
        }
        for (ordinal, saved) in (0..).zip(receipts::all_saved(conn, seat, number).await?) {
            let place = Place { at_ms: saved.at_ms, rank: SAVED, ordinal };
            self.add(place, Some(saved.by), What::FileSaved { reason: saved.reason });
        }
        Ok(())
    }

    /// Who asked to be let open it, and what was answered.
    async fn requests(&mut self, conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<(), sqlx::Error> {
        for (ordinal, request) in (0..).zip(evidence_requests::all(conn, seat, number).await?) {
            if let Some(answer) = request.answer {
                let to = Some(request.asker.clone());
                let what = if answer.granted { What::EvidenceGranted { to } } else { What::EvidenceDeclined { to } };
                self.add(Place { at_ms: answer.at_ms, rank: ANSWERED, ordinal }, Some(answer.by), what);
            }
            let what = What::EvidenceAsked { reason: request.reason };
            self.add(Place { at_ms: request.asked_ms, rank: ASKED, ordinal }, Some(request.asker), what);
        }
        Ok(())
    }
}

/// Who changed what, and where it stands.
fn change(row: &DatabaseRow, rank: u8, ordinal: &str) -> Result<(Place, Option<UserId>, Recorded), sqlx::Error> {
    let recorded = json(row.try_get("what")?)?;
    let place = Place { at_ms: row.try_get("at")?, rank, ordinal: row.try_get(ordinal)? };
    Ok((place, row.try_get::<Option<String>, _>("by_user_id")?.map(UserId), recorded))
}

//! What happened to an incident, put together from alerts, changes, notes and evidence openings.

use super::{notes, people, workflow::Recorded};
use crate::store::{DatabaseConnection, DatabaseRow, Values};
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
};

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
    }
    if is_shown(Show::Openings) {
        told.openings(conn, seat, number).await?;
    }
    if is_shown(Show::Notes) {
        told.notes(conn, seat, number).await?;
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
    /// in, whosever they are now; what was opened by a split is told as that.
    async fn alerts(&mut self, conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<(), sqlx::Error> {
        let created = sqlx::query_scalar(
            "SELECT created_at FROM incidents WHERE client_id = $1 AND number = $2 AND split_from IS NULL",
        );
        let created = created.bind(&seat.client().0).bind(number);
        if let Some(at_ms) = created.fetch_optional(&mut *conn).await? {
            self.add(Place { at_ms, rank: CREATED, ordinal: 0 }, None, What::Created);
        }
        let joined = sqlx::query(
            "WITH came (alert, at) AS (\
                 SELECT alert, created_at FROM alerts WHERE client_id = $1 AND number = $2 AND arrived_in IS NULL \
                 UNION ALL SELECT alert, created_at FROM alerts WHERE client_id = $1 AND arrived_in = $2) \
             SELECT COUNT(*) AS count, MIN(at) AS since, MAX(at) AS at FROM came \
             WHERE alert > (SELECT MIN(alert) FROM came) GROUP BY came.at / 3600000",
        );
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
        let named = changes.iter().flat_map(|(_, by, recorded)| by.iter().chain(recorded.other()));
        let people = people::named(conn, &named.collect()).await?;
        for (place, by, recorded) in changes {
            let by = by.and_then(|user| people.get(&user).cloned());
            self.add(place, by, recorded.told(|number| seat.key(number), |user| people.get(user).cloned()));
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

    async fn openings(&mut self, conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<(), sqlx::Error> {
        let rows = sqlx::query(
            "SELECT r.*, c.closed_at FROM receipts r LEFT JOIN receipt_closings c USING (client_id, receipt) \
             WHERE r.client_id = $1 AND r.number = $2",
        );
        for row in rows.bind(&seat.client().0).bind(number).fetch_all(conn).await? {
            let at_ms: i64 = row.try_get("opened_at")?;
            let closed_ms: Option<i64> = row.try_get("closed_at")?;
            let open_s = closed_ms.map(|closed_ms| u64::try_from((closed_ms - at_ms) / 1000).unwrap_or(0));
            let by = Person {
                id: UserId(row.try_get("opened_by")?),
                name: row.try_get("opened_by_name")?,
                organisation: row.try_get("opened_by_organisation")?,
            };
            let what = What::EvidenceOpened { reason: row.try_get("reason")?, open_s };
            self.add(Place { at_ms, rank: OPENED, ordinal: row.try_get("receipt")? }, Some(by), what);
        }
        Ok(())
    }
}

/// Who changed what, and where it stands.
fn change(row: &DatabaseRow, rank: u8, ordinal: &str) -> Result<(Place, Option<UserId>, Recorded), sqlx::Error> {
    let recorded = serde_json::from_str(row.try_get("what")?).map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
    let place = Place { at_ms: row.try_get("at")?, rank, ordinal: row.try_get(ordinal)? };
    Ok((place, row.try_get::<Option<String>, _>("by_user_id")?.map(UserId), recorded))
}

//! What happened to an incident, put together from alerts, changes, notes, files and evidence openings.

use super::{kept_files, notes, people, workflow::Recorded};
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
    timeline::{Entry, What},
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
const CHANGED: u8 = 2;
const OPENED: u8 = 3;
const NOTED: u8 = 4;
const KEPT: u8 = 5;

/// Up to `limit` entries below `after`, newest first, each with its place.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
    after: Option<Place>,
    limit: usize,
) -> Result<Vec<(Place, Entry)>, sqlx::Error> {
    let mut told = Told { entries: Vec::new() };
    told.alerts(conn, seat, number).await?;
    told.changes(conn, seat, number).await?;
    told.openings(conn, seat, number).await?;
    // Counted from the oldest, so that a later note moves no earlier one's place.
    for (ordinal, note) in (0..).zip(notes::list(conn, seat, number).await?.into_iter().rev()) {
        let at_ms = instants::read(&note.created_at).map_or(0, jiff::Timestamp::as_millisecond);
        told.add(Place { at_ms, rank: NOTED, ordinal }, Some(note.author.clone()), What::Note { note });
    }
    for (ordinal, file) in (0..).zip(kept_files::list(conn, seat, number).await?) {
        let place = Place { at_ms: file.at.as_millisecond(), rank: KEPT, ordinal };
        told.add(place, Some(file.by), What::FileKept { size_bytes: file.size_bytes });
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

    /// The opening, and the alerts that joined, an hour's worth in one entry.
    async fn alerts(&mut self, conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<(), sqlx::Error> {
        let created = sqlx::query_scalar("SELECT created_at FROM incidents WHERE client_id = $1 AND number = $2");
        let at_ms: i64 = created.bind(&seat.client().0).bind(number).fetch_one(&mut *conn).await?;
        self.add(Place { at_ms, rank: CREATED, ordinal: 0 }, None, What::Created);
        let joined = sqlx::query(
            "SELECT COUNT(*) AS count, MIN(created_at) AS since, MAX(created_at) AS at FROM alerts \
             WHERE client_id = $1 AND number = $2 AND alert > \
                 (SELECT MIN(alert) FROM alerts WHERE client_id = $1 AND number = $2) \
             GROUP BY created_at / 3600000",
        );
        for row in joined.bind(&seat.client().0).bind(number).fetch_all(conn).await? {
            let what =
                What::AlertsJoined { count: row.count("count")?, since: instants::ms_to_wire(row.try_get("since")?) };
            self.add(Place { at_ms: row.try_get("at")?, rank: JOINED, ordinal: 0 }, None, what);
        }
        Ok(())
    }

    async fn changes(&mut self, conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<(), sqlx::Error> {
        let changes = "SELECT * FROM changes WHERE client_id = $1 AND number = $2";
        let rows = sqlx::query(sabotage::instead(Fault::ChangesByNumberAlone, changes, "client_id = $1", "$1 <> ''"));
        let rows = rows.bind(&seat.client().0).bind(number).fetch_all(&mut *conn).await?;
        let changes: Vec<(Place, Option<UserId>, Recorded)> =
            rows.iter().map(change).collect::<Result<_, sqlx::Error>>()?;
        let named = changes.iter().flat_map(|(_, by, recorded)| by.iter().chain(recorded.other()));
        let people = people::named(conn, &named.collect()).await?;
        for (place, by, recorded) in changes {
            let by = by.and_then(|user| people.get(&user).cloned());
            self.add(place, by, recorded.told(|user| people.get(user).cloned()));
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
fn change(row: &DatabaseRow) -> Result<(Place, Option<UserId>, Recorded), sqlx::Error> {
    let recorded = serde_json::from_str(row.try_get("what")?).map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
    let place = Place { at_ms: row.try_get("at")?, rank: CHANGED, ordinal: row.try_get("version")? };
    Ok((place, row.try_get::<Option<String>, _>("by_user_id")?.map(UserId), recorded))
}

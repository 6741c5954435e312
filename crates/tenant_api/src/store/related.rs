//! Other incidents of a client that have to do with one: moved alerts, possible duplicates, the same kind.

use crate::{
    catalogue, instants,
    policy::Seat,
    store::{DatabaseConnection, DatabaseRow, Dialect, incident::Incident, restricted},
};
use sqlx::{AssertSqlSafe, Row};
use wire::incident::{Related, Relation};

const DAY_MS: i64 = 24 * 3_600_000;

/// What stands in each statement for the condition that it is not restricted to others.
const BUT: &str = "/*but*/";
/// The sign keeps SQLite from going through all of a client's in their order by an index that has it.
const SAME_KIND: &str = "\
    SELECT * FROM incidents WHERE client_id = $1 AND group_mac = $2 AND number <> $3/*but*/ \
    ORDER BY created_at DESC, +number DESC LIMIT 10";
/// Open ones of the same category that came in within a day, and touch one of the first assets of this one. In a storm there are more
/// than can be looked at: the nearest on both sides are.
const ALIKE: &str = "\
    SELECT * FROM (SELECT * FROM (SELECT * FROM incidents WHERE client_id = $1 AND created_at BETWEEN $3 AND $6/*but*/ \
      ORDER BY created_at DESC, number DESC LIMIT 250) AS earlier \
    UNION ALL SELECT * FROM (SELECT * FROM incidents WHERE client_id = $1 AND created_at > $6 AND created_at <= $4/*but*/ \
      ORDER BY created_at, number LIMIT 250) AS later) AS i \
    WHERE i.number <> $2 AND i.status <= 3 AND i.category = $5 AND i.split_from IS NULL AND EXISTS (SELECT 1 FROM \
        (SELECT asset_mac FROM incident_assets WHERE client_id = $1 AND number = $2 ORDER BY asset_mac LIMIT 20) own \
        JOIN incident_assets s ON s.client_id = $1 AND s.number = i.number AND s.asset_mac = own.asset_mac) \
    ORDER BY i.created_at DESC, i.number DESC LIMIT 10";

/// Those that alerts were moved from or to. Each is found by an index of its own: an `OR` would go through all of a client's.
fn moved(dialect: Dialect) -> String {
    let merged = dialect.hint("INDEXED BY incidents_merged_into");
    let split = dialect.hint("INDEXED BY incidents_split_from");
    format!(
        "SELECT * FROM (SELECT * FROM incidents {merged} WHERE client_id = $1 AND merged_into = $2 \
         UNION ALL SELECT * FROM incidents {split} WHERE client_id = $1 AND split_from = $2 \
         UNION ALL SELECT * FROM incidents WHERE client_id = $1 AND number = $3) AS moved WHERE TRUE{BUT} \
         ORDER BY number DESC LIMIT 10"
    )
}

/// Of an incident as it is, and as it is stored: each once, in the order of [`Relation`].
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub(super) async fn list(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    incident: &Incident,
    stored: &DatabaseRow,
) -> Result<Vec<Related>, sqlx::Error> {
    let (client, number) = (&seat.client().0, incident.number);
    let split_from: Option<i64> = stored.try_get("split_from")?;
    let but = restricted::but_hidden(seat.hidden(), seat.client());
    let moved = moved(Dialect::of(conn));
    let [moved, alike, same] = [moved.as_str(), ALIKE, SAME_KIND].map(|sql| AssertSqlSafe(sql.replace(BUT, &but)));
    let moved = sqlx::query(moved).bind(client).bind(number).bind(split_from).fetch_all(&mut *conn).await?;
    let created_ms: i64 = stored.try_get("created_at")?;
    let alike = sqlx::query(alike).bind(client).bind(number).bind(created_ms - DAY_MS).bind(created_ms + DAY_MS);
    let alike = alike.bind(stored.try_get::<&str, _>("category")?).bind(created_ms).fetch_all(&mut *conn).await?;
    let same = sqlx::query(same).bind(client).bind(stored.try_get::<&[u8], _>("group_mac")?).bind(number);
    let same = same.fetch_all(conn).await?;
    let moved = moved.iter().map(|row| (row, Relation::Split));
    let alike = alike.iter().map(|row| (row, Relation::PossibleDuplicate));
    let same = same.iter().map(|row| (row, Relation::SameKind));
    let mut found: Vec<Related> = vec![];
    for (row, relation) in moved.chain(alike).chain(same) {
        let other = Incident::from_row(row)?;
        let relation = match relation {
            Relation::Split if other.merged_into == Some(number) => Relation::Merged,
            Relation::SameKind if other.status.is_open() => Relation::PossibleDuplicate,
            relation => relation,
        };
        let key = seat.key(other.number);
        if found.iter().all(|known| known.key != key) {
            found.push(Related {
                key,
                relation,
                title: catalogue::title(row.try_get("title_id")?, seat.caller().language()).to_owned(),
                status: other.status,
                verdict: other.verdict,
                created_at: instants::ms_to_wire(row.try_get("created_at")?),
            });
        }
    }
    found.sort_by_key(|related| related.relation);
    Ok(found)
}

//! How a client rates the handling of its incidents: once that is over, and until it is reopened.

use super::{Declined, Write, incident::Incident, outbox::Change, reads, values::json, workflow::Recorded};
use crate::policy::Seat;
use jiff::Timestamp;
use sqlx::Row;
use wire::{
    event::EventKind,
    incident::{RATING_MAX, Rating},
    vocabulary::Capability,
    workflow::can_be_rated,
};

/// The longest comment, characters.
const COMMENT_MAX: usize = 1000;

const LAST: &str = "SELECT what FROM happenings WHERE client_id = $1 AND number = $2 ORDER BY happening DESC LIMIT 1";

/// Rates an incident at `now`, in the place of what was said before. The same once more changes nothing. No change of the
/// workflow: its version stays.
///
/// # Errors
/// [`Declined`]: nothing was changed then.
pub async fn rate(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    rating: &Rating,
    now: Timestamp,
) -> Result<(), Declined> {
    let incident = Incident::load(write, seat, number).await?.ok_or(Declined::Missing)?;
    if !seat.may_rate() {
        return Err(Declined::Lacks(Capability::IncidentRate));
    }
    if !can_be_rated(incident.status) {
        return Err(Declined::Conflict("The handling is not over: only what is Resolved or Closed is rated"));
    }
    let recorded = Recorded::Rated { score: score(rating.score)?, comment: comment(rating.comment.as_deref())? };
    if incident.rating == Some(rating.score.into()) && last(write, seat, number).await? == Some(recorded.clone()) {
        return Ok(());
    }
    let (client, by) = (seat.client(), seat.caller().user());
    sqlx::query("UPDATE incidents SET rating = $3, updated_at = $4 WHERE client_id = $1 AND number = $2")
        .bind(&client.0)
        .bind(number)
        .bind(i64::from(rating.score))
        .bind(now.as_millisecond())
        .execute(&mut **write)
        .await?;
    recorded.append(write, (client, Some(by)), number, now).await?;
    reads::mark(write, seat, number, now).await?;
    let told = Change {
        client: client.clone(),
        number,
        version: incident.version,
        kind: EventKind::Changed,
        internal: false,
        at_ms: now.as_millisecond(),
    };
    Ok(told.tell(write).await?)
}

fn score(score: u8) -> Result<u8, Declined> {
    if (1..=RATING_MAX).contains(&score) { Ok(score) } else { Err(Declined::field("score", "1 to 5")) }
}

/// The comment, if there is one.
fn comment(comment: Option<&str>) -> Result<Option<String>, Declined> {
    let comment = comment.map(str::trim).filter(|comment| !comment.is_empty());
    match comment {
        Some(long) if long.chars().count() > COMMENT_MAX => Err(Declined::field("comment", "at most 1000 characters")),
        _ => Ok(comment.map(str::to_owned)),
    }
}

/// What happened last beside people's changes.
async fn last(write: &mut Write, seat: &Seat, number: i64) -> Result<Option<Recorded>, sqlx::Error> {
    let last = sqlx::query(LAST).bind(&seat.client().0).bind(number).fetch_optional(&mut **write).await?;
    last.map(|row| json(row.try_get("what")?)).transpose()
}

//! One incident as the workflow changes it.

use super::{codes, hexadecimal, restricted, values::text};
use crate::store::{Database, DatabaseConnection, DatabaseRow, Values};
use crate::{clocks::Clocks, instants::from_ms, policy::Seat};
use jiff::{Timestamp, fmt::serde::timestamp::millisecond::optional as ms};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::{Row, query::Query};
use std::collections::BTreeSet;
use wire::{
    session::{ClientId, TeamId, UserId},
    vocabulary::{BreachKind, HoldReason, Priority, Severity, Status, Verdict},
};

/// What people's commands read and change. Everything else of an incident is the alerts' doing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Incident {
    pub number: i64,
    pub status: Status,
    pub hold_reason: Option<HoldReason>,
    #[serde(with = "ms")]
    pub hold_until: Option<Timestamp>,
    /// When time goes on with the hold: it reminds, or ends.
    #[serde(default, with = "ms")]
    pub hold_due_at: Option<Timestamp>,
    pub severity: Severity,
    pub priority: Priority,
    pub priority_set: bool,
    pub verdict: Option<Verdict>,
    pub assignee: Option<UserId>,
    /// The team it was given to.
    pub team: Option<TeamId>,
    /// The number of the one that it was merged into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<i64>,
    /// Who alone may read it; `None` where it is not restricted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub readers: Option<BTreeSet<UserId>>,
    #[serde(with = "ms")]
    pub first_in_progress_at: Option<Timestamp>,
    #[serde(with = "ms")]
    pub resolved_at: Option<Timestamp>,
    #[serde(with = "ms")]
    pub closed_at: Option<Timestamp>,
    /// The client's, of how it was handled until it was over.
    #[serde(default)]
    pub rating: Option<i64>,
    pub clocks: Clocks,
    /// Counts people's changes.
    pub version: i64,
}

impl Incident {
    /// `None` if the seat's client has no such incident, or it is restricted to others.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the store cannot be read.
    pub async fn load(conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<Option<Self>, sqlx::Error> {
        if !seat.sees(number) {
            return Ok(None);
        }
        let found = sqlx::query("SELECT * FROM incidents WHERE client_id = $1 AND number = $2");
        let row = found.bind(&seat.client().0).bind(number).fetch_optional(conn).await?;
        let found = row.as_ref().map(Self::from_row).transpose()?;
        Ok(found.filter(|incident| incident.readers.as_ref().is_none_or(|readers| seat.reads(readers))))
    }

    /// Of a row of `incidents`.
    ///
    /// # Errors
    /// [`sqlx::Error`] when it lacks one of their columns.
    pub(super) fn from_row(row: &DatabaseRow) -> Result<Self, sqlx::Error> {
        let caption = |name| row.try_get::<Option<&str>, _>(name);
        Ok(Self {
            number: row.try_get("number")?,
            status: codes::status(row.try_get("status")?),
            hold_reason: caption("hold_reason")?.and_then(HoldReason::from_caption),
            hold_until: instant(row, "hold_until")?,
            hold_due_at: instant(row, "hold_due_at")?,
            severity: codes::severity(row.try_get("severity")?),
            priority: codes::priority(row.try_get("priority")?),
            priority_set: row.flag("priority_set")?,
            verdict: caption("verdict")?.and_then(Verdict::from_caption),
            assignee: row.try_get::<Option<String>, _>("assignee_id")?.map(UserId),
            team: row.try_get::<Option<String>, _>("team_id")?.map(TeamId),
            merged_into: row.try_get("merged_into")?,
            readers: restricted::readers_of(row)?,
            first_in_progress_at: instant(row, "first_in_progress_at")?,
            resolved_at: instant(row, "resolved_at")?,
            closed_at: instant(row, "closed_at")?,
            rating: row.try_get("rating")?,
            clocks: clocks(row)?,
            version: row.try_get("version")?,
        })
    }

    /// It is not on hold any more.
    pub(super) fn leave_hold(&mut self) {
        (self.hold_reason, self.hold_until, self.hold_due_at) = (None, None, None);
    }

    /// Writes what of a client was read, changed at `now`.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the store cannot be written.
    pub(super) async fn save(
        &self,
        conn: &mut DatabaseConnection,
        client: &ClientId,
        now: Timestamp,
    ) -> Result<(), sqlx::Error> {
        let ms = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
        let save = sqlx::query(
            "UPDATE incidents SET status = $3, hold_reason = $4, hold_until = $5, priority = $6, priority_set = $7, \
             verdict = $8, assignee_id = $9, first_in_progress_at = $10, resolved_at = $11, closed_at = $12, \
             running_since = $13, paused_since = $14, paused_ms = $15, respond_used_s = $16, resolve_used_s = $17, \
             respond_due_at = $18, resolve_due_at = $19, missed = $20, breach_at = $21, breach_kind = $22, \
             version = $23, updated_at = $24, attention_at = $24, team_id = $25, hold_due_at = $26, rating = $27, \
             merged_into = $28, readers = $29 WHERE client_id = $1 AND number = $2",
        )
        .bind(&client.0)
        .bind(self.number)
        .bind(codes::status_code(self.status))
        .bind(self.hold_reason.map(HoldReason::caption))
        .bind(ms(self.hold_until))
        .bind(codes::priority_code(self.priority))
        .bind(i64::from(self.priority_set))
        .bind(self.verdict.map(Verdict::caption))
        .bind(self.assignee.as_ref().map(|user| user.0.as_str()))
        .bind(ms(self.first_in_progress_at))
        .bind(ms(self.resolved_at))
        .bind(ms(self.closed_at));
        let save = bind_clocks(save, &self.clocks).bind(self.version).bind(now.as_millisecond());
        let save = save.bind(self.team.as_ref().map(|team| team.0.as_str())).bind(ms(self.hold_due_at));
        let save = save.bind(self.rating).bind(self.merged_into).bind(self.readers.as_ref().map(text).transpose()?);
        save.execute(conn).await.map(drop)
    }

    /// Of everything that people's commands change, and its version.
    ///
    /// # Errors
    /// [`sqlx::Error::Encode`] when it has no text.
    pub(in crate::store) fn digest(&self) -> Result<String, sqlx::Error> {
        Ok(hexadecimal(&Sha256::digest(text(self)?)))
    }
}

/// Reads the clocks of a row of `incidents`.
///
/// # Errors
/// [`sqlx::Error`] when the row lacks one of their columns.
pub fn clocks(row: &DatabaseRow) -> Result<Clocks, sqlx::Error> {
    let severity = codes::severity(row.try_get("severity")?);
    let breach_kind: Option<&str> = row.try_get("breach_kind")?;
    Ok(Clocks {
        applies: Clocks::apply_to(severity, codes::priority(row.try_get("priority")?)),
        responded: row.try_get::<Option<i64>, _>("first_in_progress_at")?.is_some(),
        running_since: instant(row, "running_since")?,
        paused_since: instant(row, "paused_since")?,
        paused_ms: row.try_get("paused_ms")?,
        respond_used_s: row.try_get("respond_used_s")?,
        resolve_used_s: row.try_get("resolve_used_s")?,
        respond_due_at: instant(row, "respond_due_at")?,
        resolve_due_at: instant(row, "resolve_due_at")?,
        missed: row.flag("missed")?,
        breach_at: instant(row, "breach_at")?,
        breach_kind: breach_kind.and_then(BreachKind::from_caption),
    })
}

/// Binds what [`clocks`] reads, but the first two, in the order of [`Clocks`].
pub(crate) fn bind_clocks<'q>(
    query: Query<'q, Database, <Database as sqlx::Database>::Arguments>,
    clocks: &Clocks,
) -> Query<'q, Database, <Database as sqlx::Database>::Arguments> {
    let ms = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
    query
        .bind(ms(clocks.running_since))
        .bind(ms(clocks.paused_since))
        .bind(clocks.paused_ms)
        .bind(clocks.respond_used_s)
        .bind(clocks.resolve_used_s)
        .bind(ms(clocks.respond_due_at))
        .bind(ms(clocks.resolve_due_at))
        .bind(i64::from(clocks.missed))
        .bind(ms(clocks.breach_at))
        .bind(clocks.breach_kind.map(BreachKind::caption))
}

fn instant(row: &DatabaseRow, name: &str) -> Result<Option<Timestamp>, sqlx::Error> {
    Ok(row.try_get::<Option<i64>, _>(name)?.map(from_ms))
}

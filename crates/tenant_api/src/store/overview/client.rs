//! One client's figures.

use crate::{
    policy::Scope,
    sabotage::{self, Fault},
    store::{DatabaseConnection, Values, codes, restricted},
};
use jiff::{SignedDuration, Timestamp};
use sqlx::{AssertSqlSafe, Row};
use std::collections::BTreeMap;
use wire::{
    overview::VerdictFigures,
    session::ClientId,
    vocabulary::{Priority, Status, Verdict},
};

/// What is counted of one client. Lists are of instants (milliseconds) or durations (seconds) since the first day.
#[derive(Default)]
pub(super) struct Figures {
    pub(super) open: u64,
    pub(super) open_yesterday: u64,
    pub(super) breached: u64,
    pub(super) unassigned: u64,
    pub(super) unassigned_oldest_ms: Option<i64>,
    pub(super) by_priority: BTreeMap<(Priority, Status), u64>,
    pub(super) arrived: Vec<i64>,
    pub(super) resolved: Vec<i64>,
    pub(super) within: u64,
    pub(super) acknowledge_s: Vec<u64>,
    pub(super) resolve_s: Vec<u64>,
    pub(super) by_verdict: Vec<VerdictFigures>,
}

impl Figures {
    pub(super) async fn read(
        conn: &mut DatabaseConnection,
        (scope, client): (&Scope, &ClientId),
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Self, sqlx::Error> {
        let mut figures = Self { arrived: arrived(conn, (scope, client), since).await?, ..Self::default() };
        figures.add_open(conn, (scope, client), now).await?;
        figures.add_done(conn, (scope, client), since).await?;
        figures.by_verdict = by_verdict(conn, (scope, client), since).await?;
        let but = restricted::but_hidden(scope.hidden(), client);
        let yesterday = now.saturating_add(SignedDuration::from_hours(-24)).unwrap_or(Timestamp::MIN);
        let open_yesterday: i64 = sqlx::query_scalar(AssertSqlSafe(format!(
            "SELECT (SELECT COUNT(*) FROM incidents WHERE client_id = $1 AND status <= 3 AND created_at <= $2{but}) + \
             (SELECT COUNT(*) FROM incidents WHERE client_id = $1 AND resolved_at > $2 AND created_at <= $2{but})",
        )))
        .bind(&client.0)
        .bind(yesterday.as_millisecond())
        .fetch_one(conn)
        .await?;
        figures.open_yesterday = u64::try_from(open_yesterday).unwrap_or(0);
        Ok(figures)
    }

    pub(super) async fn add_open(
        &mut self,
        conn: &mut DatabaseConnection,
        (scope, client): (&Scope, &ClientId),
        now: Timestamp,
    ) -> Result<(), sqlx::Error> {
        let but = restricted::but_hidden(scope.hidden(), client);
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT status, priority, assignee_id IS NULL AS unassigned, \
             missed = 1 OR (breach_at IS NOT NULL AND breach_at <= $2) AS breached, \
             COUNT(*) AS count, MIN(created_at) AS oldest \
             FROM incidents WHERE client_id = $1 AND status <= 3{but} GROUP BY 1, 2, 3, 4",
        )));
        for row in rows.bind(&client.0).bind(now.as_millisecond()).fetch_all(conn).await? {
            let count: u64 = row.count("count")?;
            let oldest: i64 = row.try_get("oldest")?;
            self.open += count;
            if row.flag("breached")? {
                self.breached += count;
            }
            if row.flag("unassigned")? {
                self.unassigned += count;
                self.unassigned_oldest_ms = Some(self.unassigned_oldest_ms.map_or(oldest, |known| known.min(oldest)));
            }
            let kind = (codes::priority(row.try_get("priority")?), codes::status(row.try_get("status")?));
            *self.by_priority.entry(kind).or_default() += count;
        }
        Ok(())
    }

    async fn add_done(
        &mut self,
        conn: &mut DatabaseConnection,
        (scope, client): (&Scope, &ClientId),
        since: Timestamp,
    ) -> Result<(), sqlx::Error> {
        let but = restricted::but_hidden(scope.hidden(), client);
        let seconds = |ms: i64| u64::try_from(ms / 1000).unwrap_or(0);
        let resolved = sabotage::instead(
            Fault::FiguresOfEveryClient,
            "SELECT resolved_at, created_at, paused_ms, missed FROM incidents WHERE client_id = $1 AND resolved_at >= $2",
            "client_id = $1",
            "$1 <> ''",
        );
        let resolved = sqlx::query(AssertSqlSafe(format!("{resolved}{but}")));
        for row in resolved.bind(&client.0).bind(since.as_millisecond()).fetch_all(&mut *conn).await? {
            let resolved_at: i64 = row.try_get("resolved_at")?;
            let took_ms = resolved_at - row.try_get::<i64, _>("created_at")? - row.try_get::<i64, _>("paused_ms")?;
            self.resolved.push(resolved_at);
            self.resolve_s.push(seconds(took_ms));
            self.within += u64::from(!row.flag("missed")?);
        }
        let acknowledged = sqlx::query_scalar(AssertSqlSafe(format!(
            "SELECT first_in_progress_at - created_at FROM incidents \
             WHERE client_id = $1 AND first_in_progress_at >= $2{but}",
        )));
        let took_ms: Vec<i64> = acknowledged.bind(&client.0).bind(since.as_millisecond()).fetch_all(conn).await?;
        self.acknowledge_s = took_ms.into_iter().map(seconds).collect();
        Ok(())
    }
}

/// What became of a client's incidents that are Closed and were resolved since an instant.
async fn by_verdict(
    conn: &mut DatabaseConnection,
    (scope, client): (&Scope, &ClientId),
    since: Timestamp,
) -> Result<Vec<VerdictFigures>, sqlx::Error> {
    let but = restricted::but_hidden(scope.hidden(), client);
    // PostgreSQL adds whole numbers up to one that it calls numeric.
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT verdict, COUNT(*) AS closed, COUNT(rating) AS rated, \
         CAST(COALESCE(SUM(rating), 0) AS BIGINT) AS rating_sum, SUM(CASE WHEN EXISTS (SELECT 1 FROM receipts r \
           WHERE r.client_id = i.client_id AND r.number = i.number) THEN 0 ELSE 1 END) AS unopened \
         FROM incidents i WHERE client_id = $1 AND status = 5 AND resolved_at >= $2{but} GROUP BY verdict",
    )));
    let rows = rows.bind(&client.0).bind(since.as_millisecond()).fetch_all(conn).await?;
    let figures = rows.iter().map(|row| {
        Ok(VerdictFigures {
            verdict: row.try_get::<Option<&str>, _>("verdict")?.and_then(Verdict::from_caption).unwrap_or_default(),
            closed: row.count("closed")?,
            unopened: row.count("unopened")?,
            rated: row.count("rated")?,
            rating_sum: row.count("rating_sum")?,
        })
    });
    figures.collect()
}

/// When a client's incidents arrived, since an instant.
pub(super) async fn arrived(
    conn: &mut DatabaseConnection,
    (scope, client): (&Scope, &ClientId),
    since: Timestamp,
) -> Result<Vec<i64>, sqlx::Error> {
    let but = restricted::but_hidden(scope.hidden(), client);
    let created = sqlx::query_scalar(AssertSqlSafe(format!(
        "SELECT created_at FROM incidents WHERE client_id = $1 AND created_at >= $2{but}"
    )));
    created.bind(&client.0).bind(since.as_millisecond()).fetch_all(conn).await
}

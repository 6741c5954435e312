//! Records from before there were keys: sealed once, batch by batch, from wherever an earlier start was interrupted.

use super::Vault;
use crate::store::Reached;
use sqlx::Row;
use wire::session::ClientId;

const BATCH: i64 = 500;

impl Vault {
    /// Seals every record that still lies open, and moves every key out of the database; `progress` is told how many of how
    /// many are done. Where nothing is left it costs a glance.
    ///
    /// # Errors
    /// [`sqlx::Error`] when a file cannot be read or written; what was sealed before stays so.
    pub async fn seal_plain(&self, mut progress: impl FnMut(u64, u64) + Send) -> Result<(), sqlx::Error> {
        let mut read = self.lane.read(Reached::Everybody(None)).await?;
        let clients: Vec<String> =
            sqlx::query_scalar("SELECT client_id FROM client_keys").fetch_all(&mut *read).await?;
        let of: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM plain_findings").fetch_one(&mut *read).await?;
        drop(read);
        for client in &clients {
            self.keys(&ClientId(client.clone())).await?;
        }
        let of = u64::try_from(of).unwrap_or_default();
        let mut done = 0;
        while done < of {
            let sealed = self.seal_batch().await?;
            if sealed == 0 {
                break;
            }
            done += sealed;
            progress(done, of);
        }
        if of > 0 || !clients.is_empty() {
            // Deleted pages are written over as they are freed; the log still holds them as they were.
            self.lane.set_durable(true).await?;
        }
        Ok(())
    }

    async fn seal_batch(&self) -> Result<u64, sqlx::Error> {
        let first = sqlx::query_scalar("SELECT client_id FROM plain_findings ORDER BY client_id LIMIT 1");
        let first = first.fetch_optional(&mut *self.lane.read(Reached::Everybody(None)).await?).await?;
        let Some(client) = first.map(ClientId) else { return Ok(0) };
        let keys = self.keys(&client).await?;
        let mut write = self.lane.write(Reached::one(&client)).await?;
        let rows = sqlx::query("SELECT alert, record FROM plain_findings WHERE client_id = $1 ORDER BY alert LIMIT $2");
        let rows = rows.bind(&client.0).bind(BATCH).fetch_all(&mut *write).await?;
        let mut last = 0;
        for row in &rows {
            let (alert, record): (i64, &str) = (row.try_get("alert")?, row.try_get("record")?);
            // A record that was taken since has its number for itself.
            sqlx::query("INSERT INTO findings (client_id, alert, sealed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
                .bind(&client.0)
                .bind(alert)
                .bind(keys.seal(&client.0, alert, record))
                .execute(&mut *write)
                .await?;
            last = alert;
        }
        sqlx::query("DELETE FROM plain_findings WHERE client_id = $1 AND alert <= $2")
            .bind(&client.0)
            .bind(last)
            .execute(&mut *write)
            .await?;
        write.commit().await?;
        Ok(u64::try_from(rows.len()).unwrap_or_default())
    }
}

//! The database's own note that it is being filled from another store: until that is done, nobody is served from it.

use sqlx::{ConnectOptions, PgConnection, Row, postgres::PgConnectOptions};
use url::Url;

/// Nobody but the owner has a right in its schema.
pub(super) const TABLE: &str = "CREATE TABLE IF NOT EXISTS bulkhead_owner.copy \
    (only_row BIGINT PRIMARY KEY CHECK (only_row = 1), source TEXT NOT NULL, finished BOOLEAN NOT NULL)";

/// The note, in the owner's hands.
#[derive(Debug)]
pub struct Copying {
    conn: PgConnection,
    state: Option<(String, bool)>,
}

impl Copying {
    pub(in crate::store) async fn open(owner: &Url) -> Result<Self, sqlx::Error> {
        let mut conn = PgConnectOptions::from_url(owner)?.connect().await?;
        let state = state(&mut conn).await?;
        Ok(Self { conn, state })
    }

    /// Which installation it is a copy of, and whether it is whole.
    pub(in crate::store) const fn state(&self) -> Option<&(String, bool)> {
        self.state.as_ref()
    }

    pub(in crate::store) async fn begin(&mut self, source: &str) -> Result<(), sqlx::Error> {
        let begin = sqlx::query("INSERT INTO bulkhead_owner.copy (only_row, source, finished) VALUES (1, $1, false)");
        begin.bind(source).execute(&mut self.conn).await.map(drop)
    }

    pub(in crate::store) async fn finish(&mut self) -> Result<(), sqlx::Error> {
        let finish = sqlx::query("UPDATE bulkhead_owner.copy SET finished = true");
        finish.execute(&mut self.conn).await.map(drop)
    }
}

async fn state(conn: &mut PgConnection) -> Result<Option<(String, bool)>, sqlx::Error> {
    let row = sqlx::query("SELECT source, finished FROM bulkhead_owner.copy").fetch_optional(conn).await?;
    row.map(|row| Ok((row.try_get("source")?, row.try_get("finished")?))).transpose()
}

/// # Errors
/// [`sqlx::Error::Configuration`] where a copy was begun and not finished.
pub(super) async fn check_whole(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    match state(conn).await? {
        Some((_, false)) => {
            let text =
                "it is being copied from another database, which is not finished; run `tenant-api migrate` again";
            Err(sqlx::Error::Configuration(text.into()))
        }
        _ => Ok(()),
    }
}

//! What this installation is: its sealing key, and whether the demo made it.

use super::{DatabaseRow, Everywhere, Flag, Store, Values};
use sqlx::Row;

/// The one row of `installation`.
#[derive(Clone, Debug)]
pub struct Installation {
    pub sealing_key: [u8; 32],
    pub demo: bool,
}

impl Installation {
    /// A new one, not kept yet.
    #[must_use]
    pub fn random(demo: bool) -> Self {
        Self { sealing_key: rand::random(), demo }
    }

    /// Keeps it, unless the store has one already.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the store cannot be written.
    pub async fn keep(&self, store: &Store) -> Result<(), sqlx::Error> {
        let mut write = store.write(&Everywhere).await?;
        sqlx::query("INSERT INTO installation (only_row, sealing_key, demo) VALUES (1, $1, $2) ON CONFLICT DO NOTHING")
            .bind(self.sealing_key.as_slice())
            .bind(i64::from(self.demo))
            .execute(&mut *write)
            .await?;
        write.commit().await
    }
}

/// Reads it, if the store has been put to use.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn read(store: &Store) -> Result<Option<Installation>, sqlx::Error> {
    let row = sqlx::query("SELECT sealing_key, demo FROM installation")
        .fetch_optional(&mut *store.read(&Everywhere).await?)
        .await?;
    let installation = |row: DatabaseRow| {
        let key: Vec<u8> = row.try_get("sealing_key")?;
        let sealing_key = key
            .try_into()
            .map_err(|_wrong_length: Vec<u8>| sqlx::Error::Decode("a sealing key has 32 bytes".into()))?;
        Ok(Installation { sealing_key, demo: row.flag("demo")? })
    };
    row.map(installation).transpose()
}

/// Reads it, or makes it on first use.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read or written.
pub async fn settle(store: &Store, demo: bool) -> Result<Installation, sqlx::Error> {
    Installation::random(demo).keep(store).await?;
    read(store).await?.ok_or(sqlx::Error::RowNotFound)
}

/// Whether nobody has put anything into the store yet.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn is_fresh(store: &Store) -> Result<bool, sqlx::Error> {
    let fresh = sqlx::query_scalar("SELECT NOT EXISTS (SELECT 1 FROM organisations)");
    let fresh: Flag = fresh.fetch_one(&mut *store.read(&Everywhere).await?).await?;
    Ok(fresh.0)
}

//! SQLite: a file with one writer and many readers.

use super::{Dialect, Lane};
use sqlx::{
    AnyPool,
    any::{AnyConnectOptions, AnyPoolOptions},
    migrate::Migrator,
};
use std::{fs::OpenOptions, io, os::unix::fs::OpenOptionsExt, path::Path};

/// Durable, waiting for the writer at most ten seconds, and writing over what is deleted.
const WRITING: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                       PRAGMA secure_delete = ON; PRAGMA busy_timeout = 10000";
const READING: &str = "PRAGMA query_only = ON; PRAGMA busy_timeout = 10000";

/// Opens, and makes where missing, the file at `path`, as this build's migrations have it.
pub(crate) async fn open(path: &Path, migrations: &Migrator, readers: u32) -> Result<Lane, sqlx::Error> {
    make_private(path)?;
    let options = options(path)?;
    let write = pool(options.clone(), 1, WRITING).await?;
    migrations.run(&write).await?;
    let read = pool(options, readers, READING).await?;
    Ok(Lane { dialect: Dialect::Sqlite, read, write })
}

/// `durable` for every later commit of the one writer; going back to it first puts on disk what is not there yet.
pub(super) async fn set_durable(writer: &AnyPool, durable: bool) -> Result<(), sqlx::Error> {
    let pragmas = match durable {
        true => "PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)",
        false => "PRAGMA synchronous = OFF",
    };
    sqlx::raw_sql(pragmas).execute(writer).await.map(drop)
}

async fn pool(options: AnyConnectOptions, connections: u32, pragmas: &'static str) -> Result<AnyPool, sqlx::Error> {
    let pool = AnyPoolOptions::new()
        .max_connections(connections)
        .after_connect(move |conn, _| Box::pin(async move { sqlx::raw_sql(pragmas).execute(conn).await.map(drop) }));
    pool.connect_with(options).await
}

/// The file's name as an address, whatever is in it.
pub(super) fn options(path: &Path) -> Result<AnyConnectOptions, sqlx::Error> {
    sqlx::any::install_default_drivers();
    let unspeakable = || sqlx::Error::Configuration("the name of a database file is UTF-8".into());
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    let mut address = "sqlite://".to_owned();
    for byte in std::path::absolute(path)?.to_str().ok_or_else(unspeakable)?.bytes() {
        match plain(byte) {
            true => address.push(byte.into()),
            false => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address.parse()
}

/// Makes the file where it is missing, for the eyes of whoever runs this alone; SQLite's files beside it follow its mode.
fn make_private(path: &Path) -> io::Result<()> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::migrations, *};

    #[tokio::test]
    async fn a_file_may_have_any_name() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("a b%20?#é.db");
        let lane = open(&path, &migrations::SQLITE, 1).await?;
        lane.close().await;
        assert!(path.metadata()?.len() > 0, "it is this file and no other");
        Ok(())
    }
}

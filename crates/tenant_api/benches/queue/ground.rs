//! The stores that are measured, made once and kept in target/bench.

use crate::{cluster::Cluster, fill::fill};
use sqlx::{AnyConnection, AssertSqlSafe, Connection};
use std::{
    error::Error,
    path::{Path, PathBuf},
    sync::Arc,
};
use tenant_api::{
    evidence::KeyFiles,
    policy::{Address as Place, Scope},
    store::{Address, Store, installation},
};
use tokio::sync::Mutex;
use wire::{session::UserId, vocabulary::Capability};

/// A store, who asks it, and a way round it.
pub(crate) struct Ground {
    pub(crate) store: Store,
    pub(crate) scope: Scope,
    /// Sees all of it, and is not measured.
    pub(crate) aside: Arc<Mutex<AnyConnection>>,
}

/// Where a store lies, and a file that says it is whole.
fn marked(folder: PathBuf) -> (PathBuf, PathBuf) {
    let whole = folder.join("whole");
    (folder, whole)
}

/// The folder of SQLite's with so many incidents.
pub(crate) fn of_sqlite(incidents: i64) -> Result<PathBuf, std::io::Error> {
    Ok(folder()?.join(format!("queue-{incidents}")))
}

/// The folder of PostgreSQL's data, which is there then, and of whoever runs this.
pub(crate) fn of_postgres() -> Result<PathBuf, std::io::Error> {
    let folder = folder()?.join("postgres");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Opens SQLite's store in a folder.
pub(crate) async fn open(folder: &Path) -> Result<Store, Box<dyn Error>> {
    let path = folder.join("bulkhead.db");
    Ok(Store::at(&parsed(&format!("sqlite:{}", path.display()))?, KeyFiles::beside(&path)).await?)
}

impl Ground {
    pub(crate) async fn sqlite(incidents: i64) -> Result<Self, Box<dyn Error>> {
        let (folder, whole) = marked(of_sqlite(incidents)?);
        let path = folder.join("bulkhead.db");
        let address = format!("sqlite:{}", path.display());
        let filled = whole.exists();
        if !filled {
            // Nothing, or what was interrupted.
            drop(std::fs::remove_dir_all(&folder));
            std::fs::create_dir_all(&folder)?;
        }
        let ground = Self::make(&address, &address, KeyFiles::beside(&path), (!filled).then_some(incidents)).await?;
        std::fs::write(whole, "")?;
        Ok(ground)
    }

    pub(crate) async fn postgres(cluster: &Cluster, incidents: i64) -> Result<Self, Box<dyn Error>> {
        let (folder, whole) = marked(folder()?.join(format!("postgres-{incidents}")));
        let (name, filled) = (format!("queue_{incidents}"), whole.exists());
        if !filled {
            drop(std::fs::remove_dir_all(&folder));
            std::fs::create_dir_all(&folder)?;
            let mut conn = AnyConnection::connect(&cluster.superuser("postgres")).await?;
            for sql in [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name} OWNER owner")] {
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut conn).await?;
            }
        }
        let keys = KeyFiles::beside(&folder.join("bulkhead.db"));
        let (owner, superuser) = (cluster.owner(&name), cluster.superuser(&name));
        let ground = Self::make(&owner, &superuser, keys, (!filled).then_some(incidents)).await?;
        std::fs::write(whole, "")?;
        Ok(ground)
    }

    /// Leaves whole files behind.
    pub(crate) async fn close(self) -> Result<(), Box<dyn Error>> {
        self.store.close().await;
        let aside = Arc::into_inner(self.aside).ok_or("somebody else has it as well")?;
        Ok(aside.into_inner().close().await?)
    }

    async fn make(address: &str, aside: &str, keys: KeyFiles, fills: Option<i64>) -> Result<Self, Box<dyn Error>> {
        let address = parsed(address)?;
        if let Some(incidents) = fills {
            let store = Store::at(&address, keys.clone()).await?;
            // A server takes it for one that was never finished otherwise.
            installation::settle(&store, false).await?;
            store.close().await;
            fill(&mut AnyConnection::connect(aside).await?, incidents).await?;
        }
        let store = Store::at(&address, keys).await?;
        let caller = store.caller(&UserId("user-0".to_owned())).await?.ok_or("nobody asks")?;
        let scope = caller.scope(Place::All, Capability::QueueRead).ok_or("nothing to ask for")?;
        let mut aside = AnyConnection::connect(aside).await?;
        if aside.backend_name() != "SQLite" {
            sqlx::query("SET search_path = bulkhead").execute(&mut aside).await?;
        }
        Ok(Self { store, scope, aside: Arc::new(Mutex::new(aside)) })
    }
}

fn parsed(address: &str) -> Result<Address, String> {
    address.parse().map_err(|error| format!("{error:?}"))
}

fn folder() -> Result<PathBuf, std::io::Error> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "../../target".into(), PathBuf::from);
    std::path::absolute(target.join("bench"))
}

//! What a test's installation stands on: files, or a database of a PostgreSQL that runs for the suite. The suite is compiled
//! once for each, so every test runs on both, and a run says by its name which it is.

use crate::{cluster::Cluster, harness::fill};
use sqlx::{ConnectOptions, Connection, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::path::Path;
use tempfile::TempDir;
use tenant_api::store::Address;
use tokio::sync::OnceCell;

/// This run's store: `tests/endpoints_on_postgres.rs` is the other one.
pub(crate) fn on_postgres() -> bool {
    module_path!().starts_with("endpoints_on_postgres")
}

const FILES: [&str; 4] = ["bulkhead.db", "bulkhead.db-wal", "bulkhead.evidence.db", "bulkhead.evidence.db-wal"];

static FOLDER: OnceCell<TempDir> = OnceCell::const_new();
static CLUSTER: OnceCell<Cluster> = OnceCell::const_new();
static DATABASE: OnceCell<String> = OnceCell::const_new();

/// One test's own copy of what [`fill`] made.
pub(crate) struct Ground {
    folder: TempDir,
    database: Option<String>,
}

/// The evidence can be written by nobody else while this is held.
pub(crate) enum Held {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Ground {
    pub(crate) async fn break_new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        if on_postgres() {
            let cluster = cluster().await;
            let database = cluster.database(Some(DATABASE.get_or_init(filled_database).await)).await;
            return Self { folder, database: Some(database) };
        }
        let template = FOLDER.get_or_init(filled_folder).await;
        for file in FILES.iter().filter(|file| template.path().join(file).exists()) {
            std::fs::copy(template.path().join(file), folder.path().join(file)).expect("a copy of the template");
        }
        Self { folder, database: None }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What `--database` would say.
    pub(crate) fn address(&self) -> Address {
        match (&self.database, CLUSTER.get()) {
            (Some(database), Some(cluster)) => cluster.owner(database).parse().expect("an address"),
            _ => Address::Sqlite(self.folder.path().join(FILES[0])),
        }
    }

    /// Somebody at the server who may do everything: no row-level security.
    pub(crate) async fn superuser(&self) -> PgConnection {
        let database = self.database.as_deref().expect("on PostgreSQL only");
        PgConnection::connect(&cluster().await.superuser(database)).await.expect("a connection")
    }

    /// Makes every read of one client's incidents fail.
    pub(crate) async fn break_client(&self, client: &str) {
        match self.database {
            // A text that is none, and a difference that no integer holds.
            None => {
                let file = SqliteConnectOptions::new().filename(self.folder.path().join(FILES[0]));
                let broken = "UPDATE incidents SET category = CAST(x'ff' AS TEXT), created_at = -9, \
                     first_in_progress_at = 9223372036854775807 WHERE client_id = $1";
                sqlx::query(broken)
                    .bind(client)
                    .execute(&mut file.connect().await.expect("the file"))
                    .await
                    .expect("broken");
            }
            Some(_) => {
                let broken = format!(
                    "CREATE POLICY broken ON bulkhead.incidents AS RESTRICTIVE \
                     USING (client_id <> '{client}' OR 1 / (length(client_id) - {}) > 0)",
                    client.len()
                );
                let mut superuser = self.superuser().await;
                sqlx::raw_sql(sqlx::AssertSqlSafe(broken)).execute(&mut superuser).await.expect("broken");
            }
        }
    }

    /// Deletes one record behind everybody's back.
    pub(crate) async fn lose_evidence(&self, client: &str, alert: i64) {
        let lost = "DELETE FROM findings WHERE client_id = $1 AND alert = $2";
        let lost = match self.hold_evidence().await {
            Held::Sqlite(mut conn) => {
                let lost = sqlx::query(lost).bind(client).bind(alert).execute(&mut conn).await.expect("deleted");
                sqlx::query("COMMIT").execute(&mut conn).await.expect("committed");
                lost.rows_affected()
            }
            Held::Postgres(mut conn) => {
                let lost = sqlx::query(lost).bind(client).bind(alert).execute(&mut conn).await.expect("deleted");
                sqlx::query("COMMIT").execute(&mut conn).await.expect("committed");
                lost.rows_affected()
            }
        };
        assert_eq!(lost, 1);
    }

    pub(crate) async fn hold_evidence(&self) -> Held {
        if self.database.is_some() {
            let mut conn = self.superuser().await;
            let hold = "BEGIN; SET search_path = evidence; LOCK TABLE findings IN EXCLUSIVE MODE";
            sqlx::raw_sql(hold).execute(&mut conn).await.expect("its lock");
            return Held::Postgres(conn);
        }
        let file = SqliteConnectOptions::new().filename(self.folder.path().join(FILES[2]));
        let mut conn = file.connect().await.expect("the evidence file");
        sqlx::query("BEGIN IMMEDIATE").execute(&mut conn).await.expect("its lock");
        Held::Sqlite(conn)
    }
}

pub(crate) async fn cluster() -> &'static Cluster {
    CLUSTER.get_or_init(Cluster::start).await
}

async fn filled_folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fill(&Address::Sqlite(folder.path().join(FILES[0]))).await;
    folder
}

async fn filled_database() -> String {
    let cluster = cluster().await;
    let database = cluster.database(None).await;
    fill(&cluster.owner(&database).parse().expect("an address")).await;
    database
}

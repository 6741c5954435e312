//! What a test's installation stands on: files, or a database of a PostgreSQL that runs for the suite. A run is on one of them.

use crate::{cluster::Cluster, harness::fill};
use sqlx::{
    AnyConnection, ConnectOptions, Connection, PgConnection, RawSql, SqliteConnection, sqlite::SqliteConnectOptions,
};
use std::{env, path::Path};
use tempfile::TempDir;
use tenant_api::{
    cli::Cli,
    evidence::KeyFiles,
    store::{Address, Store},
};
use tokio::sync::OnceCell;

/// This run's store.
pub(crate) fn on_postgres() -> bool {
    match env::var("ENDPOINTS_ON").as_deref() {
        Ok("postgres") => true,
        Err(_unset) => false,
        Ok(other) => panic!("ENDPOINTS_ON can be postgres, or unset for SQLite, and not {other}"),
    }
}

/// Everything of an installation on SQLite; on PostgreSQL only the last two.
pub(crate) const FILES: [&str; 6] = [
    "bulkhead.db",
    "bulkhead.db-wal",
    "bulkhead.evidence.db",
    "bulkhead.evidence.db-wal",
    "bulkhead.installation-key",
    "bulkhead.client-keys",
];

static TEMPLATE: OnceCell<Ground> = OnceCell::const_new();
static CLUSTER: OnceCell<Cluster> = OnceCell::const_new();

/// One test's own copy of what [`fill`] made.
pub(crate) struct Ground {
    pub(crate) folder: TempDir,
    pub(crate) database: Option<String>,
}

/// Another connection; what it holds can be written by nobody else meanwhile.
pub(crate) enum Held {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Ground {
    pub(crate) async fn break_new() -> Self {
        let template = TEMPLATE.get_or_init(Self::filled).await;
        let folder = tempfile::tempdir().expect("a folder");
        for file in FILES.iter().filter(|file| template.folder().join(file).exists()) {
            std::fs::copy(template.folder().join(file), folder.path().join(file)).expect("a copy of the template");
        }
        let database = match &template.database {
            Some(like) => Some(cluster().await.database(Some(like)).await),
            None => None,
        };
        Self { folder, database }
    }

    /// One that nothing has been done on.
    pub(crate) async fn empty(on_postgres: bool) -> Self {
        let database = if on_postgres { Some(cluster().await.database(None).await) } else { None };
        Self { folder: tempfile::tempdir().expect("a folder"), database }
    }

    async fn filled() -> Self {
        let ground = Self::empty(on_postgres()).await;
        fill(&ground).await;
        ground
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What `--database` says.
    pub(crate) fn database(&self) -> String {
        match (&self.database, CLUSTER.get()) {
            (Some(database), Some(cluster)) => cluster.owner(database),
            _ => format!("sqlite:{}", self.folder().join(FILES[0]).display()),
        }
    }

    pub(crate) fn keys(&self) -> KeyFiles {
        KeyFiles::beside(&self.folder().join(FILES[0]))
    }

    pub(crate) async fn open(&self) -> Result<Store, sqlx::Error> {
        Store::at(&self.database().parse::<Address>().expect("an address"), self.keys()).await
    }

    /// Nobody needs it any more: PostgreSQL's part of it goes at once, and not with the process.
    pub(crate) async fn leave(&self) {
        if let Some(database) = &self.database {
            cluster().await.drop_database(database).await;
        }
    }

    /// Runs `tenant-api` on it; its exit code.
    pub(crate) async fn run(&self, arguments: &[&str]) -> String {
        let (database, keys) = (self.database(), self.keys());
        let keys = [keys.installation, keys.clients].map(|path| path.display().to_string());
        let command = [
            "tenant-api",
            "--database",
            &database,
            "--installation-key-file",
            &keys[0],
            "--client-keys-file",
            &keys[1],
        ];
        let command = command.into_iter().chain(arguments.iter().copied());
        let cli = <Cli as clap::Parser>::try_parse_from(command).expect("a command");
        format!("{:?}", cli.run().await)
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

    /// Changes the evidence behind everybody's back.
    pub(crate) async fn tamper(&self, sql: &'static str) {
        self.evidence().await.run(sql).await;
    }

    async fn evidence(&self) -> Held {
        self.connection(FILES[2], "evidence").await
    }

    /// Somebody else at what is no evidence.
    pub(crate) async fn somebody(&self) -> Held {
        self.connection(FILES[0], "bulkhead").await
    }

    async fn connection(&self, file: &str, schema: &str) -> Held {
        if self.database.is_some() {
            let mut conn = self.superuser().await;
            let schema = format!("SET search_path = {schema}");
            sqlx::raw_sql(sqlx::AssertSqlSafe(schema)).execute(&mut conn).await.expect("its schema");
            return Held::Postgres(conn);
        }
        let file = SqliteConnectOptions::new().filename(self.folder.path().join(file));
        Held::Sqlite(file.connect().await.expect("the file"))
    }

    /// Keeps everybody else from writing evidence, as long as it is held.
    pub(crate) async fn hold_evidence(&self) -> Held {
        self.evidence().await.hold("findings").await
    }

    /// Keeps everybody else from writing notes, as long as it is held.
    pub(crate) async fn hold_notes(&self) -> Held {
        self.somebody().await.hold("notes").await
    }

    /// Whether a text stands anywhere: in the bytes of a file, freed pages and all, or in a table.
    pub(crate) async fn holds(&self, text: &str) -> bool {
        let files = std::fs::read_dir(self.folder()).expect("files").map(|file| file.expect("a file").path());
        let mut bytes = files.filter(|path| path.is_file()).map(|path| std::fs::read(path).expect("its bytes"));
        bytes.any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
            || !self.places(text, &[]).await.is_empty()
    }

    /// Where a text stands in a column of any table, `but` those, by table: what a search through everything finds.
    pub(crate) async fn places(&self, text: &str, but: &[&str]) -> Vec<(String, String)> {
        let columns = match self.database {
            None => {
                "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c \
                     WHERE t.type = 'table' AND t.name NOT LIKE '_sqlx%' AND t.name NOT LIKE 'sqlite_%'"
            }
            Some(_) => {
                "SELECT c.table_schema || '.' || c.table_name, c.column_name::text FROM information_schema.columns c \
                     JOIN information_schema.tables t USING (table_schema, table_name) \
                     WHERE c.table_schema IN ('bulkhead', 'evidence') AND t.table_type = 'BASE TABLE' \
                     AND c.table_name <> '_sqlx_migrations'"
            }
        };
        sqlx::any::install_default_drivers();
        let databases = match &self.database {
            None => vec![FILES[0], FILES[2]]
                .into_iter()
                .map(|file| format!("sqlite:{}", self.folder().join(file).display()))
                .collect(),
            Some(database) => vec![cluster().await.superuser(database)],
        };
        let mut places = vec![];
        for database in databases {
            let mut conn = AnyConnection::connect(&database).await.expect("a connection");
            let columns: Vec<(String, String)> = sqlx::query_as(columns).fetch_all(&mut conn).await.expect("columns");
            assert!(!columns.is_empty(), "the schema is read");
            if self.database.is_some() {
                // Bytes that are a text are compared as one, as on SQLite.
                sqlx::raw_sql("SET bytea_output = escape").execute(&mut conn).await.expect("set");
            }
            for (table, column) in columns.into_iter().filter(|(table, _)| !but.iter().any(|but| table.ends_with(but)))
            {
                let sql = format!("SELECT COUNT(*) FROM {table} WHERE CAST(\"{column}\" AS TEXT) LIKE '%{text}%'");
                let count: i64 =
                    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut conn).await.expect("a count");
                if count > 0 {
                    places.push((table, column));
                }
            }
        }
        places
    }
}

impl Held {
    pub(crate) async fn run(&mut self, sql: &'static str) {
        self.do_all(sqlx::raw_sql(sql)).await;
    }

    async fn hold(mut self, table: &str) -> Self {
        let lock = match &self {
            Self::Sqlite(_) => "BEGIN IMMEDIATE".to_owned(),
            Self::Postgres(_) => format!("BEGIN; LOCK TABLE {table} IN EXCLUSIVE MODE"),
        };
        self.do_all(sqlx::raw_sql(sqlx::AssertSqlSafe(lock))).await;
        self
    }

    async fn do_all(&mut self, sql: RawSql) {
        match self {
            Self::Sqlite(conn) => drop(sql.execute(conn).await.expect("done")),
            Self::Postgres(conn) => drop(sql.execute(conn).await.expect("done")),
        }
    }
}

pub(crate) async fn cluster() -> &'static Cluster {
    CLUSTER.get_or_init(Cluster::start).await
}

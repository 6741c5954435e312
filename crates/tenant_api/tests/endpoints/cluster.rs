//! A private PostgreSQL for one run of the suite: on a socket in a temporary folder, gone with the process however it ends.

use sqlx::{Connection, PgConnection};
use std::{
    os::unix::fs::chown,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};
use tempfile::TempDir;

/// Where Debian puts a version's programs.
const PROGRAMS: &str = "/usr/lib/postgresql";
/// The oldest that the tenant API runs on.
const OLDEST: u32 = 15;
/// Runs until its input ends, which it does with the process that started it.
const SCRIPT: &str = r#"
    trap '' INT TERM HUP
    [ -d "$2/data" ] || { printf secret > "$2/password"
    "$1/initdb" -D "$2/data" -U postgres --auth=md5 --pwfile="$2/password" --no-sync --encoding=UTF8 \
        --locale-provider=icu --icu-locale=en-US --locale=C.UTF-8 > "$2/log" 2>&1; } || exit 1
    "$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
        -c max_connections=400 -c shared_buffers=64MB -c autovacuum=off >> "$2/log" 2>&1 &
    cat > /dev/null
    kill -INT $!
    wait
    [ "$3" = kept ] || rm -rf "$2"
"#;

/// Not a superuser: what an operator is given.
const OWNER: &str = "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'owner') THEN \
    CREATE ROLE owner LOGIN CREATEROLE PASSWORD 'secret'; END IF; END $$";

/// The server, while this lives.
pub(crate) struct Cluster {
    folder: PathBuf,
    databases: AtomicU32,
    _running: Child,
}

impl Cluster {
    /// # Panics
    /// When PostgreSQL is not installed or does not start: the suite must not pass by not running.
    pub(crate) async fn start() -> Self {
        Self::begin(TempDir::with_prefix("bulkhead-postgres-").expect("a folder").keep(), "gone").await
    }

    /// In a folder that may hold a former one's files, and where they are `kept` or `gone` afterwards.
    pub(crate) async fn begin(folder: PathBuf, afterwards: &str) -> Self {
        let programs = programs()
            .expect("PostgreSQL 15 or newer is missing: apt-get install postgresql, or cargo xtask test does it");
        let mut command = ordinary_user(&folder);
        let command = command.args(["sh", "-c", SCRIPT, "cluster"]).arg(programs).arg(&folder).arg(afterwards);
        let command = command.current_dir(&folder);
        let running =
            command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a shell");
        let cluster = Self { folder, databases: AtomicU32::new(0), _running: running };
        for _ in 0..300 {
            if PgConnection::connect(&cluster.superuser("postgres")).await.is_ok() {
                cluster.run(OWNER).await;
                return cluster;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{}", std::fs::read_to_string(cluster.folder.join("log")).unwrap_or_default());
    }

    /// A new database of the owner's, like another if there is one; answers its name.
    pub(crate) async fn database(&self, like: Option<&str>) -> String {
        let name = format!("bed_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.run(&format!(
            "CREATE DATABASE {name} OWNER owner TEMPLATE {} STRATEGY file_copy",
            like.unwrap_or("template1")
        ))
        .await;
        name
    }

    pub(crate) async fn drop_database(&self, database: &str) {
        self.run(&format!("DROP DATABASE {database} WITH (FORCE)")).await;
    }

    pub(crate) fn owner(&self, database: &str) -> String {
        self.address("owner", database)
    }

    pub(crate) fn superuser(&self, database: &str) -> String {
        self.address("postgres", database)
    }

    fn address(&self, user: &str, database: &str) -> String {
        format!("postgres://{user}:secret@localhost/{database}?host={}", self.folder.display())
    }

    async fn run(&self, sql: &str) {
        let mut conn = PgConnection::connect(&self.superuser("postgres")).await.expect("a connection");
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut conn).await.expect("done");
    }
}

/// The newest version's, by its number, if it is new enough.
fn programs() -> Option<PathBuf> {
    let number = |folder: &Path| folder.file_name()?.to_str()?.split('.').next()?.parse::<u32>().ok();
    let versions = std::fs::read_dir(PROGRAMS).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let whole = versions.filter(|folder| folder.join("bin/initdb").exists());
    let (number, newest) = whole.filter_map(|folder| Some((number(&folder)?, folder))).max()?;
    (number >= OLDEST).then(|| newest.join("bin"))
}

/// PostgreSQL refuses to be run by root; the folder becomes whoever's it is then.
fn ordinary_user(folder: &Path) -> Command {
    let id = |of: &str| {
        let asked = Command::new("id").args([of, "postgres"]).output().expect("an answer").stdout;
        String::from_utf8_lossy(&asked).trim().parse::<u32>().ok()
    };
    let root = Command::new("id").arg("-u").output().is_ok_and(|asked| asked.stdout == b"0\n");
    if !root {
        return Command::new("env");
    }
    chown(folder, id("-u"), id("-g")).expect("the folder's new owner");
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]);
    command
}

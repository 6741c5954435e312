//! What the owner's address is used for, and then no more: schemas, migrations, logins, the seal.

use super::{Addresses, Login, copying};
use crate::store::migrations;
use rand::distr::{Alphanumeric, SampleString};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, Row, postgres::PgConnectOptions};
use url::Url;

/// Several processes may start at once; one of them prepares at a time.
const LOCK: &str = "SELECT pg_advisory_lock(hashtextextended('bulkhead', 0))";
/// The logins' passwords, for whoever prepares the next process. Nobody but the owner has a right here.
const OWNERS: &str = "\
    CREATE SCHEMA IF NOT EXISTS bulkhead; \
    CREATE SCHEMA IF NOT EXISTS evidence; \
    CREATE SCHEMA IF NOT EXISTS bulkhead_owner; \
    CREATE TABLE IF NOT EXISTS bulkhead_owner.logins \
        (login TEXT PRIMARY KEY, role TEXT NOT NULL UNIQUE, password TEXT NOT NULL)";

/// How long a process waits for somebody else's lock (as long as for SQLite's writer), works on one statement, and leaves a
/// transaction open without a word: an export whose reader has stopped reading. Who migrates takes what time it takes.
const LIMITS: [(&str, &str); 3] = [
    ("options[lock_timeout]", "10s"),
    ("options[statement_timeout]", "60s"),
    ("options[idle_in_transaction_session_timeout]", "5min"),
];

/// `unfinished` is for whoever is about to fill it.
pub(super) async fn prepare(address: &Url, unfinished: bool) -> Result<Addresses, sqlx::Error> {
    let mut conn = PgConnectOptions::from_url(address)?.connect().await?;
    sqlx::query(LOCK).execute(&mut conn).await?;
    sqlx::raw_sql("SET client_min_messages = warning").execute(&mut conn).await?;
    sqlx::raw_sql(OWNERS).execute(&mut conn).await?;
    sqlx::raw_sql(copying::TABLE).execute(&mut conn).await?;
    if !unfinished {
        copying::check_whole(&mut conn).await?;
    }
    sqlx::raw_sql("SET search_path = bulkhead").execute(&mut conn).await?;
    migrations::POSTGRES.run(&mut conn).await?;
    sqlx::raw_sql("SET search_path = evidence").execute(&mut conn).await?;
    migrations::POSTGRES_EVIDENCE.run(&mut conn).await?;
    let mut address = address.clone();
    if !unfinished {
        address.query_pairs_mut().extend_pairs(LIMITS);
    }
    let tenants = settle(&mut conn, Login::Tenants, &address).await?;
    let everywhere = settle(&mut conn, Login::Everywhere, &address).await?;
    let evidence = settle(&mut conn, Login::Evidence, &address).await?;
    sqlx::raw_sql(include_str!("seal.sql")).execute(&mut conn).await?;
    conn.close().await?;
    Ok(Addresses { tenants, everywhere, evidence })
}

/// Makes a login where it is missing, tells the seal its name, and answers the address it connects by. Its name is the
/// database's own, for roles are shared by all databases of a server.
async fn settle(conn: &mut PgConnection, login: Login, owner: &Url) -> Result<Url, sqlx::Error> {
    let mut random = rand::rng();
    let role = format!("bulkhead_{}_{}", login.caption(), Alphanumeric.sample_string(&mut random, 8).to_lowercase());
    let password = Alphanumeric.sample_string(&mut random, 32);
    sqlx::query("INSERT INTO bulkhead_owner.logins (login, role, password) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(login.caption())
        .bind(role)
        .bind(password)
        .execute(&mut *conn)
        .await?;
    let known = sqlx::query("SELECT role, password FROM bulkhead_owner.logins WHERE login = $1");
    let known = known.bind(login.caption()).fetch_one(&mut *conn).await?;
    let (role, password): (String, String) = (known.try_get("role")?, known.try_get("password")?);
    let exists = sqlx::query("SELECT FROM pg_roles WHERE rolname = $1").bind(&role).fetch_optional(&mut *conn).await?;
    if exists.is_none() {
        let create = "SELECT format('CREATE ROLE %I LOGIN NOINHERIT PASSWORD %L', $1, $2)";
        let create: String = sqlx::query_scalar(create).bind(&role).bind(&password).fetch_one(&mut *conn).await?;
        sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut *conn).await?;
    }
    let tell = sqlx::query("SELECT set_config('bulkhead.' || $1, $2, false)");
    tell.bind(login.caption()).bind(&role).execute(&mut *conn).await?;
    Ok(address(owner, &role, &password, login.schema()))
}

/// The owner's address, entered by somebody else. What stands in the query goes before what stands in front of the host.
fn address(owner: &Url, role: &str, password: &str, schema: &str) -> Url {
    let mut address = owner.clone();
    address
        .query_pairs_mut()
        .append_pair("user", role)
        .append_pair("password", password)
        .append_pair("application_name", role)
        .append_pair("options[search_path]", schema);
    address
}

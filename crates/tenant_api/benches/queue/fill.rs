//! Incidents as they lie about in an MSP: made by the database itself, the same ones every time.

use sqlx::{AnyConnection, AssertSqlSafe, Connection, Row};
use std::{error::Error, io::Write, time::Instant};
use tenant_api::catalogue;

pub(crate) const CLIENTS: i64 = 500;
/// When it all lies there.
pub(crate) const NOW_MS: i64 = 1_795_856_400_000;
/// Rows of one transaction.
const STEP: i64 = 100_000;

/// Fills a store that has nothing but its tables.
pub(crate) async fn fill(conn: &mut AnyConnection, incidents: i64) -> Result<(), Box<dyn Error>> {
    let begun = Instant::now();
    let sqlite = conn.backend_name() == "SQLite";
    let settings = match sqlite {
        true => "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF",
        false => "SET search_path = bulkhead; SET session_replication_role = replica",
    };
    sqlx::raw_sql(settings).execute(&mut *conn).await?;
    people(conn, incidents).await?;
    let indexes = match sqlite {
        true => "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'incidents' AND sql <> ''",
        false => {
            "SELECT indexname::text, indexdef FROM pg_indexes WHERE schemaname = 'bulkhead' \
             AND tablename = 'incidents' AND indexname <> 'incidents_pkey'"
        }
    };
    // Made once over all rows, which is sooner done than row by row.
    let indexes: Vec<(String, String)> = sqlx::query_as(indexes).fetch_all(&mut *conn).await?;
    for (name, _) in &indexes {
        run(conn, format!("DROP INDEX {name}")).await?;
    }
    for from in (0..incidents).step_by(STEP as usize) {
        let to = incidents.min(from + STEP);
        let mut step = conn.begin().await?;
        for sql in rows(sqlite, incidents / CLIENTS, from, to) {
            run(&mut step, sql).await?;
        }
        step.commit().await?;
        print!("\r{to} of {incidents} incidents in {:.0?}   ", begun.elapsed());
        std::io::stdout().flush()?;
    }
    for (name, sql) in &indexes {
        print!("\r{name} in {:.0?}                              ", begun.elapsed());
        std::io::stdout().flush()?;
        run(conn, sql.clone()).await?;
    }
    run(conn, "DROP TABLE bench_titles".to_owned()).await?;
    if !sqlite {
        run(conn, "VACUUM ANALYZE".to_owned()).await?;
    }
    let filled: i64 = sqlx::query("SELECT COUNT(*) FROM incidents").fetch_one(&mut *conn).await?.try_get(0)?;
    println!("\r{filled} incidents of {CLIENTS} clients, made in {:.0?}                    ", begun.elapsed());
    Ok(())
}

async fn run(conn: &mut AnyConnection, sql: String) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(conn).await.map(drop)
}

/// One MSP, its analysts and its clients.
async fn people(conn: &mut AnyConnection, incidents: i64) -> Result<(), sqlx::Error> {
    let mut sql = vec![
        "INSERT INTO organisations VALUES ('msp', 'MSP', 'msp')".to_owned(),
        "INSERT INTO profiles VALUES ('analyst', 'msp', 'Analyst')".to_owned(),
        "INSERT INTO profile_capabilities VALUES ('analyst', 'queue.read'), ('analyst', 'incident.read')".to_owned(),
        "CREATE TABLE bench_titles (place BIGINT PRIMARY KEY, id TEXT NOT NULL)".to_owned(),
    ];
    for person in 0..40 {
        sql.push(format!(
            "INSERT INTO users (user_id, organisation_id, email, name, password_hash) \
             VALUES ('user-{person}', 'msp', 'user-{person}@msp.example', 'Analyst {person}', '')"
        ));
    }
    sql.push(
        "INSERT INTO standing_grants (user_id, organisation_id, profile_id) VALUES ('user-0', 'msp', 'analyst')"
            .to_owned(),
    );
    let next = 1001 + incidents / CLIENTS;
    for client in 0..CLIENTS {
        sql.push(format!("INSERT INTO organisations VALUES ('client-{client:04}', 'Client {client}', 'client')"));
        sql.push(format!(
            "INSERT INTO clients (client_id, code, name, colour, managed_by, next_incident) \
             VALUES ('client-{client:04}', 'C{client:03}', 'Client {client}', '#336699', 'msp', {next})"
        ));
    }
    for (place, id) in catalogue::matching("", "en").iter().enumerate() {
        sql.push(format!("INSERT INTO bench_titles VALUES ({place}, '{id}')"));
    }
    let mut step = conn.begin().await?;
    for sql in sql {
        run(&mut step, sql).await?;
    }
    step.commit().await
}

/// Incidents numbered `from` to `to` over all clients, the hours of each, and what the one who asks has read.
fn rows(sqlite: bool, each: i64, from: i64, to: i64) -> [String; 3] {
    let blob = if sqlite { "BLOB" } else { "BYTEA" };
    let titles = catalogue::matching("", "en").len();
    // Numbers below `below` without a pattern that shows, and the same ones on both databases.
    let any = |salt: i64, below: i64| {
        format!("((i * 2654435761 + {salt} * 97654321) % 4294967291 * {} % 2147483647 / 7 % {below})", 48271 + salt * 2)
    };
    let pick = |salt: i64, up_to: &[(i64, i64)], otherwise: i64| {
        let cases = up_to.iter().map(|(percent, value)| format!("WHEN {} < {percent} THEN {value} ", any(salt, 100)));
        format!("CASE {}ELSE {otherwise} END", cases.collect::<String>())
    };
    let numbers = format!(
        "(WITH RECURSIVE n (i) AS (SELECT CAST({from} AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {to} - 1) SELECT i FROM n) n"
    );
    let place = format!("client_id >= {} AND client_id <= {}", of_client(from / each), of_client((to - 1) / each));
    let ours = format!(
        "{place} AND (number - 1001) + {each} * CAST(substr(client_id, 8) AS BIGINT) BETWEEN {from} AND {to} - 1"
    );
    [
        format!(
            "INSERT INTO incidents (client_id, number, group_mac, title_id, category, tactics, techniques, status, hold_reason, \
               severity, priority, impact, confidence, disposition, asset_class, assets_count, alerts_count, verdict, \
               assignee_id, occurred_at, joins_until, created_at, updated_at, attention_at, first_in_progress_at, resolved_at, \
               respond_due_at, resolve_due_at, running_since, breach_at, breach_kind, version) \
             SELECT client_id, number, CAST('group ' || (number / 4) AS {blob}), id, substr(id, 1, {cut} - 1), \
               'TA0006', 'T1110', status, CASE WHEN status = 3 THEN 'awaiting_client' END, severity, priority, 'medium', \
               'high', 'blocked', 'server', 1 + number % 3, 1 + number % 40, \
               CASE WHEN status > 3 THEN 'false_positive' END, \
               CASE WHEN status = 1 AND hand < 85 OR hand < 5 THEN NULL ELSE 'user-' || whose END, \
               created_at, created_at + 86400000, created_at, created_at + later, created_at + later, \
               CASE WHEN status > 1 THEN created_at + later / 2 END, CASE WHEN status > 3 THEN created_at + later END, \
               due, due, CASE WHEN runs THEN created_at END, CASE WHEN runs THEN due END, \
               CASE WHEN runs THEN 'resolve' END, 3 \
             FROM (SELECT d.*, t.id, status < 3 OR status = 3 AND waits >= 60 AS runs FROM \
               (SELECT {client} AS client_id, 1001 + i % {each} AS number, {title} AS title, {status} AS status, \
                 {severity} AS severity, {priority} AS priority, {hand} AS hand, {whose} AS whose, {waits} AS waits, \
                 {NOW_MS} - {days} * 1000 - {ms} AS created_at, {later} * 1000 AS later, {NOW_MS} - 172800000 + {due} * 1000 + {ms} AS due \
               FROM {numbers}) d JOIN bench_titles t ON t.place = d.title) e",
            cut = if sqlite { "instr(id, '.')" } else { "strpos(id, '.')" },
            client = padded(sqlite, each),
            title = any(1, titles as i64),
            status = pick(2, &[(30, 1), (65, 2), (85, 3), (93, 4)], 5),
            severity = pick(3, &[(10, 1), (40, 2), (75, 3), (92, 4), (99, 5)], 6),
            priority = pick(4, &[(35, 1), (75, 2), (94, 3)], 4),
            hand = any(5, 100),
            whose = any(6, 40),
            waits = any(7, 100),
            days = any(8, 7_776_000),
            ms = any(9, 1000),
            later = any(10, 600),
            due = any(11, 604_800),
        ),
        format!(
            "INSERT INTO incident_hours (client_id, number, hour, alerts) \
             SELECT client_id, number, created_at / 3600000, alerts_count FROM incidents WHERE {ours}"
        ),
        format!(
            "INSERT INTO reads (user_id, client_id, number, seen_at) \
             SELECT 'user-0', client_id, number, attention_at FROM incidents WHERE {ours} AND number % 10 < 3"
        ),
    ]
}

fn of_client(client: i64) -> String {
    format!("'client-{client:04}'")
}

fn padded(sqlite: bool, each: i64) -> String {
    match sqlite {
        true => format!("'client-' || printf('%04d', i / {each})"),
        false => format!("'client-' || lpad(CAST(i / {each} AS TEXT), 4, '0')"),
    }
}

//! What the queue costs at a million incidents of five hundred clients, against ten thousand of as many: `cargo xtask bench queue`.
//! How it is measured stands in tests/bench/README.md.

#[path = "../tests/endpoints/cluster.rs"]
#[expect(dead_code, reason = "the suite's databases are gone with it, these are kept")]
mod cluster;
#[path = "queue/entries.rs"]
mod entries;
#[path = "queue/figures.rs"]
mod figures;
#[path = "queue/fill.rs"]
mod fill;
#[path = "queue/filters.rs"]
mod filters;
#[path = "queue/ground.rs"]
mod ground;
#[path = "queue/import.rs"]
mod import;
#[path = "queue/measure.rs"]
mod measure;
#[path = "queue/policies.rs"]
mod policies;

use cluster::Cluster;
use ground::Ground;
use std::error::Error;

/// What a list of a million is compared with in a browser.
const SMALLEST: i64 = 1_000;
const SMALL: i64 = 10_000;
const LARGE: i64 = 1_000_000;

/// Names of parts, such as `postgres`, leave out the others; `policies` is the end of that alone, and `stores` makes those that a browser's part is served from.
#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    sqlx::any::install_default_drivers();
    let named: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let wants = |part: &str| named.is_empty() || named.iter().any(|name| name == part);
    if wants("sqlite") {
        measure::run("SQLite", [&Ground::sqlite(SMALL).await?, &Ground::sqlite(LARGE).await?]).await?;
    }
    if wants("stores") {
        for incidents in [SMALLEST, LARGE] {
            Ground::sqlite(incidents).await?.close().await?;
        }
    }
    if wants("import") {
        import::run(LARGE).await?;
    }
    if wants("postgres") || wants("policies") {
        let cluster = Cluster::begin(ground::of_postgres()?, "kept").await;
        let large = Ground::postgres(&cluster, LARGE).await?;
        if wants("postgres") {
            measure::run("PostgreSQL", [&Ground::postgres(&cluster, SMALL).await?, &large]).await?;
        }
        policies::run(&large).await?;
    }
    Ok(())
}

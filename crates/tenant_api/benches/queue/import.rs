//! How fast findings come in where a million incidents are already, on SQLite.

use crate::{fill::NOW_MS, ground};
use jiff::Timestamp;
use serde_json::json;
use std::{error::Error, io::Cursor, time::Instant};
use tenant_api::cli::import;
use wire::session::ClientId;

const FINDINGS: usize = 100_000;
/// So many of them open an incident each, the others join.
const INCIDENTS: usize = 5000;

/// Into a copy, so that what is measured stays as it is.
pub(crate) async fn run(incidents: i64) -> Result<(), Box<dyn Error>> {
    let whole = ground::of_sqlite(incidents)?;
    ground::Ground::sqlite(incidents).await?.close().await?;
    let copy = whole.with_file_name("import");
    drop(std::fs::remove_dir_all(&copy));
    std::fs::create_dir_all(&copy)?;
    for file in std::fs::read_dir(&whole)? {
        let file = file?;
        std::fs::copy(file.path(), copy.join(file.file_name()))?;
    }
    let store = ground::open(&copy).await?;
    let lines: Vec<String> = (0..FINDINGS).map(|place| finding(place).to_string()).collect();
    let input = import::plain(Cursor::new(lines.join("\n").into_bytes()))?;
    let begun = Instant::now();
    let taken = import::take(&store, &ClientId("client-0250".to_owned()), input, Timestamp::now).await?;
    let seconds = begun.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = taken.accepted as f64 / seconds;
    println!(
        "\n## SQLite: {} findings into {} incidents beside {incidents}: {seconds:.1} s, {rate:.0} a second",
        taken.accepted,
        taken.incidents.len()
    );
    store.close().await;
    Ok(std::fs::remove_dir_all(&copy)?)
}

fn finding(place: usize) -> serde_json::Value {
    let host = format!("host-{}", place % INCIDENTS);
    json!({
        "class_uid": 2004, "category_uid": 2, "activity_id": 1, "type_uid": 200_401, "severity_id": 1 + place % 5,
        "time": NOW_MS - 3_600_000 + i64::try_from(place / INCIDENTS).unwrap_or_default() * 60_000,
        "metadata": {"uid": format!("bench-{place}"), "version": "1.3.0", "product": {"name": "Bench", "vendor_name": "Bench"}},
        "finding_info": {
            "uid": format!("bench-{place}"), "title": format!("Repeated failed sign-ins on {host}"),
            "analytic": {"uid": "bench-rule", "name": "Repeated failed sign-ins"},
        },
        "device": {"hostname": host, "ip": format!("10.0.{}.{}", place % 200, place % 250)},
        "attacks": [{"technique": {"uid": "T1110"}}],
        "raw_data": format!("{:0>600}", place),
    })
}

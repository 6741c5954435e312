//! How many entries of an order's index a page has met.

use crate::{filters::Filter, ground::Ground};
use sqlx::AssertSqlSafe;
use std::error::Error;
use wire::queue::{QueueRow, Sort};

/// The entries of the index from a page's first row to its last, for each of its rows. One client's own index holds that
/// client's alone, and one that a filter's values lead to theirs. `None` where a page goes on from one run of the order into
/// the next: there is no one range to count.
pub(crate) async fn met(
    ground: &Ground,
    sort: Sort,
    filter: &Filter,
    rows: &[QueueRow],
) -> Result<Option<f64>, Box<dyn Error>> {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(None) };
    let run = |row: &QueueRow| match sort {
        Sort::Breach => row.breach_at.is_some().to_string(),
        Sort::Priority => format!("{:?}", row.priority),
        Sort::Severity => format!("{:?}", row.severity),
        Sort::Created | Sort::Updated => String::new(),
        Sort::Client => row.client.id.to_string(),
    };
    // What has no clock comes by client.
    if run(first) != run(last) || sort == Sort::Breach && first.breach_at.is_none() {
        return Ok(None);
    }
    let column = |row: &QueueRow, column: &str| {
        let number = row.key.0.rsplit('-').next().unwrap_or_default();
        format!("(SELECT {column} FROM incidents WHERE client_id = '{}' AND number = {number})", row.client.id)
    };
    let within = |name: &str| {
        let ends = (column(first, name), column(last, name));
        format!("({name} BETWEEN {0} AND {1} OR {name} BETWEEN {1} AND {0})", ends.0, ends.1)
    };
    let range = match sort {
        Sort::Breach => within("breach_at"),
        Sort::Priority => format!("{} AND {}", within("priority"), within("created_at")),
        Sort::Severity => format!("{} AND {}", within("severity"), within("created_at")),
        Sort::Created => within("created_at"),
        Sort::Updated => within("updated_at"),
        Sort::Client => format!("{} AND {}", within("client_id"), within("number")),
    };
    let own = !filter.filter.client.is_empty() || filter.led;
    let whose = if own { &filter.sql } else { "TRUE" };
    let sql = format!("SELECT COUNT(*) FROM incidents WHERE {range} AND {whose}");
    let count: i64 = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut *ground.aside.lock().await).await?;
    #[expect(clippy::cast_precision_loss, reason = "a ratio for people")]
    Ok(Some(count as f64 / rows.len() as f64))
}

//! What PostgreSQL's policies cost: the same pages with them, and with nothing but the statements' own conditions.

use crate::{
    figures::Times,
    filters::{SORTS, filters},
    ground::Ground,
    measure::{REPETITIONS, narrow, one},
};
use sqlx::AssertSqlSafe;
use std::error::Error;

const TABLES: [&str; 4] = ["incidents", "reads", "incident_hours", "users"];

pub(crate) async fn run(ground: &Ground) -> Result<(), Box<dyn Error>> {
    println!("\n## Row-level security ÷ the same without a policy, a million, first pages\n");
    println!("| order | filter | median (least to most) | ms: with / without |\n|---|---|---|---|");
    for sort in SORTS {
        for filter in
            filters().into_iter().filter(|filter| ["no filter", "one client", "q=sign-in"].contains(&filter.name))
        {
            let narrow = narrow(ground, &filter)?;
            let mut times = [Times::default(), Times::default()];
            for repetition in 0..=REPETITIONS {
                // With and without, without and with.
                for turn in [repetition % 2, (repetition + 1) % 2] {
                    set(ground, turn == 0).await?;
                    one(ground, &narrow, sort, None).await?;
                    let took = one(ground, &narrow, sort, None).await?.1;
                    if repetition > 0 {
                        times[turn].push(took);
                    }
                }
            }
            set(ground, true).await?;
            let [with, without] = &times;
            let medians = (with.median(), without.median());
            println!(
                "| {} | {} | {} | {:.1} / {:.1} |",
                sort.caption(),
                filter.name,
                with.over(without),
                medians.0,
                medians.1
            );
        }
    }
    Ok(())
}

async fn set(ground: &Ground, enabled: bool) -> Result<(), sqlx::Error> {
    let mut aside = ground.aside.lock().await;
    for table in TABLES {
        let what = if enabled { "ENABLE" } else { "DISABLE" };
        let sql = AssertSqlSafe(format!("ALTER TABLE {table} {what} ROW LEVEL SECURITY"));
        sqlx::raw_sql(sql).execute(&mut *aside).await?;
    }
    Ok(())
}

//! The real-input trial: a folder of real alerts, imported as five clients of one MSP, judged by its numbers.
//!
//! The folder is named by `BULKHEAD_TRIAL_DATA` and is `../shared/data` beside the workspace otherwise. The store is left
//! in `target/trial/` for the browser's tests.

#[path = "trial/answers.rs"]
mod answers;
#[path = "trial/input.rs"]
mod input;
#[path = "trial/leaks.rs"]
mod leaks;
#[path = "trial/place.rs"]
mod place;

use input::Source;
use std::{io::Cursor, time::Instant};
use tenant_api::{
    cli::import::{self, Summary},
    store::{Everywhere, Store},
};
use wire::session::ClientId;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn real_alerts_make_a_queue() -> Outcome {
    let folder = input::folder();
    let sources = match input::read(&folder) {
        Ok(sources) => sources,
        Err(why) => {
            println!("THE TRIAL DID NOT RUN: {}: {why}; name another folder in BULKHEAD_TRIAL_DATA", folder.display());
            return Ok(());
        }
    };
    let store = place::fresh(&sources).await?;

    let (mut findings, mut seconds) = (0, 0.0);
    for source in &sources {
        let started = Instant::now();
        let summary = take(&store, source).await?;
        seconds += started.elapsed().as_secs_f64();
        findings += source.count();
        assert_eq!((summary.accepted, summary.duplicates, &summary.rejected), (source.count(), 0, &vec![]));
        let counted: (i64, i64, i64) = sqlx::query_as(
            "SELECT COUNT(*), COALESCE(SUM(alerts_count), 0), (SELECT COUNT(*) FROM alerts WHERE client_id = $1) \
             FROM incidents WHERE client_id = $1",
        )
        .bind(source.client)
        .fetch_one(&mut *store.read(&Everywhere).await?)
        .await?;
        let alerts = i64::try_from(source.count())?;
        assert_eq!(counted, (i64::try_from(summary.incidents.len())?, alerts, alerts), "{}", source.client);
        println!("{}: {alerts} alerts in {} incidents", source.client, counted.0);
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = findings as f64 / seconds;
    println!("import: {findings} findings in {seconds:.1} s, {rate:.0} a second");

    judge_titles(&store).await?;
    judge_grouping(&store, &sources).await?;
    leaks::none_in(&store, &sources).await?;
    answers::are_source_blind(&store, &sources).await?;

    for source in &sources {
        let again = take(&store, source).await?;
        assert_eq!((again.accepted, again.duplicates, again.rejected_count), (0, source.count(), 0));
    }
    Ok(())
}

async fn take(store: &Store, source: &Source) -> Outcome<Summary> {
    let client = ClientId(source.client.to_owned());
    let input = import::plain(Cursor::new(source.body.clone()))?;
    Ok(import::take(store, &client, input, jiff::Timestamp::now).await?)
}

/// At most 5 % of incidents are unclassified.
async fn judge_titles(store: &Store) -> Outcome {
    let (incidents, unclassified, titles): (i64, i64, i64) = sqlx::query_as(
        "SELECT COUNT(*), COUNT(*) FILTER (WHERE category = 'unclassified'), COUNT(DISTINCT title_id) FROM incidents",
    )
    .fetch_one(&mut *store.read(&Everywhere).await?)
    .await?;
    println!("titles: {unclassified} of {incidents} incidents unclassified, {titles} different titles");
    assert!(unclassified * 20 <= incidents, "{unclassified} of {incidents} incidents are unclassified");
    Ok(())
}

/// Fewer than 1 % of the alerts that the data labels as attack steps join an incident that a false positive opened.
async fn judge_grouping(store: &Store, sources: &[Source]) -> Outcome {
    let (mut attacks, mut lost) = (0_u64, 0_u64);
    for source in sources {
        let placed: Vec<(i64, i64)> = sqlx::query_as(
            "SELECT number, MIN(alert) OVER (PARTITION BY number) FROM alerts WHERE client_id = $1 ORDER BY alert",
        )
        .bind(source.client)
        .fetch_all(&mut *store.read(&Everywhere).await?)
        .await?;
        // Alerts are numbered from 1 in the order they came in.
        for ((_, first), attack) in placed.iter().zip(&source.attacks) {
            let opened_by_attack = source.attacks[usize::try_from(first - 1)?];
            attacks += u64::from(*attack);
            lost += u64::from(*attack && !opened_by_attack);
        }
    }
    println!("grouping: {lost} of {attacks} attack alerts joined an incident that a false positive opened");
    assert!(lost * 100 < attacks.max(1), "{lost} of {attacks}");
    Ok(())
}

//! The measuring: every order under every filter, the large store's pages in turn with the small one's.

use crate::{
    entries::met,
    figures::{Times, timed},
    fill::NOW_MS,
    filters::{Filter, SORTS, filters},
    ground::Ground,
};
use jiff::Timestamp;
use std::error::Error;
use tenant_api::store::queue::{Along, Asked, Narrow, Position, facets, marks, page};
use wire::queue::Sort;

pub(crate) const REPETITIONS: usize = 11;
pub(crate) const ROWS: usize = 100;

/// Measures all of it and prints tables.
pub(crate) async fn run(name: &str, [small, large]: [&Ground; 2]) -> Result<(), Box<dyn Error>> {
    println!(
        "\n## {name}: a page of {ROWS} at a million ÷ the first at ten thousand, median of {REPETITIONS} (least to most)\n"
    );
    println!(
        "| order | filter | first | middle | last | p95 ÷ p95 | last ÷ first | ms: first at 10,000 / first / middle / last | \
         entries a row | marks, ms: at 10,000 / all / 5,000 rows |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for sort in SORTS {
        for filter in filters() {
            line(small, large, sort, &filter).await?;
        }
    }
    println!("\n| counts of | at ten thousand, ms | at a million, ms |\n|---|---|---|");
    for filter in filters() {
        let narrow = narrow(large, &filter)?;
        let mut times = [Times::default(), Times::default()];
        for _ in 0..3 {
            for (ground, times) in [small, large].into_iter().zip(&mut times) {
                times.push(timed(facets(&ground.store, &ground.scope, &narrow, now()?)).await?.1);
            }
        }
        println!("| {} | {:.0} | {:.0} |", filter.name, times[0].median(), times[1].median());
    }
    Ok(())
}

async fn line(small: &Ground, large: &Ground, sort: Sort, filter: &Filter) -> Result<(), Box<dyn Error>> {
    let narrow = narrow(large, filter)?;
    let along = Along { narrow: &narrow, sort, part: None, now: now()? };
    let at_ten = timed(marks(&small.store, &small.scope, &along)).await?.1;
    let (places, all) = timed(marks(&large.store, &large.scope, &along)).await?;
    let at = |place: usize| places.places.get(place).map(|(_, place)| place);
    let (middle, last) = (at(places.places.len() / 2), at(places.places.len().saturating_sub(1)));
    let part = Along { part: middle.map(|middle| (middle, 5000)), ..along };
    let near = timed(marks(&large.store, &large.scope, &part)).await?.1;
    let turns = [(small, None), (large, None), (large, middle), (large, last)];
    let (mut times, mut entries): ([Times; 4], Vec<f64>) = Default::default();
    // One more than is counted, to warm up.
    for repetition in 0..=REPETITIONS {
        for turn in 0..turns.len() {
            let which = (turn + repetition) % turns.len();
            let (ground, after) = turns[which];
            let (rows, took) = one(ground, &narrow, sort, after).await?;
            if repetition > 0 {
                times[which].push(took);
            } else if which > 0 {
                entries.extend(met(ground, sort, filter, &rows).await?);
            }
        }
    }
    let [ten, first, half, far] = &times;
    println!(
        "| {} | {} | {} | {} | {} | {:.2} | {} | {:.1} / {:.1} / {:.1} / {:.1} | {:.1} | {:.0} / {:.0} / {:.0} |",
        sort.caption(),
        filter.name,
        first.over(ten),
        half.over(ten),
        far.over(ten),
        [first, half, far].map(Times::p95).into_iter().fold(0.0, f64::max) / ten.p95(),
        far.over(first),
        ten.median(),
        first.median(),
        half.median(),
        far.median(),
        entries.into_iter().fold(0.0, f64::max),
        at_ten,
        all,
        near,
    );
    Ok(())
}

/// One page's rows, and how long they took.
pub(crate) async fn one(
    ground: &Ground,
    narrow: &Narrow,
    sort: Sort,
    after: Option<&Position>,
) -> Result<(Vec<wire::queue::QueueRow>, f64), Box<dyn Error>> {
    let asked = Asked { narrow, sort, limit: ROWS, after, now: now()? };
    let (page, took) = timed(page(&ground.store, &ground.scope, &asked)).await?;
    Ok((page.rows, took))
}

pub(crate) fn narrow(ground: &Ground, filter: &Filter) -> Result<Narrow, Box<dyn Error>> {
    Narrow::new(&filter.filter, &ground.scope).map_err(|_declined| "a filter that is none".into())
}

fn now() -> Result<Timestamp, jiff::Error> {
    Timestamp::from_millisecond(NOW_MS)
}

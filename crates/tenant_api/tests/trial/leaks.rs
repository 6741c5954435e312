//! Nothing that names a source may stand in the store beside the evidence.

use super::{Outcome, input::Source};
use std::collections::BTreeSet;
use tenant_api::store::{Everywhere, Store};

/// Looks for every needle in every text of every table.
pub(super) async fn none_in(store: &Store, sources: &[Source]) -> Outcome {
    let texts = texts(store).await?;
    assert!(texts.contains("north"), "the texts are read");
    let all = texts.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
    let found = found(&all, sources);
    println!("leaks: {} needles in {} texts, {} found", needles(sources), texts.len(), found.len());
    assert!(found.is_empty(), "{found:?}");
    Ok(())
}

/// The needles and hosts that occur in `text`.
pub(super) fn found<'a>(text: &str, sources: &'a [Source]) -> Vec<&'a str> {
    let text = text.to_lowercase();
    let whole_words: BTreeSet<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let needles =
        sources.iter().flat_map(|source| &source.needles).filter(|needle| text.contains(&needle.to_lowercase()));
    let hosts = sources.iter().flat_map(|source| &source.hosts);
    let hosts = hosts.filter(|host| match host.contains('-') {
        true => text.contains(&host.to_lowercase()),
        false => whole_words.contains(host.to_lowercase().as_str()),
    });
    needles.chain(hosts).map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect()
}

fn needles(sources: &[Source]) -> usize {
    let all = sources.iter().flat_map(|source| source.needles.iter().chain(&source.hosts));
    all.collect::<BTreeSet<_>>().len()
}

async fn texts(store: &Store) -> Outcome<BTreeSet<String>> {
    let columns: Vec<(String, String)> = sqlx::query_as(
        "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c \
         WHERE t.type = 'table' AND t.name NOT LIKE '_sqlx%' AND t.name NOT LIKE 'sqlite_%'",
    )
    .fetch_all(&mut *store.read(&Everywhere).await?)
    .await?;
    assert!(columns.len() > 50, "the store has tables");
    let mut texts = BTreeSet::new();
    for (table, column) in columns {
        let every = format!("SELECT DISTINCT \"{column}\" FROM \"{table}\" WHERE typeof(\"{column}\") = 'text'");
        let found: Vec<String> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(every)).fetch_all(&mut *store.read(&Everywhere).await?).await?;
        texts.extend(found);
    }
    Ok(texts)
}

//! Every form of input, and going on after an interruption.

use super::{Failure, Summary, plain, take};
use crate::store::{Everywhere, Store};
use flate2::{Compression, write::GzEncoder};
use jiff::Timestamp;
use std::io::{Cursor, Write as _};
use wire::session::ClientId;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

async fn store(folder: &tempfile::TempDir) -> Outcome<Store> {
    let store = Store::open(&folder.path().join("t.db")).await?;
    let mut write = store.write(&Everywhere).await?;
    for insert in [
        "INSERT INTO organisations (organisation_id, name, kind) VALUES ('fox', 'Fox Mills', 'client')",
        "INSERT INTO clients (client_id, code, name, colour) VALUES ('fox', 'FOX', 'Fox Mills', '#000000')",
    ] {
        sqlx::query(insert).execute(&mut *write).await?;
    }
    write.commit().await?;
    Ok(store)
}

async fn import(store: &Store, input: impl Into<Vec<u8>>) -> Result<Summary, Failure> {
    take(store, &ClientId("fox".to_owned()), plain(Cursor::new(input.into()))?, Timestamp::now).await
}

fn finding(uid: u32) -> String {
    format!(
        r#"{{"class_uid":2004,"time":1764072000,"metadata":{{"uid":"{uid}"}},"finding_info":{{"title":"Port scan"}}}}"#
    )
}

#[tokio::test]
async fn lines_arrays_single_findings_and_gzip_are_the_same_to_it() -> Outcome {
    let folder = tempfile::tempdir()?;
    let store = store(&folder).await?;
    let lines = format!("\n{}\r\n\n{}\n", finding(1), finding(2));
    assert_eq!(import(&store, lines.clone()).await?.accepted, 2);
    let array = format!("[{},\n{}]", finding(2), finding(3));
    let summary = import(&store, array).await?;
    assert_eq!((summary.accepted, summary.duplicates), (1, 1));
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(lines.as_bytes())?;
    assert_eq!(import(&store, gzip.finish()?).await?.duplicates, 2);
    let over_lines = finding(4).replace(',', ",\n");
    assert_eq!(import(&store, over_lines).await?.accepted, 1);
    Ok(())
}

#[tokio::test]
async fn rejected_items_are_told_by_their_line_and_the_rest_is_counted() -> Outcome {
    let folder = tempfile::tempdir()?;
    let store = store(&folder).await?;
    let lines = format!("{}\n\nnot json\n{}{}\n", finding(1), "{}\n".repeat(40), finding(2));
    let summary = import(&store, lines).await?;
    assert_eq!((summary.accepted, summary.rejected_count, summary.rejected.len()), (2, 41, 20));
    assert_eq!(summary.rejected[0], (3, "not JSON".to_owned()));
    assert_eq!(summary.rejected[1], (4, "class_uid: missing".to_owned()));
    Ok(())
}

#[tokio::test]
async fn an_import_cut_short_goes_on_without_doubles() -> Outcome {
    let folder = tempfile::tempdir()?;
    let store = store(&folder).await?;
    let cut = format!("[{},{},{{\"class", finding(1), finding(2));
    assert!(matches!(import(&store, cut).await, Err(Failure::NotJson(_))));
    let summary = import(&store, format!("[{},{},{}]", finding(1), finding(2), finding(3))).await?;
    assert_eq!((summary.accepted, summary.duplicates), (1, 2));
    Ok(())
}

#[tokio::test]
async fn an_unknown_client_is_said() -> Outcome {
    let folder = tempfile::tempdir()?;
    let store = store(&folder).await?;
    let client = ClientId("nobody".to_owned());
    let outcome = take(&store, &client, plain(Cursor::new(finding(1)))?, Timestamp::now).await;
    assert!(matches!(outcome, Err(Failure::NoClient(_))));
    Ok(())
}

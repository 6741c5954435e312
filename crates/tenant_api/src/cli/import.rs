//! `tenant-api import`: findings from a file, by the same path as `POST /ingest/findings`.

mod reader;
#[cfg(test)]
mod tests;

use crate::{
    ingest::{Intake, body},
    store::Store,
};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};
use tokio::sync::mpsc;
use wire::session::ClientId;

/// Rejected items that are told one by one.
const REJECTIONS_TOLD: usize = 20;

/// Findings for one client from a file or standard input: OCSF JSON, an array or NDJSON, plain or gzip.
///
/// Exit codes: 0 everything was taken or was here already; 1 the file or the store failed, run it again and it goes on;
/// 2 wrong usage; 3 some items were rejected, the others were taken.
#[derive(clap::Args, Debug)]
pub struct Import {
    /// The client's id
    #[arg(long)]
    pub client: String,
    /// A file, or `-` for standard input
    pub file: PathBuf,
}

/// What an import came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub accepted: u64,
    pub duplicates: u64,
    /// Place (line, or element of an array; from 1) and problem of the first that were rejected.
    pub rejected: Vec<(u64, String)>,
    pub rejected_count: u64,
    /// Numbers of incidents opened or joined.
    pub incidents: BTreeSet<i64>,
}

/// Why an import stopped. What was taken before stays, and is a duplicate when the import is run again.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("there is no client {0:?} that takes findings")]
    NoClient(String),
    #[error("cannot read the findings: {0}")]
    Read(#[from] io::Error),
    #[error("the input is not JSON, an array or NDJSON: {0}")]
    NotJson(String),
    #[error("the store failed: {0}")]
    Store(#[from] sqlx::Error),
}

/// Imports, with a progress bar on standard error and the outcome on standard output.
pub async fn run(store: &Store, import: &Import) -> ExitCode {
    let started = Instant::now();
    let bar = progress_bar(&import.file);
    let outcome = match open(&import.file, &bar) {
        Ok(input) => take(store, &ClientId(import.client.clone()), input, Timestamp::now).await,
        Err(error) => Err(error.into()),
    };
    bar.finish_and_clear();
    match outcome {
        Ok(summary) => tell(&summary, started.elapsed().as_secs_f64()),
        Err(failure) => {
            eprintln!("import: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn tell(summary: &Summary, seconds: f64) -> ExitCode {
    for (place, problem) in &summary.rejected {
        println!("item {place}: {problem}");
    }
    let more = summary.rejected_count - u64::try_from(summary.rejected.len()).unwrap_or_default();
    if more > 0 {
        println!("… and {more} more");
    }
    let items = summary.accepted + summary.duplicates + summary.rejected_count;
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = items as f64 / seconds.max(0.001);
    println!(
        "{} accepted, {} here already, {} rejected; {} incidents opened or joined; {seconds:.1} s, {rate:.0} findings/s",
        summary.accepted,
        summary.duplicates,
        summary.rejected_count,
        summary.incidents.len(),
    );
    if summary.rejected_count > 0 { ExitCode::from(3) } else { ExitCode::SUCCESS }
}

fn progress_bar(file: &Path) -> ProgressBar {
    let bytes = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|about| about.len());
    let (bar, template) = match bytes {
        Some(bytes) => (ProgressBar::new(bytes), "{bar:40} {bytes}/{total_bytes}  {msg}  {eta}"),
        None => (ProgressBar::new_spinner(), "{spinner} {bytes}  {msg}"),
    };
    bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_no_such_key| ProgressStyle::default_bar()))
}

/// The input as it reads plain; gzip is known by its first bytes.
fn open(file: &Path, bar: &ProgressBar) -> io::Result<Box<dyn BufRead + Send>> {
    let raw: Box<dyn Read + Send> =
        if file == Path::new("-") { Box::new(io::stdin()) } else { Box::new(File::open(file)?) };
    plain(bar.wrap_read(raw))
}

/// # Errors
/// [`io::Error`] when the first bytes cannot be read.
pub fn plain(raw: impl Read + Send + 'static) -> io::Result<Box<dyn BufRead + Send>> {
    let mut input = BufReader::with_capacity(1 << 16, raw);
    Ok(match input.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        true => Box::new(BufReader::with_capacity(1 << 16, flate2::bufread::MultiGzDecoder::new(input))),
        false => Box::new(input),
    })
}

/// Takes everything of `input` for one client, as it is read.
///
/// # Errors
/// [`Failure`] where it stopped.
pub async fn take(
    store: &Store,
    client: &ClientId,
    input: impl BufRead + Send + 'static,
    clock: impl Fn() -> Timestamp,
) -> Result<Summary, Failure> {
    let intake = Intake::open(store, client).await.map_err(|error| match error {
        sqlx::Error::RowNotFound => Failure::NoClient(client.0.clone()),
        error => Failure::Store(error),
    })?;
    let (sender, mut batches) = mpsc::channel(2);
    let reading = tokio::task::spawn_blocking(move || reader::read(input, &sender));
    let mut summary = Summary::default();
    while let Some(batch) = batches.recv().await {
        let items: Vec<_> = batch.iter().map(|item| body::line(&item.text)).collect();
        let taken = intake.take(&items, &clock).await?;
        summary.accepted += taken.accepted;
        summary.duplicates += taken.duplicates;
        summary.rejected_count += u64::try_from(taken.rejected.len()).expect("a count fits");
        let room = REJECTIONS_TOLD - summary.rejected.len();
        let told = taken.rejected.into_iter().take(room);
        summary.rejected.extend(told.map(|(place, problem)| (batch[place].place, problem.to_string())));
        summary.incidents.extend(taken.incidents);
    }
    reading.await.map_err(io::Error::other)??;
    Ok(summary)
}

//! The programs of `tenant-api`.

pub mod audit;
pub mod client;
pub mod export;
pub mod import;
pub mod incident;
pub mod ingest_key;
pub mod migrate;
pub mod oidc;
pub mod partner;
pub mod serve;
pub mod user;

use crate::{
    evidence::KeyFiles,
    sabotage,
    store::{Address, Store, installation, organisations::Failure},
};
use clap::{Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use std::{fmt::Display, path::PathBuf, pin::Pin, process::ExitCode};

/// Wrong usage, or a database that is not for this.
const USAGE: u8 = 2;

/// The reference tenant API of Bulkhead
#[derive(Parser, Debug)]
#[command(name = "tenant-api", version)]
pub struct Cli {
    /// `sqlite:` and a file, the evidence in a second file beside it; or `postgres://owner@host/database`
    #[arg(long, env = "BULKHEAD_DATABASE", default_value = "sqlite:bulkhead.db", global = true)]
    database: Address,
    /// The key that wraps every client's; made where missing [default: beside the database, or here]
    #[arg(long, env = "BULKHEAD_INSTALLATION_KEY_FILE", global = true)]
    installation_key_file: Option<PathBuf>,
    /// The clients' keys, wrapped; to be kept out of backups of the databases [default: beside the database, or here]
    #[arg(long, env = "BULKHEAD_CLIENT_KEYS_FILE", global = true)]
    client_keys_file: Option<PathBuf>,
    #[command(subcommand)]
    program: Program,
}

#[derive(Subcommand, Debug)]
enum Program {
    #[command(flatten)]
    OnStore(OnStore),
    /// Move an installation from SQLite to PostgreSQL
    Migrate(migrate::Migrate),
}

/// What works on the installation that `--database` names.
#[derive(Subcommand, Debug)]
enum OnStore {
    /// Serve the API, and the console if it has been built
    Serve(serve::Serve),
    /// Import findings from a file
    Import(import::Import),
    /// Export everything a client owns
    Export(export::Command),
    /// Clients: the organisations whose security data is kept
    #[command(subcommand)]
    Client(client::Client),
    /// Tamper-evident records
    #[command(subcommand)]
    Audit(audit::Audit),
    /// People who can sign in
    #[command(subcommand)]
    User(user::User),
    /// Portals that may show an organisation's screens
    #[command(subcommand)]
    Partner(partner::Partner),
    /// Incidents that no reader is left to ask about
    #[command(subcommand)]
    Incident(incident::Incident),
    /// Keys that let findings in
    #[command(subcommand)]
    IngestKey(ingest_key::IngestKey),
    /// Sign-in at an organisation's own provider (OpenID Connect)
    #[command(subcommand)]
    Oidc(oidc::Oidc),
}

impl Cli {
    /// Runs the program that was asked for. Exit codes: 0 done, 1 failed, 2 wrong usage, and `import`'s own. Boxed, so that it is
    /// compiled here, once, and not in every program that runs it.
    pub fn run(self) -> Pin<Box<dyn Future<Output = ExitCode>>> {
        Box::pin(self.run_here())
    }

    async fn run_here(self) -> ExitCode {
        if let Some(fault) = sabotage::seeded() {
            eprintln!("this process makes a mistake on purpose: {fault:?}");
        }
        let beside = match &self.program {
            Program::Migrate(migrate) => migrate.key_files(),
            Program::OnStore(_) => self.database.key_files(),
        };
        let keys = KeyFiles {
            installation: self.installation_key_file.unwrap_or(beside.installation),
            clients: self.client_keys_file.unwrap_or(beside.clients),
        };
        let program = match self.program {
            Program::Migrate(migrate) => return migrate.run(keys).await,
            Program::OnStore(program) => program,
        };
        let store = match Store::at(&self.database, keys).await {
            Ok(store) => store,
            Err(error) => return failed(&format!("the database cannot be opened: {error}")),
        };
        if let Err(error) = seal(&store).await {
            return failed(&format!("the evidence cannot be sealed: {error}"));
        }
        match program {
            OnStore::Serve(serve) => serve.run(store).await,
            OnStore::Import(import) => import::run(&store, &import).await,
            OnStore::Export(export) => export.run(&store).await,
            OnStore::Client(client) => told(client.run(&store).await),
            OnStore::Audit(audit) => audit.run(&store).await,
            OnStore::User(user) => told(user.run(&store).await),
            OnStore::Partner(partner) => told(partner.run(&store).await),
            OnStore::Incident(incident) => told(incident.run(&store).await),
            OnStore::IngestKey(key) => told(key.run(&store).await),
            OnStore::Oidc(oidc) => told(oidc.run(&store).await),
        }
    }
}

/// Seals what an older version left open; that takes a while, once.
async fn seal(store: &Store) -> Result<(), sqlx::Error> {
    let bar = progress("Sealing the evidence", 0);
    store
        .vault()
        .seal_plain(|done, of| {
            bar.set_length(of);
            bar.set_position(done);
        })
        .await?;
    bar.finish_and_clear();
    Ok(())
}

/// A bar on standard error.
fn progress(what: &str, of: u64) -> ProgressBar {
    let bar = ProgressBar::new(of).with_message(what.to_owned());
    let style = ProgressStyle::with_template("{msg} {bar:40} {pos}/{len} {eta}");
    bar.with_style(style.unwrap_or_else(|_no_such_key| ProgressStyle::default_bar()))
}

/// Prints what a program has to say, its secret alone on the last line.
fn told(outcome: Result<String, Failure>) -> ExitCode {
    match outcome {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(failure) => failed(&failure),
    }
}

fn failed(problem: &dyn Display) -> ExitCode {
    eprintln!("tenant-api: {problem}");
    ExitCode::FAILURE
}

/// A database that somebody administers is in use: the demo does not move in any more.
async fn settle(store: &Store) -> Result<(), sqlx::Error> {
    installation::settle(store, false).await.map(drop)
}

//! The programs of `tenant-api`.

pub mod client;
pub mod import;
pub mod ingest_key;
pub mod serve;
pub mod user;

use crate::store::{Address, Store, installation, organisations::Failure};
use clap::{Parser, Subcommand};
use std::{fmt::Display, process::ExitCode};

/// Wrong usage, or a database that is not for this.
const USAGE: u8 = 2;

/// The reference tenant API of Bulkhead
#[derive(Parser, Debug)]
#[command(name = "tenant-api", version)]
pub struct Cli {
    /// `sqlite:` and a file, the evidence in a second file beside it; or `postgres://owner@host/database`
    #[arg(long, env = "BULKHEAD_DATABASE", default_value = "sqlite:bulkhead.db", global = true)]
    database: Address,
    #[command(subcommand)]
    program: Program,
}

#[derive(Subcommand, Debug)]
enum Program {
    /// Serve the API, and the console if it has been built
    Serve(serve::Serve),
    /// Import findings from a file
    Import(import::Import),
    /// Clients: the organisations whose security data is kept
    #[command(subcommand)]
    Client(client::Client),
    /// People who can sign in
    #[command(subcommand)]
    User(user::User),
    /// Keys that let findings in
    #[command(subcommand)]
    IngestKey(ingest_key::IngestKey),
}

impl Cli {
    /// Runs the program that was asked for. Exit codes: 0 done, 1 failed, 2 wrong usage, and `import`'s own.
    pub async fn run(self) -> ExitCode {
        let store = match Store::at(&self.database).await {
            Ok(store) => store,
            Err(error) => return failed(&format!("the database cannot be opened: {error}")),
        };
        match self.program {
            Program::Serve(serve) => serve.run(store).await,
            Program::Import(import) => import::run(&store, &import).await,
            Program::Client(client) => told(client.run(&store).await),
            Program::User(user) => told(user.run(&store).await),
            Program::IngestKey(key) => told(key.run(&store).await),
        }
    }
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

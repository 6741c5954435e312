//! `tenant-api`: the reference tenant API as one program.

use clap::Parser;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    tenant_api::cli::Cli::parse().run().await
}

//! `tenant-api ingest-key`: what a source sends findings with.

use super::settle;
use crate::store::{Store, ingest_keys, organisations::Failure};
use clap::Subcommand;
use jiff::Timestamp;
use wire::session::ClientId;

#[derive(Subcommand, Debug)]
pub enum IngestKey {
    /// Make a key for a client; it is printed once, alone on the last line
    New {
        #[arg(long)]
        client: String,
    },
}

impl IngestKey {
    pub(super) async fn run(self, store: &Store) -> Result<String, Failure> {
        let Self::New { client } = self;
        settle(store).await?;
        let key = ingest_keys::make(store, &ClientId(client.clone()), Timestamp::now()).await?;
        let key = key.ok_or_else(|| Failure::Refused(format!("there is no client {client:?}")))?;
        Ok(format!("A key for {client}, shown this once:\n{key}"))
    }
}

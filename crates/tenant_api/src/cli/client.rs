//! `tenant-api client`: a first install without a browser.

use super::settle;
use crate::store::{
    Everywhere, Store, offboarding,
    organisations::{self, Failure},
};
use clap::Subcommand;
use jiff::Timestamp;

#[derive(Subcommand, Debug)]
pub enum Client {
    /// Add a client
    Add(Add),
    /// Print what is left of a client that was deleted
    Certificate {
        #[arg(long)]
        id: String,
    },
}

#[derive(clap::Args, Debug)]
pub struct Add {
    /// Its slug, as it stands in addresses: `fox`
    #[arg(long)]
    id: String,
    /// What its incidents' keys begin with: `FOX`
    #[arg(long)]
    code: String,
    #[arg(long)]
    name: String,
    /// The MSP that manages it; made if it is new. Without one the client manages itself
    #[arg(long)]
    managed_by: Option<String>,
    /// The colour of its chip
    #[arg(long, default_value = "#5b6b8c")]
    colour: String,
}

impl Client {
    pub(super) async fn run(self, store: &Store) -> Result<String, Failure> {
        let add = match self {
            Self::Add(add) => add,
            Self::Certificate { id } => return certificate(store, &id).await,
        };
        settle(store).await?;
        let client = organisations::NewClient {
            id: &add.id,
            code: &add.code,
            name: &add.name,
            colour: &add.colour.to_lowercase(),
            managed_by: add.managed_by.as_deref(),
        };
        client.add(store, Timestamp::now()).await?;
        Ok(format!("Added the client {} ({}).", add.name, add.id))
    }
}

async fn certificate(store: &Store, id: &str) -> Result<String, Failure> {
    let issued = offboarding::certificate(&mut *store.read(&Everywhere).await?, id).await?;
    let issued = issued.ok_or_else(|| Failure::Refused(format!("no client {id:?} was deleted")))?;
    serde_json::to_string_pretty(&issued).map_err(|error| Failure::Refused(error.to_string()))
}

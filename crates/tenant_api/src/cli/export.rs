//! `tenant-api export`: everything a client owns, as a file.

use super::failed;
use crate::{
    export::{self, Export},
    instants,
    store::{
        Everywhere, Store,
        audit::{self, Actor, Place},
    },
};
use jiff::Timestamp;
use std::{fs::OpenOptions, io, io::Write, os::unix::fs::OpenOptionsExt, path::PathBuf, process::ExitCode};
use tokio::sync::mpsc;
use wire::{
    audit::AuditAction,
    retention::Asked,
    session::{ClientId, Person, UserId},
};

/// Everything a client owns, its evidence included: a `tar.gz` whose manifest comes last. It leaves an entry in the audit.
#[derive(clap::Args, Debug)]
pub struct Command {
    /// The client's id
    #[arg(long)]
    client: String,
    /// Why
    #[arg(long, default_value = "Export at the command line")]
    reason: String,
    /// Where to write it; a file that is not there yet
    file: PathBuf,
}

impl Command {
    pub(super) async fn run(self, store: &Store) -> ExitCode {
        match self.write(store, Timestamp::now()).await {
            Ok(bytes) => {
                println!("{bytes} bytes in {}", self.file.display());
                ExitCode::SUCCESS
            }
            Err(error) => failed(&error),
        }
    }

    async fn write(&self, store: &Store, now: Timestamp) -> Result<u64, Box<dyn std::error::Error>> {
        let none = || format!("there is no client {:?}", self.client);
        let seat = export::reader(store, &self.client).await?.ok_or_else(none)?;
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&self.file)?;
        let mut write = store.write(&Everywhere).await?;
        let place = Place::Client(ClientId(self.client.clone()));
        let told = (self.client.as_str(), self.reason.as_str());
        audit::append_with(&mut write, Actor::CommandLine, &place, AuditAction::ExportMade, told, now).await?;
        write.commit().await?;
        let operator =
            Person { id: UserId(String::new()), name: "Command line".to_owned(), organisation: String::new() };
        let asked = Asked { by: operator, at: instants::to_wire(now), reason: self.reason.clone() };
        let (outlet, mut chunks) = mpsc::channel(2);
        tokio::spawn(Export::new(store.clone(), seat, asked, now).write(outlet));
        let mut bytes = 0;
        while let Some(chunk) = chunks.recv().await {
            let chunk: io::Result<_> = chunk;
            let chunk = chunk?;
            file.write_all(&chunk)?;
            bytes += chunk.len() as u64;
        }
        file.sync_all()?;
        Ok(bytes)
    }
}

//! `tenant-api migrate`: an installation on SQLite becomes the same one on PostgreSQL.

use super::{failed, progress, seal};
use crate::{
    evidence::KeyFiles,
    store::{Address, Store, copy},
};
use std::process::ExitCode;

/// Copies an installation from SQLite to an empty database of PostgreSQL, and compares what came of it. Nothing may serve from either
/// meanwhile. Run again after an interruption, it goes on.
#[derive(clap::Args, Debug)]
pub struct Migrate {
    /// `sqlite:` and a file; what an older version wrote is brought up to date first, as `serve` would, and nothing else changes
    #[arg(long)]
    from: Address,
    /// `postgres://owner@host/database`
    #[arg(long)]
    to: Address,
}

impl Migrate {
    /// The key files of whichever database it reads, if nothing else is said: they serve both.
    pub(super) fn key_files(&self) -> KeyFiles {
        self.from.key_files()
    }

    pub(super) async fn run(self, keys: KeyFiles) -> ExitCode {
        match self.copy(&keys).await {
            Ok(copied) => {
                println!("{} rows of {} tables copied, read again and found the same.", copied.rows, copied.tables);
                println!("The evidence opens with the same two key files: start it with");
                for (flag, file) in
                    [("--installation-key-file", &keys.installation), ("--client-keys-file", &keys.clients)]
                {
                    println!("{flag} {}", std::path::absolute(file).as_deref().unwrap_or(file).display());
                }
                ExitCode::SUCCESS
            }
            Err(error) => failed(&error),
        }
    }

    async fn copy(&self, keys: &KeyFiles) -> Result<copy::Copied, Box<dyn std::error::Error>> {
        let (Address::Sqlite(path), Address::Postgres(owner)) = (&self.from, &self.to) else {
            return Err("it goes --from sqlite:… --to postgres:…, and in no other direction".into());
        };
        if !path.exists() {
            return Err(format!("there is no file {}", path.display()).into());
        }
        let from = Store::at(&self.from, keys.clone()).await.map_err(|error| format!("cannot open --from: {error}"))?;
        seal(&from).await?;
        let opened = Store::to_be_filled(owner, keys.clone()).await;
        let (to, mut copying) = opened.map_err(|error| format!("cannot open --to: {error}"))?;
        let bar = progress("Copying", 0);
        let copied = copy::copy(&from, &to, &mut copying, |done, of| {
            bar.set_length(of);
            bar.set_position(done);
        });
        let copied = copied.await;
        bar.finish_and_clear();
        from.close().await;
        to.close().await;
        Ok(copied?)
    }
}

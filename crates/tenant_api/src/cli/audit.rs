//! `tenant-api audit`: whether the stored records are what was written.

use super::{USAGE, failed};
use crate::store::{
    Everywhere, Store,
    chain::{self, Soundness},
};
use clap::Subcommand;
use std::{path::PathBuf, process::ExitCode};
use wire::{
    audit::{Chain, ChainHead},
    session::OrganisationId,
};

#[derive(Subcommand, Debug)]
pub enum Audit {
    /// Check the chains of audit entries and evidence openings; needs nobody else, and no server
    ///
    /// Exit codes: 0 every chain is intact; 1 one is not, or the store failed; 2 wrong usage.
    Verify(Verify),
}

#[derive(clap::Args, Debug)]
pub struct Verify {
    /// A client's id, or an organisation's [default: all]
    #[arg(long)]
    client: Option<String>,
    /// A head that was exported earlier, as JSON, or several of them one a line: the chain has to contain it
    #[arg(long)]
    head: Option<PathBuf>,
}

impl Audit {
    pub(super) async fn run(self, store: &Store) -> ExitCode {
        let Self::Verify(verify) = self;
        let heads = match verify.heads() {
            Ok(heads) => heads,
            Err(problem) => {
                eprintln!("tenant-api: {problem}");
                return ExitCode::from(USAGE);
            }
        };
        match check(store, verify.client.as_deref(), &heads).await {
            Ok(checked) => tell(&checked),
            Err(error) => failed(&error),
        }
    }
}

impl Verify {
    fn heads(&self) -> Result<Vec<ChainHead>, String> {
        let Some(path) = &self.head else { return Ok(vec![]) };
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let heads: Result<Vec<ChainHead>, _> = serde_json::Deserializer::from_str(&text).into_iter().collect();
        let heads = heads.map_err(|error| format!("{} is not an exported head: {error}", path.display()))?;
        match &self.client {
            Some(client) if heads.iter().any(|head| head.owner.0 != *client) => {
                Err(format!("{} is of another chain than {client}'s", path.display()))
            }
            _ if heads.is_empty() => Err(format!("{} holds no head", path.display())),
            _ => Ok(heads),
        }
    }
}

/// A chain and what became of it.
#[derive(Debug)]
pub struct Checked {
    pub owner: OrganisationId,
    pub chain: Chain,
    pub soundness: Soundness,
}

/// Goes through both chains of an organisation, or of all; `heads` are heads that are known.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn check(store: &Store, owner: Option<&str>, heads: &[ChainHead]) -> Result<Vec<Checked>, sqlx::Error> {
    let mut read = store.read(&Everywhere).await?;
    let mut owners = chain::owners(&mut read).await?;
    owners.extend(heads.iter().map(|head| head.owner.clone()));
    owners.extend(owner.map(|owner| OrganisationId(owner.to_owned())));
    owners.retain(|known| owner.is_none_or(|owner| known.0 == owner));
    let mut checked = vec![];
    for owner in owners {
        for chain in Chain::ALL.iter().copied() {
            let known = heads.iter().filter(|head| head.owner == owner && head.chain == chain);
            // Of several heads, each has to be in the chain.
            let mut soundness = chain::verify(&mut read, chain, &owner, None).await?;
            for head in known {
                if matches!(soundness, Soundness::Intact { .. }) {
                    soundness = chain::verify(&mut read, chain, &owner, Some(head)).await?;
                }
            }
            checked.push(Checked { owner: owner.clone(), chain, soundness });
        }
    }
    Ok(checked)
}

fn tell(checked: &[Checked]) -> ExitCode {
    let mut code = ExitCode::SUCCESS;
    for Checked { owner, chain, soundness } in checked {
        let told = match soundness {
            Soundness::Intact { links, deleted: 0 } => format!("intact, {links} links"),
            Soundness::Intact { links, deleted } => {
                format!("intact, {links} links, the contents of the first {deleted} deleted by retention")
            }
            Soundness::Truncated { ends_at, expected } => format!("TRUNCATED: ends at {ends_at} instead of {expected}"),
            Soundness::Altered { at } => format!("ALTERED at {at}"),
        };
        println!("{owner} {}: {told}", chain.caption());
        if !matches!(soundness, Soundness::Intact { .. }) {
            code = ExitCode::FAILURE;
        }
    }
    code
}

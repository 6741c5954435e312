//! `tenant-api partner`: portals that may show an organisation's screens.

use super::settle;
use crate::store::{
    Declined, Everywhere, Store,
    audit::{self, Actor, Place},
    organisations::Failure,
    partner_keys, partners,
};
use clap::Subcommand;
use jiff::Timestamp;
use wire::{
    audit::AuditAction,
    embed::{NewPartner, View},
    session::{ClientId, OrganisationId},
};

#[derive(Subcommand, Debug)]
pub enum Partner {
    /// Add a partner with a key for its server; the key is printed once, alone on the last line
    Add(Add),
}

#[derive(clap::Args, Debug)]
pub struct Add {
    /// The organisation whose partner it is
    #[arg(long)]
    of: String,
    #[arg(long)]
    name: String,
    /// Where its pages are, exactly: `https://portal.example`; may be given more than once
    #[arg(long = "origin", required = true)]
    origins: Vec<String>,
    /// What it may show: `queue`, `overview`; may be given more than once
    #[arg(long = "view", required = true)]
    views: Vec<String>,
    /// A client it may show; may be given more than once
    #[arg(long = "client", required = true)]
    clients: Vec<String>,
}

impl Partner {
    pub(super) async fn run(self, store: &Store) -> Result<String, Failure> {
        let Self::Add(add) = self;
        settle(store).await?;
        let new = NewPartner {
            name: add.name.clone(),
            origins: add.origins,
            views: add.views.iter().map(|view| View::from_caption(view).unwrap_or_default()).collect(),
            clients: add.clients.into_iter().map(ClientId).collect(),
        };
        let (now, mut write) = (Timestamp::now(), store.write(&Everywhere).await?);
        let organisation = OrganisationId(add.of);
        let partner = partners::insert(&mut write, &organisation, partners::new_id(), new, now).await;
        let partner = partner.map_err(refused)?;
        let made = partner_keys::insert(&mut write, &partner.id, partner_keys::random(), now).await?;
        let (place, told) = (Place::Organisation(organisation), (partner.id.0.as_str(), add.name.as_str()));
        audit::append_with(&mut write, Actor::CommandLine, &place, AuditAction::PartnerAdded, told, now).await?;
        write.commit().await?;
        Ok(format!(
            "Added the partner {} ({}). A key for its server, shown this once:\n{}",
            add.name, partner.id, made.key
        ))
    }
}

fn refused(declined: Declined) -> Failure {
    match declined {
        Declined::Store(error) => Failure::Store(error),
        Declined::Invalid(fields) => {
            let problems: Vec<_> = fields.iter().map(|wrong| format!("{}: {}", wrong.field, wrong.problem)).collect();
            Failure::Refused(problems.join("; "))
        }
        other => Failure::Refused(other.to_string()),
    }
}

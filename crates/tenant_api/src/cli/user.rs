//! `tenant-api user`: people, before there is anybody who could invite them.

use super::settle;
use crate::{
    passwords,
    store::{
        Store,
        organisations::{Failure, NewUser, Template},
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use clap::Subcommand;
use jiff::Timestamp;

#[derive(Subcommand, Debug)]
pub enum User {
    /// Add a person who can sign in
    Add(Add),
}

#[derive(clap::Args, Debug)]
pub struct Add {
    #[arg(long)]
    email: String,
    #[arg(long)]
    name: String,
    /// The MSP or client they belong to; a new one is made as an MSP
    #[arg(long)]
    organisation: String,
    /// The name of a new organisation
    #[arg(long)]
    organisation_name: Option<String>,
    /// What they may do
    #[arg(long, value_enum, default_value = "analyst")]
    profile: Template,
    /// Only in these clients; otherwise in every client of the organisation, also those added later
    #[arg(long)]
    client: Vec<String>,
    /// Otherwise one is made and printed, alone on the last line, once
    #[arg(long, env = "BULKHEAD_PASSWORD", hide_env_values = true)]
    password: Option<String>,
}

impl User {
    pub(super) async fn run(self, store: &Store) -> Result<String, Failure> {
        let Self::Add(add) = self;
        settle(store).await?;
        let made = add.password.is_none().then(|| URL_SAFE_NO_PAD.encode(rand::random::<[u8; 15]>()));
        let password = add.password.or_else(|| made.clone()).unwrap_or_default();
        if password.chars().count() < 8 {
            return Err(Failure::Refused("a password has at least eight characters".to_owned()));
        }
        let user = NewUser {
            email: &add.email.trim().to_lowercase(),
            name: &add.name,
            organisation: &add.organisation,
            organisation_name: add.organisation_name.as_deref().unwrap_or(&add.organisation),
            template: add.profile,
            clients: &add.client,
            password_hash: &passwords::hash(&password)?,
        };
        user.add(store, Timestamp::now()).await?;
        let told = format!("Added {} ({}).", add.name, user.email);
        Ok(made.map_or(told.clone(), |password| format!("{told} The password, shown this once:\n{password}")))
    }
}

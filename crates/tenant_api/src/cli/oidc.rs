//! `tenant-api oidc`: an organisation's own sign-in, before there is anybody who could set it, and in the operator's own
//! network.

use crate::{
    http::seal::Sealer,
    oidc::{Provider, redirect_uri},
    store::{
        Declined, Everywhere, Flag, Store, Write, accounts,
        audit::{self, Actor, Place},
        identities,
        identity_providers::{self, Settings},
        installation,
        organisations::Failure,
    },
};
use clap::Subcommand;
use jiff::Timestamp;
use wire::{audit::AuditAction, identity_provider::ProfileRule, session::OrganisationId};

#[derive(Subcommand, Debug)]
pub enum Oidc {
    /// Set an organisation's provider, in place of what was
    Set(Set),
    /// Forget an organisation's provider
    Remove {
        #[arg(long)]
        organisation: String,
    },
    /// Let somebody who has an account sign in to it through the provider
    Link {
        #[arg(long)]
        organisation: String,
        /// The account's e-mail
        #[arg(long)]
        email: String,
        /// What the provider calls them (`sub`)
        #[arg(long)]
        subject: String,
    },
}

#[derive(clap::Args, Debug)]
pub struct Set {
    #[arg(long)]
    organisation: String,
    /// As the provider calls itself: https://id.example/realms/soc
    #[arg(long)]
    issuer: String,
    #[arg(long)]
    client_id: String,
    #[arg(long, env = "BULKHEAD_OIDC_CLIENT_SECRET", hide_env_values = true)]
    client_secret: String,
    /// The claim whose values say what somebody may do
    #[arg(long, default_value = "groups")]
    claim: String,
    /// A value of the claim and the profile that it gives, such as soc-analysts=aurora-analyst; of several that fit, the first
    #[arg(long = "profile", value_parser = rule, required = true)]
    profiles: Vec<ProfileRule>,
    /// The provider lies in our own network: it may speak plain HTTP and have a private address
    #[arg(long)]
    internal: bool,
    /// Keep the settings, but sign nobody in
    #[arg(long)]
    disabled: bool,
}

impl Oidc {
    pub(super) async fn run(self, store: &Store) -> Result<String, Failure> {
        match self {
            Self::Set(set) => set.run(store).await,
            Self::Remove { organisation } => {
                let mut write = store.write(&Everywhere).await?;
                let removed = OrganisationId(organisation.clone());
                if !identity_providers::remove(&mut write, &removed).await? {
                    return Err(Failure::Refused(format!("{organisation} has no provider")));
                }
                record(&mut write, &removed, AuditAction::IdentityProviderRemoved, (&organisation, "removed")).await?;
                write.commit().await?;
                Ok(format!("{organisation} signs in with passwords and passkeys again."))
            }
            Self::Link { organisation, email, subject } => link(store, organisation, &email, &subject).await,
        }
    }
}

impl Set {
    async fn run(self, store: &Store) -> Result<String, Failure> {
        let organisation = OrganisationId(self.organisation);
        let sealer = Sealer::new(&installation::settle(store, false).await?.sealing_key);
        let settings = Settings {
            provider: Provider {
                organisation: organisation.clone(),
                issuer: self.issuer,
                client_id: self.client_id,
                client_secret: self.client_secret,
                claim: self.claim,
                is_internal: self.internal,
            },
            rules: self.profiles,
            is_enabled: !self.disabled,
        };
        let mut write = store.write(&Everywhere).await?;
        let there = sqlx::query_scalar("SELECT COUNT(*) > 0 FROM organisations WHERE organisation_id = $1");
        if let Flag(false) = there.bind(&organisation.0).fetch_one(&mut *write).await? {
            return Err(Failure::Refused(format!("there is no organisation {:?}", organisation.0)));
        }
        let action = match identity_providers::find(&mut write, &sealer, &organisation).await? {
            Some(_) => AuditAction::IdentityProviderChanged,
            None => AuditAction::IdentityProviderAdded,
        };
        identity_providers::set(&mut write, &sealer, &settings).await.map_err(refused)?;
        let state = if settings.is_enabled { "enabled" } else { "disabled" };
        record(&mut write, &organisation, action, (&settings.provider.issuer, state)).await?;
        write.commit().await?;
        let address = redirect_uri("<public URL>", &organisation);
        Ok(format!(
            "{organisation} signs in at {}. Tell the provider to send people back to\n{address}",
            settings.provider.issuer
        ))
    }
}

async fn link(store: &Store, organisation: String, email: &str, subject: &str) -> Result<String, Failure> {
    let organisation = OrganisationId(organisation);
    let sealer = Sealer::new(&installation::settle(store, false).await?.sealing_key);
    let (user, _) = accounts::find(store, email).await?.ok_or_else(|| refuse(format!("nobody signs in as {email}")))?;
    let mut write = store.write(&Everywhere).await?;
    let settings = identity_providers::find(&mut write, &sealer, &organisation).await?;
    let provider = settings.ok_or_else(|| refuse(format!("{organisation} has no provider")))?.provider;
    if accounts::home(&mut write, &user).await?.0 != organisation {
        return Err(refuse(format!("{email} does not belong to {organisation}")));
    }
    let linked = identities::link(&mut write, &organisation, &provider.issuer, subject, &user).await;
    linked.map_err(|_taken| refuse(format!("{subject} is somebody's already")))?;
    record(&mut write, &organisation, AuditAction::UserChanged, (&user.0, &format!("linked to {subject}"))).await?;
    write.commit().await?;
    Ok(format!("{subject} at {} is {email}.", provider.issuer))
}

async fn record(
    write: &mut Write,
    organisation: &OrganisationId,
    action: AuditAction,
    told: (&str, &str),
) -> Result<(), sqlx::Error> {
    let place = Place::Organisation(organisation.clone());
    audit::append_with(write, Actor::CommandLine, &place, action, told, Timestamp::now()).await
}

/// `value=profile`; the value may hold an equals sign itself.
fn rule(text: &str) -> Result<ProfileRule, &'static str> {
    let (value, profile) = text.rsplit_once('=').ok_or("a value, an equals sign and a profile")?;
    Ok(ProfileRule { value: value.to_owned(), profile: profile.to_owned() })
}

fn refused(declined: Declined) -> Failure {
    match declined {
        Declined::Store(error) => Failure::Store(error),
        Declined::Invalid(fields) => {
            let said: Vec<String> = fields.iter().map(|wrong| format!("{} {}", wrong.field, wrong.problem)).collect();
            Failure::Refused(said.join("; "))
        }
        other => Failure::Refused(other.to_string()),
    }
}

fn refuse(problem: String) -> Failure {
    Failure::Refused(problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_a_value_and_a_profile() {
        let read = rule("cn=soc,dc=example=aurora-analyst");
        assert_eq!(read, Ok(ProfileRule { value: "cn=soc,dc=example".into(), profile: "aurora-analyst".into() }));
        assert!(rule("soc").is_err());
    }
}

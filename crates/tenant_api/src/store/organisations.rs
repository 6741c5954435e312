//! Organisations and people, as the operator adds them at the command line. No caller stands behind these.

use super::{
    Declined, Everywhere, Flag, Store, Write,
    access::{By, settle},
    audit,
};
use jiff::Timestamp;
use wire::{
    audit::AuditAction,
    session::{ClientId, OrganisationId, UserId},
    vocabulary::Capability,
};

/// Why nothing was added.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{0}")]
    Refused(String),
    #[error("the database failed: {0}")]
    Store(#[from] sqlx::Error),
    #[error(transparent)]
    Declined(#[from] Declined),
    #[error("a password could not be hashed: {0}")]
    Password(#[from] argon2::password_hash::Error),
}

/// What a person may do, by the name of a profile that is made where it is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Template {
    /// Everything, who may do what included
    Administrator,
    /// Everything that works an incident
    Analyst,
    /// Everything but the evidence
    Junior,
    /// Dashboards only
    Viewer,
}

/// A client to be.
#[derive(Debug)]
pub struct NewClient<'a> {
    pub id: &'a str,
    pub code: &'a str,
    pub name: &'a str,
    pub colour: &'a str,
    pub managed_by: Option<&'a str>,
}

/// A person to be.
#[derive(Debug)]
pub struct NewUser<'a> {
    pub email: &'a str,
    pub name: &'a str,
    pub organisation: &'a str,
    pub organisation_name: &'a str,
    pub template: Template,
    /// Empty: every client of the organisation, also those added later.
    pub clients: &'a [String],
    pub password_hash: &'a str,
}

impl NewClient<'_> {
    /// Adds it; its MSP's standing users see it from their next request on.
    ///
    /// # Errors
    /// [`Failure`]: nothing was added then.
    pub async fn add(&self, store: &Store, now: Timestamp) -> Result<(), Failure> {
        check_slug(self.id)?;
        check_code(self.code).or_else(|problem| refuse(&format!("a code {problem}")))?;
        let mut write = store.write(&Everywhere).await?;
        if kind(&mut write, self.id).await?.is_some() {
            return refuse(&format!("there is an organisation {:?} already", self.id));
        }
        if has_code(&mut write, self.managed_by.unwrap_or(self.id), self.code).await? {
            return refuse(&format!("the code {} is taken", self.code));
        }
        if let Some(msp) = self.managed_by {
            settle_msp(&mut write, msp, msp).await?;
        }
        add(&mut write, self.id, self.name, "client").await?;
        sqlx::query("INSERT INTO clients (client_id, code, name, colour, managed_by) VALUES ($1, $2, $3, $4, $5)")
            .bind(self.id)
            .bind(self.code)
            .bind(self.name)
            .bind(self.colour)
            .bind(self.managed_by)
            .execute(&mut *write)
            .await?;
        settle(&mut write, &OrganisationId(self.id.to_owned()), None, By::Operator, now).await?;
        let place = audit::Place::Client(ClientId(self.id.to_owned()));
        audit::append(&mut write, audit::Actor::CommandLine, &place, AuditAction::ClientAdded, self.id, now).await?;
        Ok(write.commit().await?)
    }
}

impl NewUser<'_> {
    /// Adds them, with the profile they need, and their MSP if it is new.
    ///
    /// # Errors
    /// [`Failure`]: nothing was added then.
    pub async fn add(&self, store: &Store, now: Timestamp) -> Result<(), Failure> {
        if !self.email.contains('@') || self.email.contains(char::is_whitespace) {
            return refuse("an e-mail address has an @ and no spaces");
        }
        let mut write = store.write(&Everywhere).await?;
        let taken = sqlx::query_scalar("SELECT COUNT(*) > 0 FROM users WHERE email = $1");
        if let Flag(true) = taken.bind(self.email).fetch_one(&mut *write).await? {
            return refuse(&format!("{} can sign in already", self.email));
        }
        if kind(&mut write, self.organisation).await?.is_none() {
            settle_msp(&mut write, self.organisation, self.organisation_name).await?;
        }
        let profile = self.profile(&mut write).await?;
        let user_id = super::random_id();
        sqlx::query(
            "INSERT INTO users (user_id, organisation_id, email, name, password_hash) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(&user_id)
        .bind(self.organisation)
        .bind(self.email)
        .bind(self.name)
        .bind(self.password_hash)
        .execute(&mut *write)
        .await?;
        if self.clients.is_empty() {
            sqlx::query("INSERT INTO standing_grants (user_id, organisation_id, profile_id) VALUES ($1, $2, $3)")
                .bind(&user_id)
                .bind(self.organisation)
                .bind(&profile)
                .execute(&mut *write)
                .await?;
        }
        for client in self.clients {
            let granted = sqlx::query(
                "INSERT INTO grants (client_id, user_id, profile_id) \
                 SELECT client_id, $2, $3 FROM clients WHERE client_id = $1 AND $4 IN (client_id, managed_by)",
            );
            let granted = granted.bind(client).bind(&user_id).bind(&profile).bind(self.organisation);
            if granted.execute(&mut *write).await?.rows_affected() == 0 {
                return refuse(&format!("{} has no client {client:?}", self.organisation));
            }
        }
        let organisation = OrganisationId(self.organisation.to_owned());
        settle(&mut write, &organisation, Some(&UserId(user_id.clone())), By::Operator, now).await?;
        let place = audit::Place::Organisation(organisation);
        audit::append(&mut write, audit::Actor::CommandLine, &place, AuditAction::UserAdded, &user_id, now).await?;
        Ok(write.commit().await?)
    }

    async fn profile(&self, write: &mut Write) -> Result<String, sqlx::Error> {
        let id = format!("{}-{}", self.organisation, self.template.caption());
        let made = sqlx::query(
            "INSERT INTO profiles (profile_id, organisation_id, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        );
        let made = made.bind(&id).bind(self.organisation).bind(self.template.caption());
        if made.execute(&mut **write).await?.rows_affected() == 1 {
            for capability in Capability::ALL.iter().filter(|capability| self.template.holds(**capability)) {
                sqlx::query("INSERT INTO profile_capabilities (profile_id, capability) VALUES ($1, $2)")
                    .bind(&id)
                    .bind(capability.caption())
                    .execute(&mut **write)
                    .await?;
            }
        }
        Ok(id)
    }
}

impl Template {
    const fn caption(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Analyst => "analyst",
            Self::Junior => "junior",
            Self::Viewer => "viewer",
        }
    }

    const fn holds(self, capability: Capability) -> bool {
        match self {
            Self::Administrator => true,
            Self::Analyst => !capability.administers() && !matches!(capability, Capability::IncidentRestrict),
            // What is silenced, is by whoever has seen it.
            Self::Junior => {
                Self::Analyst.holds(capability)
                    && !matches!(capability, Capability::EvidenceOpen | Capability::SilenceManage)
            }
            Self::Viewer => matches!(capability, Capability::OverviewRead),
        }
    }
}

async fn settle_msp(write: &mut Write, id: &str, name: &str) -> Result<(), Failure> {
    check_slug(id)?;
    match kind(write, id).await?.as_deref() {
        Some("msp") => Ok(()),
        Some(_) => refuse(&format!("{id} is a client, not an MSP")),
        None => Ok(add(write, id, name, "msp").await?),
    }
}

async fn kind(write: &mut Write, id: &str) -> Result<Option<String>, sqlx::Error> {
    let kind = sqlx::query_scalar("SELECT kind FROM organisations WHERE organisation_id = $1");
    kind.bind(id).fetch_optional(&mut **write).await
}

/// Adds an organisation of a kind: `msp` or `client`.
pub(crate) async fn add(write: &mut Write, id: &str, name: &str, kind: &str) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO organisations (organisation_id, name, kind) VALUES ($1, $2, $3)")
        .bind(id)
        .bind(name)
        .bind(kind)
        .execute(&mut **write)
        .await
        .map(drop)
}

/// # Errors
/// What is wrong with a code.
pub(super) fn check_code(code: &str) -> Result<(), &'static str> {
    let bytes = code.as_bytes();
    let plain = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    match bytes {
        [first, ..] if (2..=5).contains(&bytes.len()) && first.is_ascii_uppercase() && bytes.iter().all(plain) => {
            Ok(())
        }
        _ => Err("has two to five capital letters or digits and begins with a letter"),
    }
}

/// Whether a client of the organisation has a code.
pub(super) async fn has_code(write: &mut Write, organisation: &str, code: &str) -> Result<bool, sqlx::Error> {
    let taken =
        sqlx::query_scalar("SELECT COUNT(*) > 0 FROM clients WHERE COALESCE(managed_by, client_id) = $1 AND code = $2");
    let Flag(taken) = taken.bind(organisation).bind(code).fetch_one(&mut **write).await?;
    Ok(taken)
}

fn check_slug(id: &str) -> Result<(), Failure> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    match id.len() {
        2..=40 if id.bytes().all(plain) && !id.starts_with('-') => Ok(()),
        _ => refuse("an id has 2 to 40 small letters, digits or hyphens"),
    }
}

fn refuse<T>(problem: &str) -> Result<T, Failure> {
    Err(Failure::Refused(problem.to_owned()))
}

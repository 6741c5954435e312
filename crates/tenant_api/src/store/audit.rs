//! The audit: who did what, hash-chained per client or organisation. Written in the transaction of what it tells of.

mod list;

pub use list::{Narrow, Owners, Position, list};

use super::{DatabaseConnection, Write, chain};
use crate::policy::{Caller, Office, Seat};
use jiff::Timestamp;
use std::sync::Arc;
use wire::{
    audit::{ActorKind, AuditAction, AuditContents, Chain, ChainHead},
    session::{ClientId, OrganisationId, Person},
};

/// Whose audit an act belongs to. A client is an organisation: its own affairs and its MSP's acts in it are one chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Client(ClientId),
    Organisation(OrganisationId),
}

/// Who did it.
#[derive(Clone, Copy, Debug)]
pub enum Actor<'a> {
    Caller(&'a Caller),
    /// A partner's user, who has no account here.
    Partner(&'a Person),
    /// The operator, at the command line.
    CommandLine,
    /// The tenant API by itself, when the time had come.
    Schedule,
    /// Somebody who did not prove who they are.
    Nobody,
}

/// Appends an entry; `subject` is what it was done to: an id, a key, an address, and never anything of evidence.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn append<'a>(
    write: &mut Write,
    actor: impl Into<Actor<'a>>,
    place: &Place,
    action: AuditAction,
    subject: &str,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    write_entry(write, actor.into(), place, action, subject, None, now).await
}

/// [`append`] with a reason that was given, or what became what.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn append_with<'a>(
    write: &mut Write,
    actor: impl Into<Actor<'a>>,
    place: &Place,
    action: AuditAction,
    (subject, detail): (&str, &str),
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    write_entry(write, actor.into(), place, action, subject, Some(detail), now).await
}

/// Where a chain of a place ends now.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn head(
    conn: &mut DatabaseConnection,
    place: &Place,
    chain: Chain,
    now: Timestamp,
) -> Result<ChainHead, sqlx::Error> {
    chain::head(conn, chain, &place.owner(), now).await
}

async fn write_entry(
    write: &mut Write,
    actor: Actor<'_>,
    place: &Place,
    action: AuditAction,
    subject: &str,
    detail: Option<&str>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let contents = AuditContents {
        action,
        actor: actor.kind(),
        by: actor.person(),
        subject: subject.to_owned(),
        detail: detail.map(str::to_owned),
        salt: super::random_id(),
    };
    let canonical = chain::canonical(&contents)?;
    let owner = place.owner();
    let link = chain::append(write, Chain::Audit, &owner, chain::sha256(&canonical), now).await?;
    sqlx::query("INSERT INTO audit (owner_id, number, at, action, actor_id, contents) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(&owner.0)
        .bind(link.number)
        .bind(now.as_millisecond())
        .bind(action.caption())
        .bind(contents.by.map(|person| person.id.0))
        .bind(canonical)
        .execute(&mut **write)
        .await
        .map(drop)
}

impl From<&Seat> for Place {
    fn from(seat: &Seat) -> Self {
        Self::Client(seat.client().clone())
    }
}

impl From<&Office> for Place {
    fn from(office: &Office) -> Self {
        Self::Organisation(office.organisation().clone())
    }
}

impl Place {
    /// Whose chain it is.
    pub(super) fn owner(&self) -> OrganisationId {
        match self {
            Self::Client(client) => OrganisationId(client.0.clone()),
            Self::Organisation(organisation) => organisation.clone(),
        }
    }
}

impl Actor<'_> {
    const fn kind(self) -> ActorKind {
        match self {
            Self::Caller(_) => ActorKind::Person,
            Self::Partner(_) => ActorKind::Partner,
            Self::CommandLine => ActorKind::CommandLine,
            Self::Schedule => ActorKind::Schedule,
            Self::Nobody => ActorKind::Nobody,
        }
    }

    fn person(self) -> Option<Person> {
        match self {
            Self::Caller(caller) => Some(caller.person()),
            Self::Partner(person) => Some(person.clone()),
            Self::CommandLine | Self::Schedule | Self::Nobody => None,
        }
    }
}

impl<'a> From<&'a Caller> for Actor<'a> {
    fn from(caller: &'a Caller) -> Self {
        Self::Caller(caller)
    }
}

impl<'a> From<&'a Arc<Caller>> for Actor<'a> {
    fn from(caller: &'a Arc<Caller>) -> Self {
        Self::Caller(caller)
    }
}

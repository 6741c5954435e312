//! Invitations: a person is there as soon as they are invited, and comes in by a link that works once.

use super::change::{only_in, set_grants};
use crate::{
    instants,
    policy::{Roster, Seat},
    store::{
        Declined, Everywhere, Flag, Store, Values, Write,
        access::{By, settle},
        accounts::NO_PASSWORD,
        audit::{self, Actor},
        fields, random_id,
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use sqlx::Row;
use wire::{
    access::Grants,
    administration::{ClientInvite, Invitation, Invite, Invited},
    audit::AuditAction,
    session::{OrganisationId, Person, UserId},
};

/// How long a link works.
pub const LASTS: SignedDuration = SignedDuration::from_hours(72);

/// Invites one of the organisation's own people. Whether the address has an account in another organisation is not looked at.
///
/// # Errors
/// [`Declined`]: then nothing must be committed.
pub async fn invite(write: &mut Write, roster: &Roster, asked: &Invite, now: Timestamp) -> Result<Invited, Declined> {
    add(write, roster, (&asked.email, &asked.name), &asked.grants, now).await
}

/// Invites one of a client's own people.
///
/// # Errors
/// As [`invite`].
pub async fn invite_to_client(
    write: &mut Write,
    seat: &Seat,
    asked: &ClientInvite,
    now: Timestamp,
) -> Result<Invited, Declined> {
    let grants = only_in(seat.client(), &asked.profile);
    add(write, &seat.roster(), (&asked.email, &asked.name), &grants, now).await
}

async fn add(
    write: &mut Write,
    roster: &Roster,
    (email, name): (&str, &str),
    grants: &Grants,
    now: Timestamp,
) -> Result<Invited, Declined> {
    roster.check_manages()?;
    let (email, name) = (fields::email("email", email)?, fields::name("name", name)?);
    let organisation = roster.organisation();
    let here = sqlx::query_scalar(
        "SELECT COUNT(*) > 0 FROM users WHERE organisation_id = $1 AND COALESCE(invited_as, contact_email, email) = $2",
    );
    if let Flag(true) = here.bind(&organisation.0).bind(&email).fetch_one(&mut **write).await? {
        return Err(Declined::field("email", "is somebody's here already"));
    }
    let user = UserId(random_id());
    sqlx::query(
        "INSERT INTO users (user_id, organisation_id, email, invited_as, name, password_hash, invited) \
         VALUES ($1, $2, $3, $4, $5, $6, 1)",
    )
    .bind(&user.0)
    .bind(&organisation.0)
    .bind(format!("{user}@invited.invalid"))
    .bind(&email)
    .bind(name)
    .bind(NO_PASSWORD)
    .execute(&mut **write)
    .await?;
    set_grants(write, roster, &user, grants).await?;
    settle(write, organisation, Some(&user), By::Caller(roster.caller()), now).await?;
    link(write, roster, &user, &email, now).await
}

/// A new link for somebody who has not come in yet; the former one ends.
///
/// # Errors
/// [`Declined::Missing`] for nobody of the roster, [`Declined::Invalid`] for somebody who has come in.
pub async fn renew(write: &mut Write, roster: &Roster, user: &UserId, now: Timestamp) -> Result<Invited, Declined> {
    let found = sqlx::query(
        "SELECT COALESCE(invited_as, email) AS email, invited FROM users WHERE user_id = $1 AND organisation_id = $2",
    );
    let found = found.bind(&user.0).bind(&roster.organisation().0).fetch_optional(&mut **write).await?;
    let row = found.ok_or(Declined::Missing)?;
    roster.check_manages()?;
    if !row.flag("invited")? {
        return Err(Declined::field("user", "has come in already"));
    }
    link(write, roster, user, row.try_get("email")?, now).await
}

async fn link(
    write: &mut Write,
    roster: &Roster,
    user: &UserId,
    email: &str,
    now: Timestamp,
) -> Result<Invited, Declined> {
    let token = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let expires_at = now.saturating_add(LASTS).unwrap_or(Timestamp::MAX);
    sqlx::query(
        "INSERT INTO invitations (token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (user_id) DO UPDATE SET token_hash = excluded.token_hash, created_at = excluded.created_at, \
         expires_at = excluded.expires_at",
    )
    .bind(Sha256::digest(&token).as_slice())
    .bind(&user.0)
    .bind(now.as_millisecond())
    .bind(expires_at.as_millisecond())
    .execute(&mut **write)
    .await?;
    let place = audit::Place::Organisation(roster.organisation().clone());
    audit::append_with(write, roster.caller(), &place, AuditAction::UserInvited, (&user.0, email), now).await?;
    Ok(Invited { user: user.clone(), token, expires_at: instants::to_wire(expires_at) })
}

/// What the holder of a link is shown.
///
/// # Errors
/// [`Declined::Missing`] for a link that was used or renewed, has run out, or never was.
pub async fn read(store: &Store, token: &str, now: Timestamp) -> Result<Invitation, Declined> {
    let found = sqlx::query(
        "SELECT u.invited_as, u.name, o.name AS organisation, i.expires_at FROM invitations i JOIN users u USING (user_id) \
         JOIN organisations o USING (organisation_id) \
         WHERE i.token_hash = $1 AND i.expires_at > $2 AND u.invited = 1 AND u.suspended_at IS NULL",
    );
    let found = found.bind(Sha256::digest(token).as_slice()).bind(now.as_millisecond());
    let row = found.fetch_optional(&mut *store.read(&Everywhere).await?).await?.ok_or(Declined::Missing)?;
    Ok(Invitation {
        email: row.try_get("invited_as")?,
        name: row.try_get("name")?,
        organisation: row.try_get("organisation")?,
        expires_at: instants::ms_to_wire(row.try_get("expires_at")?),
    })
}

/// Uses a link up. An address that turns out to have an account elsewhere keeps that one alone: nobody can sign in to this.
///
/// # Errors
/// As [`read`], and [`Declined::Invalid`] for a name that is none.
pub async fn accept(
    write: &mut Write,
    token: &str,
    (name, password_hash): (&str, &str),
    now: Timestamp,
) -> Result<(), Declined> {
    let name = fields::name("name", name)?;
    let used = sqlx::query(
        "DELETE FROM invitations WHERE token_hash = $1 AND expires_at > $2 AND user_id IN \
         (SELECT user_id FROM users WHERE invited = 1 AND suspended_at IS NULL) RETURNING user_id",
    );
    let used = used.bind(Sha256::digest(token).as_slice()).bind(now.as_millisecond());
    let user = UserId(used.fetch_optional(&mut **write).await?.ok_or(Declined::Missing)?.try_get("user_id")?);
    sqlx::query("UPDATE users SET name = $2, invited = 0 WHERE user_id = $1")
        .bind(&user.0)
        .bind(name)
        .execute(&mut **write)
        .await?;
    sqlx::query(
        "UPDATE users SET email = invited_as, invited_as = NULL, password_hash = $2 WHERE user_id = $1 \
         AND NOT EXISTS (SELECT 1 FROM users other WHERE other.email = users.invited_as)",
    )
    .bind(&user.0)
    .bind(password_hash)
    .execute(&mut **write)
    .await?;
    let (organisation, organisation_name): (String, String) = sqlx::query_as(
        "SELECT organisation_id, o.name FROM users u JOIN organisations o USING (organisation_id) WHERE u.user_id = $1",
    )
    .bind(&user.0)
    .fetch_one(&mut **write)
    .await?;
    let organisation = OrganisationId(organisation);
    let person = Person { id: user.clone(), name: name.to_owned(), organisation: organisation_name };
    settle(write, &organisation, Some(&user), By::Themselves(&person), now).await?;
    let place = audit::Place::Organisation(organisation);
    audit::append(write, Actor::Nobody, &place, AuditAction::InvitationAccepted, &user.0, now).await?;
    Ok(())
}

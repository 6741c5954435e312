//! Who comes through an organisation's provider: known by issuer and subject, and never by an e-mail address, which
//! anybody's provider can claim.

use super::{
    Write,
    access::{By, settle_ruled},
    accounts::NO_PASSWORD,
    identity_providers::Settings,
};
use crate::oidc::Claims;
use jiff::Timestamp;
use sqlx::Row;
use wire::session::{OrganisationId, UserId};

/// The longest name that is kept, characters.
const NAME_MAX: usize = 120;

/// What became of somebody whom a provider has signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admission {
    In {
        user: UserId,
        is_new: bool,
        /// The profile, where it is another than before.
        new_profile: Option<String>,
    },
    /// No rule fits. Whoever had something through the provider has it no more.
    Out { revoked: Option<UserId> },
}

/// Lets in whom a provider has signed in: makes them known where they are new, and gives them the profile that their
/// claim says.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn admit(
    write: &mut Write,
    settings: &Settings,
    claims: &Claims,
    now: Timestamp,
) -> Result<Admission, sqlx::Error> {
    let known = find(write, settings, claims).await?;
    let rule = settings.rules.iter().find(|rule| claims.values.contains(&rule.value));
    let Some(rule) = rule else {
        if let Some(user) = &known {
            revoke(write, &settings.provider.organisation, user, now).await?;
        }
        return Ok(Admission::Out { revoked: known });
    };
    let is_new = known.is_none();
    let user = match known {
        Some(user) => user,
        None => provision(write, settings, claims).await?,
    };
    name(write, &user, claims).await?;
    let granted = grant(write, &user, &settings.provider.organisation, &rule.profile).await?;
    if granted {
        settle_ruled(write, &settings.provider.organisation, Some(&user), By::Rule, now).await?;
    }
    Ok(Admission::In { user, is_new, new_profile: granted.then(|| rule.profile.clone()) })
}

async fn find(write: &mut Write, settings: &Settings, claims: &Claims) -> Result<Option<UserId>, sqlx::Error> {
    let row = sqlx::query(
        "SELECT i.user_id FROM identities i JOIN users u ON u.user_id = i.user_id AND u.organisation_id = i.organisation_id \
         WHERE i.organisation_id = $1 AND i.issuer = $2 AND i.subject = $3",
    );
    let provider = &settings.provider;
    let row = row.bind(&provider.organisation.0).bind(&provider.issuer).bind(&claims.subject);
    row.fetch_optional(&mut **write).await?.map(|row| Ok(UserId(row.try_get("user_id")?))).transpose()
}

/// A new user. The address that accounts are found by is one that nobody can type: it would tell, and could take, who
/// has an account elsewhere.
async fn provision(write: &mut Write, settings: &Settings, claims: &Claims) -> Result<UserId, sqlx::Error> {
    let (user, provider) = (UserId(super::random_id()), &settings.provider);
    sqlx::query("INSERT INTO users (user_id, organisation_id, email, name, password_hash) VALUES ($1, $2, $3, '', $4)")
        .bind(&user.0)
        .bind(&provider.organisation.0)
        .bind(format!("{user}@oidc.invalid"))
        .bind(NO_PASSWORD)
        .execute(&mut **write)
        .await?;
    link(write, &provider.organisation, &provider.issuer, &claims.subject, &user).await?;
    Ok(user)
}

/// Makes an account the one that a provider's subject signs in to.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written, or the subject is somebody else's already.
pub async fn link(
    write: &mut Write,
    organisation: &OrganisationId,
    issuer: &str,
    subject: &str,
    user: &UserId,
) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO identities (organisation_id, issuer, subject, user_id) VALUES ($1, $2, $3, $4)")
        .bind(&organisation.0)
        .bind(issuer)
        .bind(subject)
        .bind(&user.0)
        .execute(&mut **write)
        .await
        .map(drop)
}

/// Takes the name and the address that the provider gives, for those who have no password here.
async fn name(write: &mut Write, user: &UserId, claims: &Claims) -> Result<(), sqlx::Error> {
    let email = claims.email.as_deref().map(plain).filter(|email| email.contains('@'));
    let name = claims.name.as_deref().map(plain).filter(|name| !name.is_empty());
    let shown = name.or_else(|| email.clone()).unwrap_or_else(|| plain(&claims.subject));
    let named = sqlx::query("UPDATE users SET name = $2, contact_email = $3 WHERE user_id = $1 AND password_hash = $4");
    named.bind(&user.0).bind(shown).bind(email).bind(NO_PASSWORD).execute(&mut **write).await.map(drop)
}

/// A text of the provider's as it can stand on a screen.
fn plain(text: &str) -> String {
    text.trim().chars().filter(|letter| !letter.is_control()).take(NAME_MAX).collect()
}

/// Gives the profile in the whole organisation; `false` if they had it.
async fn grant(
    write: &mut Write,
    user: &UserId,
    organisation: &OrganisationId,
    profile: &str,
) -> Result<bool, sqlx::Error> {
    let granted = sqlx::query(
        "INSERT INTO standing_grants (user_id, organisation_id, profile_id) VALUES ($1, $2, $3) \
         ON CONFLICT (user_id) DO UPDATE SET profile_id = excluded.profile_id, organisation_id = excluded.organisation_id \
         WHERE standing_grants.profile_id <> excluded.profile_id",
    );
    let granted = granted.bind(&user.0).bind(&organisation.0).bind(profile).execute(&mut **write).await?;
    Ok(granted.rows_affected() > 0)
}

async fn revoke(
    write: &mut Write,
    organisation: &OrganisationId,
    user: &UserId,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM standing_grants WHERE user_id = $1").bind(&user.0).execute(&mut **write).await?;
    sqlx::query("DELETE FROM sessions WHERE user_id = $1").bind(&user.0).execute(&mut **write).await?;
    settle_ruled(write, organisation, Some(user), By::Rule, now).await
}

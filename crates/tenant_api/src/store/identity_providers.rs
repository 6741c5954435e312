//! The organisations' own providers, and which value of a claim gives which profile.

use super::{DatabaseConnection, DatabaseRow, Declined, Everywhere, Store, Values, Write};
use crate::{http::seal::Sealer, oidc::Provider};
use sqlx::Row;
use wire::{identity_provider::ProfileRule, session::OrganisationId};

/// A provider as it is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub provider: Provider,
    /// In order: of several that fit, the first gives the profile.
    pub rules: Vec<ProfileRule>,
    pub is_enabled: bool,
}

/// As many rules as an organisation may have.
const RULES_MAX: usize = 50;

/// What a client secret is sealed for.
fn bound(organisation: &OrganisationId) -> String {
    format!("identity provider|{organisation}")
}

/// The provider of an organisation, whether or not it is enabled.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read, or its secret does not open with the installation's key.
pub async fn find(
    conn: &mut DatabaseConnection,
    sealer: &Sealer,
    organisation: &OrganisationId,
) -> Result<Option<Settings>, sqlx::Error> {
    let row = sqlx::query("SELECT * FROM identity_providers WHERE organisation_id = $1").bind(&organisation.0);
    let Some(row) = row.fetch_optional(&mut *conn).await? else { return Ok(None) };
    let sealed: String = row.try_get("sealed_secret")?;
    let client_secret = sealer.open(&sealed, &bound(organisation));
    let rules = sqlx::query(
        "SELECT value, profile_id FROM identity_provider_profiles WHERE organisation_id = $1 ORDER BY place",
    );
    let rules = rules.bind(&organisation.0).fetch_all(conn).await?;
    Ok(Some(Settings {
        provider: Provider {
            organisation: organisation.clone(),
            issuer: row.try_get("issuer")?,
            client_id: row.try_get("registered_as")?,
            client_secret: client_secret.ok_or_else(|| sqlx::Error::Decode("a sealed secret does not open".into()))?,
            claim: row.try_get("claim")?,
            is_internal: row.flag("is_internal")?,
        },
        rules: rules.iter().map(rule).collect::<Result<_, _>>()?,
        is_enabled: row.flag("is_enabled")?,
    }))
}

fn rule(row: &DatabaseRow) -> Result<ProfileRule, sqlx::Error> {
    Ok(ProfileRule { value: row.try_get("value")?, profile: row.try_get("profile_id")? })
}

/// The provider that signs an organisation's people in: set and enabled.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn enabled(
    store: &Store,
    sealer: &Sealer,
    organisation: &OrganisationId,
) -> Result<Option<Settings>, sqlx::Error> {
    let found = find(&mut *store.read(&Everywhere).await?, sealer, organisation).await?;
    Ok(found.filter(|settings| settings.is_enabled))
}

/// Sets an organisation's provider in place of what was; sessions that came through it end.
///
/// # Errors
/// [`Declined::Invalid`] for a field that cannot be, among them a profile that is neither the organisation's nor its MSP's.
pub async fn set(write: &mut Write, sealer: &Sealer, settings: &Settings) -> Result<(), Declined> {
    let Settings { provider, rules, is_enabled } = settings;
    let sized =
        [("client_id", &provider.client_id), ("client_secret", &provider.client_secret), ("claim", &provider.claim)];
    if let Some((field, _)) = sized.into_iter().find(|(_, text)| text.is_empty() || text.len() > 512) {
        return Err(Declined::field(field, "has 1 to 512 characters"));
    }
    if rules.len() > RULES_MAX || rules.iter().any(|rule| rule.value.is_empty() || rule.value.len() > 512) {
        return Err(Declined::field("profiles", "are at most 50, each with a value"));
    }
    provider.check_issuer().map_err(|_failure| Declined::field("issuer", "is not https and public"))?;
    let organisation = &provider.organisation;
    let sealed = sealer.seal(&provider.client_secret, &bound(organisation));
    let sealed = sealed.map_err(|_logged| sqlx::Error::Encode("a secret cannot be sealed".into()))?;
    remove_rules(write, organisation).await?;
    sqlx::query(
        "INSERT INTO identity_providers (organisation_id, issuer, registered_as, sealed_secret, claim, is_internal, is_enabled) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (organisation_id) DO UPDATE SET issuer = excluded.issuer, \
             registered_as = excluded.registered_as, sealed_secret = excluded.sealed_secret, claim = excluded.claim, \
             is_internal = excluded.is_internal, is_enabled = excluded.is_enabled",
    )
    .bind(&organisation.0)
    .bind(&provider.issuer)
    .bind(&provider.client_id)
    .bind(sealed)
    .bind(&provider.claim)
    .bind(i64::from(provider.is_internal))
    .bind(i64::from(*is_enabled))
    .execute(&mut **write)
    .await?;
    for (place, rule) in (0_i64..).zip(rules) {
        add_rule(write, organisation, place, rule).await?;
    }
    Ok(end_sessions(write, organisation).await?)
}

async fn add_rule(
    write: &mut Write,
    organisation: &OrganisationId,
    place: i64,
    rule: &ProfileRule,
) -> Result<(), Declined> {
    let added = sqlx::query(
        "INSERT INTO identity_provider_profiles (organisation_id, place, value, profile_id) \
         SELECT $1, $2, $3, p.profile_id FROM profiles p WHERE p.profile_id = $4 AND p.organisation_id IN \
             ($1, (SELECT c.managed_by FROM clients c WHERE c.client_id = $1))",
    );
    let added = added.bind(&organisation.0).bind(place).bind(&rule.value).bind(&rule.profile);
    match added.execute(&mut **write).await?.rows_affected() {
        0 => Err(Declined::field("profiles", "name a profile that is not there")),
        _ => Ok(()),
    }
}

/// Forgets an organisation's provider; sessions that came through it end. `false` if it has none.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn remove(write: &mut Write, organisation: &OrganisationId) -> Result<bool, sqlx::Error> {
    remove_rules(write, organisation).await?;
    let removed = sqlx::query("DELETE FROM identity_providers WHERE organisation_id = $1");
    let removed = removed.bind(&organisation.0).execute(&mut **write).await?.rows_affected();
    end_sessions(write, organisation).await?;
    Ok(removed == 1)
}

async fn remove_rules(write: &mut Write, organisation: &OrganisationId) -> Result<(), sqlx::Error> {
    let removed = sqlx::query("DELETE FROM identity_provider_profiles WHERE organisation_id = $1");
    removed.bind(&organisation.0).execute(&mut **write).await.map(drop)
}

async fn end_sessions(write: &mut Write, organisation: &OrganisationId) -> Result<(), sqlx::Error> {
    let ended = sqlx::query(
        "DELETE FROM sessions WHERE method = 'organisation' AND user_id IN \
             (SELECT user_id FROM identities WHERE organisation_id = $1)",
    );
    ended.bind(&organisation.0).execute(&mut **write).await.map(drop)
}

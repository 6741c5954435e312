//! The organisation's own provider, as its administrator sets it.

use super::record;
use crate::{
    http::{App, body::Raw, problem::ApiError},
    oidc::{Provider, redirect_uri},
    policy::Office,
    store::{
        Everywhere,
        identity_providers::{self, Settings},
        profiles,
    },
};
use axum::{Json, extract::State, http::StatusCode};
use wire::{
    audit::AuditAction,
    identity_provider::{IdentityProvider, NewIdentityProvider},
};

/// The provider, without its secret.
///
/// # Errors
/// 404 where there is none.
#[utoipa::path(get, path = "/identity-provider", responses((status = 200, body = IdentityProvider), (status = 404)))]
pub async fn read_identity_provider(
    State(app): State<App>,
    office: Office,
) -> Result<Json<IdentityProvider>, ApiError> {
    let mut read = app.store.read(&Everywhere).await?;
    let settings = identity_providers::find(&mut read, &app.sealer, office.organisation()).await?;
    Ok(Json(shown(&app, settings.ok_or(ApiError::Missing)?)))
}

/// Sets the provider, in place of what was. Sessions that came through it end.
///
/// # Errors
/// 403 for a rule that gives what the caller does not hold. 422 for an issuer that is not `https` and in the public internet (the operator's command line may name others), for a
/// profile that is not there, and without the secret of another client than before.
#[utoipa::path(post, path = "/identity-provider", request_body = NewIdentityProvider,
    responses((status = 200, body = IdentityProvider), (status = 403), (status = 404), (status = 422)))]
pub async fn set_identity_provider(
    State(app): State<App>,
    office: Office,
    raw: Raw,
) -> Result<Json<IdentityProvider>, ApiError> {
    let asked: NewIdentityProvider = raw.json()?;
    let mut write = app.store.write(&Everywhere).await?;
    let before = identity_providers::find(&mut write, &app.sealer, office.organisation()).await?;
    let action = match before {
        Some(_) => AuditAction::IdentityProviderChanged,
        None => AuditAction::IdentityProviderAdded,
    };
    let same = before.map(|before| before.provider);
    let same = same.filter(|same| same.issuer == asked.issuer && same.client_id == asked.client_id);
    let former_secret = same.as_ref().map(|same| same.client_secret.clone());
    let missing = || ApiError::field("client_secret", "is missing");
    let settings = Settings {
        provider: Provider {
            organisation: office.organisation().clone(),
            issuer: asked.issuer,
            client_id: asked.client_id,
            client_secret: asked.client_secret.or(former_secret).ok_or_else(missing)?,
            claim: asked.claim,
            // What the operator allowed was this issuer.
            is_internal: same.is_some_and(|same| same.is_internal),
        },
        rules: asked.profiles,
        is_enabled: asked.is_enabled,
    };
    identity_providers::set(&mut write, &app.sealer, &settings).await?;
    for rule in &settings.rules {
        profiles::check_may_give(&mut write, &office, &rule.profile).await?;
    }
    let state = if settings.is_enabled { "enabled" } else { "disabled" };
    record(&app, &mut write, office.caller(), action, (&settings.provider.issuer, state)).await?;
    write.commit().await?;
    Ok(Json(shown(&app, settings)))
}

/// Forgets the provider. Sessions that came through it end.
///
/// # Errors
/// 404 where there is none.
#[utoipa::path(delete, path = "/identity-provider", responses((status = 204), (status = 404)))]
pub async fn remove_identity_provider(State(app): State<App>, office: Office) -> Result<StatusCode, ApiError> {
    let mut write = app.store.write(&Everywhere).await?;
    if !identity_providers::remove(&mut write, office.organisation()).await? {
        return Err(ApiError::Missing);
    }
    let (action, organisation) = (AuditAction::IdentityProviderRemoved, office.organisation());
    record(&app, &mut write, office.caller(), action, (&organisation.0, "")).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

fn shown(app: &App, settings: Settings) -> IdentityProvider {
    let Settings { provider, rules, is_enabled } = settings;
    IdentityProvider {
        redirect_uri: redirect_uri(app.site.origin(), &provider.organisation),
        issuer: provider.issuer,
        client_id: provider.client_id,
        claim: provider.claim,
        profiles: rules,
        is_enabled,
    }
}

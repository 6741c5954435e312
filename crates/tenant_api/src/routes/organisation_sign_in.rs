//! Signing in at the organisation's own provider: leaving for it, and coming back.

use super::{
    record,
    session::{WithCookie, address, begin},
};
use crate::{
    http::{
        App, Peer,
        body::Raw,
        canonical::is_canonical,
        challenge::{self, Challenge},
        cookies::{self, SetCookie},
        problem::ApiError,
    },
    oidc::{Flow, Provider},
    policy::Caller,
    store::{
        Everywhere, Write,
        audit::{self, Actor, Place},
        identities::{self, Admission},
        identity_providers,
    },
};
use axum::{
    Extension, Json,
    extract::{Path, Query, State, rejection::QueryRejection},
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Response},
};
use serde::Deserialize;
use std::{fmt::Display, sync::Arc};
use wire::{
    audit::AuditAction,
    identity_provider::{Departure, OrganisationSignIn},
    session::OrganisationId,
    vocabulary::SignInMethod,
};

/// What a flow is sealed for.
const FLOW: &str = "oidc";
/// Where somebody stands whose sign-in did not work out.
const NOT_SIGNED_IN: &str = "/sign-in?organisation=refused";

/// How a provider sends somebody back.
#[derive(Debug, Deserialize)]
pub struct Arrival {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    iss: Option<String>,
}

/// Leaves for the organisation's provider.
///
/// # Errors
/// 404 for an organisation that is not there, has no provider, has disabled it, or whose provider does not answer: all
/// alike. 429 after too many.
#[utoipa::path(post, path = "/organisation-sign-ins", request_body = OrganisationSignIn,
    responses((status = 200, body = Departure), (status = 404), (status = 429)))]
pub async fn begin_organisation_sign_in(
    State(app): State<App>,
    peer: Option<Extension<Peer>>,
    raw: Raw,
) -> Result<WithCookie<Json<Departure>>, ApiError> {
    let asked: OrganisationSignIn = raw.json()?;
    let address = address(peer);
    app.throttle.take_address(address, app.now()).map_err(ApiError::TooMany)?;
    let settings = identity_providers::enabled(&app.store, &app.sealer, &asked.organisation).await?;
    let provider = settings.ok_or(ApiError::Missing)?.provider;
    // Nowhere but into the console.
    let to = asked.to.filter(|to| is_canonical(to) && !to.starts_with("/api/"));
    let (location, flow) =
        provider.depart(app.site.origin(), to).await.map_err(|error| failed(&asked.organisation, &error))?;
    app.throttle.refund_address(address);
    let sealed = Challenge::issue(&app, FLOW, flow)?;
    Ok(([cookies::set(cookies::OIDC, &sealed, challenge::LASTS)], Json(Departure { location })))
}

/// Comes back from it. This is a page that the browser goes to, so it answers with where to go on: into the console, signed
/// in; or, whatever was wrong, to the sign-in screen. The session cookie may be set here although the browser comes from
/// another site; it travels with what the console asks for afterwards.
#[utoipa::path(get, path = "/oidc/callback/{organisation}", responses((status = 303)))]
pub async fn finish_organisation_sign_in(
    State(app): State<App>,
    Path(organisation): Path<OrganisationId>,
    peer: Option<Extension<Peer>>,
    arrival: Result<Query<Arrival>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let address = address(peer);
    let arrived = match (app.throttle.take_address(address, app.now()), arrival) {
        (Ok(()), Ok(Query(arrival))) => arrive(&app, &organisation, arrival, &headers).await,
        _ => Err(ApiError::Missing),
    };
    let over = cookies::clear(cookies::OIDC);
    match arrived {
        Ok((session, to)) => {
            app.throttle.refund_address(address);
            on_to(&to, vec![session, over])
        }
        Err(_alike) => on_to(NOT_SIGNED_IN, vec![over]),
    }
}

async fn arrive(
    app: &App,
    organisation: &OrganisationId,
    arrival: Arrival,
    headers: &HeaderMap,
) -> Result<(SetCookie, String), ApiError> {
    let sealed = cookies::read(headers, cookies::OIDC).unwrap_or_default();
    let flow = Challenge::<Flow>::open(app, FLOW, sealed).ok_or(ApiError::Missing)?;
    // Whoever comes with another's answer does not use up the flow that this browser is in.
    if flow.what.organisation != *organisation || flow.what.state != arrival.state || arrival.code.is_empty() {
        return Err(failed(organisation, &"the answer is not one to this browser's question"));
    }
    let flow = flow.spend(app).await?.ok_or_else(|| failed(organisation, &"the answer was given before"))?;
    let settings =
        identity_providers::enabled(&app.store, &app.sealer, organisation).await?.ok_or(ApiError::Missing)?;
    let came = settings.provider.arrive(app.site.origin(), &flow, &arrival.code, arrival.iss.as_deref(), app.now());
    let claims = came.await.map_err(|error| failed(organisation, &error))?;
    let mut write = app.store.write(&Everywhere).await?;
    // Read again in the same breath: who was let in by a rule that is gone does not stay.
    let as_now = identity_providers::find(&mut write, &app.sealer, organisation).await?;
    let as_now = as_now.filter(|now| now.is_enabled && now.provider == settings.provider).ok_or(ApiError::Missing)?;
    let admission = identities::admit(&mut write, &as_now, &claims, app.now()).await?;
    let caller = admitted(app, &mut write, &as_now.provider, &admission).await?;
    let session = match &caller {
        Some(caller) => Some(begin(app, &mut write, caller, SignInMethod::Organisation, headers).await?.0),
        None => None,
    };
    write.commit().await?;
    let session = session.ok_or_else(|| failed(organisation, &"none of the rules gives them a profile"))?;
    Ok((session, flow.to.unwrap_or_else(|| "/".to_owned())))
}

/// Who was let in, with what changed for them written down.
async fn admitted(
    app: &App,
    write: &mut Write,
    provider: &Provider,
    admission: &Admission,
) -> Result<Option<Arc<Caller>>, ApiError> {
    let (user, is_new, new_profile) = match admission {
        Admission::In { user, is_new, new_profile } => (user, *is_new, new_profile),
        Admission::Out { revoked } => {
            if let Some(user) = revoked {
                let place = Place::Organisation(provider.organisation.clone());
                let told = (user.0.as_str(), provider.issuer.as_str());
                audit::append_with(write, Actor::Schedule, &place, AuditAction::GrantRemoved, told, app.now()).await?;
            }
            return Ok(None);
        }
    };
    let Some(caller) = Caller::load(write, user).await? else { return Ok(None) };
    if is_new {
        record(app, write, &caller, AuditAction::UserAdded, (&user.0, &provider.issuer)).await?;
    }
    if let Some(profile) = new_profile {
        record(app, write, &caller, AuditAction::GrantChanged, (&user.0, profile)).await?;
    }
    Ok(Some(caller))
}

/// What happened is for whoever runs this; whoever came gets to know nothing of it.
fn failed(organisation: &OrganisationId, why: &dyn Display) -> ApiError {
    eprintln!("sign-in through {organisation}: {why}");
    ApiError::Missing
}

fn on_to(location: &str, cookies: Vec<SetCookie>) -> Response {
    let location = (header::LOCATION, location.to_owned());
    (StatusCode::SEE_OTHER, AppendHeaders(cookies), AppendHeaders([location])).into_response()
}

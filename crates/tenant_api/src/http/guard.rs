//! Doors: a route cannot be registered without saying who may pass, and its handler gets the proof and nothing else.

use super::{
    auth::{Credential, Kind},
    problem::ApiError,
};
use crate::{
    policy::{Address, Caller, Device, Office, Portal, Scope, Seat},
    sabotage::{self, Fault},
};
use axum::{
    RequestExt,
    extract::{FromRequestParts, RawPathParams, Request},
    http::{Method, request::Parts},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use std::{collections::BTreeMap, sync::Arc};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter, UtoipaMethodRouterExt};
use wire::{
    session::{ClientId, GroupId},
    vocabulary::Capability,
};

/// Who may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// Everybody.
    Open,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever is known: signed in, or a partner's user.
    Known,
    /// Whoever holds the capability in some client of the path's scope; the handler gets those clients as a [`Scope`].
    Scope(Capability),
    /// The same for whoever is signed in: what is done to a scope's rows is no partner's user's.
    Desk(Capability),
    /// Whoever holds the capability in the path's client; the handler gets a [`Seat`] there.
    Client(Capability),
    /// Whoever holds the capability over their own organisation; the handler gets an [`Office`] there.
    Organisation(Capability),
    /// An ingest key.
    IngestKey,
    /// A partner's server; the handler gets its [`Portal`].
    PartnerKey,
    /// A screen on a wall; the handler gets its [`Device`].
    Device,
}

impl Door {
    /// The kinds of credential that may pass; no other works in their place. A partner's user reads scopes, and may
    /// raise an alarm.
    #[must_use]
    pub const fn takes(self) -> &'static [Kind] {
        match self {
            Self::Open => &[],
            Self::Known | Self::Scope(_) => &[Kind::Cookie, Kind::EmbedToken],
            Self::SignedIn | Self::Desk(_) | Self::Client(_) | Self::Organisation(_) => &[Kind::Cookie],
            Self::IngestKey => &[Kind::IngestKey],
            Self::PartnerKey => &[Kind::PartnerKey],
            Self::Device => &[Kind::Device],
        }
    }
}

/// The doors of every operation, by method and path.
#[derive(Clone, Debug, Default)]
pub struct Doors(pub BTreeMap<(String, String), Door>);

impl Doors {
    /// Whether an address is behind that door; `path` begins after `/api/v1`.
    pub(super) fn are(&self, door: Door, method: &Method, path: &str) -> bool {
        let is_it = |((of, pattern), known): (&(String, String), &Door)| {
            *known == door && of == method.as_str() && fits(pattern, path)
        };
        self.0.iter().any(is_it)
    }
}

/// Whether a path is one of a pattern's, part by part.
fn fits(pattern: &str, path: &str) -> bool {
    let (patterns, parts) = (pattern.split('/'), path.split('/'));
    let same_length = patterns.clone().count() == parts.clone().count();
    same_length && patterns.zip(parts).all(|(pattern, part)| pattern == part || pattern.starts_with('{'))
}

/// Routes, each behind its door; the OpenAPI document grows with them.
pub(super) struct Guarded<S> {
    pub(super) router: OpenApiRouter<S>,
    pub(super) doors: Doors,
}

impl<S: Clone + Send + Sync + 'static> Guarded<S> {
    pub(super) fn new(openapi: utoipa::openapi::OpenApi) -> Self {
        Self { router: OpenApiRouter::with_openapi(openapi), doors: Doors::default() }
    }

    /// Adds operations that share a path and a door.
    #[must_use]
    pub(super) fn behind(mut self, door: Door, routes: UtoipaMethodRouter<S>) -> Self {
        for (path, item) in &routes.1.paths {
            let operations = [
                ("GET", &item.get),
                ("POST", &item.post),
                ("PUT", &item.put),
                ("PATCH", &item.patch),
                ("DELETE", &item.delete),
            ];
            for (method, _) in operations.into_iter().filter(|(_, operation)| operation.is_some()) {
                self.doors.0.insert((method.to_owned(), path.clone()), door);
            }
        }
        let guarded = routes.layer(middleware::from_fn(move |request: Request, next: Next| pass(door, request, next)));
        self.router = self.router.routes(guarded);
        self
    }

    /// Adds all of `other` as it is.
    #[must_use]
    pub(super) fn beside(mut self, other: Self) -> Self {
        self.doors.0.extend(other.doors.0);
        self.router = self.router.merge(other.router);
        self
    }

    /// Adds all of `inner` under a prefix.
    #[must_use]
    pub(super) fn under(mut self, prefix: &str, inner: Self) -> Self {
        let doors = inner.doors.0.into_iter().map(|((method, path), door)| ((method, format!("{prefix}{path}")), door));
        self.doors.0.extend(doors);
        self.router = self.router.nest(prefix, inner.router);
        self
    }
}

async fn pass(door: Door, mut request: Request, next: Next) -> Response {
    match admit(door, &mut request).await {
        Ok(()) => next.run(request).await,
        Err(error) if sabotage::is(Fault::RefusalSaysWhoRefused) => ([("x-refused-by", "door")], error).into_response(),
        Err(error) => error.into_response(),
    }
}

async fn admit(door: Door, request: &mut Request) -> Result<(), ApiError> {
    if door == Door::Open {
        return Ok(());
    }
    let credential = request.extensions().get::<Credential>().cloned().ok_or(ApiError::SignedOut)?;
    if !door.takes().contains(&credential.kind()) && !sabotage::is(Fault::CredentialOfAnyKind) {
        return Err(ApiError::SignedOut);
    }
    let caller = match credential {
        // What is somebody's own, as how they sign in, is not for whoever looks at what they get.
        Credential::Cookie(signed_in) if door == Door::SignedIn && signed_in.seen_by.is_some() => {
            return Err(ApiError::OnlySeen);
        }
        Credential::Cookie(signed_in) => signed_in.caller,
        Credential::EmbedToken(embedded) => embedded.caller,
        Credential::IngestKey(client) => {
            request.extensions_mut().insert(client);
            return Ok(());
        }
        Credential::PartnerKey(portal) => {
            request.extensions_mut().insert(portal);
            return Ok(());
        }
        Credential::Device(device) => {
            request.extensions_mut().insert(device);
            return Ok(());
        }
    };
    let client = parameter(request, "client").await.map(ClientId);
    let group = parameter(request, "group").await.map(GroupId);
    match door {
        Door::Scope(asks) | Door::Desk(asks) => {
            let address = match (client, group) {
                (Some(client), _) => Address::Client(client),
                (None, Some(group)) => Address::Group(group),
                (None, None) => Address::All,
            };
            let scope = caller.scope(address, asks).ok_or(ApiError::Missing)?;
            request.extensions_mut().insert(scope);
        }
        Door::Client(asks) => {
            let client = client.ok_or(ApiError::Missing)?;
            let refused = if sabotage::is(Fault::DeniedIs403) { ApiError::Lacks(asks) } else { ApiError::Missing };
            let seat = caller.enter(&client, asks).ok_or(refused)?;
            request.extensions_mut().insert(seat);
        }
        Door::Organisation(asks) => {
            let office = caller.office(asks).ok_or(ApiError::Missing)?;
            request.extensions_mut().insert(office);
        }
        Door::Known => drop(request.extensions_mut().insert(caller)),
        Door::Open | Door::SignedIn | Door::IngestKey | Door::PartnerKey | Door::Device => {}
    }
    Ok(())
}

async fn parameter(request: &mut Request, name: &str) -> Option<String> {
    let params = request.extract_parts::<RawPathParams>().await.ok()?;
    params.iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
}

/// The client an ingest key belongs to.
#[derive(Clone, Debug)]
pub struct Ingesting(pub ClientId);

/// Whoever is known, of whichever kind their credential is.
#[derive(Clone, Debug)]
pub struct Known(pub Arc<Caller>);

macro_rules! proof {
    ($($proof:ty = $stored:ty, $make:expr;)+) => { $(
        impl<S: Sync> FromRequestParts<S> for $proof {
            type Rejection = ApiError;

            /// What the door left; a handler behind the wrong door gets nothing.
            async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
                let stored = parts.extensions.get::<$stored>().cloned();
                stored.map($make).ok_or_else(|| ApiError::internal(&"a handler stands behind the wrong door"))
            }
        }
    )+ };
}

proof! {
    Scope = Scope, |scope| scope;
    Seat = Seat, |seat| seat;
    Office = Office, |office| office;
    Ingesting = ClientId, Ingesting;
    Known = Arc<Caller>, Known;
    Portal = Portal, |portal| portal;
    Device = Device, |device| device;
}

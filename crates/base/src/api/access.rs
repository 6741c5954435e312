//! Calls about who may do what: profiles, the matrix of a client, its changes, and seeing as somebody.

use super::{ApiError, sealed::within, transport::Call, transport::encoded, transport::send};
use crate::{office::Office, scope::Scope};
use wire::{
    access::{
        AccessChange, AccessMatrix, ClientProfile, NewProfile, Profile, ProfileChange, ProfileOverride, SeeAs,
        SeeAsToken,
    },
    list::List,
    session::{ClientId, IncidentKey, ProfileId, UserId},
};

/// `GET /profiles`: the organisation's templates, by name.
///
/// # Errors
/// Any.
pub async fn list_profiles(_office: &Office) -> Result<List<Profile>, ApiError> {
    send(Call::get("/profiles")).await
}

/// `POST /profiles`.
///
/// # Errors
/// [`ApiError::Denied`] for a capability that the user does not hold.
pub async fn create_profile(_office: &Office, profile: &NewProfile) -> Result<Profile, ApiError> {
    send(Call::post("/profiles", profile)).await
}

/// `PATCH /profiles/{profile}`: for everybody who holds it.
///
/// # Errors
/// [`ApiError::Denied`] where somebody would gain what the user does not hold; [`ApiError::Invalid`] where nobody would be left to administer.
pub async fn change_profile(_office: &Office, id: &ProfileId, change: &ProfileChange) -> Result<Profile, ApiError> {
    send(Call::patch(&profile_path(id), change)).await
}

/// `DELETE /profiles/{profile}`, where nobody holds it.
///
/// # Errors
/// [`ApiError::Invalid`] where somebody does.
pub async fn remove_profile(_office: &Office, id: &ProfileId) -> Result<(), ApiError> {
    send(Call::delete(&profile_path(id))).await
}

/// `GET /c/{client}/profiles`: the templates as they are used in this client.
///
/// # Errors
/// Any.
pub async fn list_client_profiles(scope: &Scope, client: &ClientId) -> Result<List<ClientProfile>, ApiError> {
    send(Call::get(&client_path(scope, client, "/profiles"))).await
}

/// `PATCH /c/{client}/profiles/{profile}`: this client's override of a template.
///
/// # Errors
/// As [`change_profile`].
pub async fn override_profile(
    scope: &Scope,
    client: &ClientId,
    id: &ProfileId,
    change: &ProfileOverride,
) -> Result<ClientProfile, ApiError> {
    send(Call::patch(&client_path(scope, client, &profile_path(id)), change)).await
}

/// `GET /c/{client}/access-matrix`: "Who can see this?", of one incident with its key, as of a past moment with `at`.
///
/// # Errors
/// [`ApiError::NotFound`] for an incident that is not there.
pub async fn read_access_matrix(
    scope: &Scope,
    client: &ClientId,
    incident: Option<&IncidentKey>,
    at: Option<&wire::Instant>,
) -> Result<AccessMatrix, ApiError> {
    let mut pairs = Vec::new();
    pairs.extend(incident.map(|key| ("incident", key.0.clone())));
    pairs.extend(at.map(|at| ("at", at.0.clone())));
    within(scope, send(Call::get(&client_path(scope, client, "/access-matrix")).query(&pairs)).await?)
}

/// `GET /c/{client}/access-changes`, newest first.
///
/// # Errors
/// Any.
pub async fn list_access_changes(
    scope: &Scope,
    client: &ClientId,
    cursor: Option<&str>,
) -> Result<List<AccessChange>, ApiError> {
    let pairs: Vec<_> = cursor.map(|cursor| ("cursor", cursor.to_owned())).into_iter().collect();
    send(Call::get(&client_path(scope, client, "/access-changes")).query(&pairs)).await
}

/// `POST /c/{client}/see-as`: calls that carry the token then get what that user gets.
///
/// # Errors
/// [`ApiError::Denied`] where that user holds something that the caller does not.
pub async fn see_as(scope: &Scope, client: &ClientId, user: &UserId) -> Result<SeeAsToken, ApiError> {
    send(Call::post(&client_path(scope, client, "/see-as"), &SeeAs { user: user.clone() })).await
}

/// `DELETE /see-as`: ends what this session sees as somebody else. Sent without the token, and also while the page is left.
///
/// # Errors
/// Any.
pub async fn stop_seeing_as() -> Result<(), ApiError> {
    send(Call::delete("/see-as").for_oneself().outlives_the_page()).await
}

/// `/c/{client}` and `rest`; `client` is one of the scope's.
pub(super) fn client_path(scope: &Scope, client: &ClientId, rest: &str) -> String {
    debug_assert!(scope.contains(client), "another client than the scope's");
    ["/c/", &encoded(&client.0), rest].concat()
}

fn profile_path(id: &ProfileId) -> String {
    ["/profiles/", &encoded(&id.0)].concat()
}

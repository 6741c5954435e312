//! Calls about what an organisation looks after: people, clients, groups, service levels, ingest keys.

use super::{ApiError, access::client_path, transport::Call, transport::encoded, transport::send};
use crate::{office::Office, scope::Scope};
use wire::{
    administration::{
        AcceptInvitation, Account, AccountCommand, ClientAccountCommand, ClientChange, ClientInvite, GroupChange,
        IngestKey, Invitation, Invite, Invited, MadeIngestKey, ManagedClient, ManagedTeam, NewClient, NewGroup,
        NewIngestKey, NewTeam, ServiceLevels, ServiceLevelsChange, TeamChange,
    },
    list::List,
    opening::{EvidenceRules, EvidenceRulesChange},
    session::{ClientId, Group, GroupId, IngestKeyId, PlaybookId, TeamId, UserId},
    task::{NewPlaybook, Playbook, PlaybookChange},
};

/// `GET /users`: the organisation's own people, by name.
///
/// # Errors
/// Any.
pub async fn list_users(_office: &Office) -> Result<List<Account>, ApiError> {
    send(Call::get("/users")).await
}

/// `POST /users` → the link, this once.
///
/// # Errors
/// [`ApiError::Denied`] for a grant of what the user does not hold.
pub async fn invite_user(_office: &Office, invite: &Invite) -> Result<Invited, ApiError> {
    send(Call::post("/users", invite)).await
}

/// `PATCH /users/{user}`.
///
/// # Errors
/// [`ApiError::Denied`] where they would gain what the user does not hold; [`ApiError::Invalid`] where nobody would be left to administer.
pub async fn command_user(_office: &Office, user: &UserId, command: &AccountCommand) -> Result<Account, ApiError> {
    send(Call::patch(&user_path(user, ""), command)).await
}

/// `POST /users/{user}/invitation`: a new link for somebody who has not come in yet; the former one ends.
///
/// # Errors
/// [`ApiError::Invalid`] for somebody who has.
pub async fn renew_invitation(_office: &Office, user: &UserId) -> Result<Invited, ApiError> {
    send(Call::post(&user_path(user, "/invitation"), &())).await
}

/// `GET /c/{client}/users`: the client's own people, by name.
///
/// # Errors
/// Any.
pub async fn list_client_users(scope: &Scope, client: &ClientId) -> Result<List<Account>, ApiError> {
    send(Call::get(&client_path(scope, client, "/users"))).await
}

/// `POST /c/{client}/users`: as [`invite_user`], for one of the client's own people.
///
/// # Errors
/// As [`invite_user`].
pub async fn invite_client_user(scope: &Scope, client: &ClientId, invite: &ClientInvite) -> Result<Invited, ApiError> {
    send(Call::post(&client_path(scope, client, "/users"), invite)).await
}

/// `PATCH /c/{client}/users/{user}`.
///
/// # Errors
/// As [`command_user`].
pub async fn command_client_user(
    scope: &Scope,
    client: &ClientId,
    user: &UserId,
    command: &ClientAccountCommand,
) -> Result<Account, ApiError> {
    send(Call::patch(&client_path(scope, client, &user_path(user, "")), command)).await
}

/// `POST /c/{client}/users/{user}/invitation`: as [`renew_invitation`].
///
/// # Errors
/// As [`renew_invitation`].
pub async fn renew_client_invitation(scope: &Scope, client: &ClientId, user: &UserId) -> Result<Invited, ApiError> {
    send(Call::post(&client_path(scope, client, &user_path(user, "/invitation")), &())).await
}

/// `GET /invitations/{token}`, without a session.
///
/// # Errors
/// [`ApiError::NotFound`] for a link that was used, has run out, or never was.
pub async fn read_invitation(token: &str) -> Result<Invitation, ApiError> {
    send(Call::get(&invitation_path(token)).about_the_session()).await
}

/// `POST /invitations/{token}`, without a session; then they sign in.
///
/// # Errors
/// As [`read_invitation`], and [`ApiError::Invalid`].
pub async fn accept_invitation(token: &str, form: &AcceptInvitation) -> Result<(), ApiError> {
    send(Call::post(&invitation_path(token), form).about_the_session()).await
}

/// `GET /clients`: those in which the user holds `client.manage`, by name.
///
/// # Errors
/// Any.
pub async fn list_clients() -> Result<List<ManagedClient>, ApiError> {
    send(Call::get("/clients")).await
}

/// `POST /clients`: the session has to be read again before the new one is in any scope.
///
/// # Errors
/// [`ApiError::Invalid`] for a code that another client of this MSP has.
pub async fn create_client(_office: &Office, client: &NewClient) -> Result<ManagedClient, ApiError> {
    send(Call::post("/clients", client)).await
}

/// `PATCH /clients/{client}`.
///
/// # Errors
/// Any.
pub async fn change_client(scope: &Scope, client: &ClientId, change: &ClientChange) -> Result<ManagedClient, ApiError> {
    debug_assert!(scope.contains(client), "another client than the scope's");
    send(Call::patch(&["/clients/", &encoded(&client.0)].concat(), change)).await
}

/// `GET /groups`: the organisation's groups with all of their clients, by name.
///
/// # Errors
/// Any.
pub async fn list_groups(_office: &Office) -> Result<List<Group>, ApiError> {
    send(Call::get("/groups")).await
}

/// `POST /groups`.
///
/// # Errors
/// Any.
pub async fn create_group(_office: &Office, group: &NewGroup) -> Result<Group, ApiError> {
    send(Call::post("/groups", group)).await
}

/// `PATCH /groups/{group}`.
///
/// # Errors
/// [`ApiError::Denied`] where somebody who holds a profile by this group would gain what the user does not hold.
pub async fn change_group(_office: &Office, id: &GroupId, change: &GroupChange) -> Result<Group, ApiError> {
    send(Call::patch(&group_path(id), change)).await
}

/// `DELETE /groups/{group}`, and with it the profiles that are held by it.
///
/// # Errors
/// As [`change_group`]: where it hid a standing profile that holds more.
pub async fn remove_group(_office: &Office, id: &GroupId) -> Result<(), ApiError> {
    send(Call::delete(&group_path(id))).await
}

/// `GET /service-levels`: what the organisation promises its clients.
///
/// # Errors
/// Any.
pub async fn read_service_levels(_office: &Office) -> Result<ServiceLevels, ApiError> {
    send(Call::get("/service-levels")).await
}

/// `PATCH /service-levels`.
///
/// # Errors
/// Any.
pub async fn change_service_levels(_office: &Office, change: &ServiceLevelsChange) -> Result<ServiceLevels, ApiError> {
    send(Call::patch("/service-levels", change)).await
}

/// `GET /c/{client}/service-levels`: what this client is promised.
///
/// # Errors
/// Any.
pub async fn read_client_service_levels(scope: &Scope, client: &ClientId) -> Result<ServiceLevels, ApiError> {
    send(Call::get(&client_path(scope, client, "/service-levels"))).await
}

/// `PATCH /c/{client}/service-levels`.
///
/// # Errors
/// Any.
pub async fn change_client_service_levels(
    scope: &Scope,
    client: &ClientId,
    change: &ServiceLevelsChange,
) -> Result<ServiceLevels, ApiError> {
    send(Call::patch(&client_path(scope, client, "/service-levels"), change)).await
}

/// `GET /c/{client}/ingest-keys`, newest first, revoked ones included.
///
/// # Errors
/// Any.
pub async fn list_ingest_keys(scope: &Scope, client: &ClientId) -> Result<List<IngestKey>, ApiError> {
    send(Call::get(&client_path(scope, client, "/ingest-keys"))).await
}

/// `POST /c/{client}/ingest-keys` → the key, this once.
///
/// # Errors
/// Any.
pub async fn make_ingest_key(scope: &Scope, client: &ClientId, key: &NewIngestKey) -> Result<MadeIngestKey, ApiError> {
    send(Call::post(&client_path(scope, client, "/ingest-keys"), key)).await
}

/// `DELETE /c/{client}/ingest-keys/{id}`: it lets nothing in any more; a second time changes nothing.
///
/// # Errors
/// Any.
pub async fn revoke_ingest_key(scope: &Scope, client: &ClientId, id: &IngestKeyId) -> Result<(), ApiError> {
    send(Call::delete(&client_path(scope, client, &["/ingest-keys/", &encoded(&id.0)].concat()))).await
}

/// `GET /playbooks`: the organisation's playbooks, by name.
///
/// # Errors
/// Any.
pub async fn list_playbooks(_office: &Office) -> Result<List<Playbook>, ApiError> {
    send(Call::get("/playbooks")).await
}

/// `POST /playbooks`.
///
/// # Errors
/// [`ApiError::Conflict`] where there are too many.
pub async fn create_playbook(_office: &Office, playbook: &NewPlaybook) -> Result<Playbook, ApiError> {
    send(Call::post("/playbooks", playbook)).await
}

/// `PATCH /playbooks/{playbook}`. What it was applied as before stays.
///
/// # Errors
/// Any.
pub async fn change_playbook(_office: &Office, id: &PlaybookId, change: &PlaybookChange) -> Result<Playbook, ApiError> {
    send(Call::patch(&playbook_path(id), change)).await
}

/// `DELETE /playbooks/{playbook}`. What it was applied as stays.
///
/// # Errors
/// Any.
pub async fn remove_playbook(_office: &Office, id: &PlaybookId) -> Result<(), ApiError> {
    send(Call::delete(&playbook_path(id))).await
}

/// `GET /teams`: the organisation's teams with their people, by name.
///
/// # Errors
/// Any.
pub async fn list_teams(_office: &Office) -> Result<List<ManagedTeam>, ApiError> {
    send(Call::get("/teams")).await
}

/// `POST /teams`.
///
/// # Errors
/// Any.
pub async fn create_team(_office: &Office, team: &NewTeam) -> Result<ManagedTeam, ApiError> {
    send(Call::post("/teams", team)).await
}

/// `PATCH /teams/{team}`.
///
/// # Errors
/// Any.
pub async fn change_team(_office: &Office, id: &TeamId, change: &TeamChange) -> Result<ManagedTeam, ApiError> {
    send(Call::patch(&team_path(id), change)).await
}

/// `DELETE /teams/{team}`: what it was given and nobody took is nobody's again.
///
/// # Errors
/// Any.
pub async fn remove_team(_office: &Office, id: &TeamId) -> Result<(), ApiError> {
    send(Call::delete(&team_path(id))).await
}

/// `GET /c/{client}/evidence-rules`: what opening its evidence asks for.
///
/// # Errors
/// Any.
pub async fn read_evidence_rules(scope: &Scope, client: &ClientId) -> Result<EvidenceRules, ApiError> {
    send(Call::get(&client_path(scope, client, "/evidence-rules"))).await
}

/// `PATCH /c/{client}/evidence-rules`.
///
/// # Errors
/// [`ApiError::Invalid`] for what is no host's name.
pub async fn change_evidence_rules(
    scope: &Scope,
    client: &ClientId,
    change: &EvidenceRulesChange,
) -> Result<EvidenceRules, ApiError> {
    send(Call::patch(&client_path(scope, client, "/evidence-rules"), change)).await
}

fn user_path(user: &UserId, rest: &str) -> String {
    ["/users/", &encoded(&user.0), rest].concat()
}

fn group_path(id: &GroupId) -> String {
    ["/groups/", &encoded(&id.0)].concat()
}

fn playbook_path(id: &PlaybookId) -> String {
    ["/playbooks/", &encoded(&id.0)].concat()
}

fn team_path(id: &TeamId) -> String {
    ["/teams/", &encoded(&id.0)].concat()
}

fn invitation_path(token: &str) -> String {
    ["/invitations/", &encoded(token)].concat()
}

//! People: of the caller's own organisation, and of one client.

use super::{list, part};
use crate::{
    http::{App, body::Raw, problem::ApiError},
    policy::{Office, Roster, Seat},
    store::{
        Everywhere,
        users::{self, invitations},
    },
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use wire::{
    administration::{Account, AccountCommand, ClientAccountCommand, ClientInvite, Invite, Invited},
    list::List,
    session::UserId,
};

type InPath = Path<Vec<(String, String)>>;
type Made<T> = (StatusCode, Json<T>);

/// The organisation's own people, by name.
///
/// # Errors
/// [`ApiError`] when the store cannot be read.
#[utoipa::path(get, path = "/users", responses((status = 200, body = List<Account>), (status = 404)))]
pub async fn list_users(State(app): State<App>, office: Office) -> Result<Json<List<Account>>, ApiError> {
    accounts(&app, &office.roster()).await
}

/// The client's own people, by name.
///
/// # Errors
/// [`ApiError`] when the store cannot be read.
#[utoipa::path(get, path = "/users", responses((status = 200, body = List<Account>), (status = 404)))]
pub async fn list_client_users(State(app): State<App>, seat: Seat) -> Result<Json<List<Account>>, ApiError> {
    accounts(&app, &seat.roster()).await
}

async fn accounts(app: &App, roster: &Roster) -> Result<Json<List<Account>>, ApiError> {
    let found = users::list(&mut *app.store.read(&Everywhere).await?, roster, app.now()).await?;
    Ok(Json(list(app, (found, None), vec![])))
}

/// Invites one of the organisation's own people.
///
/// # Errors
/// 403 for a grant of what the caller does not hold, 422 for an address of somebody here.
#[utoipa::path(post, path = "/users", request_body = Invite,
    responses((status = 201, body = Invited), (status = 403), (status = 404), (status = 422)))]
pub async fn invite_user(State(app): State<App>, office: Office, raw: Raw) -> Result<Made<Invited>, ApiError> {
    let asked: Invite = raw.json()?;
    let mut write = app.store.write(&Everywhere).await?;
    let invited = invitations::invite(&mut write, &office.roster(), &asked, app.now()).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(invited)))
}

/// Invites one of the client's own people.
///
/// # Errors
/// As for one of the organisation's.
#[utoipa::path(post, path = "/users", request_body = ClientInvite,
    responses((status = 201, body = Invited), (status = 403), (status = 404), (status = 422)))]
pub async fn invite_client_user(State(app): State<App>, seat: Seat, raw: Raw) -> Result<Made<Invited>, ApiError> {
    let asked: ClientInvite = raw.json()?;
    let mut write = app.store.write(&Everywhere).await?;
    let invited = invitations::invite_to_client(&mut write, &seat, &asked, app.now()).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(invited)))
}

/// A new link for somebody who has not come in yet.
///
/// # Errors
/// 403 without the capability, 404 for nobody here, 422 for somebody who has come in.
#[utoipa::path(post, path = "/users/{user}/invitation",
    responses((status = 201, body = Invited), (status = 403), (status = 404), (status = 422)))]
pub async fn renew_invitation(
    State(app): State<App>,
    office: Office,
    Path(path): InPath,
) -> Result<Made<Invited>, ApiError> {
    renewed(&app, &office.roster(), &path).await
}

/// The same for one of the client's own people.
///
/// # Errors
/// As for one of the organisation's.
#[utoipa::path(post, path = "/users/{user}/invitation",
    responses((status = 201, body = Invited), (status = 403), (status = 404), (status = 422)))]
pub async fn renew_client_invitation(
    State(app): State<App>,
    seat: Seat,
    Path(path): InPath,
) -> Result<Made<Invited>, ApiError> {
    renewed(&app, &seat.roster(), &path).await
}

async fn renewed(app: &App, roster: &Roster, path: &[(String, String)]) -> Result<Made<Invited>, ApiError> {
    let mut write = app.store.write(&Everywhere).await?;
    let invited = invitations::renew(&mut write, roster, &UserId(part(path, "user")), app.now()).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(invited)))
}

/// One command on one of the organisation's own people.
///
/// # Errors
/// 403 without the capability, and where they would gain what the caller does not hold; 404 for nobody here; 422 where nobody would be
/// left to administer.
#[utoipa::path(patch, path = "/users/{user}", request_body = AccountCommand,
    responses((status = 200, body = Account), (status = 403), (status = 404), (status = 422)))]
pub async fn command_user(
    State(app): State<App>,
    office: Office,
    Path(path): InPath,
    raw: Raw,
) -> Result<Json<Account>, ApiError> {
    let (roster, user) = (office.roster(), UserId(part(&path, "user")));
    let mut write = app.store.write(&Everywhere).await?;
    users::read(&mut write, &roster, &user, app.now()).await?;
    let command: AccountCommand = raw.tagged("command")?;
    users::command(&mut write, &roster, &user, &command, app.now()).await?;
    let account = users::read(&mut write, &roster, &user, app.now()).await?;
    write.commit().await?;
    Ok(Json(account))
}

/// One command on one of the client's own people.
///
/// # Errors
/// As for one of the organisation's; what lowers needs `access.lower` only.
#[utoipa::path(patch, path = "/users/{user}", request_body = ClientAccountCommand,
    responses((status = 200, body = Account), (status = 403), (status = 404), (status = 422)))]
pub async fn command_client_user(
    State(app): State<App>,
    seat: Seat,
    Path(path): InPath,
    raw: Raw,
) -> Result<Json<Account>, ApiError> {
    let (roster, user) = (seat.roster(), UserId(part(&path, "user")));
    let mut write = app.store.write(&Everywhere).await?;
    users::read(&mut write, &roster, &user, app.now()).await?;
    let command: ClientAccountCommand = raw.tagged("command")?;
    users::command_in_client(&mut write, &seat, &user, &command, app.now()).await?;
    let account = users::read(&mut write, &roster, &user, app.now()).await?;
    write.commit().await?;
    Ok(Json(account))
}

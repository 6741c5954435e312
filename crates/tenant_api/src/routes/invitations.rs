//! Links that let somebody in once: the token is the credential.

use super::part;
use crate::{
    http::{App, body::Raw, problem::ApiError},
    store::{Everywhere, users::invitations},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use wire::administration::{AcceptInvitation, Invitation};

/// Bytes of a password.
const PASSWORD: std::ops::RangeInclusive<usize> = 12..=1024;

/// Who is invited where.
///
/// # Errors
/// 404 for a link that was used or renewed, has run out, or never was.
#[utoipa::path(get, path = "/invitations/{token}", responses((status = 200, body = Invitation), (status = 404)))]
pub async fn read_invitation(
    State(app): State<App>,
    Path(path): Path<Vec<(String, String)>>,
) -> Result<Json<Invitation>, ApiError> {
    Ok(Json(invitations::read(&app.store, &part(&path, "token"), app.now()).await?))
}

/// Takes the invitation; whoever did signs in then.
///
/// # Errors
/// 404 as above, 422 for a name that is none and a password that is too short or too long.
#[utoipa::path(post, path = "/invitations/{token}", request_body = AcceptInvitation,
    responses((status = 204), (status = 404), (status = 422)))]
pub async fn accept_invitation(
    State(app): State<App>,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<StatusCode, ApiError> {
    let token = part(&path, "token");
    invitations::read(&app.store, &token, app.now()).await?;
    let AcceptInvitation { name, password } = raw.json()?;
    if !PASSWORD.contains(&password.len()) {
        return Err(ApiError::field("password", "12 to 1,024 bytes"));
    }
    let hash = app.passwords.hash(password).await.map_err(|error| ApiError::internal(&error))?;
    let mut write = app.store.write(&Everywhere).await?;
    invitations::accept(&mut write, &token, (&name, &hash), app.now()).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

//! Seeing as somebody: beginning it and ending it. What is seen then is everybody else's routes.

use crate::{
    http::{App, auth::SignedIn, body::Raw, problem::ApiError},
    policy::Seat,
    store::{Everywhere, see_as},
};
use axum::{Json, extract::State, http::StatusCode};
use wire::{
    access::{SeeAs, SeeAsToken},
    vocabulary::Capability,
};

/// A quarter of an hour of what somebody else gets.
///
/// # Errors
/// 403 without the capability, and where they hold what the caller does not; 422 for nobody of this client.
#[utoipa::path(post, path = "/see-as", request_body = SeeAs,
    responses((status = 201, body = SeeAsToken), (status = 403), (status = 404), (status = 422)))]
pub async fn begin_see_as(
    State(app): State<App>,
    seat: Seat,
    signed_in: SignedIn,
    raw: Raw,
) -> Result<(StatusCode, Json<SeeAsToken>), ApiError> {
    let asked: SeeAs = raw.json()?;
    seat.check(Capability::AccessManage)?;
    let mut write = app.store.write(&Everywhere).await?;
    let begun = see_as::begin(&mut write, &seat, &signed_in.session, &asked.user, app.now()).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(begun)))
}

/// Ends what this session sees as somebody else.
///
/// # Errors
/// [`ApiError::Internal`] if it could not be ended.
#[utoipa::path(delete, path = "/see-as", responses((status = 204), (status = 401)))]
pub async fn end_see_as(State(app): State<App>, signed_in: SignedIn) -> Result<StatusCode, ApiError> {
    let mut write = app.store.write(&Everywhere).await?;
    see_as::end(&mut write, signed_in.actor(), &signed_in.session, app.now()).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

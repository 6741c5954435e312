//! One's own sessions: where somebody is signed in, and signing out there.

use super::{list, record, session::WithCookie};
use crate::{
    http::{App, auth::SignedIn, problem::ApiError},
    store::{Everywhere, sessions},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use wire::{audit::AuditAction, factors::OwnSession, list::List, session::SessionId};

/// Where the caller is signed in, the newest first.
///
/// # Errors
/// [`ApiError::Internal`] when the store cannot be read.
#[utoipa::path(get, path = "/sessions", responses((status = 200, body = List<OwnSession>), (status = 401)))]
pub async fn list_sessions(State(app): State<App>, signed_in: SignedIn) -> Result<Json<List<OwnSession>>, ApiError> {
    let own = sessions::list(&app.store, &signed_in.caller, &signed_in.session, app.now()).await?;
    Ok(Json(list(&app, (own, None), vec![])))
}

/// Signs the caller out everywhere but here; here the session gets another id.
///
/// # Errors
/// [`ApiError::Internal`] when the store cannot be written.
#[utoipa::path(delete, path = "/sessions", responses((status = 204), (status = 401)))]
pub async fn end_other_sessions(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Result<WithCookie<StatusCode>, ApiError> {
    let mut write = app.store.write(&Everywhere).await?;
    let caller = &signed_in.caller;
    sessions::end_others(&mut write, caller, &signed_in.session).await?;
    record(&app, &mut write, caller, AuditAction::SessionsEnded, (&caller.user().0, "others")).await?;
    let (_, cookie) = super::session::renew(&mut write, &signed_in).await?;
    write.commit().await?;
    Ok(([cookie], StatusCode::NO_CONTENT))
}

/// Ends one of the caller's sessions, which may be this one.
///
/// # Errors
/// 404 for one that is not the caller's.
#[utoipa::path(delete, path = "/sessions/{session}", responses((status = 204), (status = 401), (status = 404)))]
pub async fn end_session(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(session): Path<SessionId>,
) -> Result<StatusCode, ApiError> {
    let mut write = app.store.write(&Everywhere).await?;
    let caller = &signed_in.caller;
    if !sessions::end_own(&mut write, caller, &session).await? {
        return Err(ApiError::Missing);
    }
    record(&app, &mut write, caller, AuditAction::SessionsEnded, (&caller.user().0, &session.0)).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

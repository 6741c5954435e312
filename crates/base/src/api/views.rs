//! Saved views of the queue, and what the user prefers: both their own, whatever the scope.

use super::{
    ApiError,
    transport::{Call, encoded, send},
};
use wire::{
    list::List,
    preferences::{Preferences, PreferencesChange},
    session::ViewId,
    view::{NewView, View, ViewChange},
};

/// `GET /views`: the user's own and the team's, as far as the user sees what they name.
///
/// # Errors
/// Any.
pub async fn list_views() -> Result<List<View>, ApiError> {
    send(Call::get("/views")).await
}

/// `POST /views`.
///
/// # Errors
/// [`ApiError::Invalid`] for a name that another of the user's has, [`ApiError::Denied`] for a team's view of somebody who
/// gives nobody work.
pub async fn save_view(view: &NewView) -> Result<View, ApiError> {
    send(Call::post("/views", view)).await
}

/// `PATCH /views/{view}`. `version` is that of the view the user was looking at.
///
/// # Errors
/// [`ApiError::Conflict`] when somebody was faster.
pub async fn change_view(id: &ViewId, version: u64, change: &ViewChange) -> Result<View, ApiError> {
    send(Call::patch(&path(id), change).if_match(version)).await
}

/// `DELETE /views/{view}`.
///
/// # Errors
/// As [`change_view`].
pub async fn remove_view(id: &ViewId, version: u64) -> Result<(), ApiError> {
    send(Call::delete(&path(id)).if_match(version)).await
}

/// `GET /preferences`.
///
/// # Errors
/// Any.
pub async fn read_preferences() -> Result<Preferences, ApiError> {
    send(Call::get("/preferences")).await
}

/// `PATCH /preferences` → all of them. [`crate::session::SessionHandle::prefer`] takes them.
///
/// # Errors
/// [`ApiError::Invalid`] for what is no longer there.
pub async fn change_preferences(change: &PreferencesChange) -> Result<Preferences, ApiError> {
    send(Call::patch("/preferences", change)).await
}

fn path(id: &ViewId) -> String {
    ["/views/", &encoded(&id.0)].concat()
}

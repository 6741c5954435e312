//! Notes on an incident, and what is only begun. Nothing of it says whose it is: only the address does.

use super::{
    ApiError, incident_path,
    transport::{Call, send},
};
use crate::scope::Scope;
use wire::{
    list::List,
    note::{Begun, Draft, NewNote, Note},
    session::{ClientId, IncidentKey, Person},
    vocabulary::Visibility,
};

/// `POST …/notes`.
///
/// # Errors
/// [`ApiError::Invalid`] for a body that is empty or too long.
pub async fn add_note(scope: &Scope, client: &ClientId, key: &IncidentKey, note: &NewNote) -> Result<Note, ApiError> {
    debug_assert!(scope.contains(client), "a note on another client's incident");
    send(Call::post(&[&incident_path(client, key), "/notes"].concat(), note)).await
}

/// `GET …/mentionable?visibility=`: who may read such a note, by name.
///
/// # Errors
/// Any.
pub async fn list_mentionable(
    scope: &Scope,
    client: &ClientId,
    key: &IncidentKey,
    visibility: Visibility,
) -> Result<List<Person>, ApiError> {
    debug_assert!(scope.contains(client), "another client's people");
    let pairs = [("visibility", visibility.caption().to_owned())];
    send(Call::get(&[&incident_path(client, key), "/mentionable"].concat()).query(&pairs)).await
}

/// `GET …/draft`: what this user has begun to write.
///
/// # Errors
/// Any.
pub async fn read_draft(scope: &Scope, client: &ClientId, key: &IncidentKey) -> Result<Begun, ApiError> {
    debug_assert!(scope.contains(client), "a draft on another client's incident");
    send(Call::get(&draft_path(client, key))).await
}

/// `PUT …/draft`, or `DELETE` where there is none any more. Sent even while the page is being left. Nobody asked for it, so the end of
/// the session is told by something else.
///
/// # Errors
/// Any.
pub async fn keep_draft(
    scope: &Scope,
    client: &ClientId,
    key: &IncidentKey,
    draft: Option<&Draft>,
) -> Result<(), ApiError> {
    debug_assert!(scope.contains(client), "a draft on another client's incident");
    let path = draft_path(client, key);
    let call = draft.map_or_else(|| Call::delete(&path), |draft| Call::put(&path, draft));
    send(call.about_the_session().outlives_the_page()).await
}

fn draft_path(client: &ClientId, key: &IncidentKey) -> String {
    [&incident_path(client, key), "/draft"].concat()
}

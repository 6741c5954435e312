//! Every call to the tenant API but evidence's: one function per endpoint, one error type, the scope first.

pub mod access;
pub mod administration;
pub mod audit;
mod bulk;
pub mod devices;
mod error;
mod factors;
pub mod handovers;
mod head;
pub(crate) mod json;
mod notes;
pub mod requests;
mod sealed;
pub mod searches;
pub mod silences;
pub mod transport;
mod views;

use crate::scope::{Scope, ScopeAddress};
pub use bulk::*;
pub use error::ApiError;
pub use factors::*;
pub use head::Head;
pub use notes::*;
use sealed::within;
use transport::{Call, send, send_for_json};
pub use views::*;
use wire::{
    alert::{AlertItem, AlertVolume},
    attack::Attack,
    audit::Alarm,
    incident::{AssignableTeam, Command, IncidentHead, Presence, Rating},
    list::List,
    overview::{Comparison, Operational},
    queue::{Facets, QueueFilter, QueueMarks, QueuePresence, QueueRow, Sort},
    session::{ClientId, IncidentKey, Person, Session, SignIn},
    timeline::{Entry, Show},
};

/// Along so many rows marks can be asked for at most.
const SPAN_MAX: usize = 1_000_000;

/// `POST /session`.
///
/// # Errors
/// [`ApiError::SignedOut`] for a wrong e-mail or password, [`ApiError::Code`] where a code is needed too.
pub async fn sign_in(form: &SignIn) -> Result<Session, ApiError> {
    send(Call::post("/session", form).about_the_session()).await
}

/// `GET /session`.
///
/// # Errors
/// [`ApiError::SignedOut`] when nobody is signed in.
pub async fn read_session() -> Result<Session, ApiError> {
    send(Call::get("/session").about_the_session()).await
}

/// The same where nobody asked for it.
///
/// # Errors
/// As [`read_session`].
pub async fn read_session_quietly() -> Result<Session, ApiError> {
    send(Call::get("/session").about_the_session().in_the_background()).await
}

/// `DELETE /session`.
///
/// # Errors
/// Any; a session that has run out is [`ApiError::SignedOut`].
pub async fn sign_out() -> Result<(), ApiError> {
    send(Call::delete("/session").about_the_session().for_oneself()).await
}

/// `POST /alarms`.
///
/// # Errors
/// Any.
pub(crate) async fn raise_alarm(scope: String) -> Result<(), ApiError> {
    send(Call::post("/alarms", &Alarm { scope }).about_the_session().for_oneself()).await
}

/// `GET {scope}/queue`: a page of at most `limit` rows (1 to 200), from the beginning or from `cursor`.
///
/// # Errors
/// Any.
pub async fn list_queue(
    scope: &Scope,
    filter: &QueueFilter,
    sort: Sort,
    cursor: Option<&str>,
    limit: u16,
) -> Result<List<QueueRow>, ApiError> {
    let mut pairs = filter.to_pairs();
    pairs.extend([("sort", sort.caption().to_owned()), ("limit", limit.to_string())]);
    pairs.extend(cursor.map(|cursor| ("cursor", cursor.to_owned())));
    within(scope, send(Call::get(&[&scope.path(), "/queue"].concat()).query(&pairs)).await?)
}

/// `GET {scope}/queue/marks`: cursors along the whole list, or along the `span` rows from a cursor on.
///
/// # Errors
/// Any.
pub async fn mark_queue(
    scope: &Scope,
    filter: &QueueFilter,
    sort: Sort,
    along: Option<(String, usize)>,
) -> Result<QueueMarks, ApiError> {
    let mut pairs = filter.to_pairs();
    pairs.push(("sort", sort.caption().to_owned()));
    if let Some((after, span)) = along {
        pairs.extend([("after", after), ("span", span.min(SPAN_MAX).to_string())]);
    }
    send(Call::get(&[&scope.path(), "/queue/marks"].concat()).query(&pairs)).await
}

/// `GET {scope}/queue/rows?keys=`: those rows again. A key that is gone is left out.
///
/// # Errors
/// Any.
pub async fn read_rows(scope: &Scope, keys: &[IncidentKey]) -> Result<List<QueueRow>, ApiError> {
    let keys = keys.iter().map(|key| key.0.as_str()).collect::<Vec<_>>().join(",");
    within(scope, send(Call::get(&[&scope.path(), "/queue/rows"].concat()).query(&[("keys", keys)])).await?)
}

/// `GET {scope}/queue/facets`. Whoever asks for counts asks for rows too; these alone keep no session alive.
///
/// # Errors
/// Any.
pub async fn read_facets(scope: &Scope, filter: &QueueFilter) -> Result<Facets, ApiError> {
    let call = Call::get(&[&scope.path(), "/queue/facets"].concat()).query(&filter.to_pairs());
    within(scope, send(call.in_the_background()).await?)
}

/// `GET {scope}/overview/operational`.
///
/// # Errors
/// Any.
pub async fn read_operational(scope: &Scope) -> Result<Operational, ApiError> {
    within(scope, send(Call::get(&[&scope.path(), "/overview/operational"].concat())).await?)
}

/// `GET {scope}/overview/clients`, for scopes of more than one client.
///
/// # Errors
/// Any.
pub async fn read_comparison(scope: &Scope) -> Result<Comparison, ApiError> {
    within(scope, send(Call::get(&[&scope.path(), "/overview/clients"].concat())).await?)
}

/// `GET {scope}/overview/attack`, of the last 30 days.
///
/// # Errors
/// Any.
pub async fn read_attack(scope: &Scope) -> Result<Attack, ApiError> {
    within(scope, send(Call::get(&[&scope.path(), "/overview/attack"].concat())).await?)
}

/// `GET /c/{client}/incidents/{key}`: the source-blind head. Its entity tag is `row.version`.
///
/// # Errors
/// Any.
pub async fn read_incident(scope: &Scope, client: &ClientId, key: &IncidentKey) -> Result<IncidentHead, ApiError> {
    read_head(scope, Call::get(&incident_path(client, key))).await
}

/// `PATCH /c/{client}/incidents/{key}` → the new head, or as much of it as is wanted. `version` is that of the head the user was looking at.
///
/// # Errors
/// [`ApiError::Conflict`] when somebody was faster, or when the state does not lead there.
pub async fn command_incident<T: Head>(
    scope: &Scope,
    client: &ClientId,
    key: &IncidentKey,
    version: u64,
    command: &Command,
) -> Result<T, ApiError> {
    read_head(scope, Call::patch(&incident_path(client, key), command).if_match(version)).await
}

async fn read_head<T: Head>(scope: &Scope, call: Call) -> Result<T, ApiError> {
    within(scope, T::read(send_for_json(call).await?)?)
}

/// `GET …/timeline`, newest first, all of it or one kind. Its entries do not say whose they are: only the address does.
///
/// # Errors
/// Any.
pub async fn list_timeline(
    scope: &Scope,
    client: &ClientId,
    key: &IncidentKey,
    show: Option<Show>,
    cursor: Option<&str>,
) -> Result<List<Entry>, ApiError> {
    debug_assert!(scope.contains(client), "another client's timeline");
    let mut pairs = Vec::new();
    pairs.extend(show.map(|show| ("show", show.caption().to_owned())));
    pairs.extend(cursor.map(|cursor| ("cursor", cursor.to_owned())));
    send(Call::get(&[&incident_path(client, key), "/timeline"].concat()).query(&pairs)).await
}

/// `GET …/alerts`: at most `limit` of them (1 to 200), newest first.
///
/// # Errors
/// Any.
pub async fn list_alerts(
    scope: &Scope,
    client: &ClientId,
    key: &IncidentKey,
    cursor: Option<String>,
    limit: usize,
) -> Result<List<AlertItem>, ApiError> {
    debug_assert!(scope.contains(client), "another client's alerts");
    let mut pairs = vec![("limit", limit.to_string())];
    pairs.extend(cursor.map(|cursor| ("cursor", cursor)));
    send(Call::get(&[&incident_path(client, key), "/alerts"].concat()).query(&pairs)).await
}

/// `GET …/alerts/volume`: how many happened when.
///
/// # Errors
/// Any.
pub async fn read_alert_volume(scope: &Scope, client: &ClientId, key: &IncidentKey) -> Result<AlertVolume, ApiError> {
    debug_assert!(scope.contains(client), "another client's alerts");
    send(Call::get(&[&incident_path(client, key), "/alerts/volume"].concat())).await
}

/// `PUT …/rating` → the head: how well the client finds it was handled.
///
/// # Errors
/// [`ApiError::Conflict`] where the handling is not over.
pub async fn rate_incident(
    scope: &Scope,
    client: &ClientId,
    key: &IncidentKey,
    rating: &Rating,
) -> Result<IncidentHead, ApiError> {
    read_head(scope, Call::put(&[&incident_path(client, key), "/rating"].concat(), rating)).await
}

/// `POST …/presence`: this user looks at the incident; who else does.
///
/// # Errors
/// [`ApiError::Denied`] for whoever may not know.
pub async fn look_at_incident(scope: &Scope, client: &ClientId, key: &IncidentKey) -> Result<Presence, ApiError> {
    debug_assert!(scope.contains(client), "another client's incident");
    send(Call::post(&[&incident_path(client, key), "/presence"].concat(), &()).in_the_background()).await
}

/// `GET {scope}/queue/presence`: which colleagues look at which rows now.
///
/// # Errors
/// [`ApiError::Denied`] for whoever may not know of anybody.
pub async fn read_queue_presence(scope: &Scope) -> Result<QueuePresence, ApiError> {
    within(scope, send(Call::get(&[&scope.path(), "/queue/presence"].concat()).in_the_background()).await?)
}

/// `GET /c/{client}/assignees`: who can be given this client's incidents. Nobody among them is of one client alone.
///
/// # Errors
/// Any.
pub async fn list_assignees(scope: &Scope, client: &ClientId) -> Result<List<Person>, ApiError> {
    debug_assert!(scope.contains(client), "another client's people");
    send(Call::get(&[&ScopeAddress::Client(client.clone()).path(), "/assignees"].concat())).await
}

/// `GET /c/{client}/teams`: which teams can be given this client's incidents. None among them is of one client alone.
///
/// # Errors
/// Any.
pub async fn list_assignable_teams(scope: &Scope, client: &ClientId) -> Result<List<AssignableTeam>, ApiError> {
    debug_assert!(scope.contains(client), "another client's teams");
    send(Call::get(&[&ScopeAddress::Client(client.clone()).path(), "/teams"].concat())).await
}

/// `/c/{client}/incidents/{key}`, after `/api/v1`.
#[must_use]
pub fn incident_path(client: &ClientId, key: &IncidentKey) -> String {
    ["/c/", &transport::encoded(&client.0), "/incidents/", &transport::encoded(&key.0)].concat()
}

//! The calls that are about an incident's tasks.

use crate::desk::Place;
use base::{
    api::{
        ApiError, incident_path,
        transport::{Call, encoded, send},
    },
    scope::ScopeAddress,
};
use wire::{
    list::List,
    session::TaskId,
    task::{AddTasks, PlaybookName, Task, TaskCommand},
};

fn path(place: &Place, rest: &str) -> String {
    [&incident_path(&place.client.id, &place.key), "/tasks", rest].concat()
}

/// `GET …/tasks`.
pub(super) async fn list(place: &Place) -> Result<List<Task>, ApiError> {
    send(Call::get(&path(place, ""))).await
}

/// `POST …/tasks`: the answer is every task that is there then.
pub(super) async fn add(place: &Place, tasks: &AddTasks) -> Result<List<Task>, ApiError> {
    send(Call::post(&path(place, ""), tasks)).await
}

/// `PATCH …/tasks/{task}`.
pub(super) async fn command(place: &Place, id: &TaskId, command: &TaskCommand) -> Result<Task, ApiError> {
    send(Call::patch(&path(place, &["/", &encoded(&id.0)].concat()), command)).await
}

/// `GET /c/{client}/playbooks`: those that this user can apply here.
pub(super) async fn list_playbooks(place: &Place) -> Result<List<PlaybookName>, ApiError> {
    send(Call::get(&[&ScopeAddress::Client(place.client.id.clone()).path(), "/playbooks"].concat())).await
}

//! The tasks of an incident, and what becomes of them.

use super::{incident::key, list, number, part};
use crate::{
    http::{App, body::Raw, problem::ApiError},
    policy::Seat,
    store::tasks,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use wire::{
    list::List,
    session::TaskId,
    task::{AddTasks, Task, TaskCommand},
};

/// The tasks that the caller gets to know of, by phase.
///
/// # Errors
/// 404 for an incident that is not there.
#[utoipa::path(get, path = "/incidents/{key}/tasks", responses((status = 200, body = List<Task>), (status = 404)))]
pub async fn list_tasks(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
) -> Result<Json<List<Task>>, ApiError> {
    let mut read = app.store.read(&seat).await?;
    let number = number(&mut read, &seat, key(path)).await?;
    Ok(Json(list(&app, (tasks::list(&mut read, &seat, number).await?, None), vec![])))
}

/// Adds a playbook's steps, or a task by itself; the answer is every task that is there then.
///
/// # Errors
/// 403 without the capability, 404 for an incident that is not there, 409 where it is closed, the playbook is applied already, or
/// the caller does not look after the client, 422 for fields.
#[utoipa::path(post, path = "/incidents/{key}/tasks", request_body = AddTasks,
    responses((status = 201, body = List<Task>), (status = 403), (status = 404), (status = 409), (status = 422)))]
pub async fn add_tasks(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<(StatusCode, Json<List<Task>>), ApiError> {
    let mut write = app.store.write(&seat).await?;
    let number = number(&mut write, &seat, key(path)).await?;
    let asked: AddTasks = raw.json()?;
    tasks::add(&mut write, &seat, number, &asked, app.now()).await?;
    let tasks = tasks::list(&mut write, &seat, number).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(list(&app, (tasks, None), vec![]))))
}

/// One command; the answer is the task as it is then.
///
/// # Errors
/// 403 without the capability, 404 for a task that is not there, 409 for the other side's, one that was answered already, and a
/// closed incident, 422 for fields.
#[utoipa::path(patch, path = "/incidents/{key}/tasks/{task}", request_body = TaskCommand,
    responses((status = 200, body = Task), (status = 403), (status = 404), (status = 409), (status = 422)))]
pub async fn command_task(
    State(app): State<App>,
    seat: Seat,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<Json<Task>, ApiError> {
    let mut write = app.store.write(&seat).await?;
    let id = TaskId(part(&path, "task"));
    let number = number(&mut write, &seat, key(path)).await?;
    let command: TaskCommand = raw.tagged("command")?;
    let task = tasks::command(&mut write, &seat, number, &id, &command, app.now()).await?;
    write.commit().await?;
    Ok(Json(task))
}

//! Tasks: what has to be done about an incident, by whoever looks after the client or by its own people. An internal one is as
//! an internal note: nothing that a client can see moves by it.

mod acts;
mod answer;

pub(super) use acts::all as all_acts;
pub use answer::command;

use super::{
    DatabaseConnection, DatabaseRow, Declined, Dialect, QueryBuilder, Values, Write, codes, incident::Incident, people,
    playbooks,
};
use crate::{
    instants,
    policy::Seat,
    sabotage::{self, Fault},
};
use acts::Act;
use answer::{Asked, offered};
use jiff::Timestamp;
use sqlx::Row;
use std::collections::BTreeMap;
use wire::{
    session::{ClientId, Person, PlaybookId, TaskId, UserId},
    task::{AddTasks, Phase, Step, Task, TaskAct, TaskAnswer, TaskCounts, TaskState},
    vocabulary::{Capability, OrganisationKind, Status},
};

/// How many tasks an incident has at most.
const TASKS_MAX: usize = 200;
/// The longest text, characters.
const TEXT_MAX: usize = 500;
/// The latest that one is due, a year in minutes.
const DUE_MAX_MIN: u32 = 365 * 24 * 60;

const LISTED: &str = "SELECT * FROM tasks WHERE client_id = $1 AND number = $2 AND (internal = 0 OR $3) ORDER BY place";
const COUNTS: &str = "\
    SELECT COUNT(*) AS tasks, COUNT(CASE WHEN state = 'open' THEN 1 END) AS open, \
    COUNT(CASE WHEN state = 'open' AND mandatory = 1 THEN 1 END) AS mandatory_open, \
    MIN(CASE WHEN state = 'open' THEN due_at END) AS due_at, \
    (SELECT COUNT(*) FROM task_acts a WHERE a.client_id = $1 AND a.number = $2 AND (a.internal = 0 OR $3)) AS acts \
    FROM tasks WHERE client_id = $1 AND number = $2 AND (internal = 0 OR $3)";

/// A step as it can be kept.
///
/// # Errors
/// [`Declined::Invalid`] for one that cannot be; `field` is where it stands.
pub(super) fn checked(field: &str, step: &Step) -> Result<Step, Declined> {
    let text = step.text.trim();
    let problem = if !(1..=TEXT_MAX).contains(&text.chars().count()) || text.contains(char::is_control) {
        "a text has 1 to 500 characters, none of them a control character"
    } else if step.phase == Phase::Unknown {
        "names a phase that there is not"
    } else if step.owner == OrganisationKind::Unknown {
        "is of msp or client"
    } else if step.internal && step.owner == OrganisationKind::Client {
        "what a client has to do is told to it"
    } else if step.approval && step.owner != OrganisationKind::Client {
        "an approval is the client's"
    } else if step.due_min.is_some_and(|due_min| due_min > DUE_MAX_MIN) {
        "is due within a year"
    } else {
        return Ok(Step { text: text.to_owned(), ..step.clone() });
    };
    Err(Declined::field(field, problem))
}

/// Adds a playbook's steps, or one by itself, at `now`.
///
/// # Errors
/// [`Declined`]: nothing was added then.
pub async fn add(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    asked: &AddTasks,
    now: Timestamp,
) -> Result<(), Declined> {
    let incident = to_change(write, seat, number).await?;
    if !seat.manages() {
        return Err(Declined::Conflict("Whoever looks after the client adds its tasks"));
    }
    let (playbook, name, steps) = match (&asked.playbook, &asked.task) {
        (Some(id), None) => {
            let playbook = playbooks::to_apply(write, seat, id).await?;
            if is_applied(write, seat, number, id).await? {
                return Err(Declined::Conflict("The playbook is applied already"));
            }
            (Some(playbook.id), playbook.name, playbook.steps)
        }
        (None, Some(step)) if step.preauthorised.is_empty() => {
            let step = checked("task", step)?;
            (None, step.text.clone(), vec![step])
        }
        (None, Some(_)) => return Err(Declined::field("task", "only a playbook's step is approved beforehand")),
        _ => return Err(Declined::field("task", "either a playbook or a task")),
    };
    if playbook.is_none() && steps.iter().any(|step| step.internal) && !seat.sees_internal() {
        return Err(Declined::Lacks(Capability::NoteInternal));
    }
    let created: i64 = sqlx::query_scalar("SELECT created_at FROM incidents WHERE client_id = $1 AND number = $2")
        .bind(&seat.client().0)
        .bind(number)
        .fetch_one(&mut **write)
        .await?;
    let (place, created) = ((seat.client(), number), instants::from_ms(created));
    if !write_steps(write, place, playbook.as_ref(), &steps, created).await? {
        return Err(Declined::Conflict("The incident would have more than 200 tasks"));
    }
    for internal in [false, true] {
        let count = steps.iter().filter(|step| step.internal == internal).count();
        if count > 0 {
            let count = if playbook.is_some() { u32::try_from(count).unwrap_or(u32::MAX) } else { 0 };
            // What an MSP's playbook is called is for its own people.
            let is_told = playbook.is_none() || internal || seat.is_of_client();
            let text = if is_told { name.clone() } else { String::new() };
            let act = Act { did: TaskAct::Added, text, count, reason: None, told_by: None };
            acts::record(write, seat, (number, incident.version), internal, &act, now).await?;
        }
    }
    Ok(())
}

/// The incident, where its tasks can be changed by the seat's user.
async fn to_change(write: &mut Write, seat: &Seat, number: i64) -> Result<Incident, Declined> {
    let incident = Incident::load(write, seat, number).await?.ok_or(Declined::Missing)?;
    seat.check(Capability::IncidentSetStatus)?;
    match incident.status {
        Status::Closed => Err(Declined::Conflict("The incident is closed")),
        _ => Ok(incident),
    }
}

async fn is_applied(write: &mut Write, seat: &Seat, number: i64, id: &PlaybookId) -> Result<bool, sqlx::Error> {
    let found = sqlx::query("SELECT 1 FROM tasks WHERE client_id = $1 AND number = $2 AND playbook_id = $3 LIMIT 1");
    let found = found.bind(&seat.client().0).bind(number).bind(&id.0);
    Ok(found.fetch_optional(&mut **write).await?.is_some())
}

/// Writes steps as tasks of a client's incident that was created then, behind those that it has. What the client has approved
/// beforehand is approved since. `false` where these would be too many: nothing was written then.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub(crate) async fn write_steps(
    write: &mut Write,
    (client, number): (&ClientId, i64),
    playbook: Option<&PlaybookId>,
    steps: &[Step],
    created: Timestamp,
) -> Result<bool, sqlx::Error> {
    let first = sqlx::query_scalar("SELECT COUNT(*) FROM tasks WHERE client_id = $1 AND number = $2");
    let first: i64 = first.bind(&client.0).bind(number).fetch_one(&mut **write).await?;
    if usize::try_from(first).unwrap_or(usize::MAX).saturating_add(steps.len()) > TASKS_MAX {
        return Ok(false);
    }
    let mut query = QueryBuilder::new(
        "INSERT INTO tasks (client_id, number, task_id, place, playbook_id, phase, body, owner, internal, mandatory, \
         approval, due_at, state, answered_at) ",
    );
    let created_ms = created.as_millisecond();
    query.push_values((first..).zip(steps), |mut row, (place, step)| {
        let is_approved = step.approval
            && (step.preauthorised.contains(client)
                || !step.preauthorised.is_empty() && sabotage::is(Fault::PreauthorisedForEverybody));
        let state = if is_approved { TaskState::Approved } else { TaskState::Open };
        row.push_bind(client.0.as_str())
            .push_bind(number)
            .push_bind(super::random_id())
            .push_bind(place)
            .push_bind(playbook.map(|playbook| playbook.0.as_str()))
            .push_bind(step.phase.caption())
            .push_bind(step.text.as_str())
            .push_bind(step.owner.caption())
            .push_bind(i64::from(step.internal))
            .push_bind(i64::from(step.mandatory))
            .push_bind(i64::from(step.approval))
            .push_bind(step.due_min.map(|due_min| created_ms + i64::from(due_min) * 60_000))
            .push_bind(state.caption())
            .push_bind(is_approved.then_some(created_ms));
    });
    query.build(Dialect::of(write)).execute(&mut **write).await?;
    Ok(true)
}

/// The tasks that the seat's user gets to know of, by phase, in the order they came.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<Vec<Task>, sqlx::Error> {
    let listed = sabotage::instead(Fault::TasksByNumberAlone, LISTED, "client_id = $1", "$1 <> ''");
    let rows = sqlx::query(listed).bind(&seat.client().0).bind(number);
    let rows = rows.bind(sees_internal(seat)).fetch_all(&mut *conn).await?;
    let by = rows.iter().map(answered_by).collect::<Result<Vec<_>, _>>()?;
    let people = people::named(conn, &by.iter().flatten().collect()).await?;
    let mut tasks = rows.iter().map(|row| task(row, &people)).collect::<Result<Vec<_>, _>>()?;
    tasks.sort_by_key(|task| task.phase);
    let status = sqlx::query_scalar("SELECT status FROM incidents WHERE client_id = $1 AND number = $2");
    let status = codes::status(status.bind(&seat.client().0).bind(number).fetch_one(conn).await?);
    if may_change(seat, status) {
        for task in &mut tasks {
            let asked = Asked { owner: task.owner, approval: task.approval, state: task.state };
            task.may = offered(asked, seat.into());
        }
    }
    Ok(tasks)
}

/// Whether the seat's user does something about tasks of an incident in this status.
fn may_change(seat: &Seat, status: Status) -> bool {
    seat.may(Capability::IncidentSetStatus) && status != Status::Closed
}

/// How those of an incident stand.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn counts(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    incident: &Incident,
) -> Result<TaskCounts, sqlx::Error> {
    let number = incident.number;
    let row = sqlx::query(COUNTS).bind(&seat.client().0).bind(number).bind(sees_internal(seat)).fetch_one(conn).await?;
    Ok(TaskCounts {
        open: row.count("open")?,
        mandatory_open: row.count("mandatory_open")?,
        due_at: row.try_get::<Option<i64>, _>("due_at")?.map(instants::ms_to_wire),
        changes: row.count::<u32>("tasks")?.saturating_add(row.count("acts")?),
        may_add: seat.manages() && may_change(seat, incident.status),
    })
}

/// How many hold back closing: the mandatory ones that are open and that the seat's user gets to know of, so that nobody learns
/// of an internal one by what it holds back.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub(super) async fn hold_back(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    incident: &Incident,
) -> Result<u32, sqlx::Error> {
    let held = counts(conn, seat, incident).await?.mandatory_open;
    Ok(if sabotage::is(Fault::MandatoryTaskHoldsNothing) { 0 } else { held })
}

fn sees_internal(seat: &Seat) -> bool {
    seat.sees_internal() || sabotage::is(Fault::InternalTaskIsListed)
}

fn answered_by(row: &DatabaseRow) -> Result<Option<UserId>, sqlx::Error> {
    Ok(row.try_get::<Option<String>, _>("answered_by")?.map(UserId))
}

fn task(row: &DatabaseRow, people: &BTreeMap<UserId, Person>) -> Result<Task, sqlx::Error> {
    let by = answered_by(row)?;
    let answer = match row.try_get::<Option<i64>, _>("answered_at")? {
        Some(at_ms) => Some(TaskAnswer {
            at: instants::ms_to_wire(at_ms),
            by: by.and_then(|user| people.get(&user).cloned()),
            reason: row.try_get("reason")?,
            told_by: row.try_get("told_by")?,
        }),
        None => None,
    };
    Ok(Task {
        id: TaskId(row.try_get("task_id")?),
        phase: Phase::from_caption(row.try_get("phase")?).unwrap_or_default(),
        text: row.try_get("body")?,
        owner: OrganisationKind::from_caption(row.try_get("owner")?).unwrap_or_default(),
        internal: row.flag("internal")?,
        mandatory: row.flag("mandatory")?,
        approval: row.flag("approval")?,
        due_at: row.try_get::<Option<i64>, _>("due_at")?.map(instants::ms_to_wire),
        state: TaskState::from_caption(row.try_get("state")?).unwrap_or_default(),
        answer,
        may: vec![],
    })
}

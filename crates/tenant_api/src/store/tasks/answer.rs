//! What becomes of a task: each side answers its own, and whoever looks after the client writes down what was said elsewhere.

use super::{
    super::{DatabaseConnection, DatabaseRow, Declined, Values, Write, fields, retention},
    acts::{self, Act},
    list, to_change,
};
use crate::{
    policy::Seat,
    sabotage::{self, Fault},
};
use jiff::Timestamp;
use sqlx::Row;
use wire::{
    session::TaskId,
    task::{Task, TaskAct, TaskAction, TaskCommand, TaskState},
    vocabulary::OrganisationKind,
};

const FOUND: &str = "SELECT number, body, owner, internal, approval, state FROM tasks \
    WHERE client_id = $1 AND number = $2 AND task_id = $3 AND (internal = 0 OR $4)";

/// What a command is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) owner: OrganisationKind,
    pub(super) approval: bool,
    pub(super) state: TaskState,
}

/// Who gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Side {
    /// One of whoever looks after the client.
    manages: bool,
    /// One of the client's own people.
    is_of_client: bool,
}

impl From<&Seat> for Side {
    fn from(seat: &Seat) -> Self {
        Self { manages: seat.manages(), is_of_client: seat.is_of_client() }
    }
}

/// What a task becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Outcome {
    state: TaskState,
    reason: Option<String>,
    told_by: Option<String>,
}

/// Does one command to a task at `now`.
///
/// # Errors
/// [`Declined`]: nothing was changed then. One that the seat's user gets not to know of is as one that is not there.
pub async fn command(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    id: &TaskId,
    command: &TaskCommand,
    now: Timestamp,
) -> Result<Task, Declined> {
    let incident = to_change(write, seat, number).await?;
    let row = find(write, seat, number, id).await?.ok_or(Declined::Missing)?;
    let asked = Asked {
        owner: OrganisationKind::from_caption(row.try_get("owner")?).unwrap_or_default(),
        approval: row.flag("approval")?,
        state: TaskState::from_caption(row.try_get("state")?).unwrap_or_default(),
    };
    let Outcome { state, reason, told_by } = outcome(asked, seat.into(), command)?;
    let answered = (state != TaskState::Open).then_some(());
    // Of the row that was found, as all that is written of it.
    let number: i64 = row.try_get("number")?;
    sqlx::query(
        "UPDATE tasks SET state = $4, reason = $5, told_by = $6, answered_by = $7, answered_at = $8 \
         WHERE client_id = $1 AND number = $2 AND task_id = $3",
    )
    .bind(&seat.client().0)
    .bind(number)
    .bind(&id.0)
    .bind(state.caption())
    .bind(reason.as_deref())
    .bind(told_by.as_deref())
    .bind(answered.map(|()| seat.caller().user().0.as_str()))
    .bind(answered.map(|()| now.as_millisecond()))
    .execute(&mut **write)
    .await?;
    let act = Act { did: did(state), text: row.try_get("body")?, count: 0, reason, told_by };
    acts::record(write, seat, (number, incident.version), row.flag("internal")?, &act, now).await?;
    list(write, seat, number).await?.into_iter().find(|task| task.id == *id).ok_or(Declined::Missing)
}

async fn find(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
    id: &TaskId,
) -> Result<Option<DatabaseRow>, sqlx::Error> {
    let found = sabotage::instead(Fault::TaskOfAnyIncident, FOUND, "number = $2", "$2 > 0");
    let found = sqlx::query(found).bind(&seat.client().0).bind(number).bind(&id.0);
    found.bind(super::sees_internal(seat)).fetch_optional(conn).await
}

/// What a side can do to a task as it stands.
pub(super) fn offered(asked: Asked, side: Side) -> Vec<TaskAction> {
    TaskAction::ALL.iter().copied().filter(|action| refused(asked, side, *action).is_none()).collect()
}

/// Why a side cannot do something to a task as it stands.
fn refused(asked: Asked, side: Side, action: TaskAction) -> Option<Declined> {
    let is_of_client = asked.owner == OrganisationKind::Client;
    let is_own = if is_of_client { side.is_of_client } else { side.manages };
    let is_own = is_own || sabotage::is(Fault::ApprovedByAnybody);
    let may = match action {
        TaskAction::Done | TaskAction::Approve | TaskAction::Decline => is_own,
        TaskAction::Reopen | TaskAction::Skip => is_own || side.manages,
        TaskAction::Record => is_of_client && side.manages,
        TaskAction::Unknown => false,
    };
    let reopens = action == TaskAction::Reopen;
    if !may {
        Some(Declined::Conflict("It is the other side's to do"))
    } else if action == TaskAction::Done && asked.approval {
        Some(Declined::field("command", "it is answered by yes or no"))
    } else if matches!(action, TaskAction::Approve | TaskAction::Decline) && !asked.approval {
        Some(Declined::field("command", "it asks for no approval"))
    } else if reopens && asked.state == TaskState::Open {
        Some(Declined::Conflict("It is open"))
    } else if !reopens && asked.state != TaskState::Open {
        Some(Declined::Conflict("It was answered already"))
    } else {
        None
    }
}

/// What a command makes of a task.
fn outcome(asked: Asked, side: Side, command: &TaskCommand) -> Result<Outcome, Declined> {
    if let Some(declined) = refused(asked, side, command.action()) {
        return Err(declined);
    }
    let plain = |state| Outcome { state, reason: None, told_by: None };
    let with_reason = |state, reason: &str| {
        Ok::<_, Declined>(Outcome { reason: Some(retention::checked(reason)?.to_owned()), ..plain(state) })
    };
    Ok(match command {
        TaskCommand::Done {} => plain(TaskState::Done),
        TaskCommand::Reopen {} => plain(TaskState::Open),
        TaskCommand::Skip { reason } => with_reason(TaskState::Skipped, reason)?,
        TaskCommand::Approve {} => plain(TaskState::Approved),
        TaskCommand::Decline { reason } => with_reason(TaskState::Declined, reason)?,
        TaskCommand::Record { outcome, told_by } => {
            let answers: &[TaskState] = match asked.approval {
                true => &[TaskState::Approved, TaskState::Declined],
                false => &[TaskState::Done],
            };
            if !answers.contains(outcome) {
                return Err(Declined::field("outcome", "done; of an approval, approved or declined"));
            }
            Outcome { told_by: Some(fields::name("told_by", told_by)?.to_owned()), ..plain(*outcome) }
        }
    })
}

const fn did(state: TaskState) -> TaskAct {
    match state {
        TaskState::Open => TaskAct::Reopened,
        TaskState::Done => TaskAct::Done,
        TaskState::Skipped => TaskAct::Skipped,
        TaskState::Approved => TaskAct::Approved,
        TaskState::Declined => TaskAct::Declined,
        TaskState::Unknown => TaskAct::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use TaskState::{Approved, Declined as No, Done, Open, Skipped};

    const OURS: Side = Side { manages: true, is_of_client: false };
    const THEIRS: Side = Side { manages: false, is_of_client: true };
    /// A client that looks after itself.
    const BOTH: Side = Side { manages: true, is_of_client: true };

    fn commands() -> [(TaskCommand, TaskState); 6] {
        let told = |outcome| TaskCommand::Record { outcome, told_by: "Carla".into() };
        [
            (TaskCommand::Done {}, Done),
            (TaskCommand::Skip { reason: "no need".into() }, Skipped),
            (TaskCommand::Approve {}, Approved),
            (TaskCommand::Decline { reason: "not now".into() }, No),
            (told(Done), Done),
            (told(Approved), Approved),
        ]
    }

    fn open(owner: OrganisationKind, approval: bool, side: Side) -> Vec<TaskState> {
        let asked = Asked { owner, approval, state: Open };
        let done = commands()
            .into_iter()
            .filter(|(command, state)| outcome(asked, side, command).is_ok_and(|outcome| outcome.state == *state));
        done.map(|(_, state)| state).collect()
    }

    #[test]
    fn each_side_answers_its_own_and_what_was_said_elsewhere_is_written_down_by_ours() {
        use OrganisationKind::{Client, Msp};
        assert_eq!(open(Msp, false, OURS), [Done, Skipped]);
        assert_eq!(open(Msp, false, THEIRS), []);
        assert_eq!(open(Client, false, OURS), [Skipped, Done], "skipped, or as they said");
        assert_eq!(open(Client, false, THEIRS), [Done, Skipped]);
        assert_eq!(open(Client, true, OURS), [Skipped, Approved], "skipped, or as they said");
        assert_eq!(open(Client, true, THEIRS), [Skipped, Approved, No]);
        assert_eq!(open(Client, true, BOTH), [Skipped, Approved, No, Approved]);
    }

    #[test]
    fn what_is_offered_is_what_can_be_done() {
        use TaskAction::{Approve, Decline, Record, Reopen, Skip};
        let asked = Asked { owner: OrganisationKind::Client, approval: true, state: Open };
        assert_eq!(offered(asked, OURS), [Skip, Record]);
        assert_eq!(offered(asked, THEIRS), [Skip, Approve, Decline]);
        assert_eq!(offered(Asked { state: Approved, ..asked }, OURS), [Reopen]);
        assert_eq!(offered(Asked { owner: OrganisationKind::Msp, ..asked }, THEIRS), []);
    }

    #[test]
    fn what_was_answered_is_opened_again_before_it_is_answered_otherwise() {
        for state in [Done, Skipped, Approved, No] {
            let asked = Asked { owner: OrganisationKind::Client, approval: true, state };
            for (command, _) in commands() {
                assert!(outcome(asked, BOTH, &command).is_err(), "{state:?}: {command:?}");
            }
            let reopened = outcome(asked, OURS, &TaskCommand::Reopen {}).expect("it is asked again");
            assert_eq!(reopened, Outcome { state: Open, reason: None, told_by: None });
        }
        let asked = Asked { owner: OrganisationKind::Msp, approval: false, state: Open };
        assert!(outcome(asked, OURS, &TaskCommand::Reopen {}).is_err(), "it is open");
    }

    #[test]
    fn what_is_recorded_is_an_answer_that_the_task_has() {
        let asked = |approval| Asked { owner: OrganisationKind::Client, approval, state: Open };
        let record = |outcome, told_by: &str| TaskCommand::Record { outcome, told_by: told_by.into() };
        for state in [Open, Skipped, Done, TaskState::Unknown] {
            assert!(outcome(asked(true), OURS, &record(state, "Carla")).is_err(), "{state:?}");
        }
        assert!(outcome(asked(true), OURS, &record(No, " ")).is_err(), "nobody said it");
        let told = outcome(asked(true), OURS, &record(No, " Carla ")).expect("she declined");
        assert_eq!(told, Outcome { state: No, reason: None, told_by: Some("Carla".into()) });
    }
}

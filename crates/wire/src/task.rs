//! Playbooks and tasks: what has to be done about an incident, by whom, and what became of it.

use crate::{
    Instant,
    session::{ClientId, Person, PlaybookId, TaskId},
    vocabulary::{Category, OrganisationKind, closed_list},
};
use serde::{Deserialize, Serialize};

closed_list! {
    /// The phases of handling an incident (NIST SP 800-61), in their order.
    Phase {
        Preparation = "preparation", Identification = "identification", Containment = "containment",
        Eradication = "eradication", Recovery = "recovery", LessonsLearned = "lessons_learned",
    }
}

closed_list! {
    /// Where a task stands. An approval is approved or declined, any other task is done, and whatever nobody will do is skipped.
    TaskState { Open = "open", Done = "done", Skipped = "skipped", Approved = "approved", Declined = "declined" }
}

closed_list! {
    /// What somebody did to a task.
    TaskAct {
        Added = "added", Done = "done", Skipped = "skipped", Approved = "approved", Declined = "declined",
        Reopened = "reopened",
    }
}

closed_list! {
    /// What somebody can do to a task.
    TaskAction {
        Done = "done", Reopen = "reopen", Skip = "skip", Approve = "approve", Decline = "decline", Record = "record",
    }
}

/// What a task is about: a step of a playbook, or one that somebody adds by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub phase: Phase,
    /// 1 to 500 characters; of an approval, what is asked.
    pub text: String,
    /// Who does it: whoever looks after the client (`msp`), or its own people (`client`).
    pub owner: OrganisationKind,
    /// Only whoever reads internal notes gets to know of it; never one of the client's.
    #[serde(default)]
    pub internal: bool,
    /// The incident is not closed as long as it is open.
    #[serde(default)]
    pub mandatory: bool,
    /// It is answered by yes or no, and the client's.
    #[serde(default)]
    pub approval: bool,
    /// Minutes after the incident was created, around the clock; `None` is whenever.
    #[serde(default)]
    pub due_min: Option<u32>,
    /// Clients that have approved it beforehand; of an approval in a playbook alone.
    #[serde(default)]
    pub preauthorised: Vec<ClientId>,
}

/// What has to be done about incidents of a kind. `GET /playbooks`, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Playbook {
    pub id: PlaybookId,
    pub name: String,
    /// Incidents of these begin with its steps.
    pub categories: Vec<Category>,
    pub steps: Vec<Step>,
}

/// `POST /playbooks`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewPlaybook {
    /// 1 to 100 characters.
    pub name: String,
    pub categories: Vec<Category>,
    /// 1 to 50.
    pub steps: Vec<Step>,
}

/// `PATCH /playbooks/{playbook}`: what is left out stays, and so do the tasks that it was applied as.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlaybookChange {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub categories: Option<Vec<Category>>,
    /// All of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<Vec<Step>>,
}

/// `GET /c/{client}/playbooks`: one that can be applied to this client's incidents by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaybookName {
    pub id: PlaybookId,
    pub name: String,
}

/// One task of an incident. `GET …/incidents/{key}/tasks`, by phase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Task {
    pub id: TaskId,
    pub phase: Phase,
    pub text: String,
    pub owner: OrganisationKind,
    pub internal: bool,
    pub mandatory: bool,
    pub approval: bool,
    pub due_at: Option<Instant>,
    pub state: TaskState,
    /// What made it that; `None` of an open one.
    pub answer: Option<TaskAnswer>,
    /// What this user can do to it now.
    #[serde(default)]
    pub may: Vec<TaskAction>,
}

/// Who said what about a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TaskAnswer {
    pub at: Instant,
    /// `None` where the client has approved it beforehand.
    pub by: Option<Person>,
    pub reason: Option<String>,
    /// Who of the client said it, where somebody else wrote it down.
    pub told_by: Option<String>,
}

/// `POST …/incidents/{key}/tasks`: a playbook's steps, or one step; the answer is every task that is there then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddTasks {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub playbook: Option<PlaybookId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<Step>,
}

/// `PATCH …/incidents/{key}/tasks/{task}` → the task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "command", deny_unknown_fields)]
pub enum TaskCommand {
    Done {},
    /// It is open again.
    Reopen {},
    /// Nobody will do it; says why, 1 to 500 characters.
    Skip {
        reason: String,
    },
    Approve {},
    Decline {
        reason: String,
    },
    /// Writes down what somebody of the client said elsewhere, of one of the client's tasks.
    Record {
        /// `done`; of an approval, `approved` or `declined`.
        outcome: TaskState,
        /// Who said it, 1 to 100 characters.
        told_by: String,
    },
}

impl TaskCommand {
    /// What it does.
    #[must_use]
    pub const fn action(&self) -> TaskAction {
        match self {
            Self::Done {} => TaskAction::Done,
            Self::Reopen {} => TaskAction::Reopen,
            Self::Skip { .. } => TaskAction::Skip,
            Self::Approve {} => TaskAction::Approve,
            Self::Decline { .. } => TaskAction::Decline,
            Self::Record { .. } => TaskAction::Record,
        }
    }
}

/// How an incident's tasks stand: those that the reader gets to know of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TaskCounts {
    pub open: u32,
    pub mandatory_open: u32,
    /// When the next of the open ones is due.
    pub due_at: Option<Instant>,
    /// Grows whenever one comes or something is done to one; 0 without any.
    pub changes: u32,
    /// Whether this user can add some now.
    #[serde(default)]
    pub may_add: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_says_what_it_needs_and_nothing_else() {
        let read = |text: &str| serde_json::from_str::<TaskCommand>(text);
        assert_eq!(read(r#"{"command":"done"}"#).expect("all of it"), TaskCommand::Done {});
        assert!(read(r#"{"command":"skip"}"#).is_err(), "it does not say why");
        assert!(read(r#"{"command":"done","reason":"x"}"#).is_err(), "a field that it has not");
    }

    #[test]
    fn a_step_is_plain_where_nothing_else_is_said() {
        let step: Step =
            serde_json::from_str(r#"{"phase":"recovery","text":"Restore","owner":"client"}"#).expect("read");
        assert_eq!(
            step,
            Step { phase: Phase::Recovery, text: "Restore".into(), owner: OrganisationKind::Client, ..Step::default() }
        );
    }
}

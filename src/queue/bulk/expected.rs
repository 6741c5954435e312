//! A row as a command is about to make it, for as long as the answer travels.

use wire::{
    bulk::BulkCommand,
    incident::AssignTo,
    queue::{Assignee, QueueRow},
    session::Team,
    vocabulary::Status,
    workflow::Action,
};

/// `row` after `command`, if its state leads there; `name` is that of whom it is given to. What cannot be known here (clocks,
/// who is of which team) stays as it is.
pub(super) fn expected(row: &QueueRow, command: &BulkCommand, name: Option<&str>) -> Option<QueueRow> {
    let action = command.to_one()?.action()?;
    if !action.allowed_from(row.status) || (action == Action::Start && row.assignee.is_none()) {
        return None;
    }
    let mut row = row.clone();
    match command {
        BulkCommand::Assign { assignee } => {
            let name = name.unwrap_or_default().to_owned();
            row.assignee = None;
            match assignee.clone() {
                None => row.assignee_group = None,
                // For a team nobody has begun.
                Some(AssignTo::Team(id)) => row.assignee_group = Some(Team { id, name }),
                Some(AssignTo::Person(id)) => {
                    row.assignee = Some(Assignee { id, name });
                    if row.status == Status::New {
                        row.status = Status::InProgress;
                    }
                }
            }
        }
        BulkCommand::SetStatus { status, hold_reason, hold_until } => {
            row.status = *status;
            (row.hold_reason, row.hold_until) = (*hold_reason, hold_until.clone());
        }
        BulkCommand::SetPriority { priority } => row.priority = *priority,
        BulkCommand::Close { verdict, .. } => (row.status, row.verdict) = (Status::Closed, Some(*verdict)),
        BulkCommand::Reopen { .. } => (row.status, row.verdict) = (Status::InProgress, None),
        BulkCommand::AddNote { .. } => return None,
    }
    row.unread = false;
    Some(row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::samples::row;
    use wire::{
        session::{TeamId, UserId},
        vocabulary::Verdict,
    };

    #[test]
    fn a_row_is_shown_as_it_will_be() {
        let me = BulkCommand::Assign { assignee: Some(AssignTo::Person(UserId("u1".into()))) };
        let mine = expected(&row("HAR-1"), &me, Some("Ana")).expect("a new one can be given");
        assert_eq!((mine.status, mine.assignee.map(|of| of.name)), (Status::InProgress, Some("Ana".to_owned())));
        assert_eq!(mine.version, 1, "the version is the tenant API's to give");
    }

    #[test]
    fn a_new_one_given_to_a_team_is_nobodys_and_new() {
        let night = BulkCommand::Assign { assignee: Some(AssignTo::Team(TeamId("night".into()))) };
        let given = expected(&row("HAR-1"), &night, Some("Night shift")).expect("a new one can be given");
        assert_eq!(
            (given.status, given.assignee.is_some(), given.held_by()),
            (Status::New, false, Some("Night shift"))
        );
        let back = expected(&given, &BulkCommand::Assign { assignee: None }, None).expect("it can be given back");
        assert_eq!(back.held_by(), None);
    }

    #[test]
    fn what_its_state_does_not_lead_to_is_not_shown() {
        let start = BulkCommand::SetStatus { status: Status::InProgress, hold_reason: None, hold_until: None };
        assert_eq!(expected(&row("HAR-1"), &start, None), None, "nobody has it");
        let mut closed = row("HAR-1");
        closed.status = Status::Closed;
        let close = BulkCommand::Close { verdict: Verdict::Benign, reason: None };
        assert_eq!(expected(&closed, &close, None), None);
    }
}

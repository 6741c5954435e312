//! A row as a command is about to make it, for as long as the answer travels.

use wire::{
    bulk::BulkCommand,
    queue::{Assignee, QueueRow},
    session::UserId,
    vocabulary::Status,
    workflow::Action,
};

/// `row` after `command`, if its state leads there; `name` is that of whom it is given to. What cannot be known here (clocks)
/// stays as it is.
pub(super) fn expected(row: &QueueRow, command: &BulkCommand, name: Option<&str>) -> Option<QueueRow> {
    let action = command.to_one()?.action()?;
    if !action.allowed_from(row.status) || (action == Action::Start && row.assignee.is_none()) {
        return None;
    }
    let mut row = row.clone();
    match command {
        BulkCommand::Assign { assignee } => {
            row.assignee =
                assignee.clone().map(|id: UserId| Assignee { id, name: name.unwrap_or_default().to_owned() });
            if row.assignee.is_some() && row.status == Status::New {
                row.status = Status::InProgress;
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
    use wire::vocabulary::Verdict;

    #[test]
    fn a_row_is_shown_as_it_will_be() {
        let me = BulkCommand::Assign { assignee: Some(UserId("u1".into())) };
        let mine = expected(&row("HAR-1"), &me, Some("Ana")).expect("a new one can be given");
        assert_eq!((mine.status, mine.assignee.map(|of| of.name)), (Status::InProgress, Some("Ana".to_owned())));
        assert_eq!(mine.version, 1, "the version is the tenant API's to give");
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

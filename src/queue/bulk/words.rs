//! What a bulk is and how it stands, in words.

use super::texts as t;
use base::{i18n::number, words};
use wire::{
    bulk::{Bulk, BulkCommand, BulkFailure, BulkProblem, BulkState},
    incident::AssignTo,
    vocabulary::Visibility,
};

/// "Close as False positive".
pub(super) fn what(command: &BulkCommand) -> String {
    match command {
        BulkCommand::Assign { assignee: Some(AssignTo::Team(_)) } => t::did_assign_team().to_owned(),
        BulkCommand::Assign { assignee: Some(AssignTo::Person(_)) } => t::did_assign().to_owned(),
        BulkCommand::Assign { assignee: None } => t::did_give_back().to_owned(),
        BulkCommand::SetStatus { status, .. } => t::did_set(words::status(*status)),
        BulkCommand::SetPriority { priority } => t::did_prioritise(words::priority(*priority)),
        BulkCommand::Close { verdict, .. } => t::did_close(words::verdict(*verdict)),
        BulkCommand::Reopen { .. } => t::did_reopen().to_owned(),
        BulkCommand::AddNote { visibility: Visibility::Shared, .. } => t::did_share_note().to_owned(),
        BulkCommand::AddNote { .. } => t::did_note_internally().to_owned(),
    }
}

/// "12 of 14 done".
pub(super) fn outcome(bulk: &Bulk) -> String {
    match bulk.state {
        BulkState::AwaitingAgreement => t::awaits(bulk.total),
        BulkState::Waiting => t::waits().to_owned(),
        BulkState::Running => t::under_way(&number(bulk.done + bulk.failed), &number(bulk.total)),
        BulkState::Undoing => t::undoing().to_owned(),
        BulkState::Undone => t::undone().to_owned(),
        BulkState::Declined => t::declined().to_owned(),
        BulkState::Done | BulkState::Unknown if bulk.done == 0 => t::none_done().to_owned(),
        BulkState::Done | BulkState::Unknown if bulk.failed == 0 => t::all_done(bulk.done),
        BulkState::Done | BulkState::Unknown => t::some_done(&number(bulk.done), &number(bulk.total)),
    }
}

/// Why a row was left as it was.
pub(super) fn because(failure: &BulkFailure) -> String {
    match (failure.problem, failure.capability) {
        (BulkProblem::Missing, _) => t::because_missing().to_owned(),
        (BulkProblem::Capability, Some(capability)) => t::because_capability(words::capability(capability)),
        (BulkProblem::Capability, None) => t::because_not_permitted().to_owned(),
        (BulkProblem::State, _) => t::because_state().to_owned(),
        (BulkProblem::Changed, _) => t::because_changed().to_owned(),
        (BulkProblem::Invalid, _) => t::because_invalid().to_owned(),
        (BulkProblem::Failed | BulkProblem::Unknown, _) => t::because_failed().to_owned(),
    }
}

/// Whether more will come of it without anybody doing anything.
pub(super) fn is_moving(state: BulkState) -> bool {
    matches!(
        state,
        BulkState::AwaitingAgreement
            | BulkState::Waiting
            | BulkState::Running
            | BulkState::Undoing
            | BulkState::Unknown
    )
}

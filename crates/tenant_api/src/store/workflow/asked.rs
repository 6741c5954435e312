//! What a command asks for, held against the rules that need no incident.

use super::{Action, Declined, REASON_MAX, action_of, later};
use crate::instants;
use jiff::Timestamp;
use wire::{
    Instant,
    incident::Command,
    vocabulary::{HoldReason, Priority, Verdict},
    workflow::{HOLD_LASTS_S, verdict_needs_reason},
};

/// The action of a command that can be done to some incident.
///
/// # Errors
/// [`Declined::Invalid`] for one that can be done to none.
pub fn check(command: &Command, now: Timestamp) -> Result<Action, Declined> {
    let action = action_of(command)?;
    match command {
        Command::SetStatus { hold_reason, hold_until, .. } if action == Action::Hold => {
            hold(*hold_reason, hold_until.as_ref(), now).map(drop)?;
        }
        Command::Assign { .. }
        | Command::SetStatus { .. }
        | Command::Merge { .. }
        | Command::Unmerge {}
        | Command::Split { .. }
        | Command::Restrict { .. }
        | Command::Unrestrict {} => {}
        Command::SetPriority { priority } => check_priority(*priority)?,
        Command::Close { verdict, reason } => close(*verdict, reason.as_deref()).map(drop)?,
        Command::Reopen { reason } => reopen(reason).map(drop)?,
    }
    Ok(action)
}

/// Why, and until when: what nobody gave an end has that of the state machine.
pub(super) fn hold(
    reason: Option<HoldReason>,
    until: Option<&Instant>,
    now: Timestamp,
) -> Result<(HoldReason, Timestamp), Declined> {
    let reason = reason.filter(|reason| *reason != HoldReason::Unknown);
    let reason = reason.ok_or_else(|| Declined::field("hold_reason", "why it is on hold"))?;
    let until = match until.map(instants::read) {
        Some(Some(until)) if until > now => until,
        Some(_) => return Err(Declined::field("hold_until", "an instant in the future")),
        None if reason == HoldReason::Scheduled => return Err(Declined::field("hold_until", "until when")),
        None => later(now, HOLD_LASTS_S),
    };
    Ok((reason, until))
}

pub(super) fn check_priority(priority: Priority) -> Result<(), Declined> {
    match priority {
        Priority::Unknown => Err(Declined::field("priority", "not one of its values")),
        _ => Ok(()),
    }
}

/// The reason, if one is given.
pub(super) fn close(verdict: Verdict, reason: Option<&str>) -> Result<Option<String>, Declined> {
    if verdict == Verdict::Unknown {
        return Err(Declined::field("verdict", "not one of its values"));
    }
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty()).map(str::to_owned);
    if verdict_needs_reason(verdict) && reason.is_none() {
        return Err(Declined::field("reason", "a false positive says why"));
    }
    if reason.as_ref().is_some_and(|reason| reason.chars().count() > REASON_MAX) {
        return Err(Declined::field("reason", "at most 1000 characters"));
    }
    Ok(reason)
}

/// The reason.
pub(super) fn reopen(reason: &str) -> Result<String, Declined> {
    let reason = reason.trim();
    match (1..=REASON_MAX).contains(&reason.chars().count()) {
        true => Ok(reason.to_owned()),
        false => Err(Declined::field("reason", "1 to 1000 characters")),
    }
}

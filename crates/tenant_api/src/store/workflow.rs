//! What people do to an incident: the wire's state machine, enforced, with its clocks and its history.

mod asked;
mod change;
mod offered;

pub use asked::check;
pub use change::Recorded;
pub(super) use offered::offers;

use super::{Declined, Write, incident::Incident, merges, outbox::Change, people, restricted, splits, tasks, teams};
use crate::{
    clocks::{Clocks, ServiceLevels},
    policy::Seat,
};
use jiff::{SignedDuration, Timestamp};
use offered::allowed;
use wire::{
    Instant,
    event::EventKind,
    incident::{AssignTo, Command},
    session::{Team, TeamId, UserId},
    vocabulary::{HoldReason, Priority, Status, Verdict},
    workflow::{Action, refused, reminds_after_s},
};

/// The longest reason that is kept, characters.
pub const REASON_MAX: usize = 1000;

/// Does one command at `now` and returns the incident's new version.
///
/// # Errors
/// [`Declined`]: nothing was changed then.
pub async fn apply(
    write: &mut Write,
    seat: &Seat,
    number: i64,
    command: &Command,
    now: Timestamp,
) -> Result<i64, Declined> {
    let mut incident = Incident::load(write, seat, number).await?.ok_or(Declined::Missing)?;
    apply_to(write, seat, &mut incident, command, now).await?;
    Ok(incident.version)
}

/// [`apply`] to an incident that was loaded in this transaction; it is what is stored afterwards.
///
/// # Errors
/// [`Declined`]: nothing was changed in the store then.
pub async fn apply_to(
    write: &mut Write,
    seat: &Seat,
    incident: &mut Incident,
    command: &Command,
    now: Timestamp,
) -> Result<(), Declined> {
    let action = action_of(command)?;
    if !seat.may(action.capability()) {
        return Err(Declined::Lacks(action.capability()));
    }
    let is_merged = action == Action::Reopen && incident.merged_into.is_some();
    let tasks_open = if action == Action::Close { tasks::hold_back(write, seat, incident).await? } else { 0 };
    if is_merged || refused(action, incident.status, incident.assignee.is_some(), tasks_open).is_some() {
        return Err(Declined::NotAllowed { allowed: allowed(write, incident, seat).await? });
    }
    let levels = ServiceLevels::load(write, seat.client()).await?;
    let had = incident.assignee.clone();
    let mut act = Act { incident: &mut *incident, levels: &levels, by: seat.caller().user(), now };
    let recorded = match command {
        Command::Assign { assignee: Some(AssignTo::Team(team)) } => {
            act.assign_to_team(teams::check_assignable(write, seat, team).await?)
        }
        Command::Assign { assignee: Some(AssignTo::Person(user)) } => {
            people::check_assignable(write, seat, user).await?;
            act.assign(user.clone())
        }
        Command::Assign { assignee: None } => act.give_back(),
        Command::SetStatus { status, hold_reason, hold_until } => match action {
            Action::Hold => act.hold(*hold_reason, hold_until.as_ref())?,
            Action::Resolve => act.resolve(),
            _ => act.start(*status),
        },
        Command::SetPriority { priority } => act.set_priority(*priority)?,
        Command::Close { verdict, reason } => act.close(*verdict, reason.as_deref())?,
        Command::Reopen { reason } => act.reopen(reason)?,
        Command::Merge { into } => {
            let was = act.incident.clone();
            act.close(Verdict::Duplicate, None)?;
            merges::merge(write, seat, (was, act.incident), into, &levels, now).await?
        }
        Command::Unmerge {} => match merges::to_take_back(write, seat, act.incident).await? {
            Some(merge) => merges::take_back(write, seat, act.incident, merge, &levels, now).await?,
            None => return Err(Declined::NotAllowed { allowed: allowed(write, act.incident, seat).await? }),
        },
        Command::Split { alerts } => splits::split(write, seat, act.incident, alerts, &levels, now).await?,
        Command::Restrict { readers } => restricted::restrict(write, seat, act.incident, readers, now).await?,
        Command::Unrestrict {} => match restricted::unrestrict(write, seat, act.incident, now).await? {
            Some(recorded) => recorded,
            None => return Err(Declined::NotAllowed { allowed: allowed(write, act.incident, seat).await? }),
        },
    };
    if incident.assignee != had {
        teams::keep_or_leave(write, incident).await?;
    }
    check_has_it_reads_it(incident)?;
    incident.version += 1;
    keep(write, seat, incident, &recorded, now).await?;
    Ok(())
}

/// Gives an incident that `from` has to whoever sits in the seat, who agreed to it, for a team where it was offered to that; it
/// is what is stored afterwards.
///
/// # Errors
/// [`Declined`]: nothing was changed in the store then.
pub async fn take_over(
    write: &mut Write,
    seat: &Seat,
    incident: &mut Incident,
    (from, team): (&UserId, Option<&TeamId>),
    now: Timestamp,
) -> Result<(), Declined> {
    if refused(Action::Assign, incident.status, incident.assignee.is_some(), 0).is_some() {
        return Err(Declined::NotAllowed { allowed: allowed(write, incident, seat).await? });
    }
    let taker = seat.caller().user();
    people::check_assignable(write, seat, taker).await?;
    let levels = ServiceLevels::load(write, seat.client()).await?;
    Act { incident: &mut *incident, levels: &levels, by: taker, now }.assign(taker.clone());
    incident.team = team.cloned().or_else(|| incident.team.take());
    teams::keep_or_leave(write, incident).await?;
    incident.version += 1;
    keep(write, seat, incident, &Recorded::HandedOver { from: from.clone() }, now).await?;
    Ok(())
}

/// # Errors
/// [`Declined::Invalid`] where whoever has it would be none of its readers.
fn check_has_it_reads_it(incident: &Incident) -> Result<(), Declined> {
    match incident.assignee.as_ref().zip(incident.readers.as_ref()) {
        Some((assignee, readers)) if !readers.contains(assignee) && incident.status.is_open() => {
            Err(Declined::field("assignee", "nobody who can have it"))
        }
        _ => Ok(()),
    }
}

/// Makes an incident what it `was` before a command, as a change of its own: everything that people's commands change.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn restore(
    write: &mut Write,
    seat: &Seat,
    version: i64,
    was: Incident,
    recorded: &Recorded,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let team = teams::still_there(write, was.team).await?;
    keep(write, seat, &Incident { version: version + 1, team, ..was }, recorded, now).await
}

/// Stores what an incident has become, its history, and whom to tell.
pub(super) async fn keep(
    write: &mut Write,
    seat: &Seat,
    incident: &Incident,
    recorded: &Recorded,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let told = Change {
        client: seat.client().clone(),
        number: incident.number,
        version: incident.version,
        kind: EventKind::Changed,
        internal: false,
        at_ms: now.as_millisecond(),
    };
    if incident.readers.is_some() && recorded.moves_readers() {
        // Whoever may not read it any more is told this once, as one of those who could: it leaves their screens.
        told.tell(write).await?;
    }
    incident.save(write, seat.client(), now).await?;
    let by = seat.caller().user();
    recorded.write(write, (seat.client(), by), (incident.number, incident.version), now).await?;
    super::reads::mark(write, seat, incident.number, now).await?;
    told.tell(write).await
}

/// The action a command is.
///
/// # Errors
/// [`Declined::Invalid`] for a status that is not reached by setting it.
pub fn action_of(command: &Command) -> Result<Action, Declined> {
    command
        .action()
        .ok_or_else(|| Declined::field("status", "one of in_progress, on_hold, resolved; closing has its own command"))
}

/// An instant so many seconds later.
fn later(at: Timestamp, seconds: u32) -> Timestamp {
    at.saturating_add(SignedDuration::from_secs(seconds.into())).unwrap_or(Timestamp::MAX)
}

/// One person doing one thing to one incident.
struct Act<'a> {
    incident: &'a mut Incident,
    levels: &'a ServiceLevels,
    by: &'a UserId,
    now: Timestamp,
}

impl Act<'_> {
    fn assign(&mut self, user: UserId) -> Recorded {
        self.incident.assignee = Some(user.clone());
        if self.incident.status == Status::New {
            self.enter_progress();
        }
        Recorded::Assigned { assignee: Some(user) }
    }

    /// Nobody has begun it for the team: its status stays.
    fn assign_to_team(&mut self, team: Team) -> Recorded {
        (self.incident.assignee, self.incident.team) = (None, Some(team.id.clone()));
        Recorded::AssignedToTeam { team: team.id, name: team.name }
    }

    fn give_back(&mut self) -> Recorded {
        (self.incident.assignee, self.incident.team) = (None, None);
        Recorded::Assigned { assignee: None }
    }

    fn start(&mut self, status: Status) -> Recorded {
        self.enter_progress();
        Recorded::StatusSet { status, hold_reason: None }
    }

    fn hold(&mut self, reason: Option<HoldReason>, until: Option<&Instant>) -> Result<Recorded, Declined> {
        let (reason, until) = asked::hold(reason, until, self.now)?;
        let priority = self.incident.priority;
        if reason == HoldReason::AwaitingClient {
            self.incident.clocks.pause(self.levels, priority, self.now);
        }
        let reminds = reminds_after_s(reason).map(|after_s| later(self.now, after_s)).filter(|at| *at < until);
        self.incident.status = Status::OnHold;
        (self.incident.hold_reason, self.incident.hold_until) = (Some(reason), Some(until));
        self.incident.hold_due_at = reminds.or(Some(until));
        Ok(Recorded::StatusSet { status: Status::OnHold, hold_reason: Some(reason) })
    }

    fn resolve(&mut self) -> Recorded {
        self.finish(Status::Resolved);
        Recorded::StatusSet { status: Status::Resolved, hold_reason: None }
    }

    fn set_priority(&mut self, priority: Priority) -> Result<Recorded, Declined> {
        asked::check_priority(priority)?;
        let incident = &mut *self.incident;
        let was = std::mem::replace(&mut incident.priority, priority);
        incident.priority_set = true;
        if !Clocks::apply_to(incident.severity, priority) {
            incident.clocks.end();
        } else if incident.clocks.applies {
            incident.clocks.reprioritise(self.levels, was, priority, self.now);
        } else {
            incident.clocks.begin(self.levels, priority, self.now);
        }
        Ok(Recorded::PrioritySet { priority })
    }

    fn close(&mut self, verdict: Verdict, reason: Option<&str>) -> Result<Recorded, Declined> {
        let reason = asked::close(verdict, reason)?;
        self.finish(Status::Closed);
        self.incident.verdict = Some(verdict);
        self.incident.closed_at = Some(self.now);
        Ok(Recorded::Closed { verdict, reason })
    }

    fn reopen(&mut self, reason: &str) -> Result<Recorded, Declined> {
        let reason = asked::reopen(reason)?;
        let incident = &mut *self.incident;
        // Into In Progress somebody has to have it: whoever reopens what nobody had, has it.
        incident.assignee.get_or_insert_with(|| self.by.clone());
        (incident.resolved_at, incident.closed_at, incident.verdict, incident.rating) = (None, None, None, None);
        incident.clocks.reopened(self.levels, incident.priority, self.now);
        self.enter_progress();
        Ok(Recorded::Reopened { reason })
    }

    fn enter_progress(&mut self) {
        let incident = &mut *self.incident;
        incident.status = Status::InProgress;
        incident.leave_hold();
        incident.first_in_progress_at.get_or_insert(self.now);
        incident.clocks.resume(self.levels, incident.priority, self.now);
        incident.clocks.responded(self.now);
    }

    fn finish(&mut self, status: Status) {
        let incident = &mut *self.incident;
        incident.status = status;
        incident.leave_hold();
        incident.resolved_at.get_or_insert(self.now);
        incident.clocks.stopped(self.levels, incident.priority, self.now);
    }
}

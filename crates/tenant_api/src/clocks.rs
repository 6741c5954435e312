//! The two clocks of an incident, respond and resolve, and the one of a request: pure rules, every instant handed in.

mod answer;
mod calendar;
mod levels;

pub use answer::AnswerClock;
pub use calendar::{BusinessHours, Calendar, MINUTES_A_DAY};
pub use levels::{Level, ServiceLevels};

use jiff::{SignedDuration, Timestamp, fmt::serde::timestamp::millisecond::optional as ms};
use serde::{Deserialize, Serialize};
use wire::vocabulary::{BreachKind, Priority, Severity};

/// Where both clocks of one incident stand. `*_used_s` is service time used before `running_since`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clocks {
    /// Informational incidents have no clock.
    #[serde(skip)]
    pub applies: bool,
    /// The respond clock was met: the incident has been In Progress.
    #[serde(skip)]
    pub responded: bool,
    /// `None` while they stand still.
    #[serde(with = "ms")]
    pub running_since: Option<Timestamp>,
    /// Paused since then, awaiting the client.
    #[serde(with = "ms")]
    pub paused_since: Option<Timestamp>,
    /// Earlier pauses together, milliseconds by the wall clock.
    pub paused_ms: i64,
    pub respond_used_s: i64,
    pub resolve_used_s: i64,
    #[serde(with = "ms")]
    pub respond_due_at: Option<Timestamp>,
    #[serde(with = "ms")]
    pub resolve_due_at: Option<Timestamp>,
    /// A clock was missed and then stopped, paused or re-set; a running one is missed once its due instant has passed.
    pub missed: bool,
    /// The nearer running clock.
    #[serde(with = "ms")]
    pub breach_at: Option<Timestamp>,
    pub breach_kind: Option<BreachKind>,
}

impl Clocks {
    /// Whether an incident has clocks at all: Informational ones have none unless somebody gave them a priority.
    #[must_use]
    pub fn apply_to(severity: Severity, priority: Priority) -> bool {
        severity != Severity::Informational || priority > Priority::Low
    }

    /// No clock: the incident is Informational.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Both clocks begin at `now`.
    #[must_use]
    pub fn start(levels: &ServiceLevels, priority: Priority, now: Timestamp) -> Self {
        let mut clocks = Self::none();
        clocks.begin(levels, priority, now);
        clocks
    }

    /// Begins the clocks of an incident that had none and got worse, paused where it is; otherwise nothing.
    pub fn begin(&mut self, levels: &ServiceLevels, priority: Priority, now: Timestamp) {
        if self.applies {
            return;
        }
        self.applies = true;
        if self.paused_since.is_none() {
            self.run(levels, priority, now);
        }
    }

    /// The incident has no clock any more. What was missed stays so, and a pause goes on being one.
    pub fn end(&mut self) {
        let Self { missed, responded, paused_since, paused_ms, .. } = *self;
        *self = Self { missed, responded, paused_since, paused_ms, ..Self::none() };
    }

    /// The priority changed. Lowered, the time used counts against the longer limit; raised, what was left stays if it is
    /// less than the new limit, and otherwise the new limit runs from `now`, so nobody is late for what was not yet urgent.
    pub fn reprioritise(&mut self, levels: &ServiceLevels, from: Priority, to: Priority, now: Timestamp) {
        if !self.applies || from == to {
            return;
        }
        let running = self.running_since.is_some();
        self.settle(levels, from, now);
        let (old, new) = (levels.level(from), levels.level(to));
        let carried = |used_s: i64, old_s: i64, new_s: i64| {
            if to > from { new_s - new_s.min(old_s - used_s) } else { used_s }
        };
        self.respond_used_s = carried(self.respond_used_s, old.respond_s, new.respond_s);
        self.resolve_used_s = carried(self.resolve_used_s, old.resolve_s, new.resolve_s);
        if running {
            self.run(levels, to, now);
        }
    }

    /// The clocks stand still: On Hold, awaiting the client.
    pub fn pause(&mut self, levels: &ServiceLevels, priority: Priority, now: Timestamp) {
        self.settle(levels, priority, now);
        self.paused_since = self.paused_since.or(Some(now));
    }

    /// They go on with the time they had left.
    pub fn resume(&mut self, levels: &ServiceLevels, priority: Priority, now: Timestamp) {
        self.end_pause(now);
        if self.applies && self.running_since.is_none() {
            self.run(levels, priority, now);
        }
    }

    /// The incident is In Progress for the first time: the respond clock is met, or was missed. Further times nothing.
    pub fn responded(&mut self, now: Timestamp) {
        self.missed |= self.respond_due_at.is_some_and(|due| due <= now);
        self.responded = true;
        self.respond_due_at = None;
        self.choose_nearer();
    }

    /// The incident is Resolved or Closed: nothing runs any more.
    pub fn stopped(&mut self, levels: &ServiceLevels, priority: Priority, now: Timestamp) {
        self.end_pause(now);
        self.settle(levels, priority, now);
    }

    /// The incident is In Progress again: the resolve clock goes on with the time it had left, the respond clock does not.
    pub fn reopened(&mut self, levels: &ServiceLevels, priority: Priority, now: Timestamp) {
        self.responded = true;
        self.resume(levels, priority, now);
    }

    /// Whether a clock is or was missed at `now`.
    #[must_use]
    pub fn breached(&self, now: Timestamp) -> bool {
        self.missed || self.breach_at.is_some_and(|at| at <= now)
    }

    fn end_pause(&mut self, now: Timestamp) {
        if let Some(since) = self.paused_since.take() {
            self.paused_ms += now.as_millisecond() - since.as_millisecond();
        }
    }

    /// Adds the time that ran until `now` and stops.
    fn settle(&mut self, levels: &ServiceLevels, priority: Priority, now: Timestamp) {
        let Some(since) = self.running_since.take() else { return };
        let ran_s = levels.calendar(priority).between_s(since, now);
        if !self.responded {
            self.respond_used_s += ran_s;
        }
        self.resolve_used_s += ran_s;
        self.missed |= self.breach_at.is_some_and(|at| at <= now);
        (self.respond_due_at, self.resolve_due_at) = (None, None);
        self.choose_nearer();
    }

    fn run(&mut self, levels: &ServiceLevels, priority: Priority, now: Timestamp) {
        let (level, calendar) = (levels.level(priority), levels.calendar(priority));
        let due = |limit_s: i64, used_s: i64| match limit_s - used_s {
            left_s if left_s > 0 => calendar.after(now, left_s),
            late_s => now.saturating_add(SignedDuration::from_secs(late_s)).unwrap_or(now),
        };
        self.running_since = Some(now);
        self.respond_due_at = (!self.responded).then(|| due(level.respond_s, self.respond_used_s));
        self.resolve_due_at = Some(due(level.resolve_s, self.resolve_used_s));
        self.choose_nearer();
    }

    fn choose_nearer(&mut self) {
        let respond = self.respond_due_at.map(|at| (at, BreachKind::Respond));
        let resolve = self.resolve_due_at.map(|at| (at, BreachKind::Resolve));
        let nearer = respond.into_iter().chain(resolve).min_by_key(|(at, _)| *at);
        (self.breach_at, self.breach_kind) = (nearer.map(|(at, _)| at), nearer.map(|(_, kind)| kind));
    }
}

#[cfg(test)]
mod tests;

//! The two clocks of an incident, respond and resolve: pure rules, every instant handed in.

mod calendar;
mod levels;

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
mod tests {
    use super::*;
    use Priority::{Critical, High, Low, Medium};

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    /// Tuesday, nine in the morning.
    const NINE: &str = "2026-11-24T09:00:00Z";

    #[test]
    fn both_clocks_start_and_the_nearer_is_the_breach() {
        let clocks = Clocks::start(&ServiceLevels::default(), Critical, at(NINE));
        assert_eq!(clocks.respond_due_at, Some(at("2026-11-24T09:15:00Z")));
        assert_eq!(clocks.resolve_due_at, Some(at("2026-11-24T13:00:00Z")));
        assert_eq!((clocks.breach_at, clocks.breach_kind), (clocks.respond_due_at, Some(BreachKind::Respond)));
        assert!(!clocks.breached(at("2026-11-24T09:14:59Z")) && clocks.breached(at("2026-11-24T09:15:00Z")));
    }

    #[test]
    fn a_met_response_leaves_the_resolution_and_a_late_one_is_remembered() {
        let mut met = Clocks::start(&ServiceLevels::default(), High, at(NINE));
        let mut late = met.clone();
        met.responded(at("2026-11-24T09:29:00Z"));
        late.responded(at("2026-11-24T09:31:00Z"));
        assert_eq!((met.missed, late.missed), (false, true));
        assert_eq!((met.respond_due_at, met.breach_kind), (None, Some(BreachKind::Resolve)));
    }

    #[test]
    fn a_pause_costs_nothing() {
        let levels = ServiceLevels::default();
        let mut clocks = Clocks::start(&levels, Critical, at(NINE));
        clocks.responded(at("2026-11-24T09:05:00Z"));
        clocks.pause(&levels, Critical, at("2026-11-24T10:00:00Z"));
        assert_eq!((clocks.running_since, clocks.breach_at, clocks.resolve_used_s), (None, None, 3600));
        clocks.resume(&levels, Critical, at("2026-11-25T10:00:00Z"));
        assert_eq!(clocks.resolve_due_at, Some(at("2026-11-25T13:00:00Z")));
        assert_eq!((clocks.paused_since, clocks.paused_ms), (None, 86_400_000));
    }

    /// Business hours, a night, a weekend and two holds: what is left moves by the business time that was held, and by no more.
    #[test]
    fn several_holds_move_what_is_due_by_exactly_the_business_time_held() {
        let levels = ServiceLevels::default();
        let calendar = levels.calendar(Medium);
        let mut clocks = Clocks::start(&levels, Medium, at(NINE));
        clocks.responded(at("2026-11-24T09:05:00Z"));
        let due = clocks.resolve_due_at.expect("it runs");
        let holds = [
            ("2026-11-24T15:00:00Z", "2026-11-25T10:30:00Z"),
            ("2026-11-27T16:00:00Z", "2026-11-30T09:15:00Z"),
            ("2026-11-30T20:00:00Z", "2026-11-30T21:00:00Z"),
        ];
        let (mut held_s, mut held_ms) = (0, 0);
        for (from, to) in holds.map(|(from, to)| (at(from), at(to))) {
            clocks.pause(&levels, Medium, from);
            assert_eq!((clocks.breach_at, clocks.paused_since), (None, Some(from)));
            clocks.resume(&levels, Medium, to);
            held_s += calendar.between_s(from, to);
            held_ms += to.as_millisecond() - from.as_millisecond();
            assert_eq!(clocks.resolve_due_at, Some(calendar.after(due, held_s)), "after the hold until {to}");
        }
        assert_eq!((clocks.paused_ms, clocks.paused_since), (held_ms, None));
    }

    #[test]
    fn a_hold_that_awaits_nobody_here_pauses_nothing_and_closing_ends_a_pause() {
        let levels = ServiceLevels::default();
        let mut clocks = Clocks::start(&levels, Critical, at(NINE));
        clocks.responded(at("2026-11-24T09:05:00Z"));
        let due = clocks.resolve_due_at;
        clocks.resume(&levels, Critical, at("2026-11-24T10:00:00Z"));
        assert_eq!((clocks.resolve_due_at, clocks.paused_ms), (due, 0), "it ran all along");
        clocks.pause(&levels, Critical, at("2026-11-24T11:00:00Z"));
        clocks.stopped(&levels, Critical, at("2026-11-24T14:00:00Z"));
        clocks.reopened(&levels, Critical, at("2026-11-25T09:00:00Z"));
        assert_eq!((clocks.resolve_due_at, clocks.missed), (Some(at("2026-11-25T11:00:00Z")), false));
        assert_eq!(clocks.paused_ms, 3 * 3_600_000, "closed is not paused");
    }

    #[test]
    fn clocks_that_begin_or_end_while_paused_stand_still_and_keep_the_pause() {
        let levels = ServiceLevels::default();
        let mut clocks = Clocks::none();
        clocks.pause(&levels, Low, at(NINE));
        clocks.begin(&levels, High, at("2026-11-24T10:00:00Z"));
        assert_eq!((clocks.running_since, clocks.breach_at), (None, None));
        clocks.resume(&levels, High, at("2026-11-24T11:00:00Z"));
        assert_eq!(clocks.breach_at, Some(at("2026-11-24T11:30:00Z")));
        clocks.pause(&levels, High, at("2026-11-24T11:10:00Z"));
        clocks.end();
        assert_eq!(clocks.paused_since, Some(at("2026-11-24T11:10:00Z")));
        clocks.resume(&levels, Low, at("2026-11-24T11:20:00Z"));
        assert_eq!((clocks.breach_at, clocks.paused_ms), (None, 2 * 3_600_000 + 600_000));
    }

    #[test]
    fn stopping_late_is_missed_and_reopening_goes_on() {
        let levels = ServiceLevels::default();
        let mut clocks = Clocks::start(&levels, Critical, at(NINE));
        clocks.responded(at("2026-11-24T09:05:00Z"));
        clocks.stopped(&levels, Critical, at("2026-11-24T12:00:00Z"));
        assert!(!clocks.missed);
        clocks.reopened(&levels, Critical, at("2026-11-26T09:00:00Z"));
        assert_eq!(clocks.breach_at, Some(at("2026-11-26T10:00:00Z")));
        clocks.stopped(&levels, Critical, at("2026-11-26T10:00:00Z"));
        assert!(clocks.missed && clocks.breach_at.is_none());
    }

    #[test]
    fn a_raised_priority_is_due_its_own_time_from_now_and_never_later_than_before() {
        let levels = ServiceLevels::default();
        let mut fresh = Clocks::start(&levels, Low, at(NINE));
        fresh.reprioritise(&levels, Low, Critical, at("2026-11-24T12:00:00Z"));
        assert_eq!(fresh.respond_due_at, Some(at("2026-11-24T12:15:00Z")));
        let mut nearly = Clocks::start(&levels, Low, at(NINE));
        nearly.reprioritise(&levels, Low, High, at("2026-11-24T16:50:00Z"));
        assert_eq!(nearly.respond_due_at, Some(at("2026-11-24T17:00:00Z")));
    }

    #[test]
    fn a_lowered_priority_counts_the_time_used_and_forgives_nothing() {
        let levels = ServiceLevels::default();
        let mut clocks = Clocks::start(&levels, Critical, at(NINE));
        clocks.reprioritise(&levels, Critical, Medium, at("2026-11-24T09:20:00Z"));
        assert!(clocks.missed);
        assert_eq!(clocks.respond_due_at, Some(at("2026-11-24T13:00:00Z")));
    }

    #[test]
    fn without_a_clock_nothing_starts_one_but_getting_worse() {
        let levels = ServiceLevels::default();
        let mut clocks = Clocks::none();
        clocks.pause(&levels, Low, at(NINE));
        clocks.resume(&levels, Low, at(NINE));
        clocks.reprioritise(&levels, Low, High, at(NINE));
        assert_eq!(clocks, Clocks::none());
        clocks.begin(&levels, High, at(NINE));
        assert_eq!(clocks.breach_at, Some(at("2026-11-24T09:30:00Z")));
    }
}

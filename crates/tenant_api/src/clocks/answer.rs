//! The one clock of a request, until somebody answers it: what is promised for responding to an incident of that priority.

use super::ServiceLevels;
use jiff::Timestamp;
use wire::vocabulary::Priority;

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnswerClock {
    /// When it began to run.
    pub since: Timestamp,
    /// `None` while it stands still.
    pub due_at: Option<Timestamp>,
    pub answered_at: Option<Timestamp>,
    /// It was missed and then stopped or set anew; a running one is missed once it is due.
    pub missed: bool,
}

impl AnswerClock {
    /// It begins at `now`.
    #[must_use]
    pub fn start(levels: &ServiceLevels, criticality: Priority, now: Timestamp) -> Self {
        Self { since: now, due_at: Some(due(levels, criticality, now)), answered_at: None, missed: false }
    }

    /// Raised, the answer is due in its new time from `now`, and never later than before. Lowered, the time used counts.
    pub fn reprioritise(&mut self, levels: &ServiceLevels, from: Priority, to: Priority, now: Timestamp) {
        let Some(due_at) = self.due_at.filter(|_| from != to) else { return };
        self.missed |= due_at <= now;
        self.due_at = Some(if to > from { due_at.min(due(levels, to, now)) } else { due(levels, to, self.since) });
    }

    /// Somebody answers; further answers change nothing.
    pub fn answered(&mut self, now: Timestamp) {
        self.stopped(now);
        self.answered_at.get_or_insert(now);
    }

    /// There is nothing to answer any more.
    pub fn stopped(&mut self, now: Timestamp) {
        self.missed |= self.due_at.take().is_some_and(|due_at| due_at <= now);
    }

    /// What nobody has answered is to be answered again, within its whole time.
    pub fn resumed(&mut self, levels: &ServiceLevels, criticality: Priority, now: Timestamp) {
        if self.answered_at.is_none() && self.due_at.is_none() {
            (self.since, self.due_at) = (now, Some(due(levels, criticality, now)));
        }
    }

    /// Whether it is or was missed at `now`.
    #[must_use]
    pub fn breached(&self, now: Timestamp) -> bool {
        self.missed || self.due_at.is_some_and(|due_at| due_at <= now)
    }
}

fn due(levels: &ServiceLevels, criticality: Priority, from: Timestamp) -> Timestamp {
    levels.calendar(criticality).after(from, levels.level(criticality).respond_s)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    /// A Tuesday morning, within business hours.
    fn minutes(after: i64) -> Timestamp {
        let morning: Timestamp = "2026-11-24T09:00:00Z".parse().expect("an instant");
        morning + SignedDuration::from_mins(after)
    }

    fn started(criticality: Priority) -> AnswerClock {
        AnswerClock::start(&ServiceLevels::default(), criticality, minutes(0))
    }

    #[test]
    fn the_first_answer_meets_it() {
        let mut clock = started(Priority::High);
        assert_eq!(clock.due_at, Some(minutes(30)));
        assert!(!clock.breached(minutes(29)) && clock.breached(minutes(30)));
        clock.answered(minutes(20));
        clock.answered(minutes(50));
        assert_eq!((clock.due_at, clock.answered_at), (None, Some(minutes(20))));
        assert!(!clock.breached(minutes(50)));
    }

    #[test]
    fn what_was_late_stays_so() {
        let mut clock = started(Priority::Critical);
        clock.answered(minutes(15));
        assert!(clock.breached(minutes(16)));
        let mut clock = started(Priority::Critical);
        clock.reprioritise(&ServiceLevels::default(), Priority::Critical, Priority::Low, minutes(20));
        assert!(clock.missed && clock.due_at > Some(minutes(20)));
    }

    #[test]
    fn raised_it_is_due_from_now_and_lowered_the_time_used_counts() {
        let levels = ServiceLevels::default();
        let mut clock = started(Priority::Medium);
        assert_eq!(clock.due_at, Some(minutes(240)));
        clock.reprioritise(&levels, Priority::Medium, Priority::High, minutes(60));
        assert_eq!(clock.due_at, Some(minutes(90)));
        clock.reprioritise(&levels, Priority::High, Priority::Medium, minutes(70));
        assert_eq!(clock.due_at, Some(minutes(240)));
        let mut clock = started(Priority::Medium);
        clock.reprioritise(&levels, Priority::Medium, Priority::High, minutes(230));
        assert_eq!(clock.due_at, Some(minutes(240)), "never later than before");
    }

    #[test]
    fn reopened_it_runs_only_where_nobody_has_answered() {
        let levels = ServiceLevels::default();
        let mut clock = started(Priority::High);
        clock.stopped(minutes(10));
        clock.resumed(&levels, Priority::High, minutes(100));
        assert_eq!((clock.due_at, clock.missed), (Some(minutes(130)), false));
        clock.answered(minutes(110));
        clock.resumed(&levels, Priority::High, minutes(200));
        assert_eq!(clock.due_at, None);
    }
}

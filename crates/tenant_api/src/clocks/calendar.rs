//! Service time: around the clock, or business hours in a time zone.

use jiff::{SignedDuration, Timestamp, ToSpan, civil, tz::TimeZone};
use std::collections::BTreeSet;

/// Where a day's minutes end.
pub const MINUTES_A_DAY: i64 = 24 * 60;

/// When the clocks of a priority tick.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Calendar {
    Always,
    Business(BusinessHours),
}

/// Opening hours that are the same on every working day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusinessHours {
    pub time_zone: TimeZone,
    /// Minutes after local midnight.
    pub opens_min: i64,
    pub closes_min: i64,
    /// Bit 0 is Monday; never empty.
    pub days: u8,
    /// Local dates that are no working days.
    pub holidays: BTreeSet<civil::Date>,
}

impl Default for BusinessHours {
    /// Monday to Friday, nine to five, UTC.
    fn default() -> Self {
        Self {
            time_zone: TimeZone::UTC,
            opens_min: 9 * 60,
            closes_min: 17 * 60,
            days: 0b1_1111,
            holidays: BTreeSet::new(),
        }
    }
}

impl Calendar {
    /// The instant at which `seconds` of service time have passed since `from`.
    #[must_use]
    pub fn after(&self, from: Timestamp, seconds: i64) -> Timestamp {
        let wanted = SignedDuration::from_secs(seconds);
        match self {
            Self::Always => from.saturating_add(wanted).unwrap_or(Timestamp::MAX),
            Self::Business(hours) => hours.after(from, wanted),
        }
    }

    /// Whole seconds of service time between two instants; nothing if `to` is the earlier one.
    #[must_use]
    pub fn between_s(&self, from: Timestamp, to: Timestamp) -> i64 {
        if to <= from {
            return 0;
        }
        match self {
            Self::Always => to.duration_since(from).as_secs(),
            Self::Business(hours) => hours
                .opening_hours(from)
                .take_while(|(opens, _)| *opens < to)
                .map(|(opens, closes)| closes.min(to).duration_since(opens.max(from)))
                .filter(SignedDuration::is_positive)
                .sum::<SignedDuration>()
                .as_secs(),
        }
    }
}

impl BusinessHours {
    fn after(&self, from: Timestamp, wanted: SignedDuration) -> Timestamp {
        let mut left = wanted;
        for (opens, closes) in self.opening_hours(from) {
            let begins = opens.max(from);
            let open_for = closes.duration_since(begins);
            if open_for >= left {
                return begins.saturating_add(left).unwrap_or(Timestamp::MAX);
            }
            if open_for.is_positive() {
                left -= open_for;
            }
        }
        Timestamp::MAX
    }

    /// Opening and closing of every working day, from the local day of `from` on.
    fn opening_hours(&self, from: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let first = self.time_zone.to_datetime(from).date();
        first.series(1.day()).filter(|date| self.works_on(*date)).map_while(|date| {
            let instant = |minutes: i64| {
                let local = date.at(0, 0, 0, 0).checked_add(minutes.minutes()).ok()?;
                self.time_zone.to_timestamp(local).ok()
            };
            Some((instant(self.opens_min)?, instant(self.closes_min)?))
        })
    }

    fn works_on(&self, date: civil::Date) -> bool {
        let weekday = date.weekday().to_monday_zero_offset();
        self.days & (1 << weekday) != 0 && !self.holidays.contains(&date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    fn business() -> Calendar {
        Calendar::Business(BusinessHours::default())
    }

    #[test]
    fn a_weekend_does_not_count() {
        // Friday 16:00 and two hours: one on Friday, one on Monday.
        assert_eq!(business().after(at("2026-11-27T16:00:00Z"), 7200), at("2026-11-30T10:00:00Z"));
        assert_eq!(business().between_s(at("2026-11-27T16:00:00Z"), at("2026-11-30T10:00:00Z")), 7200);
    }

    #[test]
    fn a_holiday_does_not_count() {
        let tuesday = civil::date(2026, 11, 24);
        let hours = BusinessHours { holidays: BTreeSet::from([tuesday]), ..BusinessHours::default() };
        let closed = Calendar::Business(hours);
        assert_eq!(closed.after(at("2026-11-23T16:00:00Z"), 7200), at("2026-11-25T10:00:00Z"));
        assert_eq!(closed.between_s(at("2026-11-24T00:00:00Z"), at("2026-11-25T00:00:00Z")), 0);
    }

    #[test]
    fn before_and_after_hours_wait_for_the_doors() {
        assert_eq!(business().after(at("2026-11-24T03:00:00Z"), 60), at("2026-11-24T09:01:00Z"));
        assert_eq!(business().after(at("2026-11-24T20:00:00Z"), 60), at("2026-11-25T09:01:00Z"));
        assert_eq!(business().after(at("2026-11-24T16:00:00Z"), 3600), at("2026-11-24T17:00:00Z"));
    }

    #[test]
    fn local_hours_move_with_daylight_saving() {
        let hours =
            BusinessHours { time_zone: TimeZone::get("Europe/Vienna").expect("a zone"), ..BusinessHours::default() };
        let vienna = Calendar::Business(hours);
        assert_eq!(vienna.after(at("2026-10-23T00:00:00Z"), 60), at("2026-10-23T07:01:00Z"));
        assert_eq!(vienna.after(at("2026-10-26T00:00:00Z"), 60), at("2026-10-26T08:01:00Z"));
    }

    proptest! {
        /// Going forward by so much service time is the same as measuring it, on both calendars.
        #[test]
        fn after_and_between_agree(start_s in 1_760_000_000_i64..1_800_000_000, seconds in 1_i64..500_000) {
            let from = Timestamp::from_second(start_s).expect("in range");
            for calendar in [Calendar::Always, business()] {
                prop_assert_eq!(calendar.between_s(from, calendar.after(from, seconds)), seconds);
            }
        }
    }
}

//! Spans in the words people use: "46 min", "12 min late", "paused".

use crate::{
    i18n::{number, texts},
    words,
};

texts! { pub(super),
    seconds(n) = { en: "{n} s" };
    minutes(n) = { en: "{n} min" };
    hours(n) = { en: "{n} h" };
    days(n) = { en: "{n} d" };
    hours_minutes(h, m) = { en: "{h} h {m} min" };
    days_hours(d, h) = { en: "{d} d {h} h" };
    minutes_seconds(m, s) = { en: "{m} min {s} s" };
    late(span) = { en: "{span} late" };
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A span in at most two units: "40 s", "3 min 10 s", "46 min", "1 h 8 min", "5 h", "3 d 4 h".
#[must_use]
pub fn span(span_s: u64) -> String {
    let two = |whole: fn(&str) -> String, both: fn(&str, &str) -> String, large: u64, small: u64| {
        if small == 0 { whole(&number(large)) } else { both(&number(large), &number(small)) }
    };
    match span_s {
        0..MINUTE => seconds(&number(span_s)),
        MINUTE..600 => two(minutes, minutes_seconds, span_s / MINUTE, span_s % MINUTE),
        600..HOUR => minutes(&number(span_s / MINUTE)),
        HOUR..DAY => two(hours, hours_minutes, span_s / HOUR, span_s % HOUR / MINUTE),
        _ => two(days, days_hours, span_s / DAY, span_s % DAY / HOUR),
    }
}

/// How long since a moment, in one unit; both as milliseconds since 1970.
#[must_use]
pub fn since_short(since_ms: f64, now_ms: f64) -> String {
    span_short(((now_ms - since_ms) / 1000.0).max(0.0) as u64)
}

/// A span in one unit, for ages in dense places: "40 s", "46 min", "5 h", "3 d".
#[must_use]
pub fn span_short(span_s: u64) -> String {
    match span_s {
        0..MINUTE => seconds(&number(span_s)),
        MINUTE..HOUR => minutes(&number(span_s / MINUTE)),
        HOUR..DAY => hours(&number(span_s / HOUR)),
        _ => days(&number(span_s / DAY)),
    }
}

/// How pressing a clock is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// No clock runs.
    None,
    Paused,
    InTime,
    /// Less than an hour, or less than a quarter of its time.
    Soon,
    Over,
}

/// A clock as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    pub text: String,
    pub urgency: Urgency,
    /// What is left of the clock's time, 0 to 100.
    pub left_percent: u8,
}

/// The clock that ends at `due_ms`, began at `since_ms`, looked at at `now_ms` (all in milliseconds since 1970).
#[must_use]
pub fn due(due_ms: Option<f64>, since_ms: f64, paused: bool, now_ms: f64) -> Due {
    if paused {
        return Due { text: words::paused().to_owned(), urgency: Urgency::Paused, left_percent: 0 };
    }
    let Some(due_ms) = due_ms else {
        return Due { text: String::from("–"), urgency: Urgency::None, left_percent: 0 };
    };
    let left_s = (due_ms - now_ms) / 1000.0;
    if left_s < 0.0 {
        return Due { text: late(&rounded(-left_s)), urgency: Urgency::Over, left_percent: 0 };
    }
    let whole_s = ((due_ms - since_ms) / 1000.0).max(1.0);
    let left_percent = (left_s / whole_s * 100.0).clamp(0.0, 100.0) as u8;
    let is_soon = left_s < HOUR as f64 || left_percent < 25;
    Due { text: rounded(left_s), urgency: if is_soon { Urgency::Soon } else { Urgency::InTime }, left_percent }
}

/// Whole minutes below a day: a clock that is read at a glance does not count seconds.
fn rounded(span_s: f64) -> String {
    let span_s = span_s as u64;
    match span_s {
        0..MINUTE => {
            super::count_seconds();
            seconds(&number(span_s))
        }
        MINUTE..HOUR => minutes(&number(span_s / MINUTE)),
        _ => span(span_s),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_said_as_people_say_them() {
        let said = [0, 40, 190, 2760, 4080, 18_000, 100_000, 273_600].map(span);
        assert_eq!(said, ["0 s", "40 s", "3 min 10 s", "46 min", "1 h 8 min", "5 h", "1 d 3 h", "3 d 4 h"]);
        assert_eq!([59, 3599, 7300, 200_000].map(span_short), ["59 s", "59 min", "2 h", "2 d"]);
    }

    #[test]
    fn a_clock_is_in_time_then_soon_then_late() {
        let hour = 3_600_000.0;
        let at = |now: f64| {
            let due = due(Some(8.0 * hour), 0.0, false, now * hour);
            (due.text, due.urgency, due.left_percent)
        };
        assert_eq!(at(4.0), ("4 h".into(), Urgency::InTime, 50));
        assert_eq!(at(6.5), ("1 h 30 min".into(), Urgency::Soon, 18));
        assert_eq!(at(8.25), ("15 min late".into(), Urgency::Over, 0));
    }

    #[test]
    fn a_clock_that_stands_still_says_so_and_none_says_nothing() {
        assert_eq!(due(Some(0.0), 0.0, true, 9.0).text, "paused");
        assert_eq!(due(None, 0.0, false, 9.0).urgency, Urgency::None);
    }
}

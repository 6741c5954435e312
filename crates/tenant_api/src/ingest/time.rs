//! When a finding happened, however its source writes instants.

use super::{Problem, field};
use jiff::Timestamp;
use serde_json::Value;

/// Where an instant may stand, the most telling first; OCSF's `…_dt` twins are RFC 3339.
const FIELDS: [&str; 10] = [
    "time",
    "time_dt",
    "finding_info.created_time",
    "finding_info.created_time_dt",
    "finding.created_time",
    "finding.created_time_dt",
    "finding_info.last_seen_time",
    "finding_info.first_seen_time",
    "start_time",
    "metadata.logged_time",
];

/// Sensible years of an event: before is a clock that was never set, after is a unit mistaken.
const YEARS: std::ops::Range<i64> = 631_152_000_000..7_258_118_400_000;

/// The finding's own time.
///
/// # Errors
/// [`Problem`] when it says none, or something that is no instant.
pub(super) fn of(finding: &Value) -> Result<Timestamp, Problem> {
    let Some(path) = FIELDS.into_iter().find(|path| field::at(finding, path).is_some()) else {
        return Err(Problem::field("time", "missing"));
    };
    field::at(finding, path)
        .and_then(read)
        .filter(|at| YEARS.contains(&at.as_millisecond()))
        .ok_or_else(|| Problem::field(path, "not an instant between 1990 and 2200"))
}

/// OCSF's milliseconds; also seconds, microseconds and nanoseconds by their size, numbers as text, and RFC 3339.
fn read(value: &Value) -> Option<Timestamp> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => match text.trim().parse() {
            Ok(number) => number,
            Err(_) => return text.trim().parse().ok(),
        },
        _ => return None,
    };
    let ms = match number.abs() {
        seconds if seconds < 1e11 => number * 1e3,
        ms if ms < 1e14 => number,
        us if us < 1e17 => number / 1e3,
        _ => number / 1e6,
    };
    #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds are meant, and YEARS is checked after")]
    Timestamp::from_millisecond(ms.round() as i64).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn units_are_told_by_their_size() {
        let ms = |value| of(&json!({ "time": value })).map(Timestamp::as_millisecond).ok();
        for same in
            [json!(1_723_564_700), json!(1_723_564_700_000_i64), json!(1_723_564_700_000_000_i64), json!("1723564700")]
        {
            assert_eq!(ms(same), Some(1_723_564_700_000));
        }
        assert_eq!(ms(json!("2024-08-13T17:58:20+02:00")), Some(1_723_564_700_000));
        assert_eq!(ms(json!(1_723_564_700.25)), Some(1_723_564_700_250));
        for no_instant in [json!(0), json!(-5), json!("soon"), json!({}), json!(9e300), json!(true)] {
            assert_eq!(ms(no_instant), None);
        }
    }

    #[test]
    fn the_twin_and_the_findings_own_time_count() {
        assert!(of(&json!({ "time_dt": "2024-08-13T15:58:20.000Z" })).is_ok());
        assert!(of(&json!({ "finding": { "created_time": 1_672_758_699_558_i64 } })).is_ok());
        assert_eq!(of(&json!({})).expect_err("no time").to_string(), "time: missing");
    }
}

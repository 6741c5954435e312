//! The clocks, by examples.

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
        ("2026-11-25T20:00:00Z", "2026-11-25T21:00:00Z"),
        ("2026-11-26T16:00:00Z", "2026-11-30T09:15:00Z"),
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

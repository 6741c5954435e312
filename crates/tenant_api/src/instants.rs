//! Instants between the store (milliseconds), the rules (`jiff`) and the wire (RFC 3339).

use jiff::Timestamp;
use wire::Instant;

/// As it travels: UTC, whole milliseconds at most.
#[must_use]
pub fn to_wire(at: Timestamp) -> Instant {
    Instant(from_ms(at.as_millisecond()).to_string())
}

/// As it travels, from the store's milliseconds.
#[must_use]
pub fn ms_to_wire(ms: i64) -> Instant {
    Instant(from_ms(ms).to_string())
}

/// From the store's milliseconds; beyond the calendar's end it is the calendar's end.
#[must_use]
pub fn from_ms(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(if ms < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// Reads an instant that came over the wire; `None` if it is not RFC 3339.
#[must_use]
pub fn read(at: &Instant) -> Option<Timestamp> {
    at.0.parse().ok()
}

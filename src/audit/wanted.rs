//! What the audit's address asks for.

use super::words::Kind;
use base::time;
use wire::{Instant, audit::AuditFilter};

/// Reads decoded pairs. A name or a value that means nothing is `None`: showing everything instead would be a lie.
pub(super) fn read<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Option<AuditFilter> {
    let (filter, rest) = AuditFilter::from_pairs(pairs).ok()?;
    rest.is_empty().then_some(filter)
}

/// The kind that a filter's actions are, if they are all of one.
pub(super) fn kind_of(filter: &AuditFilter) -> Option<Kind> {
    let mut actions = filter.action.clone();
    actions.sort();
    Kind::ALL.into_iter().find(|kind| kind.actions() == actions)
}

/// The day, as `<input type=date>` has it, that an instant begins or, where it is the end of a span, ends.
pub(super) fn day_of(instant: &Instant, is_end: bool) -> Option<String> {
    let instant = if is_end { time::instant_of(time::ms_of(instant)? - 1000.0) } else { instant.clone() };
    Some(time::local_of(&instant)?.get(..10)?.to_owned())
}

/// The instant at which a day begins, or at which it has ended, in the browser's zone.
pub(super) fn instant_of(day: &str, is_end: bool) -> Option<Instant> {
    let midnight = time::instant_of_local(&[day, "T00:00"].concat())?;
    if !is_end {
        return Some(midnight);
    }
    // A day may have 23 or 25 hours: 36 hours on is always within the next one.
    let next = time::local_of(&time::instant_of(time::ms_of(&midnight)? + 36.0 * 3_600_000.0))?;
    time::instant_of_local(&[next.get(..10)?, "T00:00"].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::audit::AuditAction;

    #[test]
    fn what_means_nothing_is_not_read_as_everything() {
        assert_eq!(read([]), Some(AuditFilter::default()));
        assert_eq!(read([("action", "dreamt")]), None);
        assert_eq!(read([("colour", "red")]), None);
    }

    #[test]
    fn a_kind_is_all_of_its_actions_in_any_order() {
        let mut filter = AuditFilter { action: Kind::SignIns.actions(), ..AuditFilter::default() };
        filter.action.reverse();
        assert_eq!(kind_of(&filter), Some(Kind::SignIns));
        filter.action = vec![AuditAction::SignedIn];
        assert_eq!(kind_of(&filter), None);
    }
}

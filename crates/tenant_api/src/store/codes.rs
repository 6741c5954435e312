//! The closed lists that are stored as numbers, because they are ordered by: OCSF's ids.

use wire::vocabulary::{Priority, Severity, Status};

macro_rules! coded {
    ($($list:ty: $to:ident, $from:ident;)+) => { $(
        #[must_use]
        pub fn $to(value: $list) -> i64 {
            let place = <$list>::ALL.iter().position(|known| *known == value);
            place.map_or(0, |place| i64::try_from(place + 1).expect("a closed list is short"))
        }

        #[must_use]
        pub fn $from(code: i64) -> $list {
            usize::try_from(code - 1).ok().and_then(|place| <$list>::ALL.get(place).copied()).unwrap_or_default()
        }
    )+ };
}

coded! {
    Status: status_code, status;
    Priority: priority_code, priority;
    Severity: severity_code, severity;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_ocsfs() {
        assert_eq!((status_code(Status::New), status_code(Status::Closed)), (1, 5));
        assert_eq!((severity_code(Severity::Unknown), severity_code(Severity::Fatal)), (0, 6));
        assert_eq!((priority(4), priority(9)), (Priority::Critical, Priority::Unknown));
    }
}
